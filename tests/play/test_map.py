"""The map of a story: what it says of each way, what it hides, and where the story has been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.engine.events import OutcomeDrawn, StageEntered
from sim.engine.readers import HIDDEN, Reader
from sim.engine.ways import condition_words, ways_in_words
from sim.play.export import as_markdown
from sim.play.map import (
    export_sections,
    map_of,
    map_sections,
    picture_rows,
    stage_sections,
    title_of,
)
from sim.play.progress import note_ending
from sim.play.session import Casting, Session
from sim.program.lower import lower
from sim.scenario.catalog import bundled, load
from sim.scenario.reader import load_path
from tests.conftest import FIXTURE_NAMES, program_of

if TYPE_CHECKING:
    from sim.play.map import StageMap


def story(name: str = "leaking_roof", seat: str = "head", moves: int = 0) -> Session:
    session = Session.begin(load(name), Casting((seat,), 3), None)
    while moves and not session.ended:
        session.choose(session.view().moves[0].id)
        moves -= 1
    return session


def words_of(chart: StageMap) -> str:
    parts = [title_of(chart, n) for n in range(len(chart.program.stages))]
    sections = [*map_sections(chart)]
    for stage in range(len(chart.program.stages)):
        sections += stage_sections(chart, stage)
    parts += [f"{section.title} {' '.join(section.paragraphs)}" for section in sections]
    return "\n".join([*parts, *picture_rows(chart, 80)])


@pytest.mark.parametrize("name", ["leaking_roof", "petropavlovsk"])
def test_no_ending_is_named_before_a_first_one_was_found(name: str) -> None:
    session = story(name, {"leaking_roof": "head", "petropavlovsk": "police"}[name], 1)
    chart = map_of(session, session.casting.players[0])
    program = session.program
    shown = words_of(chart)
    for stage in program.stages:
        if stage.ending:
            assert (stage.label.plain or "") not in shown
    assert "not seen yet" in shown
    assert "□" in "".join(picture_rows(chart, 80))
    for transition in program.transitions:
        if program.stages[transition.to].ending and transition.label is not None:
            assert (transition.label.plain or "?") not in shown


def test_after_a_first_ending_of_the_scenario_everything_has_its_name() -> None:
    note_ending("leaking_roof", ("pupil",), "promised")
    session = story(moves=1)
    chart = map_of(session, "head")
    shown = words_of(chart)
    assert all((stage.label.plain or "?") in shown for stage in session.program.stages)
    assert "■ A promise" in shown
    assert "□ The wrong man" in shown


def test_how_the_story_ended_is_marked() -> None:
    session = story(moves=100)
    assert session.ended
    chart = map_of(session, None)
    label = session.program.stages[session.story.state.stage].label.plain
    shown = words_of(chart)
    assert f"◆ {label}" in shown
    assert f"{label} · how this story ended" in shown


@pytest.mark.parametrize("moves", [0, 2, 5, 100])
def test_the_present_stage_and_the_way_to_it_are_the_story_s(moves: int) -> None:
    session = story(moves=moves)
    program = session.program
    chart = map_of(session, "head")
    assert chart.start == session.story.state.stage
    entered = [e for e in session.story.events if isinstance(e, StageEntered)]
    assert [program.stages[s].id for s in sorted(chart.days)] == sorted(
        {e.to for e in entered}, key=list(program.stage_index).index
    )
    steps = {(program.stage_index[e.before], program.stage_index[e.to]) for e in entered[1:]}
    assert chart.standing.taken == steps
    taken = [program.arcs[arc] for arc in chart.taken]
    assert {(arc.source, arc.target) for arc in taken} == steps
    made = {f"{e.actor}.{e.move}" for e in session.story.events if isinstance(e, OutcomeDrawn)}
    assert {program.moves[arc.move].name for arc in taken if arc.move is not None} <= made
    assert words_of(chart).count("This story went this way") == 3 * len(steps)


def every_program() -> list[str]:
    return [*FIXTURE_NAMES, *bundled()]


@pytest.mark.parametrize("name", every_program())
def test_each_stage_lists_every_way_out_and_in_once(name: str) -> None:
    program = program_of(name)
    session = Session(program, Casting((), 1))
    chart = map_of(session, None)
    assert chart.told
    for stage in program.stages:
        out = [entry for s in stage_sections(chart, stage.index) if s.title == "Ways out"
               for entry in s.entries]  # fmt: skip
        into = [entry for s in stage_sections(chart, stage.index) if s.title == "Ways in"
                for entry in s.entries]  # fmt: skip
        beyond = {
            a.target for a in program.arcs if a.source == stage.index and a.cause != "calendar"
        }
        before = {
            a.source for a in program.arcs if a.target == stage.index and a.cause != "calendar"
        }
        assert [e.head for e in out] == [f"to “{chart.label(t)}”" for t in order(chart, beyond)]
        heads = [f"from “{chart.label(s)}”" for s in sorted(before)]
        calendar = ["from every stage"] if stage.index == program.at_end else []
        assert sorted(e.head for e in into) == sorted([*heads, *calendar])


def order(chart: StageMap, targets: set[int]) -> list[int]:
    """Ways to stages that go on stand before those to endings."""
    return sorted(targets, key=lambda t: (chart.program.stages[t].ending, t))


@pytest.mark.parametrize("name", every_program())
def test_every_arc_reads_as_a_clause(name: str) -> None:
    program = program_of(name)
    for told in (True, False):
        for arc in program.arcs:
            (words,) = ways_in_words([arc], program, Reader(told=told))
            assert words
            assert "_" not in words
            if arc.move is not None:
                assert ": " in words
            elif arc.cause == "calendar":
                assert words == "when the rounds run out"
            else:
                assert "when " in words or words.endswith("of itself, at once")


def test_hidden_truths_are_not_named_before_they_may_be() -> None:
    program = program_of("unknowns")
    conditions = [m.when for m in program.moves if m.when is not None]
    conditions += [t.when for t in program.transitions if t.when is not None]
    hidden = [c for c in conditions if not Reader().sees(program, c)]
    assert hidden, "the fixture has conditions that read a hidden truth"
    for condition in hidden:
        assert HIDDEN in condition_words(condition, program, Reader())
        assert HIDDEN not in condition_words(condition, program, Reader(told=True))


def test_the_map_as_a_file_keeps_its_picture_as_it_is() -> None:
    chart = map_of(story(moves=2), "head")
    text = as_markdown("The map", export_sections(chart))
    for row in picture_rows(chart, 88):
        assert row in text.splitlines()
    assert text.count("```") == 2


def test_the_town_hall_s_map_can_be_drawn_at_any_width() -> None:
    from tests.tui.helpers import TOWN_HALL

    program = lower(load_path(TOWN_HALL))
    chart = map_of(Session(program, Casting((), 1)), None)
    for room in (40, 56, 78, 100, 200):
        assert picture_rows(chart, room)
