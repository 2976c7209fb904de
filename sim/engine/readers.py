"""Who reads about a program: what may be named to them, and what stays hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.expressions.tree import UnknownIn, Variable, walk

if TYPE_CHECKING:
    from sim.program.model import Program
    from sim.scenario.expressions.tree import Expression

HIDDEN = "something hidden from you is so"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the player of ``actor`` (None: nobody in particular).

    ``told`` says that the story may be told in full: hidden truths and outcomes by name.
    """

    actor: str | None = None
    told: bool = False

    def sees(self, program: Program, expression: Expression) -> bool:
        """Whether everything that ``expression`` reads may be named."""
        if self.told:
            return True
        seat = None if self.actor is None else program.actor_index[self.actor]
        for node in walk(expression):
            if isinstance(node, UnknownIn):
                return False
            if isinstance(node, Variable):
                seen_by = program.variables[program.variable_index[node.name]].seen_by
                if seen_by is not None and seat not in seen_by:
                    return False
        return True
