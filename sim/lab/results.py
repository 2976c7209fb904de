"""What an ensemble came to: counts put together, and the result that people get."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import UsageError
from sim.lab import statuses
from sim.lab.output import check_format, write_table
from sim.lab.strategies import Uncovered, uncovered_json, uncovered_of
from sim.lab.tables import readable
from sim.lab.uncertainty import MEANS, SHARES, Mean, Share, mean_of, wilson

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sim.engine.interventions import Plan
    from sim.lab.running import Part
    from sim.program.model import Program


@dataclass(frozen=True, slots=True)
class EnsembleResult:
    """What ``runs`` stories came to. Everything here is sampled; nothing is exact.

    Shares have Wilson's 95 % interval, means a normal one. ``endings``: how often each came;
    ``reached``: in how many stories each stage was entered at any time; ``rounds``, ``days``: how
    long stories last; ``variables``: their last values. ``by_round[r]`` has the share of stories
    that have come to each ending by the end of round r (index 0: before the first). ``forced``
    says what became of each forced move: ``done``, ``not_enabled``, ``ended_before``.
    ``strategies`` says, by line, which strategies were followed, and how often one said nothing.
    """

    scenario: str
    hash: str
    seed: int
    first: int
    runs: int
    lines: tuple[str, ...]
    endings: dict[str, Share]
    reached: dict[str, Share]
    rounds: Mean
    days: Mean
    variables: dict[str, Mean]
    by_round: tuple[dict[str, Share], ...]
    forced: dict[str, dict[str, Share]]
    strategies: dict[str, Uncovered]
    manifest: dict[str, Any]
    _program: Program = field(repr=False)
    _columns: dict[str, NDArray[Any]] | None = field(repr=False)

    @property
    def widest(self) -> float:
        """Half the width of the widest interval of an ending's share."""
        return max((share.high - share.low) / 2 for share in self.endings.values())

    def table(self) -> dict[str, NDArray[Any]]:
        """One row a story, as numpy arrays by column name (see docs/research.md).

        Raises :class:`UsageError` if the ensemble was told not to keep its rows.
        """
        return readable(self._program, self._kept())

    def to_csv(self, path: str | Path) -> None:
        """Write one row a story as CSV, with a manifest beside it.

        Raises as :meth:`table` does, and :class:`NewscycleError` if it cannot write.
        """
        write_table(Path(path), self._program, self._kept(), self.manifest)

    def to_parquet(self, path: str | Path) -> None:
        """Write one row a story as Parquet (needs the extra ``[lab]``); else as :meth:`to_csv`."""
        if Path(path).suffix != ".parquet":
            raise UsageError(f"{Path(path).name}: the name of a Parquet file ends in .parquet.")
        check_format(Path(path))
        write_table(Path(path), self._program, self._kept(), self.manifest)

    def _kept(self) -> dict[str, NDArray[Any]]:
        if self._columns is None:
            raise UsageError("This ensemble did not keep its rows; ask for them with rows=True.")
        return self._columns

    def as_json(self) -> dict[str, Any]:
        """The result as commands print it; docs/research.md explains every key."""
        return {
            "scenario": self.scenario,
            "hash": self.hash,
            "seed": self.seed,
            "first": self.first,
            "runs": self.runs,
            "do": list(self.lines),
            "engine": "kernel",
            "exact": False,
            "kind": "sampled",
            "interval": {"level": 0.95, "shares": SHARES, "means": MEANS},
            "endings": {name: share_json(share) for name, share in self.endings.items()},
            "reached": {name: share_json(share) for name, share in self.reached.items()},
            "rounds": _mean(self.rounds),
            "days": _mean(self.days),
            "variables": {name: _mean(mean) for name, mean in self.variables.items()},
            "by_round": [
                {name: share.share for name, share in row.items()} for row in self.by_round
            ],
            "by_round_intervals": [
                {name: [share.low, share.high] for name, share in row.items()}
                for row in self.by_round
            ],
            **forced_json(self.forced),
            **uncovered_json(self.strategies),
            "widest": self.widest,
            "manifest": self.manifest,
        }


def share_json(share: Share) -> dict[str, Any]:
    """A share with its count and interval."""
    return {"count": share.count, "share": share.share, "low": share.low, "high": share.high}


def forced_json(
    forced: dict[str, dict[str, Share]], name: str = "forced"
) -> dict[str, dict[str, Any]]:
    """What became of forced moves, and the intervals of those shares."""
    return {
        name: {
            line: {word: share.share for word, share in words.items()}
            for line, words in forced.items()
        },
        f"{name}_intervals": {
            line: {word: [share.low, share.high] for word, share in words.items()}
            for line, words in forced.items()
        },
    }


def forced_shares(plan: Plan, counts: NDArray[Any], runs: int) -> dict[str, dict[str, Share]]:
    """What became of each forced move of ``plan``, by its line."""
    return {
        order.line: {
            word: wilson(int(number), runs)
            for word, number in zip(statuses.WORDS, counts[place], strict=True)
        }
        for place, order in enumerate(plan.orders)
    }


def _mean(mean: Mean) -> dict[str, float]:
    return {"mean": mean.mean, "low": mean.low, "high": mean.high}


class Sums:
    """The counts of all parts so far."""

    def __init__(self, program: Program, plan: Plan) -> None:
        self.program = program
        self.plan = plan
        self.runs = 0
        stages = len(program.stages)
        self.endings: NDArray[np.int64] = np.zeros((program.rounds + 1, stages), dtype=np.int64)
        self.reached: NDArray[np.int64] = np.zeros(stages, dtype=np.int64)
        self.forced: NDArray[np.int64] = np.zeros((len(plan.orders), 3), dtype=np.int64)
        self.uncovered: NDArray[np.int64] = np.zeros((len(plan.ruled), 2), dtype=np.int64)
        self.sums: dict[str, list[int]] = {}

    def add(self, part: Part) -> None:
        """Count one more part."""
        self.runs += part.count
        self.endings += part.arrays["endings"]
        self.reached += part.arrays["reached"]
        self.forced += part.arrays["forced"]
        self.uncovered += part.arrays["uncovered"]
        for name, (total, squares) in part.facts["sums"].items():
            known = self.sums.setdefault(name, [0, 0])
            known[0] += total
            known[1] += squares

    def mean(self, name: str) -> Mean:
        """The mean of what was summed up under ``name``."""
        total, squares = self.sums[name]
        return mean_of(total, squares, self.runs)

    def widest(self) -> float:
        """The largest half-width of the intervals of the endings."""
        counts = self.endings.sum(axis=0).tolist()
        found = [
            wilson(c, self.runs)
            for c, s in zip(counts, self.program.stages, strict=True)
            if s.ending
        ]
        return max((share.high - share.low) / 2 for share in found)


def result_of(
    program: Program,
    seed: int,
    first: int,
    lines: Iterable[str],
    sums: Sums,
    manifest: dict[str, Any],
    columns: dict[str, NDArray[Any]] | None,
) -> EnsembleResult:
    """The result that ``sums`` amount to."""
    runs, lines = sums.runs, tuple(lines)
    total = sums.endings.sum(axis=0).tolist()
    so_far = np.cumsum(sums.endings, axis=0)
    ends = [stage for stage in program.stages if stage.ending]
    return EnsembleResult(
        scenario=program.id,
        hash=program.hash,
        seed=seed,
        first=first,
        runs=runs,
        lines=lines,
        endings={stage.id: wilson(total[stage.index], runs) for stage in ends},
        reached={s.id: wilson(int(sums.reached[s.index]), runs) for s in program.stages},
        rounds=sums.mean("rounds"),
        days=sums.mean("days"),
        variables={v.id: sums.mean(f"variable:{v.id}") for v in program.variables},
        by_round=tuple(
            {stage.id: wilson(int(row[stage.index]), runs) for stage in ends} for row in so_far
        ),
        forced=forced_shares(sums.plan, sums.forced, runs),
        strategies=uncovered_of(program, sums.plan, sums.uncovered, runs),
        manifest=manifest,
        _program=program,
        _columns=columns,
    )
