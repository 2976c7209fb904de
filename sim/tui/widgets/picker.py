"""A list of which one entry is marked. Keys belong to the screen; clicks are reported to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from sim.tui.text import Line
from sim.tui.widgets.sheet import Paper

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from textual.events import Click

    from sim.tui.widgets.sheet import Block

    Entry: TypeAlias = Callable[[int, bool], list[Line]]
    """Sets an entry: the width, and whether it is marked."""


class Picker(Paper):
    """Entries one below the other, one of them marked. ``marked`` is None while none is."""

    class Picked(Message):
        """An entry was clicked. ``again`` says that it was marked already."""

        def __init__(self, picker: Picker, index: int, *, again: bool) -> None:
            super().__init__()
            self.picker = picker
            self.index = index
            self.again = again

        @property
        def control(self) -> Picker:
            """The list that was clicked."""
            return self.picker

    def __init__(
        self, entries: Sequence[Entry] = (), *, ident: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(ident=ident, classes=classes)
        self._entries: list[Entry] = []
        self.marked: int | None = None
        self.fill(entries, 0 if entries else None)

    def fill(self, entries: Sequence[Entry], marked: int | None) -> None:
        """Show other entries, with one of them marked."""
        self._entries = list(entries)
        self.marked = marked
        blocks: list[Block] = [self._block(index) for index in range(len(self._entries))]
        if self.is_mounted:
            self.show(blocks)
            self.call_after_refresh(self._reveal)
        else:
            self._blocks = blocks

    def _block(self, index: int) -> Block:
        def lines(width: int) -> list[Line]:
            return self._entries[index](width, index == self.marked)

        return lines

    @property
    def leads(self) -> bool:
        """Entries are set apart by those who make them, not line by line."""
        return False

    def mark(self, index: int | None) -> None:
        """Mark another entry (out of range: the nearest) and bring it into view."""
        if index is not None and self._entries:
            index = max(0, min(index, len(self._entries) - 1))
        elif not self._entries:
            index = None
        if index == self.marked:
            return
        self.marked = index
        self._lay_out()
        self._reveal()

    def step(self, by: int) -> None:
        """Mark the next or the previous entry; the first or last if none is marked."""
        if self.marked is None:
            self.mark(0 if by > 0 else len(self._entries) - 1)
        else:
            self.mark(self.marked + by)

    def _reveal(self) -> None:
        if self.marked is None:
            return
        top, bottom = self.place_of(self.marked), self.place_of(self.marked + 1)
        height = self.scrollable_content_region.height
        if top < self.scroll_offset.y:
            self.to_line(top)
        elif bottom > self.scroll_offset.y + height:
            self.to_line(min(top, bottom - height))

    def height_at(self, width: int) -> int:
        """How many lines the entries take at this width, whichever is marked."""
        plain = [len(entry(width, False)) for entry in self._entries]
        more = [len(e(width, True)) - n for e, n in zip(self._entries, plain, strict=True)]
        return sum(plain) + max(more, default=0)

    def on_click(self, event: Click) -> None:
        """Report which entry was clicked."""
        index = self.block_at(event.y + self.scroll_offset.y - self._top_gutter)
        if index is None:
            return
        event.stop()
        self.post_message(self.Picked(self, index, again=index == self.marked))

    @property
    def _top_gutter(self) -> int:
        return self.gutter.top


def entry_lines(lines: list[Line], marked: bool) -> list[Line]:
    """Lines of an entry with the sign of being marked before the first: never by colour alone."""
    signed = []
    for number, line in enumerate(lines):
        sign = "▸ " if marked and number == 0 else "  "
        signed.append(Line(((sign, "key"), *line.pieces), line.right))
    return signed
