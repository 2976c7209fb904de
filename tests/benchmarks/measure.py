"""Timing: medians with their spread, whole processes as a user meets them, and one table."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Timing:
    """Least, median and most of several runs: seconds, or whatever was measured."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, found: Sequence[float]) -> Timing:
        """The figures of several runs."""
        return cls(min(found), statistics.median(found), max(found))

    def times(self, factor: float) -> Timing:
        """In another unit."""
        return Timing(self.least * factor, self.median * factor, self.most * factor)

    def per(self, amount: float) -> Timing:
        """As a rate: ``amount`` a second."""
        return Timing(amount / self.most, amount / self.median, amount / self.least)


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, in which unit, and what it must reach."""

    what: str
    timing: Timing
    unit: str
    budget: float | None = None
    at_least: bool = False

    @property
    def met(self) -> str:
        """Whether the median keeps to the budget."""
        if self.budget is None:
            return ""
        kept = self.timing.median >= self.budget if self.at_least else (
            self.timing.median <= self.budget
        )  # fmt: skip
        return "met" if kept else "missed"

    def __str__(self) -> str:
        t, sign = self.timing, "≥" if self.at_least else "≤"
        budget = "" if self.budget is None else f"{sign} {_number(self.budget)}"
        spread = f"{_number(t.least)} to {_number(t.most)}"
        return (
            f"| {self.what} | {_number(t.median)} {self.unit} | {spread} | {budget} | {self.met} |"
        )


HEAD = "| what | median | spread | budget | |\n|---|--:|--:|--:|---|"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def milliseconds(
    what: str,
    function: Callable[[], object],
    budget: float | None = None,
    runs: int = 7,
    clock: Callable[[], float] = time.process_time,
) -> Row:
    """How long ``function`` takes, in processor time unless another clock is given."""
    t = timed(function, runs, clock)
    return Row(what, t.times(1e3), "ms", budget)


def children() -> float:
    """A clock of the processor seconds of processes that were started and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def timed(
    function: Callable[[], object],
    runs: int = 7,
    clock: Callable[[], float] = time.perf_counter,
) -> Timing:
    """How long ``function`` takes, after one run that does not count."""
    function()
    return Timing.of([once(function, clock) for _ in range(runs)])


def once(function: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds of one run."""
    begin = clock()
    function()
    return clock() - begin


def in_turn(works: Sequence[Callable[[], object]], runs: int) -> list[Timing]:
    """Processor seconds of several pieces of work, taken in turn: all meet the same machine."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, taken in zip(works, found, strict=True):
            taken.append(once(work))
    return [Timing.of(taken) for taken in found]


def process(*args: str) -> Callable[[], object]:
    """``python -m sim`` with ``args`` as a whole process."""

    def run() -> None:
        subprocess.run(
            [sys.executable, "-m", "sim", *args], capture_output=True, check=False, timeout=120
        )

    return run


def machine() -> str:
    """Cores, load, and the noise: the same fixed piece of work, eleven times."""
    t = timed(lambda: sum(i * i for i in range(300_000)), 11)
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, load {load:.1f}, Python {sys.version.split()[0]}; the same work"
        f" takes {t.least * 1e3:.1f} to {t.most * 1e3:.1f} ms (median {t.median * 1e3:.1f})"
    )
