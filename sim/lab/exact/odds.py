"""Exact odds: all stories at once, layer by layer (DESIGN section 7).

Forward propagation with the array step: a layer holds every state that may be the case at one
turn, with its probability. Exact but for the rounding of floats; the sums of a layer have at most
a few million terms of about 2^-53 relative error each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.interventions import Plan
from sim.errors import BudgetError
from sim.lab.exact.liveness import liveness_of
from sim.lab.exact.walk import Walk
from sim.scenario.expressions.tree import Kind, Variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.engine.state import State
    from sim.lab.exact.liveness import Liveness
    from sim.lab.rows import Places, Rows
    from sim.program.model import Program

    Shares = NDArray[np.float64]

#: States over all layers that are looked at before giving up: half a minute or so.
BUDGET = 30_000_000


@dataclass(frozen=True, slots=True)
class ExactOdds:
    """Exact probabilities.

    ``endings``: of each ending; ``by_round``: of each having come by the end of each round, from
    round 1 on; ``expected_rounds``: mean length; ``states``: how many were stepped, over all turns;
    ``largest``: the most at one turn. ``values``: the mean of each variable when the story ends (a
    yes as 1), if they were asked for. ``uncovered``: by actor who follows a strategy, the expected
    number of choices in a story about which it says nothing.
    """

    endings: dict[str, float]
    by_round: tuple[dict[str, float], ...]
    expected_rounds: float
    states: int
    largest: int
    values: dict[str, float]
    uncovered: dict[str, float] = field(default_factory=dict)


def exact_odds(
    program: Program,
    plan: Plan | None = None,
    *,
    start: State | None = None,
    budget: int = BUDGET,
    liveness: Liveness | None = None,
    tilts: Mapping[int, float] | None = None,
    values: bool = False,
) -> ExactOdds:
    """The odds of the endings of ``program`` under ``plan``, from ``start`` on.

    Raises :class:`BudgetError` once more than ``budget`` states were stepped. ``liveness`` says
    what states remember; by default what can still be read. ``tilts`` are factors on the chances
    of outcomes, by index. With ``values`` all variables are remembered to the end, and their means
    are computed too.
    """
    plan = plan or Plan()
    first = 1 if start is None else start.round
    ended = np.zeros((program.rounds + 2, len(program.stages)))

    sums = np.zeros(len(program.variables))
    read = [Variable(v.id, Kind.INTEGER) for v in program.variables] if values else []

    def absorb(rows: Rows, over: Places, odds: Shares, now: int) -> None:
        ended[now] += np.bincount(rows.stage.take(over), odds, len(program.stages))
        for variable in program.variables if values else ():
            sums[variable.index] += odds @ rows.values[variable.index].take(over)

    walk = Walk(program, plan, liveness or liveness_of(program, plan, read), absorb, tilts)
    layer = walk.start() if start is None else walk.like(start)
    states = largest = 0

    def count(size: int) -> None:
        nonlocal states, largest
        states += size
        largest = max(largest, size)
        if states > budget:
            raise BudgetError(f"More than {budget:,} states: too many for the budget.")

    turn = 0 if start is None else start.turn
    for now in range(first, program.rounds + 1):
        layer = walk.round(layer, turn, now, count)
        turn = 0
        if not layer.size:
            break
    endings = [stage for stage in program.stages if stage.ending]
    so_far = ended.cumsum(axis=0)
    rounds = np.arange(len(ended))
    return ExactOdds(
        {stage.id: float(so_far[-1, stage.index]) for stage in endings},
        tuple(
            {stage.id: float(so_far[now, stage.index]) for stage in endings}
            for now in range(1, program.rounds + 1)
        ),
        float((ended.sum(axis=1) * rounds).sum()),
        states,
        largest,
        {v.id: float(sums[v.index]) for v in program.variables} if values else {},
        {program.actors[actor].id: mean for actor, mean in walk.uncovered.items()},
    )
