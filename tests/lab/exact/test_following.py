"""Who follows a strategy does the same in every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings

from sim.engine.interventions import plan_of
from sim.errors import BudgetError
from sim.lab.exact.liveness import Liveness, everything, liveness_of
from sim.lab.exact.odds import exact_odds
from sim.lab.reference import reference_odds
from sim.lab.sampler import Sampler
from tests.conftest import program_of
from tests.lab.recording import assert_same_stories
from tests.rules import programs_with_rules, strategy_of

if TYPE_CHECKING:
    from sim.engine.interventions import Plan
    from sim.program.model import Program

    Made = tuple[Program, list[str], dict[str, str]]


def alike(made: Made) -> None:
    program, lines, strategies = made
    assert_same_stories(program, lines, 11, list(range(12)), strategies)


def unreduced(program: Program, plan: Plan) -> Liveness:
    """All that the scenario could read, and all that the rules do."""
    pairs = zip(everything(program).live, liveness_of(program, plan).live, strict=True)
    return Liveness(tuple(scenario | rules for scenario, rules in pairs))


def the_same_odds(made: Made) -> None:
    program, lines, strategies = made
    plan = plan_of(program, lines, strategies)
    try:
        wanted = reference_odds(program, plan, most=20_000)
        found = exact_odds(program, plan)
        whole = exact_odds(program, plan, liveness=unreduced(program, plan))
    except BudgetError:
        assume(False)
    assert found.endings == pytest.approx(wanted.endings, abs=1e-12)
    assert found.expected_rounds == pytest.approx(wanted.expected_rounds, abs=1e-10)
    assert whole.endings == pytest.approx(wanted.endings, abs=1e-12)
    assert whole.uncovered == pytest.approx(found.uncovered, abs=1e-12)


@settings(max_examples=15)
@given(programs_with_rules())
def test_both_engines_follow_rules_event_for_event(made: Made) -> None:
    alike(made)


@settings(max_examples=15)
@given(programs_with_rules())
def test_exact_odds_under_rules_are_the_reference_odds(made: Made) -> None:
    the_same_odds(made)


@pytest.mark.slow
@settings(max_examples=1500)
@given(programs_with_rules())
def test_many_rules_are_followed_alike_in_all_engines(made: Made) -> None:
    alike(made)
    the_same_odds(made)


def test_choices_without_a_rule_are_left_to_the_usual_policy_and_counted() -> None:
    program = program_of("roof")
    line = "head~x.json"
    rules = [{"stage": "viral", "when": "attention >= 5", "move": "say_nothing"}]
    plan = plan_of(program, [line], {line: strategy_of("head", rules)})
    expected = exact_odds(program, plan).uncovered["head"]
    assert 0 < expected < 2
    runs = 20_000
    chunk = Sampler(program, 5, plan).tell(np.arange(runs, dtype=np.uint64))
    column = chunk.uncovered[program.actor_index["head"]]
    assert column.mean() == pytest.approx(expected, abs=4 * column.std() / runs**0.5)


def test_a_rule_that_always_holds_leaves_nothing_uncovered() -> None:
    program = program_of("roof")
    plan = plan_of(
        program, ["head~x.json"], {"head~x.json": strategy_of("head", [{"move": "wait"}])}
    )
    found = exact_odds(program, plan)
    assert found.uncovered == {"head": 0.0}
    assert found.endings["apology"] == 0


def test_forbidden_moves_are_passed_over_by_rules_and_forced_ones_come_first() -> None:
    program = program_of("roof")
    text = strategy_of("head", [{"move": "apologise"}, {"move": "wait"}])
    lines = ["head~x.json", "never:head.apologise"]
    assert exact_odds(program, plan_of(program, lines, {lines[0]: text})).endings["apology"] == 0
    text = strategy_of("head", [{"move": "wait"}])
    lines = ["head~x.json", "head.apologise@1+"]
    found = exact_odds(program, plan_of(program, lines, {lines[0]: text})).endings
    assert found["apology"] == exact_odds(program, plan_of(program, lines[1:])).endings["apology"]
