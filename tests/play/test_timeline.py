"""The record beside one's own story: every step and every act, on its day, truly marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.record import record_story
from sim.engine.story import Story
from sim.play.reading import record_sections
from sim.play.session import Casting, Session
from sim.play.timeline import ON_RECORD, YOURS, comparison_sections, standing_words, timeline
from sim.program.lower import lower
from sim.scenario.catalog import load
from sim.scenario.reader import load_path, load_text

TOWN_HALL = load_path(Path(__file__).parent.parent / "tui" / "fixtures" / "town_hall.yaml")


def played(scenario: object, role: str, seed: int, pick: int = 0) -> Session:
    session = Session.begin(scenario, Casting((role,), seed), None)
    while not session.ended:
        moves = session.view().moves
        session.choose(moves[pick % len(moves)].id)
    return session


@pytest.mark.parametrize(
    ("scenario", "role"), [(TOWN_HALL, "resident"), (load("petropavlovsk"), None)]
)
def test_every_step_on_record_stands_in_the_timeline_with_source_and_certainty(
    scenario: object, role: str | None
) -> None:
    role = role or next(a for a, shape in scenario.file.actors.items() if shape.playable)
    session = played(scenario, role, 3)
    days = timeline(session)
    dated = [day.title for day in days if day.title and day.title != "Afterwards"]
    assert len(dated) == len(set(dated))
    steps, *after = record_sections(session.program)
    told = [entry for day in days if day.title != "Afterwards" for entry in day.real]
    assert sorted((e.text, str(e.mark), e.sources) for e in told) == sorted(
        (e.text, str(e.mark), e.sources) for e in steps.entries
    )
    last = days[-1]
    assert last.title == "Afterwards"
    assert last.real == tuple(entry for section in after for entry in section.entries)
    for section in comparison_sections(session):
        assert all(entry.head in (ON_RECORD, YOURS) for entry in section.entries)


@pytest.mark.parametrize("seed", range(12))
def test_the_story_leaves_the_record_once_and_where_the_engine_says(seed: int) -> None:
    session = played(TOWN_HALL, "resident", seed, pick=0)
    report = session.story.report
    whole = [entry.text for day in timeline(session) for entry in day.own]
    assert whole.count("Here your story leaves the record.") == (not session.story.on_record)
    if not session.story.on_record:
        at = whole.index("Here your story leaves the record.")
        before = [e.mark for day in timeline(session) for e in day.own][:at]
        assert all(mark is None or mark.word != "invented here" for mark in before)
        number = session.story.events[report.left_record_at].round
        assert standing_words(session) == f"off the record since round {number}"


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("role", ["resident", "council"])
def test_the_place_where_the_record_is_left_is_the_engines_own(seed: int, role: str) -> None:
    """Whatever prefix of a story one takes: on the record just until the place named."""
    session = played(TOWN_HALL, role, seed, pick=seed)
    left = session.story.report.left_record_at
    story = Session(session.program, session.casting).story
    for _, move in session.decisions:
        assert story.on_record == (left is None or len(story.events) <= left)
        story.choose(move)
    for event in session.story.events[: left or 0]:
        assert getattr(event, "on_record", True)
    for event in session.story.events[left if left is not None else len(session.story.events) :]:
        assert not getattr(event, "on_record", False)


def test_the_record_itself_never_leaves_the_record() -> None:
    story, _ = record_story(lower(TOWN_HALL))
    assert story.report.left_record_at is None
    assert Story(lower(TOWN_HALL), 1).report.left_record_at == 0


def test_a_calendar_without_dates_still_compares() -> None:
    text = TOWN_HALL.text.replace("calendar: {start: 2024-09-02, ", "calendar: {")
    text = text.replace("date: 2024-09-02, ", "").replace("date: 2024-09-03, move", "move")
    text = text.replace("date: 2024-09-05, move", "move")
    session = played(load_text(text, "town_hall"), "resident", 3)
    days = timeline(session)
    assert [day.title for day in days] == ["", "Afterwards"]
    assert days[0].real
    assert days[0].own


def test_a_step_on_record_is_as_certain_as_the_file_says_of_its_outcome() -> None:
    file = Path(__file__).parent.parent / "tui" / "fixtures" / "town_hall.yaml"
    told = "because: somebody looked at the fuse, certainty: documented"
    text = file.read_text("utf-8")
    assert told in text
    program = lower(load_text(text.replace(told, told.replace("documented", "claimed"))))
    assert program.record is not None
    marks = [step.certainty for step in program.record.steps]
    assert marks == ["documented", "documented", "interpretation", "claimed"]
    shown = [str(entry.mark) for entry in record_sections(program)[0].entries]
    assert shown[-1] == "claimed"
    assert shown[0] == "documented", "a sourced step of which its outcome says nothing"
