"""The same pages line by line: the wire sifted, a number explained, the map, files."""

from __future__ import annotations

import io
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pexpect
import pytest

from sim.plain.pages import HELP, sieve_of
from sim.plain.player import PlainPlayer
from sim.plain.telling import ending_lines
from sim.play.frontpage import as_text, front_page
from sim.play.pages import ending_page
from sim.play.progress import note_ending
from sim.play.session import Casting, Session
from sim.play.sifting import Choices, Sieve, choices_of, count_of
from sim.play.wire import beats
from sim.scenario.catalog import load

if TYPE_CHECKING:
    from pathlib import Path

    from sim.play.wire import Beat

CHOICES = Choices(
    (("police", "The regional police"), ("base", "The video channel"), ("", "the story itself")),
    ("video", "statement"),
    ("documented", "invented here"),
)


def play(*typed: str, name: str = "leaking_roof", role: str = "head") -> tuple[Session, str]:
    session = Session.begin(load(name), Casting((role,), 3), None)
    said: list[str] = []
    PlainPlayer(session, io.StringIO("\n".join(typed) + "\n"), said.append).run()
    return session, "\n".join(said)


def answers(said: str) -> list[str]:
    """What was said after each prompt."""
    return said.split("> ")[1:]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", Sieve()),
        ("police", Sieve(actor="police")),
        ("Regional Police", Sieve(actor="police")),
        ("the video channel", Sieve(actor="base")),
        ("video", Sieve(kind="video")),
        ("kind video", Sieve(kind="video")),
        ("certain documented", Sieve(certainty="documented")),
        ("invented here police", Sieve(actor="police", certainty="invented here")),
        ("police statement documented", Sieve("police", "statement", "documented")),
        ("doc", Sieve(certainty="documented")),
        ("police roofs", "roofs"),
        ("olice", "olice"),
    ],
)
def test_words_after_j_are_guessed_not_learned(typed: str, meant: Sieve | str) -> None:
    assert sieve_of(typed, CHOICES) == meant


def told_after(*typed: str) -> list[Beat]:
    """The wire as the head teacher reads it after these moves."""
    session, _ = play(*typed, "q")
    return beats(session.story.events, session.program, "head")


def test_j_shows_a_part_of_the_wire_and_says_how_much() -> None:
    told = told_after("1")
    choices = choices_of(told)
    actor, name = next((a, n) for a, n in choices.actors if a not in ("head", ""))
    kind = choices.kinds[0]
    _, said = play("1", "j", f"j {actor}", f"j {kind}", "j nobody", "q")
    every, one, medium, unknown = answers(said)[1:5]
    own = [beat.title for beat in told if beat.actor == actor]
    others = [beat.title for beat in told if beat.actor not in (actor, "head", None)]
    flat = {
        key: " ".join(text.split())
        for key, text in zip("aomu", (every, one, medium, unknown), strict=True)
    }
    assert all(title in flat["a"] for title in (*own, *others))
    assert all(title in flat["o"] for title in own)
    assert not any(title in flat["o"] for title in others)
    assert f"On the wire with {name}: {len(own)} of {count_of(told)} items." in flat["o"]
    assert f"On the wire with {kind}: " in flat["m"]
    assert "Nothing on the wire is called “nobody”" in flat["u"]
    assert "/nobody looks for the word" in flat["u"]


def test_a_slash_searches_whatever_the_capitals() -> None:
    headline = next(item.headline for beat in told_after("1") for item in beat.items)
    _, said = play("1", f"/{headline.upper()}", "/no such words", "/", "q")
    found, nothing, empty = answers(said)[1:4]
    assert headline in " ".join(found.split())
    assert "On the wire with “no such words”: 0 of" in " ".join(nothing.split())
    assert "Type what to look for" in empty


def test_a_question_mark_and_a_name_explain_one_number() -> None:
    _, said = play("1", "? trust", "?", "? nothing", "q")
    trust, short, unknown = answers(said)[1:4]
    assert "2 ┤" in trust
    assert "Raised by:" in trust
    assert "Attention" not in trust.partition("Raised by")[0].partition("==")[0]
    assert "More about one of them: ? Attention" in " ".join(short.split())
    assert "No number is called “nothing”" in unknown


def test_m_lists_stages_and_ways_and_hides_the_endings() -> None:
    session, said = play("1", "m", "q")
    shown = answers(said)[1]
    assert "· the story is here ==" in shown
    assert "to “Sun again”: Nothing new, when attention is 0." in shown
    for stage in session.program.stages:
        if stage.ending:
            assert (stage.label.plain or "?") not in shown
    assert "╔" not in shown, "a picture is for terminals"


def test_the_paragraphs_of_an_ending_are_set_apart() -> None:
    session, _ = play(*["1"] * 40)
    assert session.story.ended
    page = replace(ending_page(session), text="Nobody came.\nSomebody had asked.\n\nThat is all.")
    assert "Nobody came.\n\nSomebody had asked.\n\nThat is all.\n" in "\n".join(ending_lines(page))
    paper = replace(front_page(session), lead=page.text)
    assert "Nobody came.\n\nSomebody had asked.\n\nThat is all.\n" in as_text(paper)


def test_the_page_that_was_shown_last_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, said = play("x early.md", "j", "x wire.md", "m", "x map.txt", "x map.txt", "x map.txt!",
                   "x", "q")  # fmt: skip
    assert "Show a page first" in said
    assert (tmp_path / "wire.md").read_text("utf-8").startswith("# The wire")
    assert "╔" in (tmp_path / "map.txt").read_text("utf-8")
    assert "To replace it: x map.txt!" in " ".join(said.split())
    assert said.count("Saved as map.txt.") == 2
    assert "Type the name of a file." in said
    assert not (tmp_path / "early.md").exists()


def test_after_the_ending_the_front_page_can_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, said = play("f", *["1"] * 30, "f", "f page.txt", "m", "j head", "h", "q")
    assert "Saved as leaking_roof-front-page.svg." in said
    assert (tmp_path / "leaking_roof-front-page.svg").read_text("utf-8").startswith("<svg")
    assert "N E W S" in (tmp_path / "page.txt").read_text("utf-8")
    assert "◆" in said, "after an ending the map names all endings"
    assert said.count("Saved as") == 2, "before the ending there is no front page"


def test_help_lists_what_can_be_typed() -> None:
    _, said = play("h", "q")
    flat = " ".join(said.split())
    for words in HELP:
        assert " ".join(words.split()) in flat
    assert "m: The stages of the story" in flat


def plain_environment() -> dict[str, str]:
    """The environment without a size that would count for more than the terminal's own."""
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}


def test_on_a_terminal_wide_enough_the_map_is_a_picture_too(own_data_folder: Path) -> None:
    for columns, pictured in ((80, True), (60, False)):
        child = pexpect.spawn(
            sys.executable,
            ["-m", "sim", "play", "leaking_roof", "--plain", "--as", "head", "--seed", "3"],
            dimensions=(24, columns),
            timeout=30,
            env={**plain_environment(), "TERM": "xterm"},
        )
        child.setecho(False)
        child.expect(rb"\r\n> ")
        child.sendline("m")
        child.expect(rb"\r\n> ")
        shown = child.before.decode("utf-8")
        child.close(force=True)
        assert ("╔" in shown) is pictured
        assert "Rain on the papers · the story" in shown
        assert all(len(line) <= columns for line in shown.splitlines())
        assert "\x1b" not in shown


def test_after_a_first_ending_the_map_has_odds_too() -> None:
    note_ending("leaking_roof", ("pupil",), "promised")
    _, said = play("m", "q")
    flat = " ".join(said.split())
    assert "Odds: exact, over" in flat
    assert "% of stories" in flat
