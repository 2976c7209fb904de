"""The most probable stories to an ending, exactly: best first, with an exact look ahead.

The value of a state is the probability of the likeliest way on from it; a search that always
follows the likeliest unfinished story (A*, Hart, Nilsson and Raphael 1968, with this as its
estimate) finishes stories in the order of their probability and wastes nothing.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.engine.interventions import Plan
from sim.lab.exact.backward import Backward
from sim.lab.exact.liveness import liveness_of
from sim.lab.exact.odds import BUDGET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.state import State
    from sim.lab.exact.backward import Payoff, Values
    from sim.lab.rows import Rows
    from sim.program.model import Move, Outcome, Program


class Deed(NamedTuple):
    """An act in a story: in which round, which move, and how it turned out (None: waiting)."""

    round: int
    move: Move
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Path:
    """One story: its probability, its hidden truths, and every act, waiting included."""

    probability: float
    truths: dict[str, str]
    deeds: tuple[Deed, ...]
    rounds: int

    @property
    def do(self) -> list[str]:
        """The lines that tell the story again."""
        return [
            f"{deed.move.name}:{deed.outcome.id}@{deed.round}"
            if deed.outcome is not None
            else f"{deed.move.name}@{deed.round}"
            for deed in self.deeds
        ]

    def as_json(self) -> dict[str, Any]:
        """The story as one document."""
        return {
            "probability": self.probability,
            "rounds": self.rounds,
            "unknowns": self.truths,
            "acts": [
                {
                    "round": deed.round,
                    "move": deed.move.name,
                    "outcome": None if deed.outcome is None else deed.outcome.id,
                }
                for deed in self.deeds
            ],
            "do": self.do,
        }


class _Node(NamedTuple):
    rows: Rows  # one state
    now: int
    turn: int
    odds: float
    truths: tuple[int, ...]
    deeds: tuple[Deed, ...]


def likeliest(
    program: Program,
    ending: int,
    *,
    top: int = 5,
    plan: Plan | None = None,
    start: State | None = None,
    budget: int = BUDGET,
) -> list[Path]:
    """The ``top`` most probable stories that end in the stage ``ending``, the likeliest first.

    ``start``: a state to begin from. Raises :class:`~sim.errors.BudgetError` for too many states.
    """
    return likeliest_of_each(program, [ending], top=top, plan=plan, start=start, budget=budget)[0]


def likeliest_of_each(
    program: Program,
    endings: Sequence[int],
    *,
    top: int = 1,
    plan: Plan | None = None,
    start: State | None = None,
    budget: int = BUDGET,
) -> list[list[Path]]:
    """For each stage of ``endings`` what :func:`likeliest` finds; the layers are walked once."""
    plan = plan or Plan()
    liveness = liveness_of(program, plan)
    backward = Backward(program, plan, liveness, budget=budget, start=start)
    ahead = backward.likeliest(_payoff(endings))
    return [
        _Search(program, backward, ahead, ending, row).run(top)
        for row, ending in enumerate(endings)
    ]


def _payoff(endings: Sequence[int]) -> Payoff:
    wanted = np.array(endings)[:, None]

    def payoff(rows: Rows, now: int) -> Values:
        came: Values = (rows.stage == wanted).astype(np.float64)
        return came

    return payoff


class _Search:
    """``row``: where the values of ``ending`` stand in ``ahead``."""

    def __init__(
        self, program: Program, backward: Backward, ahead: list[Values], ending: int, row: int
    ) -> None:
        self.program, self.backward = program, backward
        self.ending, self.row = ending, row
        self.brancher = backward.walk.brancher
        self.ahead = {
            (now, turn): (layer, values)
            for (now, turn, layer), values in zip(backward.layers, ahead, strict=True)
        }
        self.heap: list[tuple[float, int, _Node]] = []
        self.pushed = 0

    def run(self, top: int) -> list[Path]:
        rows, odds = self.backward.beginning()
        now, turn = self.backward.first
        for place in range(rows.size):
            one = rows.take(np.array([place]))
            truths = tuple(int(column[0]) for column in one.truths)
            self.push(_Node(one, now, turn, float(odds[place]), truths, ()))
        found: list[Path] = []
        while self.heap and len(found) < top:
            _, _, node = heapq.heappop(self.heap)
            if self.brancher.ended(node.rows)[0]:
                found.append(self.path(node))
            elif node.turn == len(self.program.actors):
                self.next_round(node)
            else:
                self.turn(node)
        return sorted(found, key=lambda path: -path.probability)

    def path(self, node: _Node) -> Path:
        unknowns = self.program.unknowns
        truths = {u.id: u.values[v] for u, v in zip(unknowns, node.truths, strict=True)}
        return Path(node.odds, truths, node.deeds, node.now)

    def push(self, node: _Node) -> None:
        best = node.odds * self.onward(node)
        if best > 0:
            # Many stories are as likely as each other, the same acts in another order. They are
            # followed one after another to their ends, not side by side; hence no last digits.
            self.pushed += 1
            heapq.heappush(self.heap, (-float(f"{best:.12e}"), -self.pushed, node))

    def onward(self, node: _Node) -> float:
        """The probability of the likeliest way from here to the ending."""
        if self.brancher.ended(node.rows)[0]:
            return float(node.rows.stage[0] == self.ending)
        layer, values = self.ahead[node.now, node.turn]
        packer = self.backward.walk.packer
        rows = node.rows.take(np.zeros(1, dtype=np.intp))
        packer.forget(rows)
        return float(values[self.row, layer.find(packer.pack(rows, node.now))[0]])

    def turn(self, node: _Node) -> None:
        actor = self.program.actors[node.turn]
        rows = node.rows.take(np.zeros(1, dtype=np.intp))
        for branch in self.brancher.branches(rows, actor, node.now):
            after = self.brancher.after(rows, branch, node.now)
            deeds = node.deeds
            if branch.move is not None:
                deeds = (*deeds, Deed(node.now, branch.move, branch.outcome))
            odds = node.odds * float(branch.share[0])
            self.push(_Node(after, node.now, node.turn + 1, odds, node.truths, deeds))

    def next_round(self, node: _Node) -> None:
        rows = node.rows.take(np.zeros(1, dtype=np.intp))
        self.brancher.end_round(rows, node.now)
        if self.brancher.ended(rows)[0]:
            self.push(node._replace(rows=rows))
            return
        self.brancher.new_round(rows, node.now + 1)
        self.push(node._replace(rows=rows, now=node.now + 1, turn=0))
