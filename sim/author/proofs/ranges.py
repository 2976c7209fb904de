"""Between which values variables lay where a condition was looked at, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.program.model import Program


def looked_at(program: Program, ranges: Mapping[int, tuple[int, int]]) -> str | None:
    """``Where it is looked at, attention lies from 0 to 3.``; None where nothing is to be said."""
    parts = []
    for slot, (low, high) in sorted(ranges.items()):
        variable = program.variables[slot]
        if variable.boolean:
            if low == high:
                parts.append(f"'{variable.id}' is {'true' if low else 'false'}")
        elif low == high:
            parts.append(f"'{variable.id}' is {low}")
        else:
            parts.append(f"'{variable.id}' lies from {low} to {high}")
    return f"Where it is looked at, {', '.join(parts)}." if parts else None
