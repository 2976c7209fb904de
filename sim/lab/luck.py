"""The luck of many stories at once: the very bits of :mod:`sim.engine.luck`, in arrays.

The words are the same; their logarithm is numpy's, whose last bits differ between machines.
:mod:`sim.lab.race` sees to it that this decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from sim.engine.luck import (
    LOWER_KEYS,
    MASK,
    SCALE,
    UPPER_KEYS,
    mix64,
    squares_key,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Words: TypeAlias = "NDArray[np.uint64]"
Floats: TypeAlias = "NDArray[np.float64]"
Truths: TypeAlias = "NDArray[np.bool_]"
Places: TypeAlias = "NDArray[np.intp]"
Winners: TypeAlias = "NDArray[np.int16]"

_32 = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
#: Draws that are made in one go: few enough for what they need to stay near the processor.
BLOCK = 8_192


class Draw(NamedTuple):
    """One event's draw in the stories at ``places`` (None: in all)."""

    event: int
    places: Places | None


class _Room:
    """Memory to draw in, asked of the system once: new pages cost more than the draws."""

    def __init__(self) -> None:
        self._long = [np.empty(0, dtype=np.uint64) for _ in range(2)]
        self._short = [np.empty(BLOCK, dtype=np.uint64) for _ in range(4)]

    def of(self, total: int) -> list[Words]:
        """Two rooms for ``total`` words each."""
        if total > len(self._long[0]):
            self._long = [np.empty(total + total // 4, dtype=np.uint64) for _ in range(2)]
        return [room[:total] for room in self._long]

    def block(self, size: int) -> list[Words]:
        """Four rooms for ``size`` words each, at most ``BLOCK``."""
        return [room[:size] for room in self._short]


class StoryLuck:
    """The luck of the stories of a chunk: their keys and offsets, and room to draw in."""

    def __init__(self, keys: Words, offsets: Words) -> None:
        self.keys = keys
        self.offsets = offsets
        self._room = _Room()

    @property
    def size(self) -> int:
        """How many stories there are."""
        return len(self.keys)

    def take(self, places: Places) -> StoryLuck:
        """The luck of the stories at ``places``."""
        return StoryLuck(self.keys.take(places), self.offsets.take(places))

    def logs(self, draws: Sequence[Draw]) -> list[Floats]:
        """``ln(u)`` (not negated) of each draw, to numpy's precision; good until the next call."""
        sizes = [self.size if d.places is None else len(d.places) for d in draws]
        total = sum(sizes)
        counters, keys = self._room.of(total)
        at, last = 0, None
        for (event, places), size in zip(draws, sizes, strict=True):
            key, counter = keys[at : at + size], counters[at : at + size]
            if places is None:
                key[:] = self.keys
                np.add(self.offsets, np.uint64(event & MASK), out=counter)
            elif last is not None and last[0] is places:  # the same stories as just before
                key[:] = last[1]
                np.add(last[2], np.uint64(event - last[3] & MASK), out=counter)
            else:
                self.keys.take(places, out=key, mode="clip")
                self.offsets.take(places, out=counter, mode="clip")
                counter += np.uint64(event & MASK)
            at += size
            last = None if places is None else (places, key, counter, event)
        for start in range(0, total, BLOCK):
            here = slice(start, min(start + BLOCK, total))
            rooms = self._room.block(here.stop - start)
            _log_uniform(_squares64(counters[here], keys[here], *rooms), out=keys[here])
        drawn = keys.view(np.float64)
        ends = np.cumsum(sizes).tolist()
        return [drawn[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _squares64(counters: Words, keys: Words, y: Words, z: Words, x: Words, half: Words) -> Words:
    """``squares64`` of each counter under its key, worked out in the rooms given."""
    np.multiply(counters, keys, out=y)
    np.add(y, keys, out=z)
    np.multiply(y, y, out=x)
    x += y
    for addend in (z, y, z):
        np.right_shift(x, _32, out=half)
        x <<= _32
        x |= half
        x *= x
        x += addend
    np.right_shift(x, _32, out=half)
    np.left_shift(x, _32, out=z)
    z |= half
    z *= z
    z += y
    z >>= _32
    x ^= z
    return x


def _log_uniform(bits: Words, out: Words) -> None:
    """``ln(u)`` for 64 random bits each, as floats in the memory of ``out``."""
    bits >>= np.uint64(12)
    u = out.view(np.float64)
    np.add(bits, 0.5, out=u)
    u *= SCALE
    np.log(u, out=u)


def squares64_many(counters: Words, keys: Words) -> Words:
    """``squares64`` of each counter under its key."""
    return _squares64(counters, keys, *(np.empty_like(keys) for _ in range(4)))


def story_luck_many(seed: int, numbers: Words) -> StoryLuck:
    """The luck of the stories ``numbers`` under ``seed`` (see ``story_luck``)."""
    base = np.full(len(numbers), squares_key(mix64(seed)), dtype=np.uint64)
    doubled = numbers << np.uint64(1)
    keys = _keys(squares64_many(doubled, base))
    return StoryLuck(keys, squares64_many(doubled | np.uint64(1), base))


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
