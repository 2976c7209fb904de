"""The best fixed sequence: one move a round, whatever happens.

Whoever follows a sequence sees nothing, so all that counts is how likely each state is by then: a
problem without observations (Hauskrecht, JAIR 13, 2000, section 3). A beginning of a sequence can
come to no more than if best play, which sees everything, goes on from there: the bound by which the
search leaves out what cannot be best.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.lab.exact.graph import Floats, Graph, Turn, Ways
    from sim.lab.rows import Truths

#: Values that differ by less count as equal.
TIE = 1e-12


class _Begun(NamedTuple):
    """A beginning: its moves, what it can come to at most, what is paid, the odds of states."""

    moves: tuple[int, ...]
    most: float
    paid: float
    odds: Floats


class SequenceSearch:
    """The search. ``options``: by turn of the actor, the rows of the moves to choose among;
    ``instead``: by turn, the row that each state falls back on."""

    def __init__(
        self, graph: Graph, options: list[list[int]], instead: list[NDArray[np.intp]], work: int
    ) -> None:
        self.graph, self.options, self.instead, self.left = graph, options, instead, work
        self.turns = graph.turns
        self.places = [n for n, turn in enumerate(self.turns) if turn.open is not None]
        self.best = self._best()

    def _best(self) -> list[Floats]:
        """By layer, what best play that sees everything comes to from each state."""
        known: list[Floats] = []
        values: Floats = np.zeros(0)
        for turn in reversed(self.turns):
            self.left -= _cost(turn)
            usual = turn.usual.back(values)
            if turn.open is not None and turn.size:
                after = np.stack([ways.back(values) for ways in turn.moves])
                most = np.where(turn.open, after, -np.inf).max(axis=0)
                usual = np.where(turn.open.any(axis=0), most, usual)
            values = usual
            known.append(values)
        return known[::-1]

    def run(self) -> tuple[float, tuple[int, ...], float]:
        """The best value found, its sequence, and what no other can exceed."""
        odds, paid = self._onward(self.graph.odds, self.graph.ended, 0, self.places[0])
        value, moves = -np.inf, tuple(options[0] for options in self.options)
        every = sorted({row for options in self.options for row in options})
        for start in every:
            trial = [start if start in o else o[-1] for o in self.options]
            found, climbed = self._climb(trial, odds, paid)
            if found > value + TIE:
                value, moves = found, climbed
        return self._bounded(_Begun((), self._at_most(odds, paid, 0), paid, odds), value, moves)

    def _at_most(self, odds: Floats, paid: float, number: int) -> float:
        if number == len(self.places):
            return paid
        return paid + float(odds @ self.best[self.places[number]])

    def _bounded(
        self, first: _Begun, value: float, moves: tuple[int, ...]
    ) -> tuple[float, tuple[int, ...], float]:
        """Branch and bound, the most promising beginning of the longest ones first."""
        open_, most = [first], -np.inf
        while open_:
            begun = open_.pop()
            if begun.most <= value + TIE:
                continue
            if self.left < 0:
                most = max(most, begun.most)
                continue
            number = len(begun.moves)
            below = []
            for row in self.options[number]:
                odds, paid = self._act(begun.odds, begun.paid, number, row)
                bound = self._at_most(odds, paid, number + 1)
                if bound <= value + TIE:
                    continue
                longer = _Begun((*begun.moves, row), bound, paid, odds)
                if number + 1 == len(self.places):
                    value, moves = bound, longer.moves
                else:
                    below.append(longer)
            open_ += sorted(below, key=lambda one: one.most)
        return value, moves, max(most, value)

    # -- forward ------------------------------------------------------------------------------

    def _act(self, odds: Floats, paid: float, number: int, row: int) -> tuple[Floats, float]:
        """The odds at the actor's next turn, if it makes the move ``row`` at this one."""
        place = self.places[number]
        turn, size = self.turns[place], self._size(place + 1)
        after = np.zeros(size)
        for ways, here in self._made(turn, number, row):
            part = np.where(here, odds, 0.0)
            paid += float(ways.reward @ part)
            after += ways.forth(part, size)
            self.left -= len(ways.source)
        end = self.places[number + 1] if number + 1 < len(self.places) else len(self.turns)
        return self._onward(after, paid, place + 1, end)

    def _made(self, turn: Turn, number: int, row: int) -> Iterator[tuple[Ways, Truths]]:
        """What is made in which states if the move ``row`` is wanted everywhere."""
        opened, instead = turn.open, self.instead[number]
        if opened is None:
            return
        can = opened[row]
        yield turn.moves[row], can
        for other in np.unique(instead[~can]).tolist():
            here: Truths = opened[other] & ~can
            here[instead != other] = False
            if here.any():
                yield turn.moves[other], here
        nothing = np.asarray(~opened.any(axis=0))
        if nothing.any():
            yield turn.usual, nothing

    def _onward(self, odds: Floats, paid: float, first: int, end: int) -> tuple[Floats, float]:
        """Through the layers in which the actor does not act."""
        for place in range(first, end):
            turn = self.turns[place]
            paid += float(turn.usual.reward @ odds)
            odds = turn.usual.forth(odds, self._size(place + 1))
            self.left -= _cost(turn)
        return odds, paid

    def _size(self, place: int) -> int:
        return self.turns[place].size if place < len(self.turns) else 0

    # -- forward and back ---------------------------------------------------------------------

    def _climb(
        self, moves: Sequence[int], odds: Floats, paid: float
    ) -> tuple[float, tuple[int, ...]]:
        """Make each move anew, the last one first, until nothing gains."""
        chosen, value = list(moves), -np.inf
        while self.left > 0:
            here = [odds]
            for number, row in enumerate(chosen[:-1]):
                here.append(self._act(here[-1], 0.0, number, row)[0])
            better = self._back(chosen, here)
            if better + paid <= value + TIE:
                break
            value = better + paid
        return value, tuple(chosen)

    def _back(self, chosen: list[int], here: list[Floats]) -> float:
        """One pass back: the best move at each turn, given those before and after it."""
        values: Floats = np.zeros(0)
        number, worth = len(self.places), 0.0
        for place in range(len(self.turns) - 1, self.places[0] - 1, -1):
            turn = self.turns[place]
            self.left -= _cost(turn)
            if turn.open is None:
                values = turn.usual.back(values)
                continue
            number -= 1
            found: dict[int, Floats] = {}
            after = {id(ways): ways.back(values) for ways in (turn.usual, *turn.moves)}
            for row in self.options[number]:
                of = np.zeros(turn.size)
                for ways, where in self._made(turn, number, row):
                    of = np.where(where, after[id(ways)], of)
                found[row] = of
            worths = {row: float(here[number] @ of) for row, of in found.items()}
            best = max(worths.values())
            if worths[chosen[number]] < best - TIE:
                chosen[number] = next(r for r, w in worths.items() if w >= best - TIE)
            values, worth = found[chosen[number]], worths[chosen[number]]
        return worth


def _cost(turn: Turn) -> int:
    return sum(len(ways.source) for ways in (turn.usual, *turn.moves))
