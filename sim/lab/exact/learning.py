"""Few and readable rules that say what is best in every situation: exceptions first, then the rest.

Separate and conquer (Fürnkranz, Artificial Intelligence Review 13, 1999), without tolerance: a rule
is taken only if it is right in every situation to which it applies and no earlier rule does. A rule
applies where its condition holds and its move can be made. Each rule is grown by the condition that
gains most (FOIL's measure; Quinlan, Machine Learning 5, 1990) until it is right everywhere, and
then loses what it can do without. The search is greedy: what comes out is exact, and short, but
perhaps not the shortest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.errors import BudgetError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.lab.exact.situations import Situations
    from sim.lab.rows import Truths

    Numbers = NDArray[np.int64]

#: More rules than these, in one stage, are no help to anybody.
MOST = 4_000


class Bound(NamedTuple):
    """A feature, by its row, is from ``low`` to ``high``."""

    row: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Learned:
    """``move``, by its row, wherever all ``bounds`` hold."""

    bounds: tuple[Bound, ...]
    move: int


def learn(given: Situations, liking: NDArray[np.float64]) -> list[Learned]:
    """Rules for ``given``; ``liking`` says how gladly each feature is looked at (1: gladly).

    Raises :class:`~sim.errors.BudgetError` for more than ``MOST`` rules.
    """
    lists = [_Learner(given, liking).run(rest) for rest in _likely(given)]
    return min(lists, key=lambda rules: sum(1 + len(rule.bounds) for rule in rules))


def _likely(given: Situations) -> list[int]:
    """The moves that may stand last, for whatever is left: those that are right most often."""
    often = given.right.sum(axis=1)
    return [int(row) for row in np.argsort(-often, kind="stable")[:2] if often[row]]


class _Learner:
    def __init__(self, given: Situations, liking: NDArray[np.float64]) -> None:
        self.enabled, self.right = given.enabled, given.right
        self.features = given.features
        vary = np.flatnonzero((given.features != given.features[:, :1]).any(axis=1))
        self.low = given.features.min(axis=1)
        self.rows = [int(row) for row in vary]
        self.liking = liking

    def run(self, rest: int) -> list[Learned]:
        """Rules that end with the move ``rest`` for whatever is left."""
        left = np.ones(self.right.shape[1], dtype=np.bool_)
        rules: list[Learned] = []
        while (wanting := left & ~self.right[rest]).any():
            rule, applies = self.best(left, wanting)
            rules.append(rule)
            left &= ~applies
            if len(rules) > MOST:
                raise BudgetError(f"Best play here takes more than {MOST:,} rules.")
        if left.any():
            rules.append(Learned((), rest))
        return rules

    def best(self, left: Truths, wanting: Truths) -> tuple[Learned, Truths]:
        """The rule that is right for most of those ``wanting`` one, and where it applies."""
        found: tuple[float, Learned, Truths] | None = None
        for move in range(len(self.right)):
            if not (wanting & self.right[move]).any():
                continue
            bounds = self.grown(move, left, wanting)
            applies = self.where(bounds) & left & self.enabled[move]
            gain = float((applies & wanting).sum()) / (2 + len(bounds))
            if found is None or gain > found[0]:
                found = gain, Learned(tuple(bounds), move), applies
        if found is None:
            raise AssertionError("some move is right in every situation")
        return found[1], found[2]

    def where(self, bounds: list[Bound]) -> Truths:
        """The situations in which all ``bounds`` hold."""
        holds = np.ones(self.right.shape[1], dtype=np.bool_)
        for row, low, high in bounds:
            holds &= (self.features[row] >= low) & (self.features[row] <= high)
        return holds

    def grown(self, move: int, left: Truths, wanting: Truths) -> list[Bound]:
        """Bounds under which ``move`` is right wherever it applies."""
        right = self.right[move]
        inside = np.flatnonzero(left & self.enabled[move])
        bounds: dict[int, Bound] = {}
        while True:
            good, bad = right[inside] & wanting[inside], ~right[inside]
            if not bad.any():
                break
            bound = self.literal(inside, good, bad)
            row = bound.row
            if row in bounds:
                known = bounds[row]
                bound = Bound(row, max(known.low, bound.low), min(known.high, bound.high))
            bounds[row] = bound
            column = self.features[row, inside]
            inside = inside[(column >= bound.low) & (column <= bound.high)]
        return self.pruned(list(bounds.values()), left & self.enabled[move] & ~right)

    def literal(self, inside: NDArray[np.intp], good: Truths, bad: Truths) -> Bound:
        """The bound that gains most on the way to keeping ``good`` and losing ``bad``."""
        p0, n0 = int(good.sum()), int(bad.sum())
        before = np.log2(p0 / (p0 + n0))
        best: tuple[float, Bound] | None = None
        for row in self.rows:
            column = self.features[row, inside] - self.low[row]
            size = int(column.max()) + 1
            p = np.bincount(column[good], minlength=size)
            n = np.bincount(column[bad], minlength=size)
            if np.count_nonzero(p + n) < 2:
                continue
            up, down = np.stack([p.cumsum(), n.cumsum()]), np.stack([p, n])
            above = np.array([[p0], [n0]]) - up + down
            for kind, (kept, still) in enumerate((up, above, down)):
                gain = kept * (
                    np.log2(np.maximum(kept, 0.5) / np.maximum(kept + still, 1)) - before
                )
                gain = np.where((kept > 0) & (still < n0), gain, -np.inf) * self.liking[row]
                place = int(gain.argmax())
                if best is None or gain[place] > best[0]:
                    value, lowest = int(self.low[row]) + place, int(self.low[row])
                    low = lowest if kind == 0 else value
                    high = lowest + size - 1 if kind == 1 else value
                    best = float(gain[place]), Bound(row, low, high)
        if best is None:
            raise AssertionError("what looks the same is one situation")
        return best[1]

    def pruned(self, bounds: list[Bound], wrong: Truths) -> list[Bound]:
        """The same without what is not needed: no situation in which it is ``wrong`` comes in."""
        for bound in list(bounds):
            fewer = [other for other in bounds if other is not bound]
            if not (self.where(fewer) & wrong).any():
                bounds = fewer
        least, most = self.low, self.features.max(axis=1)
        for place, (row, low, high) in enumerate(bounds):
            for wider in (Bound(row, int(least[row]), high), Bound(row, low, int(most[row]))):
                trial = [*bounds[:place], wider, *bounds[place + 1 :]]
                if wider != bounds[place] and not (self.where(trial) & wrong).any():
                    bounds = trial
                    break
        return bounds
