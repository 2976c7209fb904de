"""The best strategy as rules, and the best simple ones: their worth, and that none beats it."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engine.interventions import Plan, plan_of
from sim.engine.policy import Policy
from sim.engine.strategyfile import read_strategy
from sim.errors import BudgetError, NewscycleError, UsageError
from sim.lab.exact.goals import expressed, points, reaching
from sim.lab.exact.graph import graph_of
from sim.lab.exact.simple import simple_strategies
from sim.lab.exact.solve import find
from sim.lab.exact.strategies import best_strategy, worth
from sim.lab.reference import reference_odds
from sim.lab.sampler import Sampler
from sim.lab.strategies import planned
from sim.lab.uncertainty import wilson
from sim.program.lower import lower
from sim.scenario.reader import load_text
from tests.conftest import program_of
from tests.lab.recording import assert_same_stories
from tests.rules import rule, strategy_of
from tests.strategies import programs, programs_with_lines

if TYPE_CHECKING:
    from sim.lab.exact.goals import Goal
    from sim.program.model import Actor, Program

SMALL = ["roof", "unknowns", "clock", "gates", "chains", "weights"]
Z999 = 3.290526731491926
MANY = 1_000_000


def best_text(program: Program, actor: Actor, goal: Goal, plan: Plan | None = None) -> str:
    found = find(program, {actor.id: goal}, plan=plan, budget=400_000, keep=True)
    return best_strategy(program, found, actor, plan or Plan(), budget=400_000)


@pytest.mark.parametrize("name", SMALL)
def test_rules_come_to_the_best_by_the_reference_computation(name: str) -> None:
    program = program_of(name)
    ending = next(stage for stage in program.stages if stage.ending)
    for actor in program.actors:
        for avoid in (False, True):
            goal = reaching(program, ending.id, avoid=avoid)
            text = best_text(program, actor, goal)
            line = f"{actor.id}~x.json"
            plan = plan_of(program, [line], {line: text})
            value = find(program, {actor.id: goal}).solution.values[actor.id]
            assert reference_odds(program, plan).endings[ending.id] == pytest.approx(abs(value))
            assert json.loads(text)["value"] == pytest.approx(value, abs=1e-9)
            assert json.loads(text)["endings"][ending.id] == pytest.approx(abs(value), abs=1e-9)


def solved_in_full(made: tuple[Program, list[str]], data: st.DataObject) -> None:
    """Rules reach the optimum, in every engine, and no other rules do better."""
    program, lines = made
    actor = data.draw(st.sampled_from(program.actors))
    ending = data.draw(st.sampled_from([stage for stage in program.stages if stage.ending]))
    lines = [line for line in lines if not line.startswith(f"{actor.id}~")]
    assume(actor.moves)
    plan = plan_of(program, lines)
    goal = reaching(program, ending.id)
    try:
        text = best_text(program, actor, goal, plan)
    except BudgetError:
        assume(False)
    except NewscycleError as error:
        if not plan.waiting or "forced move" not in str(error):
            raise
        return
    line = f"{actor.id}~x.json"
    both = [*lines, line]
    followed = plan_of(program, both, {line: text})
    value = json.loads(text)["value"]
    try:
        odds = reference_odds(program, followed, most=20_000)
    except BudgetError:
        assume(False)
    assert odds.endings[ending.id] == pytest.approx(value, abs=1e-8)
    assert_same_stories(program, both, 3, list(range(6)), {line: text})
    other = strategy_of(actor.id, [rule(data.draw, program, actor) for _ in range(3)])
    beaten = plan_of(program, both, {line: other})
    try:
        assert reference_odds(program, beaten, most=20_000).endings[ending.id] <= value + 1e-8
    except BudgetError:
        assume(False)


@settings(max_examples=15)
@given(programs_with_lines(most=3), st.data())
def test_generated_scenarios_are_solved_in_rules(
    made: tuple[Program, list[str]], data: st.DataObject
) -> None:
    solved_in_full(made, data)


@pytest.mark.slow
@settings(max_examples=600)
@given(programs_with_lines(most=3), st.data())
def test_many_generated_scenarios_are_solved_in_rules(
    made: tuple[Program, list[str]], data: st.DataObject
) -> None:
    solved_in_full(made, data)


def test_nobody_beats_the_best_in_an_ensemble_and_the_strategy_attains_it() -> None:
    program = program_of("leaking_roof")
    head, runs = program.actor("head"), 20_000
    goal = reaching(program, "repaired")
    text = best_text(program, head, goal)
    value = json.loads(text)["value"]
    place = program.stage_index["repaired"]

    def share(line: str, given: str | None = None) -> tuple[float, float]:
        plan = plan_of(program, [line], {} if given is None else {line: given})
        chunk = Sampler(program, 99, plan).tell(np.arange(runs, dtype=np.uint64))
        found = wilson(int(np.count_nonzero(chunk.ending == place)), runs, z=Z999)
        return found.low, found.high

    low, high = share("head~x.json", text)
    assert low <= value <= high
    always = [strategy_of("head", [{"move": m.id}, {"move": "wait"}]) for m in head.moves[:3]]
    policies = ["head~uniform", *(f"head~{name}" for name in head.temperaments)]
    tried = [share(line) for line in policies] + [share("head~x.json", one) for one in always]
    assert all(low <= value for low, _ in tried)
    assert min(low for low, _ in tried) < value - 0.3


def test_the_best_for_its_own_wants_is_a_line() -> None:
    program = program_of("paper")
    council = program.actor("council")
    plan = planned(program, ["council~best", "never:mill.seal"])
    without = plan_of(program, ["never:mill.seal"])
    goal = points(program, council)
    wanted = find(program, {"council": goal}, plan=without).solution.values["council"]
    strategy = plan.policies[council.index].strategy
    assert strategy is not None
    assert worth(program, without, strategy, goal, budget=MANY).value == pytest.approx(wanted)
    assert json.loads(strategy.text)["do"] == ["never:mill.seal"]


def test_two_who_play_their_best_do_so_against_each_others_usual_policy() -> None:
    program = program_of("paper")
    alone = planned(program, ["council~best"]).strategies["council~best"]
    both = planned(program, ["paper~best", "council~best"]).strategies
    assert both["council~best"] == alone
    assert set(both) == {"council~best", "paper~best"}


def test_best_play_that_is_too_large_is_refused_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.lab.strategies.BUDGET", 200)
    with pytest.raises(BudgetError, match=r"paper~best: More than 200 states.*--strategy FILE"):
        planned(program_of("leaking_roof"), ["paper~best", "never:pupil.post"])


def test_against_others_the_rules_hold_whatever_these_do() -> None:
    program = program_of("leaking_roof")
    pupil, council = program.actor("pupil"), program.actor("council")
    goal = reaching(program, "repaired")
    found = find(program, {"pupil": goal}, against=["council"], keep=True)
    text = best_strategy(program, found, pupil, Plan(), against=[council], budget=MANY)
    value = found.solution.values["pupil"]
    for way in ("uniform", *list(council.temperaments)[:1]):
        lines = ["pupil~x.json", f"council~{way}"]
        strategy = read_strategy(text, program, "pupil", "x.json")
        plan = plan_of(program, lines[1:])
        assert worth(program, plan, strategy, goal, budget=MANY).value >= value - 1e-9


PENDING = """
newscycle: 1
title: Once only
calendar: {rounds: 4, at_end: held}
variables: {loud: {start: false}}
stages:
  open: {}
  held: {ending: true}
  safe: {ending: true}
  lost: {ending: true}
actors:
  street: {moves: {noise: {outcomes: [{set: {loud: true}}, {set: {loud: false}}]}}}
  rival:
    wait: {weight: 1}
    moves:
      strike: {when: loud, weight: 0, outcomes: [{chance: 9, to: lost}, {chance: 1}]}
  self: {moves: {leave: {to: safe, when: round >= 2}}}
"""


def test_what_rules_cannot_look_at_is_said() -> None:
    """Whether the forced strike is still to come decides whether to stay, and no rule sees it."""
    program = lower(load_text(PENDING, "once"))
    body = program.actor("self")
    goal = expressed(program, "4 if stage == held else (3 if stage == safe else 0)")
    with pytest.raises(NewscycleError, match="forced move was made already"):
        best_text(program, body, goal, plan_of(program, ["rival.strike@1+"]))
    assert best_text(program, body, goal, plan_of(program, ["rival.strike@1"]))


# -- simple strategies ----------------------------------------------------------------------------


def every_simple(program: Program, actor: Actor, kind: str) -> list[list[dict[str, object]]]:
    """All sequences, or all ways to have one move a stage, as rules."""
    moves = [move.id for move in actor.moves]
    last = [{"move": "wait"}] if actor.wait is not None else [{"move": m} for m in moves]
    if kind == "sequence":
        places = [("rounds", now) for now in range(1, program.rounds + 1)]
    else:
        places = [("stage", stage.id) for stage in program.stages if not stage.ending]
    return [
        [*({key: at, "move": m} for (key, at), m in zip(places, row, strict=True)), *last]
        for row in product(moves, repeat=len(places))
    ]


def simple_of(program: Program, actor: Actor, goal: Goal, plan: Plan | None = None):
    found = find(program, {actor.id: goal}, plan=plan, budget=100_000)
    graph = graph_of(program, found.backward, actor.index, goal)
    made = simple_strategies(program, actor, graph, (plan or Plan()).forbidden)
    return found.solution.values[actor.id], made


def best_of_all_tried(name: str, actor: str | None, most: int) -> None:
    program = program_of(name)
    body = program.actors[0] if actor is None else program.actor(actor)
    for ending in [stage for stage in program.stages if stage.ending][:2]:
        goal = reaching(program, ending.id)
        best, made = simple_of(program, body, goal)
        for one in made:
            every = every_simple(program, body, one.kind)
            if len(every) > most:
                continue
            tried = [
                worth(
                    program, Plan(),
                    read_strategy(strategy_of(body.id, rules), program, body.id, "x"),
                    goal, budget=MANY,
                ).value
                for rules in every
            ]  # fmt: skip
            assert one.best
            assert one.value == pytest.approx(max(tried), abs=1e-12)
            assert one.value <= best + 1e-12


@pytest.mark.parametrize(
    ("name", "actor"), [("roof", "head"), ("unknowns", "insider"), ("chains", None)]
)
def test_the_best_simple_strategies_are_the_best_of_all_tried(name: str, actor: str | None) -> None:
    best_of_all_tried(name, actor, 90)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "actor"),
    [("roof", "head"), ("unknowns", "reporter"), ("unknowns", "insider"), ("clock", "passer"),
     ("clock", "stoker"), ("chains", None), ("weights", None), ("gates", None)],
)  # fmt: skip
def test_the_best_simple_strategies_are_the_best_of_thousands(name: str, actor: str | None) -> None:
    best_of_all_tried(name, actor, 7_000)


@settings(max_examples=15)
@given(programs(), st.data())
def test_a_simple_strategy_is_worth_what_is_said(program: Program, data: st.DataObject) -> None:
    actor = data.draw(st.sampled_from(program.actors))
    ending = data.draw(st.sampled_from([stage for stage in program.stages if stage.ending]))
    goal = reaching(program, ending.id)
    try:
        best, made = simple_of(program, actor, goal)
        for one in made:
            text = strategy_of(actor.id, list(one.rules))
            strategy = read_strategy(text, program, actor.id, "x")
            plan = replace(Plan(), policies={actor.index: Policy("x", "weights", {}, strategy)})
            odds = reference_odds(program, plan, most=20_000).endings[ending.id]
            assert odds == pytest.approx(one.value, abs=1e-12)
            assert one.value <= one.most + 1e-12 <= best + 1e-9
    except BudgetError:
        assume(False)


def test_a_search_that_has_to_stop_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.lab.exact.simple.WORK", 1)
    program = program_of("unknowns")
    body = program.actor("reporter")
    best, made = simple_of(program, body, reaching(program, "proven"))
    assert len(made) == 2
    for one in made:
        assert not one.best
        assert one.value < one.most <= best + 1e-9


def test_everyone_has_no_single_strategy() -> None:
    from sim.lab.solve import solve

    with pytest.raises(UsageError, match="--for"):
        solve(program_of("leaking_roof").scenario, strategy="best")


def test_a_goal_may_count_days_though_the_scenario_does_not() -> None:
    """What only the goal reads must be remembered all the same."""
    program = program_of("roof")
    goal = expressed(program, "day")
    usual = find(program, {"pupil": goal}).solution.usual["pupil"]
    chunk = Sampler(program, 1).tell(np.arange(4_000, dtype=np.uint64))
    assert usual == pytest.approx(chunk.days.mean(), abs=0.2)
    assert usual > 1
