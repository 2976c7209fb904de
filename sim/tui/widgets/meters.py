"""The numbers of the story: a word beside each, and how it got there. Never colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.tui.text import BLANK, Line, cells, cut, flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.views import Meter
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
    """At most six numbers, set as generously as ``room`` lines allow."""
    shown = tuple(meters[:MOST])
    left = len(meters) - len(shown)

    def lines(width: int) -> list[Line]:
        tall = sum(1 if meter.boolean else 2 for meter in shown)
        made: list[Line] = []
        for number, meter in enumerate(shown):
            if tall > room:
                made.append(_small(meter, width))
                continue
            if number and tall + len(shown) - 1 <= room:
                made.append(BLANK)
            made += _large(meter, width)
        if left:
            made.append(Line(((f"{left} more: ?", "muted"),)))
        return made

    return lines


def _value(meter: Meter) -> str:
    return f"{meter.value}/{meter.high}"


def _large(meter: Meter, width: int) -> list[Line]:
    """Label and value on one line with the history between them; the word below."""
    if meter.boolean:
        return [_small(meter, width)]
    value = _value(meter)
    if cells(meter.label) > width - len(value) - min(len(meter.history), 4) - 2:
        return _long(meter, width)
    bars = spark(meter, min(width - cells(meter.label) - len(value) - 2, 16))
    trend = _trend(meter)
    word = cut(meter.word, max(width - cells(trend), 4))
    return [
        Line(((meter.label, "text"),), ((bars, "effect"), (f" {value}", "strong"))),
        Line((), ((trend, "muted"), (word, "head"))),
    ]


def _long(meter: Meter, width: int) -> list[Line]:
    """A label that needs a line of its own; all else stands below it."""
    value = _value(meter)
    word = cut(meter.word, max(width - len(value) - 3, 4))
    bars = spark(meter, min(max(width - cells(word) - len(value) - 3, 1), 16))
    ending = ((word, "head"), (" ", "text"), (bars, "effect"), (f" {value}", "strong"))
    return [Line(((cut(meter.label, width), "text"),)), Line((), ending)]


def _trend(meter: Meter) -> str:
    """The last change with its sign, unless nothing ever changed."""
    if len(meter.history) < 2:
        return ""
    change = meter.history[-1] - meter.history[-2]
    return f"last {'+' if change > 0 else '−'}{abs(change)} · " if change else ""


def _small(meter: Meter, width: int) -> Line:
    word = meter.word if meter.boolean else f"{_value(meter)} {meter.word}"
    word = cut(word, max(width - 4, 4))
    return Line(((cut(meter.label, max(width - cells(word) - 1, 3)), "text"),), ((word, "head"),))


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
