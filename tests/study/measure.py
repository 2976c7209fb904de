"""Tells the stories of the study and counts them. Everything that comes out is sampled.

Every cell is told with the same seed and the same numbers, so any two cells are paired: what does
not differ between them happens alike. Each cell is told once, whatever it is compared with.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

import sim
from sim.engine.telling import tell_apart
from sim.lab.uncertainty import Z95, paired, wilson
from sim.program.lower import lower
from tests.study.design import LATE, QUESTIONS, SCENARIO, SEED, Cell, cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from sim.lab.points import Point
    from sim.scenario.reader import Scenario
    from tests.study.design import Question

RUNS = 50_000
WORLDS = 40
WORLD_RUNS = 4_000
DIGITS = 6
OFF = 0.5
"""By how much a weight may be off, as a part of it."""


@dataclass(frozen=True)
class Told:
    """The endings of one cell's stories, in the order of their numbers, and what was forced."""

    endings: NDArray[np.str_]
    done: dict[str, float]


def tell(
    scenario: Scenario,
    points: dict[Cell, Point],
    common: tuple[str, ...],
    *,
    runs: int,
    wanted: Iterable[Cell] | None = None,
    progress: Callable[[str], object] = lambda line: None,
) -> dict[Cell, Told]:
    """Tell ``runs`` stories of each of the ``wanted`` cells (None: of all)."""
    found = {}
    for cell in wanted or points:
        lines = (*common, *points[cell].lines)
        result = sim.ensemble(scenario, runs=runs, seed=SEED, do=lines)
        done = {line: shares["done"].share for line, shares in result.forced.items()}
        found[cell] = Told(result.table()["ending"], done)
        progress(cell.words)
    return found


def contrast(told: dict[Cell, Told], one: Cell, other: Cell, ending: str) -> dict[str, float]:
    """How much oftener ``ending`` comes in ``one`` than in ``other``, and how well that is known.

    ``low`` and ``high`` are Newcombe's paired interval; ``apart`` is half the width that two
    independent samples of the same size would have (normal approximation).
    """
    first, second = told[one].endings == ending, told[other].endings == ending
    runs = len(first)
    both = int((first & second).sum())
    found = paired(both, int((second & ~first).sum()), int((first & ~second).sum()), runs=runs)
    variance = sum(s.share * (1 - s.share) / runs for s in (found.what_if, found.base))
    figures = {
        "share": found.what_if.share,
        "base": found.base.share,
        "difference": found.difference,
        "low": found.low,
        "high": found.high,
        "apart": Z95 * sqrt(variance),
    }
    return {name: round(value, DIGITS) for name, value in figures.items()}


def answers(told: dict[Cell, Told], question: Question) -> list[dict[str, Any]]:
    """The question's contrast in each combination of the other factors."""
    return [
        {**asdict(one), **contrast(told, one, other, question.ending)}
        for one, other in question.pairs()
    ]


def off_by_half(
    scenario: Scenario,
    points: dict[Cell, Point],
    common: tuple[str, ...],
    *,
    worlds: int,
    runs: int,
    progress: Callable[[str], object] = lambda line: None,
) -> dict[str, list[float]]:
    """Each question's headline difference in worlds whose weights are other guesses.

    In each world every weight is multiplied by a factor of its own, uniform from 0.5 to 1.5. All
    worlds share their luck, so what differs between them is the guesses.
    """
    moves = [move.name for move in lower(scenario).moves]
    found: dict[str, list[float]] = {question.name: [] for question in QUESTIONS}
    for world in range(worlds):
        drawn = np.random.default_rng([SEED, world]).uniform(1 - OFF, 1 + OFF, len(moves))
        guesses = [f"{move}*{factor:.6f}" for move, factor in zip(moves, drawn, strict=True)]
        for question in QUESTIONS:
            pair = (question.headline, question.without(question.headline))
            told = tell(scenario, points, (*common, *guesses), runs=runs, wanted=pair)
            found[question.name].append(contrast(told, *pair, question.ending)["difference"])
        progress(f"world {world + 1} of {worlds}")
    return found


def example(told: dict[Cell, Told], question: Question) -> dict[str, Any]:
    """The first number whose story comes to the question's ending because of ``what``."""
    one, other = question.headline, question.without(question.headline)
    came = told[one].endings == question.ending
    turned = np.flatnonzero(came & (told[other].endings != question.ending))
    number = int(turned[0])
    return {"number": number, "other": str(told[other].endings[number])}


def measured(
    *,
    runs: int = RUNS,
    worlds: int = WORLDS,
    world_runs: int = WORLD_RUNS,
    progress: Callable[[str], object] = lambda line: None,
) -> dict[str, Any]:
    """Everything that the page and the figures say, as one document."""
    scenario = sim.load(SCENARIO)
    program = lower(scenario)
    points, common = cells()
    told = tell(scenario, points, common, runs=runs, progress=progress)
    labels = {s.id: tell_apart(s.label, program) for s in program.stages if s.ending}
    rows = []
    for cell, found in told.items():
        for ending in labels:
            share = wilson(int((found.endings == ending).sum()), runs)
            span = {n: round(getattr(share, n), DIGITS) for n in ("share", "low", "high")}
            rows.append({**asdict(cell), "ending": ending, "count": share.count, **span})
    return {
        "kind": "sampled",
        "scenario": {"id": program.id, "version": scenario.file.version, "hash": program.hash},
        "engine": sim.__version__,
        "seed": SEED,
        "runs": runs,
        "labels": labels,
        "cells": rows,
        "done": [{**asdict(cell), "lines": found.done} for cell, found in told.items()],
        "answers": {q.name: answers(told, q) for q in (*QUESTIONS, LATE)},
        "example": example(told, QUESTIONS[-1]),
        "off": {
            "worlds": worlds,
            "runs": world_runs,
            "differences": off_by_half(
                scenario, points, common, worlds=worlds, runs=world_runs, progress=progress
            ),
        },
    }
