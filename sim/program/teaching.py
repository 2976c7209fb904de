"""What people read before and after a story: summary, record, debrief, claims, glossary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.program.model import Text
    from sim.program.names import Names
    from sim.scenario.context import Path


@dataclass(frozen=True, slots=True)
class Later:
    """What happened after the record's ending; ``date`` as well as it is known."""

    date: str | None
    text: Text
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A term that the scenario teaches."""

    term: str
    text: Text
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """An assumption of the model: ``cause`` moves ``effect`` up or down."""

    cause: str
    effect: str
    sign: Literal["up", "down"]
    text: Text | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of the closing exercise; asked only once the moves in ``after`` were made."""

    text: Text
    verdict: str
    feedback: Text | None
    after: tuple[int, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A question that the author names, as intervention lines."""

    id: str
    label: Text
    text: Text | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Teaching:
    """Everything around the story that people read before and after it."""

    summary: Text | None
    content_note: Text | None
    glossary: Mapping[str, Text]
    concepts: tuple[Concept, ...]
    mechanisms: tuple[Mechanism, ...]
    questions: tuple[str, ...]
    aftermath: tuple[Later, ...]
    claims: tuple[Claim, ...]
    what_ifs: tuple[WhatIf, ...]


def teaching(names: Names) -> Teaching:
    """Everything around the story, lowered."""
    file = names.file
    debrief = file.debrief
    concepts = debrief.concepts if debrief else None
    mechanisms = debrief.mechanisms if debrief else None
    aftermath = file.record.aftermath if file.record else None
    base: Path = ("debrief",)
    return Teaching(
        summary=names.maybe(("summary",), file.summary),
        content_note=names.maybe(("content_note",), file.content_note),
        glossary={term: names.text(("glossary", term), t) for term, t in file.glossary.items()},
        concepts=tuple(
            Concept(
                c.term, names.text((*base, "concepts", n, "text"), c.text), tuple(c.source or ())
            )
            for n, c in enumerate(concepts or ())
        ),
        mechanisms=tuple(
            Mechanism(
                m.cause,
                m.effect,
                "up" if m.sign == "up" else "down",
                names.maybe((*base, "mechanisms", n, "text"), m.text),
                tuple(m.source or ()),
            )
            for n, m in enumerate(mechanisms or ())
        ),
        questions=tuple((debrief.questions if debrief else None) or ()),
        aftermath=tuple(
            Later(
                later.date,
                names.text(("record", "aftermath", n, "text"), later.text),
                tuple(later.source or ()),
            )
            for n, later in enumerate(aftermath or ())
        ),
        claims=tuple(
            Claim(
                names.text(("claims", n, "text"), claim.text),
                claim.verdict,
                names.maybe(("claims", n, "feedback"), claim.feedback),
                tuple(names.move_index[name] for name in claim.after or ()),
                tuple(claim.source or ()),
            )
            for n, claim in enumerate(file.claims)
        ),
        what_ifs=tuple(
            WhatIf(
                name,
                names.label(("what_ifs", name, "label"), what_if.label, name),
                names.maybe(("what_ifs", name, "text"), what_if.text),
                tuple(what_if.do),
            )
            for name, what_if in file.what_ifs.items()
        ),
    )
