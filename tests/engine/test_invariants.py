"""What holds in every story of every scenario."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.events import (
    Changed,
    Ended,
    Event,
    Moved,
    OutcomeDrawn,
    RoundBegan,
    StageEntered,
    TruthDrawn,
)
from sim.engine.interventions import plan_of
from sim.engine.state import State
from sim.engine.story import Story
from tests.strategies import programs_with_lines

if TYPE_CHECKING:
    from sim.program.model import Program

MADE = programs_with_lines()


def rebuild(events: list[Event], program: Program) -> State:
    """The state that ``events`` tell of, from nothing else."""
    state = State(program)
    for event in events:
        match event:
            case RoundBegan():
                state.round, state.day, state.turn = event.round, event.day, 0
                state.began_in = state.stage
            case TruthDrawn():
                place = program.unknown_index[event.unknown]
                state.truths[place] = program.unknowns[place].values.index(event.value)
            case Changed():
                slot = program.variable_index[event.variable]
                assert state.values[slot] == event.before
                state.values[slot] = event.after
            case StageEntered():
                state.stage = program.stage_index[event.to]
            case OutcomeDrawn():
                move = program.move(f"{event.actor}.{event.move}")
                state.made[move.index] = 1
                state.turned_out[program.outcome_of(move, event.outcome).index] = 1
                if move.cooldown:
                    state.ready[move.index] = event.round + move.cooldown + 1
    return state


@settings(max_examples=300)
@given(MADE, st.integers(0, 2**64 - 1))
def test_the_events_of_a_story_are_enough_to_rebuild_its_state(
    made: tuple[Program, list[str]], seed: int
) -> None:
    program, lines = made
    story = Story(program, seed, plan=plan_of(program, lines))
    told, real = rebuild(story.events, program), story.state
    for name in ("round", "stage", "values", "made", "turned_out", "ready", "truths", "began_in"):
        assert getattr(told, name) == getattr(real, name), name


@settings(max_examples=300)
@given(MADE, st.integers(0, 2**64 - 1))
def test_values_stay_in_range_actors_act_once_a_round_and_endings_absorb(
    made: tuple[Program, list[str]], seed: int
) -> None:
    program, lines = made
    story = Story(program, seed, plan=plan_of(program, lines))
    for event in story.events:
        if isinstance(event, Changed):
            variable = program.variables[program.variable_index[event.variable]]
            assert variable.low <= event.after <= variable.high
    acts = Counter((e.round, e.actor) for e in story.events if isinstance(e, Moved))
    assert all(number == 1 for number in acts.values())
    order = [actor.id for actor in program.actors]
    for number in range(1, program.rounds + 1):
        turns = [
            order.index(e.actor) for e in story.events if isinstance(e, Moved) and e.round == number
        ]
        assert turns == sorted(turns)
    ends = [i for i, e in enumerate(story.events) if isinstance(e, Ended)]
    assert ends == [len(story.events) - 1]
    entered = [e.to for e in story.events if isinstance(e, StageEntered)]
    assert all(a != b for a, b in itertools.pairwise(entered))
    endings = [s for s in entered if program.stages[program.stage_index[s]].ending]
    assert endings == [story.ending]
    assert story.state.round <= program.rounds


@settings(max_examples=200)
@given(MADE, st.integers(0, 2**64 - 1))
def test_only_enabled_moves_are_made_and_once_moves_once(
    made: tuple[Program, list[str]], seed: int
) -> None:
    program, lines = made
    story = Story(program, seed, plan=plan_of(program, lines))
    made_moves = [f"{e.actor}.{e.move}" for e in story.events if isinstance(e, Moved)]
    counts = Counter(made_moves)
    for move in program.moves:
        if move.once:
            assert counts[move.name] <= 1
        if move.index in story.plan.forbidden:
            assert counts[move.name] == 0
        rounds = [
            e.round
            for e in story.events
            if isinstance(e, Moved) and f"{e.actor}.{e.move}" == move.name
        ]
        assert all(b - a > move.cooldown for a, b in itertools.pairwise(rounds))


@settings(max_examples=150)
@given(MADE, st.integers(0, 2**64 - 1), st.data())
def test_playing_every_actor_by_hand_as_the_policy_would_gives_the_same_story(
    made: tuple[Program, list[str]], seed: int, data: st.DataObject
) -> None:
    """A player's choice takes the place of a draw, and nothing else shifts."""
    program, lines = made
    plan = plan_of(program, lines)
    alone = Story(program, seed, plan=plan)
    playable = [actor.id for actor in program.actors if actor.playable]
    if not playable:
        return
    players = data.draw(st.lists(st.sampled_from(playable), min_size=1, unique=True))
    played = Story(program, seed, plan=plan, players=players)
    script = {(e.round, e.actor): e.move for e in alone.events if isinstance(e, Moved)}
    while not played.ended:
        assert played.actor is not None
        played.choose(script[played.state.round, played.actor.id])
    strip = [e for e in alone.events if not isinstance(e, Moved)]
    assert [e for e in played.events if not isinstance(e, Moved)] == strip
    assert played.state == alone.state


@settings(max_examples=100)
@given(MADE, st.integers(0, 2**64 - 1))
def test_the_same_seed_and_number_give_the_same_story(
    made: tuple[Program, list[str]], seed: int
) -> None:
    program, lines = made
    plan = plan_of(program, lines)
    assert Story(program, seed, 3, plan=plan).events == Story(program, seed, 3, plan=plan).events
