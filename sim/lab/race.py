"""Choices among weights, for many stories at once: the winners of :func:`sim.engine.luck.pick`.

A race is decided with numpy's logarithm, whose last bits differ between machines; where two costs
come closer than that could matter, the exact one decides. So every machine, and the story engine,
pick the same candidate.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from sim.engine.luck import MASK, negative_log, squares64, uniform
from sim.lab.luck import Draw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.lab.luck import Floats, Places, StoryLuck, Truths, Winners

#: Costs closer than this, relatively, are compared exactly. Both logarithms err below 1e-15.
CLOSE = 1e-12
#: Where a larger part of the stories has rivals, the race is run in all of them.
MOST = 0.7

Weight: TypeAlias = "NDArray[Any] | float"


class Contest(NamedTuple):
    """Candidates for one choice, in the stories at ``places`` (None: in all).

    ``weights`` hold a number, or one for each story, 0 or more; ``masks`` say where a candidate
    takes part at all (None: everywhere). Where no weight is positive, all who take part are equal.
    """

    places: Places | None
    events: Sequence[int]
    weights: Sequence[Weight]
    masks: Sequence[Truths | None]


class _Runner(NamedTuple):
    """A candidate that has a chance: everywhere, or in the stories of the race at ``at``."""

    place: int
    event: int
    weight: Weight
    at: Places | None


class _Race(NamedTuple):
    """A contest of which the winner is known where there are no rivals.

    ``contested`` are its places in which the race is run (None: all), ``stories`` those stories;
    ``known`` says where ``winner`` stands, whatever a race in all of them gives.
    """

    winner: Winners
    known: Truths | None
    contested: Places | None
    stories: Places | None
    runners: list[_Runner]
    size: int


def race(luck: StoryLuck, contests: Sequence[Contest]) -> list[Winners]:
    """Who wins each contest in each of its stories: the place of the least ``-ln(u)/w``.

    -1 where nobody takes part. All draws are made in one go.
    """
    races = [_prepared(luck, contest) for contest in contests]
    logs = iter(luck.logs([draw for each in races for draw in _draws(each)]))
    return [_decided(luck, each, logs) for each in races]


def _prepared(luck: StoryLuck, contest: Contest) -> _Race:
    places, events, weights, masks = contest
    size = luck.size if places is None else len(places)
    active = [_running(weight, mask) for weight, mask in zip(weights, masks, strict=True)]
    everywhere = [place for place, where in enumerate(active) if where is True]
    winner = np.full(size, everywhere[0] if everywhere else -1, dtype=np.int16)
    known = contested = None
    if len(everywhere) < 2:
        number = np.full(size, len(everywhere), dtype=np.int16)
        for place, where in enumerate(active):
            if isinstance(where, np.ndarray):
                number += where
                if not everywhere:  # right where it is the only one; else the race will tell
                    winner += where * np.int16(place + 1)
        if not everywhere:
            _equal(luck, contest, np.flatnonzero(number == 0), winner)
        rivals = number > 1
        count = np.count_nonzero(rivals)
        if count < MOST * size:
            contested = np.flatnonzero(rivals)
        elif count < size:
            known = ~rivals
    runners = [
        _runner(place, events[place], weights[place], where, contested)
        for place, where in enumerate(active)
        if not (isinstance(where, bool) and not where)
    ]
    if contested is None:
        return _Race(winner, known, None, places, runners if size else [], size)
    left = len(contested)
    return _Race(
        winner, known, contested, _of(places, contested), runners if left else [], left
    )  # fmt: skip


def _running(weight: Weight, mask: Truths | None) -> Truths | bool:
    """Where a candidate has a chance: True everywhere, False nowhere."""
    if isinstance(weight, np.ndarray):
        positive: Truths = weight > 0
        if mask is not None:
            positive &= mask
        return True if positive.all() else positive
    if weight <= 0:
        return False
    return True if mask is None else mask


def _runner(
    place: int, event: int, weight: Weight, where: Truths | bool, contested: Places | None
) -> _Runner:
    if contested is not None:
        weight = weight.take(contested) if isinstance(weight, np.ndarray) else weight
        where = where.take(contested) if isinstance(where, np.ndarray) else where
    if not isinstance(where, np.ndarray):
        return _Runner(place, event, weight, None)
    at = np.flatnonzero(where)
    return _Runner(place, event, weight.take(at) if isinstance(weight, np.ndarray) else weight, at)


def _equal(luck: StoryLuck, contest: Contest, nobody: Places, winner: Winners) -> None:
    """Where those who take part all weigh nothing, they count as equal."""
    places, events, _, masks = contest
    if not len(nobody):
        return
    inside = [None if mask is None else mask.take(nobody) for mask in masks]
    if all(mask is not None and not mask.any() for mask in inside):
        return
    again = Contest(_of(places, nobody), events, [1.0] * len(events), inside)
    winner[nobody] = race(luck, [again])[0]


def _of(places: Places | None, inside: Places) -> Places:
    return inside if places is None else places.take(inside)


def _draws(run: _Race) -> Iterator[Draw]:
    for _, event, _, at in run.runners:
        yield Draw(event, run.stories if at is None else _of(run.stories, at))


def _decided(luck: StoryLuck, run: _Race, logs: Iterator[Floats]) -> Winners:
    if not run.runners:
        return run.winner
    costs = list(islice(logs, len(run.runners)))
    best = np.full(run.size, -np.inf)
    for cost, runner in zip(costs, run.runners, strict=True):
        if isinstance(runner.weight, np.ndarray) or runner.weight != 1:
            cost /= runner.weight
        if runner.at is None:
            np.maximum(best, cost, out=best)
        else:
            best[runner.at] = np.maximum(best.take(runner.at), cost)
    ran = run.size if run.known is None else np.count_nonzero(best > -np.inf)
    best *= 1 + CLOSE
    found = np.zeros(run.size, dtype=np.int16)
    hits = []
    for cost, runner in zip(costs, run.runners, strict=True):
        if runner.at is None:
            near = np.flatnonzero(cost >= best)
        else:
            near = runner.at[cost >= best.take(runner.at)]
        found[near] = runner.place
        hits.append(near)
    if sum(map(len, hits)) > ran:
        number = np.bincount(np.concatenate(hits), minlength=run.size)
        for place in np.flatnonzero(number > 1).tolist():
            story = place if run.stories is None else int(run.stories[place])
            found[place] = _exact_winner(luck, story, run.runners, place)
    if run.contested is not None:
        run.winner[run.contested] = found
        return run.winner
    return found if run.known is None else np.where(run.known, run.winner, found)


def exact_cost(key: int, offset: int, event: int) -> float:
    """``-ln(u)`` of one draw, in the fixed sequence that all engines share."""
    return negative_log(uniform(squares64(event + offset & MASK, key)))


def _exact_winner(luck: StoryLuck, story: int, runners: Sequence[_Runner], place: int) -> int:
    """Where two costs are too close to call, the exact ones decide; ties go to the first."""
    key, offset = int(luck.keys[story]), int(luck.offsets[story])
    winner, least = -1, np.inf
    for runner, event, weight, at in runners:
        inside = place
        if at is not None:
            inside = int(np.searchsorted(at, place))
            if inside == len(at) or at[inside] != place:
                continue
        value = float(weight[inside]) if isinstance(weight, np.ndarray) else weight
        cost = exact_cost(key, offset, event) / value
        if cost < least:
            winner, least = runner, cost
    return winner
