"""The same event has the same luck in every world (DESIGN section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engine.events import Event, Moved, OutcomeDrawn
from sim.engine.interventions import Plan, plan_of
from sim.engine.story import Story
from sim.errors import InterventionError
from sim.program.lower import lower
from sim.scenario.reader import load_text
from tests.conftest import FIXTURE_NAMES, fixture_path, program_of
from tests.strategies import programs

if TYPE_CHECKING:
    from sim.program.model import Program


def first_difference(a: list[Event], b: list[Event]) -> int | None:
    """The place at which two lists of events first differ; None if they do not."""
    for place, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y and not (
            isinstance(x, Moved)
            and isinstance(y, Moved)
            and (x.actor, x.move, x.round) == (y.actor, y.move, y.round)
        ):
            return place
    return None if len(a) == len(b) else min(len(a), len(b))


def pair(program: Program, lines: list[str], seed: int, number: int = 0) -> tuple[Story, Story]:
    plan = plan_of(program, lines)
    return Story(program, seed, number), Story(program, seed, number, plan=plan)


def turn_of(program: Program, event: Event, actor: str) -> bool:
    return isinstance(event, Moved) and event.actor == actor


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_a_forbidden_move_never_occurs_and_nothing_before_it_changes(name: str) -> None:
    program = program_of(name)
    for move in program.moves:
        line = f"never:{move.name}"
        for number in range(60):
            base, other = pair(program, [line], 99, number)
            assert not any(
                isinstance(e, Moved) and f"{e.actor}.{e.move}" == move.name for e in other.events
            )
            made = [
                i
                for i, e in enumerate(base.events)
                if isinstance(e, Moved) and f"{e.actor}.{e.move}" == move.name
            ]
            place = first_difference(base.events, other.events)
            if not made:
                assert place is None
            else:
                assert place is not None
                assert place >= made[0]


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_a_forced_move_changes_nothing_before_its_turn(name: str) -> None:
    program = program_of(name)
    for move in program.moves:
        for when in range(1, program.rounds + 1):
            for line in (f"{move.name}@{when}", f"{move.name}@{when}+"):
                for number in range(8):
                    base, other = pair(program, [line], 7, number)
                    place = first_difference(base.events, other.events)
                    if place is None:
                        continue
                    event = other.events[place]
                    assert event.round >= when
                    forced = [
                        i
                        for i, e in enumerate(other.events)
                        if isinstance(e, Moved) and e.how == "forced"
                    ]
                    assert forced
                    assert place >= forced[0]


@settings(max_examples=150)
@given(programs(), st.integers(0, 2**32), st.data())
def test_a_value_set_for_a_round_changes_nothing_before_it(
    program: Program, seed: int, data: st.DataObject
) -> None:
    assume(program.variables)
    variable = data.draw(st.sampled_from(list(program.variables)))
    value = data.draw(st.integers(variable.low, variable.high))
    when = data.draw(st.integers(2, 5))
    assume(when <= program.rounds)
    shown = ("false", "true")[value] if variable.boolean else str(value)
    base, other = pair(program, [f"{variable.id}={shown}@{when}"], seed)
    place = first_difference(base.events, other.events)
    if place is not None:
        assert other.events[place].round >= when
        assert other.events[place - 1].round >= when or place == len(base.events)


def test_an_outcome_of_a_once_move_has_the_same_luck_in_every_round() -> None:
    program = program_of("roof")
    for number in range(300):
        outcomes = set()
        for when in (1, 3, 6):
            story = Story(
                program,
                5,
                number,
                plan=plan_of(
                    program, [f"pupil.post@{when}", *(f"pupil.wait@{r}" for r in range(1, when))]
                ),
            )
            outcomes |= {
                e.outcome for e in story.events if isinstance(e, OutcomeDrawn) and e.move == "post"
            }
        assert len(outcomes) == 1


def test_luck_hangs_on_ids_not_on_places_in_the_file() -> None:
    """A new actor before all others, a new move, another order of keys: the rest stays."""
    text = fixture_path("roof").read_text("utf-8")
    edited = text.replace(
        "actors:\n",
        "actors:\n  janitor:\n    wait: false\n    moves:\n      sweep: {label: Sweep}\n",
    ).replace("title: The leaking roof", "title: Another title")
    before, after = lower(load_text(text)), lower(load_text(edited))
    for number in range(300):
        a, b = Story(before, 3, number), Story(after, 3, number)
        kept = [
            (e.round, e.actor, e.move)
            for e in b.events
            if isinstance(e, Moved) and e.actor != "janitor"
        ]
        assert kept == [(e.round, e.actor, e.move) for e in a.events if isinstance(e, Moved)]
        assert a.ending == b.ending


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["head.apologise"], "does not say when"),
        (["head.apologize@3"], "Did you mean 'apologise'"),
        (["heads.apologise@3"], "no actor"),
        (["head.apologise@0"], "from 1"),
        (["head.apologise@99"], "8 rounds"),
        (["pupil.post:3@1"], "no outcome"),
        (["never:head.apologise", "head.apologise@3"], "forbidden"),
        (["head.apologise@3", "head.say_nothing@3"], "already"),
        (["attention=9"], "reaches from 0 to 5"),
        (["attention=many"], "reaches from 0 to 5"),
        (["noise=1"], "no variable"),
        (["head~angry"], "temperament"),
        (["attention=1", "attention=2"], "Another line"),
        (["head.apologise*-1"], "from 0 on"),
        (["", "x y z"], "none of"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused_with_its_reason(
    lines: list[str], reason: str
) -> None:
    with pytest.raises(InterventionError, match=reason):
        plan_of(program_of("roof"), lines)


def test_what_was_forced_is_reported_as_done_not_enabled_or_ended_before() -> None:
    program = program_of("roof")
    story = Story(
        program,
        1,
        plan=plan_of(program, ["pupil.post:1@1", "head.apologise@1", "head.say_nothing@5"]),
    )
    assert story.forced() == {
        "pupil.post:1@1": "done",
        "head.apologise@1": "done",
        "head.say_nothing@5": "ended before",
    }
    story = Story(program, 1, plan=plan_of(program, ["head.apologise@2", "never:pupil.post"]))
    assert story.forced() == {"head.apologise@2": "not enabled"}


def test_an_exact_line_beats_a_waiting_one_which_then_comes_later() -> None:
    program = program_of("chains")
    plan = plan_of(program, ["climber.leap@1+", "climber.climb@1"])
    story = Story(program, 3, plan=plan)
    forced = [(e.move, e.round) for e in story.events if isinstance(e, Moved) and e.how == "forced"]
    assert forced[0] == ("climb", 1)
    assert isinstance(plan, Plan)
