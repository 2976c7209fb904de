"""Slopes, best responses and most probable stories, held to plain recursion."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings

from sim.engine.interventions import Plan, plan_of
from sim.engine.story import Story
from sim.errors import BudgetError, UsageError
from sim.lab.exact.backward import Backward, ending_payoff
from sim.lab.exact.goals import expressed, points, reaching
from sim.lab.exact.liveness import liveness_of
from sim.lab.exact.odds import exact_odds
from sim.lab.exact.paths import likeliest, likeliest_of_each
from sim.lab.exact.sensitivity import ranges, slopes
from sim.lab.exact.solve import everyone, solve
from tests.conftest import FIXTURE_NAMES, program_of
from tests.lab.exact.plainly import Plainly
from tests.strategies import programs_with_lines

if TYPE_CHECKING:
    from sim.program.model import Program

STEP = 1e-5


@settings(max_examples=40)
@given(programs_with_lines())
def test_backward_values_are_the_forward_odds(made: tuple[Program, list[str]]) -> None:
    program, lines = made
    plan = plan_of(program, lines)
    try:
        backward = Backward(program, plan, liveness_of(program, plan), budget=50_000)
        found = backward.values(ending_payoff(program))
        forward = exact_odds(program, plan)
    except BudgetError:
        assume(False)
    for ending, share in forward.endings.items():
        assert found[program.stage_index[ending]] == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_the_values_that_stories_end_with_are_those_of_plain_recursion(name: str) -> None:
    program = program_of(name)
    plainly = Plainly(program).value(lambda state, now: tuple(map(float, state.values)))
    found = exact_odds(program, values=True)
    assert list(found.values) == [variable.id for variable in program.variables]
    assert list(found.values.values()) == pytest.approx(plainly, abs=1e-12)


@settings(max_examples=30)
@given(programs_with_lines())
def test_the_values_that_generated_stories_end_with_are_those_of_plain_recursion(
    made: tuple[Program, list[str]],
) -> None:
    program, lines = made
    plan = plan_of(program, lines)
    try:
        found = exact_odds(program, plan, budget=5_000, values=True)
    except BudgetError:
        assume(False)
    plainly = Plainly(program, plan).value(lambda state, now: tuple(map(float, state.values)))
    assert list(found.values.values()) == pytest.approx(plainly, abs=1e-12)


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_slopes_are_what_small_changes_do(name: str) -> None:
    program = program_of(name)
    for slope in slopes(program)[:6]:
        if slope.kind == "weight":
            place = program.move_index[slope.name]
            worlds = [
                exact_odds(program, replace(Plan(), factors={place: 1 + step}))
                for step in (STEP, -STEP)
            ]
        else:
            move, _, outcome = slope.name.partition(":")
            place = program.outcome_of(program.move(move), outcome).index
            worlds = [exact_odds(program, tilts={place: 1 + step}) for step in (STEP, -STEP)]
        for ending, change in slope.by_ending.items():
            measured = (worlds[0].endings[ending] - worlds[1].endings[ending]) / (2 * STEP)
            assert change == pytest.approx(measured, abs=1e-8), slope.name


def test_ranges_hold_the_odds_and_are_the_same_each_time() -> None:
    program = program_of("roof")
    found = ranges(program, worlds=40, seed=1)
    assert found == ranges(program, worlds=40, seed=1)
    assert found != ranges(program, worlds=40, seed=2)
    for ending, share in exact_odds(program).endings.items():
        span = found[ending]
        assert span.least <= span.low < share < span.high <= span.most


SMALL = ("roof", "chains", "gates", "clock", "unknowns")


@pytest.mark.parametrize("name", SMALL)
def test_nobody_does_better_than_the_best(name: str) -> None:
    """For every actor and ending: the value is that of plain recursion, at both extremes."""
    program = program_of(name)
    endings = [stage for stage in program.stages if stage.ending]
    for actor in program.actors:
        free = plan_of(program, [f"{actor.id}~uniform"])
        for ending in endings[:2]:
            for pick, avoid in ((max, False), (min, True)):
                plainly = Plainly(program, free).value(
                    lambda state, now, e=ending: (float(state.stage == e.index),),
                    {actor.index: (pick, 0)},
                )[0]
                goal = reaching(program, ending.id, avoid=avoid)
                found = solve(program, {actor.id: goal})
                assert abs(found.values[actor.id]) == pytest.approx(plainly, abs=1e-12)
                assert found.endings[ending.id] == pytest.approx(plainly, abs=1e-9)
                for policy in ("uniform", *(["wait"] if actor.wait else [])):
                    lines = [f"{actor.id}~{policy}"]
                    other = exact_odds(program, plan_of(program, lines)).endings[ending.id]
                    assert other >= plainly - 1e-12 if avoid else other <= plainly + 1e-12


def test_points_are_counted_at_the_end_and_maximised() -> None:
    program = program_of("leaking_roof")
    head = solve(program, {"head": points(program, program.actor("head"))})
    assert head.values["head"] > head.usual["head"] + 1
    assert min(head.first_moves["head"].values()) == pytest.approx(0, abs=1e-9)
    assert sum(head.endings.values()) == pytest.approx(1)


def test_a_coalition_against_somebody_can_only_hurt() -> None:
    program = program_of("leaking_roof")
    goal = {"pupil": reaching(program, "repaired")}
    alone = solve(program, goal).values["pupil"]
    against = solve(program, goal, against=["council"]).values["pupil"]
    assert against < exact_odds(program).endings["repaired"] < alone


def test_where_everyone_does_their_best_nobody_gains_by_going_back_to_policy() -> None:
    program = program_of("leaking_roof")
    found = everyone(program)
    assert set(found.values) == {a.id for a in program.actors if a.wants}
    assert sum(found.endings.values()) == pytest.approx(1)


def test_a_goal_may_be_any_expression_over_the_ending() -> None:
    program = program_of("roof")
    found = solve(program, {"pupil": expressed(program, "2 if stage == apology else 0")})
    reach = solve(program, {"pupil": reaching(program, "apology")})
    assert found.values["pupil"] == pytest.approx(2 * reach.values["pupil"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("attentoin", "Did you mean 'attention'"),
        ("1 // 0", "1 // 0: "),
        ("attention +", "attention [+]: "),
        ("2 ** 3", "2 [*][*] 3: "),
        ("done(head.say_nothing)", "does not remember"),
    ],
)
def test_a_goal_that_cannot_be_meant_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        expressed(program_of("roof"), text)


@pytest.mark.parametrize("name", ["roof", "chains", "gates"])
def test_the_most_probable_stories_come_first_and_are_all_there(name: str) -> None:
    """All stories to an ending, by plain recursion, against the search."""
    program = program_of(name)
    ending = next(stage.index for stage in program.stages if stage.ending)
    wanted = sorted(_all_stories(program, ending), reverse=True)[:12]
    found = [path.probability for path in likeliest(program, ending, top=12)]
    assert found == pytest.approx(wanted, abs=1e-15)


def test_a_story_that_is_told_can_be_played_by_its_lines() -> None:
    program = program_of("leaking_roof")
    for path in likeliest(program, program.stage_index["wrong_man"], top=3):
        assert Story(program, 1, plan=plan_of(program, path.do)).ending == "wrong_man"


def test_the_stories_of_all_endings_at_once_are_those_of_each() -> None:
    program = program_of("unknowns")
    endings = [stage.index for stage in program.stages if stage.ending]
    for ending, paths in zip(endings, likeliest_of_each(program, endings, top=4), strict=True):
        assert [path.do for path in paths] == [
            path.do for path in likeliest(program, ending, top=4)
        ]


def test_all_stories_from_a_decision_on_make_up_the_odds_from_there() -> None:
    program = program_of("roof")
    story = Story(program, 1, players=["head"], plan=plan_of(program, ["pupil.post:1@1"]))
    story.choose("say_nothing")
    assert (story.state.round, story.state.turn) == (2, 1)
    endings = [stage.index for stage in program.stages if stage.ending]
    found = likeliest_of_each(program, endings, top=100_000, start=story.state)
    odds = exact_odds(program, start=story.state).endings
    assert sum(map(len, found)) > 10
    for ending, paths in zip(endings, found, strict=True):
        assert all(deed.round >= story.state.round for path in paths for deed in path.deeds)
        share = sum(path.probability for path in paths)
        assert share == pytest.approx(odds[program.stages[ending].id], abs=1e-12)


def test_an_ending_that_no_story_comes_to_has_no_paths() -> None:
    program = program_of("roof")
    plan = plan_of(program, ["never:head.apologise"])
    assert likeliest(program, program.stage_index["apology"], plan=plan) == []


def _all_stories(program: Program, ending: int) -> list[float]:
    reference = Plainly(program).reference
    found: list[float] = []
    todo = [(state, 1, 0, p) for state, p in reference.start()]
    while todo:
        state, now, turn, p = todo.pop()
        if program.stages[state.stage].ending:
            if state.stage == ending:
                found.append(p)
        elif turn == len(program.actors):
            after, when = reference.end_round(state, now)
            todo.append((after, when, 0, p))
        else:
            for before, move, outcome, q in reference.acts(state, program.actors[turn], now):
                after = before
                if move is not None and outcome is not None:
                    after = reference.make(before, move, outcome, now)
                if move is not None:
                    after = reference.chain(after, now)
                todo.append((after, now, turn + 1, p * q))
        if len(todo) + len(found) > 2_000_000:
            pytest.skip("too many stories to enumerate")
    return found
