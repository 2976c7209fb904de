"""The same questions answered by plain recursion over the reference's states; slow, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.interventions import Plan
from sim.lab.reference import _Reference
from sim.scenario.expressions.evaluate import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.program.model import Program


class Plainly:
    """``choosers`` maps an actor's index to ``max`` or ``min`` over its quantity's place."""

    def __init__(self, program: Program, plan: Plan | None = None) -> None:
        self.program = program
        self.reference = _Reference(program, plan or Plan(), 10**9, track=False)
        self.known: dict[object, tuple[float, ...]] = {}

    def value(
        self,
        payoff: Callable[[object, int], tuple[float, ...]],
        choosers: dict[int, tuple[Callable[..., float], int]] | None = None,
    ) -> tuple[float, ...]:
        """What is to be expected, quantity by quantity."""
        self.payoff, self.choosers = payoff, choosers or {}
        self.known = {}
        return _mean([(p, self.of(state, 1, 0)) for state, p in self.reference.start()])

    def of(self, state, now: int, turn: int) -> tuple[float, ...]:
        if self.program.stages[state.stage].ending:
            return self.payoff(state, now)
        key = (state, now, turn)
        if key not in self.known:
            self.known[key] = self._of(state, now, turn)
        return self.known[key]

    def _of(self, state, now: int, turn: int) -> tuple[float, ...]:
        reference, program = self.reference, self.program
        if turn == len(program.actors):
            after, when = reference.end_round(state, now)
            return self.of(after, when, 0)
        by_move: dict[object, list[tuple[float, tuple[float, ...]]]] = {}
        for before, move, outcome, p in reference.acts(state, program.actors[turn], now):
            after = before
            if move is not None and outcome is not None:
                after = reference.make(before, move, outcome, now)
            if move is not None:
                after = reference.chain(after, now)
            index = None if move is None else move.index
            by_move.setdefault(index, []).append((p, self.of(after, now, turn + 1)))
        if turn not in self.choosers:
            return _mean([pair for pairs in by_move.values() for pair in pairs])
        pick, place = self.choosers[turn]
        values = [_mean(pairs, scaled=True) for _, pairs in sorted(by_move.items(), key=str)]
        return pick(values, key=lambda value: value[place])

    def points(self, actor: str, state, now: int) -> float:
        """What ``actor`` gets for a story that ended so."""
        from sim.lab.reference import _World

        world = _World(self.program, state, now)
        wants = self.program.actor(actor).wants
        return float(sum(evaluate(w.points, world) for w in wants if w.points is not None))


def _mean(pairs, *, scaled: bool = False) -> tuple[float, ...]:
    total = sum(p for p, _ in pairs) if scaled else 1.0
    return tuple(sum(p * v for (p, _), v in zip(pairs, column, strict=True)) / total
                 for column in zip(*(value for _, value in pairs), strict=True))  # fmt: skip
