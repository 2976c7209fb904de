"""What do we know? Claims to sort, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from sim.errors import JournalError, UsageError
from sim.plain.telling import section_lines, wrapped
from sim.play.quiz.asking import (
    MEANINGS,
    TITLE,
    WHEN,
    capital,
    opening_sections,
    verdict_words,
    word,
)
from sim.play.quiz.claims import answer_to
from sim.play.quiz.due import seat
from sim.play.quiz.scoring import VERDICTS
from sim.play.quiz.sitting import BEFORE
from sim.play.quiz.store import kept
from sim.play.quiz.words import result_sections

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.play.quiz.claims import Item
    from sim.play.quiz.due import Seat
    from sim.play.quiz.exercise import Exercise
    from sim.play.quiz.sitting import Sitting
    from sim.play.session import Session
    from sim.program.model import Program

LONGEST_LINE = 1000
HOW = "Type a number from 1 to 5, or h for what they mean; q leaves and keeps what is sorted."


class PlainQuiz:
    """One sitting over two text streams."""

    def __init__(
        self,
        program: Program,
        source: TextIO,
        say: Callable[[str], object],
        prompt: Callable[[], object] | None = None,
    ) -> None:
        self.program = program
        self.source = source
        self.say = say
        self._prompt = prompt or (lambda: say("> "))

    def run(
        self,
        occasion: str | None = None,
        player: str = "",
        session: Session | None = None,
        seed: int | None = None,
    ) -> bool:
        """Sort what is due; whether all of it was sorted.

        Raises :class:`JournalError` for answers that are damaged or cannot be kept, and
        :class:`UsageError` where there is nothing to sort.
        """
        found = seat(self.program, occasion, player, session, seed)
        finished = found.finished if found.sitting.path is None else None
        if finished is not None and not self._again(finished):
            return True
        exercise = self._sit_down(found)
        if exercise is None:
            return False
        try:
            return self._sort(found, exercise)
        finally:
            exercise.close()

    def told(self, occasion: str | None = None, session: Session | None = None) -> None:
        """As :meth:`run`, beside a story: what goes wrong is said, and the story goes on."""
        try:
            self.run(occasion, session=session)
        except (JournalError, UsageError) as error:
            self._tell(str(error))

    def _tell(self, text: str, indent: str = "") -> None:
        for line in wrapped(text, indent):
            self.say(line)

    def _ask(self) -> str | None:
        """A line of input; None at its end."""
        self._prompt()
        line = self.source.readline(LONGEST_LINE)
        return line.strip() if line else None

    def _again(self, finished: Sitting) -> bool:
        """Whether to sort once more what is sorted already; else it is told how it went."""
        self._tell(f"You have sorted these claims {WHEN[finished.occasion]}, on {finished.day}.")
        self._tell("r: read how it went; a: sort them again, which does not count in comparisons.")
        while True:
            match self._ask():
                case "r":
                    self._results(finished)
                    return False
                case "a":
                    return True
                case None | "q" | "":
                    return False
                case _:
                    self.say("r, a or q.")

    def _sit_down(self, found: Seat) -> Exercise | None:
        for line in section_lines(opening_sections(found)):
            self.say(line)
        try:
            return found.sit_down()
        except JournalError as error:
            if found.sitting.path is not None:
                raise
            self._tell(f"{error} y: sort the claims without keeping the answers.")
            return found.sit_down(keep=False) if self._ask() == "y" else None

    def _sort(self, found: Seat, exercise: Exercise) -> bool:
        self.say("")
        self._tell(HOW)
        while (item := exercise.item) is not None:
            self._show(item, exercise)
            verdict = self._verdict()
            if verdict is None:
                left = len(exercise.sitting.left)
                keeps = "The rest waits" if exercise.writer is not None else "Nothing is kept"
                self._tell(f"{left} of {len(exercise.sitting.items)} not sorted yet. {keeps}.")
                return False
            try:
                exercise.take(verdict)
            except JournalError as error:
                self._tell(f"{error} The claim is asked again.")
                continue
            if found.occasion != BEFORE:
                self._told(item, verdict)
        self._results(exercise.sitting)
        return True

    def _show(self, item: Item, exercise: Exercise) -> None:
        number = len(exercise.sitting.answers) + 1
        self.say("")
        self.say(f"Claim {number} of {len(exercise.sitting.items)}:")
        self._tell(item.text, "  ")
        self._tell(", ".join(f"{n} {word(v)}" for n, v in enumerate(VERDICTS, start=1)))

    def _verdict(self) -> str | None:
        """The verdict that was typed, by number or word; None to leave."""
        while True:
            line = self._ask()
            if line is None or line == "q":
                return None
            if line == "h":
                for number, verdict in enumerate(VERDICTS, start=1):
                    self._tell(f"{number}. {capital(word(verdict))}: {MEANINGS[verdict]}", "  ")
                continue
            if line.isascii() and line.isdigit() and len(line) == 1 and 1 <= int(line) <= 5:
                return VERDICTS[int(line) - 1]
            named = [v for v in VERDICTS if line and word(v).startswith(line.lower())]
            if len(named) == 1:
                return named[0]
            self._tell(HOW)

    def _told(self, item: Item, given: str) -> None:
        answer = answer_to(self.program, item)
        self._tell(verdict_words(item.verdict, given), "  ")
        if answer.feedback:
            self._tell(answer.feedback, "  ")
        if answer.sources:
            self._tell(f"Source: {'; '.join(answer.sources)}", "  ")

    def _results(self, sitting: Sitting) -> None:
        known = kept(self.program.id, sitting.player)
        for line in section_lines(result_sections(self.program, sitting, known, aloud=True)):
            self.say(line)


def offer(program: Program) -> str:
    """What is said of the exercise beside a story; nothing if there is nothing to sort."""
    return f"?: {TITLE} Claims to sort." if program.teaching.claims else ""
