"""The luck of many stories at once: the very bits of :mod:`sim.engine.luck`, in arrays.

A race between candidates is decided with numpy's logarithm, whose last bits differ between
machines; where two costs come closer than that could matter, the exact one decides. So every
machine, and the story engine, pick the same candidate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

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
Places: TypeAlias = "NDArray[np.intp]"

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
        left = left & below | left >> four & ~below
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
    masks: Sequence[NDArray[np.bool_] | None],
) -> NDArray[np.int16]:
    """Which candidate wins in each story: the place of the least ``-ln(u)/w``.

    ``weights`` hold a number, or one for each story, 0 or more; ``masks`` say where a candidate
    takes part at all (None: everywhere). Where no weight is positive, all who take part count as
    equal. -1 where nobody takes part.
    """
    size = len(keys)
    winner = np.full(size, -1, dtype=np.int16)
    taking_part = [_active(size, weight, mask) for weight, mask in zip(weights, masks, strict=True)]
    number = np.zeros(size, dtype=np.int16)
    for place, active in enumerate(taking_part):
        if active is None:
            number += 1
            winner[:] = place
        else:
            number += active
            winner[active] = place
    nobody = number == 0
    if nobody.any():
        _equal_race(keys, offsets, events, masks, np.flatnonzero(nobody), winner)
    contested = number > 1
    if contested.all():
        _run(keys, offsets, events, weights, taking_part, None, winner)
    elif contested.any():
        _run(keys, offsets, events, weights, taking_part, np.flatnonzero(contested), winner)
    return winner


def _active(
    size: int, weight: Floats | float, mask: NDArray[np.bool_] | None
) -> NDArray[np.bool_] | None:
    """Where a candidate has a chance; None: everywhere."""
    if isinstance(weight, np.ndarray):
        positive: NDArray[np.bool_] = weight > 0
        return positive if mask is None else positive & mask
    if weight > 0:
        return mask
    return np.zeros(size, dtype=np.bool_)


def _equal_race(
    keys: Words,
    offsets: Words,
    events: Sequence[int],
    masks: Sequence[NDArray[np.bool_] | None],
    places: Places,
    winner: NDArray[np.int16],
) -> None:
    parts = [None if mask is None else mask.take(places) for mask in masks]
    if all(part is not None and not part.any() for part in parts):
        return
    inside = race(keys.take(places), offsets.take(places), events, [1.0] * len(events), parts)
    winner[places] = inside


def _run(
    keys: Words,
    offsets: Words,
    events: Sequence[int],
    weights: Sequence[Floats | float],
    taking_part: Sequence[NDArray[np.bool_] | None],
    places: Places | None,
    winner: NDArray[np.int16],
) -> None:
    """Run the race in the stories at ``places`` (None: all) and write down who wins."""
    if places is not None:
        keys, offsets = keys.take(places), offsets.take(places)
    size = len(keys)
    best = np.full(size, -np.inf)
    first = np.full(size, -1, dtype=np.int16)
    close = np.zeros(size, dtype=np.bool_)
    for place, (event, weight, active) in enumerate(zip(events, weights, taking_part, strict=True)):
        inside = active if active is None or places is None else active.take(places)
        sub = None if inside is None or inside.all() else np.flatnonzero(inside)
        if sub is not None and len(sub) == 0:
            continue
        cost = (
            costs(keys, offsets, event)
            if sub is None
            else costs(keys.take(sub), offsets.take(sub), event)
        )
        cost /= _narrow(weight, places, sub)
        rival = best if sub is None else best.take(sub)
        better = cost > rival
        near = np.abs(cost - rival) <= np.abs(cost) * CLOSE
        if sub is None:
            np.copyto(best, cost, where=better)
            first[better] = place
            close |= near
        else:
            chosen = sub[better]
            best[chosen] = cost[better]
            first[chosen] = place
            close[sub[near]] = True
    if close.any():
        _decide_exactly(keys, offsets, events, weights, taking_part, places, close, first)
    if places is None:
        winner[:] = first
    else:
        winner[places] = first


def _narrow(weight: Floats | float, places: Places | None, sub: Places | None) -> Floats | float:
    if not isinstance(weight, np.ndarray):
        return weight
    if places is not None:
        weight = weight.take(places)
    return weight if sub is None else weight.take(sub)


def _decide_exactly(
    keys: Words,
    offsets: Words,
    events: Sequence[int],
    weights: Sequence[Floats | float],
    taking_part: Sequence[NDArray[np.bool_] | None],
    places: Places | None,
    close: NDArray[np.bool_],
    first: NDArray[np.int16],
) -> None:
    """Where two costs are too close to call, the exact ones decide; ties go to the first."""
    for at in np.flatnonzero(close):
        lane = at if places is None else places[at]
        key, offset = int(keys[at]), int(offsets[at])
        least = np.inf
        for place, event in enumerate(events):
            active = taking_part[place]
            if active is not None and not active[lane]:
                continue
            weight = weights[place]
            value = float(weight[lane]) if isinstance(weight, np.ndarray) else weight
            cost = exact_cost(key, offset, event) / value
            if cost < least:
                least = cost
                first[at] = place
