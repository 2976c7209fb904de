"""Beside a story, line by line: the very same features, from a pipe and on a real terminal."""

from __future__ import annotations

import io
import itertools
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

from sim.plain.player import PlainPlayer
from sim.plain.telling import PROJECTED
from sim.play.classcode import class_code
from sim.play.guide import HINTS, ROLE, SCENARIO, SEED, Moment
from sim.play.journal import read_journal
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.play.settings import BEGUN, Settings, load_settings, note_guide, save_settings
from sim.program.lower import lower
from sim.scenario.catalog import load

if TYPE_CHECKING:
    from collections.abc import Iterator


def play(
    typed: str, *, guided: bool = False, voting: tuple[str, ...] = (), seed: int = SEED
) -> tuple[Session, str]:
    """Play the leaking roof with these lines typed; the session and everything that was said."""
    if guided:
        note_guide(BEGUN)
    session = Session.begin(load(SCENARIO), Casting((ROLE,), seed, 0, (), voting), None)
    said: list[str] = []
    PlainPlayer(session, io.StringIO(typed), said.append).run()
    return session, " ".join("\n".join(said).split())


# -- forecasts ------------------------------------------------------------------------------------


def test_a_forecast_is_asked_answered_and_judged() -> None:
    session, said = play("post\np\np very\np 70\np 70\n" + "wait\n" * 12)
    assert "What do you expect?" in said
    assert "For instance: p 70" in said
    assert "Type how sure you are." in said
    assert "Kept: 70 %." in said
    assert "No question is open now." in said
    assert "== How well you judged ==" in said
    assert "You said 70 %." in said
    assert [data["sure"] for kind, data in session.asides if kind == "forecast"] == [70]


def test_a_forecast_holds_nobody_up_and_changes_nothing() -> None:
    asked, said = play("post\n" + "wait\n" * 12)
    save_settings(Settings(forecasts=False))
    unasked, silent = play("post\np\n" + "wait\n" * 12)
    assert asked.story.events == unasked.story.events
    assert "What do you expect?" in said
    assert "What do you expect?" not in silent
    assert "Forecasts are off." in silent


# -- votes ----------------------------------------------------------------------------------------


def test_a_vote_is_counted_and_enter_makes_the_move() -> None:
    session, said = play("v\nv 3\nv 1 9 9\nv 12 5 3\n\nq\n", voting=(ROLE,))
    assert "The class votes." in said
    assert "You typed 1 number." in said
    assert "A tie between 2 and 3, with 9 each." in said
    assert "Most are for 1, “Post the clip”: 12 of 20." in said
    assert session.decisions == [(ROLE, "post")]
    assert [data["winner"] for kind, data in session.asides if kind == "vote"] == [
        "show_head",
        "post",
    ]


def test_without_a_vote_an_empty_line_makes_no_move() -> None:
    session, said = play("\n\nq\n")
    assert session.decisions == []
    assert "Type a number" in said
    assert "The class votes." not in said


def test_after_a_vote_another_move_may_still_be_chosen() -> None:
    session, _ = play("v 12 5 3\nwait\n\nq\n", voting=(ROLE,))
    assert session.decisions == [(ROLE, "wait")], "the vote was for the turn before"


# -- settings -------------------------------------------------------------------------------------


def test_settings_are_shown_and_changed_and_kept() -> None:
    typed = (
        "s",
        "s theme newsprint",
        "s forecasts off",
        "s key journal n",
        "s key journal g",
        "s x",
    )
    _, said = play("\n".join([*typed, "s x", "q", ""]))
    for words in (
        "theme: night desk.",
        "Colours: newsprint.",
        "Forecasts: off.",
        "journal has the key n now.",
        "belongs to Glossary",
        "changed by name and value",
    ):
        assert words in said
    kept, notes = load_settings()
    assert kept == Settings(theme="newsprint", forecasts=False, keys={"journal": "n"})
    assert notes == ()


def test_a_letter_of_ones_own_works_beside_the_usual_one() -> None:
    save_settings(Settings(keys={"briefing": "w"}))
    _, said = play("w\ni\nq\n")
    assert said.count("You are: The pupil who filmed.") == 3


def test_what_is_wrong_with_the_settings_is_told() -> None:
    from sim.play.settings import settings_file

    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('{"theme": "pink"}', "utf-8")
    _, said = play("q\n")
    assert "In the settings, 'theme' can be" in said


# -- the guide ------------------------------------------------------------------------------------


def test_the_guide_says_everything_once_and_is_done() -> None:
    _, said = play("post\n" + "1\n" * 12, guided=True)
    for hint in HINTS:
        if hint.plain and hint.moment is not Moment.QUESTION:
            assert said.count(hint.plain) == 1, hint.moment
    assert load_settings()[0].guide == "done"


def test_the_hints_can_be_hidden_for_good() -> None:
    _, said = play("t\nt\npost\nwait\nwait\nq\n", guided=True)
    assert said.count("[Guide]") == 1
    assert "The hints are hidden." in said
    assert "There are no hints to hide." in said
    assert load_settings()[0].guide == "skipped"


# -- on a real terminal ---------------------------------------------------------------------------


def spawn(*args: str) -> pexpect.spawn:
    child = pexpect.spawn(
        sys.executable, ["-m", "sim", "play", *args, "--plain"], dimensions=(24, 80), timeout=30,
        env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    child.setecho(False)
    return child


@pytest.fixture
def terminals() -> Iterator[list[pexpect.spawn]]:
    """Terminals that are closed whatever happens."""
    opened: list[pexpect.spawn] = []
    yield opened
    for child in opened:
        child.close(force=True)


def test_on_a_terminal_the_first_start_offers_the_guide_and_plays_it(
    terminals: list[pexpect.spawn],
) -> None:
    child = spawn("--save", "first")
    terminals.append(child)
    child.expect("Is this your first time here")
    child.expect(r"\r\n> ")
    child.sendline("t")
    child.expect(r"\[Guide\] Your turn")
    child.expect(r"\r\n> ")
    child.sendline("post")
    child.expect(r"\[Guide\] Above stands")
    child.expect(r"\r\n> ")
    child.sendline("p 60")
    child.expect(r"\r\n> ")
    child.sendline("t")
    child.expect("The hints are hidden")
    child.sendline("q")
    child.expect("Kept as first")
    child.expect(pexpect.EOF)
    again = spawn("--save", "second")
    terminals.append(again)
    again.expect("Which story")
    assert b"first time" not in again.before


def test_on_a_terminal_a_class_plays_to_the_end_by_votes(terminals: list[pexpect.spawn]) -> None:
    child = spawn("leaking_roof", "--as", "pupil", "--class", "--seed", "12", "--save", "class")
    terminals.append(child)
    output = b""
    for _ in range(40):
        if child.expect([rb"\r\n> ", rb"r: what is on record"]) == 1:
            break
        seen = child.before
        output += seen
        if b"Press enter to make it" in seen:
            child.sendline("")
        elif moves := re.findall(rb"\r\n  (\d)\. ", seen):
            child.sendline("v " + " ".join("5" if n == b"1" else "1" for n in moves))
        else:
            child.sendline("1")
    output += child.before
    child.sendline("q")
    child.expect(pexpect.EOF)
    assert b"Endings found" in output
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", output)
    kinds = [entry.type for entry in read_journal(path_of("class")).entries]
    assert kinds.count("vote") == kinds.count("choose") >= 3


# -- a projector, a code --------------------------------------------------------------------------


def newscycle(*args: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *args], input=typed, capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip


def test_for_a_projector_lines_are_short_and_apart() -> None:
    done = newscycle("play", "leaking_roof", "--plain", "--projector", "--as", "pupil", "--seed",
                     "12", typed="post\nq\n")  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert all(len(line) <= PROJECTED or "newscycle play --resume" in line for line in lines)
    told = [line for line in lines if line != "> "]
    assert not any(one.strip() and two.strip() for one, two in itertools.pairwise(told))
    assert "Post the clip" in done.stdout


def test_a_code_brings_two_people_into_the_same_world() -> None:
    code = class_code(lower(load("leaking_roof")), Casting(("paper",), 4711, 0, ("chat~kind",)))
    told = [
        newscycle("play", "--plain", "--code", typed, "--save", name, typed="1\n" * 12)
        for name, typed in (("one", code), ("two", code.lower().replace("-", "")))
    ]
    assert [done.returncode for done in told] == [0, 0]
    assert told[0].stdout == told[1].stdout
    assert f"Class code {code}." in told[0].stdout


def test_a_journal_that_is_told_says_how_well_was_judged() -> None:
    typed = "post\np 70\n" + "wait\n" * 12
    played = newscycle("play", "leaking_roof", "--plain", "--as", "pupil", "--seed", "12", "--save",
                       "judged", typed=typed)  # fmt: skip
    assert "You said 70 %." in played.stdout
    told = newscycle("replay", "judged")
    assert told.returncode == 0, told.stderr
    assert "You said 70 %." in told.stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--code", "0000-0000-0001"], "not a class code"),
        (["--code", "U"], "no U in a class code"),
        (["--code", "X", "--as", "pupil"], "leave those out"),
        (["--code", "X", "--seed", "4"], "leave those out"),
        (["--guide", "leaking_roof"], "nothing else goes with it"),
        (["leaking_roof", "--class"], "whom the class plays"),
        (["--resume", "x", "--class"], "nothing else goes with it"),
    ],
)
def test_what_does_not_go_together_is_said(args: list[str], words: str) -> None:
    done = newscycle("play", "--plain", *args)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_and_keys_on_the_command_line() -> None:
    assert newscycle("settings", "theme", "newsprint").stderr == "Colours: newsprint.\n"
    assert newscycle("settings", "key", "journal", "f5").returncode == 0
    bad = newscycle("settings", "key", "glossary", "f5")
    assert bad.returncode == 2
    assert "(journal)" in bad.stderr
    shown = newscycle("settings", "--json")
    assert '"theme": "newsprint"' in shown.stdout
    assert '"journal": "f5"' in shown.stdout
    assert "f5" in newscycle("keys").stdout
    assert newscycle("settings").stdout.startswith("theme: newsprint\n")
