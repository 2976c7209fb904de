"""The help page: every key of the screen that asked for it, and what the marks mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Center

from sim.play.commands import Place, commands_at
from sim.play.reading import MARKS
from sim.tui.keys import bindings_for, keys_in_words
from sim.tui.page import Scrolling
from sim.tui.text import BLANK, Line, cells, flow
from sim.tui.typeset import heading_block, words_block
from sim.tui.widgets.sheet import Paper, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget

    from sim.tui.page import Commanded
    from sim.tui.widgets.sheet import Block

COLUMN = 16


class Help(Scrolling):
    """Made from the registry, so that no key is missing and none is wrong."""

    PLACE = Place.HELP
    BINDINGS = bindings_for(Place.HELP)

    def __init__(self, about: Commanded[object]) -> None:
        super().__init__()
        self.about = about

    def parts(self) -> Iterator[Widget]:
        """Keys first, then marks."""
        yield Sheet(self._title, ident="masthead")
        with Center(id="middle"):
            yield Paper(self._blocks(), ident="paper")

    def _title(self, width: int) -> list[Line]:
        return [Line((("Help", "strong"), (f" · {self.about.PLACE}", "muted")))]

    def _blocks(self) -> list[Block]:
        blocks = [heading_block("Keys")]
        for entry in commands_at(self.about.PLACE):
            words = keys_in_words(self.about, entry)
            blocks.append(_row(words, entry.label, entry.help))
        blocks.append(lambda width: [BLANK])
        blocks.append(words_block("Everything can also be clicked.", "muted"))
        if self.about.PLACE in (Place.DESK, Place.READING, Place.ENDING):
            blocks.append(heading_block("The words at the right edge"))
            blocks += [_row(word, "", text) for word, text in MARKS]
        return blocks

    def do_back(self) -> None:
        """Back to the screen that asked."""
        self.dismiss()

    def do_help(self) -> None:
        """The same key closes what it opened."""
        self.dismiss()


def _row(head: str, label: str, text: str) -> Block:
    def lines(width: int) -> list[Line]:
        gap = " " * max(COLUMN - cells(head), 2)
        pieces = [(f"{label}: ", "strong"), (text, "text")] if label else [(text, "text")]
        made = flow(pieces, width - COLUMN)
        first, *more = made
        below = [Line(((" " * COLUMN, "text"), *line.pieces)) for line in more]
        return [Line(((head, "key"), (gap, "text"), *first.pieces)), *below]

    return lines
