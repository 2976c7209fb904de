"""A class decides by votes: how many are for each move, typed in; kept in the journal.

The rule: the move with most votes is made. Of moves with equally many, it is the one that stands
highest in the list; the tie is told, and there may be another vote.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.scenario.chars import FORBIDDEN, REPLACEMENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.play.session import Session

MOST = 9999
RULE = "Of moves with equally many votes, the one that stands highest in the list is made."


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes for each move, in the order of the list; ``winner`` is an index into it."""

    moves: tuple[str, ...]
    labels: tuple[str, ...]
    votes: tuple[int, ...]

    @property
    def tied(self) -> tuple[int, ...]:
        """The moves with most votes; more than one if there is a tie."""
        most = max(self.votes)
        return tuple(at for at, number in enumerate(self.votes) if number == most)

    @property
    def winner(self) -> int:
        """The move that is made."""
        return self.tied[0]


def how_to_vote(labels: Sequence[str]) -> str:
    """What to type, for these moves."""
    example = " ".join(str(n) for n in (12, 5, 3, 2, 1, 1, 0, 0, 0, 0)[: len(labels)])
    return (
        f"How many are for each of the {len(labels)} moves? Type the numbers in the order of the"
        f" list, with spaces between them, for instance: {example}"
    )


def read_votes(text: str, moves: Sequence[tuple[str, str]]) -> Tally:
    """The tally that ``text`` means for ``moves`` (ids with labels).

    Raises :class:`UsageError`, with advice, for anything but one number for each move.
    """
    words = [word for word in re.split(r"[\s,;+]+", text.strip()) if word]
    labels = tuple(label for _, label in moves)
    for word in words:
        if not (word.isascii() and word.isdigit() and len(word) <= 4):
            shown = FORBIDDEN.sub(REPLACEMENT, word[:20])
            raise UsageError(
                f"'{shown}' is not a number of votes; each is a whole number up to {MOST}."
            )
    if len(words) != len(labels):
        raise UsageError(f"You typed {_count(len(words), 'number')}. {how_to_vote(labels)}")
    votes = tuple(int(word) for word in words)
    if not any(votes):
        raise UsageError("Nobody has voted for anything. Count again, or choose without a vote.")
    return Tally(tuple(name for name, _ in moves), labels, votes)


def keep_votes(session: Session, tally: Tally) -> None:
    """Write the vote into the journal, before the decision that it leads to.

    Raises :class:`~sim.errors.JournalError` if it cannot be written.
    """
    session.keep(
        "vote",
        number=len(session.decisions) + 1,
        round=session.story.state.round,
        actor=session.actor,
        votes=dict(zip(tally.moves, tally.votes, strict=True)),
        winner=tally.moves[tally.winner],
        tie=len(tally.tied) > 1,
    )


def tally_words(tally: Tally) -> str:
    """The vote in words: who wins, or between whom there is a tie and how it is decided."""
    total = sum(tally.votes)
    label = tally.labels[tally.winner]
    votes = _count(total, "vote")
    if len(tally.tied) == 1:
        most = tally.votes[tally.winner]
        return f"{votes}. Most are for {tally.winner + 1}, “{label}”: {most} of {total}."
    numbers = [str(at + 1) for at in tally.tied]
    between = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
    return (
        f"{votes}. A tie between {between}, with {tally.votes[tally.winner]} each. {RULE} That is"
        f" {tally.winner + 1}, “{label}”. The class may also vote again."
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
