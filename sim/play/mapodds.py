"""The odds on the map: of each ending, from the beginning, if everybody acts as the file weighs it.

Shown after a first ending only. Exact where a small budget of states holds them all, else from a
sample, with intervals; which of the two is always said. What was worked out once is kept as long
as the program runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.program.model import Program

BUDGET = 300_000
"""States that are stepped at most: about a second's work."""
RUNS = 20_000
"""Stories in a sample: no interval is wider than 1.4 points."""

WAITING = "How often each ending comes is being worked out."


@dataclass(frozen=True, slots=True)
class Chance:
    """How often an ending comes, from 0 to 1; ``low`` and ``high`` enclose it at 95 %."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MapOdds:
    """The odds of each ending, by stage: exact over ``count`` states, or from ``count`` stories."""

    exact: bool
    count: int
    chances: Mapping[int, Chance]


_KNOWN: dict[str, MapOdds] = {}


def known_odds(program: Program) -> MapOdds | None:
    """The odds of ``program``, if they were worked out before."""
    return _KNOWN.get(program.hash)


def find_odds(program: Program) -> MapOdds:
    """Work the odds of ``program`` out; takes a second or two, so never where a key waits."""
    known = known_odds(program)
    if known is not None:
        return known
    from sim.lab.odds import odds

    found = odds(program.scenario, budget=BUDGET, runs=RUNS)
    chances = {}
    for name, share in found.endings.items():
        span = None if found.intervals is None else found.intervals[name]
        low, high = (share, share) if span is None else (span.low, span.high)
        chances[program.stage_index[name]] = Chance(share, low, high)
    made = MapOdds(found.exact, found.states if found.exact else found.runs, chances)
    _KNOWN[program.hash] = made
    return made


def chance_words(odds: MapOdds, ending: int) -> str:
    """``49 % of stories``, or ``16 % (15.1 to 16.1) of stories``."""
    chance = odds.chances[ending]
    if odds.exact:
        return f"{_percent(chance.share)} of stories"
    span = f"{chance.low * 100:.1f} to {chance.high * 100:.1f}"
    return f"{_percent(chance.share)} ({span}) of stories"


def odds_words(odds: MapOdds | None) -> str:
    """How the odds were come by, and of what they are the odds."""
    if odds is None:
        return WAITING
    how = (
        f"exact, over {odds.count:,} states"
        if odds.exact
        else f"sampled, {odds.count:,} stories, in brackets the interval at 95 %"
    )
    return (
        f"Odds: {how}; of a story from its beginning in which nobody is played and everybody acts"
        " by the weights in the file. The author's guesses, not the world's."
    )


def _percent(share: float) -> str:
    """Whole percent; what is rare is not rounded to never, nor what is likely to always."""
    if share == 0 or share == 1:
        return f"{share:.0%}".replace("%", " %")
    if share < 0.01:
        return "under 1 %"
    if share > 0.99:
        return "over 99 %"
    return f"{share * 100:.0f} %"
