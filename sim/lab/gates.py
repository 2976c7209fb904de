"""Which moves rows can make: stages, conditions, what was made before, cooldowns.

The same rules as :mod:`sim.engine.gates`, written for columns.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.rows import View, layout_of

if TYPE_CHECKING:
    from sim.engine.interventions import Plan
    from sim.lab.arrays import Column, Columns
    from sim.lab.rows import Rows, Truths
    from sim.program.model import Actor, Move, Program

#: More stages than this are looked up in a table, not compared one by one.
FEW = 12


class Candidate(NamedTuple):
    """A move that some rows can make; ``mask`` None means that all can."""

    move: Move
    mask: Truths | None


class _Gate(NamedTuple):
    """One move, ready to be asked where it is enabled. Flags are columns of the rows."""

    move: Move
    when: Column | None
    after: tuple[int, ...]
    unless: tuple[int, ...]
    once: int | None


class Gates:
    """The moves of one program; what ``plan`` forbids is never enabled."""

    def __init__(self, program: Program, plan: Plan, columns: Columns) -> None:
        flags = layout_of(program).moves
        self._stages = len(program.stages)
        self._gates = [
            [
                _Gate(
                    move,
                    None if move.when is None else columns.of(move.when),
                    tuple(flags[i] for i in move.after),
                    tuple(flags[i] for i in move.unless),
                    flags[move.index] if move.once else None,
                )
                for move in actor.moves
                if move.index not in plan.forbidden
            ]
            for actor in program.actors
        ]

    def candidates(self, rows: Rows, actor: Actor, now: int) -> list[Candidate]:
        """The moves of ``actor`` that some rows can make now, in the order of the file."""
        view = View(rows, now, None)
        standing: dict[frozenset[int], Truths | None] = {}
        found = []
        for gate in self._gates[actor.index]:
            stages = gate.move.stages
            if stages.isdisjoint(rows.present):
                continue
            if stages not in standing:
                standing[stages] = stands_in(rows, stages, self._stages)
            mask = _mask(gate, view, standing[stages])
            if mask is None or np.count_nonzero(mask):
                found.append(Candidate(gate.move, mask))
        return found


def stands_in(rows: Rows, stages: frozenset[int], count: int) -> Truths | None:
    """Which rows stand in one of ``stages`` (of ``count`` in all); None where all do."""
    inside, outside = rows.present & stages, rows.present - stages
    if not outside:
        return None
    if min(len(inside), len(outside)) > FEW:
        table = np.zeros(count, dtype=np.bool_)
        table[sorted(stages)] = True
        return table.take(rows.stage)
    standing: Truths
    if len(inside) <= len(outside):
        standing = reduce(np.logical_or, [rows.stage == stage for stage in sorted(inside)])
    else:
        standing = reduce(np.logical_and, [rows.stage != stage for stage in sorted(outside)])
    return standing


def _mask(gate: _Gate, view: View, standing: Truths | None) -> Truths | None:
    parts = [] if standing is None else [standing]
    if gate.once is not None:
        parts.append(~view.flag(gate.once))
    if gate.move.cooldown:
        parts.append(view.rows.ready[gate.move.index] <= view.now)
    parts += [view.flag(flag) for flag in gate.after]
    parts += [~view.flag(flag) for flag in gate.unless]
    mask = reduce(np.logical_and, parts) if parts else None
    if gate.when is not None and (mask is None or np.count_nonzero(mask)):
        holds = gate.when(view)
        if isinstance(holds, np.ndarray) and holds.ndim:
            mask = holds if mask is None else mask & holds
        elif not holds:
            return np.zeros(view.size, dtype=np.bool_)
    return mask
