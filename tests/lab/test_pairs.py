"""Two worlds that differ in one act share everything that the act does not touch."""

from __future__ import annotations

import pytest

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
def test_keyed_luck_halves_what_can_be_saved_of_the_variance_in_most_what_ifs() -> None:
    """Above the bound that no pairing can pass, against the same seed for one generator."""
    found = gains(program_of("petropavlovsk"), slow_runs=1_500)
    assert sum(gain.above_bound < 0.5 for gain in found) >= 0.75 * len(found)
    assert all(gain.keyed < 0.9 * gain.independent for gain in found)
    assert not any(gain.early for gain in found)
