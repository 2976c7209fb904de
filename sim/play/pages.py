"""What the pages around a story say: the newsstand's entries, the ending, the debrief.

Content only, as plain text in order; how it is laid out is for each front to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.events import Ended, NewsPublished, date_of
from sim.engine.telling import long_date, tell_apart
from sim.play.hints import hints
from sim.play.progress import endings_found
from sim.play.reading import Section, debrief, record_sections, sources_section
from sim.play.wire import Mark, day_label, mark_of
from sim.program.lower import lower
from sim.scenario.catalog import bundled

__all__ = [
    "EndingPage", "Fate", "Poster", "Score", "Section", "debrief", "ending_page", "first_day",
    "minutes_to_play", "points_of", "poster", "record_sections", "shelf",
    "sources_section",
]  # fmt: skip

if TYPE_CHECKING:
    from pathlib import Path

    from sim.engine.story import Story
    from sim.play.session import Session
    from sim.program.model import Program
    from sim.scenario.reader import Scenario


@dataclass(frozen=True, slots=True)
class Poster:
    """A scenario as the newsstand shows it; ``roles`` belong to those who are ``playable``."""

    id: str
    title: str
    setting: str
    summary: str
    content_note: str
    real: bool
    playable: tuple[tuple[str, str], ...]
    roles: tuple[str, ...]
    endings: int
    found: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of somebody."""

    actor: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """What somebody reached of what they want: the sum, and each want with its points.

    A want without points is an aim in words only (None).
    """

    name: str
    total: int
    wants: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class EndingPage:
    """The end of a story as a front page."""

    title: str
    headline: str
    date: str
    text: str
    mark: Mark
    last_lines: tuple[str, ...]
    fates: tuple[Fate, ...]
    documented: bool
    scores: tuple[Score, ...]
    found: tuple[str, ...]
    missing: tuple[str, ...]
    total: int

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text, to be set with room between its paragraphs."""
        return tuple(filter(str.strip, self.text.split("\n")))

    @property
    def points(self) -> tuple[tuple[str, int], ...]:
        """The sums alone: name and points."""
        return tuple((score.name, score.total) for score in self.scores)


def poster(scenario: Scenario) -> Poster:
    """What the newsstand says about ``scenario``."""
    program = lower(scenario)
    file = scenario.file
    endings = [stage for stage in program.stages if stage.ending]
    known = {stage.id for stage in endings}
    return Poster(
        id=scenario.id,
        title=file.title,
        setting=file.setting or "",
        summary=tell_apart(program.teaching.summary, program),
        content_note=tell_apart(program.teaching.content_note, program),
        real=file.record is not None,
        playable=tuple(
            (actor.id, tell_apart(actor.name, program))
            for actor in program.actors
            if actor.playable
        ),
        roles=tuple(tell_apart(a.role, program) for a in program.actors if a.playable),
        endings=len(endings),
        found=len([e for e in endings_found(scenario.id) if e in known]),
        minutes=minutes_to_play(program),
    )


def minutes_to_play(program: Program) -> int:
    """About how long a first play takes: as the file says, else 36 seconds a round."""
    return program.scenario.file.minutes or max(3, round(program.rounds * 0.6))


def shelf() -> list[tuple[str, Path]]:
    """The bundled scenarios: id and file."""
    return list(bundled().items())


def ending_page(session: Session) -> EndingPage:
    """The page that ends the story of ``session``."""
    story, program = session.story, session.program
    stage = story.rules.stage(story.state)
    ended = next(e for e in reversed(story.events) if isinstance(e, Ended))
    endings = {s.id: s for s in program.stages if s.ending}
    found = [e for e in endings_found(session.program.id) if e in endings]
    if stage.id not in found:
        found.append(stage.id)
    record = program.record
    return EndingPage(
        title=program.title,
        headline=story.tell(stage.label),
        date=day_label(program, ended.day),
        text="" if stage.text is None else story.tell(stage.text),
        mark=mark_of(stage.certainty, on_record=story.on_record, recorded=None),
        last_lines=_last_lines(story, session.casting.players),
        fates=tuple(
            Fate(program.actors[i].id, story.tell(program.actors[i].name), story.tell(text))
            for i, text in sorted(stage.fates.items())
        ),
        documented=record is not None and record.ending == stage.index,
        scores=tuple(
            _score(story, name) for name in session.casting.players if program.actor(name).wants
        ),
        found=tuple(story.tell(endings[e].label) for e in found),
        missing=tuple(hint for e, hint in hints(program).items() if e not in found),
        total=len(endings),
    )


def points_of(story: Story, actor: str) -> int:
    """What ``actor`` reached of what it wants, in the scenario's own points."""
    return _score(story, actor).total


def _score(story: Story, actor: str) -> Score:
    wants = tuple(
        (
            story.tell(want.text),
            None if want.points is None else int(story.rules.closure(want.points)(story.state)),
        )
        for want in story.program.actor(actor).wants
    )
    total = sum(points for _, points in wants if points is not None)
    return Score(story.tell(story.program.actor(actor).name), total, wants)


def _last_lines(story: Story, seats: tuple[str, ...], most: int = 4) -> tuple[str, ...]:
    lines = []
    for event in reversed(story.events):
        if isinstance(event, NewsPublished) and (
            event.seen_by is None or set(event.seen_by) & set(seats)
        ):
            lines.append(said_by(event.by, event.headline))
        if len(lines) == most:
            break
    return tuple(reversed(lines))


def said_by(who: str, headline: str) -> str:
    """``who: headline``; a headline that begins with its speaker is not given one more."""
    return headline if headline.startswith(f"{who}: ") else f"{who}: {headline}"


def first_day(story: Story) -> str:
    """The date on which the story begins."""
    date = date_of(story.program, 0)
    return "" if date is None else long_date(date)
