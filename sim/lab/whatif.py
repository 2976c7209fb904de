"""One scenario in two worlds on the same luck: what an intervention changes, and by which way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import UsageError
from sim.lab.adjusting import Moments, adjusted
from sim.lab.chain import Link, links_of
from sim.lab.ensemble import check_numbers, lines_from
from sim.lab.manifest import manifest_of
from sim.lab.pairs import DEPTH
from sim.lab.results import forced_json, forced_shares
from sim.lab.running import run_job
from sim.lab.strategies import (
    Uncovered,
    at_hand,
    manifested,
    planned,
    uncovered_json,
    uncovered_of,
)
from sim.lab.tasks import Job
from sim.lab.uncertainty import ADJUSTED, PAIRED, SHARES, Difference, Share, paired, wilson
from sim.program.lower import lower

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Executor

    from sim.lab.running import Progress
    from sim.program.model import Program
    from sim.scenario.reader import Scenario


#: Digits of adjusted figures in documents: machines differ in the last ones of a regression.
DIGITS = 9


@dataclass(frozen=True, slots=True)
class WhatIfResult:
    """Baseline and what-if on ``runs`` shared lucks. Everything here is sampled.

    ``endings``: shares in both worlds, and what-if minus base with Newcombe's interval for paired
    proportions (1998, method 10), and the same ``adjusted`` for the luck of the draws (see
    :mod:`sim.lab.adjusting`); all other shares have Wilson's; 95 % each. ``untouched``: the
    share of pairs in which no act, variable or stage differs. ``parted_by_round[r]``: the share
    that differ by the end of round r (index 0: none). ``forced`` and ``forced_base``: what became
    of the forced moves of either world, ``strategies`` and ``strategies_base`` which strategies
    were followed and how often one said nothing. ``chain``: the acts that differ first, second
    and third in a pair, most frequent first. ``moved``: the share of pairs that go from one ending
    to another, most frequent first.
    """

    scenario: str
    hash: str
    seed: int
    first: int
    runs: int
    lines: tuple[str, ...]
    against: tuple[str, ...]
    endings: dict[str, Difference]
    untouched: Share
    parted_by_round: tuple[Share, ...]
    forced: dict[str, dict[str, Share]]
    forced_base: dict[str, dict[str, Share]]
    strategies: dict[str, Uncovered]
    strategies_base: dict[str, Uncovered]
    chain: tuple[tuple[Link, ...], ...]
    moved: dict[tuple[str, str], Share]
    manifest: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The result as commands print it; docs/research.md explains every key."""
        return {
            "scenario": self.scenario,
            "hash": self.hash,
            "seed": self.seed,
            "first": self.first,
            "runs": self.runs,
            "do": list(self.lines),
            "against": list(self.against),
            "engine": "kernel",
            "exact": False,
            "kind": "sampled",
            "interval": {
                "level": 0.95,
                "differences": PAIRED,
                "adjusted": ADJUSTED,
                "shares": SHARES,
            },
            "endings": {name: _difference(d) for name, d in self.endings.items()},
            "untouched": self.untouched.share,
            "untouched_interval": [self.untouched.low, self.untouched.high],
            "parted_by_round": [share.share for share in self.parted_by_round],
            "parted_by_round_intervals": [[s.low, s.high] for s in self.parted_by_round],
            **forced_json(self.forced),
            **forced_json(self.forced_base, "forced_base"),
            **uncovered_json(self.strategies),
            **uncovered_json(self.strategies_base, "strategies_base"),
            "chain": [[link.as_json() for link in links] for links in self.chain],
            "moved": [
                {"from": a, "to": b, "share": share.share, "low": share.low, "high": share.high}
                for (a, b), share in self.moved.items()
            ],
            "manifest": self.manifest,
        }


def _difference(d: Difference) -> dict[str, Any]:
    return {
        "base": d.base.share,
        "base_interval": [d.base.low, d.base.high],
        "what_if": d.what_if.share,
        "what_if_interval": [d.what_if.low, d.what_if.high],
        "difference": d.difference,
        "low": d.low,
        "high": d.high,
        "adjusted": d.adjusted
        and {
            "difference": round(d.adjusted.difference, DIGITS),
            "low": round(d.adjusted.low, DIGITS),
            "high": round(d.adjusted.high, DIGITS),
            "gain": float(f"{d.adjusted.gain:.3g}"),
        },
    }


class _Tally:
    """The counts of all pairs so far."""

    def __init__(self, program: Program) -> None:
        self.arrays: dict[str, Any] = {}
        self.chain: list[Counter[tuple[int, int, int]]] = [Counter() for _ in range(DEPTH)]
        self.program = program

    def add(self, arrays: dict[str, Any], chain: list[list[list[int]]]) -> None:
        for name, counts in arrays.items():
            self.arrays[name] = counts + self.arrays.get(name, 0)
        for counter, rows in zip(self.chain, chain, strict=True):
            for actor, before, after, number in rows:
                counter[actor, before, after] += number


def whatif(
    scenario: Scenario,
    *,
    do: str | Iterable[str],
    runs: int,
    seed: int,
    against: str | Iterable[str] = (),
    first: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    command: str | None = None,
    compare_with_itself: bool = False,
    sharpen: bool = True,
) -> WhatIfResult:
    """Compare the world under ``do`` with the one under ``against`` (default: nothing done).

    Both are told ``runs`` times, numbers ``first`` and on, with the same luck; the other arguments
    are as in :func:`~sim.lab.ensemble.ensemble`. Two worlds with the same lines are refused, unless
    ``compare_with_itself`` (which a sweep needs for its empty point). Without ``sharpen`` no
    ``adjusted`` differences are worked out, which saves some of the time.
    """
    program = lower(scenario)
    lines, base = lines_from(do), lines_from(against)
    if sorted(lines) == sorted(base) and not compare_with_itself:
        raise UsageError("A what-if needs at least one line that says what is different.")
    check_numbers(runs, seed, first)
    plans = planned(program, lines), planned(program, base)
    job = Job(
        id=scenario.id,
        text=scenario.text,
        seed=seed,
        lines=lines,
        against=base,
        adjusted=sharpen and Moments.fit(program),
        strategies=at_hand(plans[0]),
        strategies_against=at_hand(plans[1]),
    )
    tally = _Tally(program)
    for part in run_job(job, first, runs, executor=executor, progress=progress):
        tally.add(part.arrays, part.facts["chain"])
    counts = tally.arrays
    so_far = np.cumsum(np.concatenate([[0], counts["parted"][1:]])).tolist()
    return WhatIfResult(
        scenario=scenario.id,
        hash=scenario.hash,
        seed=seed,
        first=first,
        runs=runs,
        lines=lines,
        against=base,
        endings=_endings(program, counts, runs),
        untouched=wilson(int(counts["parted"][0]), runs),
        parted_by_round=tuple(wilson(number, runs) for number in so_far),
        forced=forced_shares(plans[0], counts["forced"], runs),
        forced_base=forced_shares(plans[1], counts["forced_base"], runs),
        strategies=uncovered_of(program, plans[0], counts["uncovered"], runs),
        strategies_base=uncovered_of(program, plans[1], counts["uncovered_base"], runs),
        chain=tuple(links_of(program, counter, runs) for counter in tally.chain),
        moved=_moved(program, counts["moved"], runs),
        manifest=manifest_of(
            scenario,
            seed=seed,
            first=first,
            runs=runs,
            lines=lines,
            command=command,
            against=list(base),
            **manifested(program, plans[0]),
            **manifested(program, plans[1], "strategies_against"),
        ),
    )


def _endings(program: Program, counts: dict[str, Any], runs: int) -> dict[str, Difference]:
    """Each ending's difference, and the sharper one where there is one."""
    found = {}
    for place, stage in enumerate(stage for stage in program.stages if stage.ending):
        plain = paired(*(int(n) for n in counts["table"][stage.index]), runs=runs)
        better = adjusted(counts, place) if "half_pairs" in counts else None
        found[stage.id] = replace(plain, adjusted=better)
    return found


def _moved(program: Program, counts: Any, runs: int) -> dict[tuple[str, str], Share]:
    """From which ending to which, most frequent first."""
    found = {
        (program.stages[i].id, program.stages[j].id): wilson(int(counts[i, j]), runs)
        for i, j in zip(*np.nonzero(counts), strict=True)
        if i != j
    }
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].count, pair[0])))
