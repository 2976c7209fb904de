"""Every way that a story can go, through the story engine itself, with its exact probability.

The engine asks for a pick among weighted candidates; here each pick is answered in every possible
way in turn. So the engine's own rules are summed up, without any luck.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from unittest.mock import patch

from sim.engine.story import Story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.interventions import Plan
    from sim.program.model import Program


class TooManyError(Exception):
    """More ways than the test can afford."""


class _Script:
    """Answers picks from a list, and notes what else could have been answered."""

    def __init__(self, answers: list[int]) -> None:
        self.answers = answers
        self.asked: list[list[float]] = []

    def __call__(self, luck: object, keys: Sequence[int], weights: Sequence[float]) -> int:
        positive = [max(weight, 0) for weight in weights]
        if not any(positive):
            positive = [1] * len(positive)
        total = sum(positive)
        self.asked.append([weight / total for weight in positive])
        place = len(self.asked) - 1
        if place < len(self.answers):
            return self.answers[place]
        first = next(i for i, weight in enumerate(positive) if weight > 0)
        self.answers.append(first)
        return first


def exact_endings(program: Program, plan: Plan, most: int = 4000) -> dict[str, float]:
    """The odds of each ending, by trying every way through the story engine."""
    odds: dict[str, float] = defaultdict(float)
    todo: list[list[int]] = [[]]
    ways = 0
    while todo:
        start = todo.pop()
        script = _Script(list(start))
        with patch("sim.engine.story.pick", script), patch("sim.engine.policy.pick", script):
            story = Story(program, 0, plan=plan)
        ways += 1
        if ways > most:
            raise TooManyError
        probability = 1.0
        for place, shares in enumerate(script.asked):
            answer = script.answers[place]
            if place >= len(start):
                todo += [
                    [*script.answers[:place], other]
                    for other in range(answer + 1, len(shares))
                    if shares[other] > 0
                ]
            probability *= shares[answer]
        assert story.ending is not None
        odds[story.ending] += probability
    return dict(odds)
