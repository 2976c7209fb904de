"""\"Did you mean\": the known word nearest to an unknown one."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None if none is near.

    Of names such as ``actor.move`` one with the same move comes first, then one of the same actor.
    """
    options = list(known)
    head, dot, tail = word.rpartition(".")
    if dot:
        same_tail = [option for option in options if option.rpartition(".")[2] == tail]
        if same_tail:
            return max(same_tail, key=lambda option: _likeness(option.rpartition(".")[0], head))
        siblings = {o.rpartition(".")[2]: o for o in options if o.rpartition(".")[0] == head}
        if (near := _near(tail, siblings)) is not None:
            return siblings[near]
    if (near := _near(word, options)) is not None:
        return near
    lowered = {option.lower(): option for option in options}
    if folded := get_close_matches(word.lower(), lowered, n=1, cutoff=0.6):
        return lowered[folded[0]]
    tails = {option.rpartition(".")[2]: option for option in options if "." in option}
    last = get_close_matches(tail, tails, n=1, cutoff=0.7)
    return tails[last[0]] if last else None


def _near(word: str, options: Iterable[str]) -> str | None:
    """The option that one slip of the finger turns into ``word``, else the one most like it."""
    options = list(options)
    slips = [option for option in options if one_slip(option, word)]
    if slips:
        return max(slips, key=lambda option: _likeness(option, word))
    found = get_close_matches(word, options, n=1, cutoff=0.6)
    return found[0] if found else None


def one_slip(one: str, other: str) -> bool:
    """Whether one letter was left out, added, replaced, or changed with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return (
        one[n + 1 :] == other[n + 1 :]
        or one[n + 1 :] == other[n:]
        or one[n:] == other[n + 1 :]
        or (one[n : n + 2] == other[n : n + 2][::-1] and one[n + 2 :] == other[n + 2 :])
    )


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint that names the nearest known word, and another one that is one slip away too."""
    options = list(known)
    found = nearest(word, options)
    if found is None:
        return None
    also = []
    if one_slip(found, word):
        also = [other for other in options if other != found and one_slip(other, word)]
    if not also:
        return f"Did you mean '{found}'?"
    return f"Did you mean '{found}' or '{max(also, key=lambda o: _likeness(o, word))}'?"
