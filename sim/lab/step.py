"""The array step: the rules of DESIGN section 3 over many rows at once.

The same rules as :mod:`sim.engine.rules`, written for columns: what is enabled, what an outcome
does, which transitions follow, what the end of a round does. Who chooses (luck, or every branch in
turn) is not decided here. Tests hold this module to the story engine, event for event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from sim.engine.interventions import Plan
from sim.lab.arrays import Columns
from sim.lab.gates import Gates
from sim.lab.rows import Places, Rows, View, layout_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.engine.events import Cause
    from sim.engine.interventions import Order
    from sim.lab.arrays import Column
    from sim.lab.gates import Candidate
    from sim.program.model import Actor, Assignment, Move, Outcome, Program, Transition


class Listener(Protocol):
    """Who wants to know what happens to which rows (places are those of the rows at the time)."""

    def entered(
        self, places: Places, before: NDArray[np.intp] | None, stage: int, cause: Cause
    ) -> None:
        """Rows entered a stage (``before``: the stages they left; None at the very beginning)."""

    def changed(
        self,
        places: Places,
        slot: int,
        before: NDArray[np.generic],
        after: NDArray[np.generic],
        cause: Cause,
    ) -> None:
        """A variable was given values, which may equal those before."""


class _Effect(NamedTuple):
    slot: int
    low: int
    high: int
    adds: bool
    value: Column


class Stepper:
    """The rules of one program, for columns. ``plan`` is a what-if."""

    def __init__(self, program: Program, plan: Plan | None = None) -> None:
        self.program = program
        self.plan = plan or Plan()
        self.layout = layout_of(program)
        self.columns = Columns(program)
        self.listener: Listener | None = None
        self.order_places = {order.index: n for n, order in enumerate(self.plan.orders)}
        self.ending = np.array([stage.ending for stage in program.stages])
        self.days = np.array([stage.days for stage in program.stages], dtype=self.layout.integer)
        self.gates = Gates(program, self.plan, self.columns)
        self._effects = {
            id(effects): [self._effect(effect) for effect in effects]
            for effects in (
                *(stage.effects for stage in program.stages),
                *(outcome.effects for outcome in program.outcomes),
            )
        }
        self._leaving: list[list[tuple[Transition, Column | None]]] = [
            [
                (t, None if t.when is None else self.columns.of(t.when))
                for t in program.transitions
                if stage.index in t.sources
            ]
            for stage in program.stages
        ]
        self._drift = [
            _Effect(v.index, v.low, v.high, True, self.columns.of(v.drift))
            for v in program.variables
            if v.drift is not None
        ]

    def _effect(self, effect: Assignment) -> _Effect:
        variable = self.program.variables[effect.variable]
        value = self.columns.of(effect.expression)
        return _Effect(variable.index, variable.low, variable.high, effect.adds, value)

    # -- what can be done ---------------------------------------------------------------------

    def orders(
        self, rows: Rows, actor: Actor, candidates: Sequence[Candidate], now: int
    ) -> list[tuple[Order, Places]]:
        """The what-if's lines that decide this act, each with the rows in which it does."""
        exact = self.plan.exact.get((now, actor.index))
        waiting = self.plan.waiting.get(actor.index, ())
        lines = [*([exact] if exact is not None else []), *(o for o in waiting if o.round <= now)]
        if not lines:
            return []
        free = np.ones(rows.size, dtype=np.bool_)
        enabled = {c.move.index: c.mask for c in candidates}
        found = []
        for order in lines:
            if order.move.index not in enabled:
                continue
            mask = enabled[order.move.index]
            takes = free.copy() if mask is None else free & mask
            word, bit = divmod(self.order_places[order.index], 64)
            if order.waiting:
                takes &= rows.orders[word] & np.uint64(1 << bit) == 0
            places = np.flatnonzero(takes)
            if len(places):
                rows.orders[word][places] |= np.uint64(1 << bit)
                free[places] = False
                found.append((order, places))
        return found

    def weight(self, move: Move, view: View) -> NDArray[np.float64] | float:
        """How readily ``move`` is picked where ``view`` looks; negative counts as 0."""
        policy = self.plan.policies.get(move.actor)
        tree = move.weight
        if policy is not None:
            if policy.kind != "weights":
                value = float(policy.kind == "uniform" or move.is_wait)
                return value * self.plan.factors.get(move.index, 1.0)
            tree = policy.weights.get(move.index, tree)
        return positive(self.columns.of(tree)(view), self.plan.factors.get(move.index))

    def chances(self, move: Move, view: View) -> list[NDArray[np.float64] | float]:
        """The relative chances of the outcomes of ``move``; negative ones count as 0."""
        return [positive(self.columns.of(o.chance)(view), None) for o in move.outcomes]

    # -- what it does -------------------------------------------------------------------------

    def make(self, rows: Rows, places: Places, move: Move, outcome: Outcome, now: int) -> None:
        """``move`` turns out as ``outcome`` in the rows at ``places``."""
        self._apply(rows, places, self._effects[id(outcome.effects)], now, "outcome")
        for flag in (
            self.layout.moves.get(move.index),
            self.layout.outcomes.get(outcome.index),
        ):
            if flag is not None:
                rows.flags[flag.word][places] |= flag.bit
        if move.cooldown:
            rows.ready[move.index][places] = now + move.cooldown + 1
        rows.unsettled[places] = True
        if outcome.to is not None:
            away = places[rows.stage.take(places) != outcome.to]
            if len(away):
                self.enter(rows, away, outcome.to, now, "outcome")

    def _apply(
        self, rows: Rows, places: Places, effects: list[_Effect], now: int, cause: Cause
    ) -> None:
        if not effects:
            return
        view = View(rows, now, places)
        after = []
        for effect in effects:
            value = effect.value(view)
            if effect.adds:
                value = view.value(effect.slot) + value
            after.append(np.clip(value, effect.low, effect.high))
        for effect, value in zip(effects, after, strict=True):
            if self.listener is not None:
                before = view.value(effect.slot)
                whole = np.broadcast_to(np.asarray(value), before.shape)
                self.listener.changed(places, effect.slot, before, whole, cause)
            rows.values[effect.slot][places] = value

    def enter(self, rows: Rows, places: Places, stage: int, now: int, cause: Cause) -> None:
        """The rows at ``places`` enter ``stage``, with its effects."""
        if self.listener is not None:
            before = None if cause == "start" else rows.stage.take(places)
            self.listener.entered(places, before, stage, cause)
        rows.stage[places] = stage
        rows.waited[places] = 0
        effects = self._effects[id(self.program.stages[stage].effects)]
        self._apply(rows, places, effects, now, "stage")

    def settle(self, rows: Rows, places: Places, now: int) -> None:
        """Rule 4: transitions until none holds, in those of ``places`` that are unsettled."""
        places = places[rows.unsettled.take(places)]
        if not len(places):
            return
        rows.unsettled[places] = False
        been: list[NDArray[np.intp]] = [rows.stage.take(places)]
        while len(places):
            target = self._targets(rows, places, now)
            moving = target >= 0
            back = np.zeros(len(places), dtype=np.bool_)
            for stage in been:
                back |= stage == target
            back &= moving
            if back.any():
                # The chain stops here, and what would lead back may be taken after the next act.
                rows.unsettled[places[back]] = True
                moving &= ~back
            going = np.flatnonzero(moving)
            places, target = places.take(going), target.take(going)
            been = [stage.take(going) for stage in been]
            for to in np.flatnonzero(np.bincount(target)).tolist():
                self.enter(rows, places[target == to], to, now, "transition")
            been.append(target)

    def _targets(self, rows: Rows, places: Places, now: int) -> NDArray[np.intp]:
        """Where the first transition that holds would lead each row; -1 where none does."""
        stages = rows.stage.take(places)
        target = np.full(len(places), -1, dtype=np.intp)
        for stage in np.flatnonzero(np.bincount(stages)).tolist():
            leaving = self._leaving[stage]
            if not leaving:
                continue
            left = np.flatnonzero(stages == stage)
            for transition, when in leaving:
                if when is None:
                    target[left] = transition.to
                    break
                holds = when(View(rows, now, places.take(left)))
                if not isinstance(holds, np.ndarray) or not holds.ndim:
                    if holds:
                        target[left] = transition.to
                        break
                    continue
                target[left[holds]] = transition.to
                left = left[~holds]
                if not len(left):
                    break
        return target

    # -- rounds -------------------------------------------------------------------------------

    def begin(self, rows: Rows) -> None:
        """Starting values, the first stage, its transitions. (Truths are drawn before.)"""
        every = np.arange(rows.size)
        self.put_in(rows, every, self.plan.starts)
        self.enter(rows, every, 0, 1, "start")
        rows.unsettled[:] = True
        self.settle(rows, every, 1)
        self.new_round(rows, every, 1)

    def put_in(self, rows: Rows, places: Places, values: Sequence[tuple[int, int]]) -> None:
        """Values that a what-if sets."""
        for slot, value in values:
            if self.listener is not None:
                before = rows.values[slot].take(places)
                after = np.full_like(before, value)
                self.listener.changed(places, slot, before, after, "what-if")
            rows.values[slot][places] = value

    def new_round(self, rows: Rows, places: Places, now: int) -> None:
        """What a round begins with, in rows that have not ended."""
        settings = self.plan.settings.get(now)
        if settings:
            alive = places[~self.ending.take(rows.stage.take(places))]
            self.put_in(rows, alive, settings)
            rows.unsettled[alive] = True
            self.settle(rows, alive, now)
        if self.layout.round_moves_stages:
            rows.unsettled[places] = True

    def end_round(self, rows: Rows, places: Places, now: int) -> None:
        """Drift, the calendar, transitions; then the next round begins, or the story's end."""
        self._apply(rows, places, self._drift, now, "drift")
        rows.waited[places] += 1
        rows.day[places] += self.days.take(rows.began_in.take(places))
        rows.unsettled[places] = True
        self.settle(rows, places, now)
        alive = places[~self.ending.take(rows.stage.take(places))]
        if now == self.program.rounds:
            self.enter(rows, alive, self.program.at_end, now, "calendar")
        else:
            rows.began_in[alive] = rows.stage.take(alive)


def positive(value: object, factor: float | None) -> NDArray[np.float64] | float:
    """A weight as a number, or one a row, of at least 0."""
    if isinstance(value, np.ndarray) and value.ndim:
        weights = np.maximum(value, 0).astype(np.float64)
        if factor is not None:
            weights *= factor
        return weights
    weight = max(float(value), 0.0)  # type: ignore[arg-type]
    return weight if factor is None else weight * factor
