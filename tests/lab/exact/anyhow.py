"""Everything that can happen, by plain recursion over the reference's states; slow, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.interventions import Plan
from sim.errors import BudgetError
from sim.lab.reference import _Reference

if TYPE_CHECKING:
    from sim.program.model import Program


class Plainly(_Reference):
    """``seen`` has the answers, under the same names as :mod:`sim.lab.exact.watch` gives them."""

    def __init__(self, program: Program, most: int) -> None:
        super().__init__(program, Plan(), most, track=False)
        # All that was done is remembered, so that nothing is merged that could be told apart.
        self.seen: set[tuple[object, ...]] = set()

    def enter(self, state, target, now):
        self.seen.add(("stage", target))
        return super().enter(state, target, now)

    def chain(self, state, now):
        been = {state.stage}
        while not self.program.stages[state.stage].ending:
            first = None
            for t in self.program.transitions:
                if state.stage not in t.sources:
                    continue
                holds = t.when is None or bool(self.value(t.when, state, now))
                if t.when is not None:
                    self.seen.add(("holds" if holds else "fails", "transition", t.index))
                if holds:
                    self.seen.add(("due" if first is None else "late", t.index, state.stage))
                    first = first or t
            if first is None or first.to in been:
                return state
            self.seen.add(("taken", first.index, state.stage))
            state = self.enter(state, first.to, now)
            been.add(state.stage)
        return state

    def everything(self) -> Plainly:
        """Follow every enabled move and every possible outcome of every state."""
        layer = {state for state, _ in self.start()}
        for now in range(1, self.program.rounds + 1):
            for actor in self.program.actors:
                layer = {
                    after for state in self.open(layer) for after in self.turn(state, actor, now)
                }
            layer = {self.end_round(state, now)[0] for state in self.open(layer)}
        return self

    def open(self, layer):
        going = [s for s in layer if not self.program.stages[s.stage].ending]
        self.looked_at += len(going)
        if self.looked_at > self.most:
            raise BudgetError("too many")
        return going

    def turn(self, state, actor, now):
        for move in actor.moves:
            if move.is_wait or state.stage not in move.stages:
                continue
            if move.when is not None:
                holds = bool(self.value(move.when, state, now))
                self.seen.add(("holds" if holds else "fails", "move", move.index))
            for kind, others in (("after", move.after), ("unless", move.unless)):
                for other in others:
                    made = self.program.moves[other].name in state.made
                    self.seen.add((kind, "holds" if made else "fails", move.index, other))
        moves = self.moves(state, actor, now)
        if not moves:
            self.seen.add(("idle", actor.index))
            yield state
        if len(moves) > 1 and all(self.weight(m, state, now) <= 0 for m in moves):
            self.seen.add(("no weight", actor.index))
        for move in moves:
            if move.is_wait:
                yield self.chain(state, now)
                continue
            self.seen |= {("choice", move.index), ("made", move.index)}
            chances = [self.value(o.chance, state, now) for o in move.outcomes]
            if len(chances) > 1 and max(chances) <= 0:
                self.seen.add(("no chance", move.index))
            for outcome, chance in zip(move.outcomes, chances, strict=True):
                if chance > 0 or max(chances) <= 0:
                    self.seen.add(("outcome", outcome.index))
                    yield self.chain(self.make(state, move, outcome, now), now)
