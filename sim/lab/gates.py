"""Which moves rows can make: stages, conditions, what was made before, cooldowns.

The same rules as :mod:`sim.engine.gates`, written for columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.rows import View, layout_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.interventions import Plan
    from sim.lab.arrays import Column, Columns
    from sim.lab.rows import Flag, Rows, Truths
    from sim.program.model import Actor, Move, Program


class Candidate(NamedTuple):
    """A move that some rows can make; ``mask`` None means that all can."""

    move: Move
    mask: Truths | None


class _Gate(NamedTuple):
    """One move, ready to be asked where it is enabled."""

    move: Move
    stages: NDArray[np.bool_]
    open_to: frozenset[int]
    when: Column | None
    after: tuple[Flag, ...]
    unless: tuple[Flag, ...]
    once: Flag | None


class Gates:
    """The moves of one program; what ``plan`` forbids is never enabled."""

    def __init__(self, program: Program, plan: Plan, columns: Columns) -> None:
        flags = layout_of(program).moves
        self._gates = [
            [
                self._gate(move, len(program.stages), columns, flags)
                for move in actor.moves
                if move.index not in plan.forbidden
            ]
            for actor in program.actors
        ]

    @staticmethod
    def _gate(move: Move, stages: int, columns: Columns, flags: dict[int, Flag]) -> _Gate:
        inside = np.zeros(stages, dtype=np.bool_)
        inside[sorted(move.stages)] = True
        return _Gate(
            move,
            inside,
            move.stages,
            None if move.when is None else columns.of(move.when),
            tuple(flags[i] for i in move.after),
            tuple(flags[i] for i in move.unless),
            flags[move.index] if move.once else None,
        )

    def candidates(self, rows: Rows, actor: Actor, now: int) -> list[Candidate]:
        """The moves of ``actor`` that some rows can make now, in the order of the file."""
        present = frozenset(np.flatnonzero(np.bincount(rows.stage)).tolist())
        view = View(rows, now, None)
        found = []
        for gate in self._gates[actor.index]:
            if not present & gate.open_to:
                continue
            mask = _mask(gate, rows, view, present)
            if mask is None or mask.any():
                found.append(Candidate(gate.move, mask))
        return found


def _mask(gate: _Gate, rows: Rows, view: View, present: frozenset[int]) -> Truths | None:
    parts: list[Truths] = []
    if not present <= gate.open_to:
        parts.append(gate.stages.take(rows.stage))
    if gate.once is not None:
        parts.append(~view.flag(gate.once))
    if gate.move.cooldown:
        parts.append(rows.ready[gate.move.index] <= view.now)
    parts += [view.flag(flag) for flag in gate.after]
    parts += [~view.flag(flag) for flag in gate.unless]
    mask: Truths | None = None
    for part in parts:
        mask = part if mask is None else mask & part
    if gate.when is not None and (mask is None or mask.any()):
        holds = gate.when(view)
        if isinstance(holds, np.ndarray) and holds.ndim:
            mask = holds if mask is None else mask & holds
        elif not holds:
            return np.zeros(rows.size, dtype=np.bool_)
    return mask
