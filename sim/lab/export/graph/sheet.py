"""The graph laid out by the same code as the player's map, every ending a box of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.program.map.placing import Words, placed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.lab.export.graph.diagram import Cause, Diagram
    from sim.program.map.placing import Box, Measure, Placed

BULLET = "• "
MOST = 2
"""So many lines may a cause take where the graph is to be brief."""

WIDEST = 64
"""No line of words beside an arrow takes more cells than this."""


@dataclass(frozen=True, slots=True)
class Said:
    """A line of words beside an arrow: where it stands, and whether the record went so.

    ``goes_on`` says that the line before it begins what it says, with a bullet.
    """

    x: int
    y: int
    text: str
    on_record: bool
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A diagram with a place for everything, in cells."""

    plan: Placed
    words: Words
    said: tuple[Said, ...]


def sheet(
    diagram: Diagram, labels: Mapping[int, str], room: int, measure: Measure, *, least: int
) -> Sheet:
    """Lay ``diagram`` out for ``room`` columns, with all words beside the arrows uncut."""
    none = Words(labels, {}, {})
    bare = placed(diagram.graph, none, room, measure, least=least)
    lines: dict[int, list[tuple[str, bool]]] = {}
    for node in bare.boxes:
        width = min(_beside(bare, node, room), WIDEST)
        lines[node] = _lines(diagram.causes_into(node), width, measure, brief=diagram.brief)
    entries = {node: [text for text, _ in said] for node, said in lines.items()}
    words = Words(labels, entries, {})
    plan = placed(diagram.graph, words, room, measure, least=least)
    above = sorted(plan.boxes.values(), key=lambda box: box.y)
    told: list[Said] = []
    seen: dict[int, int] = {}
    for x, y, text in plan.notes:
        node = next(box.node for box in above if box.entry + 2 == x and box.y > y)
        at = seen[node] = seen.get(node, -1) + 1
        goes_on = lines[node][0][0].startswith(BULLET) and not text.startswith(BULLET)
        told.append(Said(x, y, text, lines[node][at][1], goes_on))
    return Sheet(plan, words, tuple(told))


def _beside(plan: Placed, node: int, room: int) -> int:
    """Cells between the arrow into a stage and what stands to its right."""
    box: Box = plan.boxes[node]
    row = next(row for row in plan.rows if node in row)
    others = [plan.boxes[other].entry for other in row if plan.boxes[other].entry > box.entry]
    return min(others, default=max(room, plan.width) + 1) - 1 - (box.entry + 2)


def _lines(
    causes: Sequence[Cause], width: int, measure: Measure, *, brief: bool
) -> list[tuple[str, bool]]:
    """``causes`` in lines that fit, each with whether it is on record."""
    bullet = BULLET if len(causes) > 1 and not brief else ""
    found = []
    for cause in causes:
        before = bullet
        lines = wrapped_cells(cause.words, width - len(bullet), measure)
        if brief and len(lines) > MOST:
            lines = [*lines[: MOST - 1], measure.cut(" ".join(lines[MOST - 1 :]), width)]
        for line in lines:
            found.append((before + line, cause.on_record))
            before = " " * len(bullet)
    return found


def wrapped_cells(text: str, width: int, measure: Measure) -> list[str]:
    """``text`` in lines of at most ``width`` cells; a word that is longer is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if measure.cells(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while measure.cells(word) > width:
            kept = _fitting(word, width, measure)
            lines.append(word[:kept])
            word = word[kept:]
        line = word
    return [*lines, line] if line or not lines else lines


def _fitting(word: str, width: int, measure: Measure) -> int:
    """How many characters of ``word`` fit into ``width`` cells; one at least."""
    kept = 1
    while kept < len(word) and measure.cells(word[: kept + 1]) <= width:
        kept += 1
    return kept
