"""Pages to read: journal, glossary, record, briefing, why, debrief, and what is wrong somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Center

from sim.play.commands import Place
from sim.tui.keys import bindings_for
from sim.tui.page import Scrolling
from sim.tui.saving import ask_to_save
from sim.tui.text import Line, cut
from sim.tui.widgets.sheet import Paper, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widget import Widget

    from sim.play.reading import Section
    from sim.tui.widgets.sheet import Block


class Reading(Scrolling):
    """A page of blocks under a title; one that is made of sections can be saved as a file."""

    PLACE = Place.READING
    BINDINGS = bindings_for(Place.READING)

    def __init__(
        self,
        title: str,
        blocks: Sequence[Block],
        sections: Sequence[Section] = (),
        file_name: str = "",
        *,
        at_end: bool = False,
    ) -> None:
        super().__init__()
        self.words = title
        self.blocks = list(blocks)
        self.sections = tuple(sections)
        self.file_name = file_name
        self.at_end = at_end

    def parts(self) -> Iterator[Widget]:
        """A title and a paper below it."""
        yield Sheet(self._title, ident="masthead")
        with Center(id="middle"):
            yield Paper(self.blocks, ident="paper")

    def _title(self, width: int) -> list[Line]:
        return [Line(((cut(self.words, width), "strong"),))]

    def on_mount(self) -> None:
        """A journal opens at its end: what was last is looked for first."""
        if self.at_end:
            self.call_after_refresh(self.paper.to_end)

    def can(self, name: str) -> bool | None:
        """Only what is made of sections can be saved, and has parts to go to."""
        if name == "export":
            return bool(self.sections)
        if name in ("next_part", "part_before"):
            return len(self.sections) > 1
        return super().can(name)

    def _headings(self) -> list[int]:
        """The lines at which the parts begin."""
        at, lines = 0, []
        for section in self.sections:
            lines.append(self.paper.place_of(at))
            at += 1 + len(section.entries)
        return lines

    def do_next_part(self) -> None:
        """The next heading at the top; after the last, the end."""
        here = self.paper.scroll_offset.y
        after = [line for line in self._headings() if line > here]
        if after:
            self.paper.to_line(after[0])
        else:
            self.paper.to_end()

    def do_part_before(self) -> None:
        """The heading before at the top."""
        here = self.paper.scroll_offset.y
        self.paper.to_line(max((line for line in self._headings() if line < here), default=0))

    def do_back(self) -> None:
        """Back to where the page was opened."""
        self.dismiss()

    def do_export(self) -> None:
        """Ask for the name of a file, and write the page to it."""
        ask_to_save(self, self.words, self.sections, self.file_name)
