"""A paper that opens at its end: what is in view is set at once, what lies above it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.tui.widgets.sheet import Paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.tui.widgets.sheet import Block

ENOUGH = 2
"""How many windows full are set at first, so that there is a scroll bar from the start."""


class LatePaper(Paper):
    """A paper whose last blocks are painted before the others are set.

    Whatever asks for more than is in view, a key or a search, has the rest set first.
    """

    _above: Sequence[Block] = ()

    def _lay_out(self) -> None:
        if self._at_end and self._height and not self._lines:
            self._set_aside()
        super()._lay_out()

    def _set_aside(self) -> None:
        """Leave out what is far above the end, until the end is on the screen."""
        height, first = 0, len(self._blocks)
        while first and height <= ENOUGH * self._height:
            first -= 1
            height += len(self.set(self._blocks[first]))
        self._above, self._blocks = self._blocks[:first], self._blocks[first:]
        if self._above:
            self.call_after_refresh(self.complete)

    def complete(self) -> None:
        """Set what was left out, above what is in view."""
        if not self._above:
            return
        from_end = len(self._lines) - self.scroll_offset.y
        self._blocks, self._above = [*self._above, *self._blocks], ()
        super()._lay_out()
        super().to_line(len(self._lines) - from_end)

    def show(self, blocks: Sequence[Block]) -> None:
        """Put other blocks on the paper; what was left out is gone with the rest."""
        self._above = ()
        super().show(blocks)

    def add(self, blocks: Sequence[Block]) -> None:
        """Add blocks at the end."""
        self.complete()
        super().add(blocks)

    @property
    def plain(self) -> str:
        """All words on the paper."""
        self.complete()
        return super().plain

    def turn(self, pages: int) -> None:
        """Turn whole pages."""
        self.complete()
        super().turn(pages)

    def move(self, lines: int) -> None:
        """Scroll by lines."""
        self.complete()
        super().move(lines)

    def to_line(self, y: int) -> None:
        """Put line ``y`` of all that is on the paper at the top."""
        if y < len(self._lines):
            self.complete()
        super().to_line(y)
