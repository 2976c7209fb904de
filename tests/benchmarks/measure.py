"""Timing: medians with their spread, and whole processes as a user meets them."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Timing:
    """Seconds: least, median and most of several runs."""

    least: float
    median: float
    most: float

    def __str__(self) -> str:
        return f"{self.median * 1e3:8.1f} ms  ({self.least * 1e3:.1f} to {self.most * 1e3:.1f})"


def timed(function: Callable[[], object], runs: int = 7) -> Timing:
    """How long ``function`` takes, after one run that does not count."""
    function()
    found = []
    for _ in range(runs):
        begin = time.perf_counter()
        function()
        found.append(time.perf_counter() - begin)
    return Timing(min(found), statistics.median(found), max(found))


def process(*args: str, runs: int = 9, stdin: str = "") -> Timing:
    """How long ``python -m sim`` with ``args`` takes as a whole process."""

    def run() -> None:
        subprocess.run(
            [sys.executable, "-m", "sim", *args], input=stdin, text=True, capture_output=True,
            check=False, timeout=120,
        )  # fmt: skip

    return timed(run, runs)


def noise() -> Timing:
    """The machine's own noise: the same fixed piece of work, eleven times."""
    return timed(lambda: sum(i * i for i in range(300_000)), 11)
