"""Ensembles: the array step beside the C program, two workers, and what other libraries do."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.lab.sampler import CHUNK, Sampler
from sim.program.lower import lower
from sim.scenario.catalog import load
from sim.scenario.reader import load_text
from tests.benchmarks.c_program import CProgram, compiler
from tests.benchmarks.measure import Row, Timing, in_turn, once
from tests.benchmarks.scenarios import ten_actors

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.program.model import Program
    from tests.benchmarks.baselines.by_hand import End

TEN = "ten actors, 16 rounds"


def program_named(name: str) -> Program:
    """The measured scenario, or a bundled one."""
    return lower(load_text(ten_actors()) if name == TEN else load(name))


def array_step(name: str, seed: int, count: int = CHUNK) -> float:
    """Tell ``count`` stories; the processor seconds that it took."""
    sampler = Sampler(program_named(name), seed)
    return once(lambda: sampler.tell(np.arange(count, dtype=np.uint64)))


def beside_c(name: str, runs: int = 7) -> list[Row]:
    """Stories a second of the array step and of the C program, in turn, and their ratio."""
    program = program_named(name)
    sampler = Sampler(program, 1)
    numbers = np.arange(CHUNK, dtype=np.uint64)
    sampler.tell(numbers[:64])
    budget = 25_000.0 if name == TEN else None
    what = f"ensembles, {name}: array step"
    if compiler() is None:
        (alone,) = in_turn([lambda: sampler.tell(numbers)], runs)
        return [Row(what, alone.per(CHUNK), "stories/s", budget, at_least=True)]
    with tempfile.TemporaryDirectory() as folder:
        c = CProgram(program, Path(folder))
        c.tell(1, 0, 64)
        pairs = [
            (once(lambda: sampler.tell(numbers)), once(lambda: c.tell(1, 0, CHUNK)))
            for _ in range(runs)
        ]
    ours, theirs = (Timing.of(taken).per(CHUNK) for taken in zip(*pairs, strict=True))
    ratio = Timing.of([b / a for a, b in pairs])
    return [
        Row(what, ours, "stories/s", budget, at_least=True),
        Row(f"ensembles, {name}: C program", theirs, "stories/s"),
        Row(f"ensembles, {name}: array step to C", ratio, "", 0.2, at_least=True),
    ]


def two_workers(tasks: int = 8, runs: int = 5) -> list[Row]:
    """How many times quicker two processes tell the same stories than one.

    In wall time, which needs two idle cores; and what the processor time of both, working side by
    side, would come to on two idle cores.
    """
    walls, cpus = [], []
    with ProcessPoolExecutor(1) as one, ProcessPoolExecutor(2) as two:
        for pool in (one, two):
            list(pool.map(partial(array_step, TEN), [0, 1]))  # imports and compiling do not count
        for _ in range(runs):
            (wall_1, cpu_1), (wall_2, cpu_2) = (_taken(pool, tasks) for pool in (one, two))
            walls.append(wall_1 / wall_2)
            cpus.append(2 * cpu_1 / cpu_2)
    return [
        Row("two workers to one, wall time", Timing.of(walls), "times", 1.7, at_least=True),
        Row("two workers to one, processor time", Timing.of(cpus), "times"),
    ]


def _taken(pool: ProcessPoolExecutor, tasks: int) -> tuple[float, float]:
    begin = time.perf_counter()
    cpu = sum(pool.map(partial(array_step, TEN), range(tasks)))
    return time.perf_counter() - begin, cpu


def side_by_side(runs: int = 3) -> str:
    """Stories a second of the same scenario in every way that is installed, taken in turn.

    With the chi-square test of each against the array step: the same model, or no comparison.
    """
    from tests.benchmarks.baselines import by_hand, ours, with_transitions

    ways: list[tuple[str, Callable[[int, int], list[End]], int]] = [
        ("story engine (this project), with every event and text", ours.stories_of_the_engine, 300),
        ("plain Python by hand, no library", by_hand.stories, 2_000),
        ("transitions in the obvious way", with_transitions.stories, 60),
    ]
    missing = []
    try:
        from tests.benchmarks.baselines import with_mesa

        ways.append(("Mesa, batch_run", with_mesa.stories, 600))
    except ImportError:
        missing.append("mesa")
    try:
        from tests.benchmarks.baselines import with_sismic

        ways.append(("Sismic", with_sismic.stories, 100))
    except ImportError:
        missing.append("sismic")
    program = program_named(TEN)
    numbers = np.arange(CHUNK, dtype=np.uint64)
    sampler = Sampler(program, 1)
    told: dict[str, list[End]] = {name: [] for name, _, _ in ways}

    def tell(name: str, way: Callable[[int, int], list[End]], count: int) -> None:
        told[name] += way(count, 1 + len(told[name]))

    works: list[Callable[[], object]] = [lambda: sampler.tell(numbers)]
    works += [partial(tell, *way) for way in ways]
    rows: list[tuple[str, float, Timing, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        if compiler() is not None:
            c = CProgram(program, Path(folder))
            works.append(lambda: c.tell(1, 0, CHUNK))
        timings = in_turn(works, runs)
    ours_per_s = timings[0].per(CHUNK)
    expected = ours.stories(20_000, 99)
    rows.append(("array step (this project)", CHUNK, timings[0], ""))
    for (name, _, count), timing in zip(ways, timings[1:], strict=False):
        found = told[name]
        p = min(
            chi_square([end.reached for end in expected], [end.reached for end in found]),
            chi_square([end.values for end in expected], [end.values for end in found]),
        )
        rows.append((name, count, timing, f"{p:.3f}"))
    if compiler() is not None:
        rows.append(("generated C program", CHUNK, timings[-1], "identical"))
    rows.sort(key=lambda row: -row[1] / row[2].median)
    lines = [
        "| written with | stories/s | spread | the array step is | least p |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, count, timing, p in rows:
        rate = timing.per(count)
        lines.append(
            f"| {name} | {rate.median:,.0f} | {rate.least:,.0f} to {rate.most:,.0f}"
            f" | {ours_per_s.median / rate.median:,.2f} times as fast | {p} |"
        )
    if missing:
        lines.append(f"\nNot installed: {', '.join(missing)}.")
    return "\n".join(lines)


def chi_square(expected: list[object], found: list[object]) -> float:
    """How likely two samples of one distribution differ as much; rare values are put together."""
    from scipy.stats import chi2_contingency

    many, few = Counter(expected), Counter(found)
    share = len(found) / (len(expected) + len(found))
    table, rest = [], [0, 0]
    for value in many.keys() | few.keys():
        if (many[value] + few[value]) * share >= 5:
            table.append([many[value], few[value]])
        else:
            rest[0] += many[value]
            rest[1] += few[value]
    if sum(rest):
        table.append(rest)
    return float(chi2_contingency(np.array(table).T)[1]) if len(table) > 1 else 1.0
