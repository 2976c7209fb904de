"""Best play for people who ask: a scenario, an actor, and what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.lab.exact import solve as exact
from sim.lab.exact.goals import expressed, points, reaching
from sim.lab.exact.odds import BUDGET
from sim.lab.strategies import planned
from sim.program.lower import lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.lab.exact.goals import Goal
    from sim.lab.exact.solve import Solution
    from sim.program.model import Program
    from sim.scenario.reader import Scenario


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
) -> Solution:
    """The best that the actor ``for_`` can do in ``scenario``, exactly.

    What counts is one of ``goal`` (an expression over the story as it ended), ``reach`` (an
    ending), ``avoid`` (an ending); without any, the points of what the actor wants. ``against``
    names actors that work together against it; all others act by their policies. Without ``for_``
    each actor plays for its own points. Best play sees the whole state.

    Raises :class:`UsageError` for what cannot be meant and :class:`~sim.errors.BudgetError` past
    ``budget`` states.
    """
    program = lower(scenario)
    plan = planned(program, do)
    if for_ is None:
        if against or goal or reach or avoid:
            raise UsageError("Where everyone plays, each actor plays for its own points.")
        return exact.everyone(program, plan=plan, budget=budget)
    wanted = {for_: _goal(program, for_, goal, reach, avoid)}
    return exact.solve(program, wanted, against=against, plan=plan, budget=budget)


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
