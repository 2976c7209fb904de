"""How many states a scenario has, and what multiplies them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from sim.author.states import budget_told
from sim.cli.main import run
from sim.lab.budget import Budget, state_budget
from sim.lab.exact.odds import exact_odds
from sim.lab.exact.walk import FEW
from sim.program.lower import lower
from sim.scenario.reader import load_text
from tests.conftest import FIXTURE_NAMES, fixture_path, program_of
from tests.strategies import programs

COUNTERS = """\
newscycle: 1
title: Lamps
calendar: {rounds: 4, at_end: dark}
variables:
  lamps: {start: 0, range: [0, 3]}
  dust: {start: 0, range: [0, 1]}
stages:
  lit: {text: Lit.}
  dark: {ending: true, text: Dark.}
actors:
  town:
    moves:
      light: {change: {lamps: +1}}
      look: {once: true, when: lamps + dust >= 0}
"""


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_exact_odds_step_about_as_many_states_as_are_counted(name):
    program = program_of(name)
    budget = state_budget(program, 100_000)
    assert budget.counted
    assert exact_odds(program).states <= most_stepped(budget)
    assert max(budget.layers) <= budget.bound


@settings(max_examples=40)
@given(programs())
def test_no_layer_of_a_generated_scenario_has_more_states_than_its_bound(program):
    budget = state_budget(program, 20_000)
    assert max(budget.layers) <= budget.bound
    assert all(factor.times >= 1 for factor in budget.factors)
    if budget.counted:
        assert exact_odds(program).states <= most_stepped(budget)


def most_stepped(budget: Budget) -> int:
    """Odds do not look at each layer, and may step the same state twice where there are few."""
    return 2 * budget.looked_at + FEW


def test_layers_and_factors_of_a_scenario_that_can_be_counted_by_hand():
    budget = state_budget(lower(load_text(COUNTERS)), 1000)
    # After n rounds: 0 to n lamps lit, the look taken or not, never with all rounds spent on both.
    assert budget.layers == (1, 3, 5, 7)
    assert budget.bound == 4 * 2 * 2
    times = {factor.name: factor.times for factor in budget.factors}
    # What multiplies them is seen after the last act: four lamps' numbers, the look taken or not.
    assert budget.seen_in == 4
    assert times["lamps"] == 4
    assert times["town.look"] == 2
    assert times["dust"] == times["stage"] == 1
    assert [factor.name for factor in budget.factors[:2]] == ["lamps", "town.look"]


def test_past_its_budget_it_stops_and_says_so():
    program = program_of("leaking_roof")
    budget = state_budget(program, 1000)
    assert not budget.counted
    assert budget.looked_at > 1000
    assert len(budget.layers) < program.rounds
    text = "\n".join(budget_told(budget, 1000))
    assert " ".join(text.split()).startswith(
        "Size: the story can stand in more than 1,000 different states by the end of round 2; the"
    )
    assert "facts ×" in text


def test_check_says_it_and_prints_it_as_json(capsys):
    path = str(fixture_path("roof"))
    assert run(["check", path]) == 0
    assert (
        "Size: the story can stand in 122 different states (all counted)" in capsys.readouterr().out
    )
    assert run(["check", path, "--states", "9", "--json"]) == 0
    (states,) = json.loads(capsys.readouterr().out)["states"]
    assert states["counted"] is False
    assert states["budget"] == 9
    assert {factor["name"] for factor in states["factors"]} == {"attention", "pupil.post", "stage"}
