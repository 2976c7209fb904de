"""The state of a story in play: what the rules read and write, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.program.model import Program


class State:
    """One moment of a story (DESIGN section 3).

    ``round`` counts from 1; ``turn`` is the place, in the order, of the actor who acts next;
    ``stage`` is an index, ``began_in`` that of the stage in which the round began; ``values`` are
    the variables' (booleans as 0 and 1); ``day`` counts from the start; ``made`` and ``turned_out``
    are flags by move and by outcome; ``ready`` is the first round in which a move is enabled
    again; ``truths`` are the places of the unknowns' values.
    """

    __slots__ = (
        "began_in",
        "day",
        "made",
        "ready",
        "round",
        "rounds_in_stage",
        "stage",
        "truths",
        "turn",
        "turned_out",
        "values",
    )

    def __init__(self, program: Program) -> None:
        self.round = 1
        self.turn = 0
        self.stage = 0
        self.began_in = 0
        self.values = [variable.start for variable in program.variables]
        self.day = 0
        self.rounds_in_stage = 0
        self.made = bytearray(len(program.moves))
        self.turned_out = bytearray(len(program.outcomes))
        self.ready = [1] * len(program.moves)
        self.truths = [0] * len(program.unknowns)

    def copy(self) -> State:
        """An independent copy."""
        other = State.__new__(State)
        other.round = self.round
        other.turn = self.turn
        other.stage = self.stage
        other.began_in = self.began_in
        other.values = self.values.copy()
        other.day = self.day
        other.rounds_in_stage = self.rounds_in_stage
        other.made = self.made.copy()
        other.turned_out = self.turned_out.copy()
        other.ready = self.ready.copy()
        other.truths = self.truths.copy()
        return other

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and all(
            getattr(self, name) == getattr(other, name) for name in State.__slots__
        )

    __hash__ = None  # type: ignore[assignment]  # states change
