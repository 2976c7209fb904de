"""The odds of ever entering a stage, exactly: the odds of an ending in a model that ends there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.lab.exact.odds import BUDGET, exact_odds

if TYPE_CHECKING:
    from sim.engine.interventions import Plan
    from sim.program.model import Program


def odds_of_reaching(
    program: Program, stage: int, plan: Plan | None = None, *, budget: int = BUDGET
) -> float:
    """The probability that a story ever enters the stage with this index, also in passing.

    Raises :class:`~sim.errors.BudgetError` for too many states.
    """
    if stage == 0:
        return 1.0
    name = program.stages[stage].id
    return exact_odds(_ending_at(program, stage), plan, budget=budget).endings[name]


def _ending_at(program: Program, stage: int) -> Program:
    """``program``, but that a story is over as soon as it enters ``stage``."""
    stages = tuple(replace(s, ending=True) if s.index == stage else s for s in program.stages)
    transitions = tuple(
        replace(
            transition,
            sources=transition.sources - {stage},
            arcs={source: arc for source, arc in transition.arcs.items() if source != stage},
        )
        for transition in program.transitions
    )
    arcs = tuple(arc for arc in program.arcs if arc.source != stage)
    return replace(program, stages=stages, transitions=transitions, arcs=arcs)
