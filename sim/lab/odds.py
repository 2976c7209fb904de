"""The odds of the endings: exact where the states fit the budget, else sampled, never mixed up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import BudgetError, InterventionError, UsageError
from sim.lab.asked import Asked
from sim.lab.exact.odds import BUDGET, exact_odds
from sim.lab.exact.paths import likeliest_of_each
from sim.lab.sampler import CHUNK, Sampler
from sim.lab.strategies import followed, planned
from sim.lab.uncertainty import MEANS, SHARES, Mean, Share, mean_of, wilson
from sim.program.lower import lower
from sim.scenario.lines import Assign, Force, parse_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.engine.interventions import Plan
    from sim.engine.state import State
    from sim.engine.story import Story
    from sim.lab.exact.paths import Path
    from sim.program.model import Program
    from sim.scenario.lines import Line
    from sim.scenario.reader import Scenario

RUNS = 100_000
#: Up to how many states the likeliest stories are looked for: a few seconds.
STORIES_BUDGET = 3_000_000


@dataclass(frozen=True, slots=True)
class Odds(Asked):
    """The odds of each ending, probabilities from 0 to 1.

    ``exact``: whether they are exact (up to rounding of floats), or sampled: then ``intervals``
    has each ending's, ``rounds`` the mean length with its own, and ``reason`` says why.
    ``by_round``: of each ending having come by the end of each round, from round 1 on.
    ``values``: the mean of each variable when the story ends (a yes as 1); ``means`` has their
    intervals if they are sampled.
    ``states``: how many states were stepped (0 if sampled). ``stories``: the most
    probable ones of each ending, if they were asked for; None: there were too many states.
    ``strategies``: by line, those that were followed: actor, SHA-256, and the mean number of
    choices in a story about which each said nothing (exact or sampled, as the odds are).
    """

    exact: bool
    endings: dict[str, float]
    by_round: tuple[dict[str, float], ...]
    expected_rounds: float
    states: int
    values: dict[str, float] | None = None
    runs: int = 0
    seed: int | None = None
    intervals: dict[str, Share] | None = None
    rounds: Mean | None = None
    means: dict[str, Mean] | None = None
    reason: str = ""
    stories: dict[str, list[Path]] | None = None
    strategies: dict[str, dict[str, Any]] | None = None

    def as_json(self, *, by_round: bool = False) -> dict[str, Any]:
        """The result as one document."""
        document = self.asked() | {
            "kind": "exact" if self.exact else "sampled",
            "exact": self.exact,
            "endings": self.endings,
            "states": self.states,
            "expected_rounds": self.expected_rounds,
        }
        if self.values is not None:
            document["expected_values"] = self.values
        if self.intervals is not None and self.rounds is not None and self.means is not None:
            document |= {
                "reason": self.reason,
                "runs": self.runs,
                "seed": self.seed,
                "intervals": {
                    name: {"low": share.low, "high": share.high}
                    for name, share in self.intervals.items()
                },
                "expected_rounds_interval": {"low": self.rounds.low, "high": self.rounds.high},
                "expected_values_intervals": {
                    name: {"low": mean.low, "high": mean.high} for name, mean in self.means.items()
                },
                "interval_kinds": {"shares": SHARES, "means": MEANS},
            }
        if self.strategies:
            document["strategies"] = self.strategies
        if by_round:
            document["by_round"] = list(self.by_round)
        if self.stories is not None:
            document["stories"] = {
                name: [path.as_json() for path in paths] for name, paths in self.stories.items()
            }
        return document


def odds(
    scenario: Scenario,
    *,
    do: Iterable[str] = (),
    after: Story | None = None,
    budget: int = BUDGET,
    runs: int = RUNS,
    seed: int = 0,
    stories: int = 0,
) -> Odds:
    """The odds of the endings of ``scenario`` under the lines ``do``.

    ``after``: a story of this scenario; the odds are those from where it stands, if everybody acts
    by policy from there on. ``budget``: how many states may be stepped; if there are more, the odds
    are sampled from ``runs`` stories under ``seed``, and say so. ``stories``: how many of the most
    probable stories of each ending to find; none if there are more than :data:`STORIES_BUDGET`
    states.

    Raises :class:`~sim.errors.InterventionError` for a line that cannot be meant, or whose time is
    over where ``after`` stands, and :class:`UsageError` for a story of another scenario, or one
    that is over.
    """
    program = lower(scenario)
    lines = tuple(do)
    plan = planned(program, lines, after.plan.strategies if after is not None else None)
    start = beginning(program, after, lines)
    try:
        found = exact_odds(program, plan, start=start, budget=budget, values=True)
    except BudgetError as error:
        return _sampled(program, plan, start, runs, seed, str(error))
    told = None
    if stories and found.states <= STORIES_BUDGET:
        ends = [stage for stage in program.stages if stage.ending]
        paths = likeliest_of_each(
            program, [stage.index for stage in ends], top=stories, plan=plan, start=start,
            budget=STORIES_BUDGET,
        )  # fmt: skip
        told = {stage.id: found for stage, found in zip(ends, paths, strict=True)}
    return Odds(
        program.id,
        program.hash,
        lines,
        True,
        found.endings,
        found.by_round,
        found.expected_rounds,
        found.states,
        found.values,
        stories=told,
        strategies=strategies_of(program, plan, found.uncovered),
    )


def beginning(program: Program, after: Story | None, lines: Iterable[str]) -> State | None:
    """Where ``after`` stands; None: at the very beginning.

    Raises :class:`UsageError` for a story of another scenario, or one that is over, and
    :class:`InterventionError` for one of ``lines``, not the story's own, that could only have
    changed what is past.
    """
    if after is None:
        return None
    if after.program is not program:
        raise UsageError("The story is one of another scenario.")
    if after.ended:
        raise UsageError("The story is over; there is nothing left to compute.")
    now = after.state.round, after.state.turn
    for text in lines:
        if text not in after.plan.lines and _past(program, parse_line(text), now):
            raise InterventionError(
                f"{text}: These odds begin in round {now[0]}, when the time of this line is over."
            )
    return after.state


def _past(program: Program, line: Line, now: tuple[int, int]) -> bool:
    """Whether ``line`` can do nothing any more from ``now``, a round and a turn, on."""
    if isinstance(line, Assign):
        return line.round is None or line.round <= now[0]
    if isinstance(line, Force) and not line.waiting:
        return (line.round, program.actor_index[line.actor]) < now
    return False


def strategies_of(
    program: Program, plan: Plan, uncovered: Mapping[str, float]
) -> dict[str, dict[str, Any]]:
    """What odds say of the strategies of ``plan``; ``uncovered`` has means by actor."""
    found = {}
    for line, strategy in followed(program, plan).items():
        actor = program.actors[strategy.actor].id
        found[line] = {
            "actor": actor,
            "sha256": strategy.digest,
            "uncovered_choices": uncovered[actor],
        }
    return found


def _sampled(
    program: Program, plan: Plan, start: State | None, runs: int, seed: int, reason: str
) -> Odds:
    if runs < 1:
        raise UsageError("At least one story is needed to sample from.")
    ended = np.zeros((program.rounds + 1, len(program.stages)), dtype=np.int64)
    sums = np.zeros((2, len(program.variables)), dtype=np.int64)
    missed = dict.fromkeys((program.actors[actor].id for actor in plan.ruled), 0)
    sampler = Sampler(program, seed, plan)
    for first in range(0, runs, CHUNK):
        numbers = np.arange(first, min(first + CHUNK, runs), dtype=np.uint64)
        chunk = sampler.tell(numbers, start)
        np.add.at(ended, (chunk.rounds, chunk.ending), 1)
        for place, column in enumerate(chunk.values):
            sums[:, place] += column.sum(), (column * column).sum()
        for actor, times in chunk.uncovered.items():
            missed[program.actors[actor].id] += int(times.sum(dtype=np.int64))
    endings = [stage for stage in program.stages if stage.ending]
    counts = ended.sum(axis=0)
    shares = {stage.id: wilson(int(counts[stage.index]), runs) for stage in endings}
    lengths, so_far = list(enumerate(ended.sum(axis=1).tolist())), ended.cumsum(axis=0)
    means = {
        v.id: mean_of(int(sums[0, v.index]), int(sums[1, v.index]), runs) for v in program.variables
    }
    mean = mean_of(sum(r * n for r, n in lengths), sum(r * r * n for r, n in lengths), runs)
    return Odds(
        program.id,
        program.hash,
        plan.lines,
        False,
        {name: share.share for name, share in shares.items()},
        tuple(
            {stage.id: float(so_far[now, stage.index] / runs) for stage in endings}
            for now in range(1, program.rounds + 1)
        ),
        mean.mean,
        0,
        {name: value.mean for name, value in means.items()},
        runs,
        seed,
        shares,
        mean,
        means,
        reason,
        strategies=strategies_of(program, plan, {name: n / runs for name, n in missed.items()}),
    )
