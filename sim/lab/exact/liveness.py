"""What can still be read of a state, by the stage in which it stands.

A story that stands in ``apology`` need not remember a move that is only asked about in ``ignored``
if no way leads back. What nothing can read any more is left out of a state, so that states which
have the same future are one state. The analysis is by stage and looks at every arc, whether or not
it can be taken, so it errs on the side of remembering.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sim.lab.rows import layout_of
from sim.scenario.expressions.tree import Clock, Done, UnknownIn, Variable, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sim.engine.interventions import Plan
    from sim.engine.strategy import Rule
    from sim.program.model import Assignment, Move, Program
    from sim.scenario.expressions.tree import Expression

Item: TypeAlias = tuple[str, int]
"""A part of a state: ``variable``, ``made``, ``outcome``, ``ready``, ``truth``, ``day``,
``waited``, and its index."""

DAY: Item = ("day", 0)
WAITED: Item = ("waited", 0)


@dataclass(frozen=True, slots=True)
class Liveness:
    """``live[stage]``: what a state in that stage must remember."""

    live: tuple[frozenset[Item], ...]

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
) -> Liveness:
    """What must be remembered under ``plan``.

    ``at_end`` is read of a story that has ended, ``also`` of one that stands in a stage (by index).
    """
    return _Analysis(program, plan, tuple(at_end), also or {}).run()


class _Analysis:
    def __init__(
        self,
        program: Program,
        plan: Plan,
        at_end: tuple[Expression, ...],
        also: Mapping[int, Iterable[Expression]],
    ) -> None:
        self.program, self.plan, self.at_end, self.also = program, plan, at_end, also

    def reads(self, tree: Expression) -> Iterator[Item]:
        """The parts of a state that an expression looks at."""
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

    def run(self) -> Liveness:
        program = self.program
        live: list[set[Item]] = [set() for _ in program.stages]
        effects: list[list[Assignment]] = [[] for _ in program.stages]
        onward: dict[int, set[int]] = defaultdict(set)
        for arc in program.arcs:
            onward[arc.source].add(arc.target)
        for transition in program.transitions:
            if transition.when is not None:
                for place in transition.sources:
                    live[place] |= set(self.reads(transition.when))
        for move in program.moves:
            if move.index in self.plan.forbidden:
                continue
            asked = set(self._asked(move))
            for place in move.stages:
                live[place] |= asked
                for outcome in move.outcomes:
                    effects[place] += outcome.effects
        for place, trees in self.also.items():
            for tree in trees:
                live[place] |= set(self.reads(tree))
        for stage in program.stages:
            if stage.ending:
                for tree in self.at_end:
                    live[stage.index] |= set(self.reads(tree))
            for target in onward[stage.index]:
                effects[stage.index] += program.stages[target].effects
        # A what-if sets the first stage's effects going without an arc that leads there.
        effects[0] += program.stages[0].effects
        for policy in self.plan.policies.values():
            for rule in policy.strategy.rules if policy.strategy is not None else ():
                read = set(self._ruled(rule))
                for place in range(len(live)) if rule.stages is None else rule.stages:
                    live[place] |= read
        changed = True
        while changed:
            changed = False
            for stage in program.stages:
                here = live[stage.index]
                before = len(here)
                for target in onward[stage.index]:
                    # Whoever comes into a stage has spent no round in it, however long it took.
                    here |= live[target] - {WAITED}
                self._flow(here, effects[stage.index], ending=stage.ending)
                changed |= len(here) > before
        return Liveness(tuple(map(frozenset, live)))

    def _asked(self, move: Move) -> Iterator[Item]:
        """What must be known to tell whether, and how readily, a move is made."""
        if move.once:
            yield "made", move.index
        if move.cooldown:
            yield "ready", move.index
        for index in (*move.after, *move.unless):
            yield "made", index
        policy = self.plan.policies.get(move.actor)
        weight = move.weight if policy is None else policy.weights.get(move.index, move.weight)
        for tree in (move.when, weight, *(outcome.chance for outcome in move.outcomes)):
            if tree is not None:
                yield from self.reads(tree)

    def _ruled(self, rule: Rule) -> Iterator[Item]:
        """What must be known to tell whether a rule of a strategy holds."""
        if rule.when is not None:
            yield from self.reads(rule.when)
        for cooling in rule.cooling:
            yield "ready", cooling.move
        if rule.began is not None:
            yield DAY

    def _flow(self, here: set[Item], effects: list[Assignment], *, ending: bool) -> None:
        """What a living variable is made from lives too."""
        grown = True
        while grown:
            before = len(here)
            for effect in effects:
                if ("variable", effect.variable) in here:
                    here |= set(self.reads(effect.expression))
            if not ending:
                for variable in self.program.variables:
                    if variable.drift is not None and ("variable", variable.index) in here:
                        here |= set(self.reads(variable.drift))
            grown = len(here) > before
