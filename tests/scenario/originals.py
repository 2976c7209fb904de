"""A sound scenario file as the mutation test sees it: its text, and where everything stands."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.scenario.problems import Problems
from sim.scenario.schema import keys_at
from sim.scenario.source import Mapping, Node, Place, Scalar, Sequence, read_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path as FilePath

Path = tuple[str | int, ...]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Edit:
    """Lines of a text replaced by others. The whole text is made only when it is asked for."""

    lines: list[str]
    first: int
    last: int
    new: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join([*self.lines[: self.first], *self.new, *self.lines[self.last :]])


@dataclass(frozen=True)
class Mutation:
    """One mistake made in one place.

    A problem must be reported at each of ``lines`` (``any_line``: at one of them), with one of
    ``codes`` if any are given; ``meant`` is the word that its hint should name.
    """

    kind: str
    text: str | Edit
    lines: tuple[int, ...]
    codes: tuple[str, ...] = ()
    meant: str | None = None
    any_line: bool = False


@dataclass(frozen=True)
class Entry:
    """A value, the key under which it stands, and its path; ``where`` has # for places in lists."""

    path: Path
    where: str
    key: Scalar | None
    node: Node


class Original:
    """A sound file taken apart."""

    def __init__(self, file: FilePath) -> None:
        self.name = file.stem
        self.text = file.read_text("utf-8")
        self.lines = self.text.split("\n")
        tree = read_tree(self.text, Problems(str(file), self.text))
        assert tree is not None
        self.entries = list(_walk(tree, (), None))
        self.by_path = {entry.path: entry for entry in self.entries}
        self.by_line = {e.key.place.line: e for e in self.entries if self.own_line(e)}

    # -- finding ----------------------------------------------------------------------------

    def at(self, pattern: str) -> Iterator[Entry]:
        """The entries whose place matches ``pattern``; ``*`` is one id, ``.*`` anything."""
        form = re.compile(re.sub(r"(?<!\.)\*", "[^/]+", pattern))
        return (entry for entry in self.entries if form.fullmatch(entry.where))

    def scalars(self, pattern: str) -> Iterator[tuple[Entry, Scalar]]:
        """The texts at ``pattern`` that stand on one line, as they are written there."""
        for entry in self.at(pattern):
            node = entry.node
            if isinstance(node, Scalar) and self.raw(node) is not None:
                yield entry, node

    def names(self, *path: str) -> list[str]:
        """The ids that the file introduces at ``path``."""
        node = self.by_path[path].node if path in self.by_path else None
        return [key.text for key, _ in node.entries] if isinstance(node, Mapping) else []

    def raw(self, node: Scalar) -> int | None:
        """The column (from 0) where the characters of ``node`` begin, if they stand as read."""
        line = self.lines[node.place.line - 1]
        start = node.place.column - 1 + (0 if node.plain else 1)
        same = node.text and line[start : start + len(node.text)] == node.text
        whole = not node.plain or not self._goes_on(node.place.line)
        return start if same and whole else None

    def _goes_on(self, line: int) -> bool:
        """Whether a plain text that begins in ``line`` may go on in the next one."""
        text, below = self.lines[line - 1], self.lines[line] if line < len(self.lines) else ""
        deeper = len(below) - len(below.lstrip()) > len(text) - len(text.lstrip(" -"))
        return bool(below.strip()) and deeper and not re.match(r"\s*(- |[\w.]+:)", below)

    def own_line(self, entry: Entry) -> bool:
        """Whether the entry is one whole line ``key: value``, with no dash before it."""
        if entry.key is None or not isinstance(entry.node, Scalar) or self.raw(entry.node) is None:
            return False
        line = self.lines[entry.key.place.line - 1]
        return entry.node.place.line == entry.key.place.line and bool(
            re.fullmatch(rf"\s*{re.escape(entry.key.text)}: .*", line)
            and line[: entry.key.place.column - 1].strip() == ""
        )

    # -- changing ---------------------------------------------------------------------------

    def put(self, line: int, column: int, old: str, new: str) -> Edit:
        """The text with ``old`` at this line (from 1) and column (from 0) replaced."""
        text = self.lines[line - 1]
        assert text[column : column + len(old)] == old, (line, column, old, text)
        changed = text[:column] + new + text[column + len(old) :]
        return Edit(self.lines, line - 1, line, (changed,))

    def swap(self, node: Scalar, new: str) -> Edit:
        """The text with another value for ``node``, quotation marks and all."""
        start = self.raw(node)
        assert start is not None
        if node.plain:
            return self.put(node.place.line, start, node.text, new)
        line = self.lines[node.place.line - 1]
        old = line[start - 1 : start + len(node.text) + 1]
        return self.put(node.place.line, start - 1, old, new)

    def inside(self, node: Scalar, old: str, new: str, offset: int) -> Edit:
        """The text with ``old``, ``offset`` characters into ``node``, replaced."""
        start = self.raw(node)
        assert start is not None
        return self.put(node.place.line, start + offset, old, new)

    def insert(self, line: int, *new: str) -> Edit:
        """The text with ``new`` lines before ``line``."""
        return Edit(self.lines, line - 1, line - 1, new)

    def without(self, line: int) -> Edit:
        """The text without this line; a dash moves to the line below."""
        if match := re.match(r"(\s*)- ", self.lines[line - 1]):
            below = f"{match[0]}{self.lines[line][len(match[0]) :]}"
            return Edit(self.lines, line - 1, line + 1, (below,))
        return Edit(self.lines, line - 1, line, ())

    def indent(self, entry: Entry) -> str:
        """The spaces before the key of ``entry``."""
        assert entry.key is not None
        return " " * (entry.key.place.column - 1)


def _walk(node: Node, path: Path, key: Scalar | None) -> Iterator[Entry]:
    where = "/".join("#" if isinstance(part, int) else part for part in path)
    yield Entry(path, where, key, node)
    if isinstance(node, Mapping):
        for name, value in node.entries:
            yield from _walk(value, (*path, name.text), name)
    elif isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            yield from _walk(item, (*path, number), None)


def is_format_key(entry: Entry) -> bool:
    """Whether the key of ``entry`` is one of the format's, not an id of the author's."""
    return entry.key is not None and entry.key.text in keys_at(entry.path[:-1])


def typo(word: str, salt: object, taken: Collection[str]) -> str | None:
    """``word`` with one letter left out, doubled, replaced, or changed with its neighbour.

    Which one is fixed by ``salt``; the result is none of ``taken``. None for one letter.
    """
    if len(word) < 2:
        return None
    number = zlib.crc32(f"{word} {salt}".encode())
    for attempt in range(40):
        number = (number * 1103515245 + 12345 + attempt) % 2**31
        place, way = (number >> 8) % len(word), (number >> 20) % 4
        letter = LETTERS[(number >> 12) % 26]
        changed = (
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
        )[way]
        if changed != word and changed not in taken and re.match(r"[a-z]", changed):
            return changed
    return None


def place_of(entry: Entry) -> Place:
    """Where the entry's key stands, or the value of one without a key."""
    return entry.node.place if entry.key is None else entry.key.place
