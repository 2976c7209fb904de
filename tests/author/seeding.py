"""Mistakes that only values show, seeded wherever plain recursion says that they are such.

A sound scenario is walked by :class:`tests.lab.exact.anyhow.Plainly`, which knows nothing of the
engine that proves. Where a variable never leaves a part of its range, a condition that asks for the
rest of it is impossible by values and not by ranges.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import yaml

from sim.program.lower import lower
from sim.scenario.reader import load_text
from tests.lab.exact.anyhow import Plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.program.model import Program
    from sim.scenario.context import Path
    from tests.author.seeding_large import Walked

Ranges = dict[int, tuple[int, int]]


@dataclass(frozen=True)
class Seeded:
    """A file with one mistake: at each of ``places`` one of the codes beside it is reported."""

    name: str
    text: str
    places: tuple[tuple[tuple[str, ...], Path, bool], ...]


class Ranged(Plainly):
    """Also remembers between which values variables lie where a move or transition is looked at."""

    def __init__(self, program: Program, most: int) -> None:
        super().__init__(program, most)
        self.at_moves: dict[int, Ranges] = {}
        self.at_stages: dict[int, Ranges] = {}
        self.at_due: dict[tuple[int, int], Ranges] = {}
        self.only_waits: set[int] = set()

    def turn(self, state, actor, now):
        for move in actor.moves:
            if state.stage in move.stages:
                _widen(self.at_moves.setdefault(move.index, {}), state.values)
        moves = self.moves(state, actor, now)
        if len(moves) == 1 and moves[0].is_wait:
            self.only_waits.add(actor.index)
        yield from super().turn(state, actor, now)

    def chain(self, state, now):
        if not self.program.stages[state.stage].ending:
            self._look(state, now)
        return super().chain(state, now)

    def enter(self, state, target, now):
        after = super().enter(state, target, now)
        if not self.program.stages[target].ending:
            self._look(after, now)
        return after

    def _look(self, state, now):
        _widen(self.at_stages.setdefault(state.stage, {}), state.values)
        for t in self.program.transitions:
            if state.stage in t.sources and t.when is not None and self.value(t.when, state, now):
                _widen(self.at_due.setdefault((t.index, state.stage), {}), state.values)


def _widen(ranges: Ranges, values: tuple[int, ...]) -> None:
    for slot, value in enumerate(values):
        low, high = ranges.get(slot, (value, value))
        ranges[slot] = min(low, value), max(high, value)


def impossible(program: Program, ranges: Ranges) -> Iterator[str]:
    """Conditions that the ranges in the file allow and these values never meet."""
    for slot, (low, high) in ranges.items():
        variable = program.variables[slot]
        if variable.boolean:
            if low == high:
                yield f"not {variable.id}" if low else variable.id
            continue
        if high < variable.high:
            yield f"{variable.id} > {high}"
        if low > variable.low:
            yield f"{variable.id} < {low}"


def certain(program: Program, ranges: Ranges) -> Iterator[str]:
    """Conditions that these values always meet, and the ranges in the file do not."""
    for condition in impossible(program, ranges):
        yield f"not ({condition})"


def seeded(program: Program, most: int) -> Iterator[Seeded]:
    """Every mistake of the four kinds that can be seeded in ``program``."""
    walk = Ranged(program, most).everything()
    file = signed(yaml.safe_load(program.scenario.text))
    for part in ("expect", "what_ifs"):
        file.pop(part, None)
    yield from impossible_moves(program, walk, file)
    yield from by_structure_only(program, walk, file, partial(_reaches, most=most))
    yield from stuck(program, walk, file)
    yield from shadowed(program, walk, file)


def impossible_moves(program: Program, walk: Ranged, file: dict[str, Any]) -> Iterator[Seeded]:
    for move in program.moves:
        if move.is_wait or move.index not in walk.at_moves:
            continue
        actor = program.actors[move.actor].id
        path: Path = ("actors", actor, "moves", move.id, "when")
        for condition in impossible(program, walk.at_moves[move.index]):
            new = copy.deepcopy(file)
            guard(new["actors"][actor]["moves"][move.id], condition)
            yield made(
                f"{move.name} when {condition}", new, ((("NC914", "NC420", "NC510"), path, False),)
            )


def by_structure_only(
    program: Program,
    walk: Ranged | Walked,
    file: dict[str, Any],
    reaches: Callable[[Seeded, int], bool],
) -> Iterator[Seeded]:
    """Every way into an ending asks for what no story brings."""
    for stage in program.stages:
        if (
            not stage.ending
            or stage.index == program.at_end
            or ("stage", stage.index) not in walk.seen
        ):
            continue
        new = copy.deepcopy(file)
        possible = False
        for arc in program.arcs:
            if arc.target != stage.index or arc.cause == "calendar":
                continue
            ranges = walk.at_stages.get(arc.source, {})
            if arc.cause == "outcome":
                ranges = walk.at_moves.get(arc.move or 0, {})
            condition = next(impossible(program, ranges), None)
            if condition is None:
                possible |= ("stage", arc.source) in walk.seen
                continue
            if arc.cause == "outcome":
                move = program.moves[arc.move or 0]
                guard(new["actors"][program.actors[move.actor].id]["moves"][move.id], condition)
        for number, transition in enumerate(program.transitions):
            if transition.to == stage.index:
                conditions = [
                    next(impossible(program, walk.at_stages.get(source, {})), None)
                    for source in transition.sources
                    if source in walk.at_stages
                ]
                if None in conditions:
                    possible = True
                else:
                    guard(new["transitions"][number], " and ".join(f"({c})" for c in conditions))
        mutant = made(
            f"no way into {stage.id}", new, ((("NC910", "NC508"), ("stages", stage.id), True),)
        )
        # A way out that is shut may lead stories to values where they never were: asked again.
        if not possible and not reaches(mutant, stage.index):
            yield mutant


def _reaches(mutant: Seeded, stage: int, *, most: int) -> bool:
    walk = Plainly(lower(load_text(mutant.text)), most).everything()
    return ("stage", stage) in walk.seen


def stuck(program: Program, walk: Ranged | Walked, file: dict[str, Any]) -> Iterator[Seeded]:
    for actor in program.actors:
        if actor.index in walk.only_waits and len(actor.moves) > 1:
            new = copy.deepcopy(file)
            new["actors"][actor.id]["wait"] = False
            for weights in new["actors"][actor.id].get("temperaments", {}).values():
                weights.pop("wait", None)
            path: Path = ("actors", actor.id, "wait")
            yield made(f"{actor.id} may not wait", new, ((("NC917",), path, True),))


def shadowed(program: Program, walk: Ranged | Walked, file: dict[str, Any]) -> Iterator[Seeded]:
    """A transition to the last ending above it holds whenever it holds."""
    ending = program.stages[program.at_end].id
    for (number, stage), ranges in walk.at_due.items():
        for condition in certain(program, ranges):
            new = copy.deepcopy(file)
            above = {"from": program.stages[stage].id, "to": ending, "when": condition}
            new["transitions"].insert(number, above)
            below: Path = ("transitions", number + 1)
            codes = ("NC916", "NC507", "NC914", "NC420", "NC921")
            yield made(
                f"{condition} above transition {number} from {program.stages[stage].id}",
                new,
                ((codes, below, False),),
            )


def signed(part: Any) -> Any:
    """``part`` with the signs of changes, which a reader of YAML drops."""
    if isinstance(part, list):
        return [signed(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {k: f"{v:+d}" if isinstance(v, int) else v for k, v in value.items()}
        if key == "change"
        else signed(value)
        for key, value in part.items()
    }


def guard(part: dict[str, Any], condition: str) -> None:
    """Let ``part`` also ask for ``condition``."""
    old = part.get("when")
    part["when"] = condition if old is None else f"({old}) and {condition}"


def made(
    name: str, file: dict[str, Any], places: tuple[tuple[tuple[str, ...], Path, bool], ...]
) -> Seeded:
    text = yaml.safe_dump(file, sort_keys=False, allow_unicode=True, width=10**6)
    return Seeded(name, text, places)
