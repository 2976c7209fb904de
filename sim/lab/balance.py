"""Balance: what each role can get out of a scenario, and what each of its moves is worth to it.

Ways of acting are compared on the same stories. A move is looked at where it can be chosen: at its
first chance in a story, and at its first chance in each stage, it is once taken and once left, on
the same luck (see :mod:`sim.lab.decisions`). All of this is sampled, but for best play, which is
exact where the states fit a budget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.interventions import plan_of
from sim.errors import BudgetError
from sim.lab.decisions import Looks, Ranking, Recorder, told_with
from sim.lab.exact.goals import points
from sim.lab.exact.solve import solve
from sim.lab.sampler import CHUNK, Sampler
from sim.lab.uncertainty import Share, paired, wilson
from sim.lab.worth import Gain, InStage, Role, Way, Worth, gain_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.lab.chunk import Chunk
    from sim.lab.decisions import Turns
    from sim.lab.exact.goals import Goal
    from sim.lab.rows import Words
    from sim.lab.uncertainty import Difference
    from sim.program.model import Actor, Program

#: At so many turns, at most, is a move looked at: its first chances, and those in each stage.
TURNS = 300
#: In so many stories is each step of a role's simple plan tried.
PROBES = 1_000


def balance(program: Program, *, runs: int, seed: int, budget: int) -> Iterator[Role]:
    """The balance of each role that can be played, in the order of the actors.

    ``runs``: stories for each way of acting. ``budget``: how many states best play may look at.
    """
    roles = [actor for actor in program.actors if actor.playable]
    recorder = Recorder(roles)
    goals = {actor.index: points(program, actor) for actor in roles if _wants(actor)}
    base = Sampler(program, seed, narrower=recorder, goals=list(goals.values()))
    numbers = np.arange(runs, dtype=np.uint64)
    told = base.tell(numbers)
    worths = dict(zip(goals, told.worth, strict=True))
    for actor in roles:
        measure = _Measure(program, seed, actor, numbers, goals.get(actor.index))
        yield measure.role(told, worths.get(actor.index), recorder.turns(actor), budget)


def _wants(actor: Actor) -> bool:
    return any(want.points is not None for want in actor.wants)


class _Measure:
    """What one role's ways and moves come to."""

    def __init__(
        self,
        program: Program,
        seed: int,
        actor: Actor,
        numbers: NDArray[np.uint64],
        goal: Goal | None,
    ) -> None:
        self.program, self.seed, self.actor, self.numbers = program, seed, actor, numbers
        self.goals = [] if goal is None else [goal]
        self.goal = goal
        self.least, self.most = np.inf, -np.inf

    def role(
        self, told: Chunk, worth: NDArray[np.float64] | None, turns: Turns, budget: int
    ) -> Role:
        ways = [self._way("policy", told, worth)]
        for name in ("uniform", "wait", *self.actor.temperaments):
            if name == "wait" and self.actor.wait is None:
                continue
            plan = plan_of(self.program, (f"{self.actor.id}~{name}",))
            chunk = Sampler(self.program, self.seed, plan, goals=self.goals).tell(self.numbers)
            ways.append(self._way(name, chunk, chunk.worth[0] if self.goal else None))
        moves = tuple(self._moves(told, turns))
        if self.goal is not None:
            ways.append(self._planned(moves))
        best, reason = self._best(budget)
        if not np.isfinite(self.least):
            self.least = self.most = 0.0
        return Role(self.actor, self.least, self.most, tuple(ways), best, reason, moves)

    # -- ways ---------------------------------------------------------------------------------

    def _way(self, name: str, chunk: Chunk, worth: NDArray[np.float64] | None) -> Way:
        return Way(name, None if worth is None else self._gain(worth), self._shares(chunk))

    def _shares(self, chunk: Chunk) -> dict[str, Share]:
        counts = np.bincount(chunk.ending, minlength=len(self.program.stages))
        total = len(chunk.ending)
        return {
            stage.id: wilson(int(counts[stage.index]), total)
            for stage in self.program.stages
            if stage.ending
        }

    def _gain(self, worth: NDArray[np.float64]) -> Gain:
        self._seen(worth)
        return gain_of(worth)

    def _seen(self, worth: NDArray[np.float64]) -> None:
        if len(worth):
            self.least = min(self.least, float(worth.min()))
            self.most = max(self.most, float(worth.max()))

    def _planned(self, moves: Sequence[Worth]) -> Way:
        """A simple plan: for each stage an order of preference, by what moves bring there.

        Then each move in turn is put first where that brings more; other stories try the result.
        """
        means: dict[int, dict[int, float]] = {}
        for worth in moves:
            for found in worth.stages:
                of_stage = means.setdefault(found.stage, {})
                of_stage[worth.move.index] = found.against_leaving.mean
        order = {
            stage: tuple(sorted(found, key=lambda move: (-found[move], move)))
            for stage, found in means.items()
        }
        most = self._mean(order)
        for stage, listed in sorted(order.items()):
            for move in listed:
                first = (move, *(other for other in listed if other != move))
                other = order | {stage: first}
                mean = self._mean(other)
                if mean > most:
                    order, most = other, mean
        chunk = self._told_by(order, self.numbers + np.uint64(len(self.numbers)))
        return self._way("plan", chunk, chunk.worth[0])

    def _mean(self, order: dict[int, tuple[int, ...]]) -> float:
        return float(self._told_by(order, self.numbers[:PROBES]).worth[0].mean())

    def _told_by(self, order: dict[int, tuple[int, ...]], numbers: Words) -> Chunk:
        plan = Ranking(self.actor.index, order)
        return Sampler(self.program, self.seed, narrower=plan, goals=self.goals).tell(numbers)

    def _best(self, budget: int) -> tuple[Way | None, str]:
        """The exact value of best play, or why there is none."""
        if self.goal is None:
            return None, "it wants nothing that counts in points"
        try:
            found = solve(self.program, {self.actor.id: self.goal}, budget=budget)
        except BudgetError as error:
            return None, str(error)
        value = found.values[self.actor.id]
        self.least, self.most = min(self.least, value), max(self.most, value)
        shares = {name: Share(0, 0, share, share, share) for name, share in found.endings.items()}
        return Way("best", Gain(value, value, value, value, value, 0), shares, exact=True), ""

    # -- moves --------------------------------------------------------------------------------

    def _moves(self, told: Chunk, turns: Turns) -> Iterator[Worth]:
        """Each move, waiting included, that could be chosen at least once."""
        looks = Looks(turns, TURNS)
        values, endings = self._evaluate(turns, looks)
        runs = len(self.numbers)
        for place, index in enumerate(turns.moves):
            move = self.program.moves[index]
            chances = len(np.unique(turns.lanes[turns.open[place]]))
            made = int(np.count_nonzero(told.made[index]))
            taken, left = (values.get((place, takes), {}) for takes in (True, False))
            first = [turn for turn in looks.first[place].tolist() if turn in left]
            stages = []
            for stage, chosen in looks.by_stage[place].items():
                there = [turn for turn in chosen.tolist() if turn in left]
                stages.append(
                    InStage(
                        stage,
                        gain_of(_minus(taken, left, there)),
                        {
                            other: gain_of(_minus(taken, values.get((rival, True), {}), both))
                            for rival, other in enumerate(turns.moves)
                            if rival != place
                            and (both := [t for t in there if turns.open[rival, t]])
                        },
                    )
                )
            yield Worth(
                move,
                wilson(chances, runs),
                wilson(made, runs),
                gain_of(_minus(taken, left, first)),
                self._shift(endings, place, first),
                tuple(stages),
            )

    def _evaluate(
        self, turns: Turns, looks: Looks
    ) -> tuple[dict[tuple[int, bool], dict[int, float]], dict[tuple[int, bool], dict[int, int]]]:
        """Points and ending of every option at every turn that is looked at."""
        jobs = looks.jobs()
        values: dict[tuple[int, bool], dict[int, float]] = {}
        endings: dict[tuple[int, bool], dict[int, int]] = {}
        sampler = Sampler(self.program, self.seed, goals=self.goals)
        moves = np.array(turns.moves, dtype=np.intp)
        for first in range(0, len(jobs), CHUNK):
            part = jobs[first : first + CHUNK]
            where = turns.take(part[:, 0])
            chunk = told_with(
                sampler, self.numbers, self.actor, where, moves[part[:, 1]], part[:, 2]
            )
            worth = chunk.worth[0] if self.goal else np.zeros(len(part))
            self._seen(worth if self.goal else worth[:0])
            for (turn, place, takes), value, ending in zip(
                part.tolist(), worth.tolist(), chunk.ending.tolist(), strict=True
            ):
                values.setdefault((place, bool(takes)), {})[turn] = value
                endings.setdefault((place, bool(takes)), {})[turn] = ending
        return values, endings

    def _shift(
        self, endings: dict[tuple[int, bool], dict[int, int]], place: int, first: list[int]
    ) -> dict[str, Difference]:
        """What taking the move at its first chance does to each ending."""
        taken = np.array([endings[place, True][t] for t in first], dtype=np.int64)
        left = np.array([endings[place, False][t] for t in first], dtype=np.int64)
        found = {}
        for stage in self.program.stages:
            if stage.ending:
                one, other = taken == stage.index, left == stage.index
                found[stage.id] = paired(
                    int(np.count_nonzero(one & other)),
                    int(np.count_nonzero(~one & other)),
                    int(np.count_nonzero(one & ~other)),
                    runs=len(first),
                )
        return found


def _minus(
    one: dict[int, float], other: dict[int, float], turns: Sequence[int]
) -> NDArray[np.float64]:
    return np.array([one[turn] - other[turn] for turn in turns], dtype=np.float64)
