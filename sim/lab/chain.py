"""By which acts two worlds part: first, second, third; in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.engine.telling import tell_apart
from sim.lab.tracing import ActTrace
from sim.lab.uncertainty import Share, wilson

if TYPE_CHECKING:
    from collections import Counter

    from sim.program.model import Program

#: How many kinds of differences are told of each place in the chain.
MOST = 8


@dataclass(frozen=True, slots=True)
class Link:
    """One way in which two worlds differ at an act: who acts, how in each, in how many pairs.

    ``base`` and ``what_if`` are ``actor.move`` or ``actor.move:outcome``, or None where that world
    has no such act, since its story is over or nothing could be done.
    """

    actor: str
    base: str | None
    what_if: str | None
    share: Share
    words: str

    def as_json(self) -> dict[str, Any]:
        """The link as part of a document."""
        return {
            "actor": self.actor,
            "base": self.base,
            "what_if": self.what_if,
            "share": self.share.share,
            "low": self.share.low,
            "high": self.share.high,
            "words": self.words,
        }


def links_of(
    program: Program, counter: Counter[tuple[int, int, int]], runs: int
) -> tuple[Link, ...]:
    """The most frequent differences in ``counter``: (actor, act in the base, act in the other)."""
    trace = ActTrace(program, 0)
    ordered = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        Link(
            actor=program.actors[actor].id,
            base=_name(trace, before),
            what_if=_name(trace, after),
            share=wilson(number, runs),
            words=_in_words(program, trace, actor, before, after),
        )
        for (actor, before, after), number in ordered[:MOST]
    )


def _name(trace: ActTrace, code: int) -> str | None:
    act = trace.meaning(code)
    if act is None:
        return None
    move, outcome = act
    return move.name if outcome is None or len(move.outcomes) == 1 else f"{move.name}:{outcome.id}"


def _in_words(program: Program, trace: ActTrace, actor: int, before: int, after: int) -> str:
    who = tell_apart(program.actors[actor].name, program)
    old, new = _deed(program, trace, before), _deed(program, trace, after)
    if new is None:
        return f"{who}: nothing any more, instead of {old}"
    if old is None:
        return f"{who}: {new}, where there was no act before"
    return f"{who}: {new} instead of {old}"


def _deed(program: Program, trace: ActTrace, code: int) -> str | None:
    act = trace.meaning(code)
    if act is None:
        return None
    move, outcome = act
    label = tell_apart(move.label, program)
    if outcome is None or len(move.outcomes) == 1:
        return f"“{label}”"
    return f"“{label}” ({outcome.id.replace('_', ' ')})"
