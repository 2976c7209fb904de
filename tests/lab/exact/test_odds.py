"""Exact odds equal the reference odds; what is left out of a state cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engine.interventions import Plan, plan_of
from sim.engine.story import Story
from sim.errors import BudgetError, UsageError
from sim.lab.exact.layers import key_of, merged
from sim.lab.exact.liveness import WAITED, everything, liveness_of
from sim.lab.exact.odds import exact_odds
from sim.lab.exact.walk import Walk
from sim.lab.odds import odds
from sim.lab.reference import reference_odds
from sim.lab.sampler import Sampler
from sim.lab.uncertainty import wilson
from sim.scenario.catalog import bundled, load
from tests.conftest import FIXTURE_NAMES, program_of
from tests.engine.test_meaning import WHAT_IFS
from tests.strategies import programs_with_lines

if TYPE_CHECKING:
    from sim.program.model import Program


Z999 = 3.290526731491926
"""The 99.95 % point of the normal distribution: for 99.9 % intervals."""


def assert_same(program: Program, plan: Plan, most: int = 1_000_000) -> None:
    """The two computations agree, with states reduced and not."""
    wanted = reference_odds(program, plan, most=most)
    reduced = exact_odds(program, plan)
    whole = exact_odds(program, plan, liveness=everything(program))
    for found in (reduced, whole):
        assert found.endings == pytest.approx(wanted.endings, abs=1e-12)
        assert found.expected_rounds == pytest.approx(wanted.expected_rounds, abs=1e-10)
        for row, other in zip(found.by_round, wanted.by_round, strict=True):
            assert row == pytest.approx(other, abs=1e-12)
    assert reduced.states <= whole.states


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_exact_odds_are_the_reference_odds(name: str) -> None:
    assert_same(program_of(name), Plan())


@pytest.mark.parametrize("name", sorted(WHAT_IFS))
def test_exact_odds_of_what_ifs_are_the_reference_odds(name: str) -> None:
    program = program_of(name)
    assert_same(program, plan_of(program, WHAT_IFS[name]))


def agree_on_generated(made: tuple[Program, list[str]]) -> None:
    program, lines = made
    try:
        assert_same(program, plan_of(program, lines), most=20_000)
    except BudgetError:
        assume(False)


@settings(max_examples=60)
@given(programs_with_lines())
def test_generated_scenarios_have_the_reference_odds(made: tuple[Program, list[str]]) -> None:
    agree_on_generated(made)


@pytest.mark.slow
@settings(max_examples=500)
@given(programs_with_lines())
def test_five_hundred_generated_scenarios_have_the_reference_odds(
    made: tuple[Program, list[str]],
) -> None:
    agree_on_generated(made)


@pytest.mark.slow
def test_the_lesson_has_the_reference_odds() -> None:
    program = program_of("leaking_roof")
    found, wanted = exact_odds(program), reference_odds(program)
    assert found.endings == pytest.approx(wanted.endings, abs=1e-12)


@settings(max_examples=25)
@given(programs_with_lines(most=0), st.integers(0, 2**32), st.data())
def test_odds_from_the_middle_are_those_of_the_reference_from_there(
    made: tuple[Program, list[str]], seed: int, data: st.DataObject
) -> None:
    """The odds now are the odds after each act, weighed by how likely it is."""
    program, _ = made
    playable = [actor.id for actor in program.actors if actor.playable]
    assume(playable)
    story = Story(program, seed, players=playable)
    for _ in range(data.draw(st.integers(0, 6))):
        if story.ended:
            break
        story.choose(data.draw(st.sampled_from([m.id for m in story.enabled])))
    assume(not story.ended)
    try:
        found = exact_odds(program, start=story.state, budget=20_000)
    except BudgetError:
        assume(False)
    assert sum(found.endings.values()) == pytest.approx(1, abs=1e-12)
    runs = 2000
    chunk = Sampler(program, seed).tell(np.arange(runs, dtype=np.uint64), story.state)
    for stage in program.stages:
        if stage.ending:
            share = wilson(int((chunk.ending == stage.index).sum()), runs, z=4.5)
            assert share.low - 1e-9 <= found.endings[stage.id] <= share.high + 1e-9


def test_what_cannot_be_read_any_more_makes_states_equal() -> None:
    program = program_of("paper")
    reduced, whole = exact_odds(program), exact_odds(program, liveness=everything(program))
    assert reduced.states < whole.states


@pytest.mark.parametrize("name", [*FIXTURE_NAMES, "petropavlovsk"])
def test_states_come_back_as_they_were_packed(name: str) -> None:
    program = program_of(name)
    for liveness in (everything(program), liveness_of(program, Plan())):
        walk = Walk(program, Plan(), liveness, lambda *_ended: None)
        layer = walk.start()
        for actor in range(len(program.actors)):
            for rows, _ in walk.blocks(layer, 1):
                again = walk.packer.unpack(walk.packer.pack(rows, 1), 1)
                for column in ("stage", "day", "waited", "unsettled"):
                    assert np.array_equal(getattr(rows, column), getattr(again, column))
                for column in ("values", "flags", "truths", "orders"):
                    for one, other in zip(
                        getattr(rows, column), getattr(again, column), strict=True
                    ):
                        assert np.array_equal(one, other)
            layer = walk.turn(layer, actor, 1)
            if not layer.size:
                break


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**64 - 1)), max_size=40))
def test_equal_states_are_merged_and_different_ones_are_found_again(
    pairs: list[tuple[int, int]],
) -> None:
    words = [np.array([pair[n] for pair in pairs], dtype=np.uint64) for n in (0, 1)]
    layer = merged(words, np.ones(len(pairs)))
    assert layer.size == len(set(pairs))
    assert layer.odds.sum() == len(pairs)
    places = layer.find(words)
    for place, pair in zip(places, pairs, strict=True):
        assert tuple(int(word[place]) for word in layer.words) == pair


def test_states_with_the_same_mixture_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mixture that cannot tell two states apart is not used."""

    def blind(words: list[np.ndarray], salt: int) -> np.ndarray:
        return np.zeros(len(words[0]), dtype=np.uint64) if salt == 0 else key_of(words, salt)

    monkeypatch.setattr("sim.lab.exact.layers.key_of", blind)
    words = [np.array([1, 2, 1], dtype=np.uint64), np.array([5, 5, 5], dtype=np.uint64)]
    layer = merged(words, np.ones(3))
    assert layer.salt == 1
    assert layer.size == 2


def test_past_the_budget_the_odds_are_sampled_and_say_so() -> None:
    scenario = load("leaking_roof")
    found = odds(scenario, budget=1000, runs=4000, seed=5)
    exact = odds(scenario)
    assert not found.exact
    assert exact.exact
    assert "1,000 states" in found.reason
    assert found.intervals is not None
    for name, share in found.intervals.items():
        wide = wilson(share.count, share.runs, z=4)
        assert wide.low <= exact.endings[name] <= wide.high
    assert found.means is not None
    assert exact.values is not None
    for name, mean in found.means.items():
        wide = 2.5 * (mean.high - mean.low) / 2
        assert mean.mean - wide <= exact.values[name] <= mean.mean + wide
    document = found.as_json()
    assert document["exact"] is False
    assert set(document["expected_values_intervals"]) == set(exact.as_json()["expected_values"])
    assert document["intervals"]["repaired"]["low"] < document["endings"]["repaired"]


def test_a_story_that_is_over_or_of_another_scenario_has_no_odds() -> None:
    scenario = load("leaking_roof")
    story = Story(program_of("roof"), 1)
    with pytest.raises(UsageError, match="another scenario"):
        odds(scenario, after=story)


def test_how_long_a_stage_took_is_forgotten_when_it_is_left() -> None:
    """Rounds in a stage begin at nought in each, so only a stage that counts them remembers."""
    program = program_of("leaking_roof")
    live = liveness_of(program, Plan()).stages(WAITED)
    assert [s.id for s, is_live in zip(program.stages, live, strict=True) if is_live] == ["quiet"]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*FIXTURE_NAMES, *(n for n in bundled() if n != "petropavlovsk")])
def test_a_million_stories_lie_within_their_intervals(name: str) -> None:
    program = program_of(name)
    runs = 1_000_000
    counts = np.zeros(len(program.stages), dtype=np.int64)
    sampler = Sampler(program, 20_230_319)
    for first in range(0, runs, 16_384):
        numbers = np.arange(first, min(first + 16_384, runs), dtype=np.uint64)
        counts += np.bincount(sampler.tell(numbers).ending, minlength=len(counts))
    for ending, share in exact_odds(program).endings.items():
        found = wilson(int(counts[program.stage_index[ending]]), runs, Z999)
        assert found.low - 1e-12 <= share <= found.high + 1e-12
