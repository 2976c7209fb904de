"""What is known of a chunk of stories once they are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sim.lab.rows import Words
    from sim.program.model import Program


@dataclass(slots=True)
class Chunk:
    """What became of a chunk of stories, one element a story, in the order of their numbers.

    ``ending`` is an index; ``rounds`` and ``days`` when it came; ``values`` the variables then;
    ``entered`` the first round in which each stage was entered (0: never); ``made`` how often each
    move was; ``orders`` which of the plan's moves were made; ``turn`` the place in the order of
    the last act; ``truths`` the hidden ones. ``uncovered`` has, by actor who follows a strategy,
    how many choices it said nothing about. ``worth`` is what each of the sampler's goals came to.
    """

    numbers: Words
    ending: NDArray[np.int16]
    rounds: NDArray[np.int16]
    days: NDArray[np.int32]
    values: list[NDArray[np.int64]]
    entered: list[NDArray[np.int16]]
    made: list[NDArray[np.int16]]
    orders: NDArray[np.bool_]
    turn: NDArray[np.int16]
    truths: list[NDArray[np.int16]]
    uncovered: dict[int, NDArray[np.int16]]
    worth: list[NDArray[np.float64]]

    @classmethod
    def untold(
        cls,
        program: Program,
        numbers: Words,
        orders: int,
        *,
        ruled: Iterable[int] = (),
        goals: int = 0,
    ) -> Chunk:
        """A chunk of which nothing is known yet.

        ``orders`` is how many moves a plan has, ``ruled`` are the actors who follow strategies,
        ``goals`` is of how many goals the worth is asked for.
        """
        size = len(numbers)
        return cls(
            numbers=numbers,
            ending=np.full(size, -1, dtype=np.int16),
            rounds=np.zeros(size, dtype=np.int16),
            days=np.zeros(size, dtype=np.int32),
            values=[np.zeros(size, dtype=np.int64) for _ in program.variables],
            entered=[np.zeros(size, dtype=np.int16) for _ in program.stages],
            made=[np.zeros(size, dtype=np.int16) for _ in program.moves],
            orders=np.zeros((orders, size), dtype=np.bool_),
            turn=np.zeros(size, dtype=np.int16),
            truths=[np.zeros(size, dtype=np.int16) for _ in program.unknowns],
            uncovered={actor: np.zeros(size, dtype=np.int16) for actor in ruled},
            worth=[np.zeros(size, dtype=np.float64) for _ in range(goals)],
        )
