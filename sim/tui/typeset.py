"""Beats, sections and entries as lines: what stands where, and in which role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.play.wire import REAL
from sim.tui.text import BLANK, Line, flow, prose, ruled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.play.reading import Entry, Section
    from sim.play.wire import Beat, Item, Mark
    from sim.tui.text import Piece
    from sim.tui.widgets.sheet import Block

INDENT = 2
SIGNS = ("□ ", "■ ", "· ")
"""What an item of a list may begin with; its text hangs from the sign."""
ONLY_YOU = "Only you know: "


def mark_pieces(mark: Mark | None) -> tuple[Piece, ...]:
    """A mark as it stands at the right edge: a word, whatever the colour."""
    if mark is None:
        return ()
    return ((str(mark), "real" if mark.word in REAL else "mark"),)


@dataclass(frozen=True, slots=True)
class BeatBlock:
    """One beat of the wire."""

    beat: Beat

    def __call__(self, width: int) -> list[Line]:
        """Its lines, with an empty one after them."""
        beat = self.beat
        match beat.kind:
            case "round":
                return [*ruled(beat.title, "date", width), BLANK]
            case "stage":
                head = ruled(f"The story is now at: {beat.title}", "stage", width, "━")
            case "ending":
                head = ruled(f"The story ends: {beat.title}", "stage", width, "━")
            case "change":
                head = flow([(f"{beat.title}.", "muted")], width)
            case _:
                head = _act_head(beat, width)
        return [*head, *_below(beat, width), BLANK]


def _act_head(beat: Beat, width: int) -> list[Line]:
    mark = () if beat.items else mark_pieces(beat.mark)
    if not beat.who:
        return flow([(f"{beat.date} · ", "muted"), (beat.title, "strong")], width, mark=mark)
    # The colon is part of the name's piece: alone, it could come to stand at the head of a line.
    who: Piece = ("You: ", "own") if beat.mine else (f"{beat.who}: ", "strong")
    what: Piece = (beat.what, "own" if beat.mine else "text")
    pieces = [(f"{beat.date} · ", "muted"), who, what]
    return flow(pieces, width, hanging=INDENT, mark=mark)


def _below(beat: Beat, width: int) -> list[Line]:
    lines: list[Line] = []
    for item in beat.items:
        lines += _item(item, width)
    if beat.text:
        lines += prose(beat.text, "text", width, INDENT)
    if beat.inside:
        lines += _inside(beat.inside, width)
    if beat.effects:
        words = "; ".join(map(str, beat.effects))
        lines += prose(f"{words}.", "effect", width, INDENT, INDENT)
    if beat.because:
        lines += prose(f"Because: {beat.because}", "muted", width, INDENT, INDENT)
    return lines


def _item(item: Item, width: int) -> list[Line]:
    """An item of news: who says it and how, its mark, its headline, more of it."""
    private = ", not public" if item.private else ""
    by = [(item.by, "head"), (f" · {item.kind}{private}", "muted")]
    gutter = (" " * INDENT, "text")
    lines = flow(by, width, gutter=gutter, mark=mark_pieces(item.mark))
    lines += flow([(item.headline, "strong")], width, gutter=gutter)
    if item.body:
        lines += prose(item.body, "text", width, INDENT)
    return lines


def _inside(text: str, width: int) -> list[Line]:
    """What only this player reads: said in words, and set apart by a bar down its side."""
    lines = flow([(ONLY_YOU, "inside"), (text, "inside")], width - INDENT - 2)
    bar: Piece = (" " * INDENT + "┃ ", "inside")
    return [Line((bar, *line.pieces)) for line in lines]


def situation_block(text: str, mark: Mark) -> Block:
    """How things stand, where the story has come to."""

    def lines(width: int) -> list[Line]:
        head = flow([("How things stand", "muted")], width, mark=mark_pieces(mark))
        return [*head, *prose(text, "text", width, INDENT), BLANK]

    return lines


# -- pages to read ----------------------------------------------------------------------------


def section_blocks(sections: Sequence[Section]) -> list[Block]:
    """Headings with their entries, one block each, so that a page keeps its place."""
    blocks: list[Block] = []
    for section in sections:
        blocks.append(heading_block(section.title))
        rest = section.entries[1:]
        close = [_is_item(a) and _is_item(b) for a, b in zip(section.entries, rest, strict=False)]
        close.append(False)
        blocks += [entry_block(e, close=c) for e, c in zip(section.entries, close, strict=True)]
    return blocks


def _is_item(entry: Entry) -> bool:
    """Whether an entry is one line of a list, not a paragraph."""
    return not entry.head and entry.text.startswith(SIGNS)


def heading_block(title: str) -> Block:
    """A heading across the page."""
    return lambda width: [*ruled(title, "stage", width), BLANK]


def entry_block(entry: Entry, *, close: bool = False) -> Block:
    """One entry: what it is about, its mark at the right, the text, and where it was read.

    ``close`` says that no empty line comes after it.
    """

    def lines(width: int) -> list[Line]:
        mark = mark_pieces(entry.mark)
        if entry.head and entry.joint == " — ":
            # A date or a place first, then what happened, so that dates stand below each other.
            made = flow([(entry.head, "muted")], width, mark=mark)
            made += prose(entry.text, "text", width, INDENT)
        elif entry.head:
            made = flow([(f"{entry.head}{entry.joint}", "strong"), (entry.text, "text")], width,
                        hanging=INDENT, mark=mark)  # fmt: skip
        else:
            item = _is_item(entry)
            pieces = [(entry.text if item else _set_apart(entry.text), "text")]
            made = flow(pieces, width, hanging=2 * item, mark=mark) if str(entry) else []
        made += [Line(((row, "effect"),)) for row in entry.rows]
        if entry.sources:
            made += prose(f"Source: {'; '.join(entry.sources)}", "muted", width, INDENT, INDENT)
        return made if close else [*made, BLANK]

    return lines


def _set_apart(text: str) -> str:
    """``text`` with an empty line between its paragraphs, where there is room to read."""
    return "\n\n".join(filter(None, text.split("\n")))


def words_block(text: str, role: str = "text", *, after: int = 1) -> Block:
    """A paragraph in one role, with blank lines after it."""
    return lambda width: [*prose(text, role, width), *[BLANK] * after]
