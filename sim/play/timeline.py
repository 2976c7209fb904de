"""What really happened beside one's own story, day by day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from sim.engine.events import date_of
from sim.engine.telling import WEEKDAYS, long_date, tell_apart
from sim.play.reading import Entry, Section, record_sections
from sim.play.wire import beats, off_or_on

if TYPE_CHECKING:
    from sim.play.session import Session
    from sim.play.wire import Beat
    from sim.program.model import Program

ON_RECORD, YOURS = "What really happened", "Your story"


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what is on record of it, and what happened on it in the player's story.

    ``title`` is empty for what has no day of its own.
    """

    title: str
    real: tuple[Entry, ...]
    own: tuple[Entry, ...]


def timeline(session: Session) -> list[Day]:
    """The record and the story of ``session``, by date; then what came after."""
    program = session.program
    real, own = _real(program), _own(session)
    days = [
        Day(_title(date), tuple(real.get(date, ())), tuple(own.get(date, ())))
        for date in sorted({*real, *own} - {None}, key=lambda day: day or datetime.date.min)
    ]
    if None in real or None in own:
        days.append(Day("", tuple(real.get(None, ())), tuple(own.get(None, ()))))
    after = record_sections(program)[1:]
    fates = _fates(session)
    if after or fates:
        days.append(
            Day("Afterwards", tuple(e for section in after for e in section.entries), fates)
        )
    return days


def standing_words(session: Session) -> str:
    """Whether the story followed the record, and from when on it did not."""
    report = session.story.report
    if report.left_record_at is None:
        return off_or_on(True)
    events = session.story.events
    if report.left_record_at >= len(events):
        return off_or_on(False)
    return f"{off_or_on(False)} since round {events[report.left_record_at].round}"


def comparison_sections(session: Session) -> list[Section]:
    """The comparison as sections: for files, and for fronts without columns."""
    sections = []
    for day in timeline(session):
        entries = [*_headed(day.real, ON_RECORD), *_headed(day.own, YOURS)]
        sections.append(Section(day.title or "Without a date", tuple(entries)))
    return sections


def _headed(entries: tuple[Entry, ...], whose: str) -> list[Entry]:
    made = []
    for entry in entries:
        words = f"{entry.head}{entry.joint}{entry.text}" if entry.head else entry.text
        made.append(Entry(words, whose, entry.mark, entry.sources, ": "))
    return made


def _title(date: datetime.date | None) -> str:
    return "" if date is None else f"{WEEKDAYS[date.weekday()][:3]} {long_date(date)}"


def _real(program: Program) -> dict[datetime.date | None, list[Entry]]:
    """The steps on record by their dates; one without stands where the one before it does."""
    found: dict[datetime.date | None, list[Entry]] = {}
    if program.record is None:
        return found
    date: datetime.date | None = None
    for step, entry in zip(program.record.steps, record_sections(program)[0].entries, strict=True):
        date = step.date or date
        head = "" if step.date is not None else entry.head
        found.setdefault(date, []).append(
            Entry(entry.text, head, entry.mark, entry.sources, entry.joint)
        )
    return found


def _own(session: Session) -> dict[datetime.date | None, list[Entry]]:
    """What happened in the story, by date, with nothing hidden any more."""
    program, events = session.program, session.story.events
    left = session.story.report.left_record_at
    found: dict[datetime.date | None, list[Entry]] = {}
    seat = session.casting.players[0] if len(session.casting.players) == 1 else None
    at = 0
    for day, group in groupby(events, key=lambda event: event.day):
        of_day = list(group)
        entries = found.setdefault(date_of(program, day), [])
        cut = 0 if left is None else min(max(left - at, 0), len(of_day))
        for part in (of_day[:cut], of_day[cut:]):
            if part and at == left and program.record is not None:
                entries.append(Entry("Here your story leaves the record."))
            for beat in beats(part, program, None):
                entries += _told(beat, mine=beat.actor is not None and beat.actor == seat)
            at += len(part)
    return {date: entries for date, entries in found.items() if entries}


def _told(beat: Beat, *, mine: bool) -> list[Entry]:
    if beat.kind in ("round", "change"):
        return []
    if beat.kind in ("stage", "ending"):
        word = "The story ends" if beat.kind == "ending" else "The story is now at"
        return [Entry(beat.title, word)]
    who = "You" if mine else beat.who
    if not beat.items:
        return [Entry(beat.what or beat.title, who, beat.mark)]
    return [
        Entry(f"“{item.headline}” ({item.by})", f"{who}: {beat.what}" if who else "", item.mark,
              (), " — ")
        for item in beat.items
    ]  # fmt: skip


def _fates(session: Session) -> tuple[Entry, ...]:
    story, program = session.story, session.program
    stage = story.rules.stage(story.state)
    return tuple(
        Entry(story.tell(text), tell_apart(program.actors[who].name, program))
        for who, text in sorted(stage.fates.items())
    )
