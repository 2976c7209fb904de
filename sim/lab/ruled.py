"""Strategies in the reference computation: one state at a time, plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sim.engine.interventions import Plan
    from sim.engine.strategy import Rule
    from sim.program.model import Move
    from sim.scenario.expressions.tree import Expression


def rules_in(plan: Plan) -> Iterator[Rule]:
    """The rules of all strategies of ``plan``."""
    for policy in plan.policies.values():
        yield from policy.strategy.rules if policy.strategy is not None else ()


def first_that_holds(
    plan: Plan,
    moves: Sequence[Move],
    now: int,
    stages: tuple[int, int],
    ready: Mapping[int, int],
    value: Callable[[Expression], int],
) -> Move | None:
    """The move of the first rule that holds and whose move is one of ``moves``; None if none does.

    ``moves`` are those that one actor can make, at least one; ``stages`` are the present one and
    that in which the round began; ``ready`` is the first round in which a move is enabled again.
    """
    policy = plan.policies.get(moves[0].actor)
    if policy is None or policy.strategy is None:
        return None
    stage, began_in = stages
    for rule in policy.strategy.rules:
        for move in moves:
            if (
                move.index == rule.move
                and rule.first <= now <= rule.last
                and (rule.stages is None or stage in rule.stages)
                and (rule.began is None or began_in in rule.began)
                and all(c.low <= max(ready.get(c.move, 1) - now, 0) <= c.high for c in rule.cooling)
                and (rule.when is None or value(rule.when))
            ):
                return move
    return None
