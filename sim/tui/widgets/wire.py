"""The wire: everything that was reported, of which what is new is shown page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.tui.text import Line
from sim.tui.widgets.sheet import Paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.tui.widgets.sheet import Block

KEPT = ("date", "stage", "rule", "mark", "real")
"""Roles that keep their look when what they stand in is old."""


class Wire(Paper):
    """Blocks that were read, in quiet colours, then those being read; the rest waits.

    Nothing scrolls past unread: :meth:`read_on` shows no more at once than fits.
    """

    sticks = True

    def __init__(self, *, ident: str | None = None) -> None:
        super().__init__(ident=ident)
        self._waiting: list[Block] = []
        self._fresh = 0
        self._page = 0
        self.holds = False
        """Whether the page stays in view at the next change of height, if its end cannot."""

    def begin(self, read: Sequence[Block], unread: Sequence[Block]) -> None:
        """Start with what was read already; ``unread`` waits."""
        self._waiting = list(unread)
        self._fresh = self._page = len(read)
        self.show(read)
        self.to_end()

    def expect(self, unread: Sequence[Block]) -> None:
        """More is to be read; all that is on the wire is old now."""
        self._fresh = self.count
        self._waiting += unread
        self.refresh()

    @property
    def waiting(self) -> int:
        """How many blocks are still unread."""
        return len(self._waiting)

    @property
    def page_top(self) -> int:
        """The line at which what was last read on begins."""
        return self.place_of(self._page)

    def settle(self) -> None:
        """The end; after :attr:`holds`, unless that would push out what is being read."""
        end = len(self._lines) - self.scrollable_content_region.height
        self.to_line(min(end, self.page_top) if self.holds else end)
        self.holds = False

    def waiting_height(self) -> int:
        """How many lines what is unread takes."""
        return self.height_of(self._waiting)

    def read_on(self, room: int, at_most: int | None = None) -> list[Block]:
        """Show as many unread blocks as fit into ``room`` lines, one at least; which ones.

        They stand at the bottom of the page; a single one that is longer begins at the top.
        """
        if not self._waiting:
            return []
        shown, height = 1, self.height_of(self._waiting[:1])
        for block in self._waiting[1:at_most]:
            height += self.height_of([block])
            if height > room:
                break
            shown += 1
        first = self._page = self.count
        blocks, self._waiting = self._waiting[:shown], self._waiting[shown:]
        self.add(blocks)
        if len(self._lines) - self.place_of(first) > room:
            self.to_line(self.place_of(first))
        else:
            self.to_end()
        return blocks

    def dress(self, line: Line, at: int) -> Line:
        """Quiet colours for what was read before."""
        if at >= self.place_of(self._fresh):
            return line
        return Line(
            tuple((text, role if role in KEPT else "faded") for text, role in line.pieces),
            line.right,
        )
