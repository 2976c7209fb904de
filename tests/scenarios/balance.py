"""Measuring a scenario: shares of endings over many stories, and what one line changes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from sim.author.balance import meant, move_path
from sim.author.places import Places
from sim.engine.interventions import plan_of
from sim.lab.sampler import Sampler

if TYPE_CHECKING:
    from sim.program.model import Move, Program

SEED = 20_230_319
RUNS = 16_384


@cache
def endings(program: Program, lines: tuple[str, ...] = (), runs: int = RUNS) -> np.ndarray:
    """The ending of each of ``runs`` stories, as an index, under ``lines``."""
    sampler = Sampler(program, SEED, plan_of(program, lines))
    numbers = np.arange(runs, dtype=np.uint64)
    return np.concatenate(
        [sampler.tell(numbers[at : at + RUNS]).ending for at in range(0, runs, RUNS)]
    )


def shares(program: Program, lines: tuple[str, ...] = (), runs: int = RUNS) -> dict[str, float]:
    """The share of each ending."""
    found = endings(program, lines, runs)
    return {s.id: float(np.mean(found == s.index)) for s in program.stages if s.ending}


def largest_shift(program: Program, lines: tuple[str, ...], runs: int = RUNS) -> float:
    """By how much ``lines`` move the ending that they move most, on the same luck."""
    base, other = shares(program, (), runs), shares(program, lines, runs)
    return max(abs(other[name] - base[name]) for name in base)


def is_meant(program: Program, move: Move) -> bool:
    """Whether the file says, by ``# meant:`` above the move, that it need not matter."""
    return meant(program, Places(program.scenario), move_path(program, move.index)) is not None


def simple_ways(program: Program, actor: str) -> list[tuple[str, ...]]:
    """Ways of acting that a person could follow: wait, one manner, one move always or never."""
    body = program.actor(actor)
    ways: list[tuple[str, ...]] = [(f"{actor}~{name}",) for name in body.temperaments]
    if body.wait is not None:
        ways.append((f"{actor}~wait",))
    for move in body.moves:
        if not move.is_wait:
            ways += [(f"never:{move.name}",), (f"{move.name}@1+",)]
    return ways
