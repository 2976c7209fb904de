"""The best simple strategies: one move a round whatever happens, or one move a stage.

A sequence sees nothing at all, one move a stage sees only where the story stands. Both are found by
branch and bound (Land and Doig, Econometrica 28, 1960) around a start by coordinate ascent: a
strategy that is fixed in part can come to no more than if best play, which sees everything, chose
the rest. Where the search has to stop before all is weighed, what it has is a lower bound, and what
is left open gives the upper one; every value is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.lab.exact.sequences import TIE, SequenceSearch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.lab.exact.graph import Floats, Graph, Turn
    from sim.program.model import Actor, Program

#: How much work a search may be: ways from state to state that are looked at, a second or so.
WORK = 40_000_000

Kind = Literal["sequence", "by_stage"]


@dataclass(frozen=True, slots=True)
class Simple:
    """A simple strategy: its ``moves`` by round or stage, in order, and what it comes to, exactly.

    A move that cannot be made is replaced by waiting (without it: the first that can be made).
    ``best``: whether it is proved that no other of this kind comes to more; else none comes to more
    than ``most``. ``rules`` are those of a strategy file.
    """

    kind: Kind
    moves: dict[str, str]
    value: float
    best: bool
    most: float
    rules: tuple[dict[str, Any], ...]


class Search:
    """The search for the best strategy of one kind. Choices are numbered; each has its options.

    ``slots`` says, by turn of the actor, the choice that decides each state; ``options`` by choice
    the rows of the moves among which it is made.
    """

    def __init__(
        self,
        graph: Graph,
        slots: list[NDArray[np.intp]],
        options: list[list[int]],
        last: list[int],
        work: int,
    ) -> None:
        self.graph = graph
        self.slots, self.options = slots, options
        self.instead = [_instead(turn, last) for turn in graph.turns if turn.open is not None]
        self.cost = sum(
            len(ways.source) for turn in graph.turns for ways in (turn.usual, *turn.moves)
        )
        self.left = work
        self.half = work // 2

    def worth(self, chosen: Sequence[int | None]) -> float:
        """What ``chosen`` comes to; where it is None, best play that sees everything chooses."""
        self.left -= self.cost
        values: Floats = np.zeros(0)
        place = len(self.slots)
        for turn in reversed(self.graph.turns):
            if turn.open is None:
                values = turn.usual.back(values)
                continue
            place -= 1
            values = self.turn(turn, place, values, chosen)
        return self.graph.ended + float(values @ self.graph.odds)

    def turn(self, turn: Turn, place: int, values: Floats, chosen: Sequence[int | None]) -> Floats:
        """The values of the states of one turn of the actor."""
        after = np.stack([ways.back(values) for ways in turn.moves])
        slots, instead, everywhere = self.slots[place], self.instead[place], np.arange(turn.size)
        opened = turn.open
        if opened is None or not turn.size:
            return turn.usual.back(values)
        move = np.where(opened, after, -np.inf).argmax(axis=0)
        for slot in np.unique(slots).tolist():
            wanted = chosen[slot]
            if wanted is not None:
                here = np.flatnonzero(slots == slot)
                move[here] = np.where(opened[wanted, here], wanted, instead[here])
        found: Floats = after[move, everywhere]
        nothing = ~opened.any(axis=0)
        if nothing.any():
            found[nothing] = turn.usual.back(values)[nothing]
        return found

    def climb(self, start: list[int]) -> tuple[float, list[int]]:
        """Coordinate ascent: one choice after the other is made anew until none gains."""
        chosen, value = list(start), self.worth(start)
        since, slot = 0, 0
        while since < len(chosen) and self.left > self.half:
            gained = False
            for option in self.options[slot]:
                if option == chosen[slot]:
                    continue
                trial = [*chosen[:slot], option, *chosen[slot + 1 :]]
                found = self.worth(trial)
                if found > value + TIE:
                    chosen, value, gained = trial, found, True
            since = 1 if gained else since + 1
            slot = (slot + 1) % len(chosen)
        return value, chosen

    def run(self) -> tuple[float, list[int], float]:
        """The best value found, the choices that come to it, and what no other can exceed."""
        value, chosen = -np.inf, [options[0] for options in self.options]
        for start in self.starts():
            found, other = self.climb(start)
            if found > value + TIE:
                value, chosen = found, other
        most = value
        nothing: list[int | None] = [None] * len(self.options)
        left: list[tuple[float, list[int | None]]] = [(self.worth(nothing), nothing)]
        while left:
            bound, fixed = left.pop()
            if bound <= value + TIE:
                continue
            if self.left < 0:
                most = max(most, bound)
                continue
            slot = fixed.index(None)
            below = []
            for option in self.options[slot]:
                trial = [*fixed[:slot], option, *fixed[slot + 1 :]]
                found = self.worth(trial)
                if found <= value + TIE:
                    continue
                if None in trial:
                    below.append((found, trial))
                else:
                    value, chosen = found, [row for row in trial if row is not None]
            left += sorted(below, key=lambda pair: pair[0])
        return value, chosen, max(most, value)

    def starts(self) -> list[list[int]]:
        """Where to climb from: every move wherever it can be chosen, else the last option."""
        every = sorted({option for options in self.options for option in options})
        return [
            [row if row in options else options[-1] for options in self.options] for row in every
        ]


def _instead(turn: Turn, last: Sequence[int]) -> NDArray[np.intp]:
    """The row of the move that is made where the wanted one cannot be: the first of ``last``."""
    found = np.zeros(turn.size, dtype=np.intp)
    for row in reversed(last):
        if turn.open is not None:
            found[turn.open[row]] = row
    return found


def simple_strategies(
    program: Program,
    actor: Actor,
    graph: Graph,
    forbidden: frozenset[int],
    *,
    effort: int = 1,
) -> tuple[Simple, ...]:
    """The best sequence and the best move a stage for ``actor``.

    ``effort`` says how many times the usual work a search may take before it stops.
    """
    moves = [row for row, move in enumerate(actor.moves) if move.index not in forbidden]
    waiting = [row for row in moves if actor.moves[row].is_wait]
    last = waiting or moves
    found = []
    for kind in ("sequence", "by_stage"):
        made = _one(program, actor, graph, kind, moves, last, effort * WORK)
        if made is not None:
            found.append(made)
    return tuple(found)


def _one(
    program: Program,
    actor: Actor,
    graph: Graph,
    kind: Kind,
    moves: list[int],
    last: list[int],
    work: int,
) -> Simple | None:
    turns = [turn for turn in graph.turns if turn.open is not None]
    options: dict[int, list[int]] = {}
    for turn in turns:
        opened = turn.open
        if opened is None:
            continue
        places = [turn.now] if kind == "sequence" else np.unique(turn.stage).tolist()
        for place in places:
            here = opened if kind == "sequence" else opened[:, turn.stage == place]
            known = options.setdefault(place, [])
            choosing = here[:, here.sum(axis=0) > 1]
            known += [row for row in moves if choosing[row].any() and row not in known]
    options = {place: sorted(rows) for place, rows in sorted(options.items()) if rows}
    if not options:
        return None
    if kind == "sequence":
        value, chosen, most = _sequence(graph, turns, options, last, work)
    else:
        number = {place: n for n, place in enumerate(options)}
        free = len(options)  # stages in which nothing is to be chosen
        slots = np.array([number.get(s, free) for s in range(len(program.stages))])
        every = [slots[turn.stage] for turn in turns]
        # One pass here is a plain one, and takes a third of the time of a sequence's.
        search = Search(graph, every, [*options.values(), [last[0]]], last, 2 * work)
        value, chosen, most = search.run()
    named = {
        str(place) if kind == "sequence" else program.stages[place].id: actor.moves[row].id
        for place, row in zip(options, chosen, strict=False)
    }
    rules: list[dict[str, Any]] = [
        {"rounds" if kind == "sequence" else "stage": int(p) if p.isdigit() else p, "move": move}
        for p, move in named.items()
    ]
    rules += [{"move": actor.moves[row].id} for row in last]
    return Simple(kind, named, value, most <= value + TIE, most, tuple(rules))


def _sequence(
    graph: Graph, turns: list[Turn], options: dict[int, list[int]], last: list[int], work: int
) -> tuple[float, list[int], float]:
    """The best sequence over the rounds in which there is something to choose."""
    every = [options.get(turn.now, [last[0]]) for turn in turns]
    search = SequenceSearch(graph, every, [_instead(turn, last) for turn in turns], work)
    value, moves, most = search.run()
    chosen = [row for turn, row in zip(turns, moves, strict=True) if turn.now in options]
    return value, chosen, most
