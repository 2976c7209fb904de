"""What stands below the desk, out of the way: a hint, a question about what comes, a vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from sim.errors import JournalError, UsageError
from sim.play.commands import command
from sim.play.forecast import HOW_SURE, Forecasts
from sim.play.guide import Moment
from sim.play.settings import DONE, SKIPPED
from sim.play.votes import how_to_vote, keep_votes, read_votes, tally_words
from sim.tui.keys import keys_in_words
from sim.tui.screens.deskkeys import DeskKeys, Phase
from sim.tui.text import Line, flow
from sim.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from sim.play.forecast import Question
    from sim.play.guide import Guide
    from sim.tui.text import Piece
    from sim.tui.widgets.sheet import Block


class DeskAside(DeskKeys):
    """A desk with a sheet at its foot. Whoever does not look at it plays on as if it was not."""

    _forecasts: Forecasts | None = None
    _voted_at = -1
    _shown: list[Piece] | None = None
    _pages: tuple[int, set[int]] = (-1, set())
    """After which decision something is read, and how much was waiting at each page."""

    def compose(self) -> ComposeResult:
        """The desk, and the sheet below it."""
        yield from super().compose()
        yield Sheet(ident="aside")

    @property
    def guide(self) -> Guide | None:
        """The guide, in a guided play."""
        return self.shell.guide

    @property
    def forecasts(self) -> Forecasts:
        """The questions of this session."""
        if self._forecasts is None:
            self._forecasts = Forecasts(self.session)
        return self._forecasts

    def refresh_keys(self) -> None:
        """The keys, and what stands above them."""
        super().refresh_keys()
        self._look_aside()

    def can(self, name: str) -> bool | None:
        """Votes and forecasts are for when there is something to choose."""
        choosing = self.phase is Phase.CHOOSING
        if name == "vote":
            return choosing and len(self.choices()) > 1
        if name == "forecast":
            return choosing and self.forecasts.open is not None
        if name == "end_guide":
            return self.guide is not None
        return super().can(name)

    # -- what is shown ------------------------------------------------------------------------

    def _look_aside(self) -> None:
        aside = self.query_one("#aside", Sheet)
        pieces = self._guided() or self._asked() or self._voting()
        if pieces != self._shown:
            self._shown = pieces
            aside.show(_block(pieces) if pieces else None)
            aside.set_class(bool(pieces), "-said")
            self.wire.holds = True
        self._find_question()

    def _moments(self) -> set[Moment]:
        """What is on the screen, as the guide calls it."""
        turn = len(self.session.decisions)
        if self.phase is Phase.CHOOSING:
            found = {Moment.CHOICE, Moment.LATER_CHOICE, Moment.LAST}
            if self.picker.marked is not None:
                found.add(Moment.MARKED)
            if self.forecasts.open is not None:
                found.add(Moment.QUESTION)
            return found
        if self.phase is not Phase.READING or not turn:
            return set()
        if self._pages[0] != turn:
            self._pages = turn, set()
        # First nothing of it is read; then the player's own act stands by itself.
        self._pages[1].add(self.wire.waiting)
        return {Moment.OWN_ACT if len(self._pages[1]) <= 2 else Moment.NEWS}

    def _guided(self) -> list[Piece]:
        guide = self.guide
        if guide is None:
            return []
        if guide.done and guide.shown is None:
            self._close_guide(DONE)
            return []
        hint = guide.look(self._moments(), len(self.session.decisions))
        if hint is None:
            return []
        names = ("read_on", "choose", "confirm", "why", "briefing", "forecast", "help", "journal")
        keys = {name: self._key(name) for name in names}
        hide = self._key("end_guide")
        return [
            ("Guide: ", "own"),
            (hint.text.format(**keys), "text"),
            (f" ({hide} hides the hints)", "muted"),
        ]

    def _close_guide(self, became: str) -> None:
        self.shell.guide = None
        self.shell.set_guide(became)

    def _asked(self) -> list[Piece]:
        question = self.forecasts.open
        if self.phase is not Phase.CHOOSING or question is None:
            return []
        return [
            ("What do you expect? ", "own"),
            (question.words(self.session.program), "text"),
            (f" ({self._key('forecast')}: say how sure you are; or go on without)", "muted"),
        ]

    def _voting(self) -> list[Piece]:
        if self.phase is not Phase.CHOOSING or self.seat not in self.session.casting.voting:
            return []
        if len(self.choices()) < 2 or self._voted_at == len(self.session.decisions):
            return []
        words = f"{self._key('vote')}: type how many are for each move, in the order of the list"
        return [("The class votes. ", "own"), (words, "text")]

    def _key(self, name: str) -> str:
        """The key of a command, as it is at present."""
        return keys_in_words(self, command(name), most=1)

    # -- forecasts ----------------------------------------------------------------------------

    def _find_question(self) -> None:
        """Look for a question in the background, when it is time for one."""
        if self.phase is Phase.CHOOSING and self.shell.settings.forecasts and self.forecasts.due():
            self._search(self.forecasts.search())

    @work(thread=True, exit_on_error=False, exclusive=True, group="forecast")
    def _search(self, search: Callable[[], Question | None]) -> None:
        self.app.call_from_thread(self._found, search())

    def _found(self, question: Question | None) -> None:
        self.forecasts.ask(question)
        if question is not None and self.is_current:
            self.refresh_keys()

    def do_forecast(self) -> None:
        """Ask how sure the player is."""
        question = self.forecasts.open
        if question is not None:
            words = f"{question.words(self.session.program)} {HOW_SURE}"
            self.shell.ask(words, "", self._answer)

    def _answer(self, text: str, again: bool) -> str | None:
        try:
            words = self.forecasts.answer(text)
        except (UsageError, JournalError) as error:
            return str(error)
        self.say(words, "head")
        self.refresh_keys()
        return None

    # -- votes --------------------------------------------------------------------------------

    def do_vote(self) -> None:
        """Ask for the votes."""
        labels = [label for _, label in self.choices()]
        # The question covers the list, so the list stands in the question.
        rows = [f"{number} {label}" for number, label in self.choices()]
        self.shell.ask("\n".join((how_to_vote(labels), "", *rows)), "", self._count)

    def _count(self, text: str, again: bool) -> str | None:
        """Mark the move with most votes; nothing is made before it is confirmed."""
        moves = [(move.id, move.label) for move in self.session.view(self.seat).moves]
        try:
            tally = read_votes(text, moves)
            keep_votes(self.session, tally)
        except (UsageError, JournalError) as error:
            return str(error)
        self.picker.mark(tally.winner)
        self._voted_at = len(self.session.decisions)
        self.say(f"{tally_words(tally)} Press {self._key('confirm')} to make it.", "head")
        self.refresh_keys()
        return None

    # -- the guide ------------------------------------------------------------------------------

    def do_end_guide(self) -> None:
        """No more hints, now or later."""
        self._close_guide(SKIPPED)
        self.say("The hints are hidden. Everything is in the help, at any time.", "head")


def _block(pieces: list[Piece]) -> Block:
    """A bar down the side, and the words beside it."""

    def lines(width: int) -> list[Line]:
        made = flow(pieces, width - 2)
        return [Line((("┃ ", "own"), *line.pieces)) for line in made]

    return lines
