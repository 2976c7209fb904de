"""Pages to read: headings with entries below them, the same in every front and in exports.

Content only, as plain text in order; how it is laid out is for each front to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.telling import long_date, tell_apart
from sim.play.wire import beats, mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.engine.views import Meter, View
    from sim.play.session import Session
    from sim.play.wire import Beat, Mark
    from sim.program.model import Program


@dataclass(frozen=True, slots=True)
class Entry:
    """One paragraph, or one line of a list.

    ``head`` is what it is about (a term, a date), put before the text with ``joint``; ``mark``
    says how sure we are of it; ``sources`` are what people call them, not ids. ``rows`` stand
    below it as they are: a chart, a picture.
    """

    text: str
    head: str = ""
    mark: Mark | None = None
    sources: tuple[str, ...] = ()
    joint: str = ": "
    rows: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{self.head}{self.joint}" if self.head else ""
        mark = f" ({self.mark})" if self.mark is not None else ""
        sources = f" [{'; '.join(self.sources)}]" if self.sources else ""
        return f"{head}{self.text}{mark}{sources}"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with entries below it."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The entries as plain paragraphs."""
        return tuple(map(str, self.entries))


def source_names(program: Program, ids: Iterable[str]) -> tuple[str, ...]:
    """What people call the sources with these ids: the publisher, or else the title."""
    known = program.scenario.file.sources
    names = [known[name].publisher or known[name].title for name in ids if name in known]
    return tuple(dict.fromkeys(names))


# -- after the story ------------------------------------------------------------------------


def debrief(session: Session) -> list[Section]:
    """What there is to talk about after the story of ``session``."""
    story, program = session.story, session.program
    teaching = program.teaching
    hidden = tuple(
        Entry(
            unknown.values[story.state.truths[unknown.index]].replace("_", " "),
            story.tell(unknown.label),
        )
        for unknown in program.unknowns
    )
    concepts = tuple(
        Entry(story.tell(c.text), c.term, None, source_names(program, c.sources))
        for c in teaching.concepts
    )
    mechanisms = tuple(
        Entry(
            ("raises it." if m.sign == "up" else "lowers it.")
            + (f" {story.tell(m.text)}" if m.text else ""),
            f"{m.cause} → {m.effect}",
            None,
            source_names(program, m.sources),
        )
        for m in teaching.mechanisms
    )
    pages = (
        ("What was hidden", hidden),
        ("Concepts", concepts),
        ("Mechanisms: assumptions of this model, not findings", mechanisms),
        ("To talk about", tuple(Entry(question) for question in teaching.questions)),
    )
    sections = [Section(title, entries) for title, entries in pages if entries]
    return sections + record_sections(program)


def record_sections(program: Program) -> list[Section]:
    """What really happened, step by step, and afterwards."""
    if program.record is None:
        return []
    steps = []
    for step in program.record.steps:
        move = program.moves[step.move]
        actor = tell_apart(program.actors[move.actor].name, program)
        unknown = "day not on record" if step.sources else "implied"
        steps.append(
            Entry(
                f"{actor}: {tell_apart(move.label, program)}",
                unknown if step.date is None else long_date(step.date),
                mark_of(step.certainty, on_record=True, recorded=None),
                source_names(program, step.sources),
                " — ",
            )
        )
    after = tuple(
        Entry(
            tell_apart(later.text, program),
            later.date or "",
            mark_of("documented", on_record=True, recorded=None) if later.sources else None,
            source_names(program, later.sources),
            " — ",
        )
        for later in program.teaching.aftermath
    )
    sections = [Section("What is on record", tuple(steps))]
    return [*sections, Section("What came after", after)] if after else sections


def sources_section(program: Program) -> Section | None:
    """The scenario's sources, as a list."""
    sources = program.scenario.file.sources
    if not sources:
        return None
    return Section(
        "Sources",
        tuple(
            Entry(". ".join(str(p) for p in (s.publisher, s.title, s.date, s.url, s.note) if p))
            for s in sources.values()
        ),
    )


# -- beside the story -----------------------------------------------------------------------


def briefing_sections(view: View) -> list[Section]:
    """Who somebody is, what their task is, and what they want."""
    words = view.briefing or "Nothing more is said about you."
    wants = Section("What you want", tuple(Entry(f"· {want}") for want in view.wants))
    return [Section(f"You are: {view.name}", (Entry(words),)), *([wants] if view.wants else [])]


MARKS = (
    ("documented", "It happened, and a source is named."),
    ("claimed", "Somebody named said so; whether it is true is another matter."),
    ("interpretation", "A reading of what happened, such as an analyst's."),
    ("unknown", "Nobody has shown it, and this program does not pretend to."),
    ("invented", "Made up by the author of the scenario."),
    ("invented here", "Documented on another day or in other circumstances, given beside it."),
)
"""The words that stand at every item, and what they mean."""


def opening_sections(session: Session) -> list[Section]:
    """What is read before the first round: content note, briefing, and how to read the marks.

    Several players get their briefings one by one, when each sits down.
    """
    program = session.program
    sections = []
    if note := program.teaching.content_note:
        sections.append(Section("Before you begin", (Entry(session.story.tell(note)),)))
    if len(session.casting.players) == 1:
        sections += briefing_sections(session.view())
    if program.record is not None:
        marks = tuple(Entry(text, word) for word, text in MARKS)
        sections.append(Section("How sure we are of what you read", marks))
    return sections


def glossary_section(session: Session) -> Section:
    """The terms of the scenario, explained."""
    glossary = session.program.teaching.glossary
    entries = tuple(Entry(session.story.tell(text), term) for term, text in glossary.items())
    return Section("Glossary", entries or (Entry("This scenario has no glossary."),))


def meter_words(meter: Meter) -> str:
    """``Public attention 4 of 5, uproar``."""
    if meter.boolean:
        return f"{meter.label}: {meter.word}"
    return f"{meter.label} {meter.value} of {meter.high}, {meter.word}"


def journal_beats(session: Session, seat: str | None) -> list[Beat]:
    """Everything that has been on the wire so far, as ``seat`` reads it."""
    return beats(session.story.events, session.program, seat)
