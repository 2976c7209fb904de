"""A choice between ways to go on: same luck or new luck, the edition played or the edited one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.containers import Vertical

from sim.play.commands import Place
from sim.tui.keys import bindings_for
from sim.tui.page import Dialog
from sim.tui.text import BLANK, Line, prose
from sim.tui.widgets.picker import Picker, entry_lines
from sim.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.widget import Widget

    from sim.tui.widgets.picker import Entry


class Path(NamedTuple):
    """One way: what it is called, what it means, what is done."""

    label: str
    about: str
    go: Callable[[], None]


class Fork(Dialog[None]):
    """Words, and ways below them, of which enter takes the marked one."""

    PLACE = Place.FORK
    BINDINGS = bindings_for(Place.FORK)

    def __init__(
        self, words: str, paths: Sequence[Path], never: Callable[[], None] | None = None
    ) -> None:
        super().__init__()
        self.words, self.paths, self.never = words, tuple(paths), never

    def parts(self) -> Iterator[Widget]:
        """The words and the ways in a box."""
        with Vertical(id="box"):
            yield Sheet(lambda width: [*prose(self.words, "text", width), BLANK])
            last = len(self.paths) - 1
            entries = [_entry(path, apart=at < last) for at, path in enumerate(self.paths)]
            yield Picker(entries, ident="paths")

    def do_up(self) -> None:
        """The way above."""
        self.query_one("#paths", Picker).step(-1)

    def do_down(self) -> None:
        """The way below."""
        self.query_one("#paths", Picker).step(1)

    def do_take(self) -> None:
        """Take the marked way."""
        path = self.paths[self.query_one("#paths", Picker).marked or 0]
        self.dismiss()
        path.go()

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        event.picker.mark(event.index)
        if event.again:
            await self.action_do("take")

    def do_back(self) -> None:
        """Neither."""
        self.dismiss()
        if self.never is not None:
            self.never()


def _entry(path: Path, *, apart: bool) -> Entry:
    def lines(width: int, marked: bool) -> list[Line]:
        made = prose(path.label, "here" if marked else "text", width - 2)
        set_lines = entry_lines([*made, *prose(path.about, "muted", width - 2)], marked)
        return [*set_lines, BLANK] if apart else set_lines

    return lines
