"""The map shows every arc of a program once and invents none: the drawing is read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.program.lower import lower
from sim.program.map.drawing import JOINTS, Standing, drawn
from sim.program.map.graph import Link, StageGraph, every_stage, stage_graph
from sim.program.map.placing import Words, placed
from sim.scenario.catalog import bundled
from sim.scenario.reader import load_text
from tests.benchmarks.scenarios import many_stages, ten_actors
from tests.conftest import FIXTURE_NAMES, program_of
from tests.tui.helpers import town_hall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.program.map.placing import Placed

    Point = tuple[int, int]

NOWHERE = Standing()
NAMES = [*FIXTURE_NAMES, *bundled()]
UP, RIGHT, DOWN, LEFT = (0, -1), (1, 0), (0, 1), (-1, 0)
SIDES = (UP, RIGHT, DOWN, LEFT)
EXTRA = {"╤": (0, 3, 1, 3), "╢": (3, 0, 3, 1), "●": (1, 1, 1, 1), "▼": (2, 0, 0, 0),
         "▽": (1, 0, 0, 0), "╔": (0, 3, 3, 0), "╗": (0, 0, 3, 3), "╚": (3, 3, 0, 0),
         "╝": (3, 0, 0, 3), "═": (0, 3, 0, 3), "║": (3, 0, 3, 0)}  # fmt: skip


class Cells:
    """Texts measured by their length."""

    def cells(self, text: str) -> int:
        return len(text)

    def cut(self, text: str, width: int) -> str:
        return text if len(text) <= width else f"{text[: max(width - 1, 0)]}…"[:width]


def arms(sign: str) -> tuple[int, ...]:
    """How the lines of a sign run: up, right, down, left."""
    if sign in EXTRA:
        return EXTRA[sign]
    number = JOINTS.find(sign)
    return (0, 0, 0, 0) if number <= 0 else tuple(number // 3**n % 3 for n in (3, 2, 1, 0))


def map_of_graph(graph: StageGraph, room: int, standing: Standing) -> tuple[Placed, list[str]]:
    words = Words(
        {node: f"stage {node}" for node in graph.stages},
        {node: (f"into {node}", "or else") for node in graph.stages},
        {link.source: ("an ending",) for link in graph.exits},
    )
    plan = placed(graph, words, room, Cells())
    rows = drawn(plan, words, standing, Cells())
    return plan, ["".join(text for text, _ in row) for row in rows]


class Tracer:
    """Follows the lines of a drawing from its boxes to its arrows, by the characters alone.

    Lines of several sources join on the way to one stage. Those that leave a box at its left side
    lead to rails, and so do those below it that meet no arrow; a rail leads to one arrow.
    """

    def __init__(self, plan: Placed, rows: list[str]) -> None:
        self.plan = plan
        self.rows = rows
        self.left = min(box.x for box in plan.boxes.values())
        self.box_at = {
            (x, y): box.node
            for box in plan.boxes.values()
            for x in range(box.x, box.x + box.width)
            for y in range(box.y, box.y + box.height)
        }

    def sign(self, at: Point) -> str:
        x, y = at
        return self.rows[y][x] if 0 <= y < len(self.rows) and 0 <= x < len(self.rows[y]) else " "

    def has(self, at: Point, way: Point) -> bool:
        return bool(arms(self.sign(at))[SIDES.index(way)])

    def joins(self, at: Point) -> bool:
        """Whether a line that runs sideways meets one that runs up or down here."""
        run = arms(self.sign(at))
        return (run[0] or run[2]) and (run[1] or run[3]) and (not all(run) or self.sign(at) == "●")

    def run(self, at: Point, way: Point) -> Iterator[Point]:
        """The cells of a straight line from ``at`` on, itself left out."""
        while self.has(at, way):
            at = (at[0] + way[0], at[1] + way[1])
            if at in self.box_at:
                return
            back = (-way[0], -way[1])
            assert self.has(at, back), f"a line breaks off at {at}: {self.sign(at)!r}"
            yield at

    def links(self) -> list[tuple[int, int]]:
        found = []
        for box in self.plan.boxes.values():
            bottom = box.y + box.height - 1
            for x in range(box.x, box.x + box.width):
                if self.has((x, bottom), DOWN):
                    found += [(box.node, target) for target in self.down((x, bottom))]
            for y in range(box.y + 1, bottom):
                if self.has((box.x, y), LEFT):
                    line = list(self.run((box.x, y), LEFT))
                    found += [(box.node, target) for target in self.by_rail(line)]
        return found

    def down(self, port: Point) -> list[int]:
        """Where a line leads that leaves a box at its bottom."""
        last = port
        for last in self.run(port, DOWN):
            if self.joins(last):
                break
        if self.sign(last) in "▼▽":
            return [self.box_at[last[0], last[1] + 1]]
        assert self.joins(last), f"a line ends at {last}"
        track = [*self.run(last, LEFT), last, *self.run(last, RIGHT)]
        arrow = self.arrow(track)
        return self.by_rail(track) if arrow is None else [arrow]

    def arrow(self, track: list[Point]) -> int | None:
        """The stage into which a line leads that runs sideways, if it does."""
        found = []
        for at in track:
            if at[0] >= self.left and self.joins(at) and self.has(at, DOWN):
                *_, last = self.run(at, DOWN)
                assert self.sign(last) in "▼▽"
                found.append(self.box_at[last[0], last[1] + 1])
        assert len(found) < 2, "two arrows on one line"
        return found[0] if found else None

    def by_rail(self, track: list[Point]) -> list[int]:
        rails = [at for at in track if at[0] < self.left and self.joins(at)]
        assert rails, f"a line leads nowhere: {track}"
        return [self.rail(at) for at in rails]

    def rail(self, start: Point) -> int:
        """The stage to which a rail leads."""
        found = []
        for at in [*self.run(start, UP), start, *self.run(start, DOWN)]:
            if self.joins(at):
                arrow = self.arrow(list(self.run(at, RIGHT)))
                found += [] if arrow is None else [arrow]
        assert len(found) == 1, f"the rail at {start} leads to {found}"
        return found[0]


def read_back(graph: StageGraph, room: int, standing: Standing = NOWHERE) -> Placed:
    """Draw a graph, and check that exactly its ways can be read from the drawing."""
    plan, rows = map_of_graph(graph, room, standing)
    links = Tracer(plan, rows).links()
    assert sorted(links) == sorted((link.source, link.target) for link in graph.ways)
    assert set(plan.boxes) == set(graph.stages)
    assert all(len(row) <= max(plan.width, room) for row in rows)
    return plan


@pytest.mark.parametrize("room", [60, 80, 140])
@pytest.mark.parametrize("name", NAMES)
def test_the_ways_of_a_scenario_can_be_read_back_from_its_map(name: str, room: int) -> None:
    program = program_of(name)
    graph = stage_graph(program)
    read_back(graph, room)
    way = tuple((link.source, link.target) for link in graph.ways[::2])
    read_back(graph, room, Standing(graph.stages[-1], graph.stages[::2], way))


@pytest.mark.parametrize("name", NAMES)
def test_every_arc_of_a_program_is_in_one_place_of_the_graph(name: str) -> None:
    program = program_of(name)
    graph = stage_graph(program)
    links = [*graph.ways, *graph.exits]
    arcs = [arc for link in links for arc in link.arcs] + list(graph.calendar)
    assert sorted(arcs) == list(range(len(program.arcs)))
    for link in links:
        for arc in link.arcs:
            assert program.arcs[arc].source == link.source
            assert program.arcs[arc].target == link.target
    assert {program.arcs[arc].target for arc in graph.calendar} <= {program.at_end}


@pytest.mark.parametrize("name", NAMES)
def test_the_ways_can_be_read_back_where_endings_are_boxes_too(name: str) -> None:
    program = program_of(name)
    graph = every_stage(program)
    read_back(graph, 100)
    arcs = [arc for link in graph.ways for arc in link.arcs] + list(graph.calendar)
    assert sorted(arcs) == list(range(len(program.arcs)))
    assert graph.stages == tuple(range(len(program.stages)))


@pytest.mark.parametrize("name", ["leaking_roof", "petropavlovsk", "town_hall"])
def test_bundled_maps_fit_into_eighty_columns(name: str) -> None:
    program = lower(town_hall()) if name == "town_hall" else program_of(name)
    assert map_of_graph(stage_graph(program), 78, Standing())[0].width <= 78


def test_two_hundred_stages_are_drawn_right() -> None:
    read_back(stage_graph(lower(load_text(many_stages()))), 80)
    read_back(stage_graph(lower(load_text(ten_actors()))), 80)


@st.composite
def graphs(draw: st.DrawFn) -> StageGraph:
    """Any stages with any ways between them: islands, circles, hubs."""
    count = draw(st.integers(1, 9))
    pairs = draw(
        st.sets(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(
                lambda pair: pair[0] != pair[1]
            ),
            max_size=24,
        )
    )
    exits = draw(st.sets(st.integers(0, count - 1)))
    ways = tuple(Link(a, b, (n,)) for n, (a, b) in enumerate(sorted(pairs)))
    ends = tuple(Link(a, count, (len(ways) + n,)) for n, a in enumerate(sorted(exits)))
    return StageGraph(tuple(range(count)), (count,), ways, ends, ())


@settings(max_examples=150)
@given(graph=graphs(), room=st.sampled_from([40, 80, 140]), data=st.data())
def test_any_graph_can_be_read_back_from_its_drawing(
    graph: StageGraph, room: int, data: st.DataObject
) -> None:
    pairs = [(link.source, link.target) for link in graph.ways]
    taken = data.draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    read_back(graph, room, Standing(0, (0,), taken))


def test_the_own_way_is_heavy_and_the_present_stage_stands_out_without_colour() -> None:
    graph = stage_graph(program_of("roof"))
    way = (graph.ways[0].source, graph.ways[0].target)
    _, rows = map_of_graph(graph, 80, Standing(1, (0, 1), (way,)))
    shown = "\n".join(rows)
    assert "┏" in shown
    assert "▼" in shown
    assert "╔" in shown
    assert "║ STAGE 1 ║" in shown
    _, rows = map_of_graph(graph, 80, Standing(0, (0,), ()))
    assert "▽" in "\n".join(rows)
    assert "▼" not in "\n".join(rows)
