"""Transitions against each other: one that another keeps from its turn, and circles of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.scenario.checks.formulas import facts_of
from sim.scenario.checks.worlds import worlds
from sim.scenario.expressions.evaluate import evaluate
from sim.scenario.expressions.intervals import NEVER, SURE, Facts, bounds
from sim.scenario.expressions.tree import All, AnyOf, Clock, Expression, Not, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario.context import Context

Arcs = dict[str, list[int]]
_WORLDS = 1024
"""So many combinations of values are tried for two conditions that may shut each other out."""


def check(context: Context) -> None:
    """Report transitions that never get their turn, and those that run in a circle."""
    known = facts_of(context.file)
    arcs: Arcs = {}
    for number, transition in enumerate(context.file.transitions):
        for name in transition.from_:
            arcs.setdefault(name, []).append(number)
    if context.advising:
        _shadowed(context, arcs, known)
    _circles(context, arcs, known)


def _in(stage: str, known: Facts) -> Facts:
    return Facts(known.variables, known.clocks, frozenset((stage,)), known.values)


def _shadowed(context: Context, arcs: Arcs, known: Facts) -> None:
    """Of the transitions that leave a stage the first whose condition holds is taken."""
    shut: dict[int, dict[str, int | None]] = {}
    for name, numbers in arcs.items():
        facts = _in(name, known)
        for place, number in enumerate(numbers):
            found = _shadow(context, number, numbers[:place], facts)
            if found is not None:
                shut.setdefault(number, {})[name] = None if found < 0 else found
    for number, by in sorted(shut.items()):
        sources = context.file.transitions[number].from_
        path = ("transitions", number)
        if len(by) == len(set(sources)):
            _report(context, path, "This transition is never looked at", by)
            continue
        for index, name in enumerate(sources):
            if name in by:
                what = f"From '{name}' this transition is never looked at"
                _report(context, (*path, "from", index), what, {name: by[name]})


def _report(
    context: Context, path: tuple[str | int, ...], what: str, by: dict[str, int | None]
) -> None:
    lines = sorted({_line(context, number) for number in by.values() if number is not None})
    if len(lines) == 1 and None not in by.values():
        why = f"the one in line {lines[0]} is taken whenever this one could be"
    else:
        why = "one above it is always taken first"
    context.report(
        "NC507", path, f"{what}: {why}.", "Put the one with the narrower condition first."
    )


def _line(context: Context, number: int) -> int:
    return context.place(("transitions", number)).line


def _shadow(context: Context, number: int, above: Sequence[int], facts: Facts) -> int | None:
    """The transition that keeps this one from its turn; -1 for several together, None for none."""
    own = _tree(context, number, facts)
    if own is not None and bounds(own, facts) == NEVER:
        return None  # reported as a condition that can never hold
    earlier: list[Expression] = []
    for other in above:
        tree = _tree(context, other, facts)
        if tree is None or (own is not None and _implied(own, tree, facts)):
            return other
        earlier.append(tree)
    if len(earlier) > 1 and _leaves_nothing(own, AnyOf(tuple(earlier)), facts):
        return -1
    return None


def _tree(context: Context, number: int, facts: Facts) -> Expression | None:
    """The condition of a transition; None if it always holds there."""
    tree = context.expressions.get(("transitions", number, "when"))
    return None if tree is None or bounds(tree, facts) == SURE else tree


def _implied(own: Expression, other: Expression, facts: Facts) -> bool:
    """Whether ``other`` holds whenever ``own`` does, where that can be seen cheaply."""
    if own == other or (isinstance(other, AnyOf) and own in other.parts):
        return True
    if isinstance(own, All) and other in own.parts:
        return True
    return _leaves_nothing(own, other, facts)


def _leaves_nothing(own: Expression | None, other: Expression, facts: Facts) -> bool:
    """Whether ``own`` (None: always) never holds without ``other``."""
    trees = (Not(other),) if own is None else (own, Not(other))
    every = worlds(trees, facts, most=_WORLDS)
    left = All(trees)
    return every is not None and not any(evaluate(left, world) for world in every)


def _circles(context: Context, arcs: Arcs, known: Facts) -> None:
    """Transitions that lead back to where their chain began (DESIGN section 3, rule 4)."""
    reported: set[frozenset[int]] = set()
    for start in arcs:
        for circle in _circles_from(start, arcs, context):
            if frozenset(circle) in reported:
                continue
            reported.add(frozenset(circle))
            stages = [*_names(start, circle, context)]
            trees = [
                _tree(context, n, _in(stage, known))
                for n, stage in zip(circle, stages, strict=False)
            ]
            way = " → ".join(stages)
            place = ("transitions", circle[-1])
            certain = all(tree is None for tree in trees) and all(
                arcs[a][0] == n for (a, _), n in zip(pairwise(stages), circle, strict=True)
            )
            if certain:
                context.report(
                    "NC505",
                    place,
                    f"These transitions run in a circle, and always hold: {way}.",
                    "Give one of them a condition that does not hold at once.",
                )
            elif _together(context, [tree for tree in trees if tree is not None], stages, known):
                context.report(
                    "NC506",
                    place,
                    f"The conditions of {way} can hold together; such a chain"
                    " stops before it comes back.",
                )


def _names(start: str, circle: tuple[int, ...], context: Context) -> Iterator[str]:
    yield start
    for number in circle:
        yield context.file.transitions[number].to


def _circles_from(
    start: str, arcs: Arcs, context: Context, most: int = 6
) -> Iterator[tuple[int, ...]]:
    """Simple circles through ``start`` of at most ``most`` transitions."""
    todo: list[tuple[str, tuple[int, ...]]] = [(start, ())]
    while todo:
        name, way = todo.pop()
        for number in arcs.get(name, ()):
            target = context.file.transitions[number].to
            if target == start:
                yield (*way, number)
            elif len(way) + 1 < most and all(context.file.transitions[n].to != target for n in way):
                todo.append((target, (*way, number)))


def _together(context: Context, trees: list[Expression], stages: list[str], known: Facts) -> bool:
    """Whether all conditions can hold for the same values, as far as can be seen cheaply."""
    nodes = [node for tree in trees for node in walk(tree)]
    if any(isinstance(node, Clock) and node.name == "rounds_in_stage" for node in nodes):
        return False
    for name in stages:
        entry = context.file.stages[name].on_enter
        if entry and (entry.change or entry.set):
            return False
    facts = Facts(known.variables, known.clocks, frozenset(stages), known.values)
    every = worlds(trees, facts)
    if every is None:
        return True
    both = All(tuple(trees))
    return any(evaluate(both, world) for world in every)
