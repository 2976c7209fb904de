"""What do we know? line by line: the same claims, the same words, the same files."""

from __future__ import annotations

import io

import pytest

from sim.errors import JournalError
from sim.plain.casting import ask_player
from sim.plain.player import PlainPlayer
from sim.plain.quiz import PlainQuiz
from sim.play.quiz.asking import word
from sim.play.quiz.claims import shuffled
from sim.play.quiz.sitting import AFTER, BEFORE, LATER
from sim.play.quiz.store import kept, quiz_folder
from sim.play.session import Casting, Session
from sim.program.lower import lower
from tests.tui.helpers import town_hall
from tests.tui.test_text_is_text import hostile_scenario

PROGRAM = lower(town_hall())
ALL = ["1"] * 7


@pytest.fixture(autouse=True)
def same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Claims in an order that the tests know."""
    monkeypatch.setattr("sim.play.quiz.sitting.fresh_seed", lambda: 7)


def quiz(*typed: str, occasion: str | None = AFTER, program=PROGRAM) -> str:
    said: list[str] = []
    source = io.StringIO("".join(f"{line}\n" for line in typed))
    PlainQuiz(program, source, said.append).run(occasion)
    return " ".join(" ".join(said).split())


def test_a_whole_sitting_with_feedback_and_sources() -> None:
    said = quiz("h", "6", "", "doc", "FALSE", *ALL)
    assert "Claim 1 of 7:" in said
    assert said.count("Type a number from 1 to 5") == 3, "at first, and after 6 and nothing"
    assert "Source: The Regional Courier" in said
    assert "You said false. It is" in said
    assert "claims sorted as they are meant." in said
    assert "Meant documented, 3: you said" in said
    assert "(1)" not in said, "no table for ears"
    (sitting,) = kept("town_hall").sittings
    assert sitting.done
    assert list(sitting.given.values())[:2] == ["documented", "wrong"]


def test_it_goes_on_where_it_was_left_and_end_of_input_leaves() -> None:
    said = quiz("1", "q")
    assert "6 of 7 not sorted yet. The rest waits." in said
    said = quiz("2", "q")
    assert "1 is sorted already" in said
    assert "5 of 7 not sorted yet. The rest waits." in said
    said = quiz("3")
    assert "2 are sorted already" in said
    assert "Claim 3 of 7:" in said
    said = quiz(*ALL)
    assert "Claim 4 of 7:" in said
    assert kept("town_hall").sittings[0].done


def test_before_the_story_nothing_is_given_away_and_afterwards_both_are_compared() -> None:
    said = quiz(*ALL, occasion=BEFORE)
    assert "It is" not in said.replace("It is so", "")
    assert "as you said" not in said
    assert "is told after the story" in said
    assert "Compared with before the story" in quiz(*ALL)
    assert "You tell apart about as well as then" in quiz(*ALL, occasion=LATER)


def test_what_is_sorted_already_is_read_or_sorted_again() -> None:
    quiz(*ALL)
    said = quiz("x", "r")
    assert "r, a or q." in said
    assert "3 of 7 claims sorted as they are meant." in said
    assert len(kept("town_hall").sittings) == 1
    assert "The first time is what counts" in quiz("a", "q")
    assert len(kept("town_hall").sittings) == 2


def test_it_is_offered_after_the_ending_and_the_story_goes_on_after_it() -> None:
    session = Session.begin(town_hall(), Casting(("resident",), 3), None)
    said: list[str] = []
    typed = [*["wait"] * 20]
    PlainPlayer(
        session, io.StringIO("\n".join([*typed, "d", "?", *ALL, "e", "q"])), said.append
    ).run()
    text = " ".join(" ".join(said).split())
    assert "?: What do we know? Claims to sort." in text
    assert "claims sorted as they are meant" in text
    assert text.rindex("A resident with a phone: 1 of 3 endings found") > text.index(
        "claims sorted as they are meant"
    )


def test_it_can_be_done_before_somebody_is_cast() -> None:
    said: list[str] = []
    source = io.StringIO("\n".join(["?", *ALL, "resident"]) + "\n")
    assert ask_player(town_hall(), source, said.append) == "resident"
    assert kept("town_hall").sittings[0].occasion == BEFORE


def test_damaged_answers_are_refused_and_beside_a_story_only_said() -> None:
    quiz("1", "2", "q")
    (path,) = quiz_folder().iterdir()
    path.write_bytes(path.read_bytes().replace(b"documented", b"domucented"))
    with pytest.raises(JournalError, match="line 1"):
        quiz("1")
    said: list[str] = []
    PlainQuiz(PROGRAM, io.StringIO("1\n"), said.append).told(AFTER)
    assert "Move the file away" in " ".join(" ".join(said).split())


def test_answers_that_cannot_be_kept_are_taken_only_if_asked_for() -> None:
    quiz_folder().parent.mkdir(parents=True)
    quiz_folder().write_text("a file where the folder should be", "utf-8")
    assert "Claim 1" not in quiz("n")
    said = quiz("y", "1", "q")
    assert "Claim 2 of 7:" in said
    assert "Nothing is kept." in said


@pytest.mark.parametrize("hostile", ["[sic]", "[/b]", "[@click=app.quit]x[/]"])
def test_hostile_words_are_told_as_they_are(hostile: str) -> None:
    program = lower(hostile_scenario(hostile))
    said = quiz("1", program=program)
    assert said.count(hostile) > 5


def test_the_order_is_that_of_the_seed() -> None:
    said = quiz(*ALL)
    order = shuffled(kept("town_hall").sittings[0].items, 7)
    places = [said.index(item.text) for item in order]
    assert places == sorted(places)
    assert word("wrong") == "false"
