"""Who is in a scenario, as the casting shows them: who they are, what they want and can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.telling import tell_apart

if TYPE_CHECKING:
    from sim.program.model import Program


@dataclass(frozen=True, slots=True)
class Member:
    """One actor. ``tempers`` are the ways of acting when nobody plays it, the usual one first."""

    id: str
    name: str
    role: str
    about: str
    playable: bool
    wants: tuple[str, ...]
    moves: tuple[str, ...]
    tempers: tuple[str, ...]


USUAL = "as usual"
"""What an actor without a temperament does: the weights that the author gave its moves."""

WORDS = {"uniform": "mere chance", "wait": "only waits", "best": "its best"}
ACTING = {
    USUAL: "it acts as usual",
    "uniform": "it acts by mere chance",
    "wait": "it only waits",
    "best": "it plays its best",
}


def cast_of(program: Program) -> tuple[Member, ...]:
    """All actors of ``program``, those who can be played first."""
    members = tuple(
        Member(
            id=actor.id,
            name=tell_apart(actor.name, program),
            role=tell_apart(actor.role, program),
            about=tell_apart(actor.about, program),
            playable=actor.playable,
            wants=tuple(tell_apart(want.text, program) for want in actor.wants),
            moves=tuple(tell_apart(m.label, program) for m in actor.moves if not m.is_wait),
            tempers=(
                USUAL,
                *actor.temperaments,
                "uniform",
                *(() if actor.wait is None else ("wait",)),
            ),
        )
        for actor in program.actors
    )
    return tuple(sorted(members, key=lambda member: not member.playable))


def temper_words(temper: str) -> str:
    """A temperament in a word or two."""
    return WORDS.get(temper, temper.replace("_", " "))


def acting(temper: str) -> str:
    """How an actor acts whom nobody plays, as part of a sentence."""
    if temper.endswith(".json"):
        return f"it follows the strategy {temper}"
    return ACTING.get(temper) or f"its temperament is “{temper_words(temper)}”"
