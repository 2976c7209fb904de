"""What became of the moves that a what-if forces, and of its strategies, over many stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.interventions import Order, Plan
    from sim.lab.sampler import Chunk

#: The three, in the order in which they are counted.
WORDS = ("done", "not_enabled", "ended_before")


def counts(chunk: Chunk, order: Order, place: int) -> list[int]:
    """In how many stories ``order`` was done, was not enabled, came after the end."""
    done = chunk.orders[place]
    passed = (chunk.rounds > order.round) | (
        (chunk.rounds == order.round) & (chunk.turn >= order.move.actor)
    )
    return [
        int(np.count_nonzero(done)),
        int(np.count_nonzero(~done & passed)),
        int(np.count_nonzero(~done & ~passed)),
    ]


def uncovered(chunk: Chunk, plan: Plan) -> NDArray[np.int64]:
    """For each actor who follows a strategy: the choices about which it said nothing; in how many
    stories there was one."""
    columns = [chunk.uncovered[actor] for actor in plan.ruled]
    found = [[int(column.sum(dtype=np.int64)), np.count_nonzero(column)] for column in columns]
    return np.array(found, dtype=np.int64).reshape(len(columns), 2)
