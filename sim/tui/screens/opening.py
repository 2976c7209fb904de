"""What is read before the first round: a content note, who you are, how it is played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Center

from sim.play.commands import Place
from sim.tui.keys import bindings_for
from sim.tui.page import Scrolling
from sim.tui.text import BLANK, Line, cut
from sim.tui.typeset import section_blocks, words_block
from sim.tui.widgets.sheet import Paper, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.widget import Widget

    from sim.play.reading import Section


class Opening(Scrolling):
    """A page that must be read to its end before the story begins."""

    PLACE = Place.OPENING
    BINDINGS = bindings_for(Place.OPENING)

    def __init__(
        self,
        title: str,
        setting: str,
        sections: Sequence[Section],
        begin: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__()
        self.words, self.setting, self.sections = title, setting, tuple(sections)
        self.begin, self.leave = begin, leave

    def parts(self) -> Iterator[Widget]:
        """A title and a paper."""
        yield Sheet(self._title, ident="masthead")
        with Center(id="middle"):
            setting = [words_block(self.setting, "muted")] if self.setting else []
            top = [lambda width: [BLANK]]
            yield Paper([*top, *setting, *section_blocks(self.sections)], ident="paper")

    def _title(self, width: int) -> list[Line]:
        return [Line(((cut(self.words, width), "strong"),))]

    def label_for(self, name: str) -> str:
        """The same key reads on and begins."""
        if name == "start" and self.is_mounted and self.paper.seen_to_end:
            return "Begin"
        return super().label_for(name)

    def do_start(self) -> None:
        """Turn the page; begin after the last line."""
        if self.paper.seen_to_end:
            self.begin()
        else:
            self.paper.turn(1)

    def do_back(self) -> None:
        """Not this story after all."""
        self.leave()
