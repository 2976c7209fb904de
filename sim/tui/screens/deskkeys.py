"""What the desk does at a key press beside deciding: moving about, and opening pages."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sim.play.commands import Place
from sim.tui.keys import bindings_for
from sim.tui.page import Page
from sim.tui.rewinding import FORWARD_ONLY, may_go_back, open_tree
from sim.tui.screens.beside import open_briefing, open_glossary, open_why
from sim.tui.widgets.picker import Picker
from sim.tui.widgets.wire import Wire

if TYPE_CHECKING:
    from sim.play.session import Session
    from sim.tui.seats import Seats


class Phase(StrEnum):
    """What the player is doing at the desk."""

    READING = "reading"
    CHOOSING = "choosing"
    PASSING = "passing the keyboard"
    OVER = "over"


class DeskKeys(Page):
    """A page with a wire and choices. The arrows mark a move while there is one to choose."""

    PLACE = Place.DESK
    BINDINGS = bindings_for(Place.DESK)

    session: Session
    seats: Seats
    seat: str
    phase = Phase.READING

    @property
    def wire(self) -> Wire:
        """The wire."""
        return self.query_one("#wire", Wire)

    @property
    def picker(self) -> Picker:
        """The choices."""
        return self.query_one("#choices", Picker)

    def do_mark_up(self) -> None:
        """The move above; while reading, a line back."""
        if self.phase is Phase.CHOOSING:
            self.picker.step(-1)
        else:
            self.wire.move(-1)

    def do_mark_down(self) -> None:
        """The move below; while reading, a line on."""
        if self.phase is Phase.CHOOSING:
            self.picker.step(1)
        else:
            self.wire.move(1)

    def do_wire_up(self) -> None:
        """The wire a line back."""
        self.wire.move(-1)

    def do_wire_down(self) -> None:
        """The wire a line on."""
        self.wire.move(1)

    def do_page_up(self) -> None:
        """The wire a page back."""
        self.wire.turn(-1)

    def do_page_down(self) -> None:
        """The wire a page on."""
        self.wire.turn(1)

    def do_first(self) -> None:
        """The beginning of the wire."""
        self.wire.to_line(0)

    def do_last(self) -> None:
        """The end of the wire."""
        self.wire.to_end()

    def do_why(self) -> None:
        """What moves the numbers, what closes the moves."""
        open_why(self.shell, self.session, self.seat)

    def do_journal(self) -> None:
        """All that was read so far."""
        self.shell.show_wire(self.session, self.seats.read_in(self.seat))

    def do_map(self) -> None:
        """The stages and the ways between them."""
        self.shell.show_map(self.session, self.seat)

    def do_briefing(self) -> None:
        """Who you are."""
        open_briefing(self.shell, self.session.program, self.session.view(self.seat))

    def do_go_back(self) -> None:
        """The story tree at the decision before this one, once this cast may go back."""
        if not may_go_back(self.session.program, self.session.casting.players):
            self.say(FORWARD_ONLY)
            return
        before = max(len(self.session.decisions), 1)
        open_tree(self.shell, self.session.program, self.session, before)

    def do_glossary(self) -> None:
        """The terms."""
        open_glossary(self.shell, self.session)

    def do_back(self) -> None:
        """Leave the story, after a question."""
        self.shell.leave(self.session)
