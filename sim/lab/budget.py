"""How many states a scenario has: counted layer by layer while they fit a budget, else bounded.

A layer is all that may be the case at one turn. Exact odds look at every state of every layer, so
what multiplies states decides whether they can be had (DESIGN section 7). The states counted are
those that ``newscycle odds`` steps: what nothing can read any more has been left out of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.engine.interventions import Plan
from sim.lab.exact.layers import merged
from sim.lab.exact.liveness import DAY, WAITED, liveness_of
from sim.lab.exact.walk import Walk
from sim.lab.rows import layout_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.lab.exact.layers import Layer
    from sim.lab.exact.liveness import Item
    from sim.lab.rows import Rows, Words
    from sim.program.model import Program, Stage

Kind = Literal["variable", "unknown", "move", "cooldown", "clock", "stage"]

TELLING = 1 << 14
"""What multiplies states is seen in the largest counted layer of at most so many."""


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
    most that one layer can have; ``factors``: what multiplies them, the strongest first, seen at
    some turn of the round ``seen_in``.
    """

    layers: tuple[int, ...]
    looked_at: int
    counted: bool
    bound: int
    factors: tuple[Factor, ...]
    seen_in: int


def state_budget(program: Program, most: int) -> Budget:
    """Count the states of ``program``, turn by turn, and stop once more than ``most`` were seen."""
    return _Counter(program, most).budget()


class _Counter:
    def __init__(self, program: Program, most: int) -> None:
        self.program, self.most = program, most
        self.layout = layout_of(program)
        self.liveness = liveness_of(program, Plan())
        self.walk = Walk(program, Plan(), self.liveness, lambda *_ended: None)

    def budget(self) -> Budget:
        layers: list[int] = []
        telling, seen_in, seen = None, 1, 0
        for now, turn, layer in self._layers():
            if turn == 0:
                layers.append(layer.size)
            seen += layer.size
            if layer.size <= TELLING and (telling is None or layer.size > telling.size):
                telling, seen_in = layer, now
            if seen > self.most:
                break
        if telling is not None and telling.size > 1:
            factors = list(self._seen(telling, seen_in))
        else:
            factors = list(self._possible())
        factors.sort(key=lambda factor: (-factor.times, factor.name))
        counted = seen <= self.most
        return Budget(tuple(layers), seen, counted, self._bound(), tuple(factors), seen_in)

    def _layers(self) -> Iterator[tuple[int, int, Layer]]:
        """Every layer, with its round and the turn (that after the last actor's ends the round)."""
        layer = self.walk.start()
        for now in range(1, self.program.rounds + 1):
            for actor in range(len(self.program.actors)):
                yield now, actor, layer
                layer = self.walk.turn(layer, actor, now)
            yield now, len(self.program.actors), layer
            layer = self.walk.end_round(layer, now)
            if not layer.size:
                return

    # -- what multiplies ----------------------------------------------------------------------

    def _seen(self, layer: Layer, now: int) -> Iterator[Factor]:
        """How many times fewer states a counted layer would have without each thing."""

        def factor(kind: Kind, name: str, without: Callable[[Rows], None]) -> Factor:
            rows = self.walk.packer.unpack(layer.words, now)
            without(rows)
            left = _distinct(self.walk.packer.pack(rows, now))
            return Factor(kind, name, layer.size / left, True)

        program = self.program
        for variable in program.variables:
            yield factor("variable", variable.id, _value(variable.index, variable.low))
        for unknown in program.unknowns:
            yield factor("unknown", unknown.id, _truth(unknown.index))
        for name, flag in self._flags():
            yield factor("move", name, _flag(flag))
        for move in program.moves:
            if move.cooldown:
                yield factor("cooldown", move.name, _ready(move.index))
        if self.layout.reads_waited:
            yield factor("clock", "rounds_in_stage", _waited)
        if self.layout.reads_day:
            yield factor("clock", "day", _day)
        yield factor("stage", "stage", _stage)

    def _flags(self) -> Iterator[tuple[str, int]]:
        """What must be remembered of acts, and its column."""
        program = self.program
        for index, flag in self.layout.moves.items():
            yield program.moves[index].name, flag
        for index, flag in self.layout.outcomes.items():
            outcome = program.outcomes[index]
            yield f"{program.moves[outcome.move].name}:{outcome.id}", flag

    def _possible(self) -> Iterator[Factor]:
        """How many values each thing can have, where no layer could be counted."""
        for variable in self.program.variables:
            yield Factor("variable", variable.id, variable.high - variable.low + 1, False)
        for unknown in self.program.unknowns:
            yield Factor("unknown", unknown.id, len(unknown.values), False)
        for name, _ in self._flags():
            yield Factor("move", name, 2, False)

    def _bound(self) -> int:
        """The most that one layer can have: in each stage every combination that it remembers."""
        return sum(self._combinations(stage) for stage in self.program.stages if not stage.ending)

    def _combinations(self, stage: Stage) -> int:
        program, live = self.program, self.liveness.live[stage.index]
        alike = self.liveness.alike

        def different(item: Item, most: int) -> int:
            return len(set(alike[item][stage.index])) if item in alike else most

        sizes = [
            different(item, v.high - v.low + 1)
            for v in program.variables
            if (item := ("variable", v.index)) in live
        ]
        sizes += [len(u.values) for u in program.unknowns if ("truth", u.index) in live]
        sizes += [
            m.cooldown + 2 for m in program.moves if m.cooldown and ("ready", m.index) in live
        ]
        sizes += [2 for index in self.layout.moves if ("made", index) in live]
        sizes += [2 for index in self.layout.outcomes if ("outcome", index) in live]
        if self.layout.reads_waited and WAITED in live:
            sizes.append(different(WAITED, program.rounds + 1))
        if self.layout.reads_day and DAY in live:
            sizes.append(max(s.days for s in program.stages) * program.rounds + 1)
        if any(stage.index in transition.sources for transition in program.transitions):
            sizes.append(2)  # whether a transition that would have led back may still be taken
        return prod(sizes)


def _distinct(words: list[Words]) -> int:
    return merged(words, np.ones(len(words[0]))).size


def _value(slot: int, low: int) -> Callable[[Rows], None]:
    return lambda rows: rows.values[slot].fill(low)


def _truth(place: int) -> Callable[[Rows], None]:
    return lambda rows: rows.truths[place].fill(0)


def _flag(flag: int) -> Callable[[Rows], None]:
    return lambda rows: rows.flags[flag].fill(False)


def _ready(move: int) -> Callable[[Rows], None]:
    return lambda rows: rows.ready[move].fill(0)


def _waited(rows: Rows) -> None:
    rows.waited.fill(0)


def _day(rows: Rows) -> None:
    rows.day.fill(0)


def _stage(rows: Rows) -> None:
    rows.stage.fill(0)
    rows.began_in.fill(0)
