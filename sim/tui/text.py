"""The one door: whatever Textual is to show passes through here, and comes out literal.

Textual reads markup in most places that take a string: ``[sic]`` vanishes, ``[/b]`` crashes the
application, ``[@click=…]`` runs an action. So nothing outside this module gives it a string that
was not written in this package. Text is cut into :class:`Line` values, which become strips of
segments; for the few places that want something else there are :func:`literal`, :func:`entitle`
and :func:`parting`.

The last defence against control characters is here too (:func:`clean`): scenario texts, journals
and what people type are refused earlier, but names of files come from anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text as RichText
from textual.content import Content
from textual.strip import Strip

from sim.scenario.chars import FORBIDDEN, REPLACEMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.style import Style
    from textual.widget import Widget

MEASURE = 86
"""The longest line of prose, in cells: what an eye can follow back."""

ROLES = (
    "text", "strong", "muted", "faded", "head", "date", "stage", "own", "inside", "effect", "mark",
    "real", "rule", "key", "cursor", "warn", "here", "been",
)  # fmt: skip
"""What a piece of text is for; each theme gives every role its look."""

Piece: TypeAlias = tuple[str, str]
"""A text and its role."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen: pieces from the left, and pieces set against the right edge."""

    pieces: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()

    @property
    def plain(self) -> str:
        """The words alone, for copying."""
        left, right = ("".join(text for text, _ in part) for part in (self.pieces, self.right))
        return f"{left}  {right}" if right else left


BLANK = Line()

_WORDS = re.compile(r"[^\S\n]+|[^\s]+")


def clean(text: str) -> str:
    """``text`` without any character that could act on a terminal."""
    return FORBIDDEN.sub(REPLACEMENT, text.replace("\t", " "))


def cells(text: str) -> int:
    """How many cells ``text`` takes on the screen."""
    return cell_len(text)


def flow(
    pieces: Iterable[Piece],
    width: int,
    *,
    gutter: Piece = ("", "text"),
    hanging: int = 0,
    mark: Sequence[Piece] = (),
) -> list[Line]:
    """``pieces`` as running text in lines of at most ``width`` cells, each word in its role.

    ``gutter`` stands before the first line and is kept free before the others, which hang by
    ``hanging`` cells more. ``mark`` stands at the right of the first line. Line breaks stay; words
    longer than a line are cut.
    """
    indent = cell_len(gutter[0])
    marked = sum(cell_len(text) for text, _ in mark) + 2 if mark else 0
    if marked and width - indent - marked < width // 3:
        # No room beside each other: the mark keeps its place, and the text goes below it.
        return [Line((), tuple(mark)), *flow(pieces, width, gutter=gutter, hanging=hanging)]
    setter = _Setter(max(width - indent - marked, 4), max(width - indent - hanging, 4))
    for text, role in pieces:
        setter.put(clean(text), role)
    first, *more = setter.done()
    margin = (" " * (indent + hanging), "text")
    return [
        Line((gutter, *first), tuple(mark)),
        *(Line((margin, *line)) for line in more),
    ]


class _Setter:
    """Sets words into lines, as a compositor would."""

    def __init__(self, first: int, later: int) -> None:
        self.room, self.later = first, later
        self.lines: list[list[Piece]] = [[]]
        self.used = 0
        self.space = False

    def put(self, text: str, role: str) -> None:
        for number, paragraph in enumerate(text.split("\n")):
            if number:
                self._break()
            if paragraph.isascii() and "  " not in paragraph:
                self._plain(paragraph, role)
                continue
            for word in _WORDS.findall(paragraph):
                if word[0].isspace():
                    self.space = True
                else:
                    self._word(word, role)

    def _plain(self, text: str, role: str) -> None:
        """What most texts are, a line at a time: words of one cell a letter, with single spaces."""
        self.space = self.space or text.startswith(" ")
        rest = text.strip(" ")
        while rest:
            gap = int(self.space and self.used > 0)
            room = self.room - self.used - gap
            end = len(rest) if len(rest) <= room else rest.rfind(" ", 0, max(room, 0) + 1)
            if end > 0:
                self._append(" " * gap, self.lines[-1][-1][1] if gap else role)
                self._append(rest[:end], role)
                self.used += gap + end
            else:
                end = rest.find(" ") if " " in rest else len(rest)
                self._word(rest[:end], role)
            rest = rest[end + 1 :]
            self.space = bool(rest)
        self.space = self.space or text.endswith(" ")

    def _word(self, word: str, role: str) -> None:
        size = len(word) if word.isascii() else cell_len(word)
        gap = int(self.space and self.used > 0)
        if self.used and self.used + gap + size > self.room:
            # What hangs together without a space stays together if a line can hold it.
            self._break()
            gap = 0
        while size > self.room - self.used - gap:
            head = _fitting(word, self.room)
            self.lines[-1].append((head, role))
            word = word[len(head) :]
            size = cell_len(word)
            self._break()
        if word:
            if gap:
                self._append(" ", self.lines[-1][-1][1])
            self._append(word, role)
            self.used += gap + size
        self.space = False

    def _append(self, text: str, role: str) -> None:
        """Add to the line; what has one role stays one piece."""
        line = self.lines[-1]
        if not text:
            return
        if line and line[-1][1] == role:
            line[-1] = (line[-1][0] + text, role)
        else:
            line.append((text, role))

    def _break(self) -> None:
        self.lines.append([])
        self.room, self.used, self.space = self.later, 0, False

    def done(self) -> list[list[Piece]]:
        return self.lines


def _fitting(word: str, room: int) -> str:
    """As much of ``word`` as fits into ``room`` cells, one character at least."""
    used = 0
    for at, char in enumerate(word):
        used += cell_len(char)
        if used > room:
            return word[: max(at, 1)]
    return word


def prose(text: str, role: str, width: int, indent: int = 0, hanging: int = 0) -> list[Line]:
    """``text`` in one role as lines, indented; lines after the first hang by ``hanging`` more."""
    return flow([(text, role)], width, gutter=(" " * indent, role), hanging=hanging)


def cut(text: str, width: int) -> str:
    """``text`` in one line of at most ``width`` cells, with an ellipsis where some is left out."""
    flat = " ".join(clean(text).split())
    if cell_len(flat) <= width:
        return flat
    return f"{_fitting(flat, max(width - 1, 1)).rstrip()}…" if width > 1 else "…"[:width]


class _Measurer:
    """How a drawing in characters measures and cuts its texts."""

    def cells(self, text: str) -> int:
        return cell_len(clean(text))

    def cut(self, text: str, width: int) -> str:
        return cut(text, width)


MEASURER = _Measurer()


def ruled(text: str, role: str, width: int, sign: str = "─") -> list[Line]:
    """``text`` set into a rule across the width, or over several lines if it is too long."""
    if cell_len(text) + 5 <= width:
        used = cell_len(text) + 4
        rest = f" {sign * (width - used)}"
        return [Line(((f"{sign * 2} ", "rule"), (clean(text), role), (rest, "rule")))]
    return flow([(text, role)], width, gutter=(f"{sign * 2} ", "rule"))


def centred(text: str, role: str, width: int) -> list[Line]:
    """``text`` with every line in the middle."""
    lines = []
    for line in flow([(text, role)], width):
        used = sum(cell_len(words) for words, _ in line.pieces)
        lines.append(Line(((" " * ((width - used) // 2), role), *line.pieces)))
    return lines


def strip_of(line: Line, width: int, style: Callable[[str], Style], base: Style) -> Strip:
    """``line`` as Textual draws it: segments with styles, never markup."""
    segments = [Segment(clean(text), style(role)) for text, role in line.pieces if text]
    if line.right:
        used = sum(cell_len(segment.text) for segment in segments)
        ending = [Segment(clean(text), style(role)) for text, role in line.right]
        gap = width - used - sum(cell_len(segment.text) for segment in ending)
        segments += [Segment(" " * max(gap, 1), base), *ending]
    return Strip(segments).extend_cell_length(width, base).crop(0, width)


def literal(text: str, style: str = "") -> Content:
    """``text`` as Textual's own kind of text, with nothing in it read as markup."""
    return Content.styled(clean(text), style) if style else Content(clean(text))


def entitle(widget: Widget, text: str) -> None:
    """Set the title in a widget's border; longer ones are cut by the border itself."""
    widget.border_title = literal(text)


def parting(text: str) -> RichText:
    """Words for the terminal after the application has gone."""
    return RichText(clean(text))
