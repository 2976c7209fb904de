"""Layers of states: all that may be the case at one actor's turn of one round.

The round clock makes the graph of states acyclic, layer by layer, so one pass forward gives the
odds and one backward the best responses, without iteration and without a stored graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.lab.rows import Places, Words

    Shares = NDArray[np.float64]

#: How many states are stepped together: few enough for their columns to stay in the cache.
BLOCK = 1 << 15
#: How many states may wait to be merged with equal ones.
PENDING = 1 << 22

_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """Different states, sorted by ``key``, with the odds that the story comes to each."""

    words: list[Words]
    odds: Shares
    key: Words
    salt: int

    @property
    def size(self) -> int:
        """How many states there are."""
        return len(self.odds)

    def blocks(self) -> Iterator[slice]:
        """Pieces of the layer, in order."""
        for first in range(0, self.size, BLOCK):
            yield slice(first, first + BLOCK)

    def find(self, words: list[Words]) -> Places:
        """The places of states that are known to be in the layer."""
        return np.searchsorted(self.key, key_of(words, self.salt))


def key_of(words: list[Words], salt: int) -> Words:
    """One word for each state: the state itself if it is one word, else a mixture of its words."""
    if len(words) == 1:
        return words[0]
    key = np.zeros(len(words[0]), dtype=np.uint64)
    for place, word in enumerate(words):
        factor = np.uint64(_MIX[(place + salt) % len(_MIX)] ^ (salt << 1))
        mixed = word * factor
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(32)
        key += mixed
        key *= np.uint64(0x94D049BB133111EB)
    return key


def merged(words: list[Words], odds: Shares, together: np.ufunc = np.add) -> Layer:
    """States with equal ones put together, their odds added up (or joined by ``together``)."""
    for salt in range(64):
        key = key_of(words, salt)
        order = key.argsort()
        key = key.take(order)
        sorted_words = [word.take(order) for word in words] if len(words) > 1 else [key]
        fresh = np.empty(len(key), dtype=np.bool_)
        fresh[:1] = True
        np.not_equal(key[1:], key[:-1], out=fresh[1:])
        if len(words) > 1 and any(
            np.count_nonzero((word[1:] != word[:-1]) & ~fresh[1:]) for word in sorted_words
        ):
            continue  # two different states with the same key: mix them in another way
        first = fresh.nonzero()[0]
        if not len(first):
            return Layer(sorted_words, odds, key, salt)
        total = together.reduceat(odds.take(order), first)
        if len(first) == len(key):
            return Layer(sorted_words, total, key, salt)
        kept = key.take(first)
        lasting = [word.take(first) for word in sorted_words] if len(words) > 1 else [kept]
        return Layer(lasting, total, kept, salt)
    raise AssertionError("no mixture keeps these states apart")


class Pile:
    """States that come in piece by piece, merged whenever many are waiting.

    ``together`` joins the odds of equal ones: by adding them up, unless told otherwise.
    """

    def __init__(self, words: int, together: np.ufunc = np.add) -> None:
        self._together = together
        self._words: list[list[Words]] = [[] for _ in range(words)]
        self._odds: list[Shares] = []
        self._waiting = 0
        self._settled = 0

    @property
    def size(self) -> int:
        """How many states are there, equal ones that still wait to be merged counted apart."""
        return self._waiting

    def add(self, words: list[Words], odds: Shares) -> None:
        """Put in more states."""
        if not len(odds):
            return
        for kept, word in zip(self._words, words, strict=True):
            kept.append(word)
        self._odds.append(odds)
        self._waiting += len(odds)
        if self._waiting > max(PENDING, self._settled):
            self.put_in(self.layer())

    def put_in(self, layer: Layer) -> None:
        """Start again from ``layer``."""
        self._words = [[word] for word in layer.words]
        self._odds = [layer.odds]
        self._waiting, self._settled = 0, layer.size

    def layer(self) -> Layer:
        """All that was put in, each state once."""
        if not self._odds:
            none = np.zeros(0, dtype=np.uint64)
            return Layer([none for _ in self._words], np.zeros(0), none, 0)
        if len(self._odds) == 1:
            return merged([word for (word,) in self._words], self._odds[0], self._together)
        odds = np.concatenate(self._odds)
        return merged([np.concatenate(word) for word in self._words], odds, self._together)
