"""The page between two players, so that nobody reads what is meant for the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Middle

from sim.play.commands import Place
from sim.tui.keys import bindings_for
from sim.tui.page import Page
from sim.tui.text import BLANK, Line, centred
from sim.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.widget import Widget


class Cover(Page):
    """Shows a name and nothing else of the story."""

    PLACE = Place.COVER
    BINDINGS = bindings_for(Place.COVER)

    def __init__(self, name: str, reveal: Callable[[], None], leave: Callable[[], None]) -> None:
        super().__init__()
        self.words = name
        self.reveal, self.leave = reveal, leave

    def parts(self) -> Iterator[Widget]:
        """The name in the middle."""
        with Middle(id="cover"):
            yield Sheet(self._lines)

    def _lines(self, width: int) -> list[Line]:
        return [
            *centred("Pass the keyboard to", "muted", width),
            BLANK,
            *centred(self.words.upper(), "strong", width),
            BLANK,
            *centred("Everybody else looks away. Press space when you are there.", "muted", width),
        ]

    def do_reveal(self) -> None:
        """The right person sits there."""
        self.reveal()

    def do_back(self) -> None:
        """Leave the story; it is kept."""
        self.leave()
