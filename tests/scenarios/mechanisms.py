"""What a mechanism is said to do, as two worlds and a quantity; and measuring it on shared luck."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.interventions import plan_of
from sim.lab.sampler import Sampler

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.lab.chunk import Chunk
    from sim.program.model import Program

SEED = 20_230_330
Z99 = 2.5758293035489004


@dataclass(frozen=True, slots=True)
class Row:
    """A mechanism: with the lines ``do`` a quantity moves by ``sign`` against ``against``.

    Sign 0: it does not move by ``most``. Lines are separated by semicolons.

    Quantities: ``reaches STAGE``, ``ending STAGE``, ``makes MOVE MOVE…`` (any of them), ``final
    VARIABLE``, ``peak VARIABLE``, ``sum VARIABLE`` (over the beginnings of rounds), ``arrest
    VARIABLE`` (when the file comes to 3).
    """

    id: str
    do: str
    against: str
    quantity: str
    sign: int
    most: float = 0.0

    def __str__(self) -> str:
        return f"{self.id} {self.quantity}"


class Notes:
    """A watcher that keeps what the quantities need. Values are those of variables by slot."""

    def __init__(self, program: Program, size: int) -> None:
        self.program = program
        starts = [np.full(size, variable.start, dtype=np.int64) for variable in program.variables]
        self.now = starts
        self.peak = [column.copy() for column in starts]
        self.sum = [np.zeros(size, dtype=np.int64) for _ in starts]
        self.arrest = [np.full(size, -1, dtype=np.int64) for _ in starts]
        self.file = program.variable_index["file"]

    def began(self, lanes: NDArray[Any], now: int, days: NDArray[Any]) -> None:
        for total, column in zip(self.sum, self.now, strict=True):
            total[lanes] += column[lanes]

    def acted(self, *args: object) -> None:
        pass

    def entered(self, *args: object) -> None:
        pass

    def changed(
        self,
        lanes: NDArray[Any],
        now: int,
        days: NDArray[Any],
        slot: int,
        before: NDArray[Any],
        after: NDArray[Any],
        cause: object,
    ) -> None:
        self.now[slot][lanes] = after
        self.peak[slot][lanes] = np.maximum(self.peak[slot][lanes], after)
        if slot == self.file:
            there = lanes[(after == 3) & (before < 3)]
            for noted, column in zip(self.arrest, self.now, strict=True):
                noted[there] = column[there]


@cache
def world(program: Program, lines: str, runs: int) -> tuple[Chunk, Notes]:
    """``runs`` stories under ``lines``, separated by semicolons."""
    plan = plan_of(program, [line.strip() for line in lines.split(";") if line.strip()])
    notes = Notes(program, runs)
    chunk = Sampler(program, SEED, plan, watcher=notes).tell(np.arange(runs, dtype=np.uint64))
    return chunk, notes


def measured(program: Program, lines: str, quantity: str, runs: int) -> NDArray[np.float64]:
    """The quantity in each story; NaN where it has none."""
    chunk, notes = world(program, lines, runs)
    what, *names = quantity.split()
    if what == "reaches":
        return (chunk.entered[program.stage_index[names[0]]] > 0).astype(float)
    if what == "ending":
        return (chunk.ending == program.stage_index[names[0]]).astype(float)
    if what == "makes":
        return (sum(chunk.made[program.move(name).index] for name in names) > 0).astype(float)
    slot = program.variable_index[names[0]]
    if what == "final":
        return chunk.values[slot].astype(float)
    found = getattr(notes, what)[slot].astype(float)
    found[found < 0] = np.nan
    return found


def effect(program: Program, row: Row, runs: int) -> tuple[float, float, float]:
    """The mean difference that the mechanism makes, with its 99 % interval (paired, normal)."""
    with_it = measured(program, row.do, row.quantity, runs)
    without = measured(program, row.against, row.quantity, runs)
    if np.isnan(with_it).any() or np.isnan(without).any():
        # Not every story has it in both worlds: the two groups are compared, unpaired.
        one, other = with_it[~np.isnan(with_it)], without[~np.isnan(without)]
        error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
        mean = one.mean() - other.mean()
    else:
        difference = with_it - without
        error = difference.std(ddof=1) / np.sqrt(runs)
        mean = difference.mean()
    return float(mean), float(mean - Z99 * error), float(mean + Z99 * error)
