"""How much more often a move or an outcome came in a story than its chances said it would.

At every draw the chance of each candidate is known. What came (1 or 0) less that chance has the
mean 0, whatever happened before, and so has its sum over a story: a martingale. Such sums are
control variates of known mean (Henderson and Glynn, Math. Oper. Res. 27, 2002, 253-271; for games,
Burch et al., "AIVAT", AAAI 2018): see :mod:`sim.lab.adjusting`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.lab.luck import Winners
    from sim.lab.race import Contest
    from sim.lab.rows import Places
    from sim.program.model import Move, Program

#: Sums are whole numbers, so that they add up alike in any order: 1 is so many.
UNIT = 1 << 32
#: With more moves and outcomes than this, fitting costs more than it gains.
MOST = 200


class Slots:
    """Which row of the sums belongs to which move and outcome.

    Waiting and the last outcome of a move have none: the sums of all candidates of a draw add up
    to 0, so that one of them says nothing new.
    """

    def __init__(self, program: Program) -> None:
        moves = [m for a in program.actors if len(a.moves) > 1 for m in a.moves if not m.is_wait]
        outcomes = [o for m in program.moves for o in m.outcomes[:-1]]
        self.moves = {move.index: place for place, move in enumerate(moves)}
        self.outcomes = {o.index: place for place, o in enumerate(outcomes, start=len(moves))}
        self.number = len(moves) + len(outcomes)


class Surprises:
    """The sums of a chunk, in units of 1/``UNIT``: ``sums[row]`` has one element a story."""

    def __init__(self, slots: Slots, size: int) -> None:
        self.slots = slots
        self.sums = np.zeros((slots.number, size), dtype=np.int64)

    def chosen(
        self, lanes: Places, moves: Sequence[Move], contest: Contest, winner: Winners
    ) -> None:
        """An actor picked among ``moves`` in the stories at ``lanes``, as ``winner`` says."""
        self._add(lanes, [self.slots.moves.get(move.index) for move in moves], contest, winner)

    def drawn(self, lanes: Places, move: Move, contest: Contest, winner: Winners) -> None:
        """The outcome of ``move`` was drawn."""
        rows = [self.slots.outcomes.get(outcome.index) for outcome in move.outcomes]
        self._add(lanes, rows, contest, winner)

    def _add(
        self, lanes: Places, rows: Sequence[int | None], contest: Contest, winner: Winners
    ) -> None:
        weights = [
            np.asarray(weight, dtype=np.float64) if mask is None else np.where(mask, weight, 0.0)
            for weight, mask in zip(contest.weights, contest.masks, strict=True)
        ]
        total: NDArray[Any] = np.zeros(len(lanes))
        for weight in weights:
            total += weight
        nobody = np.flatnonzero(total <= 0)
        if len(nobody):  # those who take part are equal
            weights = [np.array(np.broadcast_to(weight, total.shape)) for weight in weights]
            total[nobody] = 0
            for weight, mask in zip(weights, contest.masks, strict=True):
                weight[nobody] = 1.0 if mask is None else mask.take(nobody)
                total[nobody] += weight[nobody]
            total[total == 0] = 1  # nobody takes part at all
        for place, (row, weight, mask) in enumerate(zip(rows, weights, contest.masks, strict=True)):
            if row is None or (mask is not None and not mask.any()):
                continue
            more = (winner == place) * np.int64(UNIT)
            more -= np.rint(weight * UNIT / total).astype(np.int64)
            self.sums[row][lanes] += more
