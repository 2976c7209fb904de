"""Certain bounds where the states are too many: the most probable go on, the rest is noted.

After each turn only the ``keep`` most probable states of a layer go on. What is dropped may still
come to any ending that arcs lead to from its stage, and to no other. So an ending's odds are at
least the probability with which kept states came to it, and at most that plus what was dropped in
stages from which it can be reached. This holds up to the rounding of floats (about 1e-13); nothing
is sampled. (Truncation with its lost mass: as in the uniformisation and sliding-window methods for
Markov chains, such as Henzinger, Mateescu and Wolf, Sliding Window Abstraction, CAV 2009.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.interventions import Plan
from sim.lab.exact.layers import Layer
from sim.lab.exact.liveness import liveness_of
from sim.lab.exact.walk import Walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.state import State
    from sim.lab.rows import Places, Rows
    from sim.program.model import Program

    Shares = NDArray[np.float64]

#: How many states of a layer go on: some 150 MB, and a minute or so for a scenario of any size.
KEEP = 100_000


@dataclass(frozen=True, slots=True)
class Bound:
    """A probability is at least ``low`` and at most ``high``."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class BoundedOdds:
    """What is certain of the odds.

    ``endings``: of each ending; ``by_round``: of each having come by the end of each round, from
    round 1 on; ``left_out``: the probability of all states that were dropped; ``states``: how many
    were stepped, over all layers.
    """

    endings: dict[str, Bound]
    by_round: tuple[dict[str, Bound], ...]
    left_out: float
    states: int


def bounded_odds(
    program: Program, plan: Plan | None = None, *, start: State | None = None, keep: int = KEEP
) -> BoundedOdds:
    """Bounds on the odds of the endings of ``program`` under ``plan``, from ``start`` on."""
    return _Bounding(program, plan or Plan(), keep).run(start)


class _Bounding:
    def __init__(self, program: Program, plan: Plan, keep: int) -> None:
        self.program, self.keep = program, keep
        size = (program.rounds + 2, len(program.stages))
        self.ended, self.dropped = np.zeros(size), np.zeros(size)
        self.walk = Walk(program, plan, liveness_of(program, plan), self.absorb)
        self.ways = _reachable(program, plan)
        self.states = 0

    def absorb(self, rows: Rows, over: Places, odds: Shares, now: int) -> None:
        """States that have ended."""
        self.ended[now] += np.bincount(rows.stage.take(over), odds, len(self.program.stages))

    def run(self, start: State | None) -> BoundedOdds:
        """All rounds."""
        program, walk = self.program, self.walk
        layer = walk.start() if start is None else walk.like(start)
        first, turn = (1, 0) if start is None else (start.round, start.turn)
        for now in range(first, program.rounds + 1):
            for actor in range(turn, len(program.actors)):
                layer = self.kept(walk.turn(self.counted(layer), actor, now), now, now)
            turn = 0
            layer = self.kept(walk.end_round(self.counted(layer), now), now, now + 1)
            if not layer.size:
                break
        by_round = self.bounds()
        left_out = float(self.dropped.sum())
        return BoundedOdds(by_round[-1], by_round, left_out, self.states)

    def counted(self, layer: Layer) -> Layer:
        """The layer itself."""
        self.states += layer.size
        return layer

    def kept(self, layer: Layer, now: int, at: int) -> Layer:
        """The most probable states of ``layer``, as packed for round ``at``; the rest is noted."""
        if layer.size <= self.keep:
            return layer
        order = np.argpartition(layer.odds, layer.size - self.keep)
        rest, best = _part(layer, order[: -self.keep]), _part(layer, order[-self.keep :])
        for rows, odds in self.walk.blocks(rest, at):
            self.dropped[now] += np.bincount(rows.stage, odds, len(self.program.stages))
        return best

    def bounds(self) -> tuple[dict[str, Bound], ...]:
        """What is certain by the end of each round."""
        came, lost = self.ended.cumsum(axis=0), self.dropped.cumsum(axis=0)
        most = np.minimum(came + lost @ self.ways, 1.0)
        endings = [(stage.id, stage.index) for stage in self.program.stages if stage.ending]
        return tuple(
            {
                name: Bound(float(came[now, place]), float(most[now, place]))
                for name, place in endings
            }
            for now in range(1, self.program.rounds + 1)
        )


def _part(layer: Layer, places: NDArray[np.intp]) -> Layer:
    """The states at ``places``, in the order of the layer."""
    places = np.sort(places)
    words = [word.take(places) for word in layer.words]
    key = words[0] if len(words) == 1 else layer.key.take(places)
    return Layer(words, layer.odds.take(places), key, layer.salt)


def _reachable(program: Program, plan: Plan) -> NDArray[np.float64]:
    """1 where arcs lead from a stage (row) to another (column), in any number of steps."""
    ways = np.eye(len(program.stages), dtype=np.bool_)
    for arc in program.arcs:
        if arc.move not in plan.forbidden:
            ways[arc.source, arc.target] = True
    while True:
        further = ways @ ways
        if (further == ways).all():
            return ways.astype(np.float64)
        ways = further
