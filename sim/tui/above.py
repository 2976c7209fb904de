"""Pages that are opened above a place, and closed again: to read, to ask, to look something up.

A page's module is imported when it is first needed, so that the first paint is quick.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sim.tui.comfort import Comfort
from sim.tui.mapahead import MapAhead

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.play.reading import Section
    from sim.play.session import Session
    from sim.play.wire import Beat
    from sim.tui.page import Commanded
    from sim.tui.screens.question import Judge
    from sim.tui.widgets.sheet import Block


class Above(Comfort):
    """What can be opened from a place without leaving it."""

    def __init__(self) -> None:
        super().__init__()
        self._map = MapAhead()

    def show_reading(
        self, title: str, blocks: Sequence[Block], *, sections: Sequence[Section] = (),
        file_name: str = "", at_end: bool = False,
    ) -> None:  # fmt: skip
        """A page to read."""
        from sim.tui.screens.reading import Reading

        self.push_screen(Reading(title, blocks, sections, file_name, at_end=at_end))

    def show_map(self, session: Session, seat: str | None) -> None:
        """The stages of a story, as the player of ``seat`` may see them."""
        from sim.play.map import map_of
        from sim.tui.screens.map import MapPage

        self.push_screen(MapPage(map_of(session, seat), self._map))

    def draw_map_ahead(self, session: Session, seat: str | None) -> None:
        """Lay the map out that could be opened now, if one was before: beside the keys."""
        from sim.play.map import map_of

        room = self._map.room
        if room is not None:
            draw = partial(self._map.picture, map_of(session, seat), room)
            self.run_worker(draw, thread=True, group="ahead", exit_on_error=False)

    def show_wire(self, session: Session, told: Sequence[Beat]) -> None:
        """Everything that was reported so far, to search and to sift."""
        from sim.tui.screens.wire import WirePage

        self.push_screen(WirePage(session.program, told))

    def show_help(self, about: Commanded[Any]) -> None:
        """Every key of a screen."""
        from sim.tui.screens.help import Help

        self.push_screen(Help(about))

    def show_files(self) -> None:
        """The line for a file's name."""
        from sim.tui.screens.files import Files

        self.push_screen(Files())

    def show_trouble(self, error: BaseException) -> None:
        """What went wrong."""
        from sim.tui.screens.trouble import trouble_page

        title, blocks = trouble_page(error)
        self.show_reading(title, blocks)

    def show_cover(self, name: str, reveal: Callable[[], None], leave: Callable[[], None]) -> None:
        """Nothing but a name, until the right person sits at the keyboard."""
        from sim.tui.screens.cover import Cover

        self.push_screen(Cover(name, reveal, leave))

    def uncover(self) -> None:
        """Take the cover off."""
        self.pop_screen()

    def ask(self, words: str, value: str, judge: Judge) -> None:
        """Ask for a line of text until ``judge`` finds nothing wrong with it."""
        from sim.tui.screens.question import Ask

        self.push_screen(Ask(words, value, judge))

    def ask_whether(self, words: str, yes: str, no: str, then: Callable[[], None]) -> None:
        """Ask a question, and do ``then`` if the answer is yes."""
        from sim.tui.screens.question import Question

        self.push_screen(Question(words, yes, no), lambda answer: then() if answer else None)
