"""The line of keys at the foot of every screen. It can be clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from sim.tui.text import Line, cells
from sim.tui.widgets.sheet import Lettered

if TYPE_CHECKING:
    from textual.events import Click
    from textual.geometry import Size
    from textual.strip import Strip

    from sim.tui.text import Piece


GAP = " · "
BACK = "back"
"""The command that leaves a page."""


def _size(pieces: list[Piece]) -> int:
    """How many cells ``pieces`` take."""
    return sum(cells(text) for text, _ in pieces)


class Key(NamedTuple):
    """One command of the line: its keys in words, its label, and whether it can be given now."""

    command: str
    keys: str
    label: str
    enabled: bool


class KeyLine(Lettered):
    """Keys with their labels; what does not fit is left to the help page.

    The way back and the way to the help are never left out.
    """

    class Pressed(Message):
        """A command was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def __init__(self, *, ident: str | None = None) -> None:
        super().__init__(id=ident)
        self.keys: tuple[Key, ...] = ()
        self._spans: list[tuple[int, int, str]] = []

    def show(self, keys: tuple[Key, ...]) -> None:
        """Show other keys."""
        if keys != self.keys:
            self.keys = keys
            self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Always one line."""
        return 1

    def render_line(self, y: int) -> Strip:
        """The keys from the left; the last one, help, at the right edge."""
        width = self.size.width
        *keys, last = self.keys or (Key("", "", "", False),)
        ending = self._pieces(last)
        room = width - _size(ending) - 2
        pieces: list[Piece] = []
        self._spans = []
        used = 0
        kept = next((_size(self._pieces(key)) + len(GAP) for key in keys if key.command == BACK), 0)
        for key in keys:
            made = self._pieces(key)
            gap = GAP if pieces else ""
            size = _size(made)
            if key.command == BACK:
                kept = 0
            if used + len(gap) + size + kept > room:
                continue
            if gap:
                pieces.append((gap, "rule"))
                used += len(gap)
            pieces += made
            self._spans.append((used, used + size, key.command))
            used += size
        self._spans.append((width - _size(ending), width, last.command))
        return self.draw(Line(tuple(pieces), tuple(ending)), width, y)

    @staticmethod
    def _pieces(key: Key) -> list[Piece]:
        label = "muted" if key.enabled else "faded"
        words = key.label[:1].lower() + key.label[1:]
        if words.startswith("i "):
            words = key.label  # the word “I” stays as it is
        return [(f"{key.keys} ", "key" if key.enabled else "faded"), (words, label)]

    def on_click(self, event: Click) -> None:
        """Give the command whose words were clicked."""
        event.stop()
        at = event.x - self.gutter.left
        for start, end, command in self._spans:
            if start <= at < end and command:
                self.post_message(self.Pressed(command))
