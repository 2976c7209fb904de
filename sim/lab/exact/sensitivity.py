"""How much the odds hang on the author's guesses: derivatives, and ranges over wrong guesses.

Weights and chances are guesses. The derivative of an ending's odds by the logarithm of the weight
of a move m is, summed over all turns and their states s,

    p(s) · share(m, s) · (value(m, s) - value(s)),

where p are the odds of coming to s and the values those of the ending from there on; likewise for
the chance of an outcome within its move. It follows from share = w / (sum of w). Forward odds and
backward values are exact, and so is this. Where all weights are zero they count as equal, and none
of them matters.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.interventions import Plan
from sim.engine.luck import mix64, squares64, squares_key, uniform
from sim.lab.exact.backward import Backward, Look, ending_payoff
from sim.lab.exact.liveness import liveness_of
from sim.lab.exact.odds import BUDGET, exact_odds
from sim.lab.rows import View
from sim.program.keys import event_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.lab.exact.branching import Brancher
    from sim.program.model import Program

#: How far off a guess may be: by this share, to either side.
OFF = 0.5
WORLDS = 200


@dataclass(frozen=True, slots=True)
class Slope:
    """What one guess does: the weight of ``actor.move``, or the chance of ``actor.move:outcome``.

    ``by_ending``: the derivative of the odds of each ending by the guess's natural logarithm; 0.10
    means that one per cent more of it moves the ending by 0.001.
    """

    name: str
    kind: str
    by_ending: dict[str, float]

    @property
    def size(self) -> float:
        """How much probability it moves between endings."""
        return sum(abs(slope) for slope in self.by_ending.values()) / 2


@dataclass(frozen=True, slots=True)
class Range:
    """An ending's odds over worlds in which every guess is off: least, middle 95 %, most."""

    least: float
    low: float
    high: float
    most: float


class _Slopes:
    """Adds up the slopes while the pass goes backward."""

    def __init__(self, program: Program, brancher: Brancher) -> None:
        self.brancher = brancher
        size = len(program.stages)
        self.moves: dict[int, NDArray[np.float64]] = defaultdict(lambda: np.zeros(size))
        self.outcomes: dict[int, NDArray[np.float64]] = defaultdict(lambda: np.zeros(size))

    def turn(self, look: Look) -> None:
        """A block of one actor's turn has its values."""
        stepper = self.brancher.stepper
        view = View(look.rows, look.now, None)
        for index, act in look.moves.items():
            move = self.brancher.program.moves[index]
            counts = stepper.weight(move, view) > 0
            self.moves[index] += (act.values - look.values) @ (look.odds * act.share * counts)
            if len(move.outcomes) < 2:
                continue
            for outcome, chance in zip(move.outcomes, stepper.chances(move, view), strict=True):
                result = look.outcomes.get(outcome.index)
                if result is not None:
                    mass = look.odds * result.share * (chance > 0)
                    self.outcomes[outcome.index] += (result.values - act.values) @ mass


def slopes(program: Program, plan: Plan | None = None, *, budget: int = BUDGET) -> list[Slope]:
    """The slopes of all weights and chances, the largest first; exact.

    Raises :class:`BudgetError` for too many states.
    """
    plan = plan or Plan()
    backward = Backward(program, plan, liveness_of(program, plan), budget=budget)
    found = _Slopes(program, backward.walk.brancher)
    backward.values(ending_payoff(program), watcher=found)
    endings = [stage for stage in program.stages if stage.ending]

    def by_ending(row: NDArray[np.float64]) -> dict[str, float]:
        return {stage.id: float(row[stage.index]) for stage in endings}

    made = [
        Slope(program.moves[index].name, "weight", by_ending(row))
        for index, row in found.moves.items()
    ]
    for index, row in found.outcomes.items():
        outcome = program.outcomes[index]
        name = f"{program.moves[outcome.move].name}:{outcome.id}"
        made.append(Slope(name, "chance", by_ending(row)))
    return sorted(made, key=lambda slope: (-slope.size, slope.name))


def ranges(
    program: Program,
    plan: Plan | None = None,
    *,
    worlds: int = WORLDS,
    seed: int = 0,
    budget: int = BUDGET,
    progress: Callable[[int], object] | None = None,
) -> dict[str, Range]:
    """The odds of each ending in ``worlds`` worlds in which every guess is off by up to half.

    In each world every weight and every chance is multiplied by a number of its own, uniform from
    0.5 to 1.5 and drawn by the guess's name; the odds of a world are exact. The range over worlds
    is sampled, and its outermost values grow with their number.
    """
    plan = plan or Plan()
    found: dict[str, list[float]] = {s.id: [] for s in program.stages if s.ending}
    for world in range(worlds):
        factors = {
            move.index: plan.factors.get(move.index, 1.0) * _off(seed, world, move.name)
            for move in program.moves
        }
        tilts = {
            outcome.index: _off(seed, world, program.moves[outcome.move].name, outcome.id)
            for outcome in program.outcomes
        }
        tilted = exact_odds(program, replace(plan, factors=factors), tilts=tilts, budget=budget)
        for name, odds in tilted.endings.items():
            found[name].append(odds)
        if progress is not None:
            progress(world + 1)
    return {
        name: Range(min(odds), _quantile(odds, 0.025), _quantile(odds, 0.975), max(odds))
        for name, odds in found.items()
    }


def _quantile(odds: list[float], share: float) -> float:
    return float(np.quantile(odds, share))


def _off(seed: int, world: int, *names: str) -> float:
    """How much a guess is off in a world: a factor from 0.5 to 1.5."""
    counter = event_key("guess", *names) + world
    return 1 - OFF + 2 * OFF * uniform(squares64(counter, squares_key(mix64(seed))))
