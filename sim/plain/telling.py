"""Beats and pages as lines of text, wrapped, with no boxes and no cursor tricks."""

from __future__ import annotations

import shutil
import textwrap
from contextvars import ContextVar
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.play.classcode import class_code
from sim.play.wire import beats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim.engine.story import Story
    from sim.engine.views import Meter
    from sim.play.pages import EndingPage, Section
    from sim.play.session import Session
    from sim.play.wire import Beat, Item

    Say = Callable[[str], object]

NARROWEST, WIDEST = 40, 100
PROJECTED = 56
widest: ContextVar[int] = ContextVar("widest", default=WIDEST)
"""The longest line: shorter where it is read from the last row of a room."""


def spaced(say: Say) -> Say:
    """For a projector: each line with an empty one after it, and no two empty ones."""
    if widest.get() != PROJECTED:
        return say

    def one(line: str) -> None:
        if line.strip():
            say(line)
            say("")

    return one


def width() -> int:
    """The width to wrap at: the terminal's, within what can be read; 80 in a pipe."""
    return max(NARROWEST, min(widest.get(), shutil.get_terminal_size((80, 24)).columns))


def wrapped(text: str, indent: str = "", hanging: str | None = None) -> list[str]:
    """``text`` in lines, paragraph by paragraph."""
    later = indent if hanging is None else hanging
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if not paragraph.strip():
            lines.append("")
            continue
        lines += textwrap.wrap(
            paragraph,
            width(),
            initial_indent=indent,
            subsequent_indent=later,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def beat_lines(beat: Beat) -> list[str]:
    """One beat as lines, with an empty one before it."""
    if beat.kind == "round":
        return ["", *wrapped(f"== {beat.title} ==")]
    if beat.kind in ("stage", "ending"):
        word = "The story ends" if beat.kind == "ending" else "The story is now at"
        lines = ["", *wrapped(f"** {word}: {beat.title} **")]
    elif beat.kind == "change":
        lines = ["", f"{beat.title}."]
    else:
        who = f"{beat.date} — {'You' if beat.mine else ''}"
        title = beat.title.partition(": ")[2] if beat.mine else beat.title
        head = f"{who}: {title}" if beat.mine else f"{beat.date} — {beat.title}"
        mark = f" ({beat.mark})" if beat.mark is not None and not beat.items else ""
        lines = ["", *wrapped(head + mark, "", "  ")]
    for item in beat.items:
        lines += item_lines(item)
    if beat.text:
        lines += wrapped(beat.text, "  ")
    if beat.inside:
        lines += wrapped(f"Only you know: {beat.inside}", "  ", "    ")
    if beat.effects:
        lines += wrapped("; ".join(map(str, beat.effects)) + ".", "  ", "    ")
    if beat.because:
        lines += wrapped(f"Because: {beat.because}", "  ", "    ")
    return lines


def item_lines(item: Item) -> list[str]:
    """One item of news as lines."""
    private = ", not public" if item.private else ""
    lines = wrapped(f"{item.by}, {item.kind}{private}: {item.headline} ({item.mark})", "  ", "    ")
    if item.body:
        lines += wrapped(item.body, "    ")
    return lines


def meter_line(meter: Meter) -> str:
    """``Public attention 4 of 5, uproar``."""
    if meter.boolean:
        return f"{meter.label}: {meter.word}"
    return f"{meter.label} {meter.value} of {meter.high}, {meter.word}"


def section_lines(sections: Iterable[Section]) -> list[str]:
    """Headings and paragraphs."""
    lines: list[str] = []
    for section in sections:
        lines += ["", *wrapped(f"== {section.title} ==")]
        for entry in section.entries:
            lines += wrapped(str(entry), "  ", "    ") if str(entry) else []
            lines += [f"  {row}".rstrip() for row in entry.rows]
    return lines


def ending_lines(page: EndingPage) -> list[str]:
    """The ending as a front page in lines."""
    lines = ["", "=" * min(width(), 60), page.headline.upper(), page.date, "=" * min(width(), 60)]
    for paragraph in page.paragraphs:
        lines += ["", *wrapped(paragraph)]
    if page.documented:
        lines += ["", *wrapped("This is how it ended on record; the way there may differ.")]
    if page.fates:
        lines += ["", "What became of them:"]
        for fate in page.fates:
            lines += wrapped(f"{fate.name}: {fate.text}", "  ", "    ")
    lines += ["", *(f"Points as {name}: {points}" for name, points in page.points)]
    lines += ["", f"Endings found: {len(page.found)} of {page.total}."]
    for hint in page.missing:
        lines += wrapped(f"Not found yet: {hint}.", "  ", "    ")
    return lines


def code_lines(session: Session) -> list[str]:
    """The class code of the cast, for others to meet the same world; nothing if none can be."""
    try:
        return [f"Class code {class_code(session.program, session.casting)}."]
    except UsageError:
        return []


def tell_story(story: Story, say: Say, seat: str | None = None) -> None:
    """Say all of ``story``, as somebody in ``seat`` (None: who sees everything) reads it."""
    for beat in beats(story.events, story.program, seat):
        for line in beat_lines(beat):
            say(line)
