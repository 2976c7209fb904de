"""Writes ``docs/study.md``: prose from ``docs/study/study.md.in``, digits from the numbers."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.study.design import FOLDER, LATE, PLAN, QUESTIONS, SCENARIO, cells
from tests.study.figures import FIGURES, points

if TYPE_CHECKING:
    from tests.study.design import Cell, Question

PROSE = FOLDER / "study.md.in"
PAGE = Path(__file__).parents[2] / "docs" / "study.md"
NUMBERS, TABLE = FOLDER / "numbers.json", FOLDER / "cells.csv"
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def files(numbers: dict[str, Any]) -> dict[Path, str]:
    """Everything that the command writes, from the numbers alone."""
    found = {FOLDER / name: draw(numbers) for name, draw in FIGURES.items()}
    found[PAGE] = page(numbers)
    return found


def kept(numbers: dict[str, Any]) -> dict[Path, str]:
    """The numbers themselves: a table of all shares, and the rest as a document."""
    table = io.StringIO()
    rows = numbers["cells"]
    writer = csv.DictWriter(table, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    rest = {key: value for key, value in numbers.items() if key != "cells"}
    return {
        TABLE: table.getvalue(),
        NUMBERS: json.dumps(rest, indent=1, ensure_ascii=False) + "\n",
    }


def read() -> dict[str, Any]:
    """The numbers as they are kept."""
    numbers: dict[str, Any] = json.loads(NUMBERS.read_text("utf-8"))
    rows = list(csv.DictReader(io.StringIO(TABLE.read_text("utf-8"))))
    for row in rows:
        row |= {key: float(row[key]) for key in ("share", "low", "high")}
        row["count"] = int(row["count"])
    return {**numbers, "cells": rows}


def page(numbers: dict[str, Any]) -> str:
    """The page."""
    values = values_of(numbers)
    return _SLOT.sub(lambda match: values[match[1]], PROSE.read_text("utf-8"))


def values_of(numbers: dict[str, Any]) -> dict[str, str]:
    """What the prose may name in double braces."""
    found, common = cells()
    off = numbers["off"]
    number = numbers["example"]["number"]
    order = QUESTIONS[-1]
    headline, other = order.headline, order.without(order.headline)
    rows = [row for question in QUESTIONS for row in numbers["answers"][question.name]]
    narrower = [row["apart"] / ((row["high"] - row["low"]) / 2) for row in rows]
    orders = [row["apart"] / ((row["high"] - row["low"]) / 2) for row in _rows(numbers, order)]
    return {
        "cells": str(len(found)),
        "runs": f"{numbers['runs']:,}",
        "stories": f"{numbers['runs'] * len(found):,}",
        "seed": str(numbers["seed"]),
        "version": numbers["scenario"]["version"],
        "hash": numbers["scenario"]["hash"][:12],
        "engine": numbers["engine"],
        "plan": PLAN.read_text("utf-8").strip(),
        "summary": summary(numbers),
        "narrower": f"{median(narrower):.1f}",
        "narrowest": f"{median(orders):.1f}",
        "fewer": f"{median(orders) ** 2:.0f}",
        "worlds": str(off["worlds"]),
        "world_runs": f"{off['runs']:,}",
        "guesses": guesses(numbers),
        "done": done(numbers),
        "interplay": interplay(numbers),
        "late": late(numbers),
        "largest_order": points(max(row["difference"] for row in _rows(numbers, order))),
        "example_number": f"{number:,}",
        "example_one": numbers["labels"][order.ending],
        "example_other": numbers["labels"][numbers["example"]["other"]],
        "tell_one": _story(number, numbers["seed"], (*common, *found[headline].lines)),
        "tell_other": _story(number, numbers["seed"], (*common, *found[other].lines)),
    }


def _rows(numbers: dict[str, Any], question: Question) -> list[dict[str, Any]]:
    return list(numbers["answers"][question.name])


def _row(numbers: dict[str, Any], question: Question, cell: Cell) -> dict[str, Any]:
    return next(
        row
        for row in _rows(numbers, question)
        if all(row[f] == getattr(cell, f) for f in ("frame", "police", "order"))
    )


def _story(number: int, seed: int, lines: tuple[str, ...]) -> str:
    words = ["newscycle", "story", SCENARIO, "--seed", str(seed), "--number", str(number)]
    return " ".join([*words, *(f"--do {shlex.quote(line)}" for line in lines)])


def clear(rows: list[dict[str, Any]]) -> str:
    """In how many cells the interval leaves out nought, and on which side."""
    more = sum(row["low"] > 0 for row in rows)
    fewer = sum(row["high"] < 0 for row in rows)
    counts = {"more": more, "fewer": fewer, "unclear": len(rows) - more - fewer}
    told = ", ".join(f"{word} in {number}" for word, number in counts.items() if number)
    return f"{told} of {len(rows)}"


def _with_interval(row: dict[str, Any]) -> str:
    low, high = points(row["low"]), points(row["high"])
    return f"{points(row['difference'])} [{low}, {high}]"


def summary(numbers: dict[str, Any]) -> str:
    """One row a question: its differences over the cells, and in how many they are clear."""
    lines = [
        "| if … | rather than … | ending | points, in all cells | headline world | cells |",
        "|---|---|---|--:|--:|---|",
    ]
    for question in (*QUESTIONS, LATE):
        rows = _rows(numbers, question)
        least = min(rows, key=lambda row: row["difference"])["difference"]
        most = max(rows, key=lambda row: row["difference"])["difference"]
        what, _, against = question.words.partition(" rather than ")
        lines.append(
            f"| {what} | {against} | {numbers['labels'][question.ending]} |"
            f" {points(least)} to {points(most)} |"
            f" {_with_interval(_row(numbers, question, question.headline))} | {clear(rows)} |"
        )
    return "\n".join(lines)


def guesses(numbers: dict[str, Any]) -> str:
    """One row a question: its headline difference with the author's weights, and others."""
    lines = [
        "| if … | the author's weights | the other worlds | worlds with the same sign |",
        "|---|--:|--:|--:|",
    ]
    for question in QUESTIONS:
        own = _row(numbers, question, question.headline)
        found = numbers["off"]["differences"][question.name]
        same = sum((value > 0) == (own["difference"] > 0) and value != 0 for value in found)
        lines.append(
            f"| {question.words} | {_with_interval(own)} |"
            f" {points(min(found))} to {points(max(found))} | {same} of {len(found)} |"
        )
    return "\n".join(lines)


def done(numbers: dict[str, Any]) -> str:
    """In what share of stories a forced move could be made, over the cells that force it."""
    shares: dict[str, list[float]] = {}
    for row in numbers["done"]:
        for line, share in row["lines"].items():
            if ".wait@" not in line:
                shares.setdefault(line, []).append(share)
    lines = ["| forced | done in … of the stories (sampled) |", "|---|--:|"]
    for line, found in shares.items():
        low, high = (f"{100 * edge(found):.0f}" for edge in (min, max))
        lines.append(f"| `{line}` | {low if low == high else f'{low} to {high}'} % |")
    return "\n".join(lines)


def late(numbers: dict[str, Any]) -> str:
    """What a day's delay leaves of what an explanation does, in the headline world."""
    time = QUESTIONS[0]
    soon, later = (_row(numbers, q, q.headline) for q in (time, LATE))
    return (
        f"{_with_interval(soon)} points on the same day, {_with_interval(later)} a day later,"
        f" {100 * later['difference'] / soon['difference']:.0f} % of it"
    )


def interplay(numbers: dict[str, Any]) -> str:
    """Whether the order matters as much once the police have explained, in the headline's frame."""
    order, time = QUESTIONS[-1], QUESTIONS[0]
    silent = _row(numbers, order, order.headline)
    spoken = next(
        row
        for row in _rows(numbers, order)
        if row["police"] == time.what and row["frame"] == order.headline.frame
    )
    overlap = silent["low"] <= spoken["high"] and spoken["low"] <= silent["high"]
    less = abs(spoken["difference"]) < abs(silent["difference"])
    told = (
        "the two intervals overlap, so these stories do not show that one matters more"
        if overlap
        else f"after an explanation the order matters {'less' if less else 'more'}"
    )
    return (
        f"{_with_interval(silent)} points while the police are silent, {_with_interval(spoken)} if"
        f" they explained on the same day: {told}"
    )
