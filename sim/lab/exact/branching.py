"""Every act that may follow, with its probability: the array step without luck.

Where the sampler draws, this takes all branches. One turn of one actor, for many states at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.rows import Rows, View
from sim.lab.step import Stepper

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.engine.interventions import Plan
    from sim.lab.gates import Candidate
    from sim.lab.rows import Places
    from sim.program.model import Actor, Move, Outcome, Program

    Shares = NDArray[np.float64]


class Branch(NamedTuple):
    """An act open to the rows at ``places``, each of which makes it with the chance ``share``.

    ``move`` None: the actor has no enabled move and is passed over. ``chosen`` is the share of the
    choice alone, without that of the outcome.
    """

    move: Move | None
    outcome: Outcome | None
    places: Places
    share: Shares
    chosen: Shares


class Brancher:
    """All branches of the stories of ``program`` under ``plan``.

    ``tilts`` are factors on the chances of outcomes, by index. ``uncovered`` are, once the branches
    of some rows are known, those about which the actor's strategy says nothing (None: it has none).
    """

    def __init__(
        self, program: Program, plan: Plan, tilts: Mapping[int, float] | None = None
    ) -> None:
        self.program = program
        self.tilts = tilts or {}
        self.plan = plan
        self.stepper = Stepper(program, plan)
        self.orders = len(plan.orders)
        self.endings = frozenset(stage.index for stage in program.stages if stage.ending)
        self.uncovered: Places | None = None

    def start(self) -> tuple[Rows, Shares]:
        """The states at the beginning of round 1, one for each hidden truth, with their odds."""
        truths: list[tuple[tuple[int, ...], float]] = [((), 1.0)]
        for unknown in self.program.unknowns:
            fixed = self.plan.truths.get(unknown.index)
            total = sum(unknown.weights)
            odds = [
                weight / total if fixed is None else float(place == fixed)
                for place, weight in enumerate(unknown.weights)
            ]
            truths = [((*t, i), p * q) for t, p in truths for i, q in enumerate(odds) if q > 0]
        rows = Rows.starting(self.program, len(truths), self.orders)
        for place, column in enumerate(rows.truths):
            column[:] = [truth[place] for truth, _ in truths]
        self.stepper.begin(rows)
        return rows, np.array([p for _, p in truths])

    def branches(self, rows: Rows, actor: Actor, now: int) -> Iterator[Branch]:
        """Everything that ``actor`` may do in ``rows``; notes in them which orders are used."""
        stepper = self.stepper
        self.uncovered = None
        candidates = stepper.gates.candidates(rows, actor, now)
        decided = stepper.orders(rows, actor, candidates, now)
        if not decided and any(mask is None for _, mask in candidates):
            yield from self._choices(rows, actor, candidates, None, now)
            return
        free = np.zeros(rows.size, dtype=np.bool_)
        for _, mask in candidates:
            free |= True if mask is None else mask
        idle = (~free).nonzero()[0]
        for order, places in decided:
            free[places] = False
            yield from self._outcomes(rows, order.move, order.outcome, places, None, now)
        if len(idle):
            ones = np.ones(len(idle))
            yield Branch(None, None, idle, ones, ones)
        left = free.nonzero()[0]
        if len(left):
            yield from self._choices(rows, actor, candidates, left, now)

    def _choices(
        self,
        rows: Rows,
        actor: Actor,
        candidates: Sequence[Candidate],
        left: Places | None,
        now: int,
    ) -> Iterator[Branch]:
        """What may be chosen in the rows at ``left`` (None: in all)."""
        view = View(rows, now, left)
        places = np.arange(rows.size) if left is None else left
        moves = [move for move, _ in candidates]
        masks = [None if mask is None else view.column(mask) for _, mask in candidates]
        if len(moves) == 1:
            yield from self._outcomes(rows, moves[0], None, places, None, now)
            return
        weights = np.empty((len(moves), len(places)))
        found, uncovered = self.stepper.weights(actor, moves, masks, view)
        self.uncovered = None if uncovered is None else places.take(uncovered)
        for row, weight, mask in zip(weights, found, masks, strict=True):
            if mask is None:
                row[:] = weight
            else:
                np.multiply(weight, mask, out=row)
        total = np.add.reduce(weights)
        if np.count_nonzero(total) < len(total):
            equal = total == 0
            for row, mask in zip(weights, masks, strict=True):
                row[equal] = 1.0 if mask is None else mask[equal]
            total = np.add.reduce(weights)
        weights /= total
        for row, move in zip(weights, moves, strict=True):
            inside = row.nonzero()[0]
            if len(inside) == len(places):
                yield from self._outcomes(rows, move, None, places, row, now)
            elif len(inside):
                yield from self._outcomes(
                    rows, move, None, places.take(inside), row.take(inside), now
                )

    def _outcomes(
        self,
        rows: Rows,
        move: Move,
        outcome: Outcome | None,
        places: Places,
        chosen: Shares | None,
        now: int,
    ) -> Iterator[Branch]:
        if chosen is None:
            chosen = np.ones(len(places))
        if move.is_wait or outcome is not None:
            yield Branch(move, outcome, places, chosen, chosen)
            return
        if len(move.outcomes) == 1:
            yield Branch(move, move.outcomes[0], places, chosen, chosen)
            return
        shares = self.shares(rows, move, places, now)
        for share, result in zip(shares, move.outcomes, strict=True):
            inside = share.nonzero()[0]
            if len(inside):
                alone = chosen.take(inside)
                yield Branch(move, result, places.take(inside), alone * share.take(inside), alone)

    def shares(self, rows: Rows, move: Move, places: Places, now: int) -> Shares:
        """The probabilities of the outcomes of ``move`` (rows) in each state (columns)."""
        chances = np.empty((len(move.outcomes), len(places)))
        found = self.stepper.chances(move, View(rows, now, places))
        for row, chance, outcome in zip(chances, found, move.outcomes, strict=True):
            np.multiply(chance, self.tilts.get(outcome.index, 1.0), out=row)
        total = np.add.reduce(chances)
        if np.count_nonzero(total) < len(total):
            chances[:, total == 0] = 1.0
            total = np.add.reduce(chances)
        chances /= total
        return chances

    def after(self, rows: Rows, branch: Branch, now: int) -> Rows:
        """The states after the act, one for each of ``branch.places``."""
        made = rows.take(branch.places)
        if branch.move is not None:
            if branch.outcome is not None:
                self.stepper.make(made, np.arange(made.size), branch.move, branch.outcome, now)
            self.stepper.settle(made, None, now)
        return made

    def together(
        self, rows: Rows, actor: Actor, now: int, most: int
    ) -> Iterator[tuple[Rows, Places, Shares]]:
        """The states after every act of ``actor``: where each came from, and its share of that.

        About ``most`` states at a time: with few states it is the number of steps that costs.
        """
        waiting: list[Branch] = []
        size = 0
        for branch in self.branches(rows, actor, now):
            if waiting and size + len(branch.places) > most:
                yield self._after_all(rows, waiting, now)
                waiting, size = [], 0
            waiting.append(branch)
            size += len(branch.places)
        if waiting:
            yield self._after_all(rows, waiting, now)

    def _after_all(
        self, rows: Rows, branches: Sequence[Branch], now: int
    ) -> tuple[Rows, Places, Shares]:
        if len(branches) == 1:
            branch = branches[0]
            return self.after(rows, branch, now), branch.places, branch.share
        places = np.concatenate([branch.places for branch in branches])
        made = rows.take(places)
        every = np.arange(made.size)
        acted: NDArray[np.bool_] | None = None
        first = 0
        for branch in branches:
            last = first + len(branch.places)
            if branch.move is None:
                acted = np.ones(made.size, dtype=np.bool_) if acted is None else acted
                acted[first:last] = False
            elif branch.outcome is not None:
                self.stepper.make(made, every[first:last], branch.move, branch.outcome, now)
            first = last
        self.stepper.settle(made, acted, now)
        return made, places, np.concatenate([branch.share for branch in branches])

    def end_round(self, rows: Rows, now: int) -> None:
        """The end of round ``now``, in place; call :meth:`new_round` for those that go on."""
        self.stepper.end_round(rows, np.arange(rows.size), now)

    def new_round(self, rows: Rows, now: int) -> None:
        """The beginning of round ``now``, in place."""
        self.stepper.new_round(rows, np.arange(rows.size), now)

    def ended(self, rows: Rows) -> NDArray[np.bool_]:
        """Which states are endings."""
        found: NDArray[np.bool_] = self.stepper.ending.take(rows.stage)
        return found
