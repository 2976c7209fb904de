"""Which claims are asked, and in which order.

The claims that ask about no move of a story are the *core*: they are the same at every sitting, so
that sittings can be compared. Those with ``after`` name something that happens only in some
stories; they are asked once a story was played in which all those moves were made, and are left out
of comparisons with sittings that did not have them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.events import Moved
from sim.engine.luck import KeyedLuck
from sim.engine.telling import tell_apart
from sim.errors import NewscycleError
from sim.play.reading import source_names
from sim.play.saves import journals
from sim.play.session import Session
from sim.program.keys import event_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.program.model import Program
    from sim.program.teaching import Claim


@dataclass(frozen=True, slots=True)
class Item:
    """A claim as it is asked. ``id`` is made of its text, so that it outlives edits of the rest.

    ``core`` says that it is asked whatever was played.
    """

    id: str
    text: str
    verdict: str
    core: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands behind a claim: words about it, and what its sources are called."""

    feedback: str
    sources: tuple[str, ...]


def item_of(program: Program, claim: Claim) -> Item:
    """A claim of ``program`` as it is asked; texts are told outside any story."""
    text = tell_apart(claim.text, program)
    digest = hashlib.blake2b(text.encode(), digest_size=5).hexdigest()
    return Item(digest, text, claim.verdict, not claim.after)


def items(program: Program, made: Sequence[frozenset[str]] = ()) -> tuple[Item, ...]:
    """The claims to ask of somebody in whose stories the moves ``made`` were made.

    In the order of the file; a text that stands there twice is asked once.
    """
    found: dict[str, Item] = {}
    for claim in program.teaching.claims:
        wanted = {program.moves[move].name for move in claim.after}
        if not wanted or any(wanted <= moves for moves in made):
            item = item_of(program, claim)
            found.setdefault(item.id, item)
    return tuple(found.values())


def shuffled(asked: Iterable[Item], seed: int) -> tuple[Item, ...]:
    """``asked`` in an order that ``seed`` fixes, claim by claim: no place in a file matters.

    A claim that comes in or goes out leaves the order of the others as it was.
    """
    luck = KeyedLuck(seed)
    return tuple(sorted(asked, key=lambda item: luck.cost(event_key("quiz", item.id))))


def answer_to(program: Program, item: Item) -> Answer:
    """What the scenario says of a claim; nothing if it does not hold that claim any more."""
    for claim in program.teaching.claims:
        if item_of(program, claim).id == item.id:
            feedback = tell_apart(claim.feedback, program)
            return Answer(feedback, source_names(program, claim.sources))
    return Answer("", ())


def moves_made(session: Session) -> frozenset[str]:
    """The names of all moves that were made in the story of ``session`` so far."""
    events = session.story.events
    return frozenset(f"{e.actor}.{e.move}" for e in events if isinstance(e, Moved))


def stories_played(program: Program, session: Session | None = None) -> list[frozenset[str]]:
    """The moves made in each story of this scenario: all that are kept, and that of ``session``.

    A story that is not over counts as far as it went; a journal that cannot be read does not.
    """
    found = [] if session is None else [moves_made(session)]
    for path in journals():
        try:
            told = Session.replayed(path, program.id)
        except NewscycleError:
            continue
        if told is not None:
            found.append(moves_made(told))
    return found
