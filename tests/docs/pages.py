"""A page of the documentation taken apart: its blocks, tables, links and headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)
PROSE = [name for name in PAGES if not name.startswith("docs/problems/NC")]
"""The pages of the problem codes have tests of their own."""

_BLOCK = re.compile(
    r"(?P<marks>(?:^<!-- [^\n]* -->\n)*)^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_MARK = re.compile(r"<!-- (\w+): ([^\n]*) -->")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, with the marks in the comments before it: ``<!-- file: my.yaml -->``."""

    page: str
    line: int
    language: str
    text: str
    marks: dict[str, str]

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.page}:{self.line}"


def text_of(page: str) -> str:
    """The whole of a page."""
    return (ROOT / page).read_text("utf-8")


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = text_of(page)
    return [
        Block(
            page,
            text.count("\n", 0, match.start("text")) + 1,
            match["language"],
            match["text"],
            dict(_MARK.findall(match["marks"])),
        )
        for match in _BLOCK.finditer(text)
    ]


def outside(page: str) -> str:
    """A page without its fenced blocks."""
    return _BLOCK.sub("", text_of(page))


def links(page: str) -> list[str]:
    """Where a page links to."""
    return _LINK.findall(_CODE.sub("", outside(page)))


def codes(text: str) -> list[str]:
    """What stands in backticks."""
    return _CODE.findall(text)


def anchors(page: str) -> set[str]:
    """The headings of a page, as links name them."""
    found = re.findall(r"^#+ (.+)$", outside(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


def rows(page: str, first: str) -> list[list[str]]:
    """The rows of the table whose first column is called ``first``, cell by cell."""
    table = re.search(rf"^\| {first} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text_of(page), re.MULTILINE)
    assert table is not None, f"{page} has no table '{first}'"
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in table[1].splitlines()
    ]
