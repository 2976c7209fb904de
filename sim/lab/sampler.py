"""Sampled stories, a chunk at a time: the array step with keyed luck.

The same seed and number give the very same story as the story engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.lab.luck import race, story_luck_many
from sim.lab.rows import Rows, View
from sim.lab.step import Stepper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.engine.events import Cause, How
    from sim.engine.interventions import Plan
    from sim.engine.state import State
    from sim.lab.gates import Candidate
    from sim.lab.rows import Places, Words
    from sim.program.model import Actor, Move, Outcome, Program

#: Stories that are told side by side: few enough for their columns to stay in the cache.
CHUNK = 16_384


@dataclass(slots=True)
class Chunk:
    """What became of a chunk of stories, one element a story, in the order of their numbers.

    ``ending`` is an index; ``rounds`` and ``days`` when it came; ``values`` the variables then;
    ``entered`` the first round in which each stage was entered (0: never); ``made`` how often each
    move was; ``orders`` which of the plan's moves were made; ``turn`` the place in the order of
    the last act; ``truths`` the hidden ones.
    """

    numbers: Words
    ending: NDArray[np.int16]
    rounds: NDArray[np.int16]
    days: NDArray[np.int32]
    values: list[NDArray[np.int64]]
    entered: list[NDArray[np.int16]]
    made: list[NDArray[np.int16]]
    orders: NDArray[np.bool_]
    turn: NDArray[np.int16]
    truths: list[NDArray[np.int16]]


class Watcher(Protocol):
    """Who wants to be told what happens, with the places of the stories in the chunk.

    Rounds, days, stages, variables, moves and outcomes are given as in the story engine's events.
    """

    def began(self, lanes: Places, now: int, days: NDArray[np.generic]) -> None:
        """A round begins."""

    def acted(
        self,
        lanes: Places,
        now: int,
        days: NDArray[np.generic],
        move: Move,
        outcome: Outcome | None,
        how: How,
    ) -> None:
        """A move is made, before it takes effect."""

    def changed(
        self,
        lanes: Places,
        now: int,
        days: NDArray[np.generic],
        slot: int,
        before: NDArray[np.generic],
        after: NDArray[np.generic],
        cause: Cause,
    ) -> None:
        """A variable was given values, which may equal those before."""

    def entered(
        self,
        lanes: Places,
        now: int,
        days: NDArray[np.generic],
        before: NDArray[np.intp] | None,
        stage: int,
        cause: Cause,
    ) -> None:
        """A stage was entered."""


class Sampler:
    """Tells stories of ``program`` under ``plan``, ``seed`` fixing all luck."""

    def __init__(
        self,
        program: Program,
        seed: int,
        plan: Plan | None = None,
        *,
        watcher: Watcher | None = None,
    ) -> None:
        self.program = program
        self.seed = seed
        self.stepper = Stepper(program, plan)
        self.watcher = watcher

    def tell(self, numbers: Words, start: State | None = None) -> Chunk:
        """The stories with these numbers, from the beginning, or all from ``start`` on."""
        return _Telling(self, numbers, start).run()


class _Telling:
    """One chunk being told. ``lane`` gives each living row its place in the chunk."""

    def __init__(self, sampler: Sampler, numbers: Words, start: State | None) -> None:
        self.sampler = sampler
        self.program = program = sampler.program
        self.stepper = stepper = sampler.stepper
        self.plan = stepper.plan
        self.start = start
        self.watcher = sampler.watcher
        size = len(numbers)
        self.keys, self.offsets = story_luck_many(sampler.seed, numbers)
        orders = len(self.plan.orders)
        self.rows = (
            Rows(program, size, orders)
            if start is None
            else Rows.like(program, start, size, orders)
        )
        self.lane: Places = np.arange(size)
        self.turn = -1
        self.chunk = Chunk(
            numbers=numbers,
            ending=np.full(size, -1, dtype=np.int16),
            rounds=np.zeros(size, dtype=np.int16),
            days=np.zeros(size, dtype=np.int32),
            values=[np.zeros(size, dtype=np.int64) for _ in program.variables],
            entered=[np.zeros(size, dtype=np.int16) for _ in program.stages],
            made=[np.zeros(size, dtype=np.int16) for _ in program.moves],
            orders=np.zeros((len(self.plan.orders), size), dtype=np.bool_),
            turn=np.zeros(size, dtype=np.int16),
            truths=[np.zeros(size, dtype=np.int16) for _ in program.unknowns],
        )
        self.now = 1 if start is None else start.round
        self.alive = size
        stepper.listener = self

    def run(self) -> Chunk:
        program, stepper = self.program, self.stepper
        first_turn = 0
        if self.start is None:
            self._begin_round(np.arange(self.rows.size))
            self._draw_truths()
            stepper.begin(self.rows)
            self._bury(np.arange(self.rows.size))
        else:
            first_turn = self.start.turn
            self.chunk.entered[self.start.stage][:] = self.now
        while self.alive:
            for actor in program.actors[first_turn:]:
                self.turn = actor.index
                self._turn(actor)
                if not self.alive:
                    return self.chunk
            first_turn = 0
            self.turn = len(program.actors)
            living = np.flatnonzero(~stepper.ending.take(self.rows.stage))
            stepper.end_round(self.rows, living, self.now)
            self._bury(living)
            if not self.alive:
                break
            self._compact()
            self.now += 1
            self.turn = -1
            every = np.arange(self.rows.size)
            living = every[~stepper.ending.take(self.rows.stage)]
            self._begin_round(living)
            stepper.new_round(self.rows, living, self.now)
            self._bury(living)
        return self.chunk

    # -- what the stepper tells ---------------------------------------------------------------

    def entered(
        self, places: Places, before: NDArray[np.intp] | None, stage: int, cause: Cause
    ) -> None:
        """Note when a stage was first entered."""
        lanes = self.lane.take(places)
        column = self.chunk.entered[stage]
        column[lanes[column.take(lanes) == 0]] = self.now
        if self.watcher is not None:
            days = self.rows.day.take(places)
            self.watcher.entered(lanes, self.now, days, before, stage, cause)

    def changed(
        self,
        places: Places,
        slot: int,
        before: NDArray[np.generic],
        after: NDArray[np.generic],
        cause: Cause,
    ) -> None:
        """Nothing to note but for the watcher: last values are read when a story ends."""
        if self.watcher is not None:
            lanes, days = self.lane.take(places), self.rows.day.take(places)
            self.watcher.changed(lanes, self.now, days, slot, before, after, cause)

    def _begin_round(self, places: Places) -> None:
        if self.watcher is not None:
            days = self.rows.day.take(places)
            self.watcher.began(self.lane.take(places), self.now, days)

    # -- one turn -----------------------------------------------------------------------------

    def _draw_truths(self) -> None:
        for unknown in self.program.unknowns:
            column = self.rows.truths[unknown.index]
            fixed = self.plan.truths.get(unknown.index)
            if fixed is not None:
                column[:] = fixed
                continue
            weights = [float(weight) for weight in unknown.weights]
            masks = [None] * len(weights)
            column[:] = race(self.keys, self.offsets, unknown.keys, weights, masks)

    def _turn(self, actor: Actor) -> None:
        rows, stepper, now = self.rows, self.stepper, self.now
        candidates = stepper.gates.candidates(rows, actor, now)
        if not candidates:
            return
        chosen = np.full(rows.size, -1, dtype=np.int16)
        ordered = stepper.orders(rows, actor, candidates, now)
        left: Places | None = None
        if ordered:
            free = np.ones(rows.size, dtype=np.bool_)
            for _, places in ordered:
                free[places] = False
            left = np.flatnonzero(free)
        self._choose(candidates, left, chosen)
        for order, places in ordered:
            self._act(order.move, places, order.outcome, "forced")
        for place, candidate in enumerate(candidates):
            places = np.flatnonzero(chosen == place)
            if len(places):
                self._act(candidate.move, places, None, "policy")

    def _choose(
        self, candidates: Sequence[Candidate], left: Places | None, chosen: NDArray[np.int16]
    ) -> None:
        """Write the place of the candidate that wins into ``chosen``, where nothing is ordered."""
        if left is not None and not len(left):
            return
        rows, now = self.rows, self.now
        only = candidates[0].mask
        if len(candidates) == 1:
            if left is None:
                chosen[:] = 0 if only is None else np.where(only, 0, -1)
            else:
                chosen[left] = 0 if only is None else np.where(only.take(left), 0, -1)
            return
        view = View(rows, now, left)
        keys = self.keys if left is None else self.keys.take(left)
        offsets = self.offsets if left is None else self.offsets.take(left)
        masks = [
            c.mask if c.mask is None or left is None else c.mask.take(left) for c in candidates
        ]
        weights = [self.stepper.weight(c.move, view) for c in candidates]
        winner = race(keys, offsets, [c.move.key + now for c in candidates], weights, masks)
        if left is None:
            chosen[:] = winner
        else:
            chosen[left] = winner

    def _act(self, move: Move, places: Places, outcome: Outcome | None, how: How) -> None:
        rows, stepper, now = self.rows, self.stepper, self.now
        column = self.chunk.made[move.index]
        column[self.lane.take(places)] += 1
        if move.is_wait:
            self._tell(places, move, None, how)
        elif outcome is not None or len(move.outcomes) == 1:
            self._make(places, move, outcome or move.outcomes[0], how)
        else:
            when = 0 if move.once else now
            winner = race(
                self.keys.take(places),
                self.offsets.take(places),
                [o.key + when for o in move.outcomes],
                stepper.chances(move, View(rows, now, places)),
                [None] * len(move.outcomes),
            )
            for place, drawn in enumerate(move.outcomes):
                inside = places[winner == place]
                if len(inside):
                    self._make(inside, move, drawn, how)
        stepper.settle(rows, places, now)
        self._bury(places)

    def _make(self, places: Places, move: Move, outcome: Outcome, how: How) -> None:
        self._tell(places, move, outcome, how)
        self.stepper.make(self.rows, places, move, outcome, self.now)

    def _tell(self, places: Places, move: Move, outcome: Outcome | None, how: How) -> None:
        if self.watcher is not None:
            lanes, days = self.lane.take(places), self.rows.day.take(places)
            self.watcher.acted(lanes, self.now, days, move, outcome, how)

    # -- the dead -----------------------------------------------------------------------------

    def _bury(self, places: Places) -> None:
        """Write down what became of those of ``places`` that have ended."""
        rows, chunk = self.rows, self.chunk
        ended = places[self.stepper.ending.take(rows.stage.take(places))]
        if not len(ended):
            return
        lanes = self.lane.take(ended)
        chunk.ending[lanes] = rows.stage.take(ended)
        chunk.rounds[lanes] = self.now
        chunk.turn[lanes] = self.turn
        chunk.days[lanes] = rows.day.take(ended)
        for result, column in zip(chunk.values, rows.values, strict=True):
            result[lanes] = column.take(ended)
        for kept, truth in zip(chunk.truths, rows.truths, strict=True):
            kept[lanes] = truth.take(ended)
        for order in self.plan.orders:
            place = self.stepper.order_places[order.index]
            word, bit = divmod(place, 64)
            done = rows.orders[word].take(ended) & np.uint64(1 << bit) != 0
            chunk.orders[place, lanes] = done
        self.alive -= len(ended)

    def _compact(self) -> None:
        """Leave the dead behind once they are many."""
        if self.alive > 0.85 * self.rows.size:
            return
        living = np.flatnonzero(~self.stepper.ending.take(self.rows.stage))
        self.rows = self.rows.take(living)
        self.keys, self.offsets = self.keys.take(living), self.offsets.take(living)
        self.lane = self.lane.take(living)
