"""Bounds on the odds of a scenario whose states are too many: certain, if not sharp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.lab.asked import Asked
from sim.lab.exact.bounds import KEEP, Bound, bounded_odds
from sim.lab.odds import beginning
from sim.lab.strategies import planned
from sim.program.lower import lower

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.engine.story import Story
    from sim.scenario.reader import Scenario

__all__ = ["KEEP", "Bound", "Bounds", "bounds"]


@dataclass(frozen=True, slots=True)
class Bounds(Asked):
    """What is certain of the odds of each ending, probabilities from 0 to 1.

    ``by_round``: of each ending having come by the end of each round, from round 1 on.
    ``left_out``: the probability of all states that were dropped; at 0 the odds are exact.
    ``keep``: how many states of a layer went on; ``states``: how many were stepped.
    """

    keep: int
    endings: dict[str, Bound]
    by_round: tuple[dict[str, Bound], ...]
    left_out: float
    states: int

    def as_json(self, *, by_round: bool = False) -> dict[str, Any]:
        """The result as one document."""
        document = self.asked() | {
            "kind": "bounded",
            "exact": self.left_out == 0,
            "keep": self.keep,
            "states": self.states,
            "left_out": self.left_out,
            "endings": _plain(self.endings),
        }
        if by_round:
            document["by_round"] = [_plain(row) for row in self.by_round]
        return document


def _plain(endings: dict[str, Bound]) -> dict[str, dict[str, float]]:
    return {name: {"low": bound.low, "high": bound.high} for name, bound in endings.items()}


def bounds(
    scenario: Scenario, *, do: Iterable[str] = (), after: Story | None = None, keep: int = KEEP
) -> Bounds:
    """Bounds on the odds of the endings of ``scenario`` under the lines ``do``.

    Only the ``keep`` most probable states of each turn go on; what the others may come to is
    counted for and against each ending. Nothing is sampled. ``after`` is a story of this scenario
    to go on from. Raises as :func:`sim.lab.odds.odds` does.
    """
    program = lower(scenario)
    lines = tuple(do)
    plan = planned(program, lines, after.plan.strategies if after is not None else None)
    found = bounded_odds(program, plan, start=beginning(program, after, lines), keep=keep)
    return Bounds(
        program.id,
        program.hash,
        lines,
        keep,
        found.endings,
        found.by_round,
        found.left_out,
        found.states,
    )
