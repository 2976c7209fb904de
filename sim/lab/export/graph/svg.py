"""The graph as a picture: SVG that fetches nothing, runs nothing, and is light or dark as asked.

Pointing at a way shows it alone and says what takes it; all of that stands in the picture too.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width
from xml.sax.saxutils import escape

from sim.lab.export.graph.diagram import RECORD_SAID
from sim.lab.export.graph.sheet import BULLET, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.lab.export.graph.diagram import Diagram, Way
    from sim.lab.export.graph.sheet import Said, Sheet
    from sim.program.map.placing import Box

CELL, LINE = 7.0, 18.0
"""Width of a cell and height of a line, in pixels of the picture."""

MARGIN, HEAD = 24.0, 56.0
LEASTS = (30, 38, 46, 54)
ROOMS = (72, 96, 120, 144, 168, 192, 216, 240)
SHAPE = 16 / 9
"""Of these widths of boxes and of the whole those are taken that come nearest to a slide."""

BOLD = 1.15
"""So much wider are the labels of stages than other words."""

TURN = 6.0
STYLE = """
text { font: 13px Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif; fill: #1d2126 }
.paper { fill: #ffffff }
.head { font-size: 22px; font-weight: bold }
.small { font-size: 13px; fill: #4a525c }
.name { font-size: 14px; font-weight: bold }
.box { fill: #f3f5f7; stroke: #5b6570; stroke-width: 1.2 }
.start .box { fill: #e2edf9; stroke-width: 2.5 }
.ending .box { fill: #f8efdd; stroke: #7d6327 }
.ending .inner { fill: none }
.way path { fill: none; stroke: #8b95a0; stroke-width: 1.4; stroke-linejoin: round }
.way .hit { stroke: transparent; stroke-width: 9 }
.arrow { fill: #8b95a0 }
.record path, .onrecord .box { stroke: #1a66b8; stroke-width: 3.2 }
.record .hit { stroke: transparent; stroke-width: 9 }
.arrow.record { fill: #1a66b8 }
.said.record { fill: #104a8a; font-weight: bold }
.way:hover path { stroke: #c2410c; stroke-width: 3.2 }
.way:hover .hit { stroke: transparent }
@media (prefers-color-scheme: dark) {
text { fill: #e8eaed }
.paper { fill: #14171a }
.small { fill: #aab2bb }
.box { fill: #22272d; stroke: #8b95a0 }
.start .box { fill: #1b2f45 }
.ending .box { fill: #3a301a; stroke: #c9a95c }
.way path { stroke: #77818c }
.arrow { fill: #77818c }
.record path, .onrecord .box { stroke: #66b0ff }
.arrow.record { fill: #66b0ff }
.said.record { fill: #9cccff }
.way:hover path { stroke: #ff9a5c }
.way .hit, .record .hit, .way:hover .hit { stroke: transparent }
}
""".strip()


class Proportional:
    """How wide a text is in a common sans-serif face, in cells, rather too wide than too narrow."""

    def cells(self, text: str) -> int:
        """Cells that ``text`` takes, a part of one counted as a whole."""
        return math.ceil(sum(map(_width, text)))

    def cut(self, text: str, width: int) -> str:
        """``text`` on one line of at most ``width`` cells."""
        flat = " ".join(text.split())
        if self.cells(flat) <= width:
            return flat
        while flat and self.cells(flat) > width - 2:
            flat = flat[:-1]
        return f"{flat.rstrip()}…"


def _width(char: str) -> float:
    if east_asian_width(char) in "WF":
        return 2.0
    if combining(char):
        return 0.0
    if char in " .,:;'|!()[]ijlftIr/\\":
        return 0.6
    if char in "mwMW@%…—" or (char.isupper() and char not in "IJEFLT"):
        return 1.5
    return 1.15


def svg(diagram: Diagram) -> str:
    """``diagram`` as an SVG document; ends with a line break."""
    made = _chosen(diagram)
    width = _columns(made) * CELL + 2 * MARGIN
    foot = _foot(diagram)
    width = max(width, *(Proportional().cells(line) * CELL + 2 * MARGIN for line in foot))
    height = HEAD + made.plan.height * LINE + 2 * MARGIN + len(foot) * LINE
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    names = 'aria-labelledby="newscycle-title newscycle-desc"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {names}>',
            f'<title id="newscycle-title">{_text(diagram.title)}</title>',
            f'<desc id="newscycle-desc">{_text(_described(diagram))}</desc>',
            f"<style>{STYLE}</style>",
            f'<rect class="paper" width="{width:g}" height="{height:g}"/>',
            f'<text class="head" x="{MARGIN:g}" y="38">{_text(diagram.title)}</text>',
            *_ways(diagram, made),
            *(_box(diagram, box) for box in made.plan.boxes.values()),
            *(_said(said) for said in made.said),
            *(
                f'<text class="small" x="{MARGIN:g}" y="{height - MARGIN - at * LINE:g}">'
                f"{_text(line)}</text>"
                for at, line in enumerate(reversed(foot))
            ),
            "</svg>",
            "",
        ]
    )


def _chosen(diagram: Diagram) -> Sheet:
    """The layout nearest to the shape of a slide."""
    measure = Proportional()
    labels = {node.index: node.label for node in diagram.nodes}
    widest = math.ceil(max(map(measure.cells, labels.values())) * BOLD) + 4
    leasts = {max(least, min(widest, LEASTS[-1])) for least in LEASTS}
    made = [
        sheet(diagram, labels, room, measure, least=least)
        for room in ROOMS
        for least in sorted(leasts)
    ]

    def off(one: Sheet) -> float:
        shape = _columns(one) * CELL / (one.plan.height * LINE + HEAD)
        return abs(math.log(shape / SHAPE))

    return min(made, key=off)


def _columns(made: Sheet) -> int:
    """How wide a layout is with all its words."""
    measure = Proportional()
    return max([made.plan.width, *(said.x + measure.cells(said.text) for said in made.said)])


def _foot(diagram: Diagram) -> list[str]:
    lines = ["Filled with blue: where the story starts. Yellow, with a double line: an ending."]
    if diagram.recorded:
        lines.append(f"Thick, in blue: {RECORD_SAID}.")
    end = diagram.nodes[diagram.at_end].label
    really = " The record ends so." if diagram.calendar_on_record else ""
    lines.append(f"{diagram.calendar}, every stage leads to “{end}”.{really}")
    return lines


def _described(diagram: Diagram) -> str:
    """The whole graph in words, for those who do not see the picture."""
    return " ".join([*(_in_words(diagram, way) for way in diagram.ways), *_foot(diagram)])


def _in_words(diagram: Diagram, way: Way) -> str:
    source, target = diagram.nodes[way.source].label, diagram.nodes[way.target].label
    return f"{source} → {target}: {'; '.join(cause.words for cause in way.causes)}."


def _x(column: float) -> float:
    return MARGIN + (column + 0.5) * CELL


def _y(line: float) -> float:
    return HEAD + (line + 0.5) * LINE


def _ways(diagram: Diagram, made: Sheet) -> Iterator[str]:
    """Lines, those of the record on top, and an arrow for each stage that is entered."""
    lines = made.plan.lines
    for way in sorted(diagram.ways, key=lambda way: way.on_record):
        points = [(_x(x), _y(y)) for x, y in lines[way.source, way.target]]
        box = made.plan.boxes[way.target]
        points[-1] = (points[-1][0], _top(box) - 8)
        shape = _path(points)
        record = " record" if way.on_record else ""
        yield (
            f'<g class="way{record}"><title>{_text(_in_words(diagram, way))}</title>'
            f'<path class="hit" d="{shape}"/><path d="{shape}"/></g>'
        )
    recorded = {way.target for way in diagram.ways if way.on_record}
    for target in sorted({way.target for way in diagram.ways}):
        box = made.plan.boxes[target]
        x, y = _x(box.entry), _top(box)
        record = " record" if target in recorded else ""
        yield f'<path class="arrow{record}" d="M{x - 6:g} {y - 10:g}h12l-6 10z"/>'


def _path(points: Sequence[tuple[float, float]]) -> str:
    """A line through ``points`` with its corners rounded."""
    corners = [points[0]]
    for point in points[1:]:
        if point != corners[-1]:
            corners.append(point)
    pieces = [f"M{corners[0][0]:g} {corners[0][1]:g}"]
    for before, (at, after) in zip(corners, pairwise(corners[1:]), strict=False):
        into, out = _near(at, before), _near(at, after)
        pieces.append(f"L{into[0]:g} {into[1]:g}Q{at[0]:g} {at[1]:g} {out[0]:g} {out[1]:g}")
    return "".join([*pieces, f"L{corners[-1][0]:g} {corners[-1][1]:g}"])


def _near(at: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """The point on the way from ``at`` to ``other`` where a corner ends."""
    length = math.dist(at, other)
    share = min(TURN, length / 2) / length
    return at[0] + (other[0] - at[0]) * share, at[1] + (other[1] - at[1]) * share


def _top(box: Box) -> float:
    return _y(box.y) - 2


def _box(diagram: Diagram, box: Box) -> str:
    node = diagram.nodes[box.node]
    kinds = ["stage"]
    kinds += ["start"] if node.start else ["ending"] if node.ending else []
    kinds += ["onrecord"] if node.on_record else []
    left, top = _x(box.x), _top(box)
    width, height = (box.width - 1) * CELL, (box.height - 1) * LINE + 4
    inner = (
        f'<rect class="box inner" x="{left + 4:g}" y="{top + 4:g}" width="{width - 8:g}"'
        f' height="{height - 8:g}" rx="4"/>'
        if node.ending
        else ""
    )
    label = Proportional().cut(node.label, int((box.width - 4) / BOLD))
    return (
        f'<g class="{" ".join(kinds)}"><title>{_text(node.label)}</title>'
        f'<rect class="box" x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="7"/>'
        f'{inner}<text class="name" x="{left + 12:g}" y="{top + height / 2 + 5:g}">{_text(label)}'
        "</text></g>"
    )


def _said(said: Said) -> str:
    """A line of words; what goes on below a bullet is set in like it."""
    text, column = said.text, float(said.x)
    if said.goes_on:
        column += Proportional().cells(BULLET)
    record = " record" if said.on_record else ""
    return (
        f'<text class="said{record}" x="{_x(column) - 2:g}" y="{_y(said.y) + 4.5:g}">'
        f"{_text(text)}</text>"
    )


def _text(text: str) -> str:
    return escape(text, {'"': "&quot;"})
