"""A strategy: ordered rules by which an actor that nobody plays picks its moves.

The first rule that holds and whose move can be made decides. Where none does, the actor acts by
its usual policy, and that is counted. No luck is drawn where a rule decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sim.engine.closures import closure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.closures import Closure
    from sim.engine.rules import Rules
    from sim.engine.state import State
    from sim.program.model import Move, Program
    from sim.scenario.expressions.tree import Expression


class Cooling(NamedTuple):
    """In how many rounds, ``low`` to ``high``, a move is over its cooldown (0: it is now)."""

    move: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Rule:
    """``move`` is made if everything else holds. None means that it does not matter.

    ``stages``: where the story stands; ``first`` and ``last``: rounds; ``when``: a condition;
    ``cooling``: of moves that cool down; ``began``: the stage in which the round began.
    """

    move: int
    first: int
    last: int
    stages: frozenset[int] | None = None
    when: Expression | None = None
    cooling: tuple[Cooling, ...] = ()
    began: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Strategy:
    """The rules of ``actor``; ``text`` is the file's, ``digest`` its SHA-256.

    ``note`` says that it was made for another version of the scenario (which it fits).
    """

    actor: int
    rules: tuple[Rule, ...]
    text: str
    digest: str
    note: str | None = None


def follow(strategy: Strategy, moves: Sequence[Move], state: State, rules: Rules) -> Move | None:
    """Which of ``moves``, all enabled, the strategy makes in ``state``; None if no rule says."""
    enabled = {move.index: move for move in moves}
    for rule, when in _ready(strategy, rules.program):
        if rule.move in enabled and _holds(rule, when, state):
            return enabled[rule.move]
    return None


@lru_cache(maxsize=64)
def _ready(strategy: Strategy, program: Program) -> list[tuple[Rule, Closure | None]]:
    """The rules with their conditions as functions of the state."""
    return [
        (rule, None if rule.when is None else closure(rule.when, program))
        for rule in strategy.rules
    ]


def _holds(rule: Rule, when: Closure | None, state: State) -> bool:
    return (
        rule.first <= state.round <= rule.last
        and (rule.stages is None or state.stage in rule.stages)
        and (rule.began is None or state.began_in in rule.began)
        and all(
            low <= max(state.ready[move] - state.round, 0) <= high
            for move, low, high in rule.cooling
        )
        and (when is None or bool(when(state)))
    )
