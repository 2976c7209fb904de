"""The luck of many stories at once: the very bits of :mod:`sim.engine.luck`, in arrays.

A race between candidates is decided with numpy's logarithm, whose last bits differ between
machines; where two costs come closer than that could matter, the exact one decides. So every
machine, and the story engine, pick the same candidate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from sim.engine.luck import (
    LOWER_KEYS,
    MASK,
    SCALE,
    UPPER_KEYS,
    mix64,
    negative_log,
    squares64,
    squares_key,
    uniform,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Words: TypeAlias = "NDArray[np.uint64]"
Floats: TypeAlias = "NDArray[np.float64]"
Truths: TypeAlias = "NDArray[np.bool_]"
Winners: TypeAlias = "NDArray[np.int16]"

_32 = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
#: Costs closer than this, relatively, are compared exactly. Both logarithms err below 1e-15.
CLOSE = 1e-12


def squares64_many(counters: Words, keys: Words) -> Words:
    """``squares64`` of each counter under its key."""
    y = counters * keys
    z = y + keys
    x = y * y
    x += y
    for addend in (z, y):
        _turn(x)
        x *= x
        x += addend
    _turn(x)
    x *= x
    x += z
    t = x.copy()
    _turn(x)
    x *= x
    x += y
    x >>= _32
    t ^= x
    return t


def _turn(x: Words) -> None:
    """Exchange the halves of each word, in place."""
    half = x >> _32
    x <<= _32
    x |= half


def story_luck_many(seed: int, numbers: Words) -> tuple[Words, Words]:
    """Keys and offsets of the stories ``numbers`` under ``seed`` (see ``story_luck``)."""
    base = np.full(len(numbers), squares_key(mix64(seed)), dtype=np.uint64)
    doubled = numbers << np.uint64(1)
    return _keys(squares64_many(doubled, base)), squares64_many(doubled | np.uint64(1), base)


def _keys(bits: Words) -> Words:
    upper = _digits((bits >> _32) * np.uint64(UPPER_KEYS) >> _32, odd=False)
    lower = _digits((bits & _LOW) * np.uint64(LOWER_KEYS) >> _32, odd=True)
    return upper << _32 | lower


def _digits(rank: Words, *, odd: bool) -> Words:
    """The half keys of these ranks; ``left`` holds the digits not drawn yet, as nibbles."""
    left = np.full(len(rank), 0xFEDCBA987654321, dtype=np.uint64)
    result = np.zeros(len(rank), dtype=np.uint64)
    four, fifteen = np.uint64(4), np.uint64(15)
    for digit in range(8):
        choices = 8 if odd and digit == 0 else 15 - digit
        place = rank % np.uint64(choices)
        rank = rank // np.uint64(choices)
        if odd and digit == 0:
            place *= np.uint64(2)
        shift = place * four
        result |= (left >> shift & fifteen) << np.uint64(4 * digit)
        below = (np.uint64(1) << shift) - np.uint64(1)
        kept, moved = np.bitwise_and(left, below), np.bitwise_and(left >> four, ~below)
        left = np.bitwise_or(kept, moved)
    return result


def costs(keys: Words, offsets: Words, event: int) -> Floats:
    """``ln(u)`` (not negated) of the draw ``event`` in each story, to numpy's precision."""
    bits = squares64_many(offsets + np.uint64(event & MASK), keys)
    bits >>= np.uint64(12)
    u = bits.astype(np.float64)
    u += 0.5
    u *= SCALE
    return np.log(u, out=u)


def exact_cost(key: int, offset: int, event: int) -> float:
    """``-ln(u)`` of one draw, in the fixed sequence that all engines share."""
    return negative_log(uniform(squares64(event + offset & MASK, key)))


def race(
    keys: Words,
    offsets: Words,
    events: Sequence[int],
    weights: Sequence[Floats | float],
    masks: Sequence[Truths | None],
) -> Winners:
    """Which candidate wins in each story: the place of the least ``-ln(u)/w``.

    ``weights`` hold a number, or one for each story, 0 or more; ``masks`` say where a candidate
    takes part at all (None: everywhere). Where no weight is positive, all who take part count as
    equal. -1 where nobody takes part.
    """
    running = [_running(weight, mask) for weight, mask in zip(weights, masks, strict=True)]
    everywhere = [place for place, active in enumerate(running) if active is EVERYWHERE]
    partly = [place for place, active in enumerate(running) if isinstance(active, np.ndarray)]
    size = len(keys)
    if len(everywhere) > 1:
        return _run(keys, offsets, events, weights, running)
    winner = np.full(size, everywhere[0] if everywhere else -1, dtype=np.int16)
    number = np.full(size, len(everywhere), dtype=np.int16)
    for place in partly:
        active = cast("Truths", running[place])
        number += active
        np.copyto(winner, np.int16(place), where=active)
    contested = np.flatnonzero(number > 1)
    if len(contested):
        inside = [
            active.take(contested) if isinstance(active, np.ndarray) else active
            for active in running
        ]
        narrow = [
            weight.take(contested) if isinstance(weight, np.ndarray) else weight
            for weight in weights
        ]
        winner[contested] = _run(
            keys.take(contested), offsets.take(contested), events, narrow, inside
        )
    if not everywhere:
        nobody = np.flatnonzero(number == 0)
        if len(nobody):
            inside_masks = [None if mask is None else mask.take(nobody) for mask in masks]
            winner[nobody] = _equal_race(
                keys.take(nobody), offsets.take(nobody), events, inside_masks
            )
    return winner


class _Everywhere:
    """A candidate that takes part in every story."""


class _Nowhere:
    """A candidate that takes part in no story."""


EVERYWHERE, NOWHERE = _Everywhere(), _Nowhere()
Running: TypeAlias = "Truths | _Everywhere | _Nowhere"


def _running(weight: Floats | float, mask: Truths | None) -> Running:
    """Where a candidate has a chance."""
    if isinstance(weight, np.ndarray):
        positive: Truths = weight > 0
        if mask is not None:
            positive &= mask
        return EVERYWHERE if positive.all() else positive
    if weight <= 0:
        return NOWHERE
    return EVERYWHERE if mask is None else mask


def _equal_race(
    keys: Words, offsets: Words, events: Sequence[int], masks: Sequence[Truths | None]
) -> Winners:
    if all(mask is not None and not mask.any() for mask in masks):
        return np.full(len(keys), -1, dtype=np.int16)
    return race(keys, offsets, events, [1.0] * len(events), masks)


def _run(
    keys: Words,
    offsets: Words,
    events: Sequence[int],
    weights: Sequence[Floats | float],
    running: Sequence[Running],
) -> Winners:
    """Run the race; in each story at least one candidate takes part."""
    size = len(keys)
    best = np.full(size, -np.inf)
    second = best.copy()
    winner = np.zeros(size, dtype=np.int16)
    for place, active in enumerate(running):
        if isinstance(active, _Nowhere):
            continue
        weight = weights[place]
        if isinstance(active, _Everywhere):
            cost = costs(keys, offsets, events[place])
            cost /= weight
        else:
            sub = np.flatnonzero(active)
            part = costs(keys.take(sub), offsets.take(sub), events[place])
            part /= weight.take(sub) if isinstance(weight, np.ndarray) else weight
            cost = np.full(size, -np.inf)
            cost[sub] = part
        better = cost > best
        np.maximum(second, np.minimum(best, cost), out=second)
        np.maximum(best, cost, out=best)
        np.copyto(winner, np.int16(place), where=better)
    close = best - second <= np.abs(best) * CLOSE
    if close.any():
        for at in np.flatnonzero(close).tolist():
            winner[at] = _exact_winner(keys, offsets, events, weights, running, at)
    return winner


def _exact_winner(
    keys: Words,
    offsets: Words,
    events: Sequence[int],
    weights: Sequence[Floats | float],
    running: Sequence[Running],
    at: int,
) -> int:
    """Where two costs are too close to call, the exact ones decide; ties go to the first."""
    key, offset = int(keys[at]), int(offsets[at])
    winner, least = -1, np.inf
    for place, active in enumerate(running):
        if isinstance(active, _Nowhere) or (isinstance(active, np.ndarray) and not active[at]):
            continue
        weight = weights[place]
        value = float(weight[at]) if isinstance(weight, np.ndarray) else weight
        cost = exact_cost(key, offset, events[place]) / value
        if cost < least:
            winner, least = place, cost
    return winner
