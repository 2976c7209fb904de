"""What happened, as frozen values: screens, journals, exports and statistics all read these.

Every event carries the round (from 1) and the day (from 0, since the start) in which it happened.
Texts in events are finished: placeholders filled in, versions chosen.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from sim.program.model import Program

How: TypeAlias = Literal["policy", "player", "forced", "record"]
Cause: TypeAlias = Literal[
    "start", "outcome", "transition", "stage", "drift", "what-if", "calendar"
]


@dataclass(frozen=True, slots=True)
class RoundBegan:
    """A new round."""

    type: ClassVar[str] = "round"
    round: int
    day: int


@dataclass(frozen=True, slots=True)
class TruthDrawn:
    """A hidden truth was settled. No view shows it before the debrief."""

    type: ClassVar[str] = "unknown"
    round: int
    day: int
    unknown: str
    value: str


@dataclass(frozen=True, slots=True)
class Moved:
    """An actor made a move; ``how`` says who chose it. Waiting is a move.

    ``label`` is what the move was called when it was made.
    """

    type: ClassVar[str] = "moved"
    round: int
    day: int
    actor: str
    move: str
    how: How
    label: str


@dataclass(frozen=True, slots=True)
class OutcomeDrawn:
    """How a move turned out. ``inside`` pairs actors with what only their player reads.

    ``on_record`` says whether the story still followed the record; ``recorded`` is the day on
    which this very outcome is on record, if it is.
    """

    type: ClassVar[str] = "outcome"
    round: int
    day: int
    actor: str
    move: str
    outcome: str
    text: str | None
    because: str | None
    inside: tuple[tuple[str, str], ...]
    certainty: str
    source: tuple[str, ...]
    on_record: bool
    recorded: datetime.date | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A variable took another value (a boolean as 0 and 1)."""

    type: ClassVar[str] = "changed"
    round: int
    day: int
    variable: str
    before: int
    after: int
    cause: Cause
    because: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class StageEntered:
    """The story entered a stage; ``before`` is None when it begins."""

    type: ClassVar[str] = "stage"
    round: int
    day: int
    before: str | None
    to: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class NewsPublished:
    """An item on the wire; ``seen_by`` None means everybody."""

    type: ClassVar[str] = "news"
    round: int
    day: int
    by: str
    kind: str
    headline: str
    body: str | None
    seen_by: tuple[str, ...] | None
    certainty: str
    source: tuple[str, ...]
    actor: str | None
    on_record: bool
    recorded: datetime.date | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The story is over."""

    type: ClassVar[str] = "ended"
    round: int
    day: int
    ending: str


Event: TypeAlias = (
    RoundBegan | TruthDrawn | Moved | OutcomeDrawn | Changed | StageEntered | NewsPublished | Ended
)

_RENAMED = {"before": "from", "after": "to"}


def date_of(program: Program, day: int) -> datetime.date | None:
    """The date of a day of the story, if its calendar has dates."""
    return None if program.start is None else program.start + datetime.timedelta(days=day)


def as_json(event: Event, program: Program) -> dict[str, Any]:
    """``event`` as INTERFACES.md promises it: only the keys that apply."""
    date = date_of(program, event.day)
    result: dict[str, Any] = {"round": event.round, "day": event.day}
    if date is not None:
        result["date"] = date.isoformat()
    result["type"] = event.type
    for name in event.__slots__:
        value = getattr(event, name)
        if name in result or value is None or value == ():
            continue
        if isinstance(value, datetime.date):
            value = value.isoformat()
        elif name == "inside":
            value = dict(value)
        elif isinstance(value, tuple):
            value = list(value)
        result[_RENAMED.get(name, name)] = value
    return result
