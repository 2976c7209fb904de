"""How well the players judged: their forecasts scored, in words and by the Brier score.

The Brier score (G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly
Weather Review 78, 1950, 1-3) in the form in use today is the mean of (p - o)^2 over forecasts p of
events o (1 if it came, else 0): 0 is best, 1 is worst, and who always says 50 % gets 0.25. Brier's
own sums over both answers, and is twice that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.telling import tell_apart
from sim.play.forecast import answers, happenings
from sim.play.reading import Entry, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.play.forecast import Question
    from sim.play.session import Session


@dataclass(frozen=True, slots=True)
class Result:
    """A forecast and what came: ``sure`` in percent, ``round`` in which it came, if it did."""

    seat: str
    question: Question
    sure: int
    round: int | None

    @property
    def loss(self) -> float:
        """The squared error, from 0 (certain and right) to 1 (certain and wrong)."""
        return (self.sure / 100 - (self.round is not None)) ** 2


def brier(results: Sequence[Result]) -> float:
    """The Brier score of some results: the mean squared error, 0 to 1 (Brier 1950, halved)."""
    return sum(result.loss for result in results) / len(results)


def results(session: Session) -> list[Result]:
    """The forecasts of a story that is over, with what came."""
    happened = happenings(session.story)
    found = []
    for question, seat, sure in answers(session):
        when = happened.get(question.what)
        found.append(
            Result(seat, question, sure, when if when and when <= question.by else None)
        )  # fmt: skip
    return found


def forecast_section(session: Session) -> Section | None:
    """How well the players judged, in words and by the Brier score; None without forecasts."""
    scored = results(session)
    if not scored:
        return None
    program = session.program
    several = len({result.seat for result in scored}) > 1
    entries = []
    for result in scored:
        who = tell_apart(program.actor(result.seat).name, program) if several else "You"
        came = f"It came, in round {result.round}." if result.round else "It did not come."
        question = result.question
        entries.append(
            Entry(
                f"{who} said {result.sure} %. {came} The model itself, played on from there"
                f" {question.tries} times, came to it {question.came} times.",
                question.words(program),
                joint=" ",
            )
        )
    entries.append(Entry(_verdict(brier(scored), len(scored))))
    return Section("How well you judged", tuple(entries))


def _verdict(score: float, number: int) -> str:
    """A Brier score in words."""
    if score <= 0.1:
        words = "Well judged: you were sure of what came, and doubted what did not."
    elif score < 0.24:
        words = "Better than a coin: on the whole you leaned the right way."
    elif score <= 0.26:
        words = "As good as saying 50 % every time."
    else:
        words = "Less good than saying 50 % every time: you were sure where it was open."
    few = "One forecast says little" if number == 1 else f"{number} forecasts say little"
    return (
        f"{words} Brier score {score:.2f}: 0 is certain and right, 0.25 is 50 % every time, 1 is"
        f" certain and wrong (Brier 1950). {few}; many say how sure you may be of yourself."
    )
