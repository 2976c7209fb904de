"""Where everything on the map stands: boxes, the rails beside them, and each link as a line.

Boxes stand in rows. A link to the next row leaves a box at its bottom and enters the other at its
top. Every other link goes by a rail: a vertical line left of all boxes, one for each stage that is
reached so, which all its sources share. Lines that lead to different stages never run over one
another; they may cross. So the drawing can be read back without doubt, which the tests do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sim.program.map.layers import rows_of
from sim.program.map.tracks import first_free, tracks_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.program.map.graph import StageGraph
    from sim.program.map.layers import Pair, Row

GAP = 3
LEAST_BESIDE = 24
ENTRY = 4
"""Where a line enters a box: so many cells from its left edge."""

TAP = -1
"""Stands for the rails, among the targets of what leaves a box at its bottom."""

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on the map, finished.

    ``labels`` name the stages that go on; ``entries`` say for each of them in a few lines how it
    is reached; ``exits`` are the endings that each leads to, as short pieces.
    """

    labels: Mapping[int, str]
    entries: Mapping[int, Sequence[str]]
    exits: Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Box:
    """A stage on the map, with the lines of text that stand to its right."""

    node: int
    x: int
    y: int
    width: int
    height: int
    beside: tuple[str, ...]

    @property
    def entry(self) -> int:
        """The column at which lines come in from above."""
        return self.x + ENTRY


@dataclass(frozen=True, slots=True)
class Placed:
    """A map laid out: ``lines`` are the corners of each way, from its source to its target.

    ``notes`` are the words beside the arrows: column, line, text; ``rows`` the stages from the
    top, for walking about.
    """

    width: int
    height: int
    rows: tuple[Row, ...]
    boxes: Mapping[int, Box]
    lines: Mapping[Pair, tuple[Point, ...]]
    notes: tuple[tuple[int, int, str], ...]


def placed(
    graph: StageGraph, words: Words, room: int, measure: Measure, *, least: int = 0
) -> Placed:
    """Lay ``graph`` out for ``room`` columns; it becomes wider only where one box needs it.

    ``measure`` tells how many cells a text takes; no box is narrower than ``least``.
    """
    return _Placing(graph, words, room, measure, least).placed()


class Measure(Protocol):
    """How many cells texts take, and how they are cut; given by who draws."""

    def cells(self, text: str) -> int:
        """Cells that ``text`` takes."""

    def cut(self, text: str, width: int) -> str:
        """``text`` in at most ``width`` cells."""


class _Placing:
    def __init__(
        self, graph: StageGraph, words: Words, room: int, measure: Measure, least: int
    ) -> None:
        self.graph = graph
        self.words = words
        self.measure = measure
        self.pairs = [(link.source, link.target) for link in graph.ways]
        longest = max((measure.cells(words.labels[n]) for n in graph.stages), default=0)
        ports = max((len(graph.ways_from(n)) for n in graph.stages), default=0)
        self.box_width = max(min(longest, room - 8, 40) + 4, ENTRY + 3, 2 * ports + 6, least)
        self.room = room
        self.rows = rows_of(graph.stages, self.pairs, self._cell_width, self._inner(0), GAP)
        # How many rails there are depends on the rows, and how wide a row may be on the rails.
        for _ in range(3):
            rails = self._rails()
            rows = rows_of(graph.stages, self.pairs, self._cell_width, self._inner(rails), GAP)
            if rows == self.rows:
                break
            self.rows = rows
        self._rails()

    def _inner(self, rails: int) -> int:
        return self.room - (2 * rails + 1 if rails else 0)

    def _cell_width(self, node: int) -> int:
        exits = self.words.exits.get(node, ())
        if not exits:
            return self.box_width
        longest = max(map(self.measure.cells, exits))
        return self.box_width + 1 + max(min(longest, LEAST_BESIDE), 6)

    # -- rails --------------------------------------------------------------------------------

    def _rails(self) -> int:
        """Give each stage that is reached over more than one row a rail; how many columns."""
        self.row_of = {node: at for at, row in enumerate(self.rows) for node in row}
        spans: dict[int, tuple[int, int]] = {}
        self.by_rail: set[Pair] = set()
        for source, target in self.pairs:
            top, bottom = self.row_of[source], self.row_of[target]
            if bottom == top + 1:
                continue
            self.by_rail.add((source, target))
            # Levels: the band above row r is 2r, the row itself 2r + 1.
            tap = 2 * top + (1 if self.rows[top][0] == source else 2)
            least, most = spans.get(target, (2 * bottom, 2 * bottom))
            spans[target] = (min(least, tap), max(most, tap))
        columns: list[list[tuple[int, int]]] = []
        self.rail_of: dict[int, int] = {}
        for target in sorted(spans, key=lambda t: (spans[t][1] - spans[t][0], spans[t][0])):
            least, most = spans[target]
            at = first_free(columns, least, most)
            self.rail_of[target] = at
        self.rail_count = len(columns)
        return len(columns)

    def _rail_x(self, target: int) -> int:
        return 2 * (self.rail_count - 1 - self.rail_of[target])

    # -- rows and bands -----------------------------------------------------------------------

    def placed(self) -> Placed:
        self.boxes: dict[int, Box] = {}
        self.notes: list[tuple[int, int, str]] = []
        self.points: dict[Pair, list[Point]] = {pair: [] for pair in self.pairs}
        self.entered: dict[int, tuple[Point, ...]] = {}
        self.tapped: dict[int, int] = {}
        self.arrivals: dict[int, tuple[int, int]] = {}
        y = 0
        for at in range(len(self.rows) + 1):
            if at < len(self.rows):
                self._place_row(at)
            y = self._band(at, y)
            if at < len(self.rows):
                y = self._lower_row(at, y)
        self._join()
        right = max((box.x + self._full_width(box) for box in self.boxes.values()), default=0)
        return Placed(
            width=max(right, min(self.room, right)),
            height=y,
            rows=self.rows,
            boxes=self.boxes,
            lines={pair: tuple(points) for pair, points in self.points.items()},
            notes=tuple(self.notes),
        )

    def _full_width(self, box: Box) -> int:
        beside = max(map(self.measure.cells, box.beside), default=-1)
        return box.width + 1 + beside

    def _place_row(self, at: int) -> None:
        """Boxes of a row from left to right; their line is not known yet."""
        row = self.rows[at]
        left = 2 * self.rail_count + 1 if self.rail_count else 0
        x = left
        for node in row:
            if len(row) == 1:
                room = max(self.room - left - self.box_width - 1, LEAST_BESIDE)
            else:
                room = self._cell_width(node) - self.box_width - 1
            beside = tuple(self._beside(self.words.exits.get(node, ()), room))
            self.boxes[node] = Box(node, x, 0, self.box_width, max(3, len(beside)), beside)
            x += self._cell_width(node) + GAP

    def _beside(self, pieces: Sequence[str], room: int) -> list[str]:
        """Pieces in lines, as many on each as fit."""
        lines: list[str] = []
        for piece in pieces:
            short = self.measure.cut(piece, room)
            longer = f"{lines[-1]}  {short}" if lines else short
            if lines and self.measure.cells(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(short)
        return lines

    def _lower_row(self, at: int, y: int) -> int:
        height = max(self.boxes[node].height for node in self.rows[at])
        for node in self.rows[at]:
            box = self.boxes[node]
            self.boxes[node] = Box(node, box.x, y, box.width, height, box.beside)
        return y + height

    def _band(self, at: int, y: int) -> int:
        """The lines and words above row ``at``; the first free line below them."""
        above = self.rows[at - 1] if at else ()
        below = self.rows[at] if at < len(self.rows) else ()
        nets: dict[int, list[int]] = {}
        entries = {node: self.boxes[node].entry for node in below}
        ports = self._ports(above, below, entries)
        for node in below:
            columns = [x for (_, target), x in ports.items() if target == node]
            if node in self.rail_of:
                columns.append(self._rail_x(node))
            if columns:
                nets[node] = [*columns, entries[node]]
        taps = {source: x for (source, target), x in ports.items() if target == TAP}
        for source, x in taps.items():
            ends = [self._rail_x(t) for s, t in self.by_rail if s == source]
            nets[TAP - 1 - source] = [x, *ends]
        tracks, count = tracks_of(nets)
        start = y
        for source, target in ports:
            if target == TAP:
                self.tapped[source] = y + tracks[TAP - 1 - source]
            else:
                x = ports[source, target]
                line = y + tracks[target] if target in tracks else y
                bottom = self.boxes[source].y + self.boxes[source].height - 1
                self.points[source, target] = [(x, bottom), (x, line), (entries[target], line)]
        for source, x in taps.items():
            bottom = self.boxes[source].y + self.boxes[source].height - 1
            self.entered[source] = ((x, bottom), (x, self.tapped[source]))
        y += count
        said = [self.words.entries.get(node, ()) for node in below if node in nets]
        if said:
            y += max(1, *map(len, said))
        for node in below:
            if node in nets:
                line = start + tracks[node] if node in tracks else start
                self._arrive(node, line, y - 1)
                self._note(node, below, start + count, entries)
        return y

    def _ports(
        self, above: Row, below: Row, entries: Mapping[int, int]
    ) -> dict[tuple[int, int], int]:
        """Where each link leaves the bottom of its box: never where another line comes in."""
        ports: dict[tuple[int, int], int] = {}
        for source in above:
            box = self.boxes[source]
            goals = [t for t in below if (source, t) in self.points]
            if source != above[0] and any(s == source for s, _ in self.by_rail):
                goals.insert(0, TAP)
            taken: set[int] = set()
            for goal in goals:
                wish = entries.get(goal, box.x + 1)
                free = [
                    x
                    for x in range(box.x + 1, box.x + box.width - 1)
                    if x not in taken and (x == wish or x not in entries.values())
                ]
                x = min(free, key=lambda x: (abs(x - wish), x))
                ports[source, goal] = x
                taken |= {x - 1, x, x + 1} if len(free) > 2 * len(goals) + 2 else {x}
        return ports

    def _arrive(self, node: int, line: int, last: int) -> None:
        """Every link into ``node`` ends in the arrow above its box."""
        self.arrivals[node] = (line, last)

    def _note(self, node: int, below: Row, y: int, entries: Mapping[int, int]) -> None:
        """The words beside the arrow into ``node``."""
        x = entries[node] + 2
        others = [column for other, column in entries.items() if column > x]
        end = min(others, default=self.room + 1) - 1
        for number, text in enumerate(self.words.entries.get(node, ())):
            if end - x >= 8:
                self.notes.append((x, y + number, self.measure.cut(text, end - x)))

    def _join(self) -> None:
        """Finish the lines: those that go by rail, and the last piece of each."""
        for pair in self.pairs:
            source, target = pair
            box = self.boxes[target]
            line, last = self.arrivals[target]
            points = self.points[pair]
            if pair in self.by_rail:
                x = self._rail_x(target)
                if source in self.entered:
                    first = [*self.entered[source], (x, self.tapped[source])]
                else:
                    start = self.boxes[source]
                    first = [(start.x, start.y + 1), (x, start.y + 1)]
                points[:] = [*first, (x, line), (box.entry, line)]
            points.append((box.entry, last))
