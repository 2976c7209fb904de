"""Mistakes that only values show, seeded in a scenario too large for plain recursion.

What is possible in the sound file is read off the walk that proves (:mod:`sim.lab.exact.reach`),
every number remembered as it is. So this shows that what is seeded is found and on which line, not
that the walk is right: that is what :mod:`tests.author.seeding` is for. Each text keeps one
version, since what texts ask of the past would multiply the states beyond what can be walked whole.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from sim.engine.interventions import Plan
from sim.lab.exact.liveness import liveness_of
from sim.lab.exact.reach import Reach
from sim.program.lower import lower
from sim.scenario.reader import load_text
from tests.author.seeding import (
    Ranges,
    Seeded,
    by_structure_only,
    guard,
    impossible,
    made,
    shadowed,
    signed,
    stuck,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.program.model import Program

MOST = 60_000_000


def one_version(part: Any) -> Any:
    """``part`` with each text in its last version."""
    if isinstance(part, dict):
        return {key: one_version(value) for key, value in part.items()}
    if not isinstance(part, list):
        return part
    if part and all(isinstance(p, dict) and p.keys() <= {"when", "text"} for p in part):
        return part[-1]["text"]
    return [one_version(item) for item in part]


class Walked:
    """What :class:`tests.author.seeding.Ranged` remembers, by the walk that proves.

    Only what a stage remembers has a range there: of the rest nothing is known.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        liveness = liveness_of(program, Plan(), apart=True)
        self._slots = [
            [index for kind, index in sorted(live) if kind == "variable"] for live in liveness.live
        ]
        self._at_turns: dict[tuple[int, int], Ranges] = {}
        self.at_stages: dict[int, Ranges] = {}
        self.at_due: dict[tuple[int, int], Ranges] = {}
        self.only_waits: set[int] = set()
        reach = Reach(program, most=MOST, liveness=liveness)
        watch = reach.watch
        turn, transition = watch.turn, watch.transition

        def looked(rows, actor, candidates, idle, now):
            turn(rows, actor, candidates, idle, now)
            self._turn(rows, actor, candidates)

        def due(rows, places, stage, arc, holds, earlier):
            transition(rows, places, stage, arc, holds, earlier)
            self._widen(self.at_stages.setdefault(stage, {}), stage, rows, places)
            if holds.any():
                ranges = self.at_due.setdefault((arc.index, stage), {})
                self._widen(ranges, stage, rows, places[holds])

        watch.turn, watch.transition = looked, due  # type: ignore[method-assign]
        reach.run()
        assert reach.whole
        self.seen = set(watch.seen)
        self.states = reach.states

    def _turn(self, rows, actor, candidates) -> None:
        for stage in np.unique(rows.stage).tolist():
            ranges = self._at_turns.setdefault((actor.index, stage), {})
            self._widen(ranges, stage, rows, np.flatnonzero(rows.stage == stage))
        waits = np.zeros(rows.size, dtype=np.bool_)
        others = np.zeros(rows.size, dtype=np.bool_)
        for move, mask in candidates:
            found = waits if move.is_wait else others
            found |= True if mask is None else mask
        if (waits & ~others).any():
            self.only_waits.add(actor.index)

    def _widen(self, ranges: Ranges, stage: int, rows, places) -> None:
        for slot in self._slots[stage] if len(places) else ():
            values = rows.values[slot].take(places)
            low, high = ranges.get(slot, (int(values.min()), int(values.max())))
            ranges[slot] = min(low, int(values.min())), max(high, int(values.max()))

    @property
    def at_moves(self) -> dict[int, Ranges]:
        """By move: the ranges of what is known in each stage in which its actor may make it."""
        found = {}
        for move in self.program.moves:
            there = [self._at_turns.get((move.actor, stage)) for stage in sorted(move.stages)]
            ranges = [r for r in there if r is not None]
            if ranges:
                found[move.index] = {
                    slot: (min(r[slot][0] for r in ranges), max(r[slot][1] for r in ranges))
                    for slot in set.intersection(*(set(r) for r in ranges))
                }
        return found


def mutants(text: str) -> Iterator[Seeded]:
    """Every mistake of the four kinds that can be seeded in the scenario ``text``."""
    file = one_version(signed(yaml.safe_load(text)))
    for part in ("expect", "what_ifs"):
        file.pop(part, None)
    program = lower(load_text(made("", file, ()).text))
    walk = Walked(program)
    yield _all_impossible(program, walk, file)
    yield from by_structure_only(program, walk, file, _reaches)
    yield from stuck(program, walk, file)
    yield from shadowed(program, walk, file)


def _all_impossible(program: Program, walk: Walked, file: dict[str, Any]) -> Seeded:
    """Beside each move such as can never be made: all at once, since none changes any story."""
    new = copy.deepcopy(file)
    places = []
    for index, ranges in walk.at_moves.items():
        move = program.moves[index]
        if move.is_wait:
            continue
        actor = program.actors[move.actor].id
        moves = new["actors"][actor]["moves"]
        for number, condition in enumerate(impossible(program, ranges)):
            name = f"{move.id}_seeded_{number}"
            moves[name] = {
                key: copy.deepcopy(value)
                for key, value in moves[move.id].items()
                if key in ("label", "in", "when")
            }
            guard(moves[name], condition)
            path = ("actors", actor, "moves", name, "when")
            places.append((("NC914", "NC420", "NC510"), path, False))
    assert places
    return made(f"{len(places)} moves that are impossible by values", new, tuple(places))


def _reaches(mutant: Seeded, stage: int) -> bool:
    program = lower(load_text(mutant.text))
    return ("stage", stage) in Reach(program, most=MOST).run().watch.seen
