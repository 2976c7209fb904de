"""The graph as text: the picture that the player's map draws, then every way in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.lab.export.graph.diagram import RECORD_SAID
from sim.lab.export.graph.sheet import sheet, wrapped_cells
from sim.program.map.cells import ByCharacters
from sim.program.map.drawing import Standing, drawn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.lab.export.graph.diagram import Diagram, Node

START, ENDING = "▶", "■"
RECORD = "(record)"
LEAST = 30
"""A box has room for so many letters, so that words between two arrows do too."""


def characters(diagram: Diagram, room: int) -> str:
    """``diagram`` in lines of at most ``room`` cells where its boxes allow; ends with a break."""
    return "\n".join([*_lines(diagram, room), ""])


def _lines(diagram: Diagram, room: int) -> Iterator[str]:
    measure = ByCharacters()
    labels = {node.index: signed(node) for node in diagram.nodes}
    made = sheet(diagram, labels, room, measure, least=min(LEAST, room // 3))
    on_record = frozenset(node.index for node in diagram.nodes if node.on_record)
    taken = frozenset((way.source, way.target) for way in diagram.ways if way.on_record)
    standing = Standing(None, on_record, taken)
    yield diagram.title
    yield ""
    for row in drawn(made.plan, made.words, standing, measure):
        yield "".join(text for text, _ in row).rstrip()
    yield ""
    yield f"{START} start · {ENDING} ending · ● joined · ┼ crossing"
    if diagram.recorded:
        yield from wrapped_cells(f"━ and {RECORD}: {RECORD_SAID}", room, measure)
    end = diagram.nodes[diagram.at_end].label
    record = f" {RECORD}" if diagram.calendar_on_record else ""
    yield from wrapped_cells(
        f"{diagram.calendar}, every stage leads to “{end}”{record}.", room, measure
    )
    for node in diagram.nodes:
        if not node.ending:
            yield ""
            yield from wrapped_cells(signed(node), room, measure)
            yield from _ways_from(diagram, node, room, measure)


def _ways_from(diagram: Diagram, node: Node, room: int, measure: ByCharacters) -> Iterator[str]:
    out = [way for way in diagram.ways if way.source == node.index]
    if not out:
        yield "  → nowhere but the end of the rounds"
    for way in out:
        words = [f"→ {signed(diagram.nodes[way.target])}"]
        words += [c.words + (f" {RECORD}" if c.on_record else "") for c in way.causes]
        for at, text in enumerate(words):
            indent = "  " if at == 0 else "      "
            for line in wrapped_cells(text, room - len(indent), measure):
                yield indent + line


def signed(node: Node) -> str:
    """A stage's label with a sign before that of a start or an ending."""
    sign = START if node.start else ENDING if node.ending else ""
    return f"{sign} {node.label}".lstrip()
