"""What to advise where the shape of a file is wrong: what somebody meant who wrote it so.

Each function returns None where it cannot tell.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sim.scenario.context import declared, descend
from sim.scenario.meant import change_meant, id_like, range_meant
from sim.scenario.nodes import Mapping, Place, Scalar, Sequence, brief
from sim.scenario.schema import keys_at
from sim.scenario.suggest import did_you_mean, nearest, one_slip
from sim.scenario.synonyms import same_meaning

if TYPE_CHECKING:
    from collections.abc import Sequence as Items

    from sim.scenario.context import Path
    from sim.scenario.nodes import Node

_BULLET = re.compile(r"[-–—•·*∙‣]")
_HASHTAG = re.compile(r"(?:- *)*(?:[A-Za-z_]\w* *:)? +(#\w+)")
_COLLECTIONS = {
    "stages": "a stage",
    "actors": "an actor",
    "moves": "a move",
    "variables": "a variable",
    "unknowns": "an unknown",
    "sources": "a source",
    "what_ifs": "a what-if",
}
"""Keys whose own keys are ids, and what each of those is."""

BY_ID = ("change", "set", "inside", "fates")
"""Keys whose own keys are ids of variables or actors."""

_MAIN = {
    "stages": "text",
    "actors": "name",
    "moves": "label",
    "news": "headline",
    "sources": "title",
    "wants": "text",
    "what_ifs": "label",
}
"""The key that a text is most likely meant for."""

_SHOWN = 5
"""So many keys are named where some must be written."""


def hashtag_instead(lines: Items[str], node: Node) -> tuple[Place, str] | None:
    """Where a value is only a hashtag, ``headline: #rain``: its place, and what happened."""
    if not isinstance(node, Scalar) or node.text or not node.plain:
        return None
    line, column = node.place.line, node.place.column
    found = _HASHTAG.match(lines[line - 1], column - 1)
    if found is None:
        return None
    message = f"Nothing is left of the value: from '{brief(found[1])}' on, the line is a comment."
    return Place(line, found.start(1) + 1), message


def in_braces(lines: Items[str], node: Node) -> bool:
    """Whether a text is what was meant by something in braces that YAML could not read so."""
    if not isinstance(node, Scalar) or node.plain or not node.text.startswith("{"):
        return False
    return lines[node.place.line - 1].startswith("{", node.place.column - 1)


def unseen(name: str) -> str | None:
    """Advice on a name with a sign that no screen shows."""
    sign = next((char for char in name if unicodedata.category(char) == "Cf"), None)
    if sign is None:
        return None
    return f"It has an invisible sign in it (U+{ord(sign):04X}): delete the word and type it again."


def id_meant(tree: Mapping, text: str) -> str | None:
    """The id that is meant by a text in its place: by a label, a list, or a word that is near."""
    parts = re.split(r"\s*[,;/]\s*|\s+(?:and|or)\s+", text.strip())
    known: dict[str, str] = {}
    for group in ("stages", "actors", "sources", "variables"):
        for name, node in declared(tree, group).items():
            known[name] = name
            entries = node.entries if isinstance(node, Mapping) else ()
            for key, value in entries:
                if key.text in ("label", "name", "title") and isinstance(value, Scalar):
                    known[value.text.strip().lower()] = name
    if len(parts) > 1 and all(part in known for part in parts):
        return f"Several stand in brackets. Write: [{', '.join(parts)}]"
    if (id_ := known.get(text.strip().lower())) is not None:
        return f"Write its id: {id_}"
    return did_you_mean(id_like(text), dict.fromkeys(known.values()))


def key_meant(word: str, known: Items[str]) -> str | None:
    """The key that is meant by another word, or by one like it."""
    same, near = same_meaning(word, known), nearest(word, known)
    if same is None:
        return did_you_mean(word, known)
    also = f" or '{near}'" if near is not None and near != same and one_slip(near, word) else ""
    return f"Did you mean '{same}'{also}?"


def slipped(tree: Mapping, path: Path, node: Node) -> str | None:
    """Where a stage, actor, move … belongs that stands among the keys of the one above it."""
    if len(path) < 3 or path[-3] not in _COLLECTIONS or isinstance(node, Sequence):
        return None
    if isinstance(node, Scalar) and node.text:
        return None
    if (inside := _deeper(tree, path, node)) is not None:
        return inside
    _, owner = descend(tree, path[:-1])
    if owner is None:
        return None
    what = _COLLECTIONS[str(path[-3])]
    column = owner.place.column
    return f"If '{path[-1]}' is {what} of its own, begin it in column {column}, like '{path[-2]}'."


def _deeper(tree: Mapping, path: Path, node: Node) -> str | None:
    """Where a move belongs that stands beside ``moves``."""
    if path[-3] != "actors" or not isinstance(node, Mapping):
        return None
    own = {key.text for key, _ in node.entries}
    fits = [len(own & {*keys_at((*path[:-1], *more))}) for more in ((), ("moves", "move"))]
    moves, _ = descend(tree, (*path[:-1], "moves"))
    if fits[1] <= fits[0] or not isinstance(moves, Mapping) or not moves.entries:
        return None
    first = moves.entries[0][0]
    return (
        f"If '{path[-1]}' is a move, begin it in column {first.place.column}, like '{first.text}'."
    )


def as_list(node: Node, path: Path) -> str:
    """How what stands there is written as a list."""
    text = node.text if isinstance(node, Scalar) else ""
    if path[-1] == "range" and (meant := range_meant(text)):
        return f"Write: {meant}"
    if _BULLET.match(text):
        return "Each entry of a list begins with a hyphen and a space: '- '."
    return "Write '- ' before each entry, or put the list in brackets."


def as_keys(node: Node, path: Path) -> str | None:
    """How what stands there is written as keys with values."""
    key = path[-1]
    if isinstance(node, Sequence):
        if key in _COLLECTIONS:
            return "Leave out each '- ': an entry here begins with its id and a colon."
        if key in BY_ID:
            return "Leave out each '- ', or write braces instead of brackets."
        return None
    if key == "change" and isinstance(node, Scalar) and (meant := change_meant(node.text)):
        return f"Write: {meant}"
    group = key if key == "news" else path[-2] if len(path) > 1 else None
    if group in _MAIN and isinstance(node, Scalar) and node.text:
        return f"Write it on the line below, further in, after a key: '{_MAIN[str(group)]}: …'"
    if keys := keys_at(path):
        return f"Write keys on the lines below, further in, such as: {', '.join(keys[:_SHOWN])}."
    return None
