"""What a graph shows: stages, the ways between them, what takes each, and the record's way."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.readers import Reader
from sim.engine.record import replay_record
from sim.engine.telling import tell_apart
from sim.engine.ways import arcs_taken, ways_in_words
from sim.errors import RecordError
from sim.program.map.graph import every_stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.program.map.graph import Link, StageGraph
    from sim.program.model import Arc, Program

RECORD_SAID = "the way of the record, as the model replays it; the other ways did not happen"
TOLD = Reader(told=True)
"""An author or a researcher reads: nothing is hidden from them."""


@dataclass(frozen=True, slots=True)
class Node:
    """A stage. ``on_record`` says that what really happened came through it."""

    index: int
    id: str
    label: str
    start: bool
    ending: bool
    on_record: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """What takes a way, in words: a move, or a condition; ``on_record`` if it really did."""

    words: str
    on_record: bool


@dataclass(frozen=True, slots=True)
class Way:
    """All that leads from one stage to another, but for the end of the calendar."""

    source: int
    target: int
    causes: tuple[Cause, ...]

    @property
    def on_record(self) -> bool:
        """Whether what really happened went this way."""
        return any(cause.on_record for cause in self.causes)


@dataclass(frozen=True, slots=True)
class Diagram:
    """The whole graph. ``calendar`` says what comes when the rounds run out, in words.

    ``at_end`` is the ending that it leads to; ``calendar_on_record`` whether it really did;
    ``recorded`` whether there is a record that can be replayed. ``brief`` asks for one cause where
    there are several, and the number of the others; every cause is in ``ways`` all the same.
    """

    id: str
    title: str
    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]
    rounds: int
    at_end: int
    calendar_on_record: bool
    recorded: bool
    graph: StageGraph
    brief: bool

    @property
    def caption(self) -> str:
        """The title, and what thick lines mean where there are any."""
        return f"{self.title} (thick: {RECORD_SAID})" if self.recorded else self.title

    @property
    def calendar(self) -> str:
        """When the calendar ends the story."""
        return f"When the last round is over, round {self.rounds}"

    def causes_of(self, way: Way) -> list[Cause]:
        """What is written on a way."""
        return _first_of(way.causes) if self.brief else list(way.causes)

    def causes_into(self, target: int) -> list[Cause]:
        """What leads to a stage, from wherever; what does so only from some stages says which.

        With ``brief``, only one and how many others there are.
        """
        into = [way for way in self.ways if way.target == target]
        sources: dict[str, list[int]] = {}
        recorded: set[str] = set()
        for way in into:
            for cause in way.causes:
                sources.setdefault(cause.words, []).append(way.source)
                if cause.on_record:
                    recorded.add(cause.words)
        if self.brief:
            return _first_of([Cause(words, words in recorded) for words in sources])
        return [
            Cause(words + self._only(starts, len(into)), words in recorded)
            for words, starts in sources.items()
        ]

    def _only(self, sources: Sequence[int], of: int) -> str:
        if len(sources) == of:
            return ""
        return f" (from {', '.join(self.nodes[source].label for source in sources)})"


def _first_of(causes: Sequence[Cause]) -> list[Cause]:
    """The cause on record, or the first, and the number of the others."""
    if len(causes) < 2:
        return list(causes)
    others = len(causes) - 1
    words = "or in another way" if others == 1 else f"or in one of {others} other ways"
    first = next((cause for cause in causes if cause.on_record), causes[0])
    return [first, Cause(words, on_record=False)]


def diagram_of(program: Program, *, brief: bool = False) -> Diagram:
    """The graph of ``program``: every arc of it in one of its ways, or the calendar's."""
    taken = _recorded(program)
    on_record = set()
    for arc in (program.arcs[index] for index in taken):
        on_record |= {arc.source, arc.target}
    graph = every_stage(program)
    nodes = tuple(
        Node(
            index=stage.index,
            id=stage.id,
            label=flat(tell_apart(stage.label, program)) or stage.id,
            start=stage.index == 0,
            ending=stage.ending,
            on_record=stage.index in on_record,
        )
        for stage in program.stages
    )
    return Diagram(
        id=program.id,
        title=flat(program.title),
        nodes=nodes,
        ways=tuple(_way(link, program, taken) for link in graph.ways),
        rounds=program.rounds,
        at_end=program.at_end,
        calendar_on_record=any(index in taken for index in graph.calendar),
        recorded=bool(taken),
        graph=graph,
        brief=brief,
    )


def _recorded(program: Program) -> frozenset[int]:
    """The arcs that the record takes; none without a record that can be replayed."""
    if program.record is None:
        return frozenset()
    try:
        story, _ = replay_record(program)
    except RecordError:
        return frozenset()
    return frozenset(arcs_taken(story.events, program))


def _way(link: Link, program: Program, taken: Iterable[int]) -> Way:
    """The causes of a link, each once; all outcomes of a move are one."""
    groups: dict[tuple[str, int], list[Arc]] = {}
    for index in link.arcs:
        arc = program.arcs[index]
        key = ("arc", index) if arc.move is None else ("move", arc.move)
        groups.setdefault(key, []).append(arc)
    causes: dict[str, bool] = {}
    for arcs in groups.values():
        recorded = any(arc.index in taken for arc in arcs)
        for words in ways_in_words(arcs, program, TOLD):
            causes[flat(words)] = causes.get(flat(words), False) or recorded
    return Way(link.source, link.target, tuple(Cause(*item) for item in causes.items()))


def flat(text: str) -> str:
    """``text`` on one line."""
    return " ".join(text.split())


def wrapped(texts: Iterable[str], width: int, most: int | None = None) -> list[str]:
    """``texts`` in lines of at most ``width`` characters, each beginning on one of its own.

    A text that needs more lines than ``most`` ends in ``…``.
    """
    return [
        line
        for text in texts
        for line in textwrap.wrap(
            text, width, break_on_hyphens=False, max_lines=most, placeholder=" …"
        )
        or [""]
    ]
