"""All states that a story can come to, layer by layer, and a shortest story to any of them.

The graph is that of :mod:`sim.lab.exact.anyhow`: every enabled move, every possible outcome. A
layer keeps for each state the fewest acts other than waiting that lead there; stories are traced
back through the layers.

Which states may count as one? The odds leave out of a state what the rules cannot read any more.
Here more is asked: each condition of a move, a transition or a text is evaluated, also where it
decides nothing (the move is used up, say). So a state in a stage remembers whatever any condition
that is looked at in this stage, or in one that may follow, reads: the same analysis of what is
live (:mod:`sim.lab.exact.liveness`), with those texts among its readers. Two states that are
merged then answer every question alike, now and later. Tests compare with states that remember
everything.

Where there are more states than the budget allows, the walk goes on with a part of each layer:
states that differ in their stage, or in what open questions read, come first. What is seen from
there on can still happen, for the states are real ones; what is not seen may be possible all the
same. ``whole`` says which it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.engine.interventions import Plan
from sim.lab.exact.aim import Aim
from sim.lab.exact.anyhow import Anyhow
from sim.lab.exact.layers import Layer, Pile
from sim.lab.exact.liveness import liveness_of
from sim.lab.exact.packing import Packer
from sim.lab.exact.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from sim.lab.exact.branching import Branch
    from sim.lab.exact.liveness import Liveness
    from sim.lab.exact.watch import Passage, Sight
    from sim.lab.rows import Places, Rows
    from sim.program.model import Program
    from sim.scenario.expressions.tree import Expression

#: States that are looked at before only a part of each layer is followed.
MOST = 2_000_000
#: So many states of a layer are followed at least.
LEAST = 1_000
#: So many states may come together in one layer, so that memory stays within a few gigabytes.
WIDEST = 1 << 24


class Step(NamedTuple):
    """The layer before an actor's turn, or (``turn`` past the last actor) before a round ends."""

    now: int
    turn: int
    layer: Layer


class Reach:
    """One walk over everything that can happen. Call :meth:`run` once."""

    def __init__(
        self,
        program: Program,
        passages: Sequence[Passage] = (),
        *,
        most: int = MOST,
        liveness: Liveness | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.program = program
        self.most = most
        self.progress = progress
        self.ways = Anyhow(program)
        self.watch = Watch(program, self.ways.stepper.columns, passages)
        if liveness is None:
            liveness = liveness_of(program, Plan(), also=read_by(program, passages))
        self.packer = Packer(program, liveness, 0)
        self.steps: list[Step] = []
        self.states = 0
        self.whole_rounds = 0
        """So many rounds were walked with nothing left out."""
        self.whole = True

    def run(self) -> Reach:
        """Walk through all layers; what was seen is in ``watch.seen``."""
        program = self.program
        self.ways.watched_by(self.watch)
        layer = self._start()
        for now in range(1, program.rounds + 1):
            self.whole_rounds = now - 1 if self.whole else self.whole_rounds
            for turn in range(len(program.actors) + 1):
                layer = self._kept(layer, now, turn)
                if not layer.size:
                    return self
                self.steps.append(Step(now, turn, layer))
                self.states += layer.size
                if self.progress is not None:
                    self.progress(now, self.states)
                layer = self._following(self.steps[-1])
        return self

    # -- forward --------------------------------------------------------------------------------

    def _start(self) -> Layer:
        # Which truths there are is known only once the rows are there: the sight is the start.
        count = 1
        for unknown in self.program.unknowns:
            count *= len(unknown.values)
        self.watch.at(-1, np.arange(count), np.zeros(count), acted=True)
        rows, _ = self.ways.start()
        pile = Pile(self.packer.words, np.minimum)
        self._into(pile, rows, np.zeros(rows.size), 1, 1)
        return pile.layer()

    def _following(self, step: Step) -> Layer:
        """The layer after ``step``."""
        pile = Pile(self.packer.words, np.minimum)
        for first, rows, costs in self._blocks(step):
            for origins, branch, after in self._ways_on(step, first, rows, costs):
                spent = costs.take(origins) + cost_of(branch)
                going = self.next_moment(step)
                self._into(pile, after, spent, step.now, going[0])
            if pile.size > min(2 * self.most, WIDEST):
                self.whole = False  # the rest of this layer is left out
                break
        return pile.layer()

    def next_moment(self, step: Step) -> tuple[int, int]:
        """Round and turn of the layer after ``step``."""
        if step.turn == len(self.program.actors):
            return step.now + 1, 0
        return step.now, step.turn + 1

    def _ways_on(
        self, step: Step, first: int, rows: Rows, costs: NDArray[np.float64]
    ) -> Iterator[tuple[Places, Branch | None, Rows]]:
        """What follows from a block: where it comes from (in the block), by what, and the rows."""
        index = len(self.steps) - 1
        every = np.arange(rows.size)
        if step.turn == len(self.program.actors):
            self.watch.at(index, first + every, costs, acted=True)
            self.ways.end_round(rows, step.now)
            yield every, None, rows
            return
        self.watch.at(index, first + every, costs)
        actor = self.program.actors[step.turn]
        for branch in self.ways.branches(rows, actor, step.now):
            places, spent = branch.places, costs.take(branch.places) + cost_of(branch)
            self.watch.at(
                index, first + places, spent, acted=True, move=branch.move, outcome=branch.outcome
            )
            yield places, branch, self.ways.after(rows, branch, step.now)
            self.watch.at(index, first + every, costs)

    def _into(self, pile: Pile, rows: Rows, costs: NDArray[np.float64], now: int, at: int) -> None:
        over = self.ways.ended(rows)
        if over.any():
            self.watch.over(rows, np.flatnonzero(over), now)
            going = np.flatnonzero(~over)
            rows, costs = rows.take(going), costs.take(going)
        if rows.size:
            if at > now:
                self.ways.new_round(rows, at)
            self.packer.forget(rows)
            pile.add(self.packer.pack(rows, at), costs)

    def _blocks(self, step: Step) -> Iterator[tuple[int, Rows, NDArray[np.float64]]]:
        for part in step.layer.blocks():
            words = [word[part] for word in step.layer.words]
            yield part.start, self.packer.unpack(words, step.now), step.layer.odds[part]

    def stage_at(self, sight: Sight) -> int:
        """The stage in which the story stands before the turn of ``sight``."""
        now, _, layer = self.steps[sight.step]
        words = [word[sight.place : sight.place + 1] for word in layer.words]
        return int(self.packer.unpack(words, now).stage[0])

    # -- a part of a layer ----------------------------------------------------------------------

    def _kept(self, layer: Layer, now: int, turn: int) -> Layer:
        """``layer``, or the part of it that is followed."""
        if self.whole and self.states + layer.size <= self.most:
            return layer
        turns = len(self.program.actors) + 1
        quota = max(LEAST, self.most // (self.program.rounds * turns))
        if layer.size <= quota:
            return layer
        self.whole = False
        aim = Aim(self.program, self.watch)
        blocks = [rows for _, rows, _ in self._blocks(Step(now, turn, layer))]
        scattered = (layer.key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(7)
        by_stage = _ranked(np.concatenate([rows.stage for rows in blocks]), scattered)
        by_aim = _ranked(np.concatenate([aim.group(rows) for rows in blocks]), scattered)
        rank = np.minimum(by_stage, by_aim)
        kept = np.sort(np.lexsort((scattered, rank))[:quota])
        words = [word.take(kept) for word in layer.words]
        key = words[0] if len(words) == 1 else layer.key.take(kept)
        return Layer(words, layer.odds.take(kept), key, layer.salt)


def _ranked(group: NDArray[np.generic], scattered: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The place of each state in a scattered order of its group, as a share of the whole."""
    order = np.lexsort((scattered, group))
    grouped = group.take(order)
    starts = np.flatnonzero(np.concatenate(([True], grouped[1:] != grouped[:-1])))
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(starts, np.diff(starts, append=len(group)))
    return np.argsort(np.lexsort((scattered, rank)))


def cost_of(branch: Branch | None) -> int:
    """1 for an act, 0 for waiting, being passed over, and the end of a round."""
    return int(branch is not None and branch.move is not None and not branch.move.is_wait)


def read_by(program: Program, passages: Sequence[Passage]) -> dict[int, list[Expression]]:
    """What the texts read of a story, by the stage in which it stands then."""
    found: dict[int, list[Expression]] = {}
    for passage in passages:
        match passage.moment:
            case "leaving":
                stages = program.transitions[passage.index].sources
            case "outcome":
                stages = program.moves[program.outcomes[passage.index].move].stages
            case "ever":
                stages = frozenset(range(len(program.stages)))
            case _:
                stages = frozenset((passage.index,))
        for stage in stages:
            found.setdefault(stage, []).extend(w for w in passage.whens if w is not None)
    return found
