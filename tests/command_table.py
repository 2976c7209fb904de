"""Writes the tables of keys in ``docs/playing.md``: ``python -m tests.command_table``.

They come from the registry of commands, between two marks in the page; nobody types them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.play.commands import COMMANDS, Place
from sim.tui.keys import key_name

if TYPE_CHECKING:
    from sim.play.commands import Command

PAGE = Path(__file__).parent.parent / "docs" / "playing.md"
BEGIN = "<!-- keys: written by python -m tests.command_table -->"
END = "<!-- keys: end -->"
HEADINGS = {
    Place.OPENING: "Before the story",
    Place.COVER: "The cover page between two players",
    Place.READING: "Pages to read",
    Place.MAP: "The map",
    Place.WIRE: "The wire",
    Place.QUESTION: "A question",
    Place.FORK: "A choice between two ways",
    Place.KEYS: "The page of keys",
}
PLAIN = (Place.DESK, Place.ENDING, Place.EVERYWHERE)
"""Where the line player takes commands too."""
OWN = 3
"""A command of more places than this stands in one table with the others of that kind."""


def keys_of(command: Command) -> str:
    """The keys of ``command`` as people call them."""
    names = [key_name(key) for key in command.keys]
    if command.numbered:
        return f"`{names[0]}`–`{names[-1]}`"
    return ", ".join(f"`{name}`" for name in names)


def shared(command: Command) -> bool:
    """Whether ``command`` can be given in many places."""
    return len(command.places) > OWN or Place.EVERYWHERE in command.places


def where(command: Command) -> str:
    """Where ``command`` can be given, in words."""
    if Place.EVERYWHERE in command.places:
        return "everywhere"
    missing = [p.value for p in Place if p not in command.places and p is not Place.EVERYWHERE]
    if len(missing) < OWN:
        return f"everywhere but the {' and the '.join(missing)}"
    return ", ".join(place.value for place in command.places)


def rows_of(rows: list[list[str]]) -> str:
    """``rows`` as a table; the first are its columns."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]).replace("|  |", "| |")


def table(place: Place) -> str:
    """The commands that belong to one place."""
    here = [c for c in COMMANDS if place in c.places and not shared(c)]
    if not here:
        return ""
    rows = [["key", "command", "what it does"], *([keys_of(c), c.label, c.help] for c in here)]
    if place in PLAIN:
        typed = ["`--plain`", *(f"`{c.plain}`" if c.plain else "" for c in here)]
        rows = [[row[0], extra, *row[1:]] for row, extra in zip(rows, typed, strict=True)]
    heading = HEADINGS.get(place, place.value.capitalize())
    return f"### {heading}\n\n{rows_of(rows)}"


def tables() -> str:
    """All tables: place by place, and at last what can be given in many places."""
    rows = [["key", "`--plain`", "command", "where", "what it does"]]
    for c in COMMANDS:
        if shared(c):
            typed = f"`{c.plain}`" if c.plain else ""
            rows.append([keys_of(c), typed, c.label, where(c), c.help])
    parts = [*map(table, Place), f"### In many places\n\n{rows_of(rows)}"]
    return "\n\n".join(part for part in parts if part)


def written(page: str) -> str:
    """``page`` with the tables between its two marks."""
    before, mark, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise SystemExit(f"{PAGE} has no marks for the tables of keys")
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
