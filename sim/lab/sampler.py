"""Sampled stories, a chunk at a time: the array step with keyed luck.

The same seed and number give the very same story as the story engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.chunk import Chunk
from sim.lab.listening import Watcher
from sim.lab.luck import story_luck_many
from sim.lab.race import Contest, race
from sim.lab.rows import Rows, View
from sim.lab.step import Stepper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.engine.events import Cause, How
    from sim.engine.interventions import Plan
    from sim.engine.state import State
    from sim.lab.exact.goals import Goal
    from sim.lab.gates import Candidate
    from sim.lab.listening import Narrower
    from sim.lab.rows import Places, Truths, Words
    from sim.lab.surprise import Surprises
    from sim.program.model import Actor, Move, Outcome, Program

__all__ = ["CHUNK", "Chunk", "Sampler", "Watcher"]

#: Stories that are told side by side: so many that numpy's calls cost little beside its work, and
#: few enough for the columns of one turn to stay in the cache.
CHUNK = 65_536
#: Once less than this part of the rows is alive, the dead are left behind.
ALIVE = 0.95


class _Act(NamedTuple):
    """A move made in the rows at ``places``; ``outcome`` None: luck decides."""

    move: Move
    outcome: Outcome | None
    places: Places
    how: How


class Sampler:
    """Tells stories of ``program`` under ``plan``, ``seed`` fixing all luck.

    ``narrower`` may leave actors fewer moves than are enabled; ``goals`` are what the chunk tells
    the ``worth`` of; ``surprises`` (of the chunk's size) are added to where something is drawn.
    """

    def __init__(
        self,
        program: Program,
        seed: int,
        plan: Plan | None = None,
        *,
        watcher: Watcher | None = None,
        narrower: Narrower | None = None,
        goals: Sequence[Goal] = (),
    ) -> None:
        self.program = program
        self.seed = seed
        self.stepper = Stepper(program, plan)
        self.watcher = watcher
        self.narrower = narrower
        self.goals = tuple(goals)
        self.surprises: Surprises | None = None

    def tell(self, numbers: Words, start: State | None = None) -> Chunk:
        """The stories with these numbers, from the beginning, or all from ``start`` on."""
        return _Telling(self, numbers, start).run()


class _Telling:
    """One chunk being told. ``lane`` gives each living row its place in the chunk."""

    def __init__(self, sampler: Sampler, numbers: Words, start: State | None) -> None:
        self.program = program = sampler.program
        self.stepper = stepper = sampler.stepper
        self.plan = stepper.plan
        self.start = start
        self.watcher = sampler.watcher
        self.narrower, self.goals = sampler.narrower, sampler.goals
        self.surprises = sampler.surprises
        self.luck = story_luck_many(sampler.seed, numbers)
        size, orders = len(numbers), len(self.plan.orders)
        self.rows = (
            Rows.starting(program, size, orders)
            if start is None
            else Rows.like(program, start, size, orders)
        )
        self.lane: Places = np.arange(size)
        self.turn = -1
        self.chunk = Chunk.untold(
            program, numbers, orders, ruled=self.plan.ruled, goals=len(self.goals)
        )
        self.now = 1 if start is None else start.round
        self.alive = size
        self._ended: list[Places] = []
        stepper.listener = self

    def run(self) -> Chunk:
        program, stepper = self.program, self.stepper
        first_turn = 0
        if self.start is None:
            self._begin_round(np.arange(self.rows.size))
            self._draw_truths()
            stepper.begin(self.rows)
            self._bury()
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
            stepper.end_round(self.rows, self._living(), self.now)
            self._bury()
            if not self.alive:
                break
            self._compact()
            self.now += 1
            self.turn = -1
            living = self._living()
            self._begin_round(living)
            stepper.new_round(self.rows, living, self.now)
            self._bury()
        return self.chunk

    def _living(self) -> Places:
        if self.alive == self.rows.size:
            return np.arange(self.rows.size)
        return np.flatnonzero(~self.stepper.ending.take(self.rows.stage))

    # -- what the stepper tells ---------------------------------------------------------------

    @property
    def hears_changes(self) -> bool:
        """Only for the watcher: last values are read when a story ends."""
        return self.watcher is not None

    def entered(
        self, places: Places, before: NDArray[np.int16] | None, stage: int, cause: Cause
    ) -> None:
        """Note when a stage was first entered, and who has ended."""
        lanes = self.lane.take(places)
        column = self.chunk.entered[stage]
        column[lanes[column.take(lanes) == 0]] = self.now
        if self.program.stages[stage].ending:
            self._ended.append(places)
        if self.watcher is not None:
            days = self.rows.day.take(places)
            left = None if before is None else before.astype(np.intp)
            self.watcher.entered(lanes, self.now, days, left, stage, cause)

    def changed(
        self,
        places: Places,
        slot: int,
        before: NDArray[np.generic],
        after: NDArray[np.generic],
        cause: Cause,
    ) -> None:
        """Pass it on."""
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
            contest = Contest(None, unknown.keys, weights, [None] * len(weights))
            column[:] = race(self.luck, [contest])[0]

    def _turn(self, actor: Actor) -> None:
        """Everybody's turn of one actor: all choose, all draw, then it takes effect."""
        rows, stepper, now = self.rows, self.stepper, self.now
        candidates: Sequence[Candidate] = stepper.gates.candidates(rows, actor, now)
        if not candidates:
            return
        acted = _anyone(candidates)
        if self.narrower is not None:
            candidates = self.narrower.narrow(actor, now, self.lane, rows, candidates)
        ordered = stepper.orders(rows, actor, candidates, now)
        acts = [_Act(order.move, order.outcome, places, "forced") for order, places in ordered]
        left: Places | None = None
        if ordered:
            free = np.ones(rows.size, dtype=np.bool_)
            for _, places in ordered:
                free[places] = False
            left = np.flatnonzero(free)
        acts += self._choose(actor, candidates, left)
        self._act(acts)
        stepper.settle(rows, acted, now)
        self._bury()

    def _choose(
        self, actor: Actor, candidates: Sequence[Candidate], left: Places | None
    ) -> list[_Act]:
        """Who picks which of ``candidates``, in the rows where nothing is ordered."""
        now = self.now
        masks = [
            c.mask if c.mask is None or left is None else c.mask.take(left) for c in candidates
        ]
        if len(candidates) == 1:
            mask = masks[0]
            size = self.rows.size if left is None else len(left)
            found = [np.arange(size) if mask is None else np.flatnonzero(mask)]
        else:
            view = View(self.rows, now, left)
            moves = [candidate.move for candidate in candidates]
            weights, uncovered = self.stepper.weights(actor, moves, masks, view)
            if uncovered is not None and len(uncovered):
                places = uncovered if left is None else left.take(uncovered)
                self.chunk.uncovered[actor.index][self.lane.take(places)] += 1
            contest = Contest(left, [move.key + now for move in moves], weights, masks)
            (winner,) = race(self.luck, [contest])
            if self.surprises is not None:
                lanes = self.lane if left is None else self.lane.take(left)
                self.surprises.chosen(lanes, moves, contest, winner)
            found = [np.flatnonzero(winner == place) for place in range(len(candidates))]
        if left is not None:
            found = [left.take(inside) for inside in found]
        return [
            _Act(candidate.move, None, places, "policy")
            for candidate, places in zip(candidates, found, strict=True)
            if len(places)
        ]

    def _act(self, acts: Sequence[_Act]) -> None:
        """Each act turns out as luck has it; no row has two of them."""
        for act in acts:
            self.chunk.made[act.move.index][self.lane.take(act.places)] += 1
        drawn = [act for act in acts if act.outcome is None and len(act.move.outcomes) > 1]
        contests = [self._contest(act) for act in drawn]
        won = race(self.luck, contests)
        if self.surprises is not None:
            for act, contest, winner in zip(drawn, contests, won, strict=True):
                self.surprises.drawn(self.lane.take(act.places), act.move, contest, winner)
        winners = iter(won)
        for act in acts:
            if act.outcome is not None or len(act.move.outcomes) <= 1:
                only = act.move.outcomes[0] if act.move.outcomes else None
                self._make(act, act.outcome or only, act.places)
                continue
            winner = next(winners)
            for place, outcome in enumerate(act.move.outcomes):
                places = act.places[winner == place]
                if len(places):
                    self._make(act, outcome, places)

    def _contest(self, act: _Act) -> Contest:
        when = 0 if act.move.once else self.now
        events = [outcome.key + when for outcome in act.move.outcomes]
        chances = self.stepper.chances(act.move, View(self.rows, self.now, act.places))
        return Contest(act.places, events, chances, [None] * len(events))

    def _make(self, act: _Act, outcome: Outcome | None, places: Places) -> None:
        if self.watcher is not None:
            lanes, days = self.lane.take(places), self.rows.day.take(places)
            self.watcher.acted(lanes, self.now, days, act.move, outcome, act.how)
        if outcome is not None:
            self.stepper.make(self.rows, places, act.move, outcome, self.now)

    # -- the dead -----------------------------------------------------------------------------

    def _bury(self) -> None:
        """Write down what became of those who have ended since the last time."""
        if not self._ended:
            return
        ended = np.concatenate(self._ended)
        self._ended = []
        rows, chunk = self.rows, self.chunk
        lanes = self.lane.take(ended)
        chunk.ending[lanes] = rows.stage.take(ended)
        chunk.rounds[lanes] = self.now
        chunk.turn[lanes] = self.turn
        chunk.days[lanes] = rows.day.take(ended)
        for result, column in zip(chunk.values, rows.values, strict=True):
            result[lanes] = column.take(ended)
        for kept, truth in zip(chunk.truths, rows.truths, strict=True):
            kept[lanes] = truth.take(ended)
        for done, order in zip(chunk.orders, rows.orders, strict=True):
            done[lanes] = order.take(ended)
        if self.goals:
            last = rows.take(ended)
            for worth, goal in zip(chunk.worth, self.goals, strict=True):
                worth[lanes] = goal.worth(self.stepper.columns, last, self.now)
        self.alive -= len(ended)

    def _compact(self) -> None:
        """Leave the dead behind once they are many."""
        if self.alive > ALIVE * self.rows.size:
            return
        living = self._living()
        self.rows = self.rows.take(living)
        self.luck = self.luck.take(living)
        self.lane = self.lane.take(living)


def _anyone(candidates: Sequence[Candidate]) -> Truths | None:
    """The rows in which at least one candidate can act; None for all."""
    anyone = np.zeros(0, dtype=np.bool_)
    for candidate in candidates:
        if candidate.mask is None:
            return None
        anyone = candidate.mask | anyone if len(anyone) else candidate.mask.copy()
    return anyone
