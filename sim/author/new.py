"""A new scenario file: from a few answers, with comments, or copied from another one."""

from __future__ import annotations

import json
import keyword
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.author import template
from sim.errors import UsageError
from sim.scenario.chars import FORBIDDEN
from sim.scenario.meant import ascii_letters
from sim.scenario.problems import Problems
from sim.scenario.scalars import RESERVED
from sim.scenario.source import read_tree

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Iterator, Sequence

LONGEST = 200
"""Characters of one answer."""
MOST_ACTORS = 12


@dataclass(frozen=True, slots=True)
class Answers:
    """What is asked of an author; every answer has a default."""

    title: str
    setting: str = "a town, this autumn"
    beginning: str = "Something has happened that nobody has noticed yet."
    actors: tuple[str, ...] = ("The reporter", "The mayor")
    rounds: int = 8
    start: datetime.date | None = None


def title_from(name: str) -> str:
    """A title to begin with: ``school_fire`` is ``School fire``."""
    words = re.sub(r"[_\W]+", " ", name).strip()
    return words[:1].upper() + words[1:] if words else "A new story"


def names_in(answer: str) -> tuple[str, ...]:
    """The actors in an answer, which are separated by commas. Raises :class:`UsageError`."""
    names = tuple(part.strip() for part in answer.split(",") if part.strip())
    if not names:
        raise UsageError("A scenario needs somebody who acts; name one actor or more.")
    if len(names) > MOST_ACTORS:
        raise UsageError(f"Begin with {MOST_ACTORS} actors at most; more can be added later.")
    return names


def new_scenario(answers: Answers) -> str:
    """The text of a commented scenario that passes ``check``.

    Raises :class:`UsageError` for an answer that cannot stand in a file.
    """
    ids = list(_ids(answers.actors))
    start = f"  start: {answers.start}\n" if answers.start else template.NO_START
    parts = [
        template.HEAD.substitute(
            title=quoted(answers.title),
            setting=quoted(answers.setting),
            beginning=quoted(answers.beginning),
            start=start,
            rounds=answers.rounds,
        )
    ]
    for number, (actor, name) in enumerate(zip(ids, answers.actors, strict=True)):
        part = template.FIRST if number == 0 else template.OTHER
        parts.append(part.substitute(id=actor, name=quoted(name)))
    parts.append(template.TAIL.substitute(id=ids[0]))
    return "".join(parts)


def copied(text: str, source: str, title: str | None) -> str:
    """The text of another scenario as a new one: told where it comes from, perhaps renamed."""
    if title is not None:
        tree = read_tree(text, Problems(source, text))
        keys = [] if tree is None else [key for key, _ in tree.entries if key.text == "title"]
        lines = text.split("\n")
        below = lines[keys[0].place.line] if keys else " "
        if below[:1].isspace():
            raise UsageError(f"{source} has no title on a line of its own that could be replaced.")
        lines[keys[0].place.line - 1] = f"title: {quoted(title)}"
        text = "\n".join(lines)
    return f"# Copied from {source}; its authors and licence stand below.\n\n{text}"


def quoted(text: str) -> str:
    """``text`` as a YAML text in quotation marks, its braces kept as braces."""
    if FORBIDDEN.search(text) or "\n" in text:
        raise UsageError("An answer is one line of ordinary characters.")
    if not text.strip() or len(text) > LONGEST:
        raise UsageError(f"An answer has 1 to {LONGEST} characters.")
    return json.dumps(text.strip().replace("{", "{{").replace("}", "}}"), ensure_ascii=False)


def _ids(names: Sequence[str]) -> Iterator[str]:
    taken: set[str] = set()
    for name in names:
        free = _free(_id(name), taken)
        taken.add(free)
        yield free


def _id(name: str) -> str:
    """An id for a name: small letters without accents, the article left out."""
    words = re.sub(r"[^a-z0-9]+", "_", ascii_letters(name)).strip("_")
    words = re.sub(r"^(the|a|an)_(?=[a-z])", "", words)[:36].strip("_")
    return words if re.match(r"[a-z]", words) else f"actor_{words}".rstrip("_")


def _free(wanted: str, taken: Collection[str]) -> str:
    if wanted in RESERVED or keyword.iskeyword(wanted):
        wanted = f"{wanted}_actor"
    number, free = 1, wanted
    while free in taken:
        number += 1
        free = f"{wanted}_{number}"
    return free
