"""Every way in which a story can go: whoever acts may make any move that is enabled.

Odds follow the weights; here they do not matter. A player may choose any enabled move, and an actor
that nobody plays may be told to act by mere chance, so each enabled move may be made, whatever it
weighs. Luck may fall in any way that has a positive chance: each value of an unknown, each outcome
whose chance is above 0 (all of a move's, where all are 0, for they then count as equal).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.interventions import Plan
from sim.lab.exact.branching import Branch, Brancher
from sim.lab.exact.watch import truth_of
from sim.lab.rows import View
from sim.lab.step import Stepper

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.engine.events import Cause
    from sim.lab.exact.watch import Watch
    from sim.lab.gates import Candidate
    from sim.lab.rows import Places, Rows
    from sim.program.model import Actor, Move, Program


class Watched(Stepper):
    """The rules, with somebody who watches transitions and stages."""

    watch: Watch | None = None

    def _targets(
        self, rows: Rows, places: Places, stages: NDArray[np.int16], now: int
    ) -> NDArray[np.int16]:
        if self.watch is not None:
            self._picked = np.full(rows.size, -1, dtype=np.int32)
            for stage in np.unique(stages).tolist():
                here = places[stages == stage]
                for transition, when in self._leaving[stage]:
                    holds = np.ones(len(here), dtype=np.bool_)
                    if when is not None:
                        holds = truth_of(when, View(rows, now, here))
                    earlier = self._picked.take(here)
                    self.watch.transition(rows, here, stage, transition, holds, earlier)
                    self._picked[here[holds & (earlier < 0)]] = transition.index
        return super()._targets(rows, places, stages, now)

    def enter(self, rows: Rows, places: Places, stage: int, now: int, cause: Cause) -> None:
        """The rows at ``places`` enter ``stage``, with its effects."""
        if self.watch is None:
            super().enter(rows, places, stage, now, cause)
            return
        if cause == "transition":
            picked = self._picked.take(places)
            for index in np.unique(picked).tolist():
                self.watch.leaving(rows, places[picked == index], index, now)
        self.watch.entering(rows, places, stage, now)
        super().enter(rows, places, stage, now, cause)
        self.watch.entered(rows, places, stage, now)


class Anyhow(Brancher):
    """All branches of the stories of ``program``, whatever moves weigh.

    The shares of its branches are not odds: each is 1.
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program, Plan())
        self.stepper = self.rules = Watched(program)
        self.watch: Watch | None = None
        self._staying = [replace(outcome, to=None) for outcome in program.outcomes]

    def watched_by(self, watch: Watch) -> None:
        """From here on ``watch`` is told."""
        self.watch = self.rules.watch = watch

    def branches(self, rows: Rows, actor: Actor, now: int) -> Iterator[Branch]:
        """Everything that ``actor`` may do in ``rows``."""
        candidates = self.stepper.gates.candidates(rows, actor, now)
        idle = np.ones(rows.size, dtype=np.bool_)
        for candidate in candidates:
            idle &= False if candidate.mask is None else ~candidate.mask
        if self.watch is not None:
            self.watch.turn(rows, actor, candidates, idle, now)
            self._weigh(rows, actor, candidates, now)
        if idle.any():
            yield _branch(None, None, np.flatnonzero(idle))
        for move, mask in candidates:
            places = np.arange(rows.size) if mask is None else np.flatnonzero(mask)
            if not len(places):
                continue
            if move.is_wait:
                yield _branch(move, None, places)
            elif len(move.outcomes) == 1:
                yield _branch(move, 0, places)
            else:
                for number, row in enumerate(self._possible(rows, move, places, now)):
                    if row.any():
                        yield _branch(move, number, places[row])

    def _weigh(self, rows: Rows, actor: Actor, candidates: Sequence[Candidate], now: int) -> None:
        if self.watch is None or len(candidates) < 2 or not rows.size:
            return
        view = View(rows, now, None)
        weights, several = np.zeros(rows.size), np.zeros(rows.size, dtype=np.int16)
        for move, mask in candidates:
            weight = np.broadcast_to(np.asarray(self.stepper.weight(move, view)), (rows.size,))
            weights += weight if mask is None else weight * mask
            several += 1 if mask is None else mask
        self.watch.weights(actor, weights, several > 1)

    def _possible(self, rows: Rows, move: Move, places: Places, now: int) -> NDArray[np.bool_]:
        """Which outcomes (rows) are possible in which states (columns)."""
        chances = np.empty((len(move.outcomes), len(places)))
        for row, chance in zip(
            chances, self.stepper.chances(move, View(rows, now, places)), strict=True
        ):
            row[:] = chance
        total = chances.sum(axis=0)
        if self.watch is not None:
            self.watch.chances(move, places, total)
        possible: NDArray[np.bool_] = chances > 0
        possible[:, total == 0] = True
        return possible

    def after(self, rows: Rows, branch: Branch, now: int) -> Rows:
        """The states after the act, one for each of ``branch.places``."""
        made = rows.take(branch.places)
        move, outcome = branch.move, branch.outcome
        if move is None:
            return made
        if outcome is not None:
            # The same as the array step's ``make``, but that one may look where texts are told:
            # before it counts as made (to its own texts done() is about earlier times), and
            # before a stage is left.
            every = np.arange(made.size)
            self.stepper.affect(made, every, outcome, now)
            if self.watch is not None:
                self.watch.turned_out(made, outcome, now)
            self.stepper.count_made(made, every, move, self._staying[outcome.index], now)
            if outcome.to is not None:
                away = np.flatnonzero(made.stage != outcome.to)
                if len(away):
                    self.stepper.enter(made, away, outcome.to, now, "outcome")
        self.stepper.settle(made, None, now)
        return made


def _branch(move: Move | None, outcome: int | None, places: Places) -> Branch:
    ones = np.ones(len(places))
    result = None if move is None or outcome is None else move.outcomes[outcome]
    return Branch(move, result, places, ones, ones)
