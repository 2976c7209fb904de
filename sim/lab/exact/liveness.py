"""What can still be read of a state, by the stage in which it stands.

A story that stands in ``apology`` need not remember a move that is only asked about in ``ignored``
if no way leads back. What nothing can read any more is left out of a state, and numbers that
nothing can tell apart (:mod:`sim.lab.exact.alike`) count as one, so that states which have the same
future are one state. The analysis is by stage and looks at every arc, whether or not
it can be taken, so it errs on the side of remembering.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from sim.lab.exact.alike import CLOCK, Looks, values_alike
from sim.lab.rows import layout_of
from sim.program.model import Assignment
from sim.scenario.expressions.tree import Clock, Done, UnknownIn, Variable, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sim.engine.interventions import Plan
    from sim.engine.strategy import Rule
    from sim.program.model import Move, Program
    from sim.scenario.expressions.tree import Expression

Item: TypeAlias = tuple[str, int]
"""A part of a state: ``variable``, ``made``, ``outcome``, ``ready``, ``truth``, ``day``,
``waited``, and its index."""

DAY: Item = ("day", 0)
WAITED: Item = ("waited", 0)


@dataclass(frozen=True, slots=True)
class Liveness:
    """``live[stage]``: what a state in that stage must remember.

    ``alike[item][stage]``: what stands for each value of a number there, the least value first;
    numbers that are not among them are remembered as they are.
    """

    live: tuple[frozenset[Item], ...]
    alike: Mapping[Item, tuple[tuple[int, ...], ...]] = field(default_factory=dict)

    def stages(self, item: Item) -> list[bool]:
        """In which stages ``item`` must be remembered."""
        return [item in items for items in self.live]


def everything(program: Program) -> Liveness:
    """Nothing is left out: what a reduced computation is tested against."""
    layout = layout_of(program)
    items: set[Item] = {DAY} if layout.reads_day else set()
    items |= {WAITED} if layout.reads_waited else set()
    items |= {("variable", v.index) for v in program.variables}
    items |= {(kind, m.index) for m in program.moves for kind in ("made", "ready")}
    items |= {("outcome", o.index) for o in program.outcomes}
    items |= {("truth", u.index) for u in program.unknowns}
    return Liveness(tuple(frozenset(items) for _ in program.stages))


def liveness_of(
    program: Program,
    plan: Plan,
    at_end: Iterable[Expression] = (),
    also: Mapping[int, Iterable[Expression]] | None = None,
    *,
    apart: bool = False,
) -> Liveness:
    """What must be remembered under ``plan``.

    ``at_end`` is read of a story that has ended, ``also`` of one that stands in a stage (by index).
    With ``apart`` every number that can be read is remembered as it is.
    """
    return _Analysis(program, plan, tuple(at_end), also or {}).run(apart=apart)


class _Analysis:
    def __init__(
        self,
        program: Program,
        plan: Plan,
        at_end: tuple[Expression, ...],
        also: Mapping[int, Iterable[Expression]],
    ) -> None:
        self.program, self.plan, self.at_end, self.also = program, plan, at_end, also
        self.trees: list[list[Expression]] = [[] for _ in program.stages]
        """What is looked at in each stage."""
        self._read: dict[int, frozenset[Item]] = {}

    def reads(self, tree: Expression) -> frozenset[Item]:
        """The parts of a state that an expression looks at."""
        found = self._read.get(id(tree))
        if found is None:
            found = self._read[id(tree)] = frozenset(self._reads(tree))
        return found

    def _reads(self, tree: Expression) -> Iterator[Item]:
        program = self.program
        for node in walk(tree):
            match node:
                case Variable(name=name):
                    yield "variable", program.variable_index[name]
                case UnknownIn(unknown=name):
                    yield "truth", program.unknown_index[name]
                case Done(move=name, outcome=None):
                    yield "made", program.move_index[name]
                case Done(move=name, outcome=str() as outcome):
                    yield "outcome", program.outcome_of(program.move(name), outcome).index
                case Clock(name="day"):
                    yield DAY
                case Clock(name="rounds_in_stage"):
                    yield WAITED

    def run(self, *, apart: bool) -> Liveness:
        program = self.program
        effects: list[list[Assignment]] = [[] for _ in program.stages]
        onward: dict[int, set[int]] = defaultdict(set)
        for arc in program.arcs:
            onward[arc.source].add(arc.target)
        live = self._looked_at(effects)
        for stage in program.stages:
            for target in onward[stage.index]:
                effects[stage.index] += program.stages[target].effects
        # A what-if sets the first stage's effects going without an arc that leads there.
        effects[0] += program.stages[0].effects
        for stage in program.stages:
            if not stage.ending:
                effects[stage.index] += [
                    Assignment(v.index, v.drift, adds=True)
                    for v in program.variables
                    if v.drift is not None
                ]
        changed = True
        while changed:
            changed = False
            for stage in program.stages:
                here = live[stage.index]
                before = len(here)
                for target in onward[stage.index]:
                    # Whoever comes into a stage has spent no round in it, however long it took.
                    here |= live[target] - {WAITED}
                self._flow(here, effects[stage.index])
                changed |= len(here) > before
        found = Liveness(tuple(map(frozenset, live)))
        return found if apart else replace(found, alike=self._alike(found, effects, onward))

    def _alike(
        self,
        found: Liveness,
        effects: list[list[Assignment]],
        onward: Mapping[int, set[int]],
    ) -> dict[Item, tuple[tuple[int, ...], ...]]:
        """The numbers of which some values are alike where they live."""
        items: dict[str, Item] = {v.id: ("variable", v.index) for v in self.program.variables}
        items[CLOCK] = WAITED
        looks = [
            Looks(
                self.trees[place],
                effects[place],
                frozenset(onward[place]),
                frozenset(index for kind, index in live if kind == "variable"),
            )
            for place, live in enumerate(found.live)
        ]
        alike = {items[name]: told for name, told in values_alike(self.program, looks).items()}
        return {
            item: told
            for item, told in alike.items()
            if any(
                lives and len(set(here)) < len(here)
                for lives, here in zip(found.stages(item), told, strict=True)
            )
        }

    def _looked_at(self, effects: list[list[Assignment]]) -> list[set[Item]]:
        """What is looked at in each stage itself; notes the trees, and the moves' effects."""
        program = self.program
        live: list[set[Item]] = [set() for _ in program.stages]

        def look(place: int, tree: Expression) -> None:
            live[place] |= self.reads(tree)
            self.trees[place].append(tree)

        for transition in program.transitions:
            if transition.when is not None:
                for place in transition.sources:
                    look(place, transition.when)
        for move in program.moves:
            if move.index in self.plan.forbidden:
                continue
            asked, trees = set(self._asked(move)), self._trees(move)
            for place in move.stages:
                live[place] |= asked
                for tree in trees:
                    look(place, tree)
                for outcome in move.outcomes:
                    effects[place] += outcome.effects
        for place, also in self.also.items():
            for tree in also:
                look(place, tree)
        for stage in program.stages:
            if stage.ending:
                for tree in self.at_end:
                    look(stage.index, tree)
        for policy in self.plan.policies.values():
            for rule in policy.strategy.rules if policy.strategy is not None else ():
                read = set(self._ruled(rule))
                for place in range(len(live)) if rule.stages is None else rule.stages:
                    live[place] |= read
                    if rule.when is not None:
                        look(place, rule.when)
        return live

    def _trees(self, move: Move) -> list[Expression]:
        """What is worked out to tell whether, and how readily, a move is made."""
        policy = self.plan.policies.get(move.actor)
        weight = move.weight if policy is None else policy.weights.get(move.index, move.weight)
        trees = (move.when, weight, *(outcome.chance for outcome in move.outcomes))
        return [tree for tree in trees if tree is not None]

    def _asked(self, move: Move) -> Iterator[Item]:
        """What must be known of acts to tell whether a move can be made."""
        if move.once:
            yield "made", move.index
        if move.cooldown:
            yield "ready", move.index
        for index in (*move.after, *move.unless):
            yield "made", index

    def _ruled(self, rule: Rule) -> Iterator[Item]:
        """What must be known of acts and days to tell whether a rule of a strategy holds."""
        for cooling in rule.cooling:
            yield "ready", cooling.move
        if rule.began is not None:
            yield DAY

    def _flow(self, here: set[Item], effects: list[Assignment]) -> None:
        """What a living variable is made from lives too."""
        grown = True
        while grown:
            before = len(here)
            for effect in effects:
                if ("variable", effect.variable) in here:
                    here |= self.reads(effect.expression)
            grown = len(here) > before
