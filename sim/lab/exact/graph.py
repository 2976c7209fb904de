"""The states and what leads from one to another, kept as lists, to be walked many times.

Everywhere else a layer is stepped anew whenever it is needed, so that nothing has to be stored.
A search that weighs hundreds of strategies against each other walks the same graph every time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import BudgetError
from sim.lab.arrays import Columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.lab.exact.backward import Backward
    from sim.lab.exact.goals import Goal
    from sim.lab.exact.layers import Layer
    from sim.lab.rows import Places, Rows, Truths
    from sim.program.model import Program

    Floats = NDArray[np.float64]

#: More ways than these are not kept: about 300 megabytes.
MOST_WAYS = 15_000_000


class Ways:
    """What may follow in one layer: from ``source`` to ``target`` of the next with ``share``.

    ``reward``: by state, what is expected of stories that end here.
    """

    def __init__(self, size: int) -> None:
        self.reward: Floats = np.zeros(size)
        self._parts: list[tuple[Places, Places, Floats]] = []
        self.source: Places = np.zeros(0, dtype=np.intp)
        self.target: Places = self.source
        self.share: Floats = np.zeros(0)

    def add(self, source: Places, target: Places, share: Floats) -> None:
        """More ways on."""
        self._parts.append((source, target, share))

    def close(self) -> int:
        """Put everything together; how many ways there are."""
        if self._parts:
            source, target, share = map(np.concatenate, zip(*self._parts, strict=True))
            self.source, self.target, self.share = source, target, share
            self._parts = []
        return len(self.source)

    def back(self, values: Floats) -> Floats:
        """What is expected in each state, if ``values`` are those of the next layer."""
        if not len(self.source):
            return self.reward
        onward = np.bincount(
            self.source, self.share * values.take(self.target), minlength=len(self.reward)
        )
        return self.reward + onward

    def forth(self, odds: Floats, size: int) -> Floats:
        """The odds of the next layer's ``size`` states, if ``odds`` are those of this one's."""
        if not len(self.source):
            return np.zeros(size)
        weights = self.share * odds.take(self.source)
        return np.bincount(self.target, weights, minlength=size).astype(np.float64)


@dataclass(slots=True)
class Turn:
    """One layer. ``usual``: what follows without a choice; ``moves``: by row, what each leads to.

    ``open``: a row a move, a column a state: whether it can be made. ``stage`` of each state.
    """

    now: int
    size: int
    stage: NDArray[np.int16]
    usual: Ways
    moves: list[Ways] = field(default_factory=list)
    open: Truths | None = None


@dataclass(slots=True)
class Graph:
    """All turns, from the first on; ``ended``: what is expected of stories that end at once."""

    turns: list[Turn]
    odds: Floats
    ended: float


def graph_of(program: Program, backward: Backward, actor: int, goal: Goal) -> Graph:
    """The graph of the layers of ``backward``, in which ``actor`` chooses and ``goal`` counts.

    Raises :class:`BudgetError` for more than ``MOST_WAYS`` ways.
    """
    return _Maker(program, backward, actor, goal).graph()


class _Maker:
    def __init__(self, program: Program, backward: Backward, actor: int, goal: Goal) -> None:
        self.program, self.backward, self.actor, self.goal = program, backward, actor, goal
        self.walk = backward.walk
        self.columns = Columns(program)
        self.row_of = {m.index: row for row, m in enumerate(program.actors[actor].moves)}

    def graph(self) -> Graph:
        layers = self.backward.layers
        turns, ways = [], 0
        for place, (now, turn, layer) in enumerate(layers):
            following = layers[place + 1][2] if place + 1 < len(layers) else None
            made = self.turn(now, turn, layer, following)
            ways += sum(each.close() for each in (made.usual, *made.moves))
            turns.append(made)
            if ways > MOST_WAYS:
                raise BudgetError(f"More than {MOST_WAYS:,} ways from state to state.")
        rows, odds = self.walk.brancher.start()
        over = np.flatnonzero(self.walk.brancher.ended(rows))
        paid = self.goal.worth(self.columns, rows.take(over), 1) if len(over) else np.zeros(0)
        return Graph(turns, layers[0][2].odds, float(paid @ odds[over]))

    def turn(self, now: int, turn: int, layer: Layer, following: Layer | None) -> Turn:
        moves = self.program.actors[self.actor].moves
        made = Turn(now, layer.size, np.zeros(layer.size, dtype=np.int16), Ways(layer.size))
        if turn == self.actor:
            made.moves = [Ways(layer.size) for _ in moves]
            made.open = np.zeros((len(moves), layer.size), dtype=np.bool_)
        first = 0
        for rows, _ in self.walk.blocks(layer, now):
            made.stage[first : first + rows.size] = rows.stage
            if turn == len(self.program.actors):
                self.round(made.usual, rows, now, first, following)
            else:
                self.acts(made, rows, turn, first, following)
            first += rows.size
        return made

    def acts(self, made: Turn, rows: Rows, turn: int, first: int, following: Layer | None) -> None:
        brancher = self.walk.brancher
        for branch in brancher.branches(rows, self.program.actors[turn], made.now):
            after = brancher.after(rows, branch, made.now)
            source, share, ways = branch.places + first, branch.share, made.usual
            if made.open is not None and branch.move is not None:
                row = self.row_of[branch.move.index]
                made.open[row, source] = True
                ways, share = made.moves[row], branch.share / branch.chosen
            self.lead(ways, after, source, share, made.now, following)

    def round(self, ways: Ways, rows: Rows, now: int, first: int, following: Layer | None) -> None:
        brancher = self.walk.brancher
        brancher.end_round(rows, now)
        source, ended = np.arange(rows.size) + first, brancher.ended(rows)
        over, going = np.flatnonzero(ended), np.flatnonzero(~ended)
        self.lead(ways, rows.take(over), source[over], np.ones(len(over)), now, None)
        if len(going):
            rest = rows.take(going)
            brancher.new_round(rest, now + 1)
            self.lead(ways, rest, source[going], np.ones(len(going)), now + 1, following)

    def lead(
        self,
        ways: Ways,
        rows: Rows,
        source: Places,
        share: Floats,
        now: int,
        following: Layer | None,
    ) -> None:
        """From the states ``source`` to those of ``rows``, or to what they come to at the end."""
        ended = self.walk.brancher.ended(rows)
        over, going = np.flatnonzero(ended), np.flatnonzero(~ended)
        if len(over):
            paid = share[over] * self.goal.worth(self.columns, rows.take(over), now)
            np.add.at(ways.reward, source[over], paid)
        if len(going) and following is not None:
            rest = rows.take(going)
            self.walk.packer.forget(rest)
            target = following.find(self.walk.packer.pack(rest, now))
            ways.add(source[going], target, share[going])
