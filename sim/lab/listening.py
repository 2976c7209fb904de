"""Who may listen while stories are told: to the rules, by row, or to a chunk, by story; and who
may leave an actor fewer moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from sim.engine.events import Cause, How
    from sim.lab.gates import Candidate
    from sim.lab.rows import Places, Rows
    from sim.program.model import Actor, Move, Outcome


class Listener(Protocol):
    """Who wants to know what happens to which rows (places are those of the rows at the time)."""

    @property
    def hears_changes(self) -> bool:
        """Whether to tell of changes of variables too."""

    def entered(
        self, places: Places, before: NDArray[np.int16] | None, stage: int, cause: Cause
    ) -> None:
        """Rows entered a stage (``before``: the stages they left; None at the very beginning)."""

    def changed(
        self,
        places: Places,
        slot: int,
        before: NDArray[np.generic],
        after: NDArray[np.generic],
        cause: Cause,
    ) -> None:
        """A variable was given values, which may equal those before."""


class Watcher(Protocol):
    """Who wants to be told what happens, with the places of the stories in the chunk.

    Rounds, days, stages, variables, moves and outcomes are given as in the story engine's events.
    """

    def began(self, lanes: Places, now: int, days: NDArray[np.generic]) -> None:
        """A round begins."""

    def acted(
        self,
        lanes: Places,
        now: int,
        days: NDArray[np.generic],
        move: Move,
        outcome: Outcome | None,
        how: How,
    ) -> None:
        """A move is made, before it takes effect."""

    def changed(
        self,
        lanes: Places,
        now: int,
        days: NDArray[np.generic],
        slot: int,
        before: NDArray[np.generic],
        after: NDArray[np.generic],
        cause: Cause,
    ) -> None:
        """A variable was given values, which may equal those before."""

    def entered(
        self,
        lanes: Places,
        now: int,
        days: NDArray[np.generic],
        before: NDArray[np.intp] | None,
        stage: int,
        cause: Cause,
    ) -> None:
        """A stage was entered."""


class Narrower(Protocol):
    """Who may leave an actor fewer moves than are enabled, at some turns of some stories."""

    def narrow(
        self, actor: Actor, now: int, lanes: Places, rows: Rows, candidates: Sequence[Candidate]
    ) -> Sequence[Candidate]:
        """Those of ``candidates`` that ``actor`` may choose among.

        ``lanes`` has the place in the chunk of each of ``rows``. Where a row has a candidate it
        must be left one.
        """
