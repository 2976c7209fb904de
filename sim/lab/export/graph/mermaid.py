"""The graph in the language of Mermaid, which GitHub, GitLab, Obsidian and many others draw.

Every text stands in quotation marks with each sign but letters, digits and harmless punctuation
written as a number (``#35;``), so that nothing in a label is a command, a tag or Markdown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.lab.export.graph.diagram import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.lab.export.graph.diagram import Diagram, Node, Way

WIDTH = 32
MOST = 2
"""So many lines of it may a cause take where the graph is to be brief."""

HARMLESS = frozenset(" ,:'?/")
"""Signs that mean nothing to Mermaid inside quotation marks, wherever they stand."""

ITS_OWN = frozenset("ﬂ°¶ß")
"""With these Mermaid marks numbers while it reads; it takes them for its own in a text too."""

STYLES = (
    "classDef ending stroke-width:3px",
    "classDef record stroke:#1a66b8,stroke-width:3px",
)


def mermaid(diagram: Diagram) -> str:
    """``diagram`` as a Mermaid flowchart; ends with a line break."""
    return "\n".join([*_head(diagram), *(f"    {line}" for line in _body(diagram)), ""])


def _head(diagram: Diagram) -> list[str]:
    return ["---", f'title: "{_escaped_yaml(diagram.caption)}"', "---", "flowchart TB"]


def _body(diagram: Diagram) -> Iterator[str]:
    for node in diagram.nodes:
        yield _node(node)
    yield f"the_calendar>{quoted(diagram.calendar)}]"
    recorded = []
    for number, way in enumerate(diagram.ways):
        yield _way(diagram, way)
        if way.on_record:
            recorded.append(str(number))
    yield f"the_calendar -.-> {name(diagram.nodes[diagram.at_end])}"
    if diagram.calendar_on_record:
        recorded.append(str(len(diagram.ways)))
    yield from STYLES
    if recorded:
        yield f"linkStyle {','.join(recorded)} stroke:#1a66b8,stroke-width:4px"


def _node(node: Node) -> str:
    kinds = [kind for kind in ("ending", "on_record") if getattr(node, kind)]
    classes = "".join(f":::{kind.removeprefix('on_')}" for kind in kinds[-1:])
    label = quoted(f"Start: {node.label}" if node.start else node.label)
    opening, closing = ("([", "])") if node.start else ("[[", "]]") if node.ending else ("[", "]")
    return f"{name(node)}{opening}{label}{closing}{classes}"


def _way(diagram: Diagram, way: Way) -> str:
    label = quoted(
        *(cause.words for cause in diagram.causes_of(way)), most=MOST if diagram.brief else None
    )
    line, arrow = ("==", "==>") if way.on_record else ("--", "-->")
    source, target = diagram.nodes[way.source], diagram.nodes[way.target]
    return f"{name(source)} {line} {label} {arrow} {name(target)}"


def name(node: Node) -> str:
    """What a stage is called in the file: its id, so that it is no word of Mermaid's."""
    return f"stage_{node.id}"


def quoted(*texts: str, most: int | None = None) -> str:
    """``texts`` as one label, each on lines of its own."""
    return f'"{"<br>".join(map(escaped, wrapped(texts, WIDTH, most)))}"'


def escaped(text: str) -> str:
    """``text`` without any sign that means something in a label."""
    return "".join(char if _harmless(char) else f"#{ord(char)};" for char in text)


def _escaped_yaml(text: str) -> str:
    """``text`` for double quotation marks in YAML; other signs than letters as numbers."""
    return "".join(char if _harmless(char) else f"\\U{ord(char):08x}" for char in text)


def _harmless(char: str) -> bool:
    return (char.isalnum() or char in HARMLESS or ord(char) > 0x7F) and char not in ITS_OWN
