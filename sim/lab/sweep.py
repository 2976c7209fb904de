"""Many what-ifs as one tidy table: each point against the same baseline, on the same luck."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InterventionError, UsageError
from sim.lab import blob
from sim.lab.ensemble import check_numbers, lines_from
from sim.lab.manifest import manifest_of, write_manifest
from sim.lab.output import replaced
from sim.lab.points import Point, points_of
from sim.lab.store import Store
from sim.lab.strategies import manifested, planned
from sim.lab.tasks import MAKER
from sim.lab.whatif import whatif
from sim.program.lower import lower

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from sim.lab.running import Progress
    from sim.lab.uncertainty import Difference
    from sim.lab.whatif import WhatIfResult
    from sim.scenario.reader import Scenario

__all__ = ["COLUMNS", "Point", "SweepResult", "sweep"]

#: After the factors: what was asked, and what came of it. All figures are sampled, with their
#: 95 % intervals; ``done`` is the share of stories in which every forced move could be made, by
#: the worst of them; ``uncovered`` that of stories in which some strategy said nothing of a choice,
#: by the worst of them.
COLUMNS = (
    "do", "ending", "kind", "runs", "share", "share_low", "share_high", "base", "base_low",
    "base_high", "difference", "difference_low", "difference_high", "untouched", "untouched_low",
    "untouched_high", "done", "done_low", "done_high", "uncovered",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SweepResult:
    """One row for each point and ending, as dictionaries by column. Everything is sampled.

    ``point`` names the combination; columns such as ``vary_1`` or ``round_3`` (and ``named``, for
    the points of a plan) hold its levels; the others are explained at :data:`COLUMNS`.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    manifest: dict[str, Any]

    def table(self) -> dict[str, NDArray[Any]]:
        """The rows as numpy arrays by column."""
        return {name: np.array([row[name] for row in self.rows]) for name in self.columns}

    def to_csv(self, path: str | Path, advice: str = "") -> None:
        """Write the table as CSV, with a manifest beside it."""
        text = io.StringIO()
        writer = csv.DictWriter(text, self.columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        with replaced(Path(path), advice) as file:
            file.write(text.getvalue().encode())
        write_manifest(Path(path), self.manifest)


def sweep(
    scenario: Scenario,
    points: Iterable[Point] | Mapping[str, str | Iterable[str]],
    *,
    runs: int,
    seed: int,
    do: str | Iterable[str] = (),
    first: int = 0,
    executor: Executor | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    progress: Progress | None = None,
    command: str | None = None,
) -> SweepResult:
    """Compare each of ``points`` with the baseline, in ``runs`` pairs of stories each.

    ``points``: see :mod:`sim.lab.points`, or names mapped to lines. ``do`` are lines in every
    world, the baseline's too. ``out``: a ``.csv`` file, written when all points are there;
    ``resume`` goes on with an unfinished sweep that wrote the same file. Other arguments are as in
    :func:`~sim.lab.ensemble.ensemble`.
    """
    every, common = points_of(points), lines_from(do)
    check_numbers(runs, seed, first)
    strategies = _check_lines(scenario, every, common)
    if out is not None and Path(out).suffix != ".csv":
        raise UsageError(f"{Path(out).name}: the name of a sweep's table ends in .csv.")
    if out is not None and not Path(out).absolute().parent.is_dir():
        raise UsageError(f"There is no folder {Path(out).absolute().parent}; make it first.")
    store = None
    if out is not None:
        lists = [[point.name, point.lines, point.factors] for point in every]
        what = [scenario.hash, seed, first, runs, common, lists, MAKER]
        what += [strategies] if strategies else []
        store = Store.open(Path(out), json.dumps(what), resume=resume)
    rows: list[dict[str, Any]] = []
    for number, point in enumerate(every):
        found = None if store is None else store.find(number, 1)
        if found is None:
            told = None if progress is None else _counting(progress, number * runs)
            result = whatif(
                scenario,
                do=(*common, *point.lines),
                against=common,
                runs=runs,
                seed=seed,
                first=first,
                executor=executor,
                progress=told,
                compare_with_itself=True,
                sharpen=False,
            )
            found = blob.pack({"rows": _rows(point, result)}, {})
            if store is not None:
                store.keep(number, 1, found)
        rows += blob.unpack(found)[0]["rows"]
    names = list(dict.fromkeys(name for point in every for name, _ in point.factors))
    manifest = manifest_of(
        scenario,
        seed=seed,
        first=first,
        runs=runs,
        lines=common,
        command=command,
        points={point.name: list(point.lines) for point in every},
        **({"strategies": strategies} if strategies else {}),
    )
    full = tuple({**dict.fromkeys(names, ""), **row} for row in rows)
    table = SweepResult(("point", *names, *COLUMNS), full, manifest)
    if out is not None and store is not None:
        table.to_csv(out, store.advice())
        store.discard()
    return table


def _counting(progress: Progress, before: int) -> Progress:
    return lambda told: progress(before + told)


def _check_lines(
    scenario: Scenario, points: list[Point], common: tuple[str, ...]
) -> dict[str, Any]:
    """Raise :class:`InterventionError` before hours of work for a point that cannot be.

    What manifests say of strategies, by the names of the points that have some.
    """
    program = lower(scenario)
    found = {}
    for point in points:
        try:
            plan = planned(program, (*common, *point.lines))
        except InterventionError as error:
            raise InterventionError(f"In the combination '{point.name}': {error}") from None
        found[point.name] = manifested(program, plan, "every").get("every")
    return {name: strategies for name, strategies in found.items() if strategies}


def _rows(point: Point, result: WhatIfResult) -> list[dict[str, Any]]:
    forced = [words["done"] for words in result.forced.values()]
    worst = min(forced, key=lambda share: share.share, default=None)
    same = {
        "point": point.name,
        **dict(point.factors),
        "do": " ".join(point.lines),
        "kind": "sampled",
        "runs": result.runs,
        "untouched": result.untouched.share,
        "untouched_low": result.untouched.low,
        "untouched_high": result.untouched.high,
        "done": "" if worst is None else worst.share,
        "done_low": "" if worst is None else worst.low,
        "done_high": "" if worst is None else worst.high,
        "uncovered": max((one.stories.share for one in result.strategies.values()), default=""),
    }
    return [{**same, **_figures(ending, d)} for ending, d in result.endings.items()]


def _figures(ending: str, d: Difference) -> dict[str, Any]:
    return {
        "ending": ending,
        "share": d.what_if.share,
        "share_low": d.what_if.low,
        "share_high": d.what_if.high,
        "base": d.base.share,
        "base_low": d.base.low,
        "base_high": d.base.high,
        "difference": d.difference,
        "difference_low": d.low,
        "difference_high": d.high,
    }
