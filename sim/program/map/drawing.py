"""The map as characters: light lines, heavy ones for the own way, double ones for the present.

A sign for each cell is found from the lines that meet there: how many arms it has and how heavy
each is. Where lines join that could be taken for a crossing stands ``●``; ``┼`` always crosses.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sim.program.map.layers import Pair
    from sim.program.map.placing import Box, Measure, Placed, Point, Words

Look: TypeAlias = Literal["line", "way", "here", "been", "ahead", "words", "exit", "space"]
"""What a piece of the drawing is: a line, the own way, a box and its label, words, an ending."""

Run: TypeAlias = tuple[str, Look]

UP, RIGHT, DOWN, LEFT = range(4)
LIGHT, HEAVY, DOUBLE = 1, 2, 3

# Every joint of arms that are missing, light or heavy, counted in threes: up, right, down, left.
JOINTS = " ╴╸╷┐┑╻┒┓╶─╾┌┬┭┎┰┱╺╼━┍┮┯┏┲┳╵┘┙│┤┥╽┧┪└┴┵├┼┽┟╁╅┕┶┷┝┾┿┢╆╈╹┚┛╿┦┩┃┨┫┖┸┹┞╀╃┠╂╉┗┺┻┡╄╇┣╊╋"
DOUBLED = {
    (0, 3, 3, 0): "╔", (0, 0, 3, 3): "╗", (3, 3, 0, 0): "╚", (3, 0, 0, 3): "╝",
    (0, 3, 0, 3): "═", (3, 0, 3, 0): "║", (0, 3, 1, 3): "╤", (3, 0, 3, 1): "╢",
}  # fmt: skip
JOINED = "●"
ARROW, HEAVY_ARROW = "▽", "▼"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a story has come: its present stage, those that it came through, the ways taken."""

    here: int | None = None
    been: Collection[int] = ()
    taken: Collection[Pair] = ()


def drawn(plan: Placed, words: Words, standing: Standing, measure: Measure) -> list[list[Run]]:
    """The map as lines of pieces, from the top; none is longer than ``plan.width`` cells."""
    canvas = _Canvas()
    for pair, points in plan.lines.items():
        canvas.line(points, HEAVY if pair in standing.taken else LIGHT)
    for box in plan.boxes.values():
        canvas.box(box, standing)
    texts: dict[int, list[tuple[int, str, Look]]] = {}
    for box in plan.boxes.values():
        label, look = words.labels[box.node], _look(box.node, standing)
        label = label.upper() if look == "here" else label
        room = box.width - 4
        put = texts.setdefault(box.y + 1, [])
        put.append((box.x + 2, measure.cut(label, room), look))
        middle = int(len(box.beside) == 1)
        for number, line in enumerate(box.beside):
            exits = texts.setdefault(box.y + number + middle, [])
            exits.append((box.x + box.width + 1, line, "exit"))
    for x, y, text in plan.notes:
        texts.setdefault(y, []).append((x, text, "words"))
    return [
        list(_runs(canvas.row(y), sorted(texts.get(y, ())), measure)) for y in range(plan.height)
    ]


def _look(node: int, standing: Standing) -> Look:
    if node == standing.here:
        return "here"
    return "been" if node in standing.been else "ahead"


class _Canvas:
    """Cells with arms. A line turns or ends in a cell, or runs through it."""

    def __init__(self) -> None:
        self.arms: dict[Point, list[int]] = {}
        self.turned: set[Point] = set()
        self.looks: dict[Point, Look] = {}
        self.arrows: dict[Point, int] = {}
        self.rows: dict[int, dict[int, tuple[str, Look]]] | None = None

    def _arm(self, at: Point, side: int, weight: int) -> None:
        arms = self.arms.setdefault(at, [0, 0, 0, 0])
        arms[side] = max(arms[side], weight)

    def line(self, points: Sequence[Point], weight: int) -> None:
        """A line through the corners ``points``, with an arrow at its end."""
        corners = [points[0]]
        for point in points[1:]:
            if point != corners[-1]:
                corners.append(point)
        for at, (start, end) in enumerate(pairwise(corners)):
            self._stretch(start, end, weight)
            if at:
                before = corners[at - 1]
                if (before[0] == start[0]) != (start[0] == end[0]):
                    self.turned.add(start)
        last = corners[-1]
        self.arrows[last] = max(self.arrows.get(last, 0), weight)

    def _stretch(self, start: Point, end: Point, weight: int) -> None:
        (x, y), (to_x, to_y) = start, end
        step_x, step_y = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
        out = {(1, 0): RIGHT, (-1, 0): LEFT, (0, 1): DOWN, (0, -1): UP}[step_x, step_y]
        look: Look = "way" if weight == HEAVY else "line"
        while (x, y) != end:
            self._arm((x, y), out, weight)
            if look == "way" or (x, y) not in self.looks:
                self.looks[x, y] = look
            x, y = x + step_x, y + step_y
            self._arm((x, y), (out + 2) % 4, weight)
            if look == "way" or (x, y) not in self.looks:
                self.looks[x, y] = look

    def box(self, box: Box, standing: Standing) -> None:
        """The frame of a stage; lines that start at it grow out of the frame."""
        look = _look(box.node, standing)
        weight = {"here": DOUBLE, "been": HEAVY}.get(look, LIGHT)
        left, top = box.x, box.y
        right, bottom = left + box.width - 1, top + box.height - 1
        for x in range(left, right + 1):
            for y in (top, bottom):
                if x > left:
                    self._arm((x, y), LEFT, weight)
                if x < right:
                    self._arm((x, y), RIGHT, weight)
                self.looks[x, y] = look
        for y in range(top, bottom + 1):
            for x in (left, right):
                if y > top:
                    self._arm((x, y), UP, weight)
                if y < bottom:
                    self._arm((x, y), DOWN, weight)
                self.looks[x, y] = look

    def row(self, y: int) -> dict[int, tuple[str, Look]]:
        """The signs of one line, by column."""
        if self.rows is None:
            self.rows = {}
            for (x, line), arms in self.arms.items():
                self.rows.setdefault(line, {})[x] = (self._sign((x, line), arms),
                                                     self.looks[x, line])  # fmt: skip
        return self.rows.get(y, {})

    def _sign(self, at: Point, arms: list[int]) -> str:
        if at in self.arrows:
            return HEAVY_ARROW if self.arrows[at] == HEAVY else ARROW
        if DOUBLE in arms:
            up, right, down, left = (arm if arm == DOUBLE else min(arm, 1) for arm in arms)
            return DOUBLED[up, right, down, left]
        if all(arms) and at in self.turned:
            return JOINED
        number = 0
        for arm in arms:
            number = number * 3 + arm
        return JOINTS[number]


def _runs(
    signs: dict[int, tuple[str, Look]], texts: Sequence[tuple[int, str, Look]], measure: Measure
) -> Iterator[Run]:
    """One line of the drawing as pieces: signs and texts, with spaces between them."""
    pieces = [(x, sign, look) for x, (sign, look) in signs.items()]
    x = 0
    run = ""
    kind: Look = "space"
    for at, text, look in sorted([*pieces, *texts]):
        if at > x:
            if run:
                yield run, kind
            yield " " * (at - x), "space"
            run = ""
        if look == kind and run:
            run += text
        else:
            if run:
                yield run, kind
            run, kind = text, look
        x = at + measure.cells(text)
    if run:
        yield run, kind
