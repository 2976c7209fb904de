"""The three figures of the study, drawn from its numbers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.study.design import FRAMES, ORDERS, POLICE, QUESTIONS
from tests.study.svg import DEEP, INK, LINE, QUIET, Drawing, shade

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.study.design import Question

BLUE = "#{:02x}{:02x}{:02x}".format(*DEEP)
WIDTH, LEFT, CELL, ROW = 800, 158, 70, 38
SHORT = {
    "neither": "neither",
    "condemnation first": "condemn. first",
    "letter first": "letter first",
}


def cells(numbers: dict[str, Any]) -> str:
    """Shares of three endings in every cell, with their intervals."""
    labels = numbers["labels"]
    drawing = Drawing(
        WIDTH,
        "How often three endings come in each world of the design",
        "Three tables of four frames by nine combinations of police and order. Every number, with"
        " its interval, stands in docs/study/cells.csv.",
    )
    y = 10
    for question in QUESTIONS:
        rows = {
            (row["frame"], row["police"], row["order"]): row
            for row in numbers["cells"]
            if row["ending"] == question.ending
        }
        most = max(row["share"] for row in rows.values())
        drawing.text(
            8, y + 16, f"{labels[question.ending]} ({question.ending})", size=15, bold=True
        )
        drawing.text(
            WIDTH - 8, y + 16, "% of stories, 95 % interval below; sampled", size=11,
            anchor="end", colour=QUIET,
        )  # fmt: skip
        y += 40
        for place, words in enumerate(POLICE.values()):
            x = LEFT + (3 * place + 1.5) * CELL
            drawing.text(x, y, words.removeprefix("police ").capitalize(), anchor="middle")
            for column, order in enumerate(ORDERS):
                drawing.text(
                    LEFT + (3 * place + column + 0.5) * CELL, y + 16, SHORT[order], size=9,
                    anchor="middle", colour=QUIET,
                )  # fmt: skip
        y += 22
        for frame, words in FRAMES.items():
            drawing.text(LEFT - 8, y + 23, words.capitalize(), anchor="end")
            for place, police in enumerate(POLICE):
                for column, order in enumerate(ORDERS):
                    row = rows[frame, police, order]
                    colour, ink = shade(row["share"] / most)
                    x = LEFT + (3 * place + column) * CELL
                    drawing.box(x, y, CELL - (4 if column == 2 else 1), ROW - 1, colour)
                    middle = x + CELL / 2 - 1
                    share = f"{100 * row['share']:.1f}"
                    drawing.text(middle, y + 17, share, size=13, anchor="middle", colour=ink)
                    span = f"{100 * row['low']:.1f} to {100 * row['high']:.1f}"
                    drawing.text(middle, y + 30, span, size=9, anchor="middle", colour=ink)
            y += ROW
        y += 16
    drawing.height = y
    return str(drawing)


def points(value: float, digits: int = 1) -> str:
    """A difference of shares in points, with a sign."""
    return f"{100 * value:+.{digits}f}".replace("-", "−")


def _scale(low: float, high: float, left: float, right: float) -> Callable[[float], float]:
    return lambda value: left + (value - low) / (high - low) * (right - left)


def _axis(
    drawing: Drawing, x: Callable[[float], float], low: float, high: float, top: float, end: float
) -> None:
    """Ticks in whole points, and a line at nought."""
    step = next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2) if (high - low) / s <= 9)
    first, last = int(low / step) - 1, int(high / step) + 1
    for number in range(first, last + 1):
        value = number * step
        if low - 1e-9 <= value <= high + 1e-9:
            drawing.line(x(value), top, x(value), end, INK if number == 0 else LINE)
            words = points(value, 0) if number else "0"
            drawing.text(x(value), end + 13, words, size=10, anchor="middle", colour=QUIET)


def _others(question: Question, row: dict[str, Any]) -> str:
    """The levels of the other two factors, in words."""
    named = {"frame": FRAMES, "police": POLICE, "order": ORDERS}
    return "; ".join(named[f][row[f]] for f in named if f != question.factor)


def answers(numbers: dict[str, Any]) -> str:
    """Each question's difference in every cell, beside what independent samples would show."""
    drawing = Drawing(
        WIDTH,
        "What each of three changes does, in every combination of the other factors",
        "Differences in points with paired intervals, and the wider intervals that independent"
        " samples of the same size would have.",
    )
    y, left, right = 10, 336, WIDTH - 20
    for question in QUESTIONS:
        rows = numbers["answers"][question.name]
        low = min(0.0, *(min(r["low"], r["difference"] - r["apart"]) for r in rows))
        high = max(0.0, *(max(r["high"], r["difference"] + r["apart"]) for r in rows))
        room = 0.04 * (high - low)
        low, high = low - room, high + room
        x = _scale(low, high, left, right)
        label = numbers["labels"][question.ending]
        drawing.text(8, y + 16, f"Points of “{label}” if {question.words}", size=12, bold=True)
        y += 28
        bottom = y + 17 * len(rows) + 4
        _axis(drawing, x, low, high, y, bottom)
        for row in rows:
            y += 17
            middle = y - 5
            drawing.text(left - 10, y - 1, _others(question, row), size=10, anchor="end")
            apart = row["apart"], row["difference"]
            drawing.line(x(apart[1] - apart[0]), middle, x(sum(apart)), middle, "#8c959f", 1.5)
            drawing.line(x(row["low"]), middle, x(row["high"]), middle, BLUE, 5)
            drawing.dot(x(row["difference"]), middle, 3.2, INK)
        y = bottom + 30
    drawing.text(
        8, y, "Dot: paired difference. Thick: its 95 % interval. Thin: that of two independent"
        " samples of this size. All sampled.", size=11, colour=QUIET,
    )  # fmt: skip
    drawing.height = y + 12
    return str(drawing)


def guesses(numbers: dict[str, Any]) -> str:
    """Each headline difference where every weight is another guess."""
    off = numbers["off"]
    drawing = Drawing(
        WIDTH,
        "The three headline differences if every weight is off by up to half",
        f"One dot for each of {off['worlds']} worlds with other weights.",
    )
    every = [d for found in off["differences"].values() for d in found]
    low, high = min(0.0, *every) - 0.02, max(0.0, *every) + 0.02
    left, right, y = 20, WIDTH - 20, 30
    x = _scale(low, high, left, right)
    drawing.text(8, 18, "Points, in worlds whose weights are other guesses", size=13, bold=True)
    for question in QUESTIONS:
        label = numbers["labels"][question.ending]
        drawing.text(8, y + 14, f"“{label}” if {question.words}", size=11)
        row = next(
            r
            for r in numbers["answers"][question.name]
            if all(r[f] == getattr(question.headline, f) for f in ("frame", "police", "order"))
        )
        middle = y + 36
        _axis(drawing, x, low, high, middle - 15, middle + 15)
        for number, value in enumerate(off["differences"][question.name]):
            drawing.dot(x(value), middle - 6 + 4 * (number % 4), 3, BLUE, 0.45)
        drawing.line(x(row["difference"]), middle - 13, x(row["difference"]), middle + 13, INK, 2)
        y += 76
    drawing.text(
        8, y + 14, f"Dots: {off['worlds']} worlds, {off['runs']:,} pairs of stories each"
        " (sampled). Line: with the author's own weights.", size=11, colour=QUIET,
    )  # fmt: skip
    drawing.height = y + 26
    return str(drawing)


FIGURES = {"cells.svg": cells, "answers.svg": answers, "guesses.svg": guesses}
