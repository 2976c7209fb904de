"""The points of a sweep: combinations of interventions, and orders of acts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations, product
from math import perm, prod
from typing import TYPE_CHECKING

from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: The most points that a sweep takes: each is a what-if of its own.
MOST = 10_000
#: A level of a factor that leaves everything as it is.
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Point:
    """One combination: a name, the lines that make it, and its level of each factor by name."""

    name: str
    lines: tuple[str, ...]
    factors: tuple[tuple[str, str], ...] = ()


def cross(factors: Sequence[Sequence[str]]) -> list[Point]:
    """Every combination of one line from each factor; ``nothing`` (or ``-``) is a level too."""
    _allow(prod(len(levels) for levels in factors))
    points = []
    for combination in product(*factors):
        levels = tuple(NOTHING if line == "-" else line for line in combination)
        lines = tuple(line for line in levels if line != NOTHING)
        named = tuple((f"vary_{n}", level) for n, level in enumerate(levels, start=1))
        points.append(Point(" & ".join(lines) or NOTHING, lines, named))
    return points


def orders(moves: Sequence[str], rounds: Sequence[int], *, waiting: bool = False) -> list[Point]:
    """Every order of ``moves`` over ``rounds``, one move a round; the factors are the rounds.

    With more rounds than moves, also every choice of rounds that stay free. ``waiting``: from its
    round on, each as soon as it is enabled. Raises :class:`UsageError` if rounds are too few.
    """
    if len(set(moves)) < len(moves) or len(set(rounds)) < len(rounds) or not moves:
        raise UsageError("The moves of an order differ from each other, and so do the rounds.")
    if len(rounds) < len(moves):
        raise UsageError(
            f"{len(moves)} moves need at least {len(moves)} rounds to stand in; given"
            f" {'is' if len(rounds) == 1 else 'are'} {len(rounds)}."
        )
    _allow(perm(len(rounds), len(moves)))
    mark = "+" if waiting else ""
    points = []
    for places in permutations(range(len(rounds)), len(moves)):
        by_round = {rounds[place]: move for place, move in zip(places, moves, strict=True)}
        when = sorted(by_round)
        points.append(
            Point(
                " → ".join(f"{by_round[number]}@{number}{mark}" for number in when),
                tuple(f"{by_round[number]}@{number}{mark}" for number in when),
                tuple((f"round_{number}", by_round.get(number, NOTHING)) for number in rounds),
            )
        )
    return points


def together(*groups: Sequence[Point]) -> list[Point]:
    """Every combination of one point from each group."""
    _allow(prod(len(group) for group in groups))
    return [
        Point(
            " & ".join(point.name for point in points),
            tuple(line for point in points for line in point.lines),
            tuple(pair for point in points for pair in point.factors),
        )
        for points in product(*groups)
    ]


def points_of(given: Iterable[Point] | Mapping[str, str | Iterable[str]]) -> list[Point]:
    """Points from points, or from a mapping of names to lines.

    Raises :class:`UsageError` if there are none, too many, or two alike.
    """
    if hasattr(given, "items"):
        points = [
            Point(name, (lines,) if isinstance(lines, str) else tuple(lines))
            for name, lines in given.items()
        ]
    else:
        points = list(given)
    _allow(len(points))
    for point in points:
        # Names become cells of a table: none may look like a formula there.
        if not point.name[:1].isalnum():
            raise UsageError(f"'{point.name}': a name begins with a letter or a digit.")
    if len({point.name for point in points}) < len(points):
        raise UsageError("Two combinations of the sweep are the same.")
    return points


def _allow(number: int) -> None:
    if not 0 < number <= MOST:
        raise UsageError(
            f"The sweep has {number:,} combinations; it takes 1 to {MOST:,}."
            + (" Vary less at a time." if number else " Say what to vary.")
        )
