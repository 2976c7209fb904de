"""The array step: the rules of DESIGN section 3 over many rows at once.

The same rules as :mod:`sim.engine.rules`, written for columns: what is enabled, what an outcome
does, which transitions follow, what the end of a round does. Who chooses (luck, or every branch in
turn) is not decided here. Tests hold this module to the story engine, event for event.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.engine.closures import constant_of
from sim.engine.interventions import Plan
from sim.lab.arrays import Columns
from sim.lab.following import follow
from sim.lab.gates import Gates
from sim.lab.rows import Places, Rows, View, layout_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.engine.events import Cause
    from sim.engine.interventions import Order
    from sim.lab.arrays import Column
    from sim.lab.gates import Candidate
    from sim.lab.listening import Listener
    from sim.lab.rows import Truths
    from sim.program.model import Actor, Move, Outcome, Program, Transition
    from sim.scenario.expressions.tree import Expression


class _Effect(NamedTuple):
    """What becomes of one variable. A bound is None where it cannot be passed."""

    slot: int
    low: int | None
    high: int | None
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
            id(effects): [self._effect(e.variable, e.expression, adds=e.adds) for e in effects]
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
            self._effect(v.index, v.drift, adds=True)
            for v in program.variables
            if v.drift is not None
        ]

    def _effect(self, slot: int, tree: Expression, *, adds: bool) -> _Effect:
        variable = self.program.variables[slot]
        step = constant_of(tree) if adds else None
        low = None if step is not None and step >= 0 else variable.low
        high = None if step is not None and step <= 0 else variable.high
        return _Effect(slot, low, high, adds, self.columns.of(tree))

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
            made = rows.orders[self.order_places[order.index]]
            if order.waiting:
                takes &= ~made
            places = np.flatnonzero(takes)
            if len(places):
                made[places] = True
                free[places] = False
                found.append((order, places))
        return found

    def weights(
        self, actor: Actor, moves: Sequence[Move], masks: Sequence[Truths | None], view: View
    ) -> tuple[list[NDArray[Any] | float], Places | None]:
        """How readily each of ``moves`` is picked where ``view`` looks and ``masks`` let it.

        A strategy gives its move all the weight. The second part is where it says nothing although
        there is something to choose: there weights are as without it. None for no strategy.
        """
        usual = [self.weight(move, view) for move in moves]
        policy = self.plan.policies.get(actor.index)
        if policy is None or policy.strategy is None:
            return usual, None
        made, undecided = follow(policy.strategy, moves, masks, view, self.columns)
        found: list[NDArray[Any] | float] = []
        options = np.zeros(len(undecided), dtype=np.int16)
        for weight, mask, places in zip(usual, masks, made, strict=True):
            ruled = np.zeros(view.size)
            if len(undecided):
                ruled[undecided] = np.broadcast_to(weight, ruled.shape).take(undecided)
                options += 1 if mask is None else mask.take(undecided)
            ruled[places] = 1.0
            found.append(ruled)
        return found, undecided[options > 1]

    def weight(self, move: Move, view: View) -> NDArray[Any] | float:
        """How readily ``move`` is picked where ``view`` looks; negative counts as 0."""
        policy = self.plan.policies.get(move.actor)
        tree = move.weight
        if policy is not None:
            if policy.kind != "weights":
                value = float(policy.kind == "uniform" or move.is_wait)
                return value * self.plan.factors.get(move.index, 1.0)
            tree = policy.weights.get(move.index, tree)
        return positive(self.columns.of(tree)(view), self.plan.factors.get(move.index))

    def chances(self, move: Move, view: View) -> list[NDArray[Any] | float]:
        """The relative chances of the outcomes of ``move``; negative ones count as 0."""
        return [positive(self.columns.of(o.chance)(view), None) for o in move.outcomes]

    # -- what it does -------------------------------------------------------------------------

    def make(self, rows: Rows, places: Places, move: Move, outcome: Outcome, now: int) -> None:
        """``move`` turns out as ``outcome`` in the rows at ``places``."""
        self.affect(rows, places, outcome, now)
        self.count_made(rows, places, move, outcome, now)

    def affect(self, rows: Rows, places: Places, outcome: Outcome, now: int) -> None:
        """The first half of :meth:`make`: what ``outcome`` changes. Its texts are told now."""
        self._apply(rows, places, self._effects[id(outcome.effects)], now, "outcome")

    def count_made(
        self, rows: Rows, places: Places, move: Move, outcome: Outcome, now: int
    ) -> None:
        """The second half of :meth:`make`: it counts as made, and leads where it leads."""
        for flag in (
            self.layout.moves.get(move.index),
            self.layout.outcomes.get(outcome.index),
        ):
            if flag is not None:
                rows.flags[flag][places] = True
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
            if effect.low is not None:
                value = np.maximum(value, effect.low)
            if effect.high is not None:
                value = np.minimum(value, effect.high)
            after.append(value)
        for effect, value in zip(effects, after, strict=True):
            if self.listener is not None and self.listener.hears_changes:
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
        rows.present.add(stage)
        rows.waited[places] = 0
        effects = self._effects[id(self.program.stages[stage].effects)]
        self._apply(rows, places, effects, now, "stage")

    def settle(self, rows: Rows, acted: Truths | None, now: int) -> None:
        """Rule 4: transitions until none holds, in the unsettled of those who ``acted``."""
        places = (rows.unsettled if acted is None else rows.unsettled & acted).nonzero()[0]
        if not len(places):
            return
        rows.unsettled[places] = False
        been = [rows.stage.take(places)]
        while len(places):
            target = self._targets(rows, places, been[-1], now)
            moving = target >= 0
            if not np.count_nonzero(moving):
                return
            back = reduce(np.logical_or, [stage == target for stage in been]) & moving
            if np.count_nonzero(back):
                # The chain stops here, and what would lead back may be taken after the next act.
                rows.unsettled[places[back]] = True
                moving &= ~back
            going = moving.nonzero()[0]
            places, target = places.take(going), target.take(going)
            been = [stage.take(going) for stage in been]
            for to in np.bincount(target).nonzero()[0].tolist():
                self.enter(rows, places[target == to], to, now, "transition")
            been.append(target)

    def _targets(
        self, rows: Rows, places: Places, stages: NDArray[np.int16], now: int
    ) -> NDArray[np.int16]:
        """Where the first transition that holds would lead each row; -1 where none does."""
        target = np.full(len(places), -1, dtype=np.int16)
        for stage in sorted(rows.present):
            leaving = self._leaving[stage]
            if not leaving:
                continue
            left = (stages == stage).nonzero()[0]
            for transition, when in leaving:
                if not len(left):
                    break
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
        return target

    # -- rounds -------------------------------------------------------------------------------

    def begin(self, rows: Rows) -> None:
        """Starting values, the first stage, its transitions. (Truths are drawn before.)"""
        every = np.arange(rows.size)
        self.put_in(rows, every, self.plan.starts)
        self.enter(rows, every, 0, 1, "start")
        rows.unsettled[:] = True
        self.settle(rows, None, 1)
        self.new_round(rows, every, 1)

    def put_in(self, rows: Rows, places: Places, values: Sequence[tuple[int, int]]) -> None:
        """Values that a what-if sets."""
        for slot, value in values:
            if self.listener is not None and self.listener.hears_changes:
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
            self.settle(rows, None, now)
        if self.layout.round_moves_stages:
            rows.unsettled[places] = True

    def end_round(self, rows: Rows, places: Places, now: int) -> None:
        """Drift, the calendar, transitions; then the next round begins, or the story's end."""
        self._apply(rows, places, self._drift, now, "drift")
        rows.waited[places] += 1
        rows.day[places] += self.days.take(rows.began_in.take(places))
        rows.unsettled[places] = True
        self.settle(rows, None, now)
        alive = places[~self.ending.take(rows.stage.take(places))]
        if now == self.program.rounds:
            self.enter(rows, alive, self.program.at_end, now, "calendar")
        else:
            rows.began_in[alive] = rows.stage.take(alive)


def positive(value: object, factor: float | None) -> NDArray[Any] | float:
    """A weight as a number, or one a row, of at least 0."""
    if isinstance(value, np.ndarray) and value.ndim:
        weights = np.maximum(value, 0)
        return weights if factor is None else weights * factor
    weight = max(float(value), 0.0)  # type: ignore[arg-type]
    return weight if factor is None else weight * factor
