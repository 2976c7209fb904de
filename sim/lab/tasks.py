"""One task: a range of stories of one job, told and counted anywhere, as one piece of bytes.

A job is JSON, so that it can travel to another process or machine; a task's result depends on the
job and the range alone. All counts are whole numbers, so they add up the same in any order.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

import sim
from sim.engine.interventions import plan_of
from sim.errors import NewscycleError
from sim.lab import blob, statuses
from sim.lab.adjusting import Moments
from sim.lab.pairs import Pairs
from sim.lab.sampler import CHUNK, Sampler
from sim.lab.sequences import StageTrace, Together
from sim.lab.tables import csv_rows, event_rows, row_columns, sequence_rows
from sim.lab.tracing import ActTrace, EventTable
from sim.program.keys import SCHEME
from sim.program.lower import lower
from sim.scenario.reader import load_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.engine.interventions import Plan
    from sim.lab.sampler import Chunk
    from sim.program.model import Program

    Texts = tuple[tuple[str, str], ...]

#: Stories in one task: a second or more of work, so that handing it out costs next to nothing.
#: Parts of unfinished runs and the row groups of Parquet files have this size.
TASK = 65_536
#: With every event on paper a story is a hundred lines: fewer at a time keep memory small.
EVENT_CHUNK = 1_024
#: Pairs keep what everybody did in either world: fewer at a time, too.
PAIR_CHUNK = 8_192
EVENT_TASK = 4 * EVENT_CHUNK

#: What must be the same wherever a job is worked on.
MAKER = {"newscycle": sim.__version__, "luck": SCHEME, "tasks": [TASK, EVENT_TASK]}


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be told: the scenario's text, the luck, one or two sets of lines, what to keep.

    ``rows``: columns of numbers; ``csv``, ``events`` and ``sequences``: lines of those files;
    ``adjusted``: what pairs need for :mod:`sim.lab.adjusting`.
    ``strategies``, ``strategies_against``: the texts of those that the lines of either world name,
    so that no worker looks for a file.
    """

    id: str
    text: str
    seed: int
    lines: tuple[str, ...] = ()
    against: tuple[str, ...] | None = None
    rows: bool = False
    csv: bool = False
    events: bool = False
    sequences: bool = False
    adjusted: bool = False
    strategies: Texts = ()
    strategies_against: Texts = ()

    @property
    def task(self) -> int:
        """How many stories a task of this job has."""
        return EVENT_TASK if self.events else TASK

    @property
    def chunk(self) -> int:
        """How many stories are told side by side."""
        if self.against is not None:
            return PAIR_CHUNK
        return EVENT_CHUNK if self.events else CHUNK

    def packed(self) -> bytes:
        """The job as bytes, with what must be the same where it is worked on."""
        return json.dumps({"job": asdict(self), "made_by": MAKER}, sort_keys=True).encode()


@dataclass(frozen=True, slots=True, eq=False)
class _Ready:
    """A job unpacked in this process, with its program compiled."""

    job: Job
    program: Program
    plan: Plan
    against: Plan | None


@lru_cache(maxsize=8)
def _program(name: str, text: str) -> Program:
    return lower(load_text(text, name))


@lru_cache(maxsize=8)
def _ready(packed: bytes) -> _Ready:
    asked = json.loads(packed)
    if asked["made_by"] != MAKER:
        raise NewscycleError(
            f"A worker has newscycle {sim.__version__}, and who asks it has"
            f" {asked['made_by']['newscycle']}: install the same version on both."
        )
    data = asked["job"]
    data["lines"] = tuple(data["lines"])
    data["against"] = None if data["against"] is None else tuple(data["against"])
    for name in ("strategies", "strategies_against"):
        data[name] = tuple((line, text) for line, text in data[name])
    job = Job(**data)
    program = _program(job.id, job.text)
    against = None
    if job.against is not None:
        against = plan_of(program, job.against, dict(job.strategies_against))
    plan = plan_of(program, job.lines, dict(job.strategies))
    return _Ready(job, program, plan, against)


def run_task(packed: bytes, first: int, count: int) -> bytes:
    """Tell the stories ``first`` to ``first + count - 1`` of a job; the result as bytes."""
    ready = _ready(packed)
    if ready.against is not None:
        return _run_pairs(ready, ready.against, first, count)
    job, program = ready.job, ready.program
    counts = Counts(program, ready.plan)
    sampler = Sampler(program, job.seed, ready.plan)
    columns: dict[str, list[NDArray[Any]]] = {}
    text: dict[str, list[bytes]] = {"csv": [], "events": [], "sequences": []}
    for numbers in _chunks(job, first, count):
        table = EventTable(program) if job.events else None
        stages = StageTrace(program, len(numbers)) if job.sequences else None
        watchers = [watcher for watcher in (table, stages) if watcher is not None]
        sampler.watcher = Together(watchers) if watchers else None
        chunk = sampler.tell(numbers)
        counts.add(chunk)
        rows = row_columns(program, chunk) if job.rows or job.csv else {}
        if job.csv:
            text["csv"].append(csv_rows(program, rows))
        if job.rows:
            for name, column in rows.items():
                columns.setdefault(f"row:{name}", []).append(column)
        if table is not None:
            text["events"].append(event_rows(program, numbers, table))
        if stages is not None:
            text["sequences"].append(sequence_rows(program, numbers, stages))
    arrays: dict[str, NDArray[Any]] = counts.arrays()
    arrays |= {name: np.concatenate(parts) for name, parts in columns.items()}
    for name, pieces in text.items():
        if pieces:
            arrays[name] = np.frombuffer(b"".join(pieces), dtype=np.uint8)
    return blob.pack({"first": first, "count": count, "sums": counts.sums}, arrays)


def _chunks(job: Job, first: int, count: int) -> Iterator[NDArray[np.uint64]]:
    for at in range(first, first + count, job.chunk):
        yield np.arange(at, min(at + job.chunk, first + count), dtype=np.uint64)


def _run_pairs(ready: _Ready, against: Plan, first: int, count: int) -> bytes:
    """Both worlds on the same luck: ``against`` is the base, the job's lines the what-if."""
    program = ready.program
    pairs = Pairs(program, ready.plan, against)
    before = Sampler(program, ready.job.seed, against)
    after = Sampler(program, ready.job.seed, ready.plan)
    moments = Moments(program) if ready.job.adjusted else None
    for numbers in _chunks(ready.job, first, count):
        traces = ActTrace(program, len(numbers)), ActTrace(program, len(numbers))
        before.watcher, after.watcher = traces
        if moments is not None:
            surprises = moments.surprises(len(numbers)), moments.surprises(len(numbers))
            before.surprises, after.surprises = surprises
        base = before.tell(numbers)
        other = after.tell(numbers)
        pairs.add(base, other, traces)
        if moments is not None:
            moments.add(base, other, surprises)
    arrays = pairs.arrays() | ({} if moments is None else moments.arrays())
    return blob.pack({"first": first, "count": count, "chain": pairs.chain_facts()}, arrays)


class Counts:
    """What is counted over the stories of an ensemble.

    ``sums`` holds sums and sums of squares as exact whole numbers, by name.
    """

    def __init__(self, program: Program, plan: Plan) -> None:
        self.program = program
        self.plan = plan
        stages, rounds = len(program.stages), program.rounds
        self.endings = np.zeros((rounds + 1, stages), dtype=np.int64)
        self.reached = np.zeros(stages, dtype=np.int64)
        self.forced = np.zeros((len(plan.orders), 3), dtype=np.int64)
        self.uncovered = np.zeros((len(plan.ruled), 2), dtype=np.int64)
        self.sums: dict[str, list[int]] = {}

    def add(self, chunk: Chunk) -> None:
        """Count the stories of ``chunk``."""
        np.add.at(self.endings, (chunk.rounds, chunk.ending), 1)
        for stage, first in enumerate(chunk.entered):
            self.reached[stage] += np.count_nonzero(first)
        for place, order in enumerate(self.plan.orders):
            self.forced[place] += statuses.counts(chunk, order, place)
        self.uncovered += statuses.uncovered(chunk, self.plan)
        self._sum("rounds", chunk.rounds)
        self._sum("days", chunk.days)
        for variable, column in zip(self.program.variables, chunk.values, strict=True):
            self._sum(f"variable:{variable.id}", column)

    def _sum(self, name: str, column: NDArray[Any]) -> None:
        known = self.sums.setdefault(name, [0, 0])
        largest = int(np.abs(column).max(initial=0))
        # 64 bits hold the squares of a chunk of small numbers; large ones are added one by one.
        wide: NDArray[Any] = column.astype(np.int64 if largest < 2**20 else object)
        known[0] += int(wide.sum())
        known[1] += int((wide * wide).sum())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The counts as arrays."""
        return {
            "endings": self.endings,
            "reached": self.reached,
            "forced": self.forced,
            "uncovered": self.uncovered,
        }
