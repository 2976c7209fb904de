"""The parts of the desk as lines: its head, the way through the stages, the seat, the choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.play.wire import off_or_on
from sim.tui.bigtype import big
from sim.tui.text import BLANK, Line, cells, clean, cut, flow, prose

if TYPE_CHECKING:
    from sim.engine.views import Option
    from sim.play.desk import Desk, Way
    from sim.tui.text import Piece
    from sim.tui.widgets.picker import Entry
    from sim.tui.widgets.sheet import Block


ON_RECORD = off_or_on(True)


def head_block(desk: Desk, projector: bool = False) -> Block:
    """Two lines: when it is and whether this is on record; where the story is among its stages.

    On a projector the stage is drawn in big type, if there is room for it.
    """

    def lines(width: int) -> list[Line]:
        right: tuple[Piece, ...] = ()
        if desk.standing is not None:
            right = ((desk.standing, "real" if desk.standing == ON_RECORD else "mark"),)
        room = width - sum(cells(text) + 2 for text, _ in right)
        drawn = big(desk.way.here, width) if projector else None
        if drawn is None:
            return [Line(_when(desk, room), right), way_line(desk.way, width)]
        return [Line(_when(desk, room), right), *(Line(((row, "here"),)) for row in drawn)]

    return lines


def _when(desk: Desk, room: int) -> tuple[Piece, ...]:
    """Date and round, and the title before them where there is room."""
    title: tuple[Piece, ...] = ((desk.title, "strong"), (" · ", "rule"))
    date: Piece = (desk.date, "date")
    long: Piece = (f" · {desk.round}", "muted")
    short: Piece = (f" · {desk.round.removesuffix(' at most')}", "muted")
    wishes: tuple[tuple[Piece, ...], ...] = (
        (*title, date, long), (*title, date, short), (date, long), (date, short),
    )  # fmt: skip
    for pieces in wishes:
        if sum(cells(text) for text, _ in pieces) <= room:
            return pieces
    return wishes[-1]


def way_line(way: Way, width: int) -> Line:
    """All stages with the way so far solid, if they fit; else the last of the way.

    The present one is in capitals, so that it stands out without colour.
    """
    every = _whole_way(way)
    if _size(every) <= width:
        return Line(tuple(every))
    pieces: list[Piece] = [(clean(way.here).upper(), "here")]
    for label in reversed(way.path[:-1]):
        longer: list[Piece] = [(label, "been"), (" ━ ", "rule"), *pieces]
        if _size(longer) + 4 > width:
            break
        pieces = longer
    shown = sum(role in ("here", "been") for _, role in pieces)
    if shown < len(way.path):
        pieces = [("… ━ ", "rule"), *pieces]
    left = [label for label, been in way.stages if not been]
    ahead = f" ─ {len(left)} not seen yet"
    if left and _size(pieces) + len(ahead) <= width:
        pieces.append((ahead, "faded"))
    return Line(tuple(pieces))


def _whole_way(way: Way) -> list[Piece]:
    stages = list(way.stages)
    if way.here not in [label for label, _ in stages]:
        stages.append((way.here, True))
    pieces: list[Piece] = []
    before = False
    for label, been in stages:
        if pieces:
            pieces.append((" ━ " if been and before else " ─ ", "rule"))
        here = label == way.here
        text = clean(label).upper() if here else label
        pieces.append((text, "here" if here else "been" if been else "faded"))
        before = been
    return pieces


def _size(pieces: list[Piece]) -> int:
    return sum(cells(text) for text, _ in pieces)


def seat_block(desk: Desk, *, roomy: bool) -> Block:
    """What the player wants; the briefing too where there is room, else how to get at it."""

    def lines(width: int) -> list[Line]:
        made = [Line((("wants", "muted"),))] if desk.view.wants and roomy else []
        for want in desk.view.wants:
            made += flow([(want, "text")], width, gutter=("· ", "muted"))
        if desk.view.briefing and roomy:
            made += [Line(), *prose(desk.view.briefing, "muted", width)]
        elif desk.view.briefing:
            made += prose("i: the briefing", "muted", width)
        return made

    return lines


def closed_block(desk: Desk) -> Block:
    """The moves that cannot be made now, each with what closes it; for wide windows."""

    def lines(width: int) -> list[Line]:
        made: list[Line] = []
        for closed in desk.view.closed:
            made += flow([(closed.label, "muted")], width, gutter=("· ", "muted"))
            made += prose(" ".join(closed.gates), "faded", width, 2)
        return made

    return lines


def prompt_line(phase: str, waiting: int, name: str) -> Block:
    """What the space bar does, where the choices will be."""
    words = {
        "passing the keyboard": f"passes the keyboard to {name}",
        "over": "turns to the front page",
    }.get(phase, f"reads on, {waiting} more" if waiting else "goes on: your turn")

    def lines(width: int) -> list[Line]:
        return [Line((("  space ", "key"), (cut(words, width - 8), "muted")))]

    return lines


def option_entry(
    number: int, option: Option, of: int, wide: bool = False, why: str = ""
) -> Entry:  # fmt: skip
    """A move with its number; more about it while it is marked. ``wide`` sets moves apart.

    ``why`` says why it is the only one, if it is.
    """

    def lines(width: int, marked: bool) -> list[Line]:
        sign = "▸" if marked else " "
        gutter = (f"{sign}{number:>{len(str(of))}}  ", "key")
        made = flow([(option.label, "here" if marked else "text")], width, gutter=gutter)
        if marked and option.about:
            made += prose(option.about, "muted", width, len(gutter[0]))
        if why:
            made += prose(why, "muted", width, len(gutter[0]))
        return [*made, BLANK] if wide and number < of else made

    return lines
