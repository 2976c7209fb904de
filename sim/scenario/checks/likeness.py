"""Ids that differ by one letter, so that one is easily written for the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.suggest import one_slip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.scenario.context import Context, Path

SHORTEST = 5
"""Shorter ids differ by a letter all the time (post, most), and mean different things."""


def check(context: Context) -> None:
    """Point out pairs of ids of one kind that a slip of the finger turns into each other."""
    names = context.names
    groups: list[tuple[Path, Iterable[str]]] = [
        (("stages",), names.stages),
        (("variables",), names.variables),
        (("unknowns",), names.unknowns),
        (("actors",), names.actors),
        (("sources",), names.sources),
    ]
    groups += [(("unknowns", name, "values"), values) for name, values in names.unknowns.items()]
    moves: dict[str, list[str]] = {}
    for full in names.moves:
        actor, _, move = full.partition(".")
        moves.setdefault(actor, []).append(move)
    groups += [(("actors", actor, "moves"), ids) for actor, ids in moves.items()]
    for path, ids in groups:
        for first, second in _pairs(ids):
            context.report(
                "NC235",
                (*path, second),
                f"'{second}' is easily confused with '{first}': they differ by one letter.",
                "If both are meant, nothing is wrong; a longer name would keep them apart.",
                key=True,
            )


def _pairs(ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs that are one slip apart, the earlier one first; counted series are none."""
    shorter: dict[str, list[str]] = {}
    for name in ids:
        if len(name) < SHORTEST:
            continue
        # Two words one slip apart have a shortening by one letter in common, or are one of
        # the other: so no word need be held against all others.
        near: set[str] = set()
        for form in {name, *(name[:n] + name[n + 1 :] for n in range(len(name)))}:
            near.update(shorter.get(form, ()))
            shorter.setdefault(form, []).append(name)
        for other in sorted(near):
            if one_slip(other, name) and not _counted(other, name):
                yield other, name


def _counted(one: str, other: str) -> bool:
    """Whether the two differ by a number or a letter that counts: ``day_1``, ``class_b``."""
    count = r"\d|_[a-z]$|^[a-z]_"
    return re.sub(count, "", one) == re.sub(count, "", other)
