"""How many states a scenario has: counted layer by layer while they fit a budget, else bounded.

A layer is all that may be the case at the beginning of a round. Exact odds look at every state of
every layer, so what multiplies states decides whether exact odds can be had (DESIGN section 7).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Literal

from sim.engine.interventions import Plan
from sim.lab.reference import _Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.lab.reference import _State
    from sim.program.model import Program

Kind = Literal["variable", "unknown", "move", "cooldown", "clock", "stage"]


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that states tell apart: without it a layer has ``times`` fewer of them.

    ``counted`` says whether that was seen in a counted layer; else it is the number of values.
    """

    kind: Kind
    name: str
    times: float
    counted: bool


@dataclass(frozen=True, slots=True)
class Budget:
    """The states of a scenario.

    ``layers``: states at the beginning of each round, as far as they were counted; ``looked_at``:
    over all turns of all rounds counted; ``counted``: whether that is all of them; ``bound``: the
    most that one layer can have; ``factors``: what multiplies them, the strongest first.
    """

    layers: tuple[int, ...]
    looked_at: int
    counted: bool
    bound: int
    factors: tuple[Factor, ...]


def state_budget(program: Program, most: int) -> Budget:
    """Count the states of ``program``, turn by turn, and stop once more than ``most`` were seen."""
    return _Counter(program, most).budget()


class _Counter:
    def __init__(self, program: Program, most: int) -> None:
        self.program, self.most = program, most
        self.rules = _Reference(program, Plan(), most, track=False)

    def budget(self) -> Budget:
        layers: list[int] = []
        largest: frozenset[_State] = frozenset()
        seen = 0
        for layer, looked_at in self._layers():
            seen = looked_at
            if layer is None:
                break
            layers.append(len(layer))
            if len(layer) > len(largest):
                largest = layer
        counted = seen <= self.most
        factors = list(self._seen(largest)) if len(largest) > 1 else list(self._possible())
        factors.sort(key=lambda factor: (-factor.times, factor.name))
        return Budget(tuple(layers), seen, counted, self._bound(), tuple(factors))

    def _layers(self) -> Iterator[tuple[frozenset[_State] | None, int]]:
        """The layer at the beginning of each round, and how many states were looked at by then.

        At last None, with how many there are, or more than the budget.
        """
        rules, program = self.rules, self.program
        layer = frozenset(rules.forget(s, 1) for s, _ in rules.start() if not self._over(s))
        seen = 0
        for now in range(1, program.rounds + 1):
            yield layer, seen
            turn = layer
            for actor in program.actors:
                seen += len(turn)
                if seen > self.most:
                    yield None, seen
                    return
                following: set[_State] = set()
                for state in turn:
                    for before, move, outcome, _ in rules.acts(state, actor, now):
                        after = before
                        if move is not None and outcome is not None:
                            after = rules.make(before, move, outcome, now)
                        if move is not None:
                            after = rules.chain(after, now)
                        if not self._over(after):
                            following.add(rules.forget(after, now))
                turn = frozenset(following)
            seen += len(turn)
            ended = (rules.end_round(state, now)[0] for state in turn)
            layer = frozenset(rules.forget(s, now + 1) for s in ended if not self._over(s))
        yield None, seen

    def _over(self, state: _State) -> bool:
        return self.program.stages[state.stage].ending

    # -- what multiplies ----------------------------------------------------------------------

    def _seen(self, layer: frozenset[_State]) -> Iterator[Factor]:
        """How many times fewer states a counted layer would have without each thing."""
        program = self.program

        def factor(kind: Kind, name: str, without: Callable[[_State], _State]) -> Factor:
            return Factor(kind, name, len(layer) / len({without(s) for s in layer}), True)

        for variable in program.variables:
            slot = variable.index
            yield factor("variable", variable.id, partial(_values, slot))
        for unknown in program.unknowns:
            slot = unknown.index
            yield factor("unknown", unknown.id, partial(_truths, slot))
        for name in sorted(self.rules.reads_made):
            yield factor("move", name, partial(_made, name))
        for move in program.moves:
            if move.cooldown:
                yield factor("cooldown", move.name, partial(_ready, move.index))
        if self.rules.reads_wait:
            yield factor("clock", "rounds_in_stage", lambda s: replace(s, waited=0))
        if self.rules.reads_day:
            yield factor("clock", "day", lambda s: replace(s, day=0))
        yield factor("stage", "stage", lambda s: replace(s, stage=0, began_in=0))

    def _possible(self) -> Iterator[Factor]:
        """How many values each thing can have, where no layer could be counted."""
        for variable in self.program.variables:
            yield Factor("variable", variable.id, variable.high - variable.low + 1, False)
        for unknown in self.program.unknowns:
            yield Factor("unknown", unknown.id, len(unknown.values), False)
        for name in sorted(self.rules.reads_made):
            yield Factor("move", name, 2, False)

    def _bound(self) -> int:
        """The most that one layer can have: every combination of every value."""
        program, rules = self.program, self.rules
        open_stages = sum(not stage.ending for stage in program.stages)
        numbers = [v.high - v.low + 1 for v in program.variables]
        truths = [len(u.values) for u in program.unknowns]
        ready = [move.cooldown + 1 for move in program.moves if move.cooldown]
        waited = program.rounds if rules.reads_wait else 1
        longest = max(stage.days for stage in program.stages)
        days = longest * program.rounds if rules.reads_day else 1
        flags: int = 2 ** len(rules.reads_made)
        return open_stages * prod(numbers) * prod(truths) * prod(ready) * waited * days * flags


def _values(slot: int, state: _State) -> _State:
    return replace(state, values=(*state.values[:slot], 0, *state.values[slot + 1 :]))


def _truths(slot: int, state: _State) -> _State:
    return replace(state, truths=(*state.truths[:slot], 0, *state.truths[slot + 1 :]))


def _made(name: str, state: _State) -> _State:
    return replace(state, made=state.made - {name})


def _ready(move: int, state: _State) -> _State:
    return replace(state, ready=tuple(pair for pair in state.ready if pair[0] != move))
