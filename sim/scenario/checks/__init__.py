"""What must hold beyond the shape of a file: names, types, ranges, the machine, the calendar.

Each module looks at one side and reports through a shared context; none stops at a first problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks import (
    calendar,
    formulas,
    likeness,
    references,
    stages,
    texts,
    variables,
    what_ifs,
)

if TYPE_CHECKING:
    from sim.scenario.context import Context


def check_all(context: Context) -> None:
    """Run every check that a sound shape allows.

    For who only wants to play, those are left out that take long and can find no error.
    """
    references.check(context)
    if context.advising:
        likeness.check(context)
    variables.check(context)
    formulas.check(context)
    calendar.check(context)
    texts.check(context)
    what_ifs.check(context)
    stages.check(context)
