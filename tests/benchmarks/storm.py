"""Exact odds beside the model checker Storm, on the same exported models.

Each measurement is a process of its own, ours and Storm's in turn: ``python -m
tests.benchmarks.storm ours NAME`` and ``… storm NAME`` do one and print it as JSON. What is
measured begins when the scenario has been read; Storm comes with the extra ``[oracle]``.
"""

from __future__ import annotations

import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.lab.exact.odds import exact_odds
from sim.lab.export.prism import prism_model, prism_properties
from sim.program.lower import lower
from sim.scenario.reader import load_text
from tests.benchmarks.measure import Timing
from tests.benchmarks.scenarios import ten_actors
from tests.conftest import FIXTURE_NAMES, program_of

if TYPE_CHECKING:
    from sim.program.model import Program

MADE = {"two actors, 16 rounds": (2, 16), "three actors, 4 rounds": (3, 4)}
NAMES = (*FIXTURE_NAMES, "leaking_roof", *MADE)
RUNS = 5
LARGE = 100_000
"""With so many states each process is worth more than the noise, and three runs are enough."""


def program_called(name: str) -> Program:
    """A fixture, the lesson, or one that is made for measuring."""
    if name in MADE:
        actors, rounds = MADE[name]
        return lower(load_text(ten_actors(actors, rounds)))
    return program_of(name)


def peak() -> float:
    """The most memory that this process has had so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(program: Program) -> dict[str, Any]:
    """The odds of all endings."""
    before, begin = peak(), time.process_time()
    found = exact_odds(program)
    took = time.process_time() - begin
    return {"states": found.states, "took": took, "before": before, "peak": peak(),
            "odds": found.endings}  # fmt: skip


def storm(program: Program) -> dict[str, Any]:
    """The same by Storm: it reads the exported model, builds it, and checks every ending."""
    import stormpy

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.prism"
        path.write_text(prism_model(program), "utf-8")
        lines = [
            line
            for line in prism_properties(program).splitlines()
            if line and not line.startswith("//")
        ]
        before, begin = peak(), time.process_time()
        parsed = stormpy.parse_prism_program(str(path))
        properties = stormpy.parse_properties(";".join(lines), parsed)
        read = time.process_time()
        model = stormpy.build_model(parsed, properties)
        built = time.process_time()
        found = {}
        for line, each in zip(lines, properties, strict=True):
            result = stormpy.model_checking(model, each)
            found[line] = result.get_value(model.initial_states[0])
        checked = time.process_time()
    odds = {
        stage.id: found[f'P=? [ F "ending_{stage.id}" ]']
        for stage in program.stages
        if stage.ending
    }
    return {"states": model.nr_states, "read": read - begin, "took": built - read,
            "checked": checked - built, "before": before, "peak": peak(), "odds": odds}  # fmt: skip


def alone(who: str, name: str) -> dict[str, Any]:
    """One measurement, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.storm", who, name],
        capture_output=True, text=True, check=True, timeout=900,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def beside(name: str) -> str:
    """One row of the table. Raises AssertionError if the two do not agree to 1e-9."""
    pairs = [(alone("ours", name), alone("storm", name))]
    runs = 3 if pairs[0][1]["states"] > LARGE else RUNS
    pairs += [(alone("ours", name), alone("storm", name)) for _ in range(runs - 1)]
    one, other = pairs[0]
    off = max(abs(share - other["odds"][ending]) for ending, share in one["odds"].items())
    assert off < 1e-9, name
    mine = Timing.of([pair[0]["took"] for pair in pairs])
    built = Timing.of([pair[1]["took"] for pair in pairs])
    whole = Timing.of([p[1]["read"] + p[1]["took"] + p[1]["checked"] for p in pairs])
    memory = [max(pair[n]["peak"] - pair[n]["before"] for pair in pairs) for n in (0, 1)]
    return (
        f"| {name} | {one['states']:,} | {_seconds(mine)} | {other['states']:,} |"
        f" {_seconds(built)} | {_seconds(whole)} | {built.median / mine.median:.0f} times |"
        f" {memory[0]:,.0f} | {memory[1]:,.0f} |"
    )


def _seconds(timing: Timing) -> str:
    if timing.median < 0.1:
        return f"{timing.median * 1e3:.1f} ms"
    return f"{timing.median:.2f} s"


HEAD = (
    "| scenario | our states | odds | Storm's states | its building | with reading and checking"
    " | build to ours | our MiB | its MiB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
)


def table() -> str:
    """The whole table as Markdown, printed row by row as it comes."""
    if importlib.util.find_spec("stormpy") is None:
        return "Storm is not here: .venv/bin/python -m pip install -e '.[oracle]'"
    rows = []
    for name in NAMES:
        rows.append(beside(name))
        print(rows[-1], file=sys.stderr, flush=True)
    return "\n".join([HEAD, *rows])


if __name__ == "__main__":
    print(json.dumps({"ours": ours, "storm": storm}[sys.argv[1]](program_called(sys.argv[2]))))
