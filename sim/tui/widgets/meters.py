"""The numbers of the story: a word beside each, and how it got there. Never colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.tui.text import BLANK, Line, cells, flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.views import Meter
    from sim.tui.text import Piece
    from sim.tui.widgets.sheet import Block

MOST = 6
BARS = "▁▂▃▄▅▆▇█"


def spark(meter: Meter, width: int) -> str:
    """The last values as small bars, the present one last."""
    span = max(meter.high - meter.low, 1)
    steps = len(BARS) - 1
    return "".join(
        BARS[(value - meter.low) * steps // span] for value in meter.history[-max(width, 1) :]
    )


def meter_block(meters: Sequence[Meter], room: int) -> Block:
    """At most six numbers, set as generously as ``room`` lines allow.

    No label and no word is ever cut: what is too long for a line runs on in the next one.
    """
    shown = tuple(meters[:MOST])
    left = len(meters) - len(shown)

    def lines(width: int) -> list[Line]:
        large = [_large(meter, width) for meter in shown]
        tall = sum(len(block) for block in large)
        made: list[Line] = []
        for number, meter in enumerate(shown):
            if tall > room:
                made += _small(meter, width)
                continue
            if number and tall + len(shown) - 1 <= room:
                made.append(BLANK)
            made += large[number]
        if left:
            made.append(Line(((f"{left} more: ?", "muted"),)))
        return made

    return lines


def _value(meter: Meter) -> str:
    return f"{meter.value}/{meter.high}"


def _large(meter: Meter, width: int) -> list[Line]:
    """Label and value on one line with the history between them; the word below."""
    if meter.boolean:
        return _small(meter, width)
    value = _value(meter)
    if cells(meter.label) > width - len(value) - min(len(meter.history), 4) - 2:
        return _long(meter, width)
    bars = spark(meter, min(width - cells(meter.label) - len(value) - 2, 16))
    trend = _trend(meter)
    if cells(trend) + cells(meter.word) > width:
        trend = ""
    below: tuple[Piece, ...] = ((trend, "muted"), (meter.word, "head"))
    return [
        Line(((meter.label, "text"),), ((bars, "effect"), (f" {value}", "strong"))),
        *_beside([], below, width),
    ]


def _long(meter: Meter, width: int) -> list[Line]:
    """A label that leaves no room beside it; word, history and value stand after its end."""
    value = _value(meter)
    label = flow([(meter.label, "text")], width)
    used = cells(meter.word) + len(value) + 2
    free = width - _cells(label[-1].pieces) - used - 1
    bars = spark(meter, min(free if free > 0 else max(width - used, 1), 16))
    ending = ((meter.word, "head"), (" ", "text"), (bars, "effect"), (f" {value}", "strong"))
    return _beside(label, ending, width)


def _beside(lines: list[Line], right: tuple[Piece, ...], width: int) -> list[Line]:
    """``right`` at the end of the last of ``lines`` if there is room; else below, whole."""
    if lines and _cells(lines[-1].pieces) + 1 + _cells(right) <= width:
        return [*lines[:-1], Line(lines[-1].pieces, right)]
    if _cells(right) <= width:
        return [*lines, Line((), right)]
    return [*lines, *flow(right, width)]


def _cells(pieces: Sequence[Piece]) -> int:
    return sum(cells(text) for text, _ in pieces)


def _trend(meter: Meter) -> str:
    """The last change with its sign, unless nothing ever changed."""
    if len(meter.history) < 2:
        return ""
    change = meter.history[-1] - meter.history[-2]
    return f"last {'+' if change > 0 else '−'}{abs(change)} · " if change else ""


def _small(meter: Meter, width: int) -> list[Line]:
    word = meter.word if meter.boolean else f"{_value(meter)} {meter.word}"
    return _beside(flow([(meter.label, "text")], width), ((word, "head"),), width)


def meter_strip(meters: Sequence[Meter]) -> Block:
    """The numbers as running text, for narrow screens."""

    def lines(width: int) -> list[Line]:
        pieces = []
        for number, meter in enumerate(meters[:MOST]):
            between = " · " if number else ""
            value = meter.word if meter.boolean else f"{_value(meter)} {meter.word}"
            pieces += [(f"{between}{meter.label} ", "muted"), (value, "head")]
        return flow(pieces, width) if pieces else []

    return lines
