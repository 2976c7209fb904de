"""Differences less the luck of the draws: without bias, and their intervals hold what they say."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import numpy as np
import pytest

from sim.engine.interventions import plan_of
from sim.engine.luck import pick
from sim.engine.story import Story
from sim.lab.adjusting import FEWEST, Moments, adjusted
from sim.lab.exact.odds import exact_odds
from sim.lab.sampler import Sampler
from sim.lab.surprise import UNIT, Slots, Surprises
from sim.lab.whatif import whatif
from tests.conftest import program_of
from tests.lab.test_ensemble import scenario_of


@pytest.mark.parametrize("name", ["paper", "weights", "leaking_roof"])
def test_surprises_are_what_came_less_its_chance_in_the_story_engine(name: str) -> None:
    program = program_of(name)
    runs = 60
    slots = Slots(program)
    sampler = Sampler(program, 5)
    sampler.surprises = Surprises(slots, runs)
    sampler.tell(np.arange(runs, dtype=np.uint64))
    rows = {m.key: slots.moves[m.index] for m in program.moves if m.index in slots.moves}
    rows |= {o.key: slots.outcomes[o.index] for o in program.outcomes if o.index in slots.outcomes}
    for number in range(runs):
        sums: Counter[int] = Counter()

        def noting(luck, keys, weights):  # type: ignore[no-untyped-def]
            winner = pick(luck, keys, weights)
            heavy = [max(float(weight), 0.0) for weight in weights]
            if not any(heavy):
                heavy = [1.0] * len(keys)
            for place, key in enumerate(keys):
                # The round is part of the key, but for the outcomes of moves made only once.
                row = next(
                    (rows[key - r] for r in range(program.rounds + 1) if key - r in rows), None
                )
                if row is not None:
                    sums[row] += (place == winner) - heavy[place] / sum(heavy)  # noqa: B023
            return winner

        with patch("sim.engine.story.pick", noting), patch("sim.engine.policy.pick", noting):
            Story(program, 5, number)
        found = sampler.surprises.sums[:, number] / UNIT
        assert found == pytest.approx([sums[row] for row in range(slots.number)], abs=1e-7)


@pytest.mark.parametrize(
    ("name", "line", "seeds"),
    [
        ("paper", "never:paper.print", 150),
        ("leaking_roof", "head.apologise@2+", 60),
        pytest.param("paper", "paper.print@1", 2_000, marks=pytest.mark.slow),
        pytest.param("leaking_roof", "head.apologise@2+", 1_000, marks=pytest.mark.slow),
    ],
)
def test_intervals_hold_the_exact_difference_as_often_as_they_say(
    name: str, line: str, seeds: int
) -> None:
    program = program_of(name)
    plans = plan_of(program, ()), plan_of(program, (line,))
    base, other = (exact_odds(program, plan).endings for plan in plans)
    endings = [stage.id for stage in program.stages if stage.ending]
    told = held = 0
    errors, gains = [], []
    for seed in range(seeds):
        moments = Moments(program)
        samplers = [Sampler(program, seed, plan) for plan in plans]
        surprises = moments.surprises(1_000), moments.surprises(1_000)
        for sampler, sums in zip(samplers, surprises, strict=True):
            sampler.surprises = sums
        one, two = (sampler.tell(np.arange(1_000, dtype=np.uint64)) for sampler in samplers)
        moments.add(one, two, surprises)
        for place, ending in enumerate(endings):
            found = adjusted(moments.arrays(), place)
            if found is not None:
                truth = other[ending] - base[ending]
                told += 1
                held += found.low <= truth <= found.high
                errors.append((found.difference - truth) / (found.high - found.low))
                gains.append(found.gain)
    assert told > 1.5 * seeds
    assert 0.92 < held / told < 0.98
    assert abs(np.mean(errors)) < 4 * np.std(errors) / np.sqrt(seeds)
    assert np.median(gains) > 1.5


def test_halves_and_parts_add_up_to_the_whole() -> None:
    program = program_of("paper")
    plans = plan_of(program, ()), plan_of(program, ("never:paper.print",))

    def sums(moments: Moments, first: int, count: int) -> None:
        surprises = moments.surprises(count), moments.surprises(count)
        chunks = []
        for plan, each in zip(plans, surprises, strict=True):
            sampler = Sampler(program, 1, plan)
            sampler.surprises = each
            chunks.append(sampler.tell(np.arange(first, first + count, dtype=np.uint64)))
        moments.add(chunks[0], chunks[1], surprises)

    whole, parts = Moments(program), Moments(program)
    sums(whole, 0, 900)
    sums(parts, 0, 301)
    sums(parts, 301, 599)
    for name, array in whole.arrays().items():
        assert np.array_equal(array, parts.arrays()[name]), name


def test_with_few_pairs_that_differ_nothing_is_said() -> None:
    scenario = scenario_of("paper")
    few = whatif(scenario, do="never:paper.print", runs=FEWEST, seed=1)
    assert all(d.adjusted is None for d in few.endings.values())
    plain = whatif(scenario, do="never:paper.print", runs=3_000, seed=1, sharpen=False)
    assert all(d.adjusted is None for d in plain.endings.values())
    sharp = whatif(scenario, do="never:paper.print", runs=3_000, seed=1)
    assert any(d.adjusted is not None for d in sharp.endings.values())
    for name, d in sharp.endings.items():
        assert d.difference == plain.endings[name].difference
