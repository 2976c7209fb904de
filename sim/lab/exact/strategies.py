"""The best strategy of an actor as the text of a file, checked by playing it, exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import sim
from sim.engine.policy import Policy
from sim.engine.strategyfile import MOST_BYTES, read_strategy
from sim.errors import BudgetError, NewscycleError
from sim.lab.exact.backward import Backward
from sim.lab.exact.liveness import liveness_of
from sim.lab.exact.situations import situations
from sim.lab.exact.solve import Best, freed, payoff_of
from sim.lab.exact.writing import rules_for, strategy_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.interventions import Plan
    from sim.engine.strategy import Strategy
    from sim.lab.exact.goals import Goal
    from sim.lab.exact.simple import Simple
    from sim.lab.exact.solve import Found
    from sim.program.model import Actor, Program

#: By how much the value of a strategy may differ from the best, for rounding.
CLOSE = 1e-9


class Worth(NamedTuple):
    """What a goal comes to, and the odds of the endings, exactly."""

    value: float
    endings: dict[str, float]


def worth(
    program: Program,
    plan: Plan,
    strategy: Strategy,
    goal: Goal,
    *,
    against: Sequence[Actor] = (),
    budget: int,
) -> Worth:
    """What ``goal`` comes to, exactly, if ``strategy`` is followed; at worst over ``against``."""
    policies = {**plan.policies, strategy.actor: Policy("strategy", "weights", {}, strategy)}
    played = freed(replace(plan, policies=policies), against)
    backward = Backward(program, played, liveness_of(program, played, goal.reads), budget=budget)
    choosers = {actor.index: Best(program, 0, -1) for actor in against}
    values = backward.values(payoff_of(program, (goal,)), choosers)
    endings = {s.id: float(values[1 + s.index]) for s in program.stages if s.ending}
    return Worth(float(values[0]), endings)


def best_strategy(
    program: Program,
    found: Found,
    actor: Actor,
    plan: Plan,
    *,
    against: Sequence[Actor] = (),
    budget: int,
) -> str:
    """The text of a strategy file for ``actor``, the first of those solved for.

    In every situation in which it may find itself, it makes a move that is best there. Raises
    :class:`BudgetError` if that takes too many rules, and :class:`NewscycleError` if it takes
    rules that look at what rules cannot look at.
    """
    solution = found.solution
    met = situations(program, found.backward, found.choosers[actor.index], actor.index)
    rules = rules_for(program, actor, met)
    if not rules:
        # Nothing is ever to be chosen; a rule is there all the same, so that the file says so.
        rules = [{"move": actor.moves[-1].id}]
    value, name = solution.values[actor.id], f"{actor.id}~best"
    strategy = read_strategy(strategy_text({}, actor.id, rules), program, actor.id, name)
    played = worth(program, plan, strategy, found.goals[0], against=against, budget=budget)
    if abs(played.value - value) > CLOSE * max(1.0, abs(value)):
        raise NewscycleError(
            f"The rules found for {actor.id} come to {played.value!r}, the best is {value!r}:"
            " please report this as a mistake of newscycle."
        )
    head = _head(program, found, actor, plan, against, played)
    text = strategy_text(head, actor.id, rules)
    if len(text.encode()) > MOST_BYTES:
        raise BudgetError(f"The best strategy of {actor.id} takes more than {MOST_BYTES:,} bytes.")
    return text


def simple_strategy(
    program: Program, found: Found, actor: Actor, plan: Plan, one: Simple, *, budget: int
) -> str:
    """The text of a strategy file for one of the best simple strategies."""
    strategy = read_strategy(
        strategy_text({}, actor.id, one.rules), program, actor.id, one.kind
    )  # fmt: skip
    played = worth(program, plan, strategy, found.goals[0], budget=budget)
    how = "exact value; the best of its kind" if one.best else "exact value; not proved the best"
    sees = {"sequence": "nothing but the round", "by_stage": "nothing but the stage"}[one.kind]
    head = {
        **_head(program, found, actor, plan, (), played),
        "value": round(played.value, 9),
        "found": f"{how} ({one.kind}); none of it exceeds {one.most:.9g}",
        "sees": sees,
    }
    return strategy_text(head, actor.id, one.rules)


def _head(
    program: Program,
    found: Found,
    actor: Actor,
    plan: Plan,
    against: Sequence[Actor],
    played: Worth,
) -> dict[str, Any]:
    solution = found.solution
    whole = "the whole state, hidden truths included" if solution.hidden else "the whole state"
    return {
        "scenario": {"id": program.id, "title": program.title, "hash": program.hash},
        "goal": solution.goals[actor.id],
        "value": round(solution.values[actor.id], 9),
        "usual": round(solution.usual[actor.id], 9),
        "endings": {name: round(share, 9) for name, share in played.endings.items()},
        "found": "exact: backward induction over all states; of equally good moves any",
        "sees": whole,
        "do": list(plan.lines),
        "against": [other.id for other in against],
        "states": solution.states,
        "made_by": f"newscycle {sim.__version__}",
    }
