"""Pairs of stories on the same luck: what one intervention changes, counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.lab import statuses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.interventions import Plan
    from sim.lab.sampler import Chunk
    from sim.lab.tracing import ActTrace
    from sim.program.model import Program

#: How many differing acts of a pair are followed.
DEPTH = 3


class Pairs:
    """Counts over pairs: base and what-if.

    ``table`` has, for each stage that is an ending, in how many pairs it came in both worlds, only
    in the base, only in the what-if; ``moved`` from which ending to which. ``parted`` has in how
    many pairs the two first differ in each round (0: never): an act, a variable or a stage; hidden
    truths count by what comes of them. ``forced`` and ``forced_base`` are as in an ensemble.
    """

    def __init__(self, program: Program, plan: Plan, base: Plan) -> None:
        self.program = program
        self.plan = plan
        self.base = base
        self.table = np.zeros((len(program.stages), 3), dtype=np.int64)
        self.parted = np.zeros(program.rounds + 1, dtype=np.int64)
        self.forced = np.zeros((len(plan.orders), 3), dtype=np.int64)
        self.forced_base = np.zeros((len(base.orders), 3), dtype=np.int64)
        self.uncovered = np.zeros((len(plan.ruled), 2), dtype=np.int64)
        self.uncovered_base = np.zeros((len(base.ruled), 2), dtype=np.int64)
        self.moved = np.zeros((len(program.stages), len(program.stages)), dtype=np.int64)
        self.chain: list[Counter[tuple[int, int, int]]] = [Counter() for _ in range(DEPTH)]

    def add(self, base: Chunk, other: Chunk, traces: tuple[ActTrace, ActTrace]) -> None:
        """Count a chunk of pairs."""
        for stage in self.program.stages:
            if stage.ending:
                first, second = base.ending == stage.index, other.ending == stage.index
                self.table[stage.index] += [
                    np.count_nonzero(first & second),
                    np.count_nonzero(first & ~second),
                    np.count_nonzero(~first & second),
                ]
        np.add.at(self.moved, (base.ending, other.ending), 1)
        for place, order in enumerate(self.plan.orders):
            self.forced[place] += statuses.counts(other, order, place)
        for place, order in enumerate(self.base.orders):
            self.forced_base[place] += statuses.counts(base, order, place)
        self.uncovered += statuses.uncovered(other, self.plan)
        self.uncovered_base += statuses.uncovered(base, self.base)
        self._part(base, other, traces)
        self._follow(traces)

    def _part(self, base: Chunk, other: Chunk, traces: tuple[ActTrace, ActTrace]) -> None:
        """The round in which two stories first differ, by their digests."""
        first, second = traces
        same_end = (base.ending == other.ending) & (base.rounds == other.rounds)
        when = np.zeros(len(base.numbers), dtype=np.int64)
        for number in range(self.program.rounds, 0, -1):
            differ = first.digest[number] != second.digest[number]
            when[differ] = number
        when[(when == 0) & ~same_end] = self.program.rounds
        self.parted += np.bincount(when, minlength=len(self.parted))

    def _follow(self, traces: tuple[ActTrace, ActTrace]) -> None:
        """Which acts differ first, second, third in each pair."""
        first, second = (trace.acts for trace in traces)
        differ = first != second
        lanes = np.flatnonzero(differ.any(axis=0))
        if not len(lanes):
            return
        differ = differ[:, lanes]
        for depth in range(DEPTH):
            place = differ.argmax(axis=0)
            there = differ[place, np.arange(len(lanes))]
            columns = np.flatnonzero(there)
            turn = place[columns]
            before = first[turn, lanes[columns]].astype(np.int64)
            after = second[turn, lanes[columns]].astype(np.int64)
            actor = turn % len(self.program.actors)
            kinds, numbers = np.unique(np.stack([actor, before, after]), axis=1, return_counts=True)
            for kind, number in zip(kinds.T.tolist(), numbers.tolist(), strict=True):
                self.chain[depth][kind[0], kind[1], kind[2]] += number
            differ[place, np.arange(len(lanes))] = False

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The counts as arrays."""
        return {
            "table": self.table,
            "parted": self.parted,
            "forced": self.forced,
            "forced_base": self.forced_base,
            "uncovered": self.uncovered,
            "uncovered_base": self.uncovered_base,
            "moved": self.moved,
        }

    def chain_facts(self) -> list[list[list[int]]]:
        """The differing acts, first, second and third, with their numbers."""
        return [
            [[*kind, number] for kind, number in sorted(counter.items())] for counter in self.chain
        ]
