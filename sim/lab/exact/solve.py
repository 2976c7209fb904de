"""Best responses: what an actor can reach at best, by backward induction over the exact layers.

One actor against the policies of the others is a Markov decision process; against a coalition it
is a turn-based game with perfect information (Zermelo); where everyone maximises its own points,
the result is a subgame-perfect equilibrium. The best actor sees the whole state, hidden truths
included, so its value is an upper bound for anyone who does not. Ties go to the move that stands
first in the file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.interventions import Plan
from sim.engine.policy import policy_named
from sim.errors import UsageError
from sim.lab.arrays import Columns
from sim.lab.exact.backward import Backward, Look
from sim.lab.exact.goals import points
from sim.lab.exact.liveness import liveness_of
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.lab.exact.backward import Act, Payoff, Values
    from sim.lab.exact.goals import Goal
    from sim.lab.exact.simple import Simple
    from sim.lab.rows import Rows, Truths
    from sim.program.model import Actor, Program

#: States that may be kept for the way back: about 2.5 GB of memory and a quarter of a minute.
BUDGET = 8_000_000
#: Values that differ by less count as equal, so that rounding does not choose.
TIE = 1e-12


@dataclass(frozen=True, slots=True)
class Solution:
    """The best that can be reached, exactly, and what it leads to.

    ``values``: by actor, what its goal comes to; ``usual``: likewise if everybody acts by policy.
    ``endings``: their odds under best play. ``first_moves``: by actor, how far each move of its
    first turn in round 1 falls short of the best one, if it goes on at its best; averaged over the
    states in which the move is open then. ``hidden``: whether best play may look at hidden truths.
    ``simple``: the best simple strategies, or ``no_simple`` says why there are none; ``strategy``:
    the text of the best one's file, if it was asked for.
    """

    goals: dict[str, str]
    values: dict[str, float]
    usual: dict[str, float]
    endings: dict[str, float]
    first_moves: dict[str, dict[str, float]]
    states: int
    hidden: bool
    simple: tuple[Simple, ...] = ()
    no_simple: str = ""
    strategy: str | None = None


class Best:
    """Decides for an actor: the move whose ``row`` is the largest (``sign`` -1: the least).

    ``keep``: remember all decisions, for :meth:`choices`.
    """

    def __init__(self, program: Program, row: int, sign: int = 1, *, keep: bool = False) -> None:
        self.program, self.row, self.sign = program, row, sign
        self.first: dict[int, tuple[float, float]] = {}
        self.keep = keep
        self.kept: dict[int, list[tuple[Truths, Truths]]] = defaultdict(list)

    def choose(self, look: Look) -> Values:
        """The values of the states of ``look`` under the best move."""
        values = look.values.copy()  # where nothing can be done, what follows by itself
        best = np.full(look.rows.size, -np.inf)
        opened: list[tuple[int, Act]] = []
        for index, act in sorted(look.moves.items()):
            worth = np.where(act.share > 0, self.sign * act.values[self.row], -np.inf)
            better = worth > best + TIE
            best[better] = worth[better]
            values[:, better] = act.values[:, better]
            if look.now == 1:
                opened.append((index, act))
        if self.keep:
            self._keep(look, best)
        for index, act in opened:
            here = look.odds * (act.share > 0)
            short = self.sign * (values[self.row] - act.values[self.row])
            mass, total = self.first.get(index, (0.0, 0.0))
            self.first[index] = (mass + float(here.sum()), total + float(here @ short))
        return values

    def _keep(self, look: Look, best: NDArray[np.float64]) -> None:
        """Write down, by move and state, what can be made and what is best."""
        moves = self.program.actors[look.actor].moves
        open_ = np.zeros((len(moves), look.rows.size), dtype=np.bool_)
        right = open_.copy()
        for row, move in enumerate(moves):
            act = look.moves.get(move.index)
            if act is not None:
                open_[row] = act.share > 0
                right[row] = open_[row] & (self.sign * act.values[self.row] >= best - TIE)
        self.kept[look.now].append((open_, right))

    def choices(self, now: int) -> tuple[Truths, Truths]:
        """Of round ``now``: a row a move, a column a state: whether it can be made; is best."""
        opened, right = zip(*self.kept[now], strict=True)
        return np.concatenate(opened, axis=1), np.concatenate(right, axis=1)

    def first_moves(self) -> dict[str, float]:
        """By how much each move of the first turn falls short of the best, 0 or more."""
        return {
            self.program.moves[index].id: max(total / mass, 0.0)
            for index, (mass, total) in self.first.items()
            if mass > 0
        }


@dataclass(frozen=True, slots=True)
class Found:
    """A solution with what it was read off: the layers, and who chose at which actor's turns."""

    solution: Solution
    backward: Backward
    choosers: dict[int, Best]
    goals: tuple[Goal, ...]


def solve(
    program: Program,
    goals: Mapping[str, Goal],
    *,
    against: Sequence[str] = (),
    plan: Plan | None = None,
    budget: int = BUDGET,
) -> Solution:
    """The best that the actors of ``goals`` can do, each for its own goal.

    Those of ``against`` work together against the first of them; all others act by their policies.
    Lines of ``plan`` hold for everybody. Raises :class:`UsageError` for actors that are not there,
    and :class:`~sim.errors.BudgetError` for too many states.
    """
    return find(program, goals, against=against, plan=plan, budget=budget).solution


def find(
    program: Program,
    goals: Mapping[str, Goal],
    *,
    against: Sequence[str] = (),
    plan: Plan | None = None,
    budget: int = BUDGET,
    keep: bool = False,
) -> Found:
    """As :func:`solve`, with the way there; ``keep`` has the choosers remember all decisions."""
    plan = plan or Plan()
    actors = [actor_called(program, name) for name in goals]
    others = [actor_called(program, name) for name in against]
    if {a.id for a in actors} & {a.id for a in others}:
        raise UsageError("Nobody plays against themselves.")
    payoff = payoff_of(program, tuple(goals.values()))
    reads = [tree for goal in goals.values() for tree in goal.reads]
    free = freed(plan, [*actors, *others])
    # Rules are learnt from the states that are kept: they look at numbers as they are.
    liveness = liveness_of(program, free, reads, apart=keep)
    backward = Backward(program, free, liveness, budget=budget)
    choosers = {a.index: Best(program, row, keep=keep) for row, a in enumerate(actors)}
    choosers |= {other.index: Best(program, 0, -1) for other in others}
    best = backward.values(payoff, choosers)
    by_policy = Backward(program, plan, liveness_of(program, plan, reads), budget=budget)
    usual = by_policy.values(payoff)
    solution = Solution(
        goals={name: goal.words for name, goal in goals.items()},
        values=dict(zip(goals, best.tolist(), strict=False)),
        usual=dict(zip(goals, usual.tolist(), strict=False)),
        endings={
            stage.id: float(best[len(goals) + stage.index])
            for stage in program.stages
            if stage.ending
        },
        first_moves={actor.id: choosers[actor.index].first_moves() for actor in actors},
        states=backward.states,
        hidden=bool(program.unknowns),
    )
    return Found(solution, backward, choosers, tuple(goals.values()))


def everyone(program: Program, *, plan: Plan | None = None, budget: int = BUDGET) -> Solution:
    """Each actor that wants something with points does its best for itself."""
    wanting = [a for a in program.actors if any(w.points is not None for w in a.wants)]
    if not wanting:
        raise UsageError(f"Nobody in {program.title} has wants with points.")
    goals = {actor.id: points(program, actor) for actor in wanting}
    return solve(program, goals, plan=plan, budget=budget)


def actor_called(program: Program, name: str) -> Actor:
    """The actor with this id. Raises :class:`UsageError` if there is none."""
    if name not in program.actor_index:
        known = list(program.actor_index)
        hint = did_you_mean(name, known) or f"Actors are: {', '.join(known)}."
        raise UsageError(f"There is no actor '{name}' in {program.title}. {hint}")
    return program.actor(name)


def freed(plan: Plan, actors: Sequence[Actor]) -> Plan:
    """``plan`` with every enabled move of ``actors`` open to them."""
    theirs = {move.index for actor in actors for move in actor.moves}
    policies = dict(plan.policies)
    for actor in actors:
        policies[actor.index] = policy_named(actor, "uniform")
    factors = {index: factor for index, factor in plan.factors.items() if index not in theirs}
    return replace(plan, policies=policies, factors=factors)


def payoff_of(program: Program, goals: Sequence[Goal]) -> Payoff:
    """A row for each goal, then one for each stage."""
    columns = Columns(program)
    stages = np.arange(len(program.stages))[:, None]

    def payoff(rows: Rows, now: int) -> Values:
        worth = [goal.worth(columns, rows, now) for goal in goals]
        return np.vstack([*worth, stages == rows.stage])

    return payoff
