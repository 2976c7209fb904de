"""A sitting: one time at which somebody sorts the claims of a scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.play.progress import today
from sim.play.quiz.claims import items, shuffled, stories_played
from sim.play.session import fresh_seed

if TYPE_CHECKING:
    from pathlib import Path

    from sim.play.quiz.claims import Item
    from sim.play.session import Session
    from sim.program.model import Program

BEFORE, AFTER, LATER = OCCASIONS = ("before", "after", "later")
"""Before a first story, after it, and a week or so later."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One time at which somebody sorted claims.

    ``items`` stand in the order in which they are asked, ``given`` are verdicts by the id of the
    claim. ``number`` counts the sittings of this person on this occasion. ``day`` is the date on
    which it began, ``done`` says that every claim was sorted.
    """

    occasion: str
    player: str
    number: int
    day: str
    seed: int
    scenario: str
    title: str
    hash: str
    items: tuple[Item, ...]
    given: dict[str, str]
    done: bool = False
    path: Path | None = None

    @property
    def left(self) -> tuple[Item, ...]:
        """The claims that were not sorted yet."""
        return tuple(item for item in self.items if item.id not in self.given)

    @property
    def answers(self) -> tuple[tuple[Item, str], ...]:
        """The claims that were sorted, each with the verdict that was given."""
        return tuple((item, self.given[item.id]) for item in self.items if item.id in self.given)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was meant and what was given, claim by claim."""
        return [(item.verdict, given) for item, given in self.answers]


def new_sitting(
    program: Program,
    occasion: str,
    player: str,
    number: int,
    session: Session | None = None,
    seed: int | None = None,
) -> Sitting:
    """A sitting with the claims that can be asked now, in an order of its own.

    ``session`` is a story that may not be kept and was played all the same. Before a story only
    the core is asked. ``seed`` fixes the order (None: a fresh one). Raises :class:`UsageError`
    where there is nothing to ask.
    """
    gated = occasion != BEFORE and any(claim.after for claim in program.teaching.claims)
    asked = items(program, stories_played(program, session) if gated else ())
    if not asked:
        raise UsageError(f"{program.title} has no claims to sort.")
    seed = fresh_seed() if seed is None else seed
    scenario = program.scenario
    return Sitting(
        occasion, player, number, today(), seed, program.id, scenario.file.title, scenario.hash,
        shuffled(asked, seed), {},
    )  # fmt: skip


def on_this_edition(sitting: Sitting, program: Program) -> Sitting:
    """An unfinished sitting without the claims that the scenario gave up or judges otherwise now.

    What was answered stays.
    """
    now = {(item.id, item.verdict) for item in items(program, [_every_move(program)])}
    kept = tuple(i for i in sitting.items if i.id in sitting.given or (i.id, i.verdict) in now)
    return replace(sitting, items=kept)


def _every_move(program: Program) -> frozenset[str]:
    return frozenset(move.name for move in program.moves)
