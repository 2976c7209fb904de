"""Who plays whom: a person, or nobody with a temperament; and the seed of all luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Center, Horizontal

from sim.errors import NewscycleError, UsageError
from sim.play.cast import USUAL, acting, cast_of, temper_words
from sim.play.classcode import class_code, edition
from sim.play.commands import Place
from sim.tui.keys import bindings_for
from sim.tui.portrait import portrait
from sim.tui.text import Line, cells, cut, entitle, flow
from sim.tui.welcome import ClaimsPage
from sim.tui.widgets.picker import Picker, entry_lines
from sim.tui.widgets.sheet import Paper, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.widget import Widget

    from sim.play.cast import Member
    from sim.play.session import Casting
    from sim.program.model import Program
    from sim.scenario.reader import Scenario
    from sim.tui.text import Piece
    from sim.tui.widgets.picker import Entry
    from sim.tui.widgets.sheet import Block


class CastingPage(ClaimsPage):
    """The actors on the left, the marked one on the right, the seed below."""

    PLACE = Place.CASTING
    BINDINGS = bindings_for(Place.CASTING)

    def __init__(
        self, program: Program, seed: int, seats: Sequence[str] = (), tempers: Sequence[str] = (),
        voting: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__()
        self.program = program
        self.members = cast_of(program)
        self.seed = seed
        self.number = 0
        # One person alone is not held to a seat: whoever is marked is who they play.
        alone = len(seats) == 1 and not voting
        self.seats = [] if alone else list(seats)
        self.first = next((n for n, m in enumerate(self.members) if alone and m.id == seats[0]), 0)
        self.tempers = dict(line.split("~", 1) for line in tempers)
        self.voting = set(voting)

    def parts(self) -> Iterator[Widget]:
        """Cast, one of them in full, the seed."""
        yield Sheet(self._title, ident="masthead")
        with Horizontal(id="stand"):
            cast = Picker([self._entry(member) for member in self.members], ident="titles")
            cast.marked = self.first
            entitle(cast, "Who plays whom")
            yield cast
            yield Paper([self._portrait_of(self.members[self.first])], ident="front")
        with Center(id="luck-row"):
            yield Sheet(self._luck, ident="luck")

    def _title(self, width: int) -> list[Line]:
        which = f"edition {edition(self.program.scenario)}"
        title = cut(self.program.title, width - 13 - cells(which))
        return [Line(((title, "strong"), (" · casting", "muted")), ((which, "muted"),))]

    def _luck(self, width: int) -> list[Line]:
        made = [Line(tuple(self._what_follows(width)))]
        made += flow([("Seed ", "muted"), (self.casting.luck, "strong"),
                     (" · the same seed and the same choices make the same story", "muted")],
                    width)  # fmt: skip
        code = self.own_code()
        if code:
            made += flow([("Class code ", "muted"), (code, "strong"),
                          (" · who types it meets this very world", "muted")], width)  # fmt: skip
        return made

    def _what_follows(self, width: int) -> list[Piece]:
        """What enter does with the cast as it stands, in words of one line."""
        names = [member.name for seat in self.seats for member in self.members if member.id == seat]
        marked = self.members[self.first] if not self.is_mounted else self.marked
        if len(names) > 1:
            start, who, end = "Taking turns: ", ", ".join(names), " · enter begins"
        elif names:
            start = "The class plays " if self.voting else "You play "
            who, end = names[0], " · enter begins"
        elif marked.playable:
            start, who, end = "Enter begins, and you play ", marked.name, ""
        else:
            start, who, end = "No person can play ", marked.name, " · mark somebody else"
        room = width - cells(start) - cells(end)
        return [(start, "text"), (cut(who, room), "own"), (end, "text")]

    def own_code(self) -> str:
        """The class code for the cast as it stands; nothing where none can be made."""
        try:
            return class_code(self.program, self.casting)
        except UsageError:
            return ""

    @property
    def subject(self) -> Scenario:
        """The scenario that is cast."""
        return self.program.scenario

    def shelf(self) -> list[Scenario]:
        """A code typed here may also be for the file that is open, and for that alone."""
        return [self.program.scenario]

    def _entry(self, member: Member) -> Entry:
        def lines(width: int, marked: bool) -> list[Line]:
            who = self._player(member.id)
            temper = self.tempers.get(member.id, USUAL)
            state = who or ("" if temper == USUAL else temper_words(temper))
            state = cut(state, width // 2)
            name = cut(member.name, width - cells(state) - (4 if state else 2))
            look = "here" if marked else "text" if member.playable else "muted"
            right = ((state, "own" if who else "head"),) if state else ()
            return entry_lines([Line(((name, look),), right)], marked)

        return lines

    def _player(self, actor: str) -> str:
        """Who plays ``actor``: you, or a number if several people do."""
        if actor not in self.seats:
            return ""
        if actor in self.voting:
            return "the class"
        return "you" if len(self.seats) == 1 else f"player {self.seats.index(actor) + 1}"

    # -- commands -----------------------------------------------------------------------------

    @property
    def marked(self) -> Member:
        """The marked actor."""
        return self.members[self.query_one("#titles", Picker).marked or 0]

    def can(self, name: str) -> bool | None:
        """Only some can be played, and somebody must be."""
        if name == "play_as":
            return True if self.seats or self.marked.playable else None
        if name in ("seat", "class_votes"):
            return True if self.marked.playable else None
        if name == "quiz":
            return bool(self.program.teaching.claims)
        if name == "temper":
            return True if self.marked.id not in self.seats else None
        return super().can(name)

    def label_for(self, name: str) -> str:
        """Enter begins with those who are seated, if anybody is."""
        if name == "play_as" and self.seats:
            return "Begin"
        if name == "seat" and self.marked.id in self.seats:
            return "Unseat"
        return super().label_for(name)

    def do_up(self) -> None:
        """The actor above."""
        self._mark(-1)

    def do_down(self) -> None:
        """The actor below."""
        self._mark(1)

    def _mark(self, by: int) -> None:
        self.query_one("#titles", Picker).step(by)
        self._portray()

    def _portray(self) -> None:
        self.query_one("#luck", Sheet).show(self._luck)
        self.query_one("#front", Paper).show([self._portrait_of(self.marked)])

    def _portrait_of(self, member: Member) -> Block:
        who = self._player(member.id)
        acts = acting(self.tempers.get(member.id, USUAL))
        return portrait(member, f"Played by {who}." if who else f"Played by nobody: {acts}.")

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.again:
            await self.action_do("play_as")
            return
        event.picker.mark(event.index)
        self._portray()
        self.refresh_keys()

    def do_page_up(self) -> None:
        """Turn the portrait back."""
        self.query_one("#front", Paper).turn(-1)

    def do_page_down(self) -> None:
        """Turn the portrait."""
        self.query_one("#front", Paper).turn(1)

    def do_play_as(self) -> None:
        """Begin with those who are seated; with nobody seated, as the marked actor alone."""
        seated = self.seats
        self.seats = seated or [self.marked.id]
        try:
            self.shell.show_opening(self.program.scenario, self.casting)
        except NewscycleError as error:  # a strategy whose file has gone
            self.seats = seated
            self.say(str(error))

    def do_seat(self) -> None:
        """Seat a person on the marked actor, or take them off."""
        name = self.marked.id
        self.voting.discard(name)
        if name in self.seats:
            self.seats.remove(name)
        else:
            self.seats.append(name)
        self._changed()

    def do_class_votes(self) -> None:
        """Have the class play the marked actor, or nobody any more."""
        name = self.marked.id
        if name in self.voting:
            self.voting.discard(name)
            self.seats.remove(name)
        else:
            self.voting.add(name)
            self.seats = [*(seat for seat in self.seats if seat != name), name]
        self._changed()

    def do_temper(self) -> None:
        """The next way of acting."""
        member = self.marked
        known, temper = member.tempers, self.tempers.get(member.id, USUAL)
        # A strategy from the command line is no stop on this round: after it comes the usual way.
        now = known.index(temper) if temper in known else -1
        following = known[(now + 1) % len(known)]
        if following == USUAL:
            self.tempers.pop(member.id, None)
        else:
            self.tempers[member.id] = following
        self._changed()

    def _changed(self) -> None:
        picker = self.query_one("#titles", Picker)
        picker.fill([self._entry(member) for member in self.members], picker.marked)
        self._portray()

    def do_new_seed(self) -> None:
        """Draw another seed."""
        from sim.play.session import fresh_seed

        self._reseed(fresh_seed())

    def do_type_seed(self) -> None:
        """Ask for a seed."""
        self.shell.ask("The seed, a whole number:", str(self.seed), self._take_seed)

    def _take_seed(self, text: str, again: bool) -> str | None:
        from sim.engine.luck import SEED_LIMIT

        word = text.strip()
        if not (word.isascii() and word.isdigit() and len(word) <= 20 and int(word) < SEED_LIMIT):
            return "A seed is a whole number from 0 to 2^64-1."
        self._reseed(int(word))
        return None

    def _reseed(self, seed: int) -> None:
        self.seed, self.number = seed, 0
        self.query_one("#luck", Sheet).show(self._luck)

    @property
    def casting(self) -> Casting:
        """What was cast."""
        from sim.play.session import Casting

        lines = tuple(
            f"{actor}~{temper}" for actor, temper in self.tempers.items() if actor not in self.seats
        )
        voting = tuple(seat for seat in self.seats if seat in self.voting)
        return Casting(tuple(self.seats), self.seed, self.number, lines, voting)

    def do_back(self) -> None:
        """To the newsstand."""
        self.shell.show_newsstand()
