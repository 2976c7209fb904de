"""The story tree: every story that was played of a scenario, as one tree of decisions.

Two stories share a place in the tree as long as the very same things have happened in both,
whatever their seeds: so a rewound story parts from the old one where it was rewound, and stories
with other luck part where their luck shows. A node is a decision, a way leads from it by a move
to the next decision, to an ending, or to where somebody stopped.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.engine.events import Ended
from sim.engine.telling import tell_apart
from sim.errors import NewscycleError
from sim.play.pages import said_by
from sim.play.rewind import seed_words
from sim.play.saves import journals
from sim.play.session import Session
from sim.play.wire import beats, short_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sim.engine.events import Event
    from sim.play.wire import Beat
    from sim.program.model import Program


@dataclass(frozen=True, slots=True)
class Leaf:
    """An ending that was reached: its id, its label, and the day in the story."""

    ending: str
    label: str
    when: str


@dataclass(slots=True, eq=False)
class Way:
    """A way from a decision: the move, what came of it, and the stories that went this way.

    ``told`` are the things that happened on it as the player read them; ``twist`` is what
    sets it apart from other ways by the same move (empty where there are none).
    """

    move: str
    label: str
    key: bytes
    told: tuple[str, ...]
    to: Node | Leaf
    stories: list[str] = field(default_factory=list)
    endings: dict[str, str] = field(default_factory=dict)
    twist: str = ""


@dataclass(slots=True, eq=False)
class Node:
    """A decision. ``options`` are the moves that were open: id → label. Number 0 is the root.

    ``on_record`` says whether the story was on the record when the decision was taken; None where
    there is no record. ``stopped`` are the stories that wait here to be gone on with.
    """

    number: int
    actor: str
    who: str
    when: str
    round: int
    stage: str
    on_record: bool | None
    options: dict[str, str]
    ways: list[Way] = field(default_factory=list)
    stories: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    @property
    def tried(self) -> set[str]:
        """The moves that were made here in some story."""
        return {way.move for way in self.ways}

    @property
    def untried(self) -> dict[str, str]:
        """The moves that were open here and never made."""
        tried = self.tried
        return {move: label for move, label in self.options.items() if move not in tried}

    @property
    def endings(self) -> dict[str, str]:
        """The endings that were reached from here: id → label."""
        return {name: label for way in self.ways for name, label in way.endings.items()}


@dataclass(frozen=True, slots=True)
class Branching:
    """All stories of one cast: who was played, and the root."""

    players: tuple[str, ...]
    names: tuple[str, ...]
    root: Node


@dataclass(frozen=True, slots=True)
class Told:
    """What the tree knows of one story: its journal, its seeds in words, how it ended.

    ``older`` says that it was played on another edition of the scenario.
    """

    name: str
    seeds: str
    decisions: int
    ending: str | None
    older: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """Every story of a scenario. ``unreadable`` counts journals that could not be read."""

    program: Program
    branchings: tuple[Branching, ...]
    stories: dict[str, Told]
    unreadable: int


NOT_KEPT = "this story"
"""What a story without a journal is called; no journal can be."""


def grow(
    program: Program, unkept: Session | None = None, paths: Iterable[Path] | None = None
) -> Tree:
    """The tree of all journals of ``program``'s scenario (default: in the folder of saves).

    ``unkept`` is a story that has no journal and belongs to it all the same. Damaged journals are
    left out and counted. Journals come the latest first.
    """
    roots: dict[tuple[str, ...], Branching] = {}
    stories: dict[str, Told] = {}
    unreadable = 0

    def take(session: Session, name: str) -> None:
        players = session.casting.players
        if players not in roots:
            names = tuple(_name(session, actor) for actor in players)
            roots[players] = Branching(players, names, Node(0, "", "", "", 0, "", None, {}))
        plant(roots[players].root, session, name)
        older = session.program.hash != program.hash
        stories[name] = Told(
            name, seed_words(session), len(session.decisions),
            session.story.ending, older,
        )  # fmt: skip

    if unkept is not None:
        take(unkept, NOT_KEPT)
    for path in journals() if paths is None else paths:
        try:
            session = Session.replayed(path, program.id)
        except NewscycleError:
            unreadable += 1
            continue
        if session is not None:
            take(session, path.stem)
    for branching in roots.values():
        _finish(branching.root)
    return Tree(program, tuple(roots.values()), stories, unreadable)


def plant(root: Node, session: Session, name: str) -> None:
    """Put one story into the tree below ``root``."""
    replay = Session(session.program, session.casting)
    lucks = dict(session.lucks)
    node, label, move = root, "", ""
    start = 0
    trail: list[Way] = []
    for number in range(1, len(session.decisions) + 2):
        node.stories.append(name)
        events = replay.story.events[start:]
        start = len(replay.story.events)
        following = _stop(replay, number)
        key = hashlib.blake2b(repr((move, events, replay.actor)).encode(), digest_size=12).digest()
        seat = session.decisions[number - 2][0] if number > 1 else session.casting.players[0]
        node = _walk(node, Way(move, label, key, (), following), name, trail, replay, events, seat)
        if number > len(session.decisions):
            break
        if number in lucks:
            replay.reseed(lucks[number])
        move = session.decisions[number - 1][1]
        label = node.options[move]
        replay.repeat(move)
    leaf = trail[-1].to
    if isinstance(leaf, Node):
        leaf.stopped.append(name)
        leaf.stories.append(name)
    else:
        for way in trail:
            way.endings[leaf.ending] = leaf.label


def _walk(
    node: Node, way: Way, name: str, trail: list[Way], replay: Session, events: list[Event],
    seat: str,
) -> Node:  # fmt: skip
    """Go ``way`` from ``node``, which may know it already; the node at its end."""
    known = next((w for w in node.ways if w.key == way.key), None)
    if known is None:
        way.told = tuple(_telling(beats(events, replay.program, seat)))
        node.ways.append(way)
        known = way
    known.stories.append(name)
    trail.append(known)
    return known.to if isinstance(known.to, Node) else node


def _stop(replay: Session, number: int) -> Node | Leaf:
    """The decision at which ``replay`` stands, or its ending."""
    story, program = replay.story, replay.program
    stage = story.rules.stage(story.state)
    label = story.tell(stage.label)
    if replay.ended:
        ended = next(e for e in reversed(story.events) if isinstance(e, Ended))
        return Leaf(stage.id, label, short_day(program, ended.day))
    actor = replay.actor or ""
    return Node(
        number,
        actor,
        _name(replay, actor),
        short_day(program, story.state.day),
        story.state.round,
        label,
        story.on_record if program.record is not None else None,
        {move.id: story.tell(move.label) for move in story.enabled},
    )


def _name(session: Session, actor: str) -> str:
    return tell_apart(session.program.actor(actor).name, session.program)


def _telling(told: Iterable[Beat]) -> Iterator[str]:
    """What happened, in the words that tell one way from another."""
    for beat in told:
        if beat.items:
            yield from (said_by(item.by, item.headline) for item in beat.items)
        elif beat.kind in ("stage", "ending", "act"):
            yield beat.title if beat.text is None else f"{beat.title}. {beat.text}"


def _finish(root: Node) -> None:
    """Find what sets ways by the same move apart; the words themselves are then let go."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        for way in node.ways:
            same = [w for w in node.ways if w.move == way.move]
            if len(same) > 1:
                way.twist = _twist(way, same)
            if isinstance(way.to, Node):
                waiting.append(way.to)
        for way in node.ways:
            way.told = ()


def _twist(way: Way, same: list[Way]) -> str:
    """What happened on ``way`` and on the fewest of the others: the first such thing."""
    others = [set(other.told) for other in same if other is not way]
    shared = {words: sum(words in other for other in others) for words in way.told}
    rarest = min(shared, key=lambda words: shared[words], default="")
    if rarest and shared[rarest] < len(others):
        return rarest
    if any(other.told == way.told for other in same if other is not way):
        return "what differs happened out of sight"
    return "nothing more happened"
