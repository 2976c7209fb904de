"""How an actor that nobody plays picks its moves: weights over those that are enabled, or rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.engine.luck import pick
from sim.engine.strategy import follow
from sim.errors import InterventionError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.engine.luck import Luck
    from sim.engine.rules import Rules
    from sim.engine.state import State
    from sim.engine.strategy import Strategy
    from sim.program.model import Actor, Move
    from sim.scenario.expressions.tree import Expression


@dataclass(frozen=True, slots=True)
class Policy:
    """``weights`` replace those of the moves that they name; ``kind`` says what rules the rest.

    Where the rules of a ``strategy`` decide, weights do not count.
    """

    name: str
    kind: Literal["weights", "uniform", "wait"]
    weights: Mapping[int, Expression]
    strategy: Strategy | None = None


DEFAULT = Policy("default", "weights", {})


def policy_named(actor: Actor, name: str) -> Policy:
    """The policy called ``name``: a temperament of ``actor``, ``uniform`` or ``wait``.

    Raises :class:`InterventionError` for what ``actor`` does not have.
    """
    if name in actor.temperaments:
        return Policy(name, "weights", actor.temperaments[name])
    if name == "uniform":
        return Policy(name, "uniform", {})
    if name == "wait":
        return Policy(name, "wait", {})
    raise InterventionError(f"{actor.id}~{name}: there is no such way of acting.")


def weights_of(
    policy: Policy,
    moves: Sequence[Move],
    state: State,
    rules: Rules,
    factors: Mapping[int, float],
) -> list[float]:
    """The weight of each of ``moves`` in ``state``; negative ones count as 0."""
    if policy is DEFAULT and not factors:
        return rules.weights(moves, state)
    found: list[float] = []
    for move in moves:
        weight: float
        if policy.kind == "uniform":
            weight = 1
        elif policy.kind == "wait":
            weight = int(move.is_wait)
        elif move.index in policy.weights:
            weight = rules.closure(policy.weights[move.index])(state)
        else:
            weight = rules.weight(move, state)
        if factors and move.index in factors:
            weight *= factors[move.index]
        found.append(max(weight, 0))
    return found


def choose(
    policy: Policy,
    moves: Sequence[Move],
    state: State,
    rules: Rules,
    luck: Luck,
    factors: Mapping[int, float],
    uncovered: dict[int, int],
) -> Move:
    """The move that ``policy`` picks among ``moves``, all of one actor and enabled.

    ``uncovered`` counts, by actor, the choices about which the actor's strategy says nothing.
    """
    if len(moves) == 1:
        return moves[0]
    if policy.strategy is not None:
        found = follow(policy.strategy, moves, state, rules)
        if found is not None:
            return found
        uncovered[moves[0].actor] = uncovered.get(moves[0].actor, 0) + 1
    weights = weights_of(policy, moves, state, rules, factors)
    now = state.round
    return moves[pick(luck, [move.key + now for move in moves], weights)]
