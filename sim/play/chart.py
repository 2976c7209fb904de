"""A number's history as a small chart of block characters, with a scale and the values below.

It needs neither colour nor a cursor, so it reads the same on a screen, in a pipe and in a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TALLEST = 8
WIDEST = 60
EIGHTHS = " ▁▂▃▄▅▆▇█"


def bar_rows(past: Sequence[tuple[int, int]], low: int, high: int) -> tuple[str, ...]:
    """A bar for each round, from ``low`` to ``high``; only the last rounds where there are many.

    ``past`` pairs rounds with values; round 0 is the start. Below the bars stand the rounds, then
    the values.
    """
    span = high - low
    height = max(min(span, TALLEST), 1)
    cell = max(max(len(str(value)) for _, value in past), len(str(past[-1][0])), 2) + 1
    shown = past[-(WIDEST // cell) :]
    scale = max(len(str(low)), len(str(high)))
    lines = []
    for row in range(height, 0, -1):
        # The row reaches from its floor to its top, in the variable's own unit.
        top = low + span * row / height
        bars = "".join(
            " " + _part((value - low) * height * 8 - (row - 1) * 8 * span, span) * (cell - 1)
            for _, value in shown
        )
        label = f"{top:.0f}" if span <= TALLEST or row == height else ""
        lines.append(f"{label:>{scale}} ┤{bars}".rstrip())
    lines.append(f"{low:>{scale}} └{'─' * (cell * len(shown))}")
    margin = " " * (scale + 2)
    rounds = ["·" if number == 0 else str(number) for number, _ in shown]
    lines.append(margin + "".join(f"{number:>{cell}}" for number in rounds) + "  round")
    lines.append(margin + "".join(f"{value:>{cell}}" for _, value in shown) + "  value at its end")
    return tuple(lines)


def _part(eighths: int, span: int) -> str:
    """How much of a cell is filled; ``eighths`` are counted in steps of the whole span."""
    filled = eighths // span if span else 0
    return EIGHTHS[max(0, min(8, filled))]
