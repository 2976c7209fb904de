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
        if found := get_close_matches(tail, siblings, n=1, cutoff=0.6):
            return siblings[found[0]]
    if matches := get_close_matches(word, options, n=1, cutoff=0.6):
        return matches[0]
    lowered = {option.lower(): option for option in options}
    if folded := get_close_matches(word.lower(), lowered, n=1, cutoff=0.6):
        return lowered[folded[0]]
    tails = {option.rpartition(".")[2]: option for option in options if "." in option}
    last = get_close_matches(tail, tails, n=1, cutoff=0.7)
    return tails[last[0]] if last else None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint that names the nearest known word."""
    found = nearest(word, known)
    return f"Did you mean '{found}'?" if found is not None else None
