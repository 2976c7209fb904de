"""Puts a fragment of a scenario into a whole one, at the place that its keys say."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = re.compile(r"( *)([A-Za-z_][\w ]*):(.*)")


@dataclass
class _Node:
    """A key's line and the lines that belong to it."""

    key: str
    head: str
    rest: list[str]


def splice(whole: str, fragment: str) -> str:
    """``whole`` with what stands in ``fragment``: keys are added, or take the place of theirs.

    Keys that have keys below them in both are gone into; a list or a text is replaced.
    """
    return "\n".join(_merged(whole.splitlines(), fragment.splitlines())) + "\n"


def _merged(whole: list[str], fragment: list[str]) -> list[str]:
    nodes = _nodes(whole)
    for new in _nodes(fragment):
        old = next((node for node in nodes if node.key == new.key), None)
        if old is None:
            nodes.append(new)
        elif _has_keys(old) and _has_keys(new):
            old.rest = _merged(old.rest, new.rest)
        else:
            old.head, old.rest = new.head, new.rest
    return [line for node in nodes for line in (node.head, *node.rest)]


def _nodes(lines: list[str]) -> list[_Node]:
    """The keys of the outermost level, each with its lines; blank lines and comments go."""
    lines = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    level = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    nodes: list[_Node] = []
    for line in lines:
        match = _KEY.fullmatch(line)
        if match is not None and len(match[1]) == level:
            nodes.append(_Node(match[2], line, []))
        else:
            nodes[-1].rest.append(line)
    return nodes


def _has_keys(node: _Node) -> bool:
    first = node.rest[0].lstrip() if node.rest else "- "
    return node.head.endswith(":") and not first.startswith("- ")
