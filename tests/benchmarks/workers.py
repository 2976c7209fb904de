"""Two workers against one, as whole processes: start, telling, sending, writing, all of it.

``python -m tests.benchmarks workers`` runs the same ensemble with one worker and with two, in turn,
with no output, into CSV and into Parquet. Wall time needs two idle cores. Processor time does not:
from what the parent uses before its first task (``start``), what it uses later and what its workers
use, follows what two idle cores would need: start + (later + workers) / 2.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.scenarios import ten_actors

RUNS = 16 * 65_536
TEN = "ten actors"


@dataclass(frozen=True)
class Cost:
    """Seconds of one run: on the wall, and of processor time by whom."""

    wall: float
    start: float
    later: float
    workers: float

    @property
    def work(self) -> float:
        """All processor time."""
        return self.start + self.later + self.workers

    @property
    def on_two(self) -> float:
        """What it would take on two idle cores."""
        return self.start + (self.later + self.workers) / 2


def run(name: str, workers: int, runs: int, out: str) -> Cost:
    """One run in a process of its own."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "tests.benchmarks.workers", name, str(workers), str(runs), out]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Cost(time.perf_counter() - begin, **json.loads(done.stdout))


def table(runs: int = RUNS, rounds: int = 3) -> str:
    """The rows as Markdown."""
    lines = [
        "| run | one, wall | two, wall | ratio | one, cpu | two: start | later | workers | idle |",
        "|---|" + "--:|" * 8,
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name in (TEN, "petropavlovsk"):
            for kind in ("", ".csv", ".parquet"):
                out = str(Path(folder) / f"a{kind}") if kind else ""
                pairs = [
                    [run(name, workers, runs, out) for workers in (1, 2)] for _ in range(rounds)
                ]
                one = sorted((pair[0] for pair in pairs), key=lambda cost: cost.work)[rounds // 2]
                two = sorted((pair[1] for pair in pairs), key=lambda cost: cost.work)[rounds // 2]
                walls = median(a.wall / b.wall for a, b in pairs)
                lines.append(
                    f"| {name}, {kind or 'no output'} | {one.wall:.1f} s | {two.wall:.1f} s"
                    f" | {walls:.2f} | {one.work:.1f} s | {two.start:.1f} s | {two.later:.1f} s"
                    f" | {two.workers:.1f} s | {one.work / two.on_two:.2f} |"
                )
    return "\n".join(
        [*lines, "", f"{runs:,} stories, median of {rounds}. Idle: the ratio on two idle cores."]
    )


def main() -> None:
    """One run, here; its processor seconds as JSON."""
    import resource

    from sim.lab.ensemble import ensemble
    from sim.lab.workers import processes
    from sim.scenario.catalog import load
    from sim.scenario.reader import load_text

    name, workers, runs, out = sys.argv[1:]
    scenario = load_text(ten_actors()) if name == TEN else load(name)
    with processes(int(workers)) as executor:
        start = time.process_time()
        ensemble(scenario, runs=int(runs), seed=1, executor=executor, rows=False, out=out or None)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    later = time.process_time() - start
    print(json.dumps({"start": start, "later": later, "workers": used.ru_utime + used.ru_stime}))


if __name__ == "__main__":
    main()
