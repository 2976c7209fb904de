"""Keys that people gave to commands themselves; what cannot be is refused in words.

Keys are called as Textual calls them (``f5``, ``ctrl+j``, ``question_mark``); a sign by itself is
understood too. A command is called by its id in the registry, one of a numbered command by its
number as well: ``choose.2``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sim.play.commands import COMMANDS, Place, command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.play.commands import Command

NAMED = frozenset(
    ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete",
     "backspace", "tab", "space", "enter", "escape", *(f"f{n}" for n in range(1, 25)))
)  # fmt: skip
RENAMED = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at",
    "hyphen_minus": "minus", "plus_sign": "plus", "low_line": "underscore",
}  # fmt: skip
FORMER = {"begin": "play_as"}
"""Commands of earlier versions, and what does now what they did."""

TERMINALS = ("ctrl+c", "ctrl+z", "ctrl+s", "ctrl+i", "ctrl+m", "ctrl+h", "ctrl+at")
"""Keys that terminals take for themselves, or cannot tell from others."""

TYPED_IN = (Place.FILES, Place.QUESTION)
"""Places with a line to type in, where whatever types or edits must stay free."""
EDITING = ("left", "right", "home", "end", "backspace", "delete", "space", "tab")

_MODIFIED = re.compile(r"(?:ctrl\+|alt\+|shift\+)+(?P<key>.+)")


def _shipped() -> dict[str, tuple[Command, tuple[str, ...]]]:
    found: dict[str, tuple[Command, tuple[str, ...]]] = {}
    for entry in COMMANDS:
        if entry.numbered:
            for number, key in enumerate(entry.keys, start=1):
                found[f"{entry.id}.{number}"] = (entry, (key,))
        else:
            found[entry.id] = (entry, entry.keys)
    return found


SHIPPED = _shipped()
"""What can be given another key: its id, its command, its usual keys."""


def key_of(word: str) -> str | None:
    """The name of the key that ``word`` means; None if it means none."""
    if len(word) == 1:
        return _sign(word)
    name = word.lower()
    if name in NAMED:
        return name
    match = _MODIFIED.fullmatch(name)
    if match is not None:
        inner = match["key"]
        return name if inner in NAMED or re.fullmatch(r"[a-z0-9_]+", inner) else None
    return name if name in SIGNS else None


def _sign(char: str) -> str | None:
    if char == " ":
        return "space"
    if char.isalnum() and char.isprintable():
        return char
    name = unicodedata.name(char, "")
    if not char.isprintable() or not name:
        return None
    plain = name.lower().replace(" ", "_").replace("-", "_")
    return RENAMED.get(plain, plain)


SIGNS = frozenset(filter(None, (_sign(chr(code)) for code in range(0x21, 0x7F))))


def types(key: str) -> bool:
    """Whether a key writes something, or edits what is written, in a line to type in."""
    return len(key) == 1 or key in SIGNS or key in EDITING


def keys_now(name: str, keys: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of what is called ``name``, with the changes in ``keys``."""
    return (keys[name],) if name in keys else SHIPPED[name][1]


def settle(
    wishes: Mapping[str, str], *, last: str | None = None
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The wishes that can all hold together, and in sentences why the others cannot.

    Where two clash, the later one gives way; ``last`` counts as the latest of all.
    """
    taken: dict[str, str] = {}
    refused: list[str] = []
    for name, key in wishes.items():
        why = _impossible(name, key)
        if why:
            refused.append(why)
        elif key not in SHIPPED[name][1]:
            taken[name] = key
    order = [n for n in taken if n != last] + ([last] if last in taken else [])
    while (clash := _clash(taken)) is not None:
        one, other, key, place = clash
        loser = max((n for n in (one, other) if n in taken), key=order.index)
        winner = other if loser == one else one
        del taken[loser]
        refused.append(
            f"{SHIPPED[loser][0].label} cannot have the key {key}: on the page '{place}' it"
            f" belongs to {SHIPPED[winner][0].label} ({winner}). Take another key, or give that"
            " one another first."
        )
    return taken, tuple(refused)


def _impossible(name: str, key: str) -> str | None:
    """Why this command cannot have this key, whatever else holds."""
    if name not in SHIPPED:
        return f"There is no command '{name}' that could have a key."
    if key_of(key) is None and key not in NAMED:
        return f"There is no key '{key}'. Examples: j, ?, f5, ctrl+j, pageup."
    if key in TERMINALS:
        return f"The key {key} belongs to the terminal and never arrives here."
    places = SHIPPED[name][0].places
    typed = Place.EVERYWHERE in places or any(place in places for place in TYPED_IN)
    usual = SHIPPED[name][1]
    if typed and types(key) and key not in usual:
        return (
            f"{SHIPPED[name][0].label} cannot have the key {key}: it can also be given where"
            " something is typed, and the key is needed there. Take one such as f5 or ctrl+j."
        )
    return None


def _clash(taken: Mapping[str, str]) -> tuple[str, str, str, Place] | None:
    """Two that would have one key in one place: their names, the key, the place."""
    for place in Place:
        owner: dict[str, str] = {}
        for name, (entry, _) in SHIPPED.items():
            if place not in entry.places and Place.EVERYWHERE not in entry.places:
                continue
            for key in keys_now(name, taken):
                if key in owner:
                    return owner[key], name, key, place
                owner[key] = name
    return None


def renamed(wishes: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The wishes with commands of earlier versions by their present names, and words on each."""
    found, said = dict(wishes), []
    for name, now in FORMER.items():
        if name not in found:
            continue
        key = found.pop(name)
        if now in found:
            said.append(f"There is no command '{name}' any more; '{now}' does what it did.")
        else:
            found[now] = key
            said.append(f"The command '{name}' is called '{now}' now, and has the key {key}.")
    return found, tuple(said)


def plain_words(keys: Mapping[str, str]) -> dict[str, str]:
    """What the line player takes beside its own letters: a changed key that is one sign.

    A sign that means something else there already stays what it is.
    """
    own = {entry.plain for entry in COMMANDS if entry.plain}
    found = {}
    for name, key in keys.items():
        plain = command(name).plain if name in SHIPPED and "." not in name else None
        if plain and len(key) == 1 and not key.isdigit() and key not in own:
            found[key] = plain
    return found
