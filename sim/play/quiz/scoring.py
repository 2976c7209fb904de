"""How well somebody tells apart, and which way they lean: signal detection for sorted claims.

Of the five verdicts two answers are made: a claim *can be relied on as fact* (documented) or it
cannot (claimed, interpretation, unknown, wrong). To call a documented claim documented is a hit; to
call any other one documented is a false alarm. From the rates of the two,

    d' = z(H) - z(F)        c = -(z(H) + z(F)) / 2

where z is the inverse of the standard normal distribution function (D. M. Green and J. A. Swets,
Signal Detection Theory and Psychophysics, 1966; N. A. Macmillan and C. D. Creelman, Detection
Theory: A User's Guide, 2nd edition, 2005). Rates of 0 and 1 have no z, so the log-linear correction
is always applied: 0.5 is added to hits and false alarms, 1 to the number of claims of each kind
(M. J. Hautus, Corrections for extreme proportions and their biasing effects on estimated values of
d', Behavior Research Methods, Instruments, & Computers 27, 1995, 46-51).

The standard error of d' is that of V. Gourevitch and E. Galanter (A significance test for one
parameter isosensitivity functions, Psychometrika 32, 1967, 25-33; Macmillan and Creelman 2005,
equation 13.4), taken at the corrected rates; that of c is half of it. For so few claims as an
exercise has, intervals made from it are rather too wide than too narrow: the tests compute by how
much.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import hypot, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from sim.scenario.scalars import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "SIGNAL", "VERDICTS", "Counts", "Estimate", "Measures", "counts", "measures", "table",
]  # fmt: skip

SIGNAL = VERDICTS[0]
"""The verdict that says that a claim can be relied on as fact."""

NORMAL = NormalDist()
TWO_SIDED = NORMAL.inv_cdf(0.975)
"""How many standard errors to each side make an interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits among ``signals`` documented claims, false alarms among ``noise`` others."""

    hits: int
    signals: int
    false_alarms: int
    noise: int

    @property
    def best(self) -> Counts:
        """The counts of somebody who sorted every one of these claims right."""
        return Counts(self.signals, self.signals, 0, self.noise)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its standard error."""

    value: float
    error: float

    @property
    def low(self) -> float:
        """The lower end of the interval of 95 %."""
        return self.value - TWO_SIDED * self.error

    @property
    def high(self) -> float:
        """The upper end of the interval of 95 %."""
        return self.value + TWO_SIDED * self.error

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    def __sub__(self, other: Estimate) -> Estimate:
        """The difference, as if the two were independent: for one person that is cautious."""
        return Estimate(self.value - other.value, hypot(self.error, other.error))


@dataclass(frozen=True, slots=True)
class Measures:
    """``d_prime``: how well one tells apart. ``criterion``: above 0 doubting, below 0 trusting.

    The rates are those after the correction.
    """

    hit_rate: float
    false_alarm_rate: float
    d_prime: Estimate
    criterion: Estimate

    @property
    def pairs_right(self) -> float:
        """How often the documented one of two claims would be named, by one who does not lean.

        The share of right answers in a choice between two, for the same d' (Green and Swets 1966).
        """
        return NORMAL.cdf(self.d_prime.value / sqrt(2))


def counts(sorted_claims: Iterable[tuple[str, str]]) -> Counts:
    """Hits and false alarms among pairs of what was meant and what was given."""
    pairs = Counter((meant == SIGNAL, given == SIGNAL) for meant, given in sorted_claims)
    hits, false_alarms = pairs[True, True], pairs[False, True]
    return Counts(hits, hits + pairs[True, False], false_alarms, false_alarms + pairs[False, False])


def measures(found: Counts) -> Measures | None:
    """d' and c with the log-linear correction; None without claims of both kinds."""
    if not found.signals or not found.noise:
        return None
    hit_rate = (found.hits + 0.5) / (found.signals + 1)
    false_alarm_rate = (found.false_alarms + 0.5) / (found.noise + 1)
    hit, false_alarm = NORMAL.inv_cdf(hit_rate), NORMAL.inv_cdf(false_alarm_rate)
    error = hypot(_error(hit_rate, found.signals), _error(false_alarm_rate, found.noise))
    return Measures(
        hit_rate,
        false_alarm_rate,
        Estimate(hit - false_alarm, error),
        Estimate(-(hit + false_alarm) / 2, error / 2),
    )


def _error(rate: float, number: int) -> float:
    """The standard error of z(rate), for a rate among ``number`` claims (the delta method)."""
    return sqrt(rate * (1 - rate) / number) / NORMAL.pdf(NORMAL.inv_cdf(rate))


def table(sorted_claims: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """How often each verdict was given, by the verdict that was meant: meant → given → number."""
    pairs = Counter(sorted_claims)
    return {meant: {given: pairs[meant, given] for given in VERDICTS} for meant in VERDICTS}
