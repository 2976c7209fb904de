"""A front page as a picture (SVG), set by hand: rules, a headline that fits, three columns.

No font comes with it and none is fetched: a reader's own serif is used. Lines are broken for a
wide one, so that columns stay columns in any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width
from xml.sax.saxutils import escape, quoteattr

from sim.scenario.chars import FORBIDDEN, REPLACEMENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.play.frontpage import Block, FrontPage

WIDTH, MARGIN = 1000, 56
COLUMNS, GUTTER = 3, 28
INNER = WIDTH - 2 * MARGIN
COLUMN = (INNER - GUTTER * (COLUMNS - 1)) / COLUMNS
INK, GREY, SHEET, ACCENT = "#1d1a16", "#57524a", "#f7f2e6", "#86180f"
SERIF = "Georgia, 'Times New Roman', 'Noto Serif', serif"

# Widths of letters in thousandths of the size of type, about those of Georgia; DejaVu Serif, the
# widest in common use, is wider by a seventh.
WIDEST = 1.15
_WIDTHS = {
    270: ".,", 290: "ijl'‘’!|", 330: "f;:", 350: "t-", 380: "()[]I", 410: "r\"", 430: "s“”",
    450: "zc?/", 490: "eyavxJ", 560: "bdpqkoguS", 590: "hnLFZ", 610: "0123456789PTY", 650: "EBCA",
    690: "KRVX", 740: "wDGOQU", 780: "NH", 880: "mMW—…", 240: " ", 620: "–",
}  # fmt: skip
_WIDTH_OF = {char: width for width, chars in _WIDTHS.items() for char in chars}


def wide(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide ``text`` is in type of ``size``."""
    total = 0
    for char in text:
        if combining(char):
            continue
        usual = 1000 if east_asian_width(char) in "WF" else 720 if char.isupper() else 580
        total += _WIDTH_OF.get(char, usual)
    return total * size / 1000 * WIDEST * (1.1 if bold else 1.0)


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """``text`` in lines of at most ``room``; a word that is longer than a line is cut."""
    lines: list[str] = []
    line = ""
    for word in _words(text, size, room, bold=bold):
        longer = f"{line} {word}" if line else word
        if line and wide(longer, size, bold=bold) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _words(text: str, size: float, room: float, *, bold: bool) -> Iterator[str]:
    for word in text.split():
        while wide(word, size, bold=bold) > room and len(word) > 1:
            at = len(word) - 1
            while at > 1 and wide(word[:at], size, bold=bold) > room:
                at -= 1
            yield word[:at]
            word = word[at:]
        yield word


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a column: its type, and how much room it takes from top to top.

    One that ``stays`` with the next never stands at the foot of a column.
    """

    text: str
    size: float
    lead: float
    style: str = ""
    bold: bool = False
    stays: bool = False


def as_svg(page: FrontPage) -> str:
    """The page as an SVG document."""
    made: list[str] = []
    y = _masthead(page, made)
    y = _headline(page, made, y)
    y = _columns(page.blocks, made, y + 30)
    made.append(_rule(y + 18, 1))
    y += 22
    for line in wrapped(page.foot, 13, INNER):
        y += 18
        made.append(_text(line, WIDTH / 2, y, 13, anchor="middle", fill=GREY, style="italic"))
    height = round(y + 40)
    words = _clean(f"{page.paper}, {page.date}: {page.headline}")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' width="{WIDTH}" height="{height}" role="img" aria-label={quoteattr(words)}>'
    )
    return "\n".join(
        [
            head,
            f"<title>{escape(words)}</title>",
            f'<rect width="{WIDTH}" height="{height}" fill="{SHEET}"/>',
            f'<g font-family="{SERIF}" fill="{INK}">',
            *made,
            "</g>",
            "</svg>",
            "",
        ]
    )


def _masthead(page: FrontPage, made: list[str]) -> float:
    made.append(_rule(40, 4))
    made.append(_text(page.paper, WIDTH / 2, 112, 74, anchor="middle", bold=True))
    made.append(_rule(136, 1))
    left, right = page.ears
    made.append(_text(left, MARGIN, 160, 16, fill=GREY))
    made.append(_text(page.date, WIDTH / 2, 160, 16, anchor="middle"))
    made.append(_text(right, WIDTH - MARGIN, 160, 16, anchor="end", fill=GREY))
    made.append(_rule(172, 1))
    made.append(_rule(176, 1))
    return 176


def _headline(page: FrontPage, made: list[str], y: float) -> float:
    y += 34
    for line in wrapped(page.kicker, 18, INNER):
        made.append(_text(line, WIDTH / 2, y, 18, anchor="middle", fill=ACCENT))
        y += 24
    size = next((size for size in range(96, 35, -4) if _fits(page.headline, size)), 36)
    for line in wrapped(page.headline, size, INNER, bold=True):
        y += size * 0.98
        made.append(_text(line, WIDTH / 2, y, size, anchor="middle", bold=True))
    y += 18
    for paragraph in page.lead.split("\n"):
        for line in wrapped(paragraph, 23, INNER - 120):
            y += 31
            made.append(_text(line, WIDTH / 2, y, 23, anchor="middle", style="italic"))
        y += 8
    for line in wrapped(page.mark, 14, INNER):
        y += 22
        made.append(_text(line, WIDTH / 2, y, 14, anchor="middle", fill=GREY))
    made.append(_rule(y + 18, 1))
    return y + 18


def _fits(text: str, size: float) -> bool:
    """Whether a headline takes two lines at most, and one if it is short."""
    lines = wrapped(text, size, INNER, bold=True)
    return len(lines) <= (1 if len(text) < 24 else 2)


# -- columns --------------------------------------------------------------------------------


def _set(blocks: Sequence[Block]) -> list[_Line]:
    lines: list[_Line] = []
    for block in blocks:
        lines += [
            _Line(line, 20, 26 if number else 44, bold=True, stays=True)
            for number, line in enumerate(wrapped(block.title, 20, COLUMN, bold=True))
        ]
        for piece in block.pieces:
            lead = 26.0
            for line in wrapped(piece.head, 16.5, COLUMN, bold=True):
                lines.append(_Line(line, 16.5, lead, bold=True, stays=True))
                lead = 21
            for line in wrapped(piece.text, 16, COLUMN):
                lines.append(_Line(line, 16, lead, stays=bool(piece.note)))
                lead = 21
            for line in wrapped(piece.note, 13.5, COLUMN):
                lines.append(_Line(line, 13.5, 18, "italic"))
    return lines


def _split(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Lines in columns of about the same height, none of them torn where lines stay together."""
    height = sum(line.lead for line in lines) / COLUMNS
    columns: list[list[_Line]] = [[]]
    used = 0.0
    for line in lines:
        if used + line.lead / 2 > height and len(columns) < COLUMNS:
            moved: list[_Line] = []
            while columns[-1] and columns[-1][-1].stays and len(columns[-1]) > 1:
                moved.insert(0, columns[-1].pop())
            columns.append(moved)
            used = sum(moved_line.lead for moved_line in moved)
        columns[-1].append(line)
        used += line.lead
    return columns


def _columns(blocks: Sequence[Block], made: list[str], top: float) -> float:
    lowest = top
    columns = _split(_set(blocks))
    for number, column in enumerate(columns):
        x = MARGIN + number * (COLUMN + GUTTER)
        y = top
        for place, line in enumerate(column):
            y += line.lead if place else line.size * 0.6
            made.append(
                _text(line.text, x, y, line.size, bold=line.bold, style=line.style,
                      fill=GREY if line.style else INK)
            )  # fmt: skip
        lowest = max(lowest, y)
    for number in range(1, len(columns)):
        x = MARGIN + number * (COLUMN + GUTTER) - GUTTER / 2
        made.append(
            f'<line x1="{x:.1f}" y1="{top - 8:.1f}" x2="{x:.1f}" y2="{lowest:.1f}"'
            f' stroke="{GREY}" stroke-width="0.7"/>'
        )
    return lowest


# -- signs ----------------------------------------------------------------------------------


def _rule(y: float, weight: float) -> str:
    return (
        f'<line x1="{MARGIN}" y1="{y:.1f}" x2="{WIDTH - MARGIN}" y2="{y:.1f}"'
        f' stroke="{INK}" stroke-width="{weight}"/>'
    )


def _text(
    text: str, x: float, y: float, size: float, *, anchor: str = "start", bold: bool = False,
    style: str = "", fill: str = INK,
) -> str:  # fmt: skip
    attributes = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}"'
    if anchor != "start":
        attributes += f' text-anchor="{anchor}"'
    if bold:
        attributes += ' font-weight="bold"'
    if style:
        attributes += f' font-style="{style}"'
    if fill != INK:
        attributes += f' fill="{fill}"'
    return f"<text {attributes}>{escape(_clean(text))}</text>"


def _clean(text: str) -> str:
    """``text`` without characters that no document may hold."""
    return FORBIDDEN.sub(REPLACEMENT, text)
