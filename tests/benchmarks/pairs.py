"""How much a paired what-if gains from keyed luck: variances of the difference, side by side.

For each of a file's ``what_ifs``, the variance of the difference (what-if minus base: for each
ending 1 where the story ends so, else 0; summed over all endings) of one pair of stories, with

- independent seeds;
- the same seed and a sequential generator, one number for each choice, as ``random.choices`` draws;
- the same seed and number with this project's keyed draws;
- the least that any pairing can have, the sum of |d|(1-|d|) over the endings' differences d.
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
from tests.lab.recording import Recorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.program.model import Program

SEED = 20_230_319


@dataclass(frozen=True)
class Gain:
    """One what-if: the ending that it moves most, by how much, and the variances.

    ``untouched``: the share of pairs that are the same to the end; ``early``: how many differ
    before the first act that the what-if touches.
    """

    name: str
    ending: str
    difference: float
    independent: float
    same_seed: float
    keyed: float
    bound: float
    untouched: float
    early: int

    @property
    def ratio(self) -> float:
        """Keyed to same seed."""
        return self.keyed / self.same_seed

    @property
    def above_bound(self) -> float:
        """The same, of what lies above the bound: what a better pairing could save at all."""
        return (self.keyed - self.bound) / (self.same_seed - self.bound)


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


def gains(program: Program, *, runs: int = 60_000, slow_runs: int = 4_000) -> list[Gain]:
    """One row for each what-if of the file; ``slow_runs`` pairs by the story engine."""
    base = by_key(program, (), runs)
    apart = by_key(program, (), runs, SEED + 1)
    slow_base = in_sequence(program, (), slow_runs)
    base_told = told(program, (), slow_runs)
    found = []
    for what_if in program.teaching.what_ifs:
        lines = tuple(what_if.lines)
        other = by_key(program, lines, runs)
        slow_other = in_sequence(program, lines, slow_runs)
        endings = [stage.index for stage in program.stages if stage.ending]
        shifts = [float(np.mean(other == e) - np.mean(base == e)) for e in endings]
        most = max(range(len(endings)), key=lambda n: abs(shifts[n]))
        early, untouched = early_differences(
            program, lines, base_told, told(program, lines, slow_runs)
        )
        found.append(
            Gain(
                what_if.id,
                program.stages[endings[most]].id,
                shifts[most],
                _variance(other, apart, endings),
                _variance(slow_other, slow_base, endings),
                _variance(other, base, endings),
                sum(abs(d) * (1 - abs(d)) for d in shifts),
                untouched / slow_runs,
                early,
            )
        )
    return found


def _variance(one: NDArray[Any], other: NDArray[Any], endings: list[int]) -> float:
    pairs = [(one == ending).astype(np.int8) - (other == ending) for ending in endings]
    return float(sum(np.var(pair) for pair in pairs))


def table(found: list[Gain], runs: int, slow_runs: int) -> str:
    """The rows as Markdown."""
    head = (
        "what-if", "moves most", "by", "independent", "same seed", "keyed", "bound",
        "keyed / same seed", "above the bound", "untouched", "too early",
    )  # fmt: skip
    lines = [f"| {' | '.join(head)} |", "|---|---|" + "--:|" * 9]
    lines += [
        f"| {g.name} | {g.ending} | {g.difference:+.3f} | {g.independent:.3f} | {g.same_seed:.3f}"
        f" | {g.keyed:.3f} | {g.bound:.3f} | {g.ratio:.2f} | {g.above_bound:.2f}"
        f" | {g.untouched:.0%} | {g.early} |"
        for g in found
    ]
    below = sum(g.ratio < 0.5 for g in found)
    above = sum(g.above_bound < 0.5 for g in found)
    lines.append(
        f"\nKeyed is below half of same seed in {below} of {len(found)}, and of what lies above the"
        f" bound in {above}. {runs:,} pairs; same seed, untouched and too early: {slow_runs:,}."
    )
    return "\n".join(lines)
