"""The map: the stages as a picture, and the ways out of and into the marked one in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Container

from sim.play.commands import Place
from sim.play.map import (
    LEGEND,
    calendar_line,
    ending_line,
    export_sections,
    odds_line,
    stage_sections,
    title_of,
)
from sim.play.mapodds import find_odds
from sim.tui.keys import bindings_for
from sim.tui.page import Page
from sim.tui.saving import ask_to_save
from sim.tui.text import BLANK, MEASURER, Line, cells, clean, cut, entitle, flow, prose
from sim.tui.widgets.chart import Chart, cropped
from sim.tui.widgets.sheet import Paper, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget

    from sim.play.map import StageMap
    from sim.play.mapodds import MapOdds
    from sim.program.map.drawing import Look, Run
    from sim.program.map.placing import Placed
    from sim.tui.mapahead import MapAhead
    from sim.tui.widgets.sheet import Block

ROLES: dict[Look, str] = {
    "line": "faded", "way": "own", "here": "here", "been": "strong", "ahead": "muted",
    "words": "muted", "exit": "text", "space": "text",
}  # fmt: skip


class MapPage(Page):
    """A picture, a mark in it, and words about what is marked."""

    PLACE = Place.MAP
    BINDINGS = bindings_for(Place.MAP)

    def __init__(self, chart: StageMap, ahead: MapAhead) -> None:
        super().__init__()
        self.map = chart
        self._ahead = ahead
        self.marked = chart.start
        self._plan: Placed | None = None
        self._drawn: tuple[int, list[list[Run]]] = (0, [])
        self._spots: dict[int, tuple[int, int]] = {}

    def parts(self) -> Iterator[Widget]:
        """The picture; the words below it, or beside it where there is room."""
        yield Sheet(self._title, ident="masthead")
        with Container(id="chart-and-words"):
            yield Chart([self._lines], ident="chart")
            words = Paper(_blocks(self.map, self.marked), ident="words")
            entitle(words, title_of(self.map, self.marked))
            yield words

    def _title(self, width: int) -> list[Line]:
        title = f"The map · {self.map.program.title}"
        words = "arrows mark a stage"
        longer = f"{words} · endings are named after a first one"
        if not self.map.told and cells(title) + cells(longer) + 2 <= width:
            words = longer
        title = cut(title, width - cells(words) - 2)
        return [Line(((title, "strong"),), ((words, "muted"),))]

    def on_mount(self) -> None:
        """Begin at the present stage."""
        self.call_after_refresh(self._reveal)
        if self.map.told and self.map.odds is None:
            self._find_odds()

    @work(thread=True, exit_on_error=False, exclusive=True, group="odds")
    def _find_odds(self) -> None:
        """Work the odds out beside the keys, and show them when they are there."""
        odds = find_odds(self.map.program)
        self.app.call_from_thread(self._show_odds, odds)

    def _show_odds(self, odds: MapOdds) -> None:
        self.map = replace(self.map, odds=odds)
        if self.is_mounted:
            self.chart.set_again()

    @property
    def chart(self) -> Chart:
        """The picture."""
        return self.query_one("#chart", Chart)

    @property
    def words(self) -> Paper:
        """The words about the marked stage."""
        return self.query_one("#words", Paper)

    # -- drawing ------------------------------------------------------------------------------

    def _lines(self, width: int) -> list[Line]:
        if self._plan is None or self._drawn[0] != width:
            self._plan, rows = self._ahead.picture(self.map, width)
            self._drawn = (width, rows)
        plan = self._plan
        lines = [self._row(y, runs) for y, runs in enumerate(self._drawn[1])]
        box = plan.boxes.get(self.marked)
        if plan.width > width:
            start = 0 if box is None else max(0, min(box.x - 2, plan.width - width))
            lines = [cropped(line, start, width) for line in lines]
        self._spots = {node: (box.y, box.y + box.height - 1) for node, box in plan.boxes.items()}
        lines += [BLANK, *flow([("Endings", "stage")], width)]
        for ending in self.map.graph.endings:
            marked = ending == self.marked
            made = flow(
                [(ending_line(self.map, ending), "cursor" if marked else "text")], width,
                gutter=("▸ " if marked else "  ", "cursor" if marked else "text"), hanging=2,
            )  # fmt: skip
            self._spots[ending] = (len(lines), len(lines) + len(made) - 1)
            lines += made
        if self.map.told:
            lines += prose(odds_line(self.map), "muted", width)
        lines += prose(calendar_line(self.map), "muted", width)
        lines.append(BLANK)
        for words in LEGEND:
            lines += prose(words, "faded", width)
        return lines

    def _row(self, y: int, runs: list[Run]) -> Line:
        box = None if self._plan is None else self._plan.boxes.get(self.marked)
        pieces, x = [], 0
        for text, look in runs:
            role = ROLES[look]
            if box is not None and y == box.y + 1 and x in (box.x + 1, box.x + 2):
                # The mark is a sign as well as a colour.
                text, role = ("▸" if x == box.x + 1 else text), "cursor"
            pieces.append((clean(text), role))
            x += MEASURER.cells(text)
        return Line(tuple(pieces))

    # -- marking ------------------------------------------------------------------------------

    def _mark(self, node: int) -> None:
        self.marked = node
        self.chart.set_again()
        self._reveal()
        entitle(self.words, title_of(self.map, node))
        self.words.show(_blocks(self.map, node))

    def _reveal(self) -> None:
        if self.marked in self._spots:
            top, bottom = self._spots[self.marked]
            self.chart.reveal(max(top - 3, 0), bottom)

    def _rows(self) -> list[tuple[int, ...]]:
        rows = () if self._plan is None else self._plan.rows
        return [*rows, *((ending,) for ending in self.map.graph.endings)]

    def _step(self, down: int, right: int) -> None:
        rows = self._rows()
        at = next((n for n, row in enumerate(rows) if self.marked in row), 0)
        place = rows[at].index(self.marked)
        at = min(max(at + down, 0), len(rows) - 1)
        place = min(max(place + right, 0), len(rows[at]) - 1)
        self._mark(rows[at][place])

    @on(Chart.Picked)
    def _picked(self, event: Chart.Picked) -> None:
        event.stop()
        boxes = {} if self._plan is None else self._plan.boxes
        for node, (top, bottom) in self._spots.items():
            box = boxes.get(node)
            beside = box is None or box.x <= event.x < box.x + box.width
            if top <= event.y <= bottom and beside:
                self._mark(node)

    # -- commands -----------------------------------------------------------------------------

    def do_up(self) -> None:
        """The stage above."""
        self._step(-1, 0)

    def do_down(self) -> None:
        """The stage below."""
        self._step(1, 0)

    def do_left(self) -> None:
        """The stage to the left."""
        self._step(0, -1)

    def do_right(self) -> None:
        """The stage to the right."""
        self._step(0, 1)

    def do_to_here(self) -> None:
        """The present stage."""
        self._mark(self.map.start)

    def do_page_up(self) -> None:
        """The words a page back."""
        self.words.turn(-1)

    def do_page_down(self) -> None:
        """The words a page on."""
        self.words.turn(1)

    def do_export(self) -> None:
        """The picture and all ways in words, as a file."""
        title = f"The map · {self.map.program.title}"
        name = f"{self.map.program.id}-map.md"
        ask_to_save(self, title, export_sections(self.map), name)

    def do_back(self) -> None:
        """Back to where the map was opened."""
        self.dismiss()


def _blocks(chart: StageMap, node: int) -> list[Block]:
    """The ways out of a stage, then those into it, close together: the room is small."""

    def lines(width: int) -> list[Line]:
        made: list[Line] = []
        for section in stage_sections(chart, node):
            sign = "→ " if section.title == "Ways out" else "← "
            made += [*([BLANK] if made else []), Line(((section.title, "stage"),))]
            for entry in section.entries:
                head = [(f"{entry.head}{entry.joint}", "strong")] if entry.head else []
                made += flow([*head, (entry.text, "text")], width, gutter=(sign, "muted"))
        return made or prose("No way leads here, and none leads on.", "muted", width)

    return [lines]
