"""What is said before the first claim, and after each one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.play.quiz.scoring import VERDICTS
from sim.play.quiz.sitting import AFTER, BEFORE, LATER
from sim.play.reading import Entry, Section

if TYPE_CHECKING:
    from sim.play.quiz.due import Seat

TITLE = "What do we know?"
SHOWN = {"wrong": "false"}
MEANINGS = {
    "documented": "It happened, and a document or a record shows it.",
    "claimed": "Somebody said so. Whether it is so is another matter.",
    "interpretation": "A reading of what happened. One can argue for it, and against it.",
    "unknown": "Nobody has shown it, one way or the other.",
    "wrong": "What is documented says otherwise.",
}
WHEN = {BEFORE: "before the story", AFTER: "after the story", LATER: "later"}


def word(verdict: str) -> str:
    """What a verdict is called."""
    return SHOWN.get(verdict, verdict)


# -- before and between claims ------------------------------------------------------------------


def opening_sections(seat: Seat) -> list[Section]:
    """What is read before the first claim; it fits on a page of 24 lines."""
    sitting = seat.sitting
    number, left = len(sitting.items), len(sitting.left)
    words = f"{number} claims" if number != 1 else "One claim"
    words += f" about {seat.program.title}, some of them false. Sort each into one of five."
    if seat.occasion == BEFORE:
        words += (
            " You are not told yet what they are: the story comes first. Guess where you do not"
            " know. After the story the same claims are asked again."
        )
    else:
        words += " After each one you read what it is, and where that is known from."
    if left != number:
        done = number - left
        verb = "is" if done == 1 else "are"
        words += f" {done} {verb} sorted already; it goes on where you stopped."
    verdicts = tuple(
        Entry(MEANINGS[v], f"{n}. {capital(word(v))}") for n, v in enumerate(VERDICTS, start=1)
    )
    title = f"{TITLE} {capital(WHEN[seat.occasion])}"
    return [Section(title, (Entry(words), *verdicts, *_beside(seat)))]


def _beside(seat: Seat) -> list[Entry]:
    said = [Entry(f"Left out of comparisons: {why}") for why in seat.known.damaged.values()]
    if seat.finished is not None:
        said.append(
            Entry("You have sorted them on this occasion before. The first time is what counts in"
                  " comparisons.")
        )  # fmt: skip
    return said


def verdict_words(meant: str, given: str) -> str:
    """What a claim is, beside what was said of it."""
    if meant == given:
        return f"{capital(word(meant))}, as you said."
    article = "an " if meant == "interpretation" else ""
    return f"You said {word(given)}. It is {article}{word(meant)}."


def capital(text: str) -> str:
    """A sentence with its capital; the rest stays."""
    return text[:1].upper() + text[1:]
