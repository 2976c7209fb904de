"""What a balance comes to: verdicts by stated rules, and what the file says is meant.

A comment ``# meant: …`` right above an actor or a move says that what is found there is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.author.places import Places
from sim.lab.balance import balance
from sim.lab.worth import Role, Worth, shifted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.lab.worth import Way
    from sim.program.model import Program
    from sim.scenario.context import Path

#: A role's best way in the lowest quarter of its points is hopeless.
LOW = 0.25
#: Ways that differ by less than this part of the span of points count as equally good.
NEAR = 0.05
#: Fewer turns than this decide nothing about a move.
LEAST = 30
#: A move that moves points by less than this part of their span, and no ending by a point.
NOTHING = 0.01
MEANT = "# meant:"

What = Literal["hopeless", "trivial", "always best", "never worth it", "moves nothing"]

RULES: dict[What, str] = {
    "hopeless": (
        "the best way found brings less than a quarter of the way from the least points to the"
        " most, or no way brings a twentieth of it more than the worst one"
    ),
    "trivial": (
        "waiting throughout, or picking any move, comes within a twentieth of the span of points"
        " of the best way found"
    ),
    "always best": (
        "in every stage it brings more points than each other move that is open with it (99 %"
        " intervals)"
    ),
    "never worth it": (
        "in every stage it brings fewer points than leaving it for another move (99 % intervals)"
    ),
    "moves nothing": (
        "at its first chance it moves no ending by a percentage point, and points by less than a"
        " hundredth of their span"
    ),
}


@dataclass(frozen=True, slots=True)
class Flag:
    """A verdict on a role, or on one of its moves (``move``, an id): what, and whether it is meant.

    ``line`` is where that stands in the file, ``meant`` the reason that the file gives.
    """

    actor: str
    move: str | None
    what: What
    line: int
    meant: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """One role's balance and the verdicts on it."""

    role: Role
    flags: tuple[Flag, ...]


def judge(program: Program, *, runs: int, seed: int, budget: int) -> Iterator[Judged]:
    """The balance of each role, with verdicts; arguments as :func:`sim.lab.balance.balance`."""
    places = Places(program.scenario)
    for role in balance(program, runs=runs, seed=seed, budget=budget):
        yield Judged(role, tuple(_flags(program, places, role)))


def meant(program: Program, places: Places, path: Path) -> str | None:
    """The reason that a comment right above the key at ``path`` gives, if there is one."""
    lines = program.scenario.text.splitlines()
    key = places.place(path, key=True)
    if not lines[key.line - 1][key.column - 1 :].startswith(str(path[-1])):
        return None  # what is not written is found at its owner
    at = key.line - 2
    block: list[str] = []
    while at >= 0 and lines[at].lstrip().startswith("#"):
        block.insert(0, lines[at].strip())
        at -= 1
    for number, line in enumerate(block):
        if line.startswith(MEANT):
            more = [rest.lstrip("# ") for rest in block[number + 1 :]]
            return " ".join([line.removeprefix(MEANT).strip(), *more])
    return None


def move_path(program: Program, index: int) -> Path:
    """Where a move stands in the file."""
    move = program.moves[index]
    actor = program.actors[move.actor].id
    return ("actors", actor, "wait") if move.is_wait else ("actors", actor, "moves", move.id)


def _flags(program: Program, places: Places, role: Role) -> Iterator[Flag]:
    actor = role.actor.id
    path: Path = ("actors", actor)
    for what in _of_role(role):
        line = places.place(path, key=True).line
        yield Flag(actor, None, what, line, meant(program, places, path))
    for worth in role.moves:
        for what in _of_move(role, worth):
            path = move_path(program, worth.move.index)
            line = places.place(path, key=True).line
            yield Flag(actor, worth.move.id, what, line, meant(program, places, path))


def _of_role(role: Role) -> Iterator[What]:
    """Verdicts on a role as a whole; none where it wants nothing that counts."""
    means = {way.name: way.points.mean for way in _ways(role) if way.points is not None}
    if not means:
        return
    span = role.most - role.least
    best = max(means.values())
    if best - role.least < LOW * span or best - min(means.values()) < NEAR * span:
        yield "hopeless"
    elif any(best - means[name] < NEAR * span for name in ("uniform", "wait") if name in means):
        yield "trivial"


def _ways(role: Role) -> Sequence[Way]:
    return (*role.ways, *([role.best] if role.best is not None else []))


def _of_move(role: Role, worth: Worth) -> Iterator[What]:
    stages = [found for found in worth.stages if found.against_leaving.turns >= LEAST]
    span = role.most - role.least
    if stages and span:
        rivals = [
            gain for found in stages for gain in found.against.values() if gain.turns >= LEAST
        ]
        if rivals and all(gain.surely_above > 0 for gain in rivals):
            yield "always best"
        if not worth.move.is_wait and all(f.against_leaving.surely_below < 0 for f in stages):
            yield "never worth it"
    most = shifted(worth)
    if (
        not worth.move.is_wait
        and most is not None
        and worth.first.turns >= LEAST
        and abs(most[1].difference) < NOTHING
        and max(abs(worth.first.low), abs(worth.first.high)) < max(NOTHING * span, NOTHING)
    ):
        yield "moves nothing"
