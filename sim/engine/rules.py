"""The rules of section 3, as questions about a state. None of them changes it, but ``make``.

Compiled once per program: expressions become closures, moves become rows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sim.engine.closures import closure, constant_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sim.engine.closures import Closure
    from sim.engine.state import State
    from sim.program.model import Assignment, Move, Outcome, Program, Stage, Transition
    from sim.scenario.expressions.tree import Expression

NONE: frozenset[int] = frozenset()


class Change(NamedTuple):
    """A variable's value before and after; both may be equal."""

    variable: int
    before: int
    after: int


class _Row(NamedTuple):
    """One move, ready to be asked whether it is enabled."""

    move: Move
    slot: int
    stages: frozenset[int]
    when: Closure | None
    after: tuple[int, ...]
    unless: tuple[int, ...]
    once: bool


class Rules:
    """What a program allows and does, given a state."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._closures: dict[int, Closure] = {}
        self._rows = [
            [
                _Row(
                    move,
                    move.index,
                    move.stages,
                    None if move.when is None else self.closure(move.when),
                    move.after,
                    move.unless,
                    move.once,
                )
                for move in actor.moves
            ]
            for actor in program.actors
        ]
        self._weights = [
            (constant_of(move.weight), self.closure(move.weight)) for move in program.moves
        ]
        self._chances = [constant_of(outcome.chance) for outcome in program.outcomes]
        self._effects = {
            id(effects): self._compiled(effects)
            for effects in (
                *(stage.effects for stage in program.stages),
                *(outcome.effects for outcome in program.outcomes),
            )
        }
        self._leaving: list[list[tuple[Transition, Closure | None]]] = [
            [
                (t, None if t.when is None else self.closure(t.when))
                for t in program.transitions
                if stage.index in t.sources
            ]
            for stage in program.stages
        ]
        self._drift = [
            (v.index, v.low, v.high, self.closure(v.drift))
            for v in program.variables
            if v.drift is not None
        ]

    def closure(self, expression: Expression) -> Closure:
        """``expression`` as a function of the state, compiled once."""
        found = self._closures.get(id(expression))
        if found is None:
            found = self._closures[id(expression)] = closure(expression, self.program)
        return found

    def _compiled(
        self, effects: tuple[Assignment, ...]
    ) -> list[tuple[int, int, int, bool, Closure]]:
        variables = self.program.variables
        return [
            (
                e.variable,
                variables[e.variable].low,
                variables[e.variable].high,
                e.adds,
                self.closure(e.expression),
            )
            for e in effects
        ]

    # -- what can be done -------------------------------------------------------------------

    def enabled(self, state: State, actor: int, forbidden: Collection[int] = NONE) -> list[Move]:
        """The moves that ``actor`` can make now, in the order of the file, waiting last."""
        stage, made, ready, now = state.stage, state.made, state.ready, state.round
        found = []
        for move, index, stages, when, after, unless, once in self._rows[actor]:
            if (
                stage in stages
                and ready[index] <= now
                and not (once and made[index])
                and index not in forbidden
                and (not after or all(made[i] for i in after))
                and not (unless and any(made[i] for i in unless))
                and (when is None or when(state))
            ):
                found.append(move)
        return found

    def weight(self, move: Move, state: State) -> int:
        """How readily ``move`` is picked in ``state``; may come out negative."""
        constant, value = self._weights[move.index]
        return value(state) if constant is None else constant

    def weights(self, moves: Sequence[Move], state: State) -> list[float]:
        """The weight of each of ``moves`` in ``state``; negative ones count as 0."""
        found: list[float] = []
        table = self._weights
        for move in moves:
            constant, value = table[move.index]
            weight = value(state) if constant is None else constant
            found.append(weight if weight > 0 else 0)
        return found

    def chances(self, move: Move, state: State) -> list[int]:
        """The relative chances of the outcomes of ``move``; may come out negative."""
        found = []
        for outcome in move.outcomes:
            constant = self._chances[outcome.index]
            found.append(self.closure(outcome.chance)(state) if constant is None else constant)
        return found

    # -- what it does -----------------------------------------------------------------------

    def changes(self, effects: tuple[Assignment, ...], state: State) -> list[Change]:
        """What ``effects`` make of the variables: all from ``state``, together, saturated."""
        found = []
        values = state.values
        for variable, low, high, adds, value in self._effects[id(effects)]:
            before = values[variable]
            after = int(value(state))
            if adds:
                after += before
            found.append(Change(variable, before, min(max(after, low), high)))
        return found

    def drifts(self, state: State) -> list[Change]:
        """What the end of a round makes of the variables."""
        return [
            Change(
                variable,
                state.values[variable],
                min(max(state.values[variable] + value(state), low), high),
            )
            for variable, low, high, value in self._drift
        ]

    def make(self, state: State, move: Move, outcome: Outcome) -> None:
        """Count ``move`` as made with ``outcome``, and start its cooldown."""
        state.made[move.index] = 1
        state.turned_out[outcome.index] = 1
        if move.cooldown:
            state.ready[move.index] = state.round + move.cooldown + 1

    def transition(self, state: State) -> Transition | None:
        """The first transition in the file that leaves the present stage and holds."""
        for transition, when in self._leaving[state.stage]:
            if when is None or when(state):
                return transition
        return None

    def stage(self, state: State) -> Stage:
        """The present stage."""
        return self.program.stages[state.stage]

    def has_ended(self, state: State) -> bool:
        """Whether the present stage is an ending."""
        return self.program.stages[state.stage].ending

    def put(self, state: State, changes: Sequence[Change]) -> None:
        """Give the variables their values after ``changes``."""
        for variable, _, after in changes:
            state.values[variable] = after


@lru_cache(maxsize=32)
def rules_of(program: Program) -> Rules:
    """The rules of ``program``, compiled once."""
    return Rules(program)
