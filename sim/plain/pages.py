"""Pages beside the story that take a word or two more: the wire sifted, the map, files.

What can be typed is guessed, not learned: after ``j`` come actors, media and certainties in any
order; after a slash the words to look for.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.errors import NewscycleError
from sim.plain.telling import beat_lines, section_lines, wrapped
from sim.play.export import ExistsError, typed_path, write_page
from sim.play.frontpage import front_page, write_front_page
from sim.play.map import export_sections, map_of, map_sections
from sim.play.mapodds import find_odds
from sim.play.pages import sources_section
from sim.play.sifting import (
    Sieve,
    choices_of,
    count_of,
    fold,
    sieve_words,
    sift,
    wire_sections,
)
from sim.play.why import names_of, why_sections
from sim.play.wire import beats
from sim.scenario.chars import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.play.reading import Section
    from sim.play.session import Session
    from sim.play.sifting import Choices
    from sim.program.model import Program

HELP = (
    (
        "j and more words: a part of the wire, by actor, medium or certainty: j police, j video,"
        " j documented, j police statement."
    ),
    "/ and words: what on the wire holds them: /roof.",
    "? and a name: one number, its history and what moves it: ? attention.",
    "Enter alone goes on where you can only wait.",
    "x and the name of a file: keep the page that was shown last: x wire.md.",
)
NOISE = ("actor", "by", "kind", "medium", "certainty", "certain", "all", "only", "and", "the")
PICTURE_WIDTH = 78


class Pages:
    """Tells pages of one session; remembers the last one, so that it can be kept as a file."""

    def __init__(self, session: Session, say: Callable[[str], object]) -> None:
        self.session = session
        self.say = say
        self.last: tuple[str, list[Section]] | None = None

    def told(self, line: str, seat: str | None) -> bool:
        """Whether ``line`` asked for one of these pages, which is then told."""
        if FORBIDDEN.search(line):
            return False
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if line.startswith("/"):
            self._search(line[1:].strip(), seat)
        elif word == "j":
            self._wire(rest, seat)
        elif line.startswith("?") and line[1:].strip():
            self._why(line[1:].strip(), seat)
        elif line == "m":
            self._map(seat)
        elif word == "x":
            self._save(rest)
        elif word == "f" and self.session.ended:
            self._front_page(rest)
        else:
            return False
        return True

    def _lines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.say(line)

    # -- the wire -----------------------------------------------------------------------------

    def _wire(self, words: str, seat: str | None) -> None:
        choices = choices_of(beats(self.session.story.events, self.session.program, seat))
        sieve = sieve_of(words, choices)
        if isinstance(sieve, str):
            names = ", ".join(name for _, name in choices.actors)
            self._lines(wrapped(f"Nothing on the wire is called “{sieve}”. Try an actor: {names};"
                                f" a medium: {', '.join(choices.kinds)}; a certainty:"
                                f" {', '.join(choices.certainties)}. /{sieve} looks for the"
                                " word in all texts."))  # fmt: skip
            return
        self._sifted(sieve, seat)

    def _search(self, words: str, seat: str | None) -> None:
        if words:
            self._sifted(Sieve(words=words), seat)
        else:
            self._lines(wrapped("Type what to look for after the slash: /roof"))

    def _sifted(self, sieve: Sieve, seat: str | None) -> None:
        program = self.session.program
        told = beats(self.session.story.events, program, seat)
        shown = sift(told, sieve)
        for beat in shown:
            self._lines(beat_lines(beat))
        words = sieve_words(sieve, choices_of(told))
        if words:
            count = f"{count_of(shown)} of {count_of(told)} items"
            self._lines(["", *wrapped(f"On the wire with {words}: {count}.")])
        title = f"The wire · {program.title}" + (f" · {words}" if words else "")
        self.last = (title, wire_sections(shown, program))

    # -- other pages --------------------------------------------------------------------------

    def _why(self, words: str, seat: str | None) -> None:
        names = names_of(self.session, words, seat)
        program = self.session.program
        meters = [meter.id for meter in self.session.view(seat).meters]
        if not names:
            known = ", ".join(meter.label for meter in self.session.view(seat).meters)
            self._lines(wrapped(f"No number is called “{words}”. There are: {known or 'none'}."))
            return
        sections = why_sections(self.session, seat)
        chosen = [sections[meters.index(name)] for name in names]
        self._lines(section_lines(chosen))
        self.last = (f"Why? · {program.title}", chosen)

    def _map(self, seat: str | None) -> None:
        """In words; a picture before them where standard output is a terminal wide enough."""
        chart = map_of(self.session, seat)
        if chart.told and chart.odds is None:
            # Nothing typed is lost in the meantime, and the same lines always give the same page.
            chart = replace(chart, odds=find_odds(chart.program))
        size = shutil.get_terminal_size((0, 0)).columns if is_terminal() else 0
        pictured = export_sections(chart, min(size - 2, 100)) if size >= PICTURE_WIDTH else []
        self._lines(section_lines(pictured or map_sections(chart)))
        self.last = (f"The map · {self.session.program.title}", export_sections(chart))

    # -- files --------------------------------------------------------------------------------

    def _save(self, name: str) -> None:
        if self.last is None:
            self._lines(wrapped("Show a page first (j, m, ? and a name), then keep it: x wire.md"))
            return
        title, sections = self.last
        self._written(name, "x", lambda replace: write_page(
            typed_path(name.removesuffix("!")), title, sections, replace=replace))  # fmt: skip

    def _front_page(self, name: str) -> None:
        chosen = name or f"{self.session.program.id}-front-page.svg"
        page = front_page(self.session)
        self._written(chosen, "f", lambda replace: write_front_page(
            typed_path(chosen.removesuffix("!")), page, replace=replace))  # fmt: skip

    def _written(self, name: str, command: str, write: Callable[[bool], None]) -> None:
        """Write a file; an exclamation mark after its name replaces one that is there."""
        try:
            write(name.endswith("!"))
        except ExistsError as error:
            self._lines(wrapped(f"{error} To replace it: {command} {name}!"))
        except NewscycleError as error:
            self._lines(wrapped(str(error)))
        else:
            self._lines(wrapped(f"Saved as {name.removesuffix('!')}."))


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    import sys

    return sys.stdout.isatty()


def sieve_of(words: str, choices: Choices) -> Sieve | str:
    """The sieve that ``words`` mean; or the first of them that means nothing here."""
    found: dict[str, str] = {}
    left = [word for word in fold(words).split() if word not in NOISE]
    while left:
        meant = _longest(left, choices)
        if meant is None:
            return left[0]
        key, value, count = meant
        found[key] = value
        left = left[count:]
    return Sieve(found.get("actor"), found.get("kind"), found.get("certainty"))


def _longest(words: Sequence[str], choices: Choices) -> tuple[str, str, int] | None:
    """What the first words mean, taking as many as make one name: key, value, how many."""
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        options = [
            *(("kind", kind, fold(kind)) for kind in choices.kinds),
            *(("certainty", word, fold(word)) for word in choices.certainties),
            *(("actor", actor, fold(actor.replace("_", " "))) for actor, _ in choices.actors),
            *(("actor", actor, fold(called)) for actor, called in choices.actors),
        ]
        exact = [(key, value) for key, value, text in options if text == name]
        starts = [(key, value) for key, value, text in options if f" {text}".find(f" {name}") >= 0]
        for matches in (exact, starts):
            if matches:
                return (*matches[0], count)
    return None


def open_after(program: Program) -> list[tuple[str, str]]:
    """The pages after an ending, each with its key: of a record only where there is one."""
    record = program.record is not None
    sources = sources_section(program) is not None
    return [
        *([("r", "what is on record")] if record else [("r", "sources")] if sources else []),
        ("d", "debrief"),
        ("j", "the wire"),
        ("m", "map"),
        ("f", "front page"),
        ("b", "rewind, in the tree of all stories"),
        ("e", "endings found"),
        *([("c", "your story beside the record")] if record else []),
    ]
