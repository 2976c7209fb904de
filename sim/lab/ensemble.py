"""Many stories of one scenario, counted: shares with intervals, and rows that tools can read."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import UsageError
from sim.lab.manifest import manifest_of
from sim.lab.output import Outputs, check_format
from sim.lab.results import Sums, result_of
from sim.lab.running import run_job
from sim.lab.store import Store
from sim.lab.strategies import at_hand, manifested, planned
from sim.lab.tables import column_names
from sim.lab.tasks import Job
from sim.program.lower import lower

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from sim.lab.results import EnsembleResult
    from sim.lab.running import Part, Progress
    from sim.scenario.reader import Scenario

SEED_LIMIT = 2**64
NUMBER_LIMIT = 2**62


def ensemble(
    scenario: Scenario,
    *,
    runs: int,
    seed: int,
    do: str | Iterable[str] = (),
    first: int = 0,
    executor: Executor | None = None,
    rows: bool = True,
    out: str | Path | None = None,
    events: str | Path | None = None,
    sequences: str | Path | None = None,
    precision: float | None = None,
    resume: bool = False,
    progress: Progress | None = None,
    command: str | None = None,
) -> EnsembleResult:
    """Tell ``runs`` stories of ``scenario``, numbers ``first`` and on, under the lines ``do``.

    ``executor``: any ``concurrent.futures.Executor`` (None: this process); the result does not
    depend on it, nor on interruptions. ``rows``: keep one row a story in memory. ``out``: a
    ``.csv`` or ``.parquet`` file for the rows; ``events``: a ``.csv`` for every event;
    ``sequences``: a ``.csv`` with the stage in each round; each gets a manifest beside it.
    ``resume``: go on with an unfinished run that wrote the same files.

    ``precision``: stop at the first of 1, 2, 4, 8 … tasks (of 65,536 stories; 4,096 with
    ``events``) at which every ending's 95 % interval reaches at most this far to each side, on
    average of its sides; ``runs`` is then the most. This is fixed-width stopping (Chow and
    Robbins, Ann. Math. Stat. 36, 1965, 457-462), right as the width goes to 0; with a finite one
    the interval is very slightly optimistic.

    ``progress`` is called with the number of stories told so far; ``command`` goes into the
    manifest. Raises :class:`UsageError` for what makes no sense, and :class:`NewscycleError` if
    files cannot be written.
    """
    program = lower(scenario)
    lines = lines_from(do)
    plan = planned(program, lines)
    outputs = Outputs(*(None if p is None else Path(p) for p in (out, events, sequences)))
    _check(runs, seed, first, precision, outputs, resume=resume)
    job = Job(
        id=scenario.id,
        text=scenario.text,
        seed=seed,
        lines=lines,
        rows=rows or outputs.parquet,
        csv=outputs.rows is not None and not outputs.parquet,
        events=outputs.events is not None,
        sequences=outputs.sequences is not None,
        strategies=at_hand(plan),
    )
    store = None
    if outputs.main is not None:
        wanted = f"{job.packed().decode()}\n{first}\n{outputs.names()}\n"
        store = Store.open(outputs.main, wanted, resume=resume)
    sums = Sums(program, plan)
    kept: list[dict[str, NDArray[Any]]] = []
    more: dict[str, Any] = {}
    if precision is not None:
        more = {"precision": precision, "at_most": runs}
    more |= manifested(program, plan)
    about = partial(
        manifest_of, scenario, seed=seed, first=first, lines=lines, command=command, **more
    )
    parts = run_job(job, first, runs, executor=executor, store=store, progress=progress)
    with ExitStack() as stack:
        take = None
        if store is not None and precision is None:  # the manifest is known: write as parts come
            manifest = about(runs=runs)
            take = stack.enter_context(outputs.opened(program, manifest, store.advice()))
        for number, part in enumerate(parts, start=1):
            sums.add(part)
            if rows:
                kept.append(_rows_of(column_names(program), part))
            if take is not None:
                take(part.arrays)
            at_a_look = number & (number - 1) == 0
            if precision is not None and at_a_look and sums.widest() <= precision:
                break
        parts.close()
    manifest = about(runs=sums.runs)
    if store is not None:
        if take is None:
            outputs.write(program, job, store, first, sums.runs, manifest)
        store.discard()
    columns = {n: np.concatenate([part[n] for part in kept]) for n in kept[0]} if kept else None
    return result_of(program, seed, first, lines, sums, manifest, columns)


def lines_from(given: str | Iterable[str]) -> tuple[str, ...]:
    """Lines from lines, or from a single one."""
    return (given,) if isinstance(given, str) else tuple(given)


def _rows_of(names: list[str], part: Part) -> dict[str, NDArray[Any]]:
    return {name: part.arrays[f"row:{name}"] for name in names}


def check_numbers(runs: int, seed: int, first: int) -> None:
    """Raise :class:`UsageError` for numbers of stories, or a seed, that cannot be."""
    if runs < 1 or first < 0:
        raise UsageError("The number of stories is at least 1, and they are counted from 0.")
    if first + runs > NUMBER_LIMIT:
        raise UsageError("A run has stories with numbers below 2^62; these would go beyond.")
    if not 0 <= seed < SEED_LIMIT:
        raise UsageError("A seed is a whole number from 0 to 2^64-1.")


def _check(
    runs: int,
    seed: int,
    first: int,
    precision: float | None,
    outputs: Outputs,
    *,
    resume: bool,
) -> None:
    check_numbers(runs, seed, first)
    if precision is not None and not 0 < precision < 1:
        raise UsageError("A precision lies between 0 and 1, for example 0.005.")
    if resume and outputs.main is None:
        raise UsageError("--resume needs the output of the run that was interrupted.")
    outputs.check()
    check_format(outputs.rows)
