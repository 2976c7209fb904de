"""What became of the moves that a what-if forces, over many stories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.engine.interventions import Order
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
