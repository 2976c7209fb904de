"""``python -m tests.benchmarks [NAME…]``: what DESIGN section 11 budgets, measured, as a table.

``compare``, ``pairs``, ``storm`` and ``workers`` are run only when named: the same scenario written
with other libraries, the variance of paired what-ifs, exact odds beside a model checker, and whole
runs with one worker and with two.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sim.engine.story import Story
from sim.play.session import Casting, Session
from sim.scenario.catalog import load
from sim.scenario.reader import load_text
from tests.benchmarks import storm, workers
from tests.benchmarks.ensembles import TEN, beside_c, program_named, side_by_side, two_workers
from tests.benchmarks.measure import (
    HEAD,
    Row,
    Timing,
    children,
    machine,
    milliseconds,
    process,
    timed,
)
from tests.benchmarks.scenarios import long_file, many_stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def help_() -> Iterator[Row]:
    """The command line's help, as a process, in wall time and in processor time."""
    show = process("--help")
    yield milliseconds("newscycle --help, a process", show, 150, 9, time.perf_counter)
    yield milliseconds("newscycle --help, its processor time", show, None, 9, children)


def loading() -> Iterator[Row]:
    """Reading and checking scenarios, in process, in processor time; then as processes."""
    stages, text = many_stages(), long_file()
    yield milliseconds("load and check 200 stages", lambda: load_text(stages), 300)
    lines = f"{text.count(chr(10)):,}"
    yield milliseconds(f"load and check {lines} lines", lambda: load_text(text), 5_000, 3)
    yield milliseconds("load and check petropavlovsk", lambda: load("petropavlovsk"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stages.yaml"
        check = process("check", str(path))
        path.write_text(stages, "utf-8")
        yield milliseconds("check, 200 stages, a process", check, 1_500, 3, time.perf_counter)
        path.write_text(text, "utf-8")
        yield milliseconds(f"check, {lines} lines, a process", check, 10_000, 3, time.perf_counter)


def stories() -> Iterator[Row]:
    """The story engine, with every event and text, in processor time."""
    for name, budget in ((TEN, 400.0), ("petropavlovsk", None)):
        program = program_named(name)

        def tell(program=program) -> None:  # type: ignore[no-untyped-def]
            for number in range(200):
                Story(program, 1, number)

        rate = timed(tell, 5, time.process_time).per(200)
        yield Row(f"story engine, {name}", rate, "stories/s", budget, at_least=True)


def ensembles() -> Iterator[Row]:
    """The array step and the C program in turn, in processor time; two workers, in wall time."""
    yield from beside_c(TEN)
    yield from beside_c("petropavlovsk")
    yield from two_workers()


def journal() -> Iterator[Row]:
    """One decision: written, synced, carried out."""
    with tempfile.TemporaryDirectory() as folder:
        session = Session.begin(
            load("petropavlovsk"), Casting(("police",), 7), Path(folder) / "a.journal"
        )
        found = []
        while not session.ended:
            begin = time.perf_counter()
            session.choose(session.view().moves[-1].id)
            found.append((time.perf_counter() - begin) * 1e3)
    yield Row("a decision, saved", Timing.of(found), "ms")


def player() -> Iterator[Row]:
    """The player: a process in a terminal, and the desk and its pages with a long wire."""
    from tests.benchmarks.player import key_to_paint, pages_to_paint
    from tests.benchmarks.terminal import measured, memory_after_rewinds

    sizes = {f"{width}×{height}": (width, height) for width, height in ((80, 24), (200, 60))}
    for shown, size in sizes.items():
        found = measured(size)
        yield Row(f"first paint at {shown}", found.first_paint.times(1e3), "ms", 700)
        yield Row(f"page open at {shown}", found.open.times(1e3), "ms")
        yield Row(f"page open at {shown}, processor time", found.cpu.times(1e3), "ms")
        keys = Timing(found.p50, found.p95, max(found.keys)).times(1e3)
        yield Row(f"key to last byte at {shown}, p95 (p50 to most)", keys, "ms")
        yield Row(f"memory at {shown}", Timing.of([found.memory / 2**20]), "MiB", 150)
    memory = Timing.of([memory_after_rewinds((80, 24)) / 2**20])
    yield Row("memory after 100 rewinds, petropavlovsk at 80×24", memory, "MiB", 150)
    for shown, size in sizes.items():
        places = {"the desk": asyncio.run(key_to_paint(size)), **asyncio.run(pages_to_paint(size))}
        for words, taken in places.items():
            clock = Timing(taken.p50, taken.p95, taken.p95).times(1e3)
            what = f"key to paint, {words} at {shown}, p95 (p50 to p95)"
            yield Row(what, clock, "ms", 50)
            work = Timing.of([taken.work * 1e3])
            yield Row(f"key to paint, {words} at {shown}, p95 of processor time", work, "ms")


ALL: dict[str, Callable[[], Iterator[Row]]] = {
    "help": help_, "loading": loading, "stories": stories, "ensembles": ensembles,
    "journal": journal, "player": player,
}  # fmt: skip


def pairs() -> str:
    """The variance of paired what-ifs of Petropavlovsk."""
    from tests.benchmarks.pairs import gains, table

    runs, slow_runs = 60_000, 4_000
    found = gains(load("petropavlovsk"), runs=runs, slow_runs=slow_runs)
    return table(found, runs, slow_runs)


TABLES: dict[str, Callable[[], str]] = {
    "compare": side_by_side, "pairs": pairs, "storm": storm.table, "workers": workers.table,
}  # fmt: skip


def main() -> None:
    """Run the named benchmarks, or all that have a budget."""
    names = sys.argv[1:] or list(ALL)
    unknown = [name for name in names if name not in ALL | TABLES]
    if unknown:
        print(f"There is no benchmark '{unknown[0]}'. There are: {', '.join(ALL | TABLES)}.")
        sys.exit(2)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NEWSCYCLE_DATA"] = folder
        # Processes start as an installed program does: with the code compiled before.
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        print(f"{machine()}\n")
        rows = [name for name in names if name in ALL]
        if rows:
            print(HEAD)
        for name in rows:
            for row in ALL[name]():
                print(row, flush=True)
        for name in names:
            if name in TABLES:
                print(f"\n{TABLES[name]()}", flush=True)


if __name__ == "__main__":
    main()
