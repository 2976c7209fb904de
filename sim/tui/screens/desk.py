"""The desk: decide, publish, walk home.

After a choice the player first reads what came of it, then page by page what everybody did, then
the next morning's date; then it is their turn again. Date, numbers and stage in view are those of
the news that is being read: each changes with its because, and nothing tells on what is to come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, Vertical
from textual.reactive import reactive

from sim.errors import ChoiceError, JournalError
from sim.play.desk import desk_of
from sim.play.waiting import only_waits, waiting_words
from sim.tui.layout import closed_block, head_block, option_entry, prompt_line, seat_block
from sim.tui.screens.deskaside import DeskAside
from sim.tui.screens.deskkeys import Phase
from sim.tui.seats import Seats, own_act
from sim.tui.text import cells, entitle
from sim.tui.widgets.meters import meter_block, meter_strip
from sim.tui.widgets.picker import Picker
from sim.tui.widgets.sheet import BESIDE_BAR, Sheet
from sim.tui.widgets.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widget import Widget

    from sim.play.desk import Desk
    from sim.play.session import Session
    from sim.tui.widgets.sheet import Block


MARK_FIRST = "Mark a move first: type its number, or use the arrows."
TOLD_LATER = ("why", "map")
NOT_WHILE_READING = (*TOLD_LATER, "choose", "confirm")


class DeskPage(DeskAside):
    """One session, seen from the seat of whoever must choose."""

    moment: reactive[Desk | None] = reactive(None)

    def __init__(
        self, session: Session, *, resumed: bool = False, rewound: str = "", wish: str = ""
    ) -> None:
        super().__init__()
        self.session = session
        self.resumed = resumed
        self.rewound, self.wish = rewound, wish
        self.seats = Seats(session)
        if rewound:
            self.seats.know_all()
        self.seat = session.actor or session.casting.players[0]
        self.own = 0
        self.briefed: set[str] = set()
        self.moments: dict[str, Desk] = {}

    def parts(self) -> Iterator[Widget]:
        """Head, wire and choices on the left, numbers and seat on the right."""
        yield Sheet(ident="masthead")
        yield Sheet(ident="strip")
        with Horizontal(id="columns"):
            with Vertical(id="main"):
                yield Wire(ident="wire")
                with Vertical(id="below"):
                    yield Sheet(ident="prompt")
                    yield Picker(ident="choices")
                    yield Sheet(ident="closed")
            with Vertical(id="side"):
                yield Sheet(ident="meters")
                yield Sheet(ident="seat")

    # -- sitting down -------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to read once the sizes are known."""
        entitle(self.wire, "The wire")
        entitle(self.query_one("#meters"), "Where it stands")
        entitle(self.query_one("#closed"), "Not now")
        self.moment = desk_of(self.session, self.seat)
        if len(self.session.casting.players) > 1 and not self.session.ended:
            self._pass_on()
        else:
            self.call_after_refresh(self._sit, self.seat)
        if self.resumed or self.rewound:
            self.call_after_refresh(self._say_where)

    def _say_where(self) -> None:
        if self.rewound:
            self.say(self.rewound, "head")
            return
        number = len(self.session.decisions)
        words = f"Going on after {number} decision{'' if number == 1 else 's'}."
        if self.session.cut_off:
            words += " The last line of this journal was not finished and is left out."
        self.say(words, "head")

    def _pass_on(self) -> None:
        """Have the keyboard passed to whoever must choose."""
        seat = self.session.actor or self.seat
        name = self.session.view(seat).name
        self.shell.show_cover(name, lambda: self._seat_uncovered(seat), self.do_back)

    def _seat_uncovered(self, seat: str) -> None:
        self._sit(seat)
        self.shell.uncover()
        if seat not in self.briefed and not self.resumed and not self.rewound:
            self.briefed.add(seat)
            self.do_briefing()

    def _sit(self, seat: str) -> None:
        """Show the wire as ``seat`` reads it; what that person has not read yet is to come."""
        self.seat = seat
        self.moment = self.moments.get(seat) or desk_of(self.session, seat)
        read, unread = self.seats.sit(seat)
        self.wire.begin(read, unread)
        self.own = 0
        self._read_on()

    # -- reading ------------------------------------------------------------------------------

    @property
    def passes(self) -> bool:
        """Whether somebody else must choose next."""
        return not self.session.ended and self.session.actor != self.seat

    def _room(self, *, choosing: bool) -> int:
        """How many lines of the wire are in view while reading, or while choosing."""
        frame = self.wire.gutter.height
        column = self.query_one("#main").size.height - frame
        if self.has_class("-broad"):
            return column
        return column - (self._choices_height() if choosing else 1)

    def _choices_height(self) -> int:
        frame = self.picker.gutter
        width = self.query_one("#below").size.width - frame.width - 1 - BESIDE_BAR
        most = max(self.query_one("#main").size.height * 3 // 5, 5)
        return min(self.picker.height_at(width) + frame.height, most)

    def _read_on(self) -> None:
        """The next page of what is unread; when nothing is left, the choices."""
        wire, turn = self.wire, self.session.actor == self.seat
        if turn:
            self._fill_choices()
        least = self._room(choosing=turn)
        if self.own:
            page = wire.read_on(self._room(choosing=False), self.own)
            self.own -= len(page)
        else:
            fits = wire.waiting_height() <= least
            page = wire.read_on(least if fits else self._room(choosing=False))
        self.seats.shown(self.seat, page)
        self._keep_up()
        height = wire.height_of(page)
        if self.passes and not self.own:
            self._turn_to(Phase.PASSING)
        elif wire.waiting or height > least:
            self._turn_to(Phase.READING)
        else:
            self._finish()

    def _keep_up(self) -> None:
        """Date, record, stage and numbers as far as the wire was read."""
        if self.moment is not None:
            seats, seat = self.seats, self.seat
            self.moment = self.moments[seat] = self.moment.as_read(
                seats.read_in(seat), self.session.program, on_record=seats.on_record(seat)
            )

    def _finish(self) -> None:
        """Everything was read: show how things are now, and what can be done."""
        self.moment = self.moments[self.seat] = desk_of(self.session, self.seat)
        self._turn_to(Phase.OVER if self.session.ended else Phase.CHOOSING)

    def _fill_choices(self) -> None:
        view = self.session.view(self.seat)
        options, wide = view.moves, self.shell.projector
        brief = "" if self.has_class("-tall") else self._key("why")
        why, of = waiting_words(view, brief) if only_waits(view) else "", len(options)
        entries = [option_entry(n, move, of, wide, why) for n, move in enumerate(options, start=1)]
        wished = next((n for n, move in enumerate(options) if move.id == self.wish), None)
        self.picker.fill(entries, 0 if len(options) == 1 else wished)

    def _turn_to(self, phase: Phase) -> None:
        """Another phase: other keys, and the choices instead of the prompt."""
        self.phase = phase
        choosing = phase is Phase.CHOOSING
        self.set_class(choosing, "-choosing")
        if choosing:
            self.picker.styles.height = self._choices_height()
            moment = self.moment
            only = moment is not None and moment.only_waits
            title = "You can only wait: space or enter goes on" if only else "What do you do?"
            entitle(self.picker, title)
            self.call_after_refresh(self.shell.draw_map_ahead, self.session, self.seat)
        words = prompt_line(phase.value, self.wire.waiting, self._next_name())
        self.query_one("#prompt", Sheet).show(words)
        if self.is_mounted:
            self.refresh_keys()

    def _next_name(self) -> str:
        return self.session.view(self.session.actor).name if self.passes else ""

    def watch_moment(self, moment: Desk | None) -> None:
        """Hand the new moment down to everything that shows a part of it."""
        if moment is None or not self.is_mounted:
            return
        view = moment.view
        self.query_one("#masthead", Sheet).show(head_block(moment, self.shell.projector))
        self.query_one("#strip", Sheet).show(meter_strip(view.meters))
        self.query_one("#meters", Sheet).show(meter_block(view.meters, self._meter_room()))
        self.query_one("#meters").display = bool(view.meters)
        seat = self.query_one("#seat", Sheet)
        named = f"You: {view.name}"
        # The corners of a frame and the spaces about its title take six cells.
        entitle(seat, named if cells(named) <= seat.outer_size.width - 6 else view.name)
        seat.more = f"… {self._key('briefing')}: the rest"
        seat.show(seat_block(moment, roomy=self.has_class("-tall")))
        self.query_one("#closed", Sheet).show(closed_block(moment))
        self.set_class(bool(view.closed), "-closed")

    def _meter_room(self) -> int:
        height = self.query_one("#side").size.height or 20
        return max(height - 9, height * 3 // 5 - 2)

    def on_resize(self) -> None:
        """Other sizes: the same place, with as much of everything as fits now."""
        if self.moment is not None:
            self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        self.watch_moment(self.moment)
        if self.phase is Phase.CHOOSING:
            self.picker.styles.height = self._choices_height()

    # -- commands -----------------------------------------------------------------------------

    def can(self, name: str) -> bool | None:
        """While there is news to read nothing can be decided, and nothing told in advance."""
        choosing = self.phase is Phase.CHOOSING
        if name == "choose" and self.moment is not None and self.moment.only_waits:
            return False
        if name in NOT_WHILE_READING:
            return choosing or (None if name in TOLD_LATER else False)
        if name == "read_on":
            waits = self.moment is not None and self.moment.only_waits
            # A key that does nothing now is not offered: grey alone would not say so to everybody.
            return not choosing or waits or not self.wire.seen_to_end
        return super().can(name)

    def label_for(self, name: str) -> str:
        """What the space bar does next."""
        if name == "read_on":
            waits = self.moment is not None and self.moment.only_waits
            return {
                Phase.PASSING: "Pass the keyboard",
                Phase.OVER: "The front page",
                Phase.CHOOSING: "Wait" if waits and self.wire.seen_to_end else "Read on",
            }.get(self.phase, "Read on" if self.wire.waiting else "Your turn")
        return super().label_for(name)

    def choices(self) -> list[tuple[int, str]]:
        """The moves, for the palette."""
        if self.phase is not Phase.CHOOSING or self.moment is None:
            return []
        return [(n, move.label) for n, move in enumerate(self.moment.view.moves, start=1)]

    def do_read_on(self) -> None:
        """On: by a page, to the choices, to the next player or to the front page."""
        if not self.wire.seen_to_end:
            self.wire.turn(1)
        elif self.phase is Phase.CHOOSING:
            self.do_confirm()
        elif self.phase is Phase.PASSING:
            self._pass_on()
        elif self.phase is Phase.OVER:
            self.shell.show_ending(self.session)
        elif self.wire.waiting:
            self._read_on()
        else:
            self._finish()

    def do_choose(self, number: int) -> None:
        """Mark a move by its number."""
        if self.moment is not None and number <= len(self.moment.view.moves):
            self.picker.mark(number - 1)
        else:
            self.say("There is no move with that number.")

    def do_confirm(self) -> None:
        """Make the marked move. It is on disk before it takes effect."""
        moment, marked = self.moment, self.picker.marked
        if moment is None or marked is None:
            self.say(MARK_FIRST)
            return
        try:
            self.session.choose(moment.view.moves[marked].id)
        except (JournalError, ChoiceError) as error:
            self.say(str(error))
            return
        self.wish = ""
        self._publish(self.seats.news(self.seat))

    def _publish(self, blocks: Sequence[Block]) -> None:
        """What came of a choice: the player's own act first, by itself."""
        self.wire.expect(blocks)
        self.own = own_act(blocks)
        self.shell.note(self.session)
        self._turn_to(Phase.READING)
        self.call_after_refresh(self._read_on)

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.again:
            await self.action_do("confirm")
        else:
            await self.action_do("choose", event.index + 1)
