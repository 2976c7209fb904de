"""How much a paired what-if gains from keyed luck: variances of the difference, side by side.

For each of a file's ``what_ifs``, the variance of the difference (what-if minus base: for each
ending 1 where the story ends so, else 0) of one pair of stories, with

- independent seeds;
- the same seed and a sequential generator, one number for each choice, as ``random.choices`` draws;
- the same seed and number with this project's keyed draws;
- keyed draws, less the luck of the draws (``sim.lab.adjusting``);
- the least that any pairing of whole stories can have: |d|(1-|d|) for an ending that differs by d.

Once for the ending that the what-if moves most, once summed over all endings.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np

from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.lab.sampler import Sampler
from sim.lab.whatif import whatif
from sim.program.lower import lower
from tests.lab.recording import Recorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.program.model import Program
    from sim.scenario.reader import Scenario

SEED = 20_230_319


@dataclass(frozen=True)
class Variances:
    """The variance of one pair's difference in each way, and the least that pairing can reach."""

    independent: float
    same_seed: float
    keyed: float
    adjusted: float
    bound: float

    @property
    def ratio(self) -> float:
        """Keyed to same seed."""
        return self.keyed / self.same_seed

    @property
    def least_ratio(self) -> float:
        """What no pairing could get below."""
        return self.bound / self.same_seed

    @property
    def above_bound(self) -> float:
        """Keyed to same seed, of what lies above the bound: what a pairing can save at all."""
        return (self.keyed - self.bound) / (self.same_seed - self.bound)


@dataclass(frozen=True)
class Gain:
    """One what-if: the ending that it moves most, by how much, and the variances.

    ``untouched``: the share of pairs that are the same to the end; ``early``: how many differ
    before the first act that the what-if touches.
    """

    name: str
    ending: str
    difference: float
    most: Variances
    every: Variances
    untouched: float
    early: int


class _InSequence:
    """Luck as most programs have it: the next number of one stream, whatever it is for.

    Which headline is shown takes no number from it, so as not to disturb the rest.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def cost(self, key: int) -> float:
        return 1.0


def _pick(luck: _InSequence, keys: Sequence[int], weights: Sequence[float]) -> int:
    positive = [max(weight, 0) for weight in weights]
    if not any(positive):
        positive = [1] * len(positive)
    return luck.random.choices(range(len(keys)), positive)[0]


def in_sequence(program: Program, lines: tuple[str, ...], runs: int) -> NDArray[Any]:
    """The endings of stories whose draws come one after the other from one generator a story."""
    plan = plan_of(program, lines)
    index = program.stage_index
    with patch("sim.engine.story.pick", _pick), patch("sim.engine.policy.pick", _pick):
        return np.array(
            [
                index[Story(program, 0, plan=plan, luck=_InSequence(SEED + n)).ending or ""]
                for n in range(runs)
            ]
        )


def by_key(program: Program, lines: tuple[str, ...], runs: int, seed: int = SEED) -> NDArray[Any]:
    """The endings of stories with keyed luck."""
    numbers = np.arange(runs, dtype=np.uint64)
    return Sampler(program, seed, plan_of(program, lines)).tell(numbers).ending


def told(program: Program, lines: tuple[str, ...], runs: int) -> list[list[tuple[Any, ...]]]:
    """Every event of each of ``runs`` stories."""
    recorder = Recorder(program, runs)
    sampler = Sampler(program, SEED, plan_of(program, lines), watcher=recorder)
    sampler.tell(np.arange(runs, dtype=np.uint64))
    return recorder.told


def early_differences(
    program: Program,
    lines: tuple[str, ...],
    base: list[list[tuple[Any, ...]]],
    other: list[list[tuple[Any, ...]]],
) -> tuple[int, int]:
    """In how many pairs the worlds part before the first act that a line touches; and never."""
    early = untouched = 0
    for mine, theirs in zip(base, other, strict=True):
        first = next(
            (i for i, (a, b) in enumerate(zip_longest(mine, theirs)) if _what(a) != _what(b)), None
        )
        if first is None:
            untouched += 1
        elif first < min(_touched(program, line, mine, theirs) for line in lines):
            early += 1
    return early, untouched


def _what(event: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    """An event without who chose it: a forced move that would have been made is no difference."""
    return event[:4] if event is not None and event[0] == "moved" else event


def _touched(
    program: Program, line: str, mine: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]]
) -> float:
    """The place of the first act that ``line`` touches; infinity where it touches none."""
    if line.startswith("never:"):
        acts = (i for i, e in enumerate(mine) if e[0] == "moved" and e[3] == line[6:])
    elif "=" in line:
        now = int(line.partition("@")[2] or 0)
        acts = (i for i, e in enumerate(mine) if e[1] >= now)
    elif "@" in line:
        acts = (i for i, e in enumerate(theirs) if e[0] == "moved" and e[4] == "forced")
    else:
        actor = line.partition("~")[0] + "."
        acts = (i for i, e in enumerate(mine) if e[0] == "moved" and e[3].startswith(actor))
    return next(acts, float("inf"))


def gains(
    scenario: Scenario, *, runs: int = 60_000, slow_runs: int = 4_000, names: Sequence[str] = ()
) -> list[Gain]:
    """One row for each what-if of the file (or those named); ``slow_runs`` pairs one by one."""
    program = lower(scenario)
    base = by_key(program, (), runs)
    apart = by_key(program, (), runs, SEED + 1)
    slow_base = in_sequence(program, (), slow_runs)
    base_told = told(program, (), slow_runs)
    endings = [stage for stage in program.stages if stage.ending]
    found = []
    for what_if in program.teaching.what_ifs:
        if names and what_if.id not in names:
            continue
        lines = tuple(what_if.lines)
        other = by_key(program, lines, runs)
        slow_other = in_sequence(program, lines, slow_runs)
        sharp = whatif(scenario, do=lines, runs=runs, seed=SEED).endings
        rows = []
        for stage in endings:
            keyed = _variance(other, base, stage.index)
            better = sharp[stage.id].adjusted
            d = abs(sharp[stage.id].difference)
            rows.append(
                (
                    _variance(other, apart, stage.index),
                    _variance(slow_other, slow_base, stage.index),
                    keyed,
                    keyed if better is None else keyed / better.gain,
                    d * (1 - d),
                )
            )
        most = max(range(len(endings)), key=lambda n: abs(sharp[endings[n].id].difference))
        early, untouched = early_differences(
            program, lines, base_told, told(program, lines, slow_runs)
        )
        found.append(
            Gain(
                what_if.id,
                endings[most].id,
                sharp[endings[most].id].difference,
                Variances(*rows[most]),
                Variances(*(sum(column) for column in zip(*rows, strict=True))),
                untouched / slow_runs,
                early,
            )
        )
    return found


def _variance(one: NDArray[Any], other: NDArray[Any], ending: int) -> float:
    return float(np.var((one == ending).astype(np.int8) - (other == ending)))


def table(found: list[Gain], runs: int, slow_runs: int) -> str:
    """The rows as Markdown: the ending moved most, then all endings together."""
    numbers = (
        "independent", "same seed", "keyed", "adjusted", "bound",
        "keyed / same seed", "bound / same seed",
    )  # fmt: skip
    first = [
        f"| what-if | ending moved most | by | {' | '.join(numbers)} |",
        "|---|---|" + "--:|" * 8,
    ]
    first += [
        f"| {g.name} | {g.ending} | {g.difference:+.3f} | {_figures(g.most)} |" for g in found
    ]
    second = [f"| what-if | {' | '.join(numbers)} | above the bound | untouched | too early |",
              "|---|" + "--:|" * 10]  # fmt: skip
    second += [
        f"| {g.name} | {_figures(g.every)} | {g.every.above_bound:.2f} | {g.untouched:.0%}"
        f" | {g.early} |"
        for g in found
    ]
    told = [_said("the ending moved most", [g.most for g in found])]
    told.append(_said("all endings", [g.every for g in found]))
    told.append(f"{runs:,} pairs; same seed, untouched and too early: {slow_runs:,}.")
    return "\n".join([*first, "", *second, "", *told])


def _figures(v: Variances) -> str:
    plain = " | ".join(
        f"{number:.3f}" for number in (v.independent, v.same_seed, v.keyed, v.adjusted, v.bound)
    )
    return f"{plain} | {v.ratio:.2f} | {v.least_ratio:.2f}"


def _said(what: str, found: list[Variances]) -> str:
    return (
        f"Below half of same seed, {what}: keyed {sum(v.ratio < 0.5 for v in found)} of"
        f" {len(found)}, of {sum(v.least_ratio < 0.5 for v in found)} where a pairing could;"
        f" above the bound {sum(v.above_bound < 0.5 for v in found)};"
        f" adjusted {sum(v.adjusted < 0.5 * v.same_seed for v in found)}."
    )
