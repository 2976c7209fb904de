"""The ending as the front page of a newspaper: what stands on it, as text, and written to a file.

Made from the story alone. How a page of type is set as a picture is in
:mod:`sim.play.newspaper`.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.events import Ended, NewsPublished, StageEntered
from sim.engine.telling import tell_apart
from sim.engine.views import meters
from sim.errors import UsageError
from sim.play.export import write_text
from sim.play.pages import ending_page
from sim.play.reading import meter_words
from sim.play.wire import mark_of, short_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.play.session import Session

PAPER = "The News Cycle"
MOST_NEWS = 9
TEXT_WIDTH, COLUMNS, GUTTER = 79, 2, " │ "
NAME_WORDS = "Save the front page. A name that ends in .svg makes a picture, one in .txt text."


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph on the page; ``head`` is set before it, in bold; ``note`` after it, small."""

    head: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs under a heading of their own."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """A front page. ``ears`` stand left and right of the date, below the paper's name."""

    paper: str
    date: str
    ears: tuple[str, str]
    kicker: str
    headline: str
    lead: str
    mark: str
    blocks: tuple[Block, ...]
    foot: str


def front_page(session: Session) -> FrontPage:
    """The front page of the day on which the story of ``session`` ended."""
    story, program = session.story, session.program
    page = ending_page(session)
    ended = next(e for e in reversed(story.events) if isinstance(e, Ended))
    standing = "off the record"
    if program.record is None:
        standing = "an invented story"
    elif story.on_record:
        standing = "on the record"
    setting = program.scenario.file.setting or ""
    news = [e for e in story.events if isinstance(e, NewsPublished) and e.seen_by is None]
    way = [e for e in story.events if isinstance(e, StageEntered)]
    blocks = (
        Block(
            "Last on the wire",
            tuple(
                Piece(
                    e.headline,
                    f"{e.by}, {e.kind}.",
                    f"{short_day(program, e.day)} · "
                    f"{mark_of(e.certainty, on_record=e.on_record, recorded=e.recorded)}",
                )
                for e in reversed(news[-MOST_NEWS:])
            ),
        ),
        Block("What became of them", tuple(Piece(f.name, f.text) for f in page.fates)),
        Block(
            "How it came to this",
            tuple(
                Piece(
                    "",
                    f"{short_day(program, e.day)} — "
                    f"{tell_apart(program.stages[program.stage_index[e.to]].label, program)}",
                )
                for e in way
            ),
        ),
        Block(
            "Where it stands",
            tuple(Piece("", f"{meter_words(meter)}.") for meter in meters(story, None)),
        ),
    )
    return FrontPage(
        paper=PAPER,
        date=page.date,
        ears=(f"No. {session.casting.seed}", standing),
        kicker=" · ".join(part for part in (program.title, setting) if part),
        headline=page.headline,
        lead=page.text,
        mark=_mark_words(str(page.mark), documented=page.documented),
        blocks=tuple(block for block in blocks if block.pieces),
        foot=_foot(session, ended.round),
    )


def _mark_words(mark: str, *, documented: bool) -> str:
    on_record = "This is how it ended on record; the way there may differ. " if documented else ""
    return f"{on_record}How sure we are of this ending: {mark}."


def _foot(session: Session, rounds: int) -> str:
    program = session.program
    names = [tell_apart(program.actor(name).name, program) for name in session.casting.players]
    played = f"Played as {' and '.join(names)}. " if names else ""
    return (
        f"{played}A story of {rounds} round{'' if rounds == 1 else 's'}, made with newscycle from"
        f" the scenario “{program.title}”. Its number is its seed: the same seed and the same"
        " choices tell it again. Not a newspaper: beside each item stands how sure we are of it."
    )


# -- as text --------------------------------------------------------------------------------


def as_text(page: FrontPage) -> str:
    """The page in plain text: a masthead, a headline, and two columns."""
    width = TEXT_WIDTH
    thick, thin = "═" * width, "─" * width
    left, right = page.ears
    gap = width - len(left) - len(right)
    lines = [thick, " ".join(page.paper.upper()).center(width).rstrip(), thin]
    lines += [f"{left}{page.date.center(gap)}{right}", thick, ""]
    lines += _centred(page.kicker)
    lines += ["", *_centred(page.headline.upper()), ""]
    for paragraph in page.lead.split("\n"):
        lines += [*textwrap.wrap(paragraph, width), ""] if paragraph.strip() else []
    lines += [*textwrap.wrap(page.mark, width), thin]
    column = (width - len(GUTTER) * (COLUMNS - 1)) // COLUMNS
    lines += _side_by_side(in_columns(_column_lines(page.blocks, column), COLUMNS), column)
    lines += [thin, *textwrap.wrap(page.foot, width)]
    return "\n".join(lines) + "\n"


def _centred(text: str) -> list[str]:
    return [line.center(TEXT_WIDTH).rstrip() for line in textwrap.wrap(text, TEXT_WIDTH)]


def _column_lines(blocks: Sequence[Block], width: int) -> list[tuple[str, bool]]:
    """All blocks as the lines of one column; whether a line must not stand last."""
    lines: list[tuple[str, bool]] = []
    for block in blocks:
        lines += [("", True)] if lines else []
        lines += [(line, True) for line in textwrap.wrap(block.title.upper(), width)]
        for piece in block.pieces:
            head = f"{piece.head.rstrip('.:')}: " if piece.head else ""
            note = f" ({piece.note})" if piece.note else ""
            words = textwrap.wrap(f"{head}{piece.text}{note}", width, subsequent_indent="  ")
            lines += [(line, False) for line in words]
    return lines


def in_columns(lines: Sequence[tuple[str, bool]], count: int) -> list[list[str]]:
    """Lines in columns of about the same height; a heading never stands at the foot of one."""
    height = -(-len(lines) // count)
    columns: list[list[str]] = []
    at = 0
    for number in range(count):
        end = len(lines) if number == count - 1 else min(at + height, len(lines))
        while end > at + 1 and end < len(lines) and lines[end - 1][1]:
            end -= 1
        column = [text for text, _ in lines[at:end]]
        while column and not column[0]:
            column.pop(0)
        columns.append(column)
        at = end
    return columns


def _side_by_side(columns: Sequence[Sequence[str]], width: int) -> list[str]:
    height = max(map(len, columns))
    return [
        GUTTER.join(
            (column[row] if row < len(column) else "").ljust(width) for column in columns
        ).rstrip()
        for row in range(height)
    ]


def write_front_page(path: Path, page: FrontPage, *, replace: bool = False) -> None:
    """Write the page: a picture if the name ends in .svg, text if in .txt.

    Raises :class:`UsageError` for another name, and what :func:`sim.play.export.write_text` does.
    """
    kind = path.suffix.lower()
    if kind == ".svg":
        from sim.play.newspaper import as_svg

        text = as_svg(page)
    elif kind in (".txt", ""):
        text = as_text(page)
    else:
        raise UsageError(f"A front page is .svg or .txt, not {path.suffix}.")
    write_text(path, text, replace=replace)
