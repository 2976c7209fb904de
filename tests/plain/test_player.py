"""The line player: the very same story, from a pipe and on a real pseudo-terminal."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

from sim.engine.record import trail_of
from sim.engine.story import Story
from sim.plain.player import PlainPlayer
from sim.play.session import Casting, Session
from sim.scenario.catalog import load
from sim.scenario.reader import load_path, load_text
from tests.conftest import fixture_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.engine.views import View

PAPER = str(fixture_path("paper"))


def play(
    typed: str, *, players: tuple[str, ...] = ("paper",), seed: int = 7, text: str | None = None
) -> tuple[Session, str]:
    """Play with these lines typed; the session and everything that was said."""
    scenario = load_path(fixture_path("paper")) if text is None else load_text(text)
    session = Session.begin(scenario, Casting(players, seed), None)
    said: list[str] = []
    PlainPlayer(session, io.StringIO(typed), said.append).run()
    return session, "\n".join(said)


def test_numbers_and_ids_choose_the_same_moves() -> None:
    by_number, _ = play("2\n1\n" + "1\n" * 9)
    ids = [move for _, move in by_number.decisions]
    by_id, _ = play("\n".join(ids) + "\n")
    assert by_id.story.events == by_number.story.events


def test_what_is_played_is_what_the_engine_tells() -> None:
    session, _ = play("wait\n" * 12)
    story = Story(session.program, 7, players=["paper"], trail=trail_of(session.program))
    while not story.ended:
        story.choose("wait")
    assert session.story.events == story.events


def test_a_word_that_means_nothing_is_answered_and_nothing_is_lost() -> None:
    session, said = play("prnt\n99\n0\n-1\n\n²\n" + "x" * 5000 + "\nwait\nq\n")
    assert "Did you mean 'print'?" in said
    assert session.decisions == [("paper", "wait")]


def test_a_closed_move_names_its_gates() -> None:
    _, said = play("print\nprint\nq\n", seed=2)
    assert "can be made only once" in said


def test_the_question_mark_explains_numbers_and_closed_moves() -> None:
    _, said = play("wait\n?\nq\n")
    assert "News raises it, time lowers it. So far: 1 → 0." in said


def test_side_pages_leave_the_story_where_it_is() -> None:
    session, said = play("h\n?\ni\nj\ng\nr\nd\nb\nq\n")
    assert session.decisions == []
    assert "weir: A low dam." in said
    assert "The record opens after the first ending." in said


def test_inside_text_is_read_only_by_its_actor() -> None:
    texts = {}
    for role in ("paper", "council"):
        script = "print\n" if role == "paper" else "wait\n"
        for seed in range(30):
            session, said = play(script + "wait\n" * 12, players=(role,), seed=seed)
            if any(e.type == "outcome" and e.outcome == "front" for e in session.story.events):
                texts[role] = said
                break
    assert "The angler rings you." in texts["paper"]
    assert "The angler rings you." not in texts["council"]
    assert "Your manager has seen it first." not in texts["paper"] + texts["council"]


def test_a_memo_is_read_only_by_those_who_see_it() -> None:
    text = (
        fixture_path("paper")
        .read_text("utf-8")
        .replace("seen_by: [paper, council]", "seen_by: [paper]")
    )
    found = {}
    for role in ("paper", "council"):
        for seed in range(60):
            script = "print\n" if role == "paper" else "wait\n"
            session, said = play(script + "wait\n" * 12, players=(role,), seed=seed, text=text)
            if any(e.type == "outcome" and e.outcome == "inner" for e in session.story.events):
                found[role] = said
                break
    assert "Letters to the editor" in found["paper"]
    assert "Letters to the editor" not in found["council"]


def test_between_two_people_the_keyboard_is_passed_before_anything_is_shown() -> None:
    _, said = play("\nwait\n\nwait\nq\n", players=("paper", "council"))
    first, second = (m.start() for m in list(re.finditer("Pass the keyboard", said))[:2])
    assert first < said.index("what do you do?") < second


def test_after_the_end_record_debrief_and_sources_are_open() -> None:
    _, said = play("wait\n" * 12 + "r\nd\nj\nzz\nq\n")
    for words in (
        "What is on record",
        "What came after",
        "Sources",
        "To talk about",
        "assumptions of this model",
        "What was hidden",
    ):
        assert words in said


def test_nothing_wider_than_the_terminal_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in (40, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        _, said = play("?\n" + "wait\n" * 12 + "d\nq\n")
        for line in said.splitlines():
            assert len(line) <= columns or "https://" in line


@pytest.fixture
def terminal(own_data_folder: Path) -> pexpect.spawn:
    """The player on a pseudo-terminal of 80×24."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "sim", "play", PAPER, "--plain", "--as", "paper", "--seed", "7", "--save", "pty"],
        dimensions=(24, 80),
        timeout=30,
        env={**os.environ, "TERM": "xterm"},
    )
    yield child
    child.close(force=True)


def test_on_a_terminal_it_plays_to_the_end_without_a_single_control_sequence(
    terminal: pexpect.spawn,
) -> None:
    terminal.setecho(False)
    output = b""
    for _ in range(12):
        if terminal.expect([rb"\r\n> ", rb"r: what is on record"]) == 1:
            break
        output += terminal.before
        terminal.sendline("wait")
    output += terminal.before
    terminal.sendline("q")
    terminal.expect(pexpect.EOF)
    output += terminal.before
    assert b"Endings found" in output
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", output)
    output.decode("utf-8")


def test_on_a_terminal_escape_sequences_that_are_typed_do_nothing(terminal: pexpect.spawn) -> None:
    terminal.setecho(False)
    terminal.expect(rb"\r\n> ")
    terminal.sendline("\x1b]0;owned\x07\x1b[2J\u202e\x9b31m")
    terminal.expect("cannot be typed here")
    assert b"\x1b" not in terminal.before
    terminal.sendline("q")
    terminal.expect("Kept as pty")


def test_an_interrupt_keeps_the_story(terminal: pexpect.spawn, own_data_folder: Path) -> None:
    terminal.expect(rb"\r\n> ")
    terminal.sendline("wait")
    terminal.expect(rb"\r\n> ")
    terminal.sendintr()
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert b"Traceback" not in terminal.before
    session = Session.resume(own_data_folder / "saves" / "pty.journal", write=False)
    assert session.decisions == [("paper", "wait")]


def abroad(answer: Callable[[View], str]) -> tuple[Session, str]:
    """Petropavlovsk as the newsrooms abroad, who can only wait in most rounds."""
    session = Session.begin(load("petropavlovsk"), Casting(("foreign",), 5), None)
    said: list[str] = []

    class Typed(io.StringIO):
        def readline(self, size: int | None = -1) -> str:
            return "q\n" if session.ended else answer(session.view()) + "\n"

    PlainPlayer(session, Typed(), said.append).run()
    return session, "\n".join(said)


def test_where_only_waiting_is_possible_an_empty_line_goes_on_and_the_gate_is_named() -> None:
    by_return, said = abroad(lambda view: "" if len(view.moves) == 1 else "1")
    by_number, _ = abroad(lambda view: "1")
    by_id, _ = abroad(lambda view: view.moves[0].id)
    assert said.count("you can only wait now. Enter alone goes on.") > 2
    assert "Next to open: “" in said
    assert by_return.ended
    for other in (by_number, by_id):
        assert other.decisions == by_return.decisions
        assert other.story.events == by_return.story.events


def test_where_there_is_a_choice_an_empty_line_chooses_nothing() -> None:
    typed = iter(["", "", "", "q"])
    session, said = abroad(lambda view: next(typed))
    assert session.decisions == []
    most = len(session.view().moves)
    assert most > 1
    assert said.count(f"Type a number from 1 to {most}") == 3
