"""Bounds hold the exact odds, whatever is left out, and are exact where nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engine.interventions import Plan, plan_of
from sim.engine.story import Story
from sim.errors import BudgetError, UsageError
from sim.lab.bounds import bounds
from sim.lab.exact.bounds import bounded_odds
from sim.lab.exact.odds import ExactOdds, exact_odds
from sim.scenario.catalog import load
from tests.conftest import FIXTURE_NAMES, program_of
from tests.strategies import programs_with_lines

if TYPE_CHECKING:
    from sim.lab.exact.bounds import BoundedOdds
    from sim.program.model import Program

ROUNDING = 1e-12


def assert_held(found: BoundedOdds, wanted: ExactOdds) -> None:
    """Every exact probability lies within its bounds, round by round."""
    both = [(found.endings, wanted.endings), *zip(found.by_round, wanted.by_round, strict=True)]
    for bound_of, share_of in both:
        assert set(bound_of) == set(share_of)
        for ending, share in share_of.items():
            bound = bound_of[ending]
            assert bound.low - ROUNDING <= share <= bound.high + ROUNDING, ending
    lows = sum(bound.low for bound in found.endings.values())
    assert lows + found.left_out == pytest.approx(1, abs=ROUNDING)


@pytest.mark.parametrize("keep", [1, 7, 100])
@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_the_odds_of_a_fixture_lie_within_their_bounds(name: str, keep: int) -> None:
    program = program_of(name)
    assert_held(bounded_odds(program, keep=keep), exact_odds(program))


@settings(max_examples=40)
@given(programs_with_lines(), st.integers(1, 200))
def test_the_odds_of_generated_scenarios_lie_within_their_bounds(
    made: tuple[Program, list[str]], keep: int
) -> None:
    program, lines = made
    plan = plan_of(program, lines)
    try:
        wanted = exact_odds(program, plan, budget=50_000)
    except BudgetError:
        assume(False)
    assert_held(bounded_odds(program, plan, keep=keep), wanted)


@pytest.mark.parametrize("keep", [200, 800])
def test_the_more_is_kept_the_closer_the_bounds_of_the_lesson(keep: int) -> None:
    program = program_of("leaking_roof")
    wanted = exact_odds(program)
    found, wider = bounded_odds(program, keep=keep), bounded_odds(program, keep=keep // 2)
    assert_held(found, wanted)
    assert 0 < found.left_out < wider.left_out
    assert found.states < wider.states * 3
    whole = bounded_odds(program, keep=2 * wanted.largest)
    assert whole.left_out == 0
    assert whole.states >= wanted.states
    for ending, bound in whole.endings.items():
        assert bound.low == bound.high == pytest.approx(wanted.endings[ending], abs=ROUNDING)


def test_what_was_dropped_counts_only_where_arcs_lead() -> None:
    """Nothing goes back to the first stages of Petropavlovsk once a channel has published."""
    program = program_of("petropavlovsk")
    found = bounded_odds(program, keep=50)
    assert found.left_out > 0.5
    spans = {name: bound.high - bound.low for name, bound in found.endings.items()}
    assert spans["unnoticed"] < 0.9 * found.left_out
    assert spans["sentenced"] == pytest.approx(found.left_out)


def test_a_forbidden_move_leads_nowhere() -> None:
    program = program_of("roof")
    plan = plan_of(program, ["never:head.apologise"])
    found = bounded_odds(program, plan, keep=1)
    assert found.left_out > 0
    assert found.endings["apology"].high == 0
    assert bounded_odds(program, Plan(), keep=1).endings["apology"].high > 0


def test_bounds_from_the_middle_hold_the_odds_from_there() -> None:
    program = program_of("leaking_roof")
    story = Story(program, 5, players=["pupil"])
    story.choose("wait")
    wanted = exact_odds(program, start=story.state)
    assert_held(bounded_odds(program, start=story.state, keep=300), wanted)


def test_a_story_of_another_scenario_is_refused() -> None:
    with pytest.raises(UsageError, match="another scenario"):
        bounds(load("leaking_roof"), after=Story(program_of("roof"), 1))
