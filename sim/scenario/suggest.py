"""\"Did you mean\": the known word nearest to an unknown one."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None if none is near.

    Word order in ``actor.move`` matters to people more than to difflib, so the part after the
    last dot is compared too.
    """
    options = list(known)
    matches = get_close_matches(word, options, n=1, cutoff=0.6)
    if matches:
        return matches[0]
    lowered = {option.lower(): option for option in options}
    folded = get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.6)
    if folded:
        return lowered[folded[0]]
    tails = {option.rsplit(".", 1)[-1]: option for option in options if "." in option}
    tail = get_close_matches(word.rsplit(".", 1)[-1], list(tails), n=1, cutoff=0.7)
    return tails[tail[0]] if tail else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint that names the nearest known word."""
    found = nearest(word, known)
    return f"Did you mean '{found}'?" if found is not None else None
