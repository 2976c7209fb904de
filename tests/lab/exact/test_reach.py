"""The walk over everything that can happen sees what can happen, and shows how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings

from sim.author.proofs.passages import passages_of
from sim.engine.events import Moved, OutcomeDrawn, StageEntered
from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.errors import BudgetError
from sim.lab.exact.liveness import everything
from sim.lab.exact.reach import Reach
from sim.lab.exact.witness import witnesses
from tests.conftest import FIXTURE_NAMES, program_of
from tests.lab.exact.anyhow import Plainly
from tests.strategies import programs

if TYPE_CHECKING:
    from sim.lab.exact.watch import Key
    from sim.lab.exact.witness import Witness
    from sim.program.model import Program


def reach_of(program: Program, **how: object) -> Reach:
    return Reach(program, tuple(passages_of(program).values()), **how).run()  # type: ignore[arg-type]


def assert_same(program: Program) -> None:
    """The walk, with states reduced and not, sees what plain recursion sees."""
    wanted = Plainly(program, 20_000).everything().seen
    reach = Reach(program).run()
    assert reach.whole
    assert set(reach.watch.seen) == wanted
    assert set(Reach(program, liveness=everything(program)).run().watch.seen) == wanted


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_what_is_seen_is_what_plain_recursion_sees(name: str) -> None:
    assert_same(program_of(name))


@settings(max_examples=40)
@given(programs())
def test_generated_scenarios_are_seen_as_plain_recursion_sees_them(program: Program) -> None:
    try:
        assert_same(program)
    except BudgetError:
        assume(False)


@pytest.mark.slow
@settings(max_examples=400)
@given(programs())
def test_four_hundred_scenarios_are_seen_as_plain_recursion_sees_them(program: Program) -> None:
    try:
        assert_same(program)
    except BudgetError:
        assume(False)


@pytest.mark.parametrize("name", ["leaking_roof", "paper"])
def test_texts_are_shown_alike_where_states_remember_everything(name: str) -> None:
    program = program_of(name)
    reduced, whole = reach_of(program), reach_of(program, liveness=everything(program))
    assert set(reduced.watch.seen) == set(whole.watch.seen)
    assert {key[0] for key in reduced.watch.seen} >= {"shown"}
    assert reduced.states <= whole.states


# Stories that show it.


def shows(program: Program, key: Key, witness: Witness, seed: int) -> bool:
    """Whether the story engine, told the lines of the witness, does what ``key`` says."""
    story = Story(program, seed, plan=plan_of(program, witness.lines(program)))
    assert all(status == "done" for status in story.forced().values()), story.forced()
    inside = [event for event in story.events if event.round == witness.round]
    match key:
        case ("stage", int(index)):
            name = program.stages[index].id
            return any(isinstance(e, StageEntered) and e.to == name for e in inside)
        case ("taken", int(index), int(source)):
            to = program.stages[program.transitions[index].to].id
            names = (program.stages[source].id, to)
            entered = [e for e in inside if isinstance(e, StageEntered)]
            return any((e.before, e.to) == names and e.cause == "transition" for e in entered)
        case ("made", int(index)):
            move = program.moves[index]
            actor = program.actors[move.actor].id
            moved = [e for e in inside if isinstance(e, Moved)]
            return any((e.actor, e.move) == (actor, move.id) for e in moved)
        case ("outcome", int(index)):
            outcome = program.outcomes[index]
            name = program.moves[outcome.move].name
            drawn = [e for e in inside if isinstance(e, OutcomeDrawn)]
            return any((f"{e.actor}.{e.move}", e.outcome) == (name, outcome.id) for e in drawn)
        case ("idle", int(index)):
            actor = program.actors[index].id
            return not any(isinstance(e, Moved) and e.actor == actor for e in inside)
    raise AssertionError(key)


WITH_STORY = ("stage", "taken", "made", "outcome", "idle")


def assert_shown(reach: Reach) -> None:
    """Every sight that a story can show is shown by its witness, whatever the luck."""
    program = reach.program
    sights = {key: sight for key, sight in reach.watch.seen.items() if key[0] in WITH_STORY}
    found = witnesses(reach, sights.values())
    for key, sight in sights.items():
        witness = found[sight]
        assert shows(program, key, witness, seed=7), (key, witness.lines(program))
        if sight.step >= 0:
            assert sum(not act.move.is_wait for act in witness.acts) == sight.cost
            assert witness.round == reach.steps[sight.step].now


@pytest.mark.parametrize("name", [*FIXTURE_NAMES, "leaking_roof"])
def test_the_story_engine_shows_what_was_seen(name: str) -> None:
    assert_shown(reach_of(program_of(name)))


@settings(max_examples=40)
@given(programs())
def test_the_story_engine_shows_what_was_seen_of_generated_scenarios(program: Program) -> None:
    assert_shown(Reach(program, most=20_000).run())


def test_no_story_comes_sooner_or_with_fewer_acts() -> None:
    program = program_of("leaking_roof")
    reach = reach_of(program)
    sight = reach.watch.seen["stage", program.stage_index["wrong_man"]]
    (witness,) = witnesses(reach, [sight]).values()
    # Three guesses of the chat, one a round, and before the first of them the clip must be out.
    assert (witness.round, sight.cost) == (3, 4)
    assert [act.move.name for act in witness.acts if not act.move.is_wait] == [
        "pupil.post",
        "chat.guess",
        "chat.guess",
        "chat.guess",
    ]


# Where not everything fits.


@pytest.mark.parametrize("most", [200, 5_000])
def test_past_its_budget_it_goes_on_with_a_part_and_still_sees_only_what_can_be(most: int) -> None:
    program = program_of("leaking_roof")
    part, whole = reach_of(program, most=most), reach_of(program)
    assert not part.whole
    assert whole.whole
    assert part.states < whole.states
    assert part.whole_rounds < whole.whole_rounds
    assert set(part.watch.seen) <= set(whole.watch.seen)
    assert len(part.watch.seen) > 0.9 * len(whole.watch.seen)
    assert_shown(part)


def test_a_walk_says_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    reach = Reach(program_of("roof"), progress=lambda now, states: told.append((now, states))).run()
    assert told[-1] == (8, reach.states)
    assert told == sorted(told)
