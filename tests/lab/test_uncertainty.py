"""Intervals agree with published ones, and cover what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from sim.lab.uncertainty import mean_of, paired, wilson


@given(st.integers(1, 500), st.data())
def test_wilson_agrees_with_scipy(runs: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, runs))
    found = wilson(count, runs)
    expected = binomtest(count, runs).proportion_ci(0.95, method="wilson")
    assert found.low == pytest.approx(expected.low, abs=1e-12)
    assert found.high == pytest.approx(expected.high, abs=1e-12)
    assert 0 <= found.low <= found.share <= found.high <= 1


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        # Cavo et al. 2012, in Fagerland, Lydersen and Laake, Statistical Analysis of Contingency
        # Tables (2017), chapter 8: estimate -0.0621, 95 % from -0.1186 to -0.0046.
        ((59, 6, 16, 80), -0.1186, -0.0046),
        # The first example of Newcombe's own Table II: 0.2000, from 0.0569 to 0.3404.
        ((36, 12, 2, 0), 0.0569, 0.3404),
    ],
)
def test_paired_differences_have_the_published_intervals(
    table: tuple[int, int, int, int], low: float, high: float
) -> None:
    """Rows of the table are our what-if, columns our base."""
    both, only_what_if, only_base, _ = table
    found = paired(both, only_base, only_what_if, runs=sum(table))
    assert found.difference == pytest.approx((only_what_if - only_base) / sum(table))
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4).filter(sum))
def test_exchanging_the_worlds_exchanges_the_signs(counts: list[int]) -> None:
    both, base, what_if, neither = counts
    runs = both + base + what_if + neither
    one, other = paired(both, base, what_if, runs=runs), paired(both, what_if, base, runs=runs)
    assert one.difference == pytest.approx(-other.difference)
    assert one.low == pytest.approx(-other.high, abs=1e-12)
    assert one.high == pytest.approx(-other.low, abs=1e-12)
    assert -1 <= one.low <= one.difference + 1e-12
    assert one.difference - 1e-12 <= one.high <= 1


def test_paired_intervals_cover_the_difference_about_as_often_as_they_promise() -> None:
    luck = np.random.default_rng(1)
    shares = [0.35, 0.05, 0.10, 0.50]
    tables = luck.multinomial(400, shares, size=4_000)
    inside = 0
    for both, base, what_if, _ in tables.tolist():
        found = paired(both, base, what_if, runs=400)
        inside += found.low <= 0.05 <= found.high
    assert 0.94 < inside / 4_000 < 0.975


def test_pairing_makes_the_interval_narrower() -> None:
    """Few pairs change: the paired interval is far narrower than independent samples' would be."""
    close = paired(4_800, 100, 300, runs=10_000)
    wide = (wilson(5_100, 10_000), wilson(4_900, 10_000))
    assert close.high - close.low < 0.6 * (wide[0].high - wide[1].low - 0.02)


@given(st.lists(st.integers(-(2**40), 2**40), min_size=2, max_size=50))
def test_means_are_those_of_the_numbers_themselves(numbers: list[int]) -> None:
    found = mean_of(sum(numbers), sum(n * n for n in numbers), len(numbers))
    assert found.mean == pytest.approx(np.mean(numbers), rel=1e-9, abs=1e-6)
    half = 1.959963984540054 * np.std(numbers, ddof=1) / np.sqrt(len(numbers))
    assert found.high - found.mean == pytest.approx(half, rel=1e-6, abs=1e-3)


def test_stopping_at_a_width_hardly_costs_coverage() -> None:
    """The worst case: the looked-for width is that of the first look, so chance decides there."""
    luck = np.random.default_rng(2)
    first, share = 65_536, 0.2
    target = (wilson(int(share * first), first).high - wilson(int(share * first), first).low) / 2
    inside = 0
    for early in luck.binomial(first, share, size=6_000).tolist():
        found = wilson(early, first)
        if (found.high - found.low) / 2 > target:
            found = wilson(early + int(luck.binomial(first, share)), 2 * first)
        inside += found.low <= share <= found.high
    assert 0.94 < inside / 6_000 < 0.96
