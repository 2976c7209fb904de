"""A picture in characters that scrolls both ways, with a place in it that is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from sim.tui.text import Line, cells
from sim.tui.widgets.sheet import Paper

if TYPE_CHECKING:
    from textual.events import Click


class Chart(Paper):
    """A paper as wide as its window, not as wide as prose."""

    measure: ClassVar[int] = 10_000

    class Picked(Message):
        """Somebody clicked on the picture: a column and a line of it."""

        def __init__(self, x: int, y: int) -> None:
            super().__init__()
            self.x, self.y = x, y

    def set_again(self) -> None:
        """Set everything anew, at the same place; only lines that have changed are drawn."""
        before = self._lines
        lines = [line for block in self._blocks for line in block(self.setting_width)]
        if not self._width or len(lines) != len(before):
            self._lay_out()
            return
        self._lines = lines
        for y, (old, new) in enumerate(zip(before, lines, strict=True)):
            if old != new:
                self.refresh_line(y)

    def reveal(self, top: int, bottom: int) -> None:
        """Scroll as little as needed for the lines from ``top`` to ``bottom`` to be in view."""
        height = self.scrollable_content_region.height
        at = self.scroll_offset.y
        if top < at:
            self.to_line(top)
        elif bottom >= at + height:
            self.to_line(min(bottom - height + 1, top))

    def on_click(self, event: Click) -> None:
        """Say where the picture was clicked."""
        event.stop()
        offset = event.get_content_offset(self)
        if offset is not None:
            self.post_message(self.Picked(offset.x, offset.y + self.scroll_offset.y))


def cropped(line: Line, start: int, width: int) -> Line:
    """The part of a line from column ``start`` on, ``width`` cells of it."""
    pieces, at = [], 0
    for text, role in line.pieces:
        kept = []
        for char in text:
            size = cells(char)
            if at >= start and at + size <= start + width:
                kept.append(char)
            at += size
        pieces.append(("".join(kept), role))
    return Line(tuple(pieces), line.right)
