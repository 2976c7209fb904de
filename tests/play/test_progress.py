"""The list of endings survives crashes, damage and full disks; the gallery tells it."""

from __future__ import annotations

import errno
import json
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.play import progress
from sim.play.gallery import gallery_sections
from sim.play.progress import endings_found, found, may_rewind, note_ending, reconcile
from sim.play.saves import path_of, saves
from sim.play.session import Casting, Session
from sim.program.lower import lower
from sim.scenario.catalog import load

if TYPE_CHECKING:
    from pathlib import Path

ROOF = load("leaking_roof")


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What day it is, to be changed by the test."""
    now = ["2026-11-25"]
    monkeypatch.setattr(progress, "today", lambda: now[0])
    return now


def finish(name: str, seed: int = 3) -> str:
    """A story of the pupil, played to its end without being noted; the ending."""
    session = Session.begin(ROOF, Casting(("pupil",), seed), path_of(name))
    while not session.ended:
        session.choose(session.view().moves[-1].id)
    session.close()
    return session.story.ending or ""


def test_endings_are_kept_by_role_with_when_and_how_often(day: list[str]) -> None:
    note_ending("roof", ("pupil", "head"), "repaired", "a")
    day[0] = "2026-11-27"
    note_ending("roof", ("pupil",), "repaired", "b")
    note_ending("roof", ("pupil",), "repaired", "b")
    note_ending("roof", ("pupil",), "promised")
    known = found()["roof"]
    assert list(known["pupil"]) == ["repaired", "promised"]
    both = known["pupil"]["repaired"]
    assert (both.times, both.first, both.last) == (2, "2026-11-25", "2026-11-27")
    assert known["head"]["repaired"].times == 1
    assert endings_found("roof") == ["repaired", "promised"]
    assert may_rewind("roof", ["pupil", "head"])
    assert not may_rewind("roof", ["paper"])
    assert not may_rewind("mill", ["pupil"])


def test_an_early_list_is_still_read(own_data_folder: Path) -> None:
    own_data_folder.mkdir(parents=True)
    (own_data_folder / "progress.json").write_text('{"roof": {"pupil": ["repaired"]}}', "utf-8")
    assert endings_found("roof") == ["repaired"]
    note_ending("roof", ("pupil",), "repaired", "a")
    assert found()["roof"]["pupil"]["repaired"].times == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"null", None])
def test_a_damaged_or_lost_list_is_gathered_from_the_journals(
    own_data_folder: Path, damage: bytes | None
) -> None:
    ending = finish("mine")
    note_ending("leaking_roof", ("pupil",), ending, "mine")
    file = own_data_folder / "progress.json"
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage)
    assert endings_found("leaking_roof") == [ending]
    assert may_rewind("leaking_roof", ["pupil"])
    assert endings_found("leaking_roof") == [ending], "and is kept again"
    assert json.loads(file.read_text("utf-8"))["format"] == progress.FORMAT


@settings(max_examples=80)
@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3)
    | st.dictionaries(
        st.sampled_from(["format", "found", "roof", "pupil", "times", "stories", "first"]),
        inside | st.just(progress.FORMAT), max_size=4,
    ),
    max_leaves=20,
))  # fmt: skip
def test_whatever_stands_in_the_file_the_list_is_usable(content: object) -> None:
    file = progress._file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), "utf-8")
    found()
    note_ending("roof", ("pupil",), "repaired", "a")
    assert "repaired" in endings_found("roof")


def test_an_ending_that_a_full_disk_did_not_take_is_taken_over_at_the_next_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note_ending("leaking_roof", ("head",), "promised", "other")
    ending = finish("mine")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        note_ending("leaking_roof", ("pupil",), ending, "mine")
    assert found()["leaking_roof"]["head"], "the old list is as it was"
    assert not may_rewind("leaking_roof", ["pupil"])
    assert not list(progress._file().parent.glob("progress?*[!.lock]json*"))
    reconcile(saves())
    reconcile(saves())
    assert found()["leaking_roof"]["pupil"][ending].times == 1
    assert found()["leaking_roof"]["pupil"][ending].first == saves()[0].day


def test_a_folder_that_cannot_be_written_is_no_obstacle(own_data_folder: Path) -> None:
    own_data_folder.write_text("a file where the folder should be", "utf-8")
    note_ending("roof", ("pupil",), "repaired", "a")
    assert found() == {}
    reconcile([])


def test_two_writers_lose_nothing() -> None:
    import threading

    def many(role: str) -> None:
        for number in range(15):
            note_ending("roof", (role,), "repaired", f"{role}{number}")

    threads = [threading.Thread(target=many, args=(role,)) for role in ("pupil", "head")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {r: f["repaired"].times for r, f in found()["roof"].items()} == {"pupil": 15, "head": 15}


def test_the_gallery_shows_what_was_found_and_hides_what_was_not(day: list[str]) -> None:
    program = lower(ROOF)
    note_ending("leaking_roof", ("pupil",), "repaired", "a")
    note_ending("leaking_roof", ("pupil",), "repaired", "b")
    note_ending("leaking_roof", ("paper",), "phones", "c")
    pupil, paper, head = gallery_sections(program)
    assert pupil.title == "The pupil who filmed: 1 of 5 endings found"
    assert pupil.paragraphs[0] == ("■ The roof is repaired — found 2 times, on 25 November 2026")
    assert "□ It is about phones now — not found in this role yet" in pupil.paragraphs
    whole = " ".join((*pupil.paragraphs, *paper.paragraphs, *head.paragraphs))
    for hidden in ("The wrong man", "A promise", "It rains again"):
        assert hidden not in whole
    assert head.title == "Not played to an end yet: 5 endings locked in each role"
    assert head.paragraphs == ("□ The head teacher",)
    day[0] = "2026-12-01"
    note_ending("leaking_roof", ("pupil",), "repaired", "d")
    again = gallery_sections(program)[0].paragraphs[0]
    assert "found 3 times, first on 25 November 2026, last on 1 December 2026" in again


def test_journals_are_read_once_even_if_none_of_them_has_ended(
    own_data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Session.begin(load("leaking_roof"), Casting(("head",), 3), path_of("begun")).close()
    assert endings_found("leaking_roof") == []
    monkeypatch.setattr("sim.play.progress.saves", lambda: pytest.fail("read again"))
    assert endings_found("leaking_roof") == []
