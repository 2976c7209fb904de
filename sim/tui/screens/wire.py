"""Everything that was on the wire, to search and to sift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Center

from sim.play.commands import Place
from sim.play.sifting import Sieve, choices_of, count_of, sieve_words, sift, wire_sections
from sim.tui.keys import bindings_for
from sim.tui.page import Scrolling
from sim.tui.saving import ask_to_save
from sim.tui.text import Line, cut, flow
from sim.tui.typeset import BeatBlock, words_block
from sim.tui.widgets.field import UNTYPEABLE, Field
from sim.tui.widgets.found import FoundPaper
from sim.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widget import Widget

    from sim.play.wire import Beat
    from sim.program.model import Program
    from sim.tui.text import Piece
    from sim.tui.widgets.sheet import Block

ON_THE_PAGE = ("by_actor", "by_kind", "by_certainty", "search", "show_all", "export", "turn")
"""Commands whose keys are mere letters while words are typed."""


class WirePage(Scrolling):
    """What was reported, the newest in view; filters above it, a line to search in."""

    PLACE = Place.WIRE
    BINDINGS = bindings_for(Place.WIRE)

    def __init__(self, program: Program, told: Sequence[Beat]) -> None:
        super().__init__()
        self.program = program
        self.told = tuple(told)
        self.choices_there = choices_of(told)
        self.sieve = Sieve()
        self.shown: list[Beat] = list(told)
        self._blocks: dict[Beat, Block] = {}

    def parts(self) -> Iterator[Widget]:
        """Title, filters, the line to search in, the wire."""
        yield Sheet(self._title, ident="masthead")
        yield Sheet(self._filters, ident="filters")
        yield Field(ident="search")
        with Center(id="middle"):
            yield FoundPaper(self._set(), ident="paper", at_end=True)

    def _title(self, width: int) -> list[Line]:
        every, shown = count_of(self.told), count_of(self.shown)
        items = "1 item" if every == 1 else f"{every} items"
        words = items if shown == every else f"{shown} of {items}"
        title = cut(f"The wire · {self.program.title}", width - len(words) - 2)
        return [Line(((title, "strong"),), ((words, "muted"),))]

    def _filters(self, width: int) -> list[Line]:
        """Which filter lets what through; those that are set stand out, and say so in words."""
        sieve = self.sieve
        actor = None if sieve.actor is None else self.choices_there.name_of(sieve.actor)
        words = f"“{sieve.words}”" if sieve.words else ""
        pieces: list[Piece] = []
        for name, value, free in (
            ("Actor", actor, "everybody"),
            ("Medium", sieve.kind, "all"),
            ("Certainty", sieve.certainty, "any"),
            ("Words", words, "any"),
        ):
            if name == "Words" and not value:
                continue
            gap = " · " if pieces else ""
            chosen = (f"only {cut(value, 40)}", "own") if value else (free, "text")
            pieces += [(f"{gap}{name}: ", "muted"), chosen]
        return flow(pieces, width)

    def on_mount(self) -> None:
        """Nothing is searched yet."""
        self.query_one("#search", Field).can_focus = False

    # -- sifting ------------------------------------------------------------------------------

    def _set(self) -> list[Block]:
        """The blocks of what is shown; a beat that was set before is not set again."""
        for beat in self.shown:
            if beat not in self._blocks:
                self._blocks[beat] = _Kept(beat)
        if self.shown:
            return [self._blocks[beat] for beat in self.shown]
        words = "Nothing on the wire fits. Backspace shows everything again."
        return [words_block(words if self.told else "Nothing was reported yet.")]

    def _let(self, sieve: Sieve) -> None:
        """Let through what another sieve does, the newest in view."""
        self.sieve = sieve
        self.shown = sift(self.told, sieve)
        self.query_one("#paper", FoundPaper).words = sieve.words
        self.paper.show(self._set())
        self.paper.to_end()
        self.query_one("#masthead", Sheet).show(self._title)
        self.query_one("#filters", Sheet).show(self._filters)

    def _next(self, options: Sequence[str], now: str | None) -> str | None:
        """The option after the present one; after the last, everything."""
        at = options.index(now) + 1 if now in options else 0
        return options[at] if at < len(options) else None

    def do_by_actor(self) -> None:
        """The next actor, or everybody."""
        actors = [actor for actor, _ in self.choices_there.actors]
        sieve = self.sieve
        self._let(Sieve(self._next(actors, sieve.actor), sieve.kind, sieve.certainty, sieve.words))

    def do_by_kind(self) -> None:
        """The next medium, or all."""
        sieve, kinds = self.sieve, self.choices_there.kinds
        self._let(Sieve(sieve.actor, self._next(kinds, sieve.kind), sieve.certainty, sieve.words))

    def do_by_certainty(self) -> None:
        """The next certainty, or any."""
        sieve, words = self.sieve, self.choices_there.certainties
        self._let(Sieve(sieve.actor, sieve.kind, self._next(words, sieve.certainty), sieve.words))

    def do_show_all(self) -> None:
        """Everything again."""
        self._put("")
        self._let(Sieve())

    # -- searching ----------------------------------------------------------------------------

    @property
    def field(self) -> Field:
        """The line to search in."""
        return self.query_one("#search", Field)

    @property
    def searching(self) -> bool:
        """Whether words are being typed."""
        return self.field.has_class("-open")

    def _put(self, words: str) -> None:
        with self.prevent(Field.Changed):
            self.field.put(words)

    def do_search(self) -> None:
        """Open the line to search in."""
        field = self.field
        field.add_class("-open")
        field.can_focus = True
        field.focus()
        self.say("Type words. Enter keeps what they find, escape ends the search.", "head")
        self.refresh_keys()

    def _done(self) -> None:
        self.field.remove_class("-open")
        self.field.can_focus = False
        self.set_focus(None)
        self.say("")
        self.refresh_keys()

    @on(Field.Changed)
    def _typed(self, event: Field.Changed) -> None:
        event.stop()
        sieve = self.sieve
        self._let(Sieve(sieve.actor, sieve.kind, sieve.certainty, event.value.strip()))

    @on(Field.Submitted)
    def _submitted(self, event: Field.Submitted) -> None:
        event.stop()
        self._done()

    @on(Field.Refused)
    def _refused(self) -> None:
        self.say(UNTYPEABLE)

    # -- other commands -----------------------------------------------------------------------

    def can(self, name: str) -> bool | None:
        """Nothing to show again where everything is shown; filters only where they can filter."""
        there = self.choices_there
        if self.is_mounted and self.searching and name in ON_THE_PAGE:
            return False
        if name == "show_all":
            return not self.sieve.open
        if name == "by_actor":
            return True if there.actors else None
        if name == "by_kind":
            return True if there.kinds else None
        if name == "by_certainty":
            return True if there.certainties else None
        if name == "export":
            return True if self.shown else None
        return super().can(name)

    def label_for(self, name: str) -> str:
        """Escape ends a search before it leaves the page."""
        if name == "back" and self.is_mounted and self.searching:
            return "End the search"
        return super().label_for(name)

    def do_export(self) -> None:
        """What is shown, as a file."""
        words = sieve_words(self.sieve, self.choices_there)
        title = f"The wire · {self.program.title}" + (f" · {words}" if words else "")
        name = f"{self.program.id}-wire.md"
        ask_to_save(self, title, wire_sections(self.shown, self.program), name)

    def do_back(self) -> None:
        """End a search; else back to where the page was opened."""
        if self.searching:
            self._put("")
            self._done()
            self._let(Sieve(self.sieve.actor, self.sieve.kind, self.sieve.certainty))
        else:
            self.dismiss()


class _Kept:
    """A beat, set once for each width: sifting again costs no setting again."""

    def __init__(self, beat: Beat) -> None:
        self.block = BeatBlock(beat)
        self.lines: tuple[int, list[Line]] = (0, [])

    def __call__(self, width: int) -> list[Line]:
        if self.lines[0] != width:
            self.lines = (width, self.block(width))
        return self.lines[1]
