"""How long a first play takes to read: counted over random plays, word by word.

A person who plays for the first time reads the scenario's poster, the note, the briefing and what
the marks mean, then at each decision what has come in on the wire, the situation and the moves, and
at the end the last page with everybody's fate. Each text is read once: what stands there again word
for word (a move that is still open, a stage that has not changed) is passed over. Numbers are
looked at, not read. Pages that one asks for, such as the debrief, are not part of a play. The
player picks any open move; the others act by policy.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from sim.engine.luck import KeyedLuck, pick
from sim.engine.record import trail_of
from sim.engine.story import Story
from sim.engine.views import view_of
from sim.play.reading import MARKS
from sim.play.wire import beats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.engine.events import Event
    from sim.engine.views import View
    from sim.program.model import Program

#: Words a minute at which people read on a screen and take in what they read.
PACE = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What one random play gave to read. ``words`` are all of them, ``decisions`` its choices."""

    role: str
    number: int
    ending: str
    words: int
    decisions: int

    @property
    def minutes(self) -> float:
        """At the usual pace."""
        return self.words / PACE


def first_plays(program: Program, plays: int, seed: int) -> list[Reading]:
    """``plays`` first plays of ``program``, the roles taking turns; none where nobody plays."""
    roles = [actor.id for actor in program.actors if actor.playable]
    if not roles:
        return []
    return [_Reader(program, roles[n % len(roles)], seed, n).read() for n in range(plays)]


class _Reader:
    """One person reading one play."""

    def __init__(self, program: Program, role: str, seed: int, number: int) -> None:
        self.program, self.role, self.seed, self.number = program, role, seed, number
        self.luck = KeyedLuck(seed, number)
        self.story = Story(program, seed, number, players=[role], trail=trail_of(program))
        self.known: set[str] = set()
        self.words = 0

    def read(self) -> Reading:
        """From the note before the story to the last fate."""
        story, teaching = self.story, self.program.teaching
        told = 0
        for text in (teaching.summary, teaching.content_note):
            if text is not None:
                self._see(story.tell(text))
        if self.program.record is not None:
            self._see(*(f"{word} {text}" for word, text in MARKS))
        self._opening(view_of(story, self.role))
        decisions = 0
        while not story.ended:
            self._wire(story.events[told:])
            told = len(story.events)
            view = view_of(story, self.role)
            self._see(view.stage_label, view.situation)
            for option in view.moves:
                self._see(option.label, option.about)
            enabled = story.enabled
            keys = [move.key + view.round for move in enabled]
            decisions += len(enabled) > 1
            story.choose(enabled[pick(self.luck, keys, [1.0] * len(enabled))].id)
        self._wire(story.events[told:])
        self._ending()
        return Reading(self.role, self.number, story.ending or "", self.words, decisions)

    def _see(self, *texts: str | None) -> None:
        """Read what has not been read before."""
        for text in texts:
            if text and text not in self.known:
                self.known.add(text)
                self.words += len(text.split())

    def _opening(self, view: View) -> None:
        self._see(view.name, view.briefing, *view.wants)

    def _wire(self, events: Sequence[Event]) -> None:
        for beat in beats(events, self.program, self.role):
            if beat.kind in ("stage", "ending", "act"):
                self._see(beat.title)
            for item in beat.items:
                self._see(item.by, item.headline, item.body)
            self._see(beat.text, beat.inside, beat.because)

    def _ending(self) -> None:
        story = self.story
        stage = story.rules.stage(story.state)
        self._see(story.tell(stage.label), "" if stage.text is None else story.tell(stage.text))
        for _, text in sorted(stage.fates.items()):
            self._see(story.tell(text))


# -- told -------------------------------------------------------------------------------------

#: A first play should take so many minutes, from and to: a part of a lesson.
GOOD = (8, 15)


@dataclass(frozen=True, slots=True)
class Spread:
    """Minutes of some plays: how many, the middle one, the middle nine tenths, and the shares
    below, within and above what is good."""

    plays: int
    median: float
    low: float
    high: float
    below: float
    within: float
    above: float


def spread(readings: Sequence[Reading]) -> Spread:
    """How the minutes of ``readings``, at least one, are spread."""
    minutes = sorted(reading.minutes for reading in readings)
    total = len(minutes)
    least, most = GOOD
    below = sum(m < least for m in minutes) / total
    above = sum(m > most for m in minutes) / total
    return Spread(
        total,
        median(minutes),
        minutes[total // 20],
        minutes[-1 - total // 20],
        below,
        1 - below - above,
        above,
    )


def grouped(readings: Iterable[Reading], by: str) -> dict[str, list[Reading]]:
    """``readings`` by role or by ending, in the order in which they come."""
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        found.setdefault(getattr(reading, by), []).append(reading)
    return found


def reading_told(readings: Sequence[Reading], said: int | None) -> Iterator[str]:
    """How long first plays take, as lines for people; ``said`` is what the file says."""
    every = spread(readings)
    least, most = GOOD
    yield (
        f"Reading: a first play at {PACE} words a minute, over {every.plays:,} random plays, the"
        " roles taking turns"
    )
    yield f"  {_minutes(every)}"
    if said is None:
        yield f"  With 'minutes: {max(1, round(every.median))}' the newsstand says so."
    elif not every.low <= said <= every.high:
        yield f"  The file says 'minutes: {said}', which few plays take."
    short, good, long = (
        round(share * every.plays) for share in (every.below, every.within, every.above)
    )
    yield (
        f"  below {least} minutes: {short:,} plays; {least} to {most}: {good:,};"
        f" above {most}: {long:,}"
    )
    for by in ("role", "ending"):
        found = grouped(readings, by)
        for name in sorted(found, key=lambda key: -len(found[key])):
            one = spread(found[name])
            yield f"  {by + ' ' + name:26} {one.plays:>4} plays, {_minutes(one)}"


def _minutes(one: Spread) -> str:
    return f"median {one.median:.1f} minutes, nine in ten from {one.low:.1f} to {one.high:.1f}"


def reading_json(file: str, readings: Sequence[Reading]) -> dict[str, Any]:
    """How long first plays take, for ``--json``."""
    return {
        "file": file,
        "words_a_minute": PACE,
        "good": list(GOOD),
        "all": asdict(spread(readings)),
        "roles": {k: asdict(spread(v)) for k, v in grouped(readings, "role").items()},
        "endings": {k: asdict(spread(v)) for k, v in grouped(readings, "ending").items()},
    }
