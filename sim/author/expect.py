"""``expect`` blocks as tests: the odds that the author expects against those of the story.

They are exact where that is asked for and the states fit a budget; else stories are sampled. A
sampled share comes with its interval (Wilson 1927, at 99.9 per cent, so that one false alarm in a
thousand checks is the price). An expectation fails only where its whole interval lies outside what
was expected, holds where all of it lies inside, and is open in between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.errors import BudgetError
from sim.lab.exact.ever import odds_of_reaching
from sim.lab.exact.odds import exact_odds
from sim.lab.sampler import Sampler
from sim.lab.strategies import planned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.author.places import Places
    from sim.program.model import Program
    from sim.scenario.parts import Expectation

FIRST, MOST = 2_000, 32_000
"""Stories told at first, and at most, where the first ones leave it open."""
Z = 3.2905
"""Standard errors of an interval that misses once in a thousand times."""
SEED = 1
ROUNDING = 1e-9
"""Exact odds are off by less than this."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One expectation, tried: probabilities from 0 to 1, ``runs`` stories sampled.

    ``number`` is its place among the expectations, ``line`` that in the file. Exact odds have no
    interval and need no stories: ``runs`` is 0.
    """

    number: int
    line: int
    do: tuple[str, ...]
    what: Literal["ending", "reaches"]
    stage: str
    least: float
    most: float
    share: float
    low: float
    high: float
    runs: int

    @property
    def exact(self) -> bool:
        """Whether the share is exact."""
        return self.runs == 0

    @property
    def holds(self) -> bool | None:
        """Whether it holds; None where the interval reaches over an expected bound.

        Never, or always, in all stories is as much as samples can say of odds of 0 and of 1.
        """
        if self.exact:
            return self.least - ROUNDING <= self.share <= self.most + ROUNDING
        if self.share in (0, 1):
            return self.least <= self.share <= self.most
        if self.high < self.least or self.low > self.most:
            return False
        return True if self.least <= self.low and self.high <= self.most else None


def wilson(hits: int, runs: int, z: float = Z) -> tuple[float, float]:
    """The interval of a share of ``hits`` in ``runs`` (Wilson 1927, score interval)."""
    share = hits / runs
    centre = share + z * z / (2 * runs)
    half = z * math.sqrt(share * (1 - share) / runs + z * z / (4 * runs * runs))
    scale = 1 + z * z / runs
    low, high = (centre - half) / scale, (centre + half) / scale
    return (0.0 if hits == 0 else low), (1.0 if hits == runs else high)


def run_expectations(program: Program, places: Places, budget: int = 0) -> tuple[Trial, ...]:
    """Try every expectation of the scenario, in the order of the file.

    Exactly, where no more than ``budget`` states must be stepped for that.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    expected = program.scenario.file.expect
    for number, item in enumerate(expected):
        groups.setdefault(tuple(item.do or ()), []).append(number)
    found: dict[int, Trial] = {}
    for lines, numbers in groups.items():
        wanted = {n: expected[n] for n in numbers}
        trials = _exactly(program, lines, wanted, places, budget) if budget else None
        found.update(trials or _try(program, lines, wanted, places))
    return tuple(found[number] for number in sorted(found))


def _exactly(
    program: Program,
    lines: tuple[str, ...],
    wanted: dict[int, Expectation],
    places: Places,
    budget: int,
) -> dict[int, Trial] | None:
    """The expectations of one what-if by exact odds; None where there are too many states."""
    plan, trials = planned(program, lines), {}
    try:
        odds = exact_odds(program, plan, budget=budget)
        for number, item in wanted.items():
            what, stage = _subject(item)
            if what == "ending" or stage in odds.endings:
                share = odds.endings[stage]
            else:
                share = odds_of_reaching(program, program.stage_index[stage], plan, budget=budget)
            line = places.place(("expect", number, what), key=True).line
            least, most = item.odds
            trials[number] = Trial(
                number, line, lines, what, stage, least, most, share, share, share, 0
            )
    except BudgetError:
        return None
    return trials


def _try(
    program: Program, lines: tuple[str, ...], wanted: dict[int, Expectation], places: Places
) -> dict[int, Trial]:
    """The expectations of one what-if, on the same stories; more of them while one is open."""
    sampler = Sampler(program, SEED, planned(program, lines))
    hits = dict.fromkeys(wanted, 0)
    runs = 0
    trials: dict[int, Trial] = {}
    for more in (FIRST, 2 * FIRST, 4 * FIRST, MOST - 7 * FIRST):
        chunk = sampler.tell(np.arange(runs, runs + more, dtype=np.uint64))
        runs += more
        for number, item in wanted.items():
            what, stage = _subject(item)
            index = program.stage_index[stage]
            seen: NDArray[np.bool_] = (
                chunk.ending == index if what == "ending" else chunk.entered[index] > 0
            )
            hits[number] += int(np.count_nonzero(seen))
            low, high = wilson(hits[number], runs)
            line = places.place(("expect", number, what), key=True).line
            share = hits[number] / runs
            least, most = item.odds
            trials[number] = Trial(
                number, line, lines, what, stage, least, most, share, low, high, runs
            )
        if all(trial.holds is not None for trial in trials.values()):
            break
    return trials


def _subject(item: Expectation) -> tuple[Literal["ending", "reaches"], str]:
    if item.ending is not None:
        return "ending", item.ending
    return "reaches", str(item.reaches)
