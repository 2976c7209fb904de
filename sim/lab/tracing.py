"""What happened in a chunk, kept while it is told: acts by turn, or every event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.events import Cause, How
    from sim.lab.rows import Places
    from sim.program.model import Move, Outcome, Program


class ActTrace:
    """Which act each story has at each turn, as a number; 0 where nobody acts.

    Waiting moves count from 1 by move, other acts from there on by outcome; see :meth:`meaning`.
    ``digest`` folds in every change of a variable and every stage, so that two stories with the
    same digest are the same.
    """

    def __init__(self, program: Program, size: int) -> None:
        self.program = program
        self._actors = len(program.actors)
        self._waits = {m.index: n for n, m in enumerate((m for m in program.moves if m.is_wait), 1)}
        self._first = len(self._waits) + 1
        small = self._first + len(program.outcomes) <= np.iinfo(np.int16).max
        kind: type[np.signedinteger[Any]] = np.int16 if small else np.int32
        self.acts = np.zeros((program.rounds * self._actors, size), dtype=kind)
        self.digest = np.zeros((program.rounds + 1, size), dtype=np.uint64)

    def meaning(self, code: int) -> tuple[Move, Outcome | None] | None:
        """The act that ``code`` stands for."""
        if code == 0:
            return None
        if code < self._first:
            move = next(i for i, n in self._waits.items() if n == code)
            return self.program.moves[move], None
        outcome = self.program.outcomes[code - self._first]
        return self.program.moves[outcome.move], outcome

    def began(self, lanes: Places, now: int, days: NDArray[Any]) -> None:
        """A round begins: what is known so far is carried on."""
        self.digest[now][lanes] = self.digest[now - 1][lanes]

    def acted(
        self,
        lanes: Places,
        now: int,
        days: NDArray[Any],
        move: Move,
        outcome: Outcome | None,
        how: How,
    ) -> None:
        """A move is made."""
        code = self._waits[move.index] if outcome is None else self._first + outcome.index
        self.acts[(now - 1) * self._actors + move.actor][lanes] = code
        self._fold(lanes, now, np.uint64(code))

    def changed(
        self,
        lanes: Places,
        now: int,
        days: NDArray[Any],
        slot: int,
        before: NDArray[Any],
        after: NDArray[Any],
        cause: Cause,
    ) -> None:
        """A variable was given values."""
        moved = np.flatnonzero(before != after)
        if len(moved):
            # Which variable, then which value: together one step could take two for one.
            self._fold(lanes[moved], now, np.uint64(100_003 + slot))
            self._fold(lanes[moved], now, after[moved].astype(np.int64).astype(np.uint64))

    def entered(
        self,
        lanes: Places,
        now: int,
        days: NDArray[Any],
        before: NDArray[np.intp] | None,
        stage: int,
        cause: Cause,
    ) -> None:
        """A stage was entered."""
        self._fold(lanes, now, np.uint64(200_003 + stage))

    def _fold(self, lanes: Places, now: int, what: NDArray[np.uint64] | np.uint64) -> None:
        """One step of a 64-bit multiplicative hash."""
        row = self.digest[now]
        row[lanes] = (row[lanes] ^ what) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(1)


class Event(NamedTuple):
    """One kind of event in many stories: ``x``, ``y`` and ``z`` depend on the kind."""

    kind: str
    now: int
    lanes: Places
    days: NDArray[Any]
    x: int
    y: NDArray[Any] | int | None
    z: NDArray[Any] | int | None
    word: str


class EventTable:
    """Every event of a chunk, in the order in which it happened."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.events: list[Event] = []

    def began(self, lanes: Places, now: int, days: NDArray[Any]) -> None:
        """A round begins."""
        self.events.append(Event("round", now, lanes, days, 0, None, None, ""))

    def acted(
        self,
        lanes: Places,
        now: int,
        days: NDArray[Any],
        move: Move,
        outcome: Outcome | None,
        how: How,
    ) -> None:
        """A move is made."""
        code = None if outcome is None else outcome.index
        self.events.append(Event("moved", now, lanes, days, move.index, code, None, how))

    def changed(
        self,
        lanes: Places,
        now: int,
        days: NDArray[Any],
        slot: int,
        before: NDArray[Any],
        after: NDArray[Any],
        cause: Cause,
    ) -> None:
        """A variable was given values; those that stayed are left out."""
        moved = np.flatnonzero(before != after)
        if len(moved):
            lanes, days = lanes[moved], days[moved]
            self.events.append(
                Event("changed", now, lanes, days, slot, before[moved], after[moved], cause)
            )

    def entered(
        self,
        lanes: Places,
        now: int,
        days: NDArray[Any],
        before: NDArray[np.intp] | None,
        stage: int,
        cause: Cause,
    ) -> None:
        """A stage was entered."""
        self.events.append(Event("stage", now, lanes, days, stage, before, None, cause))
