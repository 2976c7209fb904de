"""Every command with its keys, as lines and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.play.commands import COMMANDS, Place, commands_at
from sim.play.keymap import SHIPPED, keys_now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.play.commands import Command


def keys_of(entry: Command, keys: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of a command, with the changes in ``keys``."""
    if not entry.numbered:
        return keys_now(entry.id, keys)
    return tuple(k for n in range(len(entry.keys)) for k in keys_now(f"{entry.id}.{n + 1}", keys))


def _words(entry: Command, keys: Mapping[str, str]) -> str:
    found = keys_of(entry, keys)
    if entry.numbered and found == entry.keys:
        return f"{found[0]} to {found[-1]}"
    return ", ".join(key.replace("question_mark", "?") for key in found)


def as_rows(keys: Mapping[str, str]) -> list[dict[str, Any]]:
    """One entry for each command: id, places, keys, label, help, and the letter in plain play."""
    return [
        {
            "id": entry.id,
            "places": [str(place) for place in entry.places],
            "keys": list(keys_of(entry, keys)),
            "label": entry.label,
            "help": entry.help,
            "plain": entry.plain,
            "changed": any(name in keys for name, (of, _) in SHIPPED.items() if of is entry),
        }
        for entry in COMMANDS
    ]


def _places() -> list[tuple[Place, list[Command]]]:
    """Places with the commands that are theirs; those of every place come last."""
    common = [entry for entry in COMMANDS if Place.EVERYWHERE in entry.places]
    found = [
        (place, [entry for entry in commands_at(place) if entry not in common])
        for place in Place
        if place is not Place.EVERYWHERE
    ]
    return [*found, (Place.EVERYWHERE, common)]


def as_lines(keys: Mapping[str, str]) -> list[str]:
    """For a terminal: place by place."""
    lines: list[str] = []
    for place, entries in _places():
        lines += ["", str(place).capitalize()]
        lines += [
            f"  {_words(entry, keys):<14} {entry.label} ({entry.id}): {entry.help}"
            for entry in entries
        ]
    return lines[1:]
