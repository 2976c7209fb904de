"""Luck: every draw has a key and depends on nothing else (DESIGN section 4).

The generator is Squares, the five-round 64-bit form (B. Widynski, "Squares: A Fast
Counter-Based RNG", arXiv:2004.06278). A story has a key in the form that Squares asks for, and an
offset, both mixed from seed and number; the counter of a draw is the event's key plus the round
plus the offset. Two stories would have to share 55 bits of key and then overlap in a range of
2^64 counters, so streams do not meet at 1e9 stories.

A choice among weights w takes the candidate with the least ``-ln(u)/w``: exponential races, the
Gumbel-max rule in another dress, exact in its odds and counterfactually stable (M. Oberst and
D. Sontag, "Counterfactual Off-Policy Evaluation with Gumbel-Max Structural Causal Models",
ICML 2019). The logarithm is a fixed sequence of IEEE operations after FreeBSD's ``e_log.c``
(Sun Microsystems 1993; relative error below 1e-15), so that every engine computes the same bits.
"""

from __future__ import annotations

from math import frexp, inf
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

MASK: Final = (1 << 64) - 1
SEED_LIMIT: Final = 1 << 64
UPPER_KEYS: Final = 15 * 14 * 13 * 12 * 11 * 10 * 9 * 8
LOWER_KEYS: Final = 8 * 14 * 13 * 12 * 11 * 10 * 9 * 8

LN2_HIGH: Final = 6.93147180369123816490e-01
LN2_LOW: Final = 1.90821492927058770002e-10
L1: Final = 6.666666666666735130e-01
L2: Final = 3.999999999940941908e-01
L3: Final = 2.857142874366239149e-01
L4: Final = 2.222219843214978396e-01
L5: Final = 1.818357216161805012e-01
L6: Final = 1.531383769920937332e-01
L7: Final = 1.479819860511658591e-01
HALF_ROOT: Final = 0.7071067811865476
SCALE: Final = 2.0**-52


def squares64(counter: int, key: int) -> int:
    """64 random bits for ``counter`` under ``key`` (Widynski 2020, five rounds)."""
    y = x = counter * key & MASK
    z = y + key
    x = x * x + y & MASK
    x = x >> 32 | x << 32 & MASK
    x = x * x + z & MASK
    x = x >> 32 | x << 32 & MASK
    x = x * x + y & MASK
    x = x >> 32 | x << 32 & MASK
    t = x = x * x + z & MASK
    x = x >> 32 | x << 32 & MASK
    return t ^ (x * x + y & MASK) >> 32


def mix64(value: int) -> int:
    """A 64-bit bijection that scatters neighbours (Stafford's variant 13, as in SplitMix64)."""
    z = value + 0x9E3779B97F4A7C15 & MASK
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


def squares_key(bits: int) -> int:
    """64 bits as a key in the form that Squares asks for.

    In each half the eight hexadecimal digits differ from each other, none is zero, and the last
    digit of all is odd. The upper 32 bits choose the upper half, the lower ones the lower half.
    """
    upper = _digits((bits >> 32) * UPPER_KEYS >> 32, odd=False)
    lower = _digits((bits & 0xFFFFFFFF) * LOWER_KEYS >> 32, odd=True)
    return upper << 32 | lower


def _digits(rank: int, *, odd: bool) -> int:
    """The half key of this rank: digits drawn without replacement, the last one first."""
    left = list(range(1, 16))
    if odd:
        rank, place = divmod(rank, 8)
        result = left.pop(2 * place)
    else:
        rank, place = divmod(rank, 15)
        result = left.pop(place)
    for digit in range(1, 8):
        rank, place = divmod(rank, 15 - digit)
        result |= left.pop(place) << 4 * digit
    return result


def story_luck(seed: int, number: int) -> tuple[int, int]:
    """The Squares key and the counter's offset of story ``number`` under ``seed``."""
    base = squares_key(mix64(seed))
    return squares_key(squares64(2 * number, base)), squares64(2 * number + 1, base)


def uniform(bits: int) -> float:
    """A number inside (0, 1), never 0 or 1, from the upper 52 of 64 bits."""
    return ((bits >> 12) + 0.5) * SCALE


def negative_log(u: float) -> float:
    """``-ln(u)`` for u inside (0, 1): the same bits on every machine and in every engine."""
    m, exponent = frexp(u)
    if m < HALF_ROOT:
        m = m + m
        exponent -= 1
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    r = w * (L2 + w * (L4 + w * L6)) + z * (L1 + w * (L3 + w * (L5 + w * L7)))
    h = 0.5 * f * f
    k = float(exponent)
    return (h - (s * (h + r) + k * LN2_LOW)) - f - k * LN2_HIGH


class Luck(Protocol):
    """The luck of one story."""

    def cost(self, key: int) -> float:
        """``-ln(u)`` of the draw with this key (the event's, with the round added)."""


class KeyedLuck:
    """The luck of story ``number`` under ``seed``, computed draw by draw."""

    __slots__ = ("_key", "_offset")

    def __init__(self, seed: int, number: int = 0) -> None:
        if not 0 <= seed < SEED_LIMIT or number < 0:
            raise ValueError("a seed lies from 0 to 2^64-1, and story numbers count from 0")
        self._key, self._offset = story_luck(seed, number)

    def cost(self, key: int) -> float:
        """``-ln(u)`` of the draw with this key."""
        bits = squares64(key + self._offset & MASK, self._key)
        return negative_log(((bits >> 12) + 0.5) * SCALE)  # uniform(), without the call


def pick(luck: Luck, keys: Sequence[int], weights: Sequence[float]) -> int:
    """The place of the candidate that wins the race of ``-ln(u)/w``; ties go to the first.

    Weights of zero or below never win, unless none is positive: then all count as equal.
    """
    running = [i for i, weight in enumerate(weights) if weight > 0]
    if len(running) == 1:
        return running[0]
    if not running:
        weights = [1] * len(keys)
        running = list(range(len(keys)))
    draw = luck.cost
    best, least = running[0], inf
    for i in running:
        cost = draw(keys[i]) / weights[i]
        if cost < least:
            best, least = i, cost
    return best
