"""The way through all layers, forward: what may be the case at each turn, and with what odds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.lab.exact.branching import Brancher
from sim.lab.exact.layers import BLOCK, Layer, Pile
from sim.lab.exact.packing import Packer
from sim.lab.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from sim.engine.interventions import Plan
    from sim.engine.state import State
    from sim.lab.exact.liveness import Liveness
    from sim.lab.rows import Places
    from sim.program.model import Program

    Shares = NDArray[np.float64]
    Pieces = Iterator[tuple[Rows, Shares]]

#: Of so few states, equal ones are not put together before the next turn: each step costs more.
FEW = 256


class Walk:
    """One way through all layers, forward.

    ``absorb`` is told of states that have ended: the rows, the places of those among them, their
    odds, and the round.

    ``uncovered`` counts, by actor who follows a strategy, the choices in a story about which it
    says nothing: the expected number, once the way is gone.
    """

    def __init__(
        self,
        program: Program,
        plan: Plan,
        liveness: Liveness,
        absorb: Callable[[Rows, Places, Shares, int], object],
        tilts: Mapping[int, float] | None = None,
    ) -> None:
        self.program = program
        self.absorb = absorb
        self.brancher = Brancher(program, plan, tilts)
        self.packer = Packer(program, liveness, self.brancher.orders)
        self.uncovered = dict.fromkeys(plan.ruled, 0.0)

    def start(self) -> Layer:
        """The layer at the first actor's turn of round 1."""
        pile = Pile(self.packer.words)
        rows, odds = self.brancher.start()
        self._into(pile, rows, odds, 1, 1)
        return pile.layer()

    def like(self, state: State) -> Layer:
        """The layer that holds ``state`` alone."""
        pile = Pile(self.packer.words)
        rows = Rows.like(self.program, state, 1, self.brancher.orders)
        self._into(pile, rows, np.ones(1), state.round, state.round)
        return pile.layer()

    def turn(self, layer: Layer, actor: int, now: int) -> Layer:
        """The layer after ``actor`` has acted in round ``now``."""
        return self._piled(self._acted(self.blocks(layer, now), actor, now), now)

    def end_round(self, layer: Layer, now: int) -> Layer:
        """The layer at the first turn of round ``now`` + 1."""
        return self._next_round(self.blocks(layer, now), now)

    def round(self, layer: Layer, first: int, now: int, count: Callable[[int], object]) -> Layer:
        """The layer at the first turn of round ``now`` + 1, from that at the turn of ``first``.

        What :meth:`turn` for each actor and then :meth:`end_round` come to, but equal states are
        put together only where they are more than a few. ``count`` is told how many act each turn.
        """
        pieces, size = self.blocks(layer, now), layer.size
        for actor in range(first, len(self.program.actors) - 1):
            count(size)
            acted = self._acted(pieces, actor, now)
            if size > FEW:
                layer = self._piled(acted, now)
                pieces, size = self.blocks(layer, now), layer.size
            else:
                going = [*self._going_on(acted, now)]
                pieces, size = iter(going), sum(rows.size for rows, _ in going)
        count(size)
        acted = self._acted(pieces, len(self.program.actors) - 1, now)
        return self._next_round(self._going_on(acted, now), now)

    def blocks(self, layer: Layer, now: int) -> Iterator[tuple[Rows, Shares]]:
        """The states of ``layer``, a piece at a time, with their odds."""
        for part in layer.blocks():
            yield self.packer.unpack([word[part] for word in layer.words], now), layer.odds[part]

    def _acted(self, pieces: Pieces, actor: int, now: int) -> Pieces:
        """The states after every act of ``actor``, a piece at a time."""
        brancher, who = self.brancher, self.program.actors[actor]
        for rows, odds in pieces:
            for after, places, share in brancher.together(rows, who, now, BLOCK):
                yield after, odds.take(places) * share
            if brancher.uncovered is not None:
                self.uncovered[actor] += float(odds.take(brancher.uncovered).sum())

    def _piled(self, pieces: Pieces, now: int) -> Layer:
        """The layer of those that go on."""
        pile = Pile(self.packer.words)
        for rows, odds in pieces:
            self._into(pile, rows, odds, now, now)
        return pile.layer()

    def _next_round(self, pieces: Pieces, now: int) -> Layer:
        """The layer of those that go on when round ``now`` has ended."""
        pile = Pile(self.packer.words)
        for rows, odds in self._going_on(self._ended(pieces, now), now):
            self.brancher.new_round(rows, now + 1)
            self._into(pile, rows, odds, now + 1, now + 1)
        return pile.layer()

    def _ended(self, pieces: Pieces, now: int) -> Pieces:
        """The states at the end of round ``now``."""
        for rows, odds in pieces:
            self.brancher.end_round(rows, now)
            yield rows, odds

    def _going_on(self, pieces: Pieces, now: int) -> Pieces:
        """Those that go on; the others are absorbed."""
        for rows, odds in pieces:
            going = self._going(rows, odds, now)
            if going is None:
                yield rows, odds
            elif len(going):
                yield rows.take(going), odds.take(going)

    def _going(self, rows: Rows, odds: Shares, now: int) -> Places | None:
        """The places of those that go on (None: all); the others are absorbed."""
        if rows.present.isdisjoint(self.brancher.endings):
            return None
        ended = self.brancher.ended(rows)
        over = ended.nonzero()[0]
        if not len(over):
            return None
        self.absorb(rows, over, odds.take(over), now)
        return (~ended).nonzero()[0]

    def _into(self, pile: Pile, rows: Rows, odds: Shares, now: int, at: int) -> None:
        going = self._going(rows, odds, now)
        self.packer.forget(rows)
        words = self.packer.pack(rows, at)
        if going is not None:
            words, odds = [word.take(going) for word in words], odds.take(going)
        pile.add(words, odds)
