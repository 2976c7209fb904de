"""The stage of each story in each round, as state sequences; and several watchers as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.engine.events import Cause, How
    from sim.lab.rows import Places
    from sim.lab.sampler import Watcher
    from sim.program.model import Move, Outcome, Program


class StageTrace:
    """In which stage each story stands when a round is over; -1 once the story has ended.

    ``stages[r]`` is the column of round r (row 0 is unused). The round in which the ending comes
    has the ending.
    """

    def __init__(self, program: Program, size: int) -> None:
        self.stages = np.full((program.rounds + 1, size), -1, dtype=np.int16)

    def began(self, lanes: Places, now: int, days: NDArray[Any]) -> None:
        """A round begins where the one before left off."""
        self.stages[now][lanes] = self.stages[now - 1][lanes]

    def acted(
        self,
        lanes: Places,
        now: int,
        days: NDArray[Any],
        move: Move,
        outcome: Outcome | None,
        how: How,
    ) -> None:
        """Acts alone change no stage."""

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
        """Variables alone change no stage."""

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
        self.stages[now][lanes] = stage


class Together:
    """Several watchers, told in turn."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self.watchers = watchers

    def began(self, lanes: Places, now: int, days: NDArray[Any]) -> None:
        """A round begins."""
        for watcher in self.watchers:
            watcher.began(lanes, now, days)

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
        for watcher in self.watchers:
            watcher.acted(lanes, now, days, move, outcome, how)

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
        for watcher in self.watchers:
            watcher.changed(lanes, now, days, slot, before, after, cause)

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
        for watcher in self.watchers:
            watcher.entered(lanes, now, days, before, stage, cause)
