"""The tree of a scenario file: what was written, where it stands, and how trouble is told.

Nothing here reads YAML. ``sim.scenario.source`` does, and hands these names on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Protocol, TypeAlias

REPEATS = 20
"""How often one code is reported one by one; the rest is counted in one more report."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the file: both numbers count from 1, columns in characters (code points).

    It is the first character of a value; of a quoted text, the quotation mark that opens it; of a
    block text, its ``|`` or ``>``.
    """

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text as YAML decodes it. No type is read into it: ``no`` is the text "no".

    ``plain`` says that it was written without quotes and not as a block. A value that was left
    out is an empty plain scalar at the place of its key, or of the dash of its list item.
    """

    text: str
    place: Place
    plain: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    place: Place


Node: TypeAlias = Scalar | Mapping | Sequence


class Report(Protocol):
    """Takes a problem: its code, its place (None: the file as a whole) and what to say of it."""

    def __call__(
        self, code: str, place: Place | None, message: str, hint: str | None = None
    ) -> None:
        """Note one problem; never raises, so that the others are found too."""


def find(node: Node, path: tuple[str | int, ...]) -> Place:
    """The place of the value at ``path``; of the nearest value around it if there is none."""
    return _follow(node, path)[0].place


def key_place(node: Node, path: tuple[str | int, ...]) -> Place:
    """The place of the key that leads to ``path``; of the value where no key does.

    Falls back, as :func:`find` does, to the nearest value around it.
    """
    found, key = _follow(node, path)
    return found.place if key is None else key.place


def _follow(node: Node, path: tuple[str | int, ...]) -> tuple[Node, Scalar | None]:
    key: Scalar | None = None
    for part in path:
        if isinstance(node, Mapping):
            entry = next((e for e in node.entries if e[0].text == part), None)
            if entry is None:
                return node, None
            key, node = entry
        elif isinstance(node, Sequence) and isinstance(part, int) and 0 <= part < len(node.items):
            key, node = None, node.items[part]
        else:
            return node, None
    return node, key


class Lines:
    """Where the lines of a text begin, to turn an index into a place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] = []

    def start(self, number: int) -> int:
        """The index of the first character of line ``number`` (from 1)."""
        return self._all()[number - 1]

    def line(self, number: int) -> str:
        """Line ``number`` without its end."""
        start = self.start(number)
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]

    def place(self, index: int) -> Place:
        """The place of the character at ``index``; of the last line's end if that is beyond."""
        index = min(index, len(self.text))
        starts = self._all()
        line = bisect_right(starts, index)
        return Place(line, index - starts[line - 1] + 1)

    def _all(self) -> list[int]:
        if not self._starts:
            at, starts = 0, [0]
            while at := self.text.find("\n", at) + 1:
                starts.append(at)
            self._starts = starts
        return self._starts


class Bounded:
    """Passes reports on, but of each code only the first ``REPEATS``, then one with a count.

    A file with a thousand tabs is one mistake to its author, and must not cost more than one.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._seen: Counter[str] = Counter()
        self._told: set[tuple[str, Place | None]] = set()
        self._next: dict[str, Place | None] = {}

    def __call__(
        self, code: str, place: Place | None, message: str, hint: str | None = None
    ) -> None:
        """Report, or count. One code is told once of one place."""
        if (code, place) in self._told:
            return
        self._seen[code] += 1
        if self._seen[code] <= REPEATS:
            self._told.add((code, place))
            self._report(code, place, message, hint)
        else:
            self._next.setdefault(code, place)

    def close(self) -> None:
        """Say how many were only counted, each sum at the first place that was left out."""
        for code, place in self._next.items():
            more = self._seen[code] - REPEATS
            what = "place has" if more == 1 else "places have"
            self._report(code, place, f"{more} more {what} the same problem, from here on.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What every rule about one file needs: its text, its lines, and where to report."""

    text: str
    lines: Lines
    report: Report


def brief(text: str, most: int = 40) -> str:
    """``text`` on one line, cut to ``most`` characters, for quoting it in a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
