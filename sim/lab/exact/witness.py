"""Stories traced back through the layers of a walk: how to come where something was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.exact.anyhow import Anyhow
from sim.lab.exact.reach import cost_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.lab.exact.branching import Branch
    from sim.lab.exact.reach import Reach, Step
    from sim.lab.exact.watch import Sight
    from sim.lab.rows import Places, Rows
    from sim.program.model import Move, Outcome, Program


class Act(NamedTuple):
    """A turn in a story: in which round, which move, and how it turned out (None: waiting)."""

    round: int
    move: Move
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Witness:
    """A story that shows something: its hidden truths, and each turn up to there.

    ``round`` and ``turn`` are where it shows: before the turn of that actor, in it, or (``turn``
    past the last actor) at the end of the round.
    """

    truths: dict[str, str]
    acts: tuple[Act, ...]
    round: int
    turn: int

    def lines(self, program: Program) -> tuple[str, ...]:
        """Lines of a what-if under which every story goes this way, up to there."""
        found = [f"{name}={value}" for name, value in self.truths.items()]
        waiting = dict.fromkeys(act.move.actor for act in self.acts if act.move.is_wait)
        found += [f"{program.actors[actor].id}~wait" for actor in sorted(waiting)]
        for now, move, outcome in self.acts:
            if not move.is_wait:
                how = f":{outcome.id}" if outcome and len(move.outcomes) > 1 else ""
                found.append(f"{move.name}{how}@{now}")
        return tuple(found)


def witnesses(reach: Reach, sights: Iterable[Sight]) -> dict[Sight, Witness]:
    """A shortest story to each of ``sights``: the earliest, then that with the fewest acts."""
    return _Tracer(reach).run(set(sights))


class _Trail:
    """One story on its way back: the state at which it stands, and the acts that follow it."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.place = sight.place
        self.acts: list[Act] = []


class _Tracer:
    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.program = reach.program
        self.ways = Anyhow(self.program)

    def run(self, sights: set[Sight]) -> dict[Sight, Witness]:
        steps = self.reach.steps
        begun: dict[int, list[_Trail]] = {}
        for sight in sights:
            trail = _Trail(sight)
            if sight.acted and sight.move is not None:
                trail.acts.append(Act(steps[sight.step].now, sight.move, sight.outcome))
            begun.setdefault(sight.step, []).append(trail)
        open_trails: list[_Trail] = []
        for number in range(max(begun, default=-1), 0, -1):
            open_trails += begun.get(number, [])
            self._step_back(number, open_trails)
        open_trails += begun.get(0, [])
        truths = self._truths(open_trails)
        first = self._first_truths()
        found = {
            t.sight: self._witness(t, truth) for t, truth in zip(open_trails, truths, strict=True)
        }
        for trail in begun.get(-1, []):
            found[trail.sight] = self._witness(trail, first[trail.place])
        return found

    def _witness(self, trail: _Trail, truth: tuple[int, ...]) -> Witness:
        unknowns = self.program.unknowns
        names = {u.id: u.values[v] for u, v in zip(unknowns, truth, strict=True)}
        step = trail.sight.step
        now, turn = (1, 0) if step < 0 else self.reach.steps[step][:2]
        return Witness(names, tuple(reversed(trail.acts)), now, turn)

    def _first_truths(self) -> list[tuple[int, ...]]:
        rows, _ = self.ways.start()
        return [tuple(int(column[n]) for column in rows.truths) for n in range(rows.size)]

    def _truths(self, trails: list[_Trail]) -> list[tuple[int, ...]]:
        """Hidden truths with which a story begins in the state of each trail."""
        if not trails:
            return []
        rows, _ = self.ways.start()
        truths = self._first_truths()
        self.reach.packer.forget(rows)
        words = self.reach.packer.pack(rows, 1)
        layer = self.reach.steps[0].layer
        found = []
        for trail in trails:
            same = np.ones(rows.size, dtype=np.bool_)
            for word, column in zip(words, layer.words, strict=True):
                same &= word == column[trail.place]
            found.append(truths[int(np.flatnonzero(same)[0])])
        return found

    # -- one layer back -------------------------------------------------------------------------

    def _step_back(self, number: int, trails: list[_Trail]) -> None:
        """Move all ``trails`` from layer ``number`` to the one before."""
        steps = self.reach.steps
        before, layer = steps[number - 1], steps[number].layer
        wanted: dict[int, list[_Trail]] = {}
        for trail in trails:
            wanted.setdefault(trail.place, []).append(trail)
        costs = {float(layer.odds[place]) for place in wanted}
        likely = np.flatnonzero(np.isin(before.layer.odds, [c - d for c in costs for d in (0, 1)]))
        sought = np.zeros(layer.size, dtype=np.bool_)
        sought[list(wanted)] = True
        for first in range(0, len(likely), 1 << 13):
            part = likely[first : first + (1 << 13)]
            rows = self.reach.packer.unpack([w.take(part) for w in before.layer.words], before.now)
            for branch, origins, after in self._ways_on(before, rows):
                spent = before.layer.odds.take(part.take(origins)) + cost_of(branch)
                for row, place in self._hits(after, number, sought):
                    if spent[row] != layer.odds[place]:
                        continue
                    sought[place] = False
                    for trail in wanted[place]:
                        trail.place = int(part[origins[row]])
                        if branch is not None and branch.move is not None:
                            trail.acts.append(Act(before.now, branch.move, branch.outcome))
            if not sought.any():
                return
        raise AssertionError("a state that was reached has no state before it")

    def _ways_on(self, before: Step, rows: Rows) -> Iterator[tuple[Branch | None, Places, Rows]]:
        if before.turn < len(self.program.actors):
            for branch in self.ways.branches(rows, self.program.actors[before.turn], before.now):
                yield branch, branch.places, self.ways.after(rows, branch, before.now)
            return
        self.ways.end_round(rows, before.now)
        going = np.flatnonzero(~self.ways.ended(rows))
        if len(going):
            rows = rows.take(going)
            self.ways.new_round(rows, before.now + 1)
            yield None, going, rows

    def _hits(
        self, rows: Rows, number: int, sought: np.ndarray[tuple[int], np.dtype[np.bool_]]
    ) -> Iterator[tuple[int, int]]:
        """The rows that are sought states of layer ``number``, with their places there."""
        now, _, layer = self.reach.steps[number]
        going = np.flatnonzero(~self.ways.ended(rows))
        there = rows.take(going)
        self.reach.packer.forget(there)
        words = self.reach.packer.pack(there, now)
        places = np.minimum(layer.find(words), layer.size - 1)
        hit = sought.take(places)
        for word, column in zip(words, layer.words, strict=True):
            hit &= word == column.take(places)
        for row in np.flatnonzero(hit).tolist():
            place = int(places[row])
            if sought[place]:
                yield int(going[row]), place
