"""Backward values: what is to be expected from each state on, layer by layer.

One pass forward keeps the layers, one pass backward gives each state its values: the odds of each
ending, expected points, or the best that an actor can reach. No iteration, no stored graph: each
layer is stepped a second time and its followers are looked up (backward induction; Puterman,
Markov Decision Processes, 1994, section 4.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.errors import BudgetError
from sim.lab.exact.walk import Walk
from sim.lab.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from sim.engine.interventions import Plan
    from sim.engine.state import State
    from sim.lab.exact.branching import Branch
    from sim.lab.exact.layers import Layer
    from sim.lab.exact.liveness import Liveness
    from sim.program.model import Program

    Values = NDArray[np.float64]  # one row a quantity, one column a state
    Payoff = Callable[[Rows, int], Values]
    """Values of states that have ended, in a round."""


class Watcher(Protocol):
    """Who looks at each turn of the pass backward."""

    def turn(self, look: Look) -> None:
        """A block of one actor's turn has its values."""


class Act:
    """A move, or one outcome of it, in a block of states: where, how likely, and what it is worth.

    ``share`` is the probability in each state of the block (0 where it cannot be), ``values`` what
    is to be expected after it (only where ``share`` is positive).
    """

    __slots__ = ("share", "values")

    def __init__(self, quantities: int, size: int) -> None:
        self.share = np.zeros(size)
        self.values: Values = np.zeros((quantities, size))


class Look:
    """A block of states at one actor's turn.

    ``odds`` are those of coming to each state; ``moves`` and ``outcomes`` tell of each act by its
    index; ``values`` are those of the states themselves.
    """

    __slots__ = ("actor", "moves", "now", "odds", "outcomes", "rows", "values")

    def __init__(self, actor: int, now: int, rows: Rows, odds: NDArray[np.float64]) -> None:
        self.actor, self.now, self.rows, self.odds = actor, now, rows, odds
        self.moves: dict[int, Act] = {}
        self.outcomes: dict[int, Act] = {}
        self.values: Values = np.zeros((0, rows.size))

    def note(self, branch: Branch, values: Values) -> None:
        """Write down what ``branch`` is worth."""
        if branch.move is None:
            return
        made = self.moves.get(branch.move.index)
        if made is None:
            made = self.moves[branch.move.index] = Act(len(values), self.rows.size)
        made.share[branch.places] = branch.chosen
        made.values[:, branch.places] += branch.share / branch.chosen * values
        if branch.outcome is not None:
            found = self.outcomes.get(branch.outcome.index)
            if found is None:
                found = self.outcomes[branch.outcome.index] = Act(len(values), self.rows.size)
            found.share[branch.places] = branch.share
            found.values[:, branch.places] = values


class Chooser(Protocol):
    """Who decides at the turns of an actor, knowing what each move is worth."""

    def choose(self, look: Look) -> Values:
        """The values of the states of ``look``."""


class Backward:
    """The layers of ``program`` under ``plan`` from ``start`` on, walked forward once and kept.

    Raises :class:`BudgetError` once there are more than ``budget`` states.
    """

    def __init__(
        self,
        program: Program,
        plan: Plan,
        liveness: Liveness,
        *,
        budget: int,
        start: State | None = None,
    ) -> None:
        self.program = program
        self.start = start
        self.walk = Walk(program, plan, liveness, lambda *_ended: None)
        self.layers: list[tuple[int, int, Layer]] = []
        self.states = 0
        self.first = (1, 0) if start is None else (start.round, start.turn)
        layer = self.walk.start() if start is None else self.walk.like(start)
        end = len(program.actors)
        for now in range(self.first[0], program.rounds + 1):
            for turn in range(self.first[1] if now == self.first[0] else 0, end + 1):
                self._keep(now, turn, layer, budget)
                if turn < end:
                    layer = self.walk.turn(layer, turn, now)
                else:
                    layer = self.walk.end_round(layer, now)
            if not layer.size:
                break
        self._after = layer  # empty

    def _keep(self, now: int, turn: int, layer: Layer, budget: int) -> None:
        self.layers.append((now, turn, layer))
        self.states += layer.size
        if self.states > budget:
            raise BudgetError(f"More than {budget:,} states: too many for the budget.")

    def values(
        self,
        payoff: Payoff,
        choosers: Mapping[int, Chooser] | None = None,
        watcher: Watcher | None = None,
    ) -> Values:
        """What is to be expected at the beginning, a row a quantity of ``payoff``.

        ``choosers`` decide for actors, by index; others act by their policies. ``watcher`` sees
        every turn, the last one first.
        """
        choosers = choosers or {}
        following, known = self._after, np.zeros((0, 0))
        end = len(self.program.actors)
        for now, turn, layer in reversed(self.layers):
            found: list[Values] = []
            for rows, odds in self.walk.blocks(layer, now):
                if turn == end:
                    found.append(self._round(rows, now, payoff, following, known))
                    continue
                look = Look(turn, now, rows, odds)
                self._turn(look, payoff, following, known, keep=turn in choosers or watcher)
                if turn in choosers:
                    look.values = choosers[turn].choose(look)
                if watcher is not None:
                    watcher.turn(look)
                found.append(look.values)
            following = layer
            known = np.concatenate(found, axis=1) if found else known
        return self._first(payoff, following, known)

    def likeliest(self, payoff: Payoff) -> list[Values]:
        """For each layer the probability of the likeliest way on; a row a quantity of ``payoff``.

        ``payoff`` gives 1 where a story that has ended counts, else 0.
        """
        following, known = self._after, np.zeros((0, 0))
        end = len(self.program.actors)
        kept: list[Values] = []
        for now, turn, layer in reversed(self.layers):
            found: list[Values] = []
            for rows, _ in self.walk.blocks(layer, now):
                if turn == end:
                    found.append(self._round(rows, now, payoff, following, known))
                    continue
                best: Values = np.zeros((0, rows.size))
                brancher = self.walk.brancher
                for branch in brancher.branches(rows, self.program.actors[turn], now):
                    after = brancher.after(rows, branch, now)
                    onward = branch.share * self._of(after, now, now, payoff, following, known)
                    if not len(best):
                        best = np.zeros((len(onward), rows.size))
                    best[:, branch.places] = np.maximum(best[:, branch.places], onward)
                found.append(best)
            following = layer
            known = np.concatenate(found, axis=1) if found else known
            kept.append(known)
        return kept[::-1]

    def _first(self, payoff: Payoff, layer: Layer, known: Values) -> Values:
        """The mean over the states in which stories begin, those that end at once included."""
        rows, odds = self.beginning()
        now = self.first[0]
        first: Values = (self._of(rows, now, now, payoff, layer, known) * odds).sum(axis=1)
        return first

    def beginning(self) -> tuple[Rows, NDArray[np.float64]]:
        """The states in which stories begin here, with their odds."""
        if self.start is None:
            return self.walk.brancher.start()
        orders = self.walk.brancher.orders
        return Rows.like(self.program, self.start, 1, orders), np.ones(1)

    def _of(
        self, rows: Rows, now: int, at: int, payoff: Payoff, following: Layer, known: Values
    ) -> Values:
        """The values of states after an act, by what they lead to."""
        ended = self.walk.brancher.ended(rows)
        if ended.all():
            return payoff(rows, now)
        packer = self.walk.packer
        if not ended.any():
            packer.forget(rows)
            return known.take(following.find(packer.pack(rows, at)), axis=1)
        over, going = np.flatnonzero(ended), np.flatnonzero(~ended)
        paid = payoff(rows.take(over), now)
        rest = rows.take(going)
        packer.forget(rest)
        values = np.empty((len(paid), rows.size))
        values[:, over] = paid
        values[:, going] = known.take(following.find(packer.pack(rest, at)), axis=1)
        return values

    def _turn(
        self, look: Look, payoff: Payoff, following: Layer, known: Values, *, keep: object
    ) -> None:
        brancher, rows, now = self.walk.brancher, look.rows, look.now
        total: Values = np.zeros((0, rows.size))
        for branch in brancher.branches(rows, self.program.actors[look.actor], now):
            after = brancher.after(rows, branch, now)
            values = self._of(after, now, now, payoff, following, known)
            if not len(total):
                total = np.zeros((len(values), rows.size))
            total[:, branch.places] += branch.share * values
            if keep:
                look.note(branch, values)
        look.values = total

    def _round(
        self, rows: Rows, now: int, payoff: Payoff, following: Layer, known: Values
    ) -> Values:
        brancher = self.walk.brancher
        brancher.end_round(rows, now)
        ended = brancher.ended(rows)
        if ended.all():
            return payoff(rows, now)
        over, going = np.flatnonzero(ended), np.flatnonzero(~ended)
        rest = rows.take(going)
        brancher.new_round(rest, now + 1)
        onward = self._of(rest, now + 1, now + 1, payoff, following, known)
        if not len(over):
            return onward
        values = np.empty((len(onward), rows.size))
        values[:, over] = payoff(rows.take(over), now)
        values[:, going] = onward
        return values


def ending_payoff(program: Program) -> Payoff:
    """One row for each stage: 1 where the story ended in it."""
    stages = np.arange(len(program.stages))[:, None]

    def payoff(rows: Rows, now: int) -> Values:
        ended: Values = (stages == rows.stage).astype(np.float64)
        return ended

    return payoff
