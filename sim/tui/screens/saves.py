"""The stories that were begun, to go on with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Center

from sim.errors import JournalError
from sim.play.commands import Place
from sim.tui.keys import bindings_for
from sim.tui.page import Page
from sim.tui.text import BLANK, Line, flow, prose
from sim.tui.widgets.picker import Picker, entry_lines
from sim.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widget import Widget

    from sim.play.saves import Save
    from sim.tui.widgets.picker import Entry


class Saves(Page):
    """A list of journals, the latest first; a damaged one says why."""

    PLACE = Place.SAVES
    BINDINGS = bindings_for(Place.SAVES)

    def __init__(self, saves: Sequence[Save]) -> None:
        super().__init__()
        self.saves = tuple(saves)

    def parts(self) -> Iterator[Widget]:
        """A title and the list."""
        yield Sheet(self._title, ident="masthead")
        with Center(id="middle"):
            yield Picker([_entry(save) for save in self.saves] or [_nothing], ident="paper")

    def _title(self, width: int) -> list[Line]:
        return [Line((("Stories that were begun", "strong"),))]

    def can(self, name: str) -> bool | None:
        """There may be nothing to go on with."""
        return (True if self.saves else None) if name == "go_on" else super().can(name)

    def label_for(self, name: str) -> str:
        """A story that is over can be read again; a damaged one can only say why."""
        save = self.marked
        if name == "go_on" and save is not None:
            if save.problem:
                return "What is wrong"
            if save.ended:
                return "See its ending"
        return super().label_for(name)

    @property
    def marked(self) -> Save | None:
        """The marked save."""
        index = self.query_one("#paper", Picker).marked
        return self.saves[index] if self.saves and index is not None else None

    def do_up(self) -> None:
        """Mark the one above."""
        self.query_one("#paper", Picker).step(-1)

    def do_down(self) -> None:
        """Mark the one below."""
        self.query_one("#paper", Picker).step(1)

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.again:
            await self.action_do("go_on")
        else:
            event.picker.mark(event.index)
            self.refresh_keys()

    def do_go_on(self) -> None:
        """Resume, or say why not."""
        from sim.play.saves import path_of

        save = self.marked
        if save is None:
            return
        if save.problem:
            self.shell.show_trouble(JournalError(save.problem))
        else:
            self.shell.resume(path_of(save.name))

    def do_back(self) -> None:
        """To the newsstand."""
        self.dismiss()


def _nothing(width: int, marked: bool) -> list[Line]:
    return prose("No story has been begun yet.", "muted", width)


def _entry(save: Save) -> Entry:
    def lines(width: int, marked: bool) -> list[Line]:
        look = "here" if marked else "text"
        if save.problem:
            made = flow([(save.name, look)], width - 2)
            made += prose(f"cannot be resumed: {save.problem}", "warn", width - 2, 2)
        else:
            made = flow([(save.title, look), (f" · {save.name}", "muted")], width - 2, hanging=2)
            made += prose(_state(save), "muted", width - 2, 2)
        return [*entry_lines(made, marked), BLANK]

    return lines


def _state(save: Save) -> str:
    who = " and ".join(name.replace("_", " ") for name in save.players) or "nobody"
    number = save.decisions
    decisions = f"{number} decision{'' if number == 1 else 's'}"
    if save.parent:
        who += f", from decision {save.parted} of {save.parent}"
    if save.ended:
        return f"as {who}, {decisions}, ended: {save.ended.replace('_', ' ')}"
    return f"as {who}, {decisions}, not over"
