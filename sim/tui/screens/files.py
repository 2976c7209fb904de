"""Opening a scenario file of one's own: a line for its name, and the files that are here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Center, Vertical

from sim.errors import NewscycleError
from sim.play.commands import Place
from sim.scenario.chars import FORBIDDEN
from sim.tui.keys import bindings_for
from sim.tui.page import Page
from sim.tui.text import Line, cut, prose
from sim.tui.widgets.field import UNTYPEABLE, Field
from sim.tui.widgets.picker import Picker, entry_lines
from sim.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget

    from sim.tui.widgets.picker import Entry

MOST = 200


def files_here() -> list[str]:
    """The YAML files of the folder in which newscycle was started, at most two hundred."""
    try:
        found = sorted(
            path.name
            for path in Path().iterdir()
            if path.suffix.lower() in (".yaml", ".yml") and not FORBIDDEN.search(path.name)
        )
    except OSError:
        return []
    return found[:MOST]


class Files(Page):
    """A line to type in; the arrows put one of the files below into it."""

    PLACE = Place.FILES
    BINDINGS = bindings_for(Place.FILES)
    AUTO_FOCUS = "Field"

    def __init__(self) -> None:
        super().__init__()
        self.files = files_here()

    def parts(self) -> Iterator[Widget]:
        """The line, then the list."""
        yield Sheet(self._title, ident="masthead")
        with Center(id="middle"), Vertical(id="column"):
            yield Sheet(lambda width: prose("The name of a scenario file:", "text", width))
            yield Field(ident="field")
            yield Sheet(self._here, ident="here")
            yield Picker([_entry(name) for name in self.files], ident="paper")

    def on_mount(self) -> None:
        """No file is marked before the arrows are used."""
        self.query_one("#paper", Picker).mark(None)

    def on_screen_resume(self) -> None:
        """Nothing is being read any more."""
        self.say("")

    def _title(self, width: int) -> list[Line]:
        return [Line((("Open a file", "strong"),))]

    def _here(self, width: int) -> list[Line]:
        words = "In this folder:" if self.files else "There is no .yaml file in this folder."
        return prose(words, "muted", width)

    @on(Field.Refused)
    def _refused(self) -> None:
        self.say(UNTYPEABLE)

    @on(Field.Submitted)
    async def _submitted(self, event: Field.Submitted) -> None:
        event.stop()
        await self.action_do("open_it")

    def do_up(self) -> None:
        """The file above."""
        self._step(-1)

    def do_down(self) -> None:
        """The file below."""
        self._step(1)

    def _step(self, by: int) -> None:
        picker = self.query_one("#paper", Picker)
        picker.step(by)
        self._take(picker.marked)

    def _take(self, index: int | None) -> None:
        if index is not None and index < len(self.files):
            self.query_one("#field", Field).put(self.files[index])

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        event.picker.mark(event.index)
        self._take(event.index)
        if event.again:
            await self.action_do("open_it")

    def do_open_it(self) -> None:
        """Read the file."""
        from sim.play.export import typed_path

        try:
            path = typed_path(self.query_one("#field", Field).value)
        except NewscycleError as error:
            self.say(str(error))
            return
        self.say(f"Reading {path}…", "muted")
        self.shell.open_file(path)

    def do_back(self) -> None:
        """To the newsstand."""
        self.dismiss()


def _entry(name: str) -> Entry:
    def lines(width: int, marked: bool) -> list[Line]:
        line = Line(((cut(name, width - 2), "here" if marked else "text"),))
        return entry_lines([line], marked)

    return lines
