"""Best play for people who ask: a scenario, an actor, and what counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from sim.errors import BudgetError, UsageError
from sim.lab.exact import solve as exact
from sim.lab.exact.goals import expressed, points, reaching
from sim.lab.exact.graph import graph_of
from sim.lab.exact.simple import simple_strategies
from sim.lab.exact.solve import BUDGET
from sim.lab.exact.strategies import best_strategy, simple_strategy
from sim.lab.strategies import planned
from sim.program.lower import lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.engine.interventions import Plan
    from sim.lab.exact.goals import Goal
    from sim.lab.exact.solve import Found, Solution
    from sim.program.model import Actor, Program
    from sim.scenario.reader import Scenario

#: Which rules are written.
Rules = Literal["best", "sequence", "by_stage"]


def solve(
    scenario: Scenario,
    *,
    for_: str | None = None,
    against: Sequence[str] = (),
    goal: str | None = None,
    reach: str | None = None,
    avoid: str | None = None,
    do: Iterable[str] = (),
    budget: int = BUDGET,
    strategy: Rules | None = None,
    simple: bool = True,
    effort: int = 1,
) -> Solution:
    """The best that the actor ``for_`` can do in ``scenario``, exactly.

    What counts is one of ``goal`` (an expression over the story as it ended), ``reach`` (an
    ending), ``avoid`` (an ending); without any, the points of what the actor wants. ``against``
    names actors that work together against it; all others act by their policies. Without ``for_``
    each actor plays for its own points. Best play sees the whole state.

    ``strategy``: also the text of a file with rules, for best play (``best``) or the best of the
    simple ones (``sequence``, ``by_stage``). ``simple``: also the best simple
    strategies of ``for_``, where nobody plays against it; ``effort`` is how many times the usual
    second the search for each of them may take.

    Raises :class:`UsageError` for what cannot be meant and :class:`~sim.errors.BudgetError` past
    ``budget`` states, or for a strategy of too many rules.
    """
    program = lower(scenario)
    plan = planned(program, do)
    if for_ is None:
        if against or goal or reach or avoid:
            raise UsageError("Where everyone plays, each actor plays for its own points.")
        if strategy:
            raise UsageError("A strategy is one actor's: say whose with --for.")
        return exact.everyone(program, plan=plan, budget=budget)
    wanted = {for_: _goal(program, for_, goal, reach, avoid)}
    found = exact.find(
        program, wanted, against=against, plan=plan, budget=budget, keep=strategy == "best"
    )
    solution, actor = found.solution, program.actor(for_)
    if strategy == "best":
        others = [program.actor(name) for name in against]
        text = best_strategy(program, found, actor, plan, against=others, budget=budget)
        solution = replace(solution, strategy=text)
    if simple or strategy in ("sequence", "by_stage"):
        solution = _with_simple(program, found, solution, actor, plan, against, effort)
    for one in solution.simple:
        if one.kind == strategy:
            text = simple_strategy(program, found, actor, plan, one, budget=budget)
            solution = replace(solution, strategy=text)
    if strategy is not None and solution.strategy is None:
        raise UsageError(f"There is no such strategy to write. {solution.no_simple}".strip())
    return solution


def _with_simple(
    program: Program,
    found: Found,
    solution: Solution,
    actor: Actor,
    plan: Plan,
    against: Sequence[str],
    effort: int,
) -> Solution:
    """The solution with the best simple strategies, or with why there are none."""
    if against:
        why = "They are sought only where nobody plays against the actor."
        return replace(solution, no_simple=why)
    try:
        graph = graph_of(program, found.backward, actor.index, found.goals[0])
    except BudgetError as error:
        return replace(solution, no_simple=str(error))
    made = simple_strategies(program, actor, graph, plan.forbidden, effort=effort)
    none = "" if made else f"'{actor.id}' never has anything to choose."
    return replace(solution, simple=made, no_simple=none)


def _goal(
    program: Program, name: str, goal: str | None, reach: str | None, avoid: str | None
) -> Goal:
    if sum(x is not None for x in (goal, reach, avoid)) > 1:
        raise UsageError("Give one of goal, reach and avoid.")
    who = exact.actor_called(program, name)
    if goal is not None:
        return expressed(program, goal)
    if reach is not None:
        return reaching(program, reach)
    if avoid is not None:
        return reaching(program, avoid, avoid=True)
    return points(program, who)
