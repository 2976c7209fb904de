"""The wire sifted: by actor, by medium, by certainty, and by words that stand in it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.play.reading import Entry, Section, source_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.play.wire import Beat, Item, Mark
    from sim.program.model import Program

STORY = ""
"""Stands for what nobody did: news of a stage, time that passes."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is let through. None lets everything through; ``words`` are looked for as they are."""

    actor: str | None = None
    kind: str | None = None
    certainty: str | None = None
    words: str = ""

    @property
    def open(self) -> bool:
        """Whether everything comes through."""
        return self == Sieve()


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is on a wire to sift by: actors as id and name, media, certainties."""

    actors: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    certainties: tuple[str, ...]

    def name_of(self, actor: str) -> str:
        """What people call an actor."""
        return dict(self.actors).get(actor, actor)


def fold(text: str) -> str:
    """``text`` without capitals and accents, for comparing."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))


def found_in(text: str, words: str) -> list[tuple[int, int]]:
    """Where ``words`` stand in ``text``: from which character up to which, without overlaps."""
    sought = fold(words)
    folded, origin = "", []
    for at, char in enumerate(text):
        plain = fold(char)
        folded += plain
        origin += [at] * len(plain)
    spans = []
    at = folded.find(sought) if sought else -1
    while at >= 0:
        spans.append((origin[at], origin[at + len(sought) - 1] + 1))
        at = folded.find(sought, at + len(sought))
    return spans


def choices_of(told: Sequence[Beat]) -> Choices:
    """What a wire can be sifted by, in the order of first appearance."""
    actors: dict[str, str] = {}
    kinds: dict[str, None] = {}
    certainties: dict[str, None] = {}
    for beat in told:
        if beat.actor is not None:
            actors.setdefault(beat.actor, beat.who)
        for item in beat.items:
            kinds.setdefault(item.kind)
        for mark in _marks(beat):
            certainties.setdefault(mark.word)
    if any(beat.actor is None and beat.kind != "round" for beat in told):
        actors.setdefault(STORY, "the story itself")
    return Choices(tuple(actors.items()), tuple(kinds), tuple(certainties))


def sift(told: Sequence[Beat], sieve: Sieve) -> list[Beat]:
    """What ``sieve`` lets through; of an act with several news only those that fit.

    The heading of a round stays if anything of the round does.
    """
    if sieve.open:
        return list(told)
    kept: list[Beat] = []
    heading: Beat | None = None
    words = fold(sieve.words)
    for beat in told:
        if beat.kind == "round":
            heading = beat
            continue
        fits = _fitting(beat, sieve)
        if fits is None or (words and words not in fold(" ".join(_texts(fits)))):
            continue
        if heading is not None:
            kept.append(heading)
            heading = None
        kept.append(fits)
    return kept


def _fitting(beat: Beat, sieve: Sieve) -> Beat | None:
    if sieve.actor is not None and (beat.actor or STORY) != sieve.actor:
        return None
    items = tuple(
        item
        for item in beat.items
        if sieve.kind in (None, item.kind) and sieve.certainty in (None, item.mark.word)
    )
    if beat.items or sieve.kind is not None:
        if not items and (sieve.kind is not None or sieve.certainty is not None):
            return None
    elif sieve.certainty is not None and (beat.mark is None or beat.mark.word != sieve.certainty):
        return None
    return beat if len(items) == len(beat.items) else replace(beat, items=items)


def _marks(beat: Beat) -> Iterator[Mark]:
    if beat.items:
        yield from (item.mark for item in beat.items)
    elif beat.mark is not None:
        yield beat.mark


def _texts(beat: Beat) -> Iterator[str]:
    """All that can be read of a beat."""
    yield beat.date
    yield beat.title
    for item in beat.items:
        yield from (item.by, item.kind, item.headline, item.body or "", str(item.mark))
    yield from (beat.text or "", beat.inside or "", beat.because or "")
    yield from map(str, beat.effects)


def count_of(told: Sequence[Beat]) -> int:
    """How many things there are to read, the headings of rounds left out."""
    return sum(beat.kind != "round" for beat in told)


def sieve_words(sieve: Sieve, choices: Choices) -> str:
    """What is let through, as part of a title: ``the police, video``; empty for everything."""
    parts = [] if sieve.actor is None else [choices.name_of(sieve.actor)]
    parts += [word for word in (sieve.kind, sieve.certainty) if word is not None]
    if sieve.words:
        parts.append(f"“{sieve.words}”")
    return ", ".join(parts)


# -- as a page ------------------------------------------------------------------------------


def wire_sections(told: Sequence[Beat], program: Program) -> list[Section]:
    """The wire as a page: a heading for each round, an entry for each thing that happened."""
    sections: list[tuple[str, list[Entry]]] = []
    for beat in told:
        if beat.kind == "round" or not sections:
            sections.append((beat.title if beat.kind == "round" else "Before", []))
        if beat.kind != "round":
            sections[-1][1].extend(_entries(beat, program))
    return [Section(title, tuple(entries)) for title, entries in sections if entries]


def _entries(beat: Beat, program: Program) -> Iterator[Entry]:
    head = {
        "stage": "The story is now at",
        "ending": "The story ends",
        "change": beat.date,
    }.get(beat.kind, beat.who or beat.date)
    what = beat.what if beat.who else beat.title
    words = [_sentence(what)]
    if beat.text:
        words.append(_sentence(beat.text))
    if beat.inside:
        words.append(_sentence(f"Only you know: {beat.inside}"))
    if beat.effects:
        words.append(f"{'; '.join(map(str, beat.effects))}.")
    if beat.because:
        words.append(_sentence(f"Because: {beat.because}"))
    mark = None if beat.items else beat.mark
    yield Entry(" ".join(words), head, mark, source_names(program, beat.sources))
    for item in beat.items:
        yield Entry(_item_words(item), f"{item.by}, {item.kind}", item.mark,
                    source_names(program, item.sources))  # fmt: skip


def _item_words(item: Item) -> str:
    private = " (not public)" if item.private else ""
    body = f" {item.body}" if item.body else ""
    return f"{_sentence(item.headline)}{body}{private}"


def _sentence(text: str) -> str:
    return text if text.rstrip("”\"'»)")[-1:] in (*".?!…:",) else f"{text}."
