"""``python -m tests.benchmarks [NAME…]``: what DESIGN section 11 budgets, measured."""

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
from sim.program.lower import lower
from sim.scenario.catalog import load
from sim.scenario.reader import load_text
from tests.benchmarks.measure import noise, process, timed
from tests.benchmarks.scenarios import long_file, many_stages, ten_actors

if TYPE_CHECKING:
    from collections.abc import Callable


def help_() -> None:
    """The command line's help, as a process (budget 150 ms)."""
    print(f"newscycle --help             {process('--help')}")


def loading() -> None:
    """Reading and checking in process (300 ms and 5 s), and as a process (1.5 s and 10 s)."""
    stages = many_stages()
    print(f"200 stages, 50 actors        {timed(lambda: load_text(stages))}")
    text = long_file()
    print(f"{text.count(chr(10)):,} lines                 {timed(lambda: load_text(text), 3)}")
    print(f"petropavlovsk                {timed(lambda: load('petropavlovsk'))}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stages.yaml"
        path.write_text(stages, "utf-8")
        print(f"check, 200 stages, process   {process('check', str(path), runs=5)}")
        path.write_text(text, "utf-8")
        print(f"check, 50,000 lines, process {process('check', str(path), runs=3)}")


def stories() -> None:
    """The story engine (budget 400 stories a second of ten actors and sixteen rounds)."""
    for name, program in (
        ("ten actors, 16 rounds", lower(load_text(ten_actors()))),
        ("petropavlovsk", lower(load("petropavlovsk"))),
    ):
        count = 300
        best = 0.0
        for attempt in range(5):
            begin = time.process_time()
            for number in range(count):
                Story(program, attempt, number)
            best = max(best, count / (time.process_time() - begin))
        print(f"{name:<28} {best:8.0f} stories/s on one core")


def journal() -> None:
    """One decision: written, synced, carried out."""
    with tempfile.TemporaryDirectory() as folder:
        session = Session.begin(
            load("petropavlovsk"), Casting(("police",), 7), Path(folder) / "a.journal"
        )
        found = []
        while not session.ended:
            begin = time.perf_counter()
            session.choose(session.view().moves[-1].id)
            found.append(time.perf_counter() - begin)
        found.sort()
        print(
            f"a decision, saved            {found[len(found) // 2] * 1e3:8.1f} ms median,"
            f" {found[-1] * 1e3:.1f} ms at most"
        )


def player() -> None:
    """The player: first paint (budget 700 ms), key to paint (p95 below 50 ms)."""
    from tests.benchmarks.player import first_paint, key_to_paint, pages_to_paint

    for size in ((80, 24), (200, 60)):
        print(f"first paint at {size[0]}×{size[1]:<12} {first_paint(size)}")
    for size in ((80, 24), (140, 45), (200, 60)):
        print(f"key to paint at {size[0]}×{size[1]:<11} {asyncio.run(key_to_paint(size))}")
    for size in ((80, 24), (200, 60)):
        for words, found in asyncio.run(pages_to_paint(size)).items():
            place = f"{words} at {size[0]}×{size[1]}"
            print(f"{place:<28} {found}")


ALL: dict[str, Callable[[], None]] = {
    "help": help_,
    "loading": loading,
    "stories": stories,
    "journal": journal,
    "player": player,
}


def main() -> None:
    """Run the named benchmarks, or all."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NEWSCYCLE_DATA"] = folder
        spread = noise()
        print(f"noise of this machine        {spread}")
        for name in sys.argv[1:] or ALL:
            print(f"\n-- {ALL[name].__doc__}")
            ALL[name]()


if __name__ == "__main__":
    main()
