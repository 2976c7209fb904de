"""What is asked of every state that a story can come to, and where the answer was seen first.

Each question is one of existence: is there a state in which this stage is entered, this move can be
made, this condition holds, or does not hold. A sight says where that was seen: in the earliest
layer, and there after the fewest acts. What was never seen in a whole walk cannot happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from sim.lab.rows import View, layout_of
from sim.scenario.expressions.tree import Variable, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from sim.lab.arrays import Column, Columns
    from sim.lab.gates import Candidate
    from sim.lab.rows import Places, Rows, Truths
    from sim.program.model import Actor, Move, Outcome, Program, Transition
    from sim.scenario.expressions.tree import Expression

Key: TypeAlias = "tuple[str | int, ...]"
"""A question: ``("stage", 3)``, ``("holds", "move", 7)``, and so on."""
Moment = Literal["standing", "entering", "entered", "leaving", "outcome", "over", "ever"]


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A text with versions, of which the first whose condition holds is shown (None: always).

    ``moment`` says when it is told: while a story stands in the stage ``index``, as that is entered
    (``entering``: before its effects), as the transition ``index`` is taken (``leaving``), as the
    outcome ``index`` comes, when the story is over in the stage, or in any state (``ever``).
    """

    whens: tuple[Expression | None, ...]
    moment: Moment
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Where something was seen: at a state of a layer, or in the act that follows it.

    ``step`` counts layers from 0 (-1: before the first); ``place`` is the state's place in it,
    ``cost`` the number of acts other than waiting so far; ``acted``: in the act (or the end of the
    round, if ``move`` is None) that follows.
    """

    step: int
    place: int
    cost: float
    acted: bool
    move: Move | None
    outcome: Outcome | None


class Watch:
    """Collects sights; ``seen`` has one for each question that was answered by yes.

    ``ranges`` has, for each condition that was not seen both to hold and not to, the least and the
    greatest value of each variable that it reads, where it was looked at. ``blockers`` has, for a
    transition and a stage, the transitions that were taken there although it held too.
    """

    def __init__(self, program: Program, columns: Columns, passages: Sequence[Passage]) -> None:
        self.program = program
        self.columns = columns
        self.passages = passages
        self.seen: dict[Key, Sight] = {}
        self.ranges: dict[Key, dict[int, tuple[int, int]]] = {}
        self.blockers: dict[tuple[int, int], set[int]] = {}
        self._flags = layout_of(program).moves
        self._by_moment: dict[tuple[Moment, int], list[int]] = {}
        for number, passage in enumerate(passages):
            place = -1 if passage.moment == "ever" else passage.index
            self._by_moment.setdefault((passage.moment, place), []).append(number)
        self._standing = {move.index: _table(program, move.stages) for move in program.moves}

    # -- where one is ---------------------------------------------------------------------------

    def at(
        self,
        step: int,
        origins: Places,
        costs: NDArray[np.float64],
        *,
        acted: bool = False,
        move: Move | None = None,
        outcome: Outcome | None = None,
    ) -> None:
        """What follows is about rows that stand at (or come from) ``origins`` of a layer."""
        self._step, self._origins, self._costs = step, origins, costs
        self._acted, self._move, self._outcome = acted, move, outcome

    def see(self, key: Key, places: Places) -> None:
        """The answer to ``key`` is yes at ``places`` of the rows."""
        if not len(places) or self._settled(key):
            return
        costs = self._costs.take(places)
        best = int(costs.argmin())
        cost, known = float(costs[best]), self.seen.get(key)
        if known is None or cost < known.cost:
            origin = int(self._origins[places[best]])
            self.seen[key] = Sight(self._step, origin, cost, self._acted, self._move, self._outcome)

    def _settled(self, key: Key) -> bool:
        """Whether an earlier layer has answered already."""
        known = self.seen.get(key)
        return known is not None and known.step < self._step

    # -- what is asked --------------------------------------------------------------------------

    def turn(
        self, rows: Rows, actor: Actor, candidates: Sequence[Candidate], idle: Truths, now: int
    ) -> None:
        """Before ``actor`` acts: what it can do, and what is shown."""
        for move in actor.moves:
            if move.is_wait:
                continue
            places = np.flatnonzero(self._standing[move.index].take(rows.stage))
            if not len(places):
                continue
            if move.when is not None:
                self._split(("move", move.index), move.when, rows, places, now)
            for kind, others in (("after", move.after), ("unless", move.unless)):
                for other in others:
                    made = rows.flags[self._flags[other]].take(places)
                    self.see((kind, "holds", move.index, other), places[made])
                    self.see((kind, "fails", move.index, other), places[~made])
        for move, mask in candidates:
            if not move.is_wait:
                key = ("choice", move.index)
                if not self._settled(key):
                    self.see(key, np.arange(rows.size) if mask is None else np.flatnonzero(mask))
        if idle.any():
            self.see(("idle", actor.index), np.flatnonzero(idle))
        self._shown(rows, None, "standing", rows.present, now)
        self._shown(rows, None, "ever", (-1,), now)

    def weights(self, actor: Actor, total: NDArray[np.float64], several: Truths) -> None:
        """The sum of the weights of what ``actor`` can do; ``several``: where that is a choice."""
        self.see(("no weight", actor.index), np.flatnonzero(several & (total == 0)))

    def chances(self, move: Move, places: Places, total: NDArray[np.float64]) -> None:
        """The sum of the chances of ``move``, where it can be made."""
        self.see(("no chance", move.index), places[total == 0])

    def turned_out(self, rows: Rows, outcome: Outcome, now: int) -> None:
        """An outcome has changed what it changes; it does not count as made yet."""
        every = np.arange(rows.size)
        self.see(("made", outcome.move), every)
        self.see(("outcome", outcome.index), every)
        self._shown(rows, every, "outcome", (outcome.index,), now)

    def transition(
        self,
        rows: Rows,
        places: Places,
        stage: int,
        transition: Transition,
        holds: Truths,
        earlier: NDArray[np.int32],
    ) -> None:
        """A transition was looked at in ``stage``; ``earlier``: which one above it holds, or -1."""
        index = transition.index
        if transition.when is not None:
            self._divided(("transition", index), transition.when, rows, places, holds)
        late = holds & (earlier >= 0)
        self.see(("due", index, stage), places[holds & ~late])
        self.see(("late", index, stage), places[late])
        if late.any() and not self._settled(("due", index, stage)):
            self.blockers.setdefault((index, stage), set()).update(
                np.unique(earlier[late]).tolist()
            )

    def leaving(self, rows: Rows, places: Places, index: int, now: int) -> None:
        """A transition is taken from the stages in which the rows still stand."""
        for stage in np.unique(rows.stage.take(places)).tolist():
            self.see(("taken", index, stage), places[rows.stage.take(places) == stage])
        self._shown(rows, places, "leaving", (index,), now)

    def entering(self, rows: Rows, places: Places, stage: int, now: int) -> None:
        """A stage is entered; its effects have not come yet."""
        self.see(("stage", stage), places)
        if ("entering", stage) in self._by_moment:
            there = rows.take(places)
            there.stage[:] = stage
            there.waited[:] = 0
            before = self._origins, self._costs
            self._origins, self._costs = self._origins.take(places), self._costs.take(places)
            self._shown(there, np.arange(there.size), "entering", (stage,), now)
            self._origins, self._costs = before

    def entered(self, rows: Rows, places: Places, stage: int, now: int) -> None:
        """A stage was entered, with its effects."""
        for moment in ("entered", "standing"):
            self._shown(rows, places, moment, (stage,), now)

    def over(self, rows: Rows, places: Places, now: int) -> None:
        """Stories that are over."""
        stages = set(np.unique(rows.stage.take(places)).tolist())
        for moment in ("over", "standing"):
            self._shown(rows, places, moment, stages, now)
        self._shown(rows, places, "ever", (-1,), now)

    # -- conditions and texts -------------------------------------------------------------------

    def _split(self, name: Key, when: Expression, rows: Rows, places: Places, now: int) -> None:
        if not (self._settled(("holds", *name)) and self._settled(("fails", *name))):
            holds = truth_of(self.columns.of(when), View(rows, now, places))
            self._divided(name, when, rows, places, holds)

    def _divided(
        self, name: Key, when: Expression, rows: Rows, places: Places, holds: Truths
    ) -> None:
        """Where a condition holds and where not; and what it reads, until both were seen."""
        yes, no = ("holds", *name), ("fails", *name)
        self.see(yes, places[holds])
        self.see(no, places[~holds])
        if yes in self.seen and no in self.seen:
            self.ranges.pop(name, None)
            return
        known = self.ranges.setdefault(name, {})
        for node in walk(when):
            if isinstance(node, Variable):
                slot = self.program.variable_index[node.name]
                values = rows.values[slot].take(places)
                low, high = int(values.min()), int(values.max())
                if slot in known:
                    low, high = min(low, known[slot][0]), max(high, known[slot][1])
                known[slot] = low, high

    def _shown(
        self, rows: Rows, places: Places | None, moment: Moment, indices: Iterable[int], now: int
    ) -> None:
        """Which versions of the texts of this moment are shown."""
        for index in indices:
            for number in self._by_moment.get((moment, index), ()):
                passage = self.passages[number]
                if all(map(self._settled, _questions(number, passage))):
                    continue
                where = np.arange(rows.size) if places is None else places
                if moment in ("standing", "over"):
                    where = where[rows.stage.take(where) == index]
                if len(where):
                    self._versions(number, passage, rows, where, now)

    def _versions(
        self, number: int, passage: Passage, rows: Rows, places: Places, now: int
    ) -> None:
        left = np.ones(len(places), dtype=np.bool_)
        for version, when in enumerate(passage.whens):
            if when is None:
                self.see(("shown", number, version), places[left])
                return
            holds = truth_of(self.columns.of(when), View(rows, now, places))
            self._divided(("text", number, version), when, rows, places, holds)
            self.see(("shown", number, version), places[holds & left])
            left &= ~holds


def _questions(number: int, passage: Passage) -> Iterator[Key]:
    for version, when in enumerate(passage.whens):
        yield "shown", number, version
        if when is not None:
            yield "holds", "text", number, version
            yield "fails", "text", number, version


def _table(program: Program, stages: frozenset[int]) -> Truths:
    table = np.zeros(len(program.stages), dtype=np.bool_)
    table[sorted(stages)] = True
    return table


def truth_of(column: Column, view: View) -> Truths:
    """A condition, one truth for each row that ``view`` looks at."""
    return np.broadcast_to(np.asarray(column(view), dtype=np.bool_), (view.size,))
