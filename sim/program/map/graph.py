"""Stages and arcs as a graph: what the map draws, what it lists, and every arc in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.program.model import Arc, Program


@dataclass(frozen=True, slots=True)
class Link:
    """All arcs from one stage to another, but for that of the calendar. Stages by index."""

    source: int
    target: int
    arcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StageGraph:
    """The stages that go on, the endings, and what joins them.

    ``ways`` join stages that go on, and are drawn as lines; ``exits`` lead into an ending, and
    stand as its name beside the stage; ``calendar`` are the arcs that are taken when the rounds
    run out: one from each stage that goes on, all to the same ending, said once. Every arc of the
    program is in exactly one of the three.
    """

    stages: tuple[int, ...]
    endings: tuple[int, ...]
    ways: tuple[Link, ...]
    exits: tuple[Link, ...]
    calendar: tuple[int, ...]

    def ways_from(self, stage: int) -> tuple[Link, ...]:
        """The ways out of ``stage``, exits included."""
        return tuple(link for link in (*self.ways, *self.exits) if link.source == stage)

    def ways_into(self, stage: int) -> tuple[Link, ...]:
        """The ways into ``stage``."""
        return tuple(link for link in (*self.ways, *self.exits) if link.target == stage)


def stage_graph(program: Program) -> StageGraph:
    """The graph of ``program``, with stages and links in the order of the file."""
    ending = [stage.ending for stage in program.stages]
    links = _links(arc for arc in program.arcs if arc.cause != "calendar")
    return StageGraph(
        stages=tuple(i for i, ends in enumerate(ending) if not ends),
        endings=tuple(i for i, ends in enumerate(ending) if ends),
        ways=tuple(link for link in links if not ending[link.target]),
        exits=tuple(link for link in links if ending[link.target]),
        calendar=tuple(arc.index for arc in program.arcs if arc.cause == "calendar"),
    )


def every_stage(program: Program) -> StageGraph:
    """The graph of ``program`` with its endings among the stages: each a box, each way a line."""
    return StageGraph(
        stages=tuple(range(len(program.stages))),
        endings=(),
        ways=tuple(_links(arc for arc in program.arcs if arc.cause != "calendar")),
        exits=(),
        calendar=tuple(arc.index for arc in program.arcs if arc.cause == "calendar"),
    )


def _links(arcs: Iterable[Arc]) -> list[Link]:
    found: dict[tuple[int, int], list[int]] = {}
    for arc in arcs:
        found.setdefault((arc.source, arc.target), []).append(arc.index)
    return [Link(source, target, tuple(found[source, target])) for source, target in sorted(found)]
