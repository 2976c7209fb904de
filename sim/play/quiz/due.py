"""Which sitting is due, what earlier ones it can be compared with, and how it compares."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import JournalError
from sim.play.progress import endings_found, today
from sim.play.quiz.exercise import Exercise
from sim.play.quiz.scoring import counts, measures
from sim.play.quiz.sitting import AFTER, BEFORE, LATER, OCCASIONS, new_sitting, on_this_edition
from sim.play.quiz.store import check_player, kept

if TYPE_CHECKING:
    from sim.play.quiz.scoring import Counts, Estimate, Measures
    from sim.play.quiz.sitting import Sitting
    from sim.play.quiz.store import Kept
    from sim.play.session import Session
    from sim.program.model import Program

A_WEEK = datetime.timedelta(days=6)
"""After so many days the sitting for later is due: a week, with a day's grace."""


def occasion_due(scenario: str, known: Kept) -> str:
    """The occasion that suits: before until an ending was found, then after, a week on later."""
    if not endings_found(scenario):
        return BEFORE
    first = known.first(AFTER)
    if first is None or known.open(AFTER) is not None:
        return AFTER
    return LATER if _since(first.day) >= A_WEEK else AFTER


def _since(day: str) -> datetime.timedelta:
    try:
        return datetime.date.fromisoformat(today()) - datetime.date.fromisoformat(day)
    except ValueError:  # a file may say anything
        return datetime.timedelta(0)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits down to what: the occasion, what is kept so far, and the sitting to go on with.

    ``sitting`` is a broken-off one, or a new one that is in no file yet. ``finished`` is the first
    of this occasion that was finished, if one was.
    """

    program: Program
    known: Kept
    sitting: Sitting
    finished: Sitting | None

    @property
    def occasion(self) -> str:
        """Before, after or later."""
        return self.sitting.occasion

    def sit_down(self, *, keep: bool = True) -> Exercise:
        """Begin, or go on. Raises :class:`JournalError` if answers cannot be kept."""
        if self.sitting.path is not None:
            return Exercise.resume(self.sitting)
        return Exercise.begin(self.sitting, keep=keep)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: the occasion (None: what is due), whose answers, the order's seed."""

    occasion: str | None = None
    player: str = ""
    seed: int | None = None


def seat(
    program: Program,
    occasion: str | None = None,
    player: str = "",
    session: Session | None = None,
    seed: int | None = None,
) -> Seat:
    """What ``player`` sits down to; ``occasion`` says otherwise than what is due.

    Raises :class:`JournalError` if answers of this very occasion are damaged, so that nothing is
    begun over them, and :class:`~sim.errors.UsageError` where there is nothing to ask.
    """
    known = kept(program.id, check_player(player))
    chosen = occasion or occasion_due(program.id, known)
    if chosen in known.damaged:
        raise JournalError(
            f"{known.damaged[chosen]} Answers from there on cannot be trusted. Move the file away"
            " to sort the claims anew."
        )
    broken_off = known.open(chosen)
    if broken_off is not None:
        sitting = on_this_edition(broken_off, program)
    else:
        sitting = new_sitting(program, chosen, player, known.number(chosen) + 1, session, seed)
    return Seat(program, known, sitting, known.first(chosen))


# -- comparing --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """Two sittings on the claims that both had: counts and measures then and now."""

    then: str
    now: str
    claims: int
    right_then: int
    right_now: int
    counts_then: Counts
    counts_now: Counts
    measures_then: Measures | None
    measures_now: Measures | None

    @property
    def d_prime(self) -> Estimate | None:
        """By how much better one tells apart now."""
        if self.measures_now is None or self.measures_then is None:
            return None
        return self.measures_now.d_prime - self.measures_then.d_prime

    @property
    def criterion(self) -> Estimate | None:
        """By how much more one doubts now."""
        if self.measures_now is None or self.measures_then is None:
            return None
        return self.measures_now.criterion - self.measures_then.criterion


def change(then: Sitting, now: Sitting) -> Change:
    """How two sittings compare, on the claims that were answered in both and mean the same."""
    meant = {item.id: item.verdict for item, _ in then.answers}
    shared = [item for item, _ in now.answers if meant.get(item.id) == item.verdict]
    pairs = [[(item.verdict, sitting.given[item.id]) for item in shared] for sitting in (then, now)]
    first, second = (counts(p) for p in pairs)
    right = [sum(a == b for a, b in p) for p in pairs]
    return Change(
        then.occasion, now.occasion, len(shared), right[0], right[1], first, second,
        measures(first), measures(second),
    )  # fmt: skip


def changes(known: Kept, sitting: Sitting) -> list[Change]:
    """How a sitting compares with the first finished one of each earlier occasion."""
    earlier = OCCASIONS[: OCCASIONS.index(sitting.occasion)]
    found = [first for occasion in earlier if (first := known.first(occasion)) is not None]
    return [change(first, sitting) for first in found]
