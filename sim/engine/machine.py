"""The stage machine: stages change only here, through a ``transitions.Machine``.

The only importer of that package. It is handed ids and callables of our own making, never text
from a file: a state is called ``s3`` and a trigger ``a17`` after their places in the program.
Whether an arc may be taken, the rules have decided before; the machine refuses an arc that does
not leave the present stage.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

from transitions import Machine, MachineError

if TYPE_CHECKING:
    from sim.program.model import Program

logging.getLogger("transitions").setLevel(logging.WARNING)


class ArcError(RuntimeError):
    """An arc was taken that does not leave the present stage: a fault of the engine."""


class Position:
    """Where one story stands. ``state`` belongs to the machine; nothing else writes it."""

    __slots__ = ("state",)

    def __init__(self, stage: int) -> None:
        self.state = f"s{stage}"


class StageMachine:
    """The arcs of a program as a machine, shared by all its stories."""

    def __init__(self, program: Program) -> None:
        self._machine = Machine(
            model=None,
            states=[f"s{stage.index}" for stage in program.stages],
            initial="s0",
            auto_transitions=False,
            send_event=True,
        )
        for arc in program.arcs:
            self._machine.add_transition(f"a{arc.index}", f"s{arc.source}", f"s{arc.target}")
        self._targets = {f"s{stage.index}": stage.index for stage in program.stages}

    def take(self, position: Position, arc: int) -> int:
        """Move ``position`` along ``arc``; the index of the stage entered.

        Raises :class:`ArcError` where the arc does not begin at the present stage.
        """
        try:
            moved = self._machine.events[f"a{arc}"].trigger(position)
        except (MachineError, KeyError, AttributeError) as error:
            raise ArcError(f"arc {arc} does not leave {position.state}") from error
        if not moved:
            raise ArcError(f"arc {arc} was refused at {position.state}")
        return self._targets[position.state]


@lru_cache(maxsize=32)
def machine_of(program: Program) -> StageMachine:
    """The machine of ``program``, built once."""
    return StageMachine(program)
