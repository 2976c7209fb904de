"""Intervals for what is sampled: each function names its method and paper.

All are for 95 % unless another ``z`` is given; proportions lie from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

#: The 97.5 % point of the normal distribution.
Z95 = 1.959963984540054
#: What the intervals are called wherever they are shown.
SHARES = "Wilson 1927"
MEANS = "normal approximation"
PAIRED = "Newcombe 1998, method 10"
ADJUSTED = "control variates, Henderson and Glynn 2002; split, Avramidis and Wilson 1993; normal"


@dataclass(frozen=True, slots=True)
class Share:
    """A sampled proportion with its interval (Wilson 1927)."""

    count: int
    runs: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mean:
    """A sampled mean with its interval (normal approximation)."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A paired difference less the luck of the draws, with a normal interval.

    ``gain``: how many times as many pairs the plain difference would need to be as sharp.
    """

    difference: float
    low: float
    high: float
    gain: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Two paired proportions (Wilson 1927), and ``what_if`` minus ``base`` from ``low`` to
    ``high`` (Newcombe 1998, method 10); ``adjusted`` is the same, sharper, where it can be had."""

    base: Share
    what_if: Share
    difference: float
    low: float
    high: float
    adjusted: Adjusted | None = None


def wilson(count: int, runs: int, z: float = Z95) -> Share:
    """The score interval of E. B. Wilson (J. Am. Stat. Assoc. 22, 1927, 209-212)."""
    if runs == 0:
        return Share(0, 0, 0.0, 0.0, 1.0)
    p = count / runs
    centre = (p + z * z / (2 * runs)) / (1 + z * z / runs)
    half = z * sqrt(p * (1 - p) / runs + z * z / (4 * runs * runs)) / (1 + z * z / runs)
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == runs else min(1.0, centre + half)
    return Share(count, runs, p, low, high)


def mean_of(total: int, squares: int, runs: int, z: float = Z95) -> Mean:
    """The mean of whole numbers from their sum and the sum of their squares, both exact."""
    if runs == 0:
        return Mean(0.0, 0.0, 0.0)
    mean = total / runs
    if runs == 1:
        return Mean(mean, mean, mean)
    # In whole numbers, so that no digits are lost and no order of adding matters.
    variance = (squares * runs - total * total) / (runs * (runs - 1))
    half = z * sqrt(max(variance, 0.0) / runs)
    return Mean(mean, mean - half, mean + half)


def paired(both: int, only_base: int, only_what_if: int, *, runs: int) -> Difference:
    """R. G. Newcombe's interval for a difference between paired proportions.

    ``both``, ``only_base``, ``only_what_if``: in how many of ``runs`` pairs the ending came in both
    worlds, or in one of them. Method 10 of Statistics in Medicine 17 (1998), 2635-2650.
    """
    neither = runs - both - only_base - only_what_if
    first = wilson(both + only_what_if, runs)
    second = wilson(both + only_base, runs)
    if runs == 0:
        return Difference(second, first, 0.0, -1.0, 1.0)
    product = (
        (both + only_what_if)
        * (only_base + neither)
        * (both + only_base)
        * (only_what_if + neither)
    )
    phi = 0.0
    if product:
        cross = float(both * neither - only_base * only_what_if)
        if cross > 0:
            # The paper's correction for continuity, without which phi comes out too large.
            cross = max(cross - runs / 2, 0.0)
        phi = cross / sqrt(product)
    theta = first.share - second.share
    below, above = first.share - first.low, second.high - second.share
    delta = below * below - 2 * phi * below * above + above * above
    below, above = first.high - first.share, second.share - second.low
    epsilon = below * below - 2 * phi * below * above + above * above
    low = max(-1.0, theta - sqrt(max(delta, 0.0)))
    high = min(1.0, theta + sqrt(max(epsilon, 0.0)))
    return Difference(second, first, theta, low, high)
