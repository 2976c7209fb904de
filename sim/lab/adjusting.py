"""Paired differences less the luck of the draws: narrower intervals from the same pairs.

What every story's surprises (:mod:`sim.lab.surprise`) add up to has the mean 0 in each world. What
they explain of a difference can therefore be taken off without moving its mean: control variates.
How much each is taken off is fitted by ridge regression in one half of the pairs and applied to the
other, so that no pair has a say in its own correction and the estimate stays without bias
(Avramidis and Wilson, "A splitting scheme for control variates", Oper. Res. Lett. 14, 1993,
187-198). The halves are the even and the odd numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.lab.surprise import MOST, UNIT, Slots, Surprises
from sim.lab.uncertainty import Z95, Adjusted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.lab.chunk import Chunk
    from sim.program.model import Program

#: With fewer pairs that differ in an ending, nothing is said: a normal interval would not hold.
FEWEST = 100
#: Products are counted in coarser units, so that doubles add them up without rounding.
COARSE = 1 << 10
SHIFT = (UNIT // COARSE).bit_length() - 1
#: Fitted weights rarely pass this: one act more moves an ending's chance by less than all of it.
SPREAD = 0.5


class Moments:
    """Sums over the pairs of a job, by halves, all in whole numbers.

    A pair's surprises are what-if less base, then the base's: the first are nought as long as
    nothing differs, the second let an act count otherwise in either world. ``fine``: what each adds
    up to, in units of 1/``UNIT``. ``products``: of surprises (in units of 1/``COARSE``) and the
    endings' differences (1, 0 or -1), each with each. ``pairs``: how many there are; ``totals`` of
    the differences.
    """

    def __init__(self, program: Program) -> None:
        self.slots = Slots(program)
        self.endings = [stage.index for stage in program.stages if stage.ending]
        known, endings = 2 * self.slots.number, len(self.endings)
        self.pairs = np.zeros(2, dtype=np.int64)
        self.fine = np.zeros((2, known), dtype=np.int64)
        self.totals = np.zeros((2, endings), dtype=np.int64)
        self.products = np.zeros((2, known + endings, known + endings), dtype=np.int64)

    @staticmethod
    def fit(program: Program) -> bool:
        """Whether the program has few enough moves and outcomes, and any."""
        return 0 < Slots(program).number <= MOST

    def surprises(self, size: int) -> Surprises:
        """Empty sums for a chunk of this size."""
        return Surprises(self.slots, size)

    def add(self, base: Chunk, other: Chunk, surprises: tuple[Surprises, Surprises]) -> None:
        """Count a chunk of pairs."""
        for half in (0, 1):
            lanes = np.flatnonzero(base.numbers % np.uint64(2) == half)
            self.pairs[half] += len(lanes)
            first, second = (each.sums[:, lanes] for each in surprises)
            more = np.concatenate([second - first, first])
            ends = base.ending.take(lanes), other.ending.take(lanes)
            changes = [(ends[1] == e).astype(np.int64) - (ends[0] == e) for e in self.endings]
            self.fine[half] += more.sum(axis=1)
            self.totals[half] += np.sum(changes, axis=1)
            coarse = (more + (1 << SHIFT - 1)) >> SHIFT
            both = np.concatenate([coarse, np.stack(changes)])
            both = both[:, both.any(axis=0)].astype(np.float64)
            # Whole numbers below 2^53 in every sum, so doubles are exact in any order.
            self.products[half] += (both @ both.T).astype(np.int64)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The sums as arrays."""
        return {
            "half_pairs": self.pairs,
            "half_fine": self.fine,
            "half_totals": self.totals,
            "half_products": self.products,
        }


def adjusted(counts: dict[str, NDArray[Any]], place: int) -> Adjusted | None:
    """The difference of the ending at ``place`` (among endings), less the luck of the draws.

    ``counts`` are :meth:`Moments.arrays`, added up. None where too few pairs differ to say, or
    where it would be no sharper.
    """
    pairs = counts["half_pairs"]
    column = place - counts["half_totals"].shape[1]
    products = counts["half_products"]
    if products[:, column, column].sum() < FEWEST or pairs.min() < FEWEST:
        return None
    means, errors = [], []
    for half in (0, 1):
        weights = _fitted(counts, 1 - half, column)
        known = len(weights)
        number = int(pairs[half])
        fine = counts["half_fine"][half] / UNIT
        mean = (int(counts["half_totals"][half, place]) - float(fine @ weights)) / number
        squares = products[half] / 1.0
        squares[:known] /= COARSE
        squares[:, :known] /= COARSE
        left = float(
            squares[column, column]
            - 2 * (squares[:known, column] @ weights)
            + weights @ squares[:known, :known] @ weights
        )
        means.append(mean)
        errors.append(max(left / number - mean * mean, 0.0) / (number - 1))
    share = pairs / pairs.sum()
    mean = float(share @ np.array(means))
    error = float(np.sqrt(share**2 @ np.array(errors)))
    plain = _plain(counts, place, column)
    if not 0 < error * error < plain:
        return None
    low, high = max(-1.0, mean - Z95 * error), min(1.0, mean + Z95 * error)
    return Adjusted(mean, low, high, plain / error**2)


def _plain(counts: dict[str, NDArray[Any]], place: int, column: int) -> float:
    """The squared standard error of the plain difference."""
    number = int(counts["half_pairs"].sum())
    mean = int(counts["half_totals"][:, place].sum()) / number
    square = int(counts["half_products"][:, column, column].sum()) / number
    return (square - mean * mean) / (number - 1)


def _fitted(counts: dict[str, NDArray[Any]], half: int, column: int) -> NDArray[np.float64]:
    """Ridge regression of an ending's difference on the surprises, in one half of the pairs."""
    products, number = counts["half_products"][half], int(counts["half_pairs"][half])
    known = counts["half_fine"].shape[1]
    square = int(products[column, column]) / number
    variance = square - (int(counts["half_totals"][half, column]) / number) ** 2
    gram = products[:known, :known] / COARSE**2
    # Bayes: weights of mean 0 and spread SPREAD, noise as large as the difference itself.
    gram[np.diag_indices(known)] += max(variance, 1 / number) / SPREAD**2
    fitted: NDArray[np.float64] = np.linalg.solve(gram, products[:known, column] / COARSE)
    return fitted
