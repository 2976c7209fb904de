"""Two worlds that differ in one act share everything that the act does not touch."""

from __future__ import annotations

import pytest

from sim.scenario.catalog import load
from tests.benchmarks.pairs import early_differences, gains, told
from tests.conftest import program_of


def test_no_pair_parts_before_the_first_act_that_a_what_if_touches() -> None:
    program = program_of("petropavlovsk")
    base = told(program, (), 25)
    for what_if in program.teaching.what_ifs:
        lines = tuple(what_if.lines)
        early, _ = early_differences(program, lines, base, told(program, lines, 25))
        assert early == 0, what_if.id


@pytest.mark.slow
def test_keyed_luck_saves_half_of_the_variance_wherever_the_effect_leaves_so_much_to_save() -> None:
    """Above the bound that no pairing can pass, against the same seed for one generator."""
    found = gains(load("petropavlovsk"), slow_runs=1_500)
    assert sum(gain.every.above_bound < 0.5 for gain in found) >= 0.6 * len(found)
    assert all(gain.every.keyed < 0.9 * gain.every.independent for gain in found)
    assert all(gain.every.keyed < 1.1 * gain.every.same_seed + 0.01 for gain in found)
    assert not any(gain.early for gain in found)
    # Less the luck of the draws, what is left is below half of the same seed's.
    sharp = [gain.every.adjusted < 0.5 * gain.every.same_seed for gain in found]
    assert sum(sharp) >= 0.9 * len(found)
