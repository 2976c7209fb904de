"""Engine and meaning agree: what the story engine does is what the reference odds say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from scipy import stats

from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.errors import BudgetError
from sim.lab.reference import reference_odds
from tests.conftest import FIXTURE_NAMES, program_of
from tests.engine.branching import TooManyError, exact_endings
from tests.strategies import programs_with_lines

if TYPE_CHECKING:
    from sim.program.model import Program

STORIES = 10_000
SEED = 20_230_319


def agreement(observed: Counter[str], odds: dict[str, float], runs: int) -> float:
    """The p-value of a chi-square test; rare endings are pooled, impossible ones must not occur."""
    assert all(odds.get(ending, 0) > 0 for ending in observed), (observed, odds)
    common = [e for e, p in odds.items() if p * runs >= 5]
    rare = [e for e in odds if e not in common]
    counts = [observed[e] for e in common] + [sum(observed[e] for e in rare)]
    expected = [odds[e] * runs for e in common] + [sum(odds[e] for e in rare) * runs]
    if expected[-1] == 0:
        counts, expected = counts[:-1], expected[:-1]
    if len(counts) < 2:
        return 1.0
    scale = sum(counts) / sum(expected)
    return float(stats.chisquare(counts, [e * scale for e in expected]).pvalue)


def test_there_are_at_least_eight_fixtures() -> None:
    assert len(FIXTURE_NAMES) >= 8


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_ten_thousand_stories_agree_with_the_reference_odds(name: str) -> None:
    program = program_of(name)
    odds = reference_odds(program).endings
    observed = Counter(Story(program, SEED, n).ending or "" for n in range(STORIES))
    assert agreement(observed, odds, STORIES) > 1e-3


WHAT_IFS = {
    "roof": ["head.apologise*0.5", "attention=3"],
    "unknowns": ["reporter~bold", "never:insider.hint", "office.deny@2+"],
    "clock": ["stoker.stoke@2", "heat=-1@3", "passer~uniform"],
    "chains": ["climber.leap:1@1", "friend~wait"],
    "gates": ["walker.ring@2+", "keeper.look:twice@1+", "keeper.lock*3"],
    "weights": ["all_zero~uniform", "x=-2"],
    "operators": ["sum.fly:flat@2+", "coin=tails", "f=false@2"],
    "paper": ["paper.print:inner@1", "mill.deny*0", "council.shout@3+"],
}


@pytest.mark.parametrize("name", sorted(WHAT_IFS))
def test_what_ifs_agree_with_the_reference_odds(name: str) -> None:
    program = program_of(name)
    plan = plan_of(program, WHAT_IFS[name])
    odds = reference_odds(program, plan).endings
    runs = 4_000
    observed = Counter(Story(program, SEED, n, plan=plan).ending or "" for n in range(runs))
    assert agreement(observed, odds, runs) > 1e-3


def test_the_odds_by_round_grow_to_the_odds_and_stages_are_reached_as_often_as_stories_do() -> None:
    program = program_of("paper")
    odds = reference_odds(program, track=True)
    for before, after in zip(odds.by_round, odds.by_round[1:], strict=False):
        assert all(after[e] >= before[e] - 1e-12 for e in after)
    assert odds.by_round[-1] == pytest.approx(odds.endings)
    assert sum(odds.endings.values()) == pytest.approx(1, abs=1e-12)
    runs = 4_000
    reached = 0
    length = 0
    for number in range(runs):
        story = Story(program, 1, number)
        reached += any(e.type == "stage" and e.to == "printed" for e in story.events)
        length += story.state.round
    assert reached / runs == pytest.approx(odds.reached["printed"], abs=0.03)
    assert length / runs == pytest.approx(odds.expected_rounds, abs=0.1)


@settings(max_examples=300)
@given(programs_with_lines())
def test_summing_every_way_through_the_engine_gives_the_reference_odds(
    made: tuple[Program, list[str]],
) -> None:
    program, lines = made
    plan = plan_of(program, lines)
    try:
        exact = exact_endings(program, plan, most=1500)
        odds = reference_odds(program, plan, most=20_000).endings
    except (TooManyError, BudgetError):
        assume(False)
    assert {e: p for e, p in odds.items() if p > 0} == pytest.approx(exact, abs=1e-12)


def test_the_reference_refuses_what_is_too_large() -> None:
    with pytest.raises(BudgetError, match="states"):
        reference_odds(program_of("paper"), most=100)
