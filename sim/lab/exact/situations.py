"""The situations in which an actor who plays its best may find itself, and what is best in each.

A forward pass over the layers, in which the actor makes any move that is best and no other: so
whichever of equally good moves a strategy prefers, it never leaves these situations.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.errors import NewscycleError
from sim.lab.exact.layers import BLOCK
from sim.lab.rows import layout_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from sim.lab.exact.backward import Backward
    from sim.lab.exact.layers import Layer
    from sim.lab.exact.solve import Best
    from sim.lab.rows import Places, Rows, Truths
    from sim.program.model import Program

    Numbers = NDArray[np.int64]


class Feature(NamedTuple):
    """Something that a rule may look at: its kind, and the id of what it is about.

    ``kind``: ``round``, ``number``, ``truth`` (a boolean), ``unknown``, ``done``, ``clock``,
    ``cooling``, ``began``. ``values`` name those of an unknown or of stages.
    """

    kind: str
    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Situations:
    """Those of one stage. A row a feature, or a move of the actor; a column a situation.

    ``enabled``: whether the move can be made; ``right``: whether it is best (one at least is).
    """

    stage: int
    features: Numbers
    enabled: Truths
    right: Truths


def features_of(program: Program) -> tuple[list[Feature], Callable[[Rows, int], Numbers]]:
    """What rules may look at, and how that is read off rows in a round."""
    layout = layout_of(program)
    names = {move.index: move.name for move in program.moves}
    outcomes = {o.index: f"{names[o.move]}, {o.id}" for o in program.outcomes}
    stages = tuple(stage.id for stage in program.stages)
    features = [Feature("round", "round")]
    features += [Feature("truth" if v.boolean else "number", v.id) for v in program.variables]
    features += [Feature("unknown", u.id, u.values) for u in program.unknowns]
    features += [Feature("clock", "rounds_in_stage"), Feature("clock", "day")]
    features += [Feature("done", names[index]) for index in layout.moves]
    features += [Feature("done", outcomes[index]) for index in layout.outcomes]
    features += [Feature("cooling", names[index]) for index in layout.cooling]
    features.append(Feature("began", "began_in", stages))

    def read(rows: Rows, now: int) -> Numbers:
        flags = [*layout.moves.values(), *layout.outcomes.values()]
        return np.array(
            [
                np.full(rows.size, now),
                *rows.values,
                *rows.truths,
                rows.waited,
                rows.day,
                *(rows.flags[flag] for flag in flags),
                *(np.maximum(rows.ready[index] - now, 0) for index in layout.cooling),
                rows.began_in,
            ],
            dtype=np.int64,
        )

    return features, read


def situations(program: Program, backward: Backward, best: Best, actor: int) -> list[Situations]:
    """All situations in which ``actor`` has something to choose, by stage.

    Raises :class:`NewscycleError` if what is best hangs on something at which no rule can look.
    """
    _, read = features_of(program)
    found: dict[int, list[tuple[Numbers, Truths, Truths]]] = defaultdict(list)
    for now, rows, enabled, right in _met(backward, best, actor):
        choosing = enabled.sum(axis=0) > 1
        looked = read(rows, now)
        for stage in np.flatnonzero(np.bincount(rows.stage)).tolist():
            here = np.flatnonzero(choosing & (rows.stage == stage))
            if len(here):
                found[stage].append((looked[:, here], enabled[:, here], right[:, here]))
    return [
        _distinct(program, stage, *(np.concatenate(x, axis=1) for x in zip(*parts, strict=True)))
        for stage, parts in sorted(found.items())
    ]


def _met(backward: Backward, best: Best, actor: int) -> Iterator[tuple[int, Rows, Truths, Truths]]:
    """The states at the turns of ``actor``, block by block: round, rows, enabled, right."""
    layers, walk = backward.layers, backward.walk
    end = len(backward.program.actors)
    marks = np.ones(layers[0][2].size, dtype=np.bool_)
    for place, (now, turn, layer) in enumerate(layers):
        following = layers[place + 1][2] if place + 1 < len(layers) else None
        onward = _Onward(backward, following)
        choices = best.choices(now) if turn == actor and layer.size else None
        every = np.flatnonzero(marks)
        for first in range(0, len(every), BLOCK):
            states = every[first : first + BLOCK]
            rows = walk.packer.unpack([word[states] for word in layer.words], now)
            if turn == end:
                onward.round(rows, now)
                continue
            enabled = right = None
            if choices is not None:
                enabled, right = choices[0][:, states], choices[1][:, states]
                yield now, rows.take(np.arange(rows.size)), enabled, right
            onward.turn(rows, turn, now, right)
        marks = onward.marks


class _Onward:
    """Marks the states of the next layer that are led to."""

    def __init__(self, backward: Backward, following: Layer | None) -> None:
        self.walk, self.program = backward.walk, backward.program
        self.following = following
        self.marks = np.zeros(0 if following is None else following.size, dtype=np.bool_)

    def turn(self, rows: Rows, turn: int, now: int, right: Truths | None) -> None:
        actor = self.program.actors[turn]
        brancher = self.walk.brancher
        for branch in brancher.branches(rows, actor, now):
            if right is not None and branch.move is not None:
                good = right[actor.moves.index(branch.move)].take(branch.places)
                branch = branch._replace(places=branch.places[good])
            if len(branch.places):
                self.mark(brancher.after(rows, branch, now), now)

    def round(self, rows: Rows, now: int) -> None:
        brancher = self.walk.brancher
        brancher.end_round(rows, now)
        rows = rows.take(np.flatnonzero(~brancher.ended(rows)))
        if rows.size:
            brancher.new_round(rows, now + 1)
            self.mark(rows, now + 1)

    def mark(self, rows: Rows, now: int) -> None:
        going: Places = np.flatnonzero(~self.walk.brancher.ended(rows))
        if len(going) and self.following is not None:
            rows = rows.take(going)
            self.walk.packer.forget(rows)
            self.marks[self.following.find(self.walk.packer.pack(rows, now))] = True


def _distinct(
    program: Program, stage: int, features: Numbers, enabled: Truths, right: Truths
) -> Situations:
    """Each situation once; of states that look the same, what is best in all of them."""
    seen, group = np.unique(features, axis=1, return_inverse=True)
    group = group.reshape(-1)
    number = seen.shape[1]
    both = np.ones((len(right), number), dtype=np.bool_)
    any_ = np.zeros_like(both)
    for row in range(len(right)):
        both[row, group[~right[row]]] = False
        any_[row, group[enabled[row]]] = True
    if not both.any(axis=0).all():
        raise NewscycleError(
            f"In {program.stages[stage].id} of {program.title} the best move hangs on whether a"
            " forced move was made already, at which rules cannot look. Write the line with an"
            " exact round (actor.move@3 in place of actor.move@3+)."
        )
    return Situations(stage, seen, any_, both)
