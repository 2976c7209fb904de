"""Typeset text: a sheet that is as high as its lines, and a paper that scrolls.

Both hold :class:`~sim.tui.text.Line` values and draw them as segments. A paper lays out only what
is new, so that a long wire costs no more a key than a short one.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from sim.tui.text import BLANK, MEASURE, ROLES, Line, cut, strip_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual.events import Resize
    from textual.geometry import Region
    from textual.selection import Selection


class Block(Protocol):
    """A thing that can be set in lines of a given width."""

    def __call__(self, width: int) -> list[Line]:
        """The lines of it."""


LOOKS = frozenset(f"role--{role}" for role in ROLES)

BESIDE_BAR = 1
"""Cells that stay empty between the words of a paper and its scroll bar."""


class Lettered(Widget):
    """A widget whose lines are drawn in roles.

    What a role looks like is found once for a screen, not once for every widget on it: that would
    be a hundred looks to work out before a page can be painted.
    """

    _looks: dict[str, Style]

    def look(self, role: str) -> Style:
        """The style of a role in the present theme, on the background of this widget."""
        found = self._looks.get(role)
        if found is None:
            own = self.screen.get_component_rich_style(f"role--{role}", partial=True)
            found = self._looks[role] = self.ground + own
        return found

    @property
    def ground(self) -> Style:
        """The style of this widget where nothing is written."""
        found = self._looks.get("")
        if found is None:
            found = self._looks[""] = self.rich_style
        return found

    def notify_style_update(self) -> None:
        """Look again: the theme or the style sheet has changed."""
        self._looks = {}
        super().notify_style_update()

    def draw(self, line: Line, width: int, y: int) -> Strip:
        """A line as a strip, with what is selected in it marked."""
        strip = strip_of(line, width, self.look, self.ground)
        selection = self.text_selection
        if selection is not None:
            strip = _selected(strip, selection, y, self._selection_look())
        return strip.apply_offsets(0, y)

    def _selection_look(self) -> Style:
        return self.screen.get_component_rich_style("screen--selection")


def _selected(strip: Strip, selection: Selection, y: int, look: Style) -> Strip:
    span = selection.get_span(y)
    if span is None:
        return strip
    start, end = span
    end = strip.cell_length if end == -1 else min(end, strip.cell_length)
    if start >= end:
        return strip
    before, inside, after = strip.crop(0, start), strip.crop(start, end), strip.crop(end)
    return Strip.join([before, inside.apply_style(look), after])


class Sheet(Lettered):
    """Lines without scrolling, as high as they are. Where they do not fit, ``more`` says so."""

    more = "…"
    DEFAULT_CSS = "Sheet { width: 1fr; height: auto; }"

    def __init__(
        self, block: Block | None = None, *, ident: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=ident, classes=classes)
        self._block = block
        self._set: tuple[int, list[Line]] | None = None

    def show(self, block: Block | None) -> None:
        """Show something else."""
        self._block = block
        self._set = None
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Line]:
        """The lines at this width."""
        if self._set is None or self._set[0] != width:
            self._set = (width, [] if self._block is None else self._block(width))
        return self._set[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are."""
        return len(self.lines(width))

    def render_line(self, y: int) -> Strip:
        """One line; the last one says so if there is more than fits."""
        lines, size = self.lines(self.size.width), self.size
        line = lines[y] if y < len(lines) else BLANK
        if y == size.height - 1 and len(lines) > size.height:
            line = Line(((cut(self.more, size.width), "muted"),))
        return self.draw(line, size.width, y)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """The selected words, for the clipboard."""
        text = "\n".join(line.plain for line in self.lines(self.size.width))
        return selection.extract(text), "\n"


class Paper(ScrollView, Lettered, can_focus=False):
    """Blocks of lines, one below the other, that scroll. It keeps its place when resized."""

    measure: ClassVar[int] = MEASURE
    sticks: ClassVar[bool] = False
    """Whether the end stays in view, once it is, even where all fits."""

    def __init__(
        self,
        blocks: Sequence[Block] = (),
        *,
        ident: str | None = None,
        classes: str | None = None,
        at_end: bool = False,
    ) -> None:
        super().__init__(id=ident, classes=classes)
        self._at_end = at_end
        self._blocks: list[Block] = list(blocks)
        self._lines: list[Line] = []
        self._starts: list[int] = []
        self._width = 0
        self._height = 0
        self._leading = False

    # -- what is on it ------------------------------------------------------------------------

    def show(self, blocks: Sequence[Block]) -> None:
        """Put other blocks on the paper, from the top."""
        self._blocks = list(blocks)
        self._lay_out()
        self.to_line(0)

    def add(self, blocks: Sequence[Block]) -> None:
        """Add blocks at the end; what is there is not set again."""
        start = len(self._blocks)
        self._blocks += blocks
        for block in self._blocks[start:]:
            self._append(block)
        self._resized()

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return len(self._blocks)

    @property
    def plain(self) -> str:
        """All words on the paper."""
        return "\n".join(line.plain for line in self._lines)

    def place_of(self, block: int) -> int:
        """The line at which a block begins."""
        return self._starts[block] if block < len(self._starts) else len(self._lines)

    def block_at(self, y: int) -> int | None:
        """The block on line ``y``; None below the last."""
        if not 0 <= y < len(self._lines):
            return None
        return bisect_right(self._starts, y) - 1

    @property
    def setting_width(self) -> int:
        """How wide lines are set."""
        return min(self._width - BESIDE_BAR, self.measure)

    # -- layout -------------------------------------------------------------------------------

    def _append(self, block: Block) -> None:
        self._starts.append(len(self._lines))
        if self._width:
            self._lines += self.set(block)

    def set(self, block: Block) -> list[Line]:
        """The lines of a block, as they stand on this paper: on a projector further apart."""
        lines = block(self.setting_width)
        if not self._leading:
            return lines
        return [part for line in lines for part in ((line, BLANK) if line.pieces else (line,))]

    def height_of(self, blocks: Sequence[Block]) -> int:
        """How many lines blocks take on this paper."""
        return sum(len(self.set(block)) for block in blocks)

    @property
    def leads(self) -> bool:
        """Whether there is a line of space between lines: where a projector has room for it."""
        return self.screen.has_class("-projector") and self.screen.has_class("-tall")

    def _lay_out(self) -> None:
        self._lines, self._starts = [], []
        for block in self._blocks:
            self._append(block)
        self._resized()

    def _resized(self) -> None:
        self.virtual_size = Size(self._width, len(self._lines))
        self.refresh()

    def on_resize(self, event: Resize) -> None:
        """Set everything anew if the width has changed; what was at the top stays there."""
        self._fit()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in view; set before they are first painted, so that no empty page flashes."""
        if not self._width:
            self._fit()
        return super().render_lines(crop)

    def _fit(self) -> None:
        region = self.scrollable_content_region
        old, self._height = self._height, region.height
        top = self.scroll_offset.y
        keep_end = self._lines and top + old >= len(self._lines) and (top or self.sticks)
        leading, self._leading = self._leading, self.leads
        same_width = region.width == self._width
        if region.width != self._width or leading != self._leading:
            anchor = self.block_at(top)
            beyond = 0 if anchor is None else top - self.place_of(anchor)
            first, self._width = not self._width, region.width
            self._lay_out()
            if first and self._at_end:
                self.to_end()
            if anchor is not None and not keep_end:
                self.to_line(self.place_of(anchor) + beyond)
        if keep_end and same_width:
            self.settle()
        elif keep_end:
            self.to_end()

    def render_line(self, y: int) -> Strip:
        """One line of what is in view."""
        at = self.scroll_offset.y + y
        line = self._lines[at] if at < len(self._lines) else BLANK
        width = self.scrollable_content_region.width
        # What stands at the right keeps to the lines of the prose, however wide the paper is.
        strip = self.draw(self.dress(line, at), min(width - BESIDE_BAR, self.measure), at)
        return strip.extend_cell_length(width, self.ground)

    def dress(self, line: Line, at: int) -> Line:
        """Change the look of a line by its place; a wire fades what is old."""
        return line

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """The selected words, for the clipboard."""
        return selection.extract(self.plain), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw again with the selection."""
        self.refresh()

    # -- moving about -------------------------------------------------------------------------

    @property
    def seen_to_end(self) -> bool:
        """Whether the last line is in view."""
        return self.scroll_offset.y + self.scrollable_content_region.height >= len(self._lines)

    def to_line(self, y: int) -> None:
        """Put line ``y`` at the top, at once, whether or not there is a scroll bar yet."""
        self.scroll_to(y=y, animate=False, force=True)

    def to_end(self) -> None:
        """Bring the last line into view, at once; if nothing is set yet, as soon as it is."""
        self._at_end = not self._width
        self.to_line(len(self._lines))

    def turn(self, pages: int) -> None:
        """Turn whole pages, with a line of overlap."""
        height = max(1, self.scrollable_content_region.height - 1)
        self.to_line(self.scroll_offset.y + pages * height)

    def settle(self) -> None:
        """Keep the end in view, now that there are more lines or fewer to show it in."""
        self.to_end()

    def move(self, lines: int) -> None:
        """Scroll by lines."""
        self.to_line(self.scroll_offset.y + lines)
