"""What really happened and one's own story: two columns where there is room, else by turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Center

from sim.play.timeline import ON_RECORD, YOURS, comparison_sections, standing_words, timeline
from sim.tui.screens.reading import Reading
from sim.tui.text import BLANK, Line, cells, cut, flow, ruled
from sim.tui.typeset import entry_block
from sim.tui.widgets.sheet import Paper, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widget import Widget

    from sim.play.reading import Entry
    from sim.play.session import Session
    from sim.play.timeline import Day
    from sim.tui.widgets.sheet import Block

TWO = 100
"""From this width on there are two columns."""


class Wide(Paper):
    """A paper with room for two columns."""

    measure = 176


class Comparison(Reading):
    """A page to read; its sections can be saved as a file like any other's."""

    def __init__(self, session: Session) -> None:
        program = session.program
        super().__init__(
            f"Compared · {program.title}",
            [_day(day) for day in timeline(session)],
            comparison_sections(session),
            f"{program.id}-compared.md",
        )
        self.standing = standing_words(session)

    def parts(self) -> Iterator[Widget]:
        """Title and standing, then the days."""
        yield Sheet(self._head, ident="masthead")
        with Center(id="middle"):
            yield Wide([_columns, *self.blocks], ident="paper")

    def _head(self, width: int) -> list[Line]:
        look = "real" if self.standing == "on the record" else "mark"
        title = cut(self.words, width - cells(self.standing) - 2)
        return [Line(((title, "strong"),), ((self.standing, look),))]


def _columns(width: int) -> list[Line]:
    """The heads of the two columns, where there are two."""
    if width < TWO:
        return []
    half = (width - 3) // 2
    left = ON_RECORD.ljust(half)
    return [Line(((left, "strong"), ("   ", "rule"), (YOURS, "strong")))]


def _day(day: Day) -> Block:
    def lines(width: int) -> list[Line]:
        head = ruled(day.title or "Without a date", "date", width)
        if width < TWO:
            return [*head, *_turns(day, width)]
        half = (width - 3) // 2
        left, right = _entries(day.real, half), _entries(day.own, half)
        rows = max(len(left), len(right))
        left += [BLANK] * (rows - len(left))
        right += [BLANK] * (rows - len(right))
        return [*head, *(_beside(*pair, half) for pair in zip(left, right, strict=True))]

    return lines


def _turns(day: Day, width: int) -> list[Line]:
    """One after the other, each under a word that says whose it is."""
    made: list[Line] = []
    for whose, entries in ((ON_RECORD, day.real), (YOURS, day.own)):
        if entries:
            made += flow([(whose, "muted")], width)
            made += [
                Line((("  ", "text"), *line.pieces), line.right)
                for line in _entries(entries, width - 2)
            ]
    return made


def _entries(entries: Sequence[Entry], width: int) -> list[Line]:
    return [line for entry in entries for line in entry_block(entry)(width)]


def _beside(left: Line, right: Line, half: int) -> Line:
    """Two lines as one: the left one filled up to its column's end."""
    used = sum(cells(text) for text, _ in left.pieces)
    ending = sum(cells(text) for text, _ in left.right)
    gap = " " * max(half - used - ending, 0)
    pieces = (*left.pieces, (gap, "text"), *left.right, (" │ ", "rule"), *right.pieces)
    return Line(pieces, right.right)
