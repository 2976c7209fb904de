"""Answers are kept: none that was acknowledged is lost, and damage is said plainly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sim.errors import JournalError, UsageError
from sim.play.journal import JournalWriter, _line
from sim.play.progress import note_ending
from sim.play.quiz.due import changes, occasion_due, seat
from sim.play.quiz.exercise import Exercise
from sim.play.quiz.sitting import AFTER, BEFORE, LATER
from sim.play.quiz.store import kept, quiz_folder, read_sitting
from sim.program.lower import lower
from sim.scenario.catalog import load
from sim.scenario.reader import load_text

if TYPE_CHECKING:
    from pathlib import Path

ROOF = lower(load("leaking_roof"))
ID = ROOF.id


def sort(exercise: Exercise, verdicts: str | None = None, number: int | None = None) -> None:
    """Sort claims: all as meant (None), or all as one verdict; ``number`` of them."""
    while exercise.item is not None and number != 0:
        exercise.take(verdicts or exercise.item.verdict)
        number = None if number is None else number - 1


def whole(occasion: str, verdicts: str | None = None, player: str = "") -> Path:
    exercise = seat(ROOF, occasion, player).sit_down()
    sort(exercise, verdicts)
    exercise.close()
    assert exercise.sitting.path is not None
    return exercise.sitting.path


def test_an_answer_is_on_disk_before_it_counts() -> None:
    exercise = seat(ROOF, BEFORE).sit_down()
    sort(exercise, number=3)
    # No close, no flush: as if the machine had stopped here.
    assert exercise.sitting.path is not None
    read = read_sitting(exercise.sitting.path)
    assert read.given == exercise.sitting.given
    assert len(read.given) == 3
    assert not read.done
    exercise.close()


def test_a_sitting_goes_on_where_it_was_in_the_same_order() -> None:
    exercise = seat(ROOF, AFTER).sit_down()
    order = exercise.sitting.items
    sort(exercise, number=4)
    exercise.close()
    again = seat(ROOF, AFTER)
    assert again.sitting.items == order
    resumed = again.sit_down()
    assert resumed.item == order[4]
    sort(resumed)
    resumed.close()
    (sitting,) = kept(ID).sittings
    assert sitting.done
    assert [item for item, _ in sitting.answers] == list(order)


def test_cut_off_anywhere_no_whole_answer_is_lost() -> None:
    path = whole(AFTER)
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    last_answer = len(b"".join(lines[:-1]))
    for size in range(len(lines[0]), len(data), 89):
        path.write_bytes(data[:size])
        whole_lines = data[:size].count(b"\n")
        read = read_sitting(path)
        assert len(read.given) == min(whole_lines - 1, len(read.items))
        assert read.done == (size >= last_answer)
        exercise = seat(ROOF, AFTER) if read.done else seat(ROOF, AFTER).sit_down()
        if isinstance(exercise, Exercise):
            sort(exercise)
            exercise.close()
            assert read_sitting(path).done
        assert len(kept(ID).sittings) == 1


def test_a_damaged_file_is_refused_with_its_line_and_nothing_is_begun_over_it() -> None:
    path = whole(AFTER)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b"documented", b"interpretation").replace(b"wrong", b"claimed")
    damaged = lines[3].replace(b'"verdict":"', b'"verdict":"x', 1)
    lines[3] = damaged
    path.write_bytes(b"".join(lines))
    with pytest.raises(JournalError, match="line 4") as caught:
        seat(ROOF, AFTER)
    assert "Move the file away" in str(caught.value)
    assert len(list(quiz_folder().iterdir())) == 1
    other = seat(ROOF, LATER)
    assert AFTER in other.known.damaged, "on another occasion it is left out, and said"
    assert other.known.first(AFTER) is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"occasion":"after"', '"occasion":"never"', "an occasion or a verdict that there is not"),
        ('"seed":', '"seeed":', "something is missing"),
        ('"type":"answer"', '"type":"answer" ', "checksum"),
    ],
)
def test_what_a_file_says_is_checked_even_where_its_checksums_fit(
    old: str, new: str, words: str
) -> None:
    path = whole(AFTER)
    text = path.read_text("utf-8")
    assert old in text
    if "checksum" in words:
        path.write_text(text.replace(old, new, 1).replace('"verdict"', '"verdikt"', 20), "utf-8")
    else:
        made, before = b"", ""
        for line in text.replace(old, new, 1).splitlines():
            content = json.loads(line)
            content.pop("sum")
            data, before = _line(content, before)
            made += data
        path.write_bytes(made)
    with pytest.raises(JournalError, match=r"line [12]") as caught:
        read_sitting(path)
    assert words in str(caught.value)


def test_an_answer_that_cannot_be_saved_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = seat(ROOF, AFTER).sit_down()
    item = exercise.item

    def full(self: JournalWriter, type_: str, **data: object) -> None:
        raise JournalError("This could not be saved: no space left on device.")

    with monkeypatch.context() as patch:
        patch.setattr(JournalWriter, "append", full)
        with pytest.raises(JournalError, match="no space"):
            exercise.take("claimed")
    assert exercise.item == item
    assert exercise.sitting.given == {}
    exercise.take("claimed")
    assert exercise.item != item
    exercise.close()


def test_two_cannot_write_into_one_sitting() -> None:
    first = seat(ROOF, AFTER).sit_down()
    with pytest.raises(JournalError, match="elsewhere"):
        seat(ROOF, AFTER).sit_down()
    first.close()


def test_answers_are_kept_apart_by_name_and_for_the_owner_alone() -> None:
    mine, annas = whole(AFTER), whole(AFTER, "claimed", "anna")
    assert {mine.name, annas.name} == {"leaking_roof.after.quiz", "leaking_roof.anna.after.quiz"}
    assert len(kept(ID).sittings) == 1
    assert kept(ID, "anna").sittings[0].player == "anna"
    assert mine.stat().st_mode & 0o077 == 0
    for bad in ("Anna", "../x", "after", "a" * 30, "a.b"):
        with pytest.raises(UsageError, match="cannot be a name"):
            seat(ROOF, AFTER, bad)


def test_only_the_first_sitting_counts_and_a_second_has_a_file_of_its_own() -> None:
    whole(AFTER, "unknown")
    again = whole(AFTER)
    assert again.name == "leaking_roof.after-2.quiz"
    known = kept(ID)
    assert [s.number for s in known.sittings] == [1, 2]
    first = known.first(AFTER)
    assert first is not None
    assert set(first.given.values()) == {"unknown"}


def test_what_is_due_goes_from_before_to_after_to_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def due() -> str:
        return occasion_due(ID, kept(ID))

    monkeypatch.setattr("sim.play.quiz.sitting.today", lambda: "2026-03-01")
    assert due() == BEFORE
    whole(BEFORE)
    assert due() == BEFORE
    note_ending(ID, ("pupil",), "repaired")
    assert due() == AFTER
    broken_off = seat(ROOF).sit_down()
    sort(broken_off, number=2)
    broken_off.close()
    monkeypatch.setattr("sim.play.quiz.due.today", lambda: "2026-03-20")
    assert due() == AFTER, "what was broken off comes first"
    whole(AFTER)
    assert due() == LATER
    monkeypatch.setattr("sim.play.quiz.due.today", lambda: "2026-03-06")
    assert due() == AFTER, "five days are no week"


def test_sittings_are_compared_on_the_claims_that_both_had() -> None:
    whole(BEFORE, "claimed")
    text = ROOF.scenario.text.replace(
        "text: The beams above room 204 are rotten.", "text: The beams above room 204 are sound."
    )
    edited = lower(load_text(text, "leaking_roof"))
    exercise = seat(edited, AFTER).sit_down()
    sort(exercise)
    exercise.close()
    (found,) = changes(kept(ID), exercise.sitting)
    assert found.claims == len(exercise.sitting.items) - 1
    assert found.right_now == found.claims
    assert found.right_then < found.right_now
    assert found.d_prime is not None
    assert found.d_prime.value > 2


def test_a_broken_off_sitting_goes_on_on_an_edited_scenario() -> None:
    exercise = seat(ROOF, AFTER).sit_down()
    sort(exercise, number=2)
    exercise.close()
    answered = set(exercise.sitting.given)
    gone = exercise.sitting.left[0]
    text = ROOF.scenario.text.replace(f"text: {gone.text}", "text: Something else altogether.")
    edited = lower(load_text(text, "leaking_roof"))
    resumed = seat(edited, AFTER).sit_down()
    assert gone.id not in [item.id for item in resumed.sitting.items]
    assert answered < {item.id for item in resumed.sitting.items}
    sort(resumed)
    resumed.close()
    assert kept(ID).sittings[0].done
