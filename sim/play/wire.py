"""Events as people read them: what happened, beat by beat, with its marks and its because.

A beat is one thing to read: a new day, somebody's act with its news and effects, a stage, an
ending. Both fronts print beats; neither decides what is in one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sim.engine.events import (
    Changed,
    Ended,
    Event,
    Moved,
    NewsPublished,
    OutcomeDrawn,
    RoundBegan,
    StageEntered,
    TruthDrawn,
    date_of,
)
from sim.engine.telling import short_date, tell_apart
from sim.engine.views import word_for

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from sim.engine.events import Cause
    from sim.program.model import Program

KIND_WORDS = {"rumour": "rumour"}


@dataclass(frozen=True, slots=True)
class Mark:
    """How sure we are of something, in a word; ``note`` says when it is on record, if it is."""

    word: str
    note: str | None

    def __str__(self) -> str:
        return self.word if self.note is None else f"{self.word} · {self.note}"


@dataclass(frozen=True, slots=True)
class Effect:
    """A variable that changed: ``Attention +2 → 4, uproar``."""

    variable: str
    label: str
    before: int
    after: int
    word: str
    boolean: bool

    def __str__(self) -> str:
        if self.boolean:
            return f"{self.label}: {self.word}"
        sign = "+" if self.after > self.before else "−"
        return f"{self.label} {sign}{abs(self.after - self.before)} → {self.after}, {self.word}"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of news. ``private`` marks a memo or a leak that not everybody sees."""

    by: str
    kind: str
    headline: str
    body: str | None
    mark: Mark
    sources: tuple[str, ...]
    private: bool


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing to read. ``who`` does ``what`` in an act; ``title`` says both at once.

    ``date`` is the short date of ``day``, the day of the story, from 0.
    """

    kind: Literal["round", "act", "stage", "change", "ending"]
    round: int
    date: str
    title: str
    text: str | None = None
    actor: str | None = None
    mine: bool = False
    items: tuple[Item, ...] = ()
    effects: tuple[Effect, ...] = ()
    because: str | None = None
    inside: str | None = None
    mark: Mark | None = None
    sources: tuple[str, ...] = field(default=())
    who: str = ""
    what: str = ""
    day: int = 0


REAL = ("documented", "claimed")


def mark_of(certainty: str, *, on_record: bool, recorded: datetime.date | None) -> Mark:
    """The mark that a reader sees.

    Once the story has left the record, what is documented there is invented here, and says on
    which day it is on record (DESIGN section 2, ``certainty``).
    """
    if on_record or certainty not in REAL:
        return Mark(certainty, None)
    when = "on record elsewhere" if recorded is None else f"on record: {short_date(recorded)}"
    return Mark("invented here", when)


def off_or_on(on_record: bool) -> str:
    """Whether a story is on the record, in the words that every screen uses."""
    return "on the record" if on_record else "off the record"


def day_label(program: Program, day: int) -> str:
    """``Thu 30 March 2023``, or ``Day 12`` in a calendar without dates."""
    date = date_of(program, day)
    if date is None:
        return f"Day {day + 1}"
    from sim.engine.telling import WEEKDAYS, long_date

    return f"{WEEKDAYS[date.weekday()][:3]} {long_date(date)}"


def short_day(program: Program, day: int) -> str:
    """``30 Mar``, or ``day 12``."""
    date = date_of(program, day)
    return f"day {day + 1}" if date is None else short_date(date)


def beats(events: Iterable[Event], program: Program, seat: str | None) -> list[Beat]:
    """``events`` as the player of ``seat`` reads them (None: somebody who sees everything)."""
    return list(_Reader(program, seat).read(list(events)))


class _Reader:
    def __init__(self, program: Program, seat: str | None) -> None:
        self.program = program
        self.seat = seat
        self.called = ""
        """What the last move was called when it was made."""

    def read(self, events: list[Event]) -> Iterator[Beat]:
        at = 0
        while at < len(events):
            event = events[at]
            match event:
                case RoundBegan():
                    title = day_label(self.program, event.day)
                    yield self._beat("round", event, f"{title} · round {event.round}")
                case OutcomeDrawn():
                    following = _while(events, at + 1, "outcome")
                    beat = self._act(event, following)
                    at += len(following)
                    if beat is not None:
                        yield beat
                case StageEntered():
                    following = _while(events, at + 1, "stage")
                    at += len(following)
                    yield self._stage(event, following)
                case Changed():
                    following = [event, *_while(events, at + 1, event.cause)]
                    at += len(following) - 1
                    beat = self._change(following)
                    if beat is not None:
                        yield beat
                case NewsPublished():
                    items = self._items([event])
                    if items:
                        yield self._beat("act", event, items[0].by, items=items)
                case Moved():
                    self.called = event.label
                    if event.actor == self.seat and self._waits(event):
                        yield self._deed(event, mine=True)
                case TruthDrawn() | Ended():
                    pass
            at += 1

    def _beat(
        self, kind: Literal["round", "act", "stage", "change", "ending"], event: Event, title: str,
        *, text: str | None = None, actor: str | None = None, mine: bool = False,
        items: tuple[Item, ...] = (), effects: tuple[Effect, ...] = (),
        because: str | None = None, inside: str | None = None, mark: Mark | None = None,
        sources: tuple[str, ...] = (), who: str = "", what: str = "",
    ) -> Beat:  # fmt: skip
        return Beat(
            kind, event.round, short_day(self.program, event.day), title, text, actor, mine,
            items, effects, because, inside, mark, sources, who, what, event.day,
        )  # fmt: skip

    def _waits(self, event: Moved) -> bool:
        return self.program.move(f"{event.actor}.{event.move}").is_wait

    def _deed(
        self, event: Moved | OutcomeDrawn, *, mine: bool, text: str | None = None,
        items: tuple[Item, ...] = (), effects: tuple[Effect, ...] = (),
        because: str | None = None, inside: str | None = None, mark: Mark | None = None,
        sources: tuple[str, ...] = (),
    ) -> Beat:  # fmt: skip
        """Somebody's act, with what came of it."""
        who = tell_apart(self.program.actor(event.actor).name, self.program)
        what = self.called
        return self._beat(
            "act", event, f"{who}: {what}", text=text, actor=event.actor, mine=mine, items=items,
            effects=effects, because=because, inside=inside, mark=mark, sources=sources,
            who=who, what=what,
        )  # fmt: skip

    def _act(self, event: OutcomeDrawn, following: list[Event]) -> Beat | None:
        """An act; None where all that it put on the wire is hidden from this seat."""
        published = [e for e in following if isinstance(e, NewsPublished)]
        items = self._items(published)
        mine = event.actor == self.seat
        inside = dict(event.inside).get(self.seat or "")
        effects = self._effects(following)
        if published and not items and not mine and inside is None:
            if not effects:
                return None
            return self._beat("change", event, "Something happens out of sight", effects=effects)
        return self._deed(
            event, mine=mine, text=event.text, items=items, effects=effects,
            because=event.because, inside=inside,
            mark=mark_of(event.certainty, on_record=event.on_record, recorded=event.recorded),
            sources=event.source,
        )  # fmt: skip

    def _stage(self, event: StageEntered, following: list[Event]) -> Beat:
        stage = self.program.stages[self.program.stage_index[event.to]]
        changed = [e for e in following if isinstance(e, Changed)]
        return self._beat(
            "ending" if stage.ending else "stage", event, tell_apart(stage.label, self.program),
            items=self._items([e for e in following if isinstance(e, NewsPublished)]),
            effects=self._effects(following),
            because=next((e.because for e in changed if e.because), None),
        )  # fmt: skip

    def _change(self, changes: list[Event]) -> Beat | None:
        effects = self._effects(changes)
        if not effects:
            return None
        first = changes[0]
        drifting = isinstance(first, Changed) and first.cause == "drift"
        title = "Time passes" if drifting else "The world is set otherwise"
        return self._beat("change", first, title, effects=effects)

    def _items(self, events: list[NewsPublished]) -> tuple[Item, ...]:
        return tuple(
            Item(
                event.by,
                KIND_WORDS.get(event.kind, event.kind),
                event.headline,
                event.body,
                mark_of(event.certainty, on_record=event.on_record, recorded=event.recorded),
                event.source,
                event.seen_by is not None,
            )
            for event in events
            if event.seen_by is None or self.seat is None or self.seat in event.seen_by
        )

    def _sees(self, seen_by: frozenset[int] | None) -> bool:
        """Whether this seat is among those who see something (None: everybody does)."""
        if seen_by is None or self.seat is None:
            return True
        return self.program.actor_index[self.seat] in seen_by

    def _effects(self, events: list[Event]) -> tuple[Effect, ...]:
        found = []
        for event in events:
            if not isinstance(event, Changed):
                continue
            variable = self.program.variables[self.program.variable_index[event.variable]]
            if not self._sees(variable.seen_by):
                continue
            found.append(
                Effect(
                    variable.id,
                    tell_apart(variable.label, self.program),
                    event.before,
                    event.after,
                    word_for(variable, event.after),
                    variable.boolean,
                )
            )
        return tuple(found)


def _while(events: list[Event], start: int, cause: Cause) -> list[Event]:
    """The changes of one cause from ``start`` on, and (but for drift) the news among them."""
    end = start
    while end < len(events):
        event = events[end]
        if isinstance(event, Changed):
            if event.cause != cause:
                break
        elif not isinstance(event, NewsPublished) or cause not in ("outcome", "stage"):
            break
        end += 1
    return events[start:end]
