"""Beside a story, line by line: hints, questions about what comes, votes, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import JournalError, UsageError
from sim.plain.telling import code_lines, section_lines, wrapped
from sim.play.forecast import HOW_SURE, Forecasts
from sim.play.guide import ROLE, SCENARIO, Guide, Moment
from sim.play.judging import forecast_section
from sim.play.keymap import plain_words
from sim.play.settings import (
    BEGUN,
    DONE,
    SKIPPED,
    changed_by_words,
    load_settings,
    note_guide,
    rows,
    save_settings,
    told_once,
)
from sim.play.votes import how_to_vote, keep_votes, read_votes, tally_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.engine.views import View
    from sim.play.session import Session


class PlainAsides:
    """What a line player can do beside choosing. Whoever does not ask for it is not held up."""

    session: Session
    say: Callable[[str], object]

    def __init__(self) -> None:
        self.settings, self.notes = load_settings()
        here = self.session.program.id == SCENARIO and ROLE in self.session.casting.players
        self.guide = Guide() if here and self.settings.guide == BEGUN else None
        self.words = plain_words(self.settings.keys)
        self.pending: str | None = None
        self._forecasts: Forecasts | None = None

    def tell(self, text: str) -> None:
        """Say a paragraph."""
        for line in wrapped(text):
            self.say(line)

    @property
    def forecasts(self) -> Forecasts:
        """The questions of this session."""
        if self._forecasts is None or self._forecasts.session is not self.session:
            self._forecasts = Forecasts(self.session)
        return self._forecasts

    def meant(self, line: str) -> str:
        """What was typed, with letters of the player's own read as the usual ones.

        An empty line makes the move for which a vote was just counted.
        """
        word = line.strip()
        if not word and self.pending is not None:
            return self.pending
        head, gap, rest = word.partition(" ")
        return f"{self.words.get(head, head)}{gap}{rest}"

    # -- before a choice ------------------------------------------------------------------------

    def begin_asides(self) -> None:
        """The class code, and what is wrong with the settings."""
        for line in code_lines(self.session):
            self.say(line)
        if words := told_once(self.settings, self.notes):
            self.tell(words)
        self.notes = ()

    def show_asides(self, view: View) -> None:
        """Below the moves: how to vote, an open question, a hint."""
        self.pending = None
        forecasts = self.forecasts
        if self.settings.forecasts and forecasts.due():
            forecasts.ask(forecasts.search()())
        if view.actor in self.session.casting.voting and len(view.moves) > 1:
            labels = [move.label for move in view.moves]
            self.tell(f"The class votes. {how_to_vote(labels)} after v: v 12 5 3")
        if forecasts.open is not None:
            question = forecasts.open.words(self.session.program)
            self.tell(f"What do you expect? {question} Type p and how sure you are, such as p 70.")
        turn = len(self.session.decisions)
        moments = {Moment.CHOICE, Moment.MARKED, Moment.LATER_CHOICE, Moment.LAST}
        if turn:
            moments |= {Moment.OWN_ACT, Moment.NEWS}
        if forecasts.open is not None:
            moments.add(Moment.QUESTION)
        self._hint(moments)

    def _hint(self, moments: set[Moment]) -> None:
        guide = self.guide
        if guide is None:
            return
        if guide.done:
            self._close_guide(DONE)
            return
        for text in guide.spoken(moments, len(self.session.decisions)):
            self.tell(f"[Guide] {text} (t hides the hints)")

    def _close_guide(self, became: str) -> None:
        self.guide = None
        note_guide(became)

    # -- what can be typed ----------------------------------------------------------------------

    def aside(self, word: str, view: View) -> bool:
        """Whether ``word`` was for something beside the story, which is then done."""
        head, _, rest = word.partition(" ")
        match head:
            case "v":
                self._vote(rest, view)
            case "p":
                self._predict(rest)
            case "s":
                self._set(rest.split())
            case "t":
                self._end_guide()
            case _:
                return False
        return True

    def _vote(self, text: str, view: View) -> None:
        moves = [(move.id, move.label) for move in view.moves]
        if not text.strip():
            self.tell(f"{how_to_vote([label for _, label in moves])} For instance: v 12 5 3")
            return
        try:
            tally = read_votes(text, moves)
            keep_votes(self.session, tally)
        except (UsageError, JournalError) as error:
            self.tell(str(error))
            return
        self.pending = tally.moves[tally.winner]
        self.tell(f"{tally_words(tally)} Press enter to make it; v counts another vote.")

    def _predict(self, text: str) -> None:
        if not self.settings.forecasts:
            self.tell("Forecasts are off. s forecasts on has them asked again.")
            return
        question = self.forecasts.open
        if question is not None and not text.strip():
            self.tell(f"{question.words(self.session.program)} {HOW_SURE} For instance: p 70")
            return
        try:
            self.tell(self.forecasts.answer(text))
        except (UsageError, JournalError) as error:
            self.tell(str(error))

    def _set(self, words: list[str]) -> None:
        if not words:
            self.show_settings()
            return
        settings, said = changed_by_words(self.settings, words)
        wrong = save_settings(settings) if settings is not self.settings else None
        self.settings = settings
        self.words = plain_words(settings.keys)
        self.tell(f"{said} {wrong}" if wrong else said)

    def show_settings(self) -> None:
        """All settings, and how they are changed."""
        for row in rows(self.settings):
            for line in wrapped(f"{row.name}: {row.value}. {row.help}", "  ", "     "):
                self.say(line)
        for name, key in self.settings.keys.items():
            self.tell(f"  key {name}: {key}")
        self.tell("To change one, type s, its name and its value: s forecasts off")

    def _end_guide(self) -> None:
        if self.guide is None:
            self.tell("There are no hints to hide.")
            return
        self._close_guide(SKIPPED)
        self.tell("The hints are hidden. Everything is under h, at any time.")

    # -- after the ending -----------------------------------------------------------------------

    def tell_forecasts(self) -> None:
        """How well the players judged; and the guide has done its work."""
        if self.guide is not None:
            self._close_guide(DONE)
        section = forecast_section(self.session)
        if section is not None:
            for line in section_lines([section]):
                self.say(line)
