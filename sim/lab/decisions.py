"""Decisions of one actor in many stories: where it had one, and what each option came to.

Stories are told again with the same luck up to the decision, with one option taken there or left
out; from there on everybody, that actor too, acts by policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.lab.gates import Candidate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.lab.rows import Places, Rows, Words
    from sim.lab.sampler import Chunk, Sampler
    from sim.program.model import Actor


@dataclass(frozen=True, slots=True)
class Turns:
    """Turns of one actor at which it had a choice, one element a turn, in the order of rounds.

    ``lanes`` are places in the chunk, ``stages`` and ``moves`` indices in the program; ``open`` has
    a row for each of ``moves`` that says where it was enabled.
    """

    rounds: NDArray[np.int64]
    lanes: Places
    stages: NDArray[np.int16]
    moves: tuple[int, ...]
    open: NDArray[np.bool_]

    def take(self, places: Places) -> Turns:
        """Some of the turns."""
        return Turns(
            self.rounds[places],
            self.lanes[places],
            self.stages[places],
            self.moves,
            self.open[:, places],
        )


class Recorder:
    """Notes every turn at which one of ``actors`` can do more than one thing."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        self._actors = {actor.index: actor for actor in actors}
        self._seen: dict[int, list[Turns]] = {index: [] for index in self._actors}

    def narrow(
        self, actor: Actor, now: int, lanes: Places, rows: Rows, candidates: Sequence[Candidate]
    ) -> Sequence[Candidate]:
        """Every candidate stays."""
        if actor.index in self._seen and len(candidates) > 1:
            moves = tuple(move.index for move in actor.moves)
            enabled = np.zeros((len(moves), rows.size), dtype=np.bool_)
            for candidate in candidates:
                place = moves.index(candidate.move.index)
                enabled[place] = True if candidate.mask is None else candidate.mask
            where = np.flatnonzero(enabled.sum(axis=0) > 1)
            rounds = np.full(len(where), now, dtype=np.int64)
            self._seen[actor.index].append(
                Turns(rounds, lanes[where], rows.stage[where], moves, enabled[:, where])
            )
        return candidates

    def turns(self, actor: Actor) -> Turns:
        """The turns of ``actor``."""
        moves = tuple(move.index for move in actor.moves)
        seen = self._seen[actor.index]
        if not seen:
            none = np.zeros(0, dtype=np.intp)
            return Turns(
                none.astype(np.int64),
                none,
                none.astype(np.int16),
                moves,
                np.zeros((len(moves), 0), dtype=np.bool_),
            )
        return Turns(
            np.concatenate([t.rounds for t in seen]),
            np.concatenate([t.lanes for t in seen]),
            np.concatenate([t.stages for t in seen]),
            moves,
            np.concatenate([t.open for t in seen], axis=1),
        )


@dataclass(frozen=True, slots=True)
class Options:
    """For each story of a chunk one option of ``actor``: in round ``rounds`` it takes ``moves``, or
    (where ``takes`` is false) leaves it and chooses among the others."""

    actor: int
    rounds: NDArray[np.int64]
    moves: NDArray[np.int64]
    takes: NDArray[np.bool_]

    def narrow(
        self, actor: Actor, now: int, lanes: Places, rows: Rows, candidates: Sequence[Candidate]
    ) -> Sequence[Candidate]:
        """At its turn a story has only its option, or all others."""
        if actor.index != self.actor:
            return candidates
        here = self.rounds.take(lanes) == now
        if not here.any():
            return candidates
        named, takes = self.moves.take(lanes), self.takes.take(lanes)
        found = []
        for move, mask in candidates:
            allowed = ~here | ((named == move.index) == takes)
            found.append(Candidate(move, allowed if mask is None else mask & allowed))
        return found


@dataclass(frozen=True, slots=True)
class Ranking:
    """An actor's simple plan: in each stage the first of a list of moves that is enabled.

    ``order`` has the list by stage; in other stages the actor acts by policy.
    """

    actor: int
    order: Mapping[int, tuple[int, ...]]

    def narrow(
        self, actor: Actor, now: int, lanes: Places, rows: Rows, candidates: Sequence[Candidate]
    ) -> Sequence[Candidate]:
        """Only the first of the list stays."""
        if actor.index != self.actor:
            return candidates
        best = np.full(rows.size, len(actor.moves), dtype=np.int64)
        ranks = []
        for move, mask in candidates:
            rank = np.full(rows.size, len(actor.moves), dtype=np.int64)
            for stage, moves in self.order.items():
                if move.index in moves:
                    rank[rows.stage == stage] = moves.index(move.index)
            ranks.append(rank)
            best = np.minimum(best, rank if mask is None else np.where(mask, rank, best))
        return [
            Candidate(move, rank == best if mask is None else mask & (rank == best))
            for (move, mask), rank in zip(candidates, ranks, strict=True)
        ]


class Looks:
    """At which turns each move is looked at: at most so many of its first chances, in all and by
    stage."""

    def __init__(self, turns: Turns, most: int) -> None:
        self.turns, self._most = turns, most
        self.first: list[Places] = []
        self.by_stage: list[dict[int, Places]] = []
        for enabled in turns.open:
            where = np.flatnonzero(enabled)
            self.first.append(self._some(where))
            stages = np.unique(turns.stages[where]).tolist()
            self.by_stage.append(
                {stage: self._some(where[turns.stages[where] == stage]) for stage in stages}
            )

    def _some(self, where: Places) -> Places:
        """The first of ``where`` in each story, as many as are wanted, evenly over the stories."""
        _, firsts = np.unique(self.turns.lanes[where], return_index=True)
        found = where[firsts]
        if len(found) > self._most:
            found = found[np.linspace(0, len(found) - 1, self._most).astype(np.intp)]
        return found

    def jobs(self) -> Places:
        """Turn, move, and whether it is taken: every option at every turn looked at, and each move
        left where it is looked at."""
        turns = self.turns
        found: set[tuple[int, int, int]] = set()
        for place in range(len(turns.moves)):
            for where in (self.first[place], *self.by_stage[place].values()):
                for turn in where.tolist():
                    found.add((turn, place, 0))
                    found |= {(turn, int(m), 1) for m in np.flatnonzero(turns.open[:, turn])}
        return np.array(sorted(found), dtype=np.intp).reshape(-1, 3)


def told_with(
    sampler: Sampler, numbers: Words, actor: Actor, turns: Turns, moves: Places, takes: Places
) -> Chunk:
    """One story for each turn: ``moves[i]`` taken or left at ``turns``, by ``takes[i]``."""
    sampler.narrower = Options(
        actor.index, turns.rounds, moves.astype(np.int64), takes.astype(np.bool_)
    )
    try:
        return sampler.tell(numbers[turns.lanes])
    finally:
        sampler.narrower = None
