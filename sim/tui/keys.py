"""Key bindings and their names, made from the registry of commands: no key is bound elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.binding import ActiveBinding, Binding, BindingType

from sim.play.commands import Command, Place, command, commands_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.screen import Screen

NAMES = {
    "question_mark": "?",
    "escape": "esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "slash": "/",
    "backspace": "Bksp",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "ctrl+up": "^↑",
    "ctrl+down": "^↓",
}


def bindings_for(place: Place) -> list[BindingType]:
    """The bindings of a screen. Each carries an id, so that keys can be remapped."""
    return [binding for entry in commands_at(place) for binding in _bindings(entry)]


def _bindings(entry: Command) -> list[Binding]:
    first = entry.id in ("quit", "palette")
    if not entry.numbered:
        keys = ",".join(entry.keys)
        action = f"do('{entry.id}')"
        return [Binding(keys, action, entry.label, show=False, id=entry.id, priority=first)]
    return [
        Binding(
            key,
            f"do('{entry.id}', {number})",
            f"{entry.label} {number}",
            show=False,
            id=f"{entry.id}.{number}",
        )
        for number, key in enumerate(entry.keys, start=1)
    ]


def key_name(key: str) -> str:
    """A key as people call it: ``?``, ``esc``, ``^p``, ``F1``."""
    if key in NAMES:
        return NAMES[key]
    if key.startswith("ctrl+"):
        return f"^{key_name(key.removeprefix('ctrl+'))}"
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return key


def keys_of(bindings: Mapping[str, ActiveBinding], entry: Command) -> list[str]:
    """The keys among ``bindings`` that give a command, remapped ones included."""
    found: list[str] = []
    for key, active in bindings.items():
        name = active.binding.id or ""
        if name == entry.id or name.partition(".")[0] == entry.id:
            found.append(key)
    return found


def keys_in_words(
    screen: Screen[Any],
    entry: Command,
    *,
    most: int = 9,
    active: Mapping[str, ActiveBinding] | None = None,
) -> str:
    """``1–9``, ``?`` or ``space, enter``: how people read the keys of a command on ``screen``.

    ``active`` are the bindings of the screen at present, for who asks for many commands.
    """
    bindings = screen.active_bindings if active is None else active
    keys = keys_of(bindings, entry) or list(entry.keys)
    if entry.numbered and len(keys) > 2:
        return f"{key_name(keys[0])}–{key_name(keys[-1])}"
    return ", ".join(dict.fromkeys(key_name(key) for key in keys[:most]))


def keys_for(name: str) -> str:
    """The keys of a command, as a binding wants them."""
    return ",".join(command(name).keys)
