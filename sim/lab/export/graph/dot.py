"""The graph in DOT, the language of Graphviz, which Gephi, yEd and others read too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.lab.export.graph.diagram import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.lab.export.graph.diagram import Diagram, Node, Way

WIDTH = 32
MOST = 2
"""So many lines of it may a cause take where the graph is to be brief."""

RECORD = 'color="#1a66b8", penwidth=3'
FONT = 'fontname="Helvetica,Arial,sans-serif"'
CALENDAR = "the calendar"
"""The name of the node for the end of the rounds; no id of a stage has a space."""


def dot(diagram: Diagram) -> str:
    """``diagram`` as a directed graph for Graphviz; ends with a line break."""
    return "\n".join(
        [
            f"digraph {quoted(diagram.id)} {{",
            *(f"  {line};" for line in _body(diagram)),
            "}",
            "",
        ]
    )


def _body(diagram: Diagram) -> Iterator[str]:
    yield f"graph [label={quoted(diagram.caption)}, labelloc=t, fontsize=20, {FONT}]"
    yield f'node [shape=box, style="rounded", {FONT}]'
    yield f"edge [fontsize=10, {FONT}]"
    for node in diagram.nodes:
        yield _node(node)
    yield f"{quoted(CALENDAR)} [label={_lines(diagram.calendar)}, shape=note, style=solid]"
    for way in diagram.ways:
        yield _way(diagram, way)
    record = f", {RECORD}" if diagram.calendar_on_record else ""
    target = quoted(diagram.nodes[diagram.at_end].id)
    yield f"{quoted(CALENDAR)} -> {target} [style=dashed{record}]"


def _node(node: Node) -> str:
    label = f"Start: {node.label}" if node.start else node.label
    looks = ["penwidth=2"] if node.start else ["peripheries=2"] if node.ending else []
    if node.on_record:
        looks = [look for look in looks if not look.startswith("penwidth")] + [RECORD]
    return f"{quoted(node.id)} [{', '.join([f'label={_lines(label)}', *looks])}]"


def _way(diagram: Diagram, way: Way) -> str:
    source, target = (quoted(diagram.nodes[index].id) for index in (way.source, way.target))
    label = _lines(
        *(cause.words for cause in diagram.causes_of(way)), most=MOST if diagram.brief else None
    )
    return f"{source} -> {target} [label={label}{f', {RECORD}' if way.on_record else ''}]"


def _lines(*texts: str, most: int | None = None) -> str:
    """``texts`` as one label, each on lines of its own."""
    return quoted("\n".join(wrapped(texts, WIDTH, most)))


def quoted(text: str) -> str:
    """``text`` as a quoted string of DOT that is shown as it is.

    A backslash would begin an escape (``\\N`` is the node's name), and Graphviz reads ``&amp;`` and
    its like inside labels.
    """
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return '"' + safe.replace("\n", "\\n") + '"'
