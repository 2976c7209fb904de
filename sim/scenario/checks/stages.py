"""The state machine as a whole: where it begins, where it ends, what leads where."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.scenario.checks.formulas import facts_of
from sim.scenario.checks.references import full_name
from sim.scenario.checks.worlds import worlds
from sim.scenario.expressions.evaluate import evaluate
from sim.scenario.expressions.intervals import SURE, Facts, bounds
from sim.scenario.expressions.tree import All, Clock, Expression, Variable, walk
from sim.scenario.sites import texts
from sim.scenario.templates import parse_template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.context import Context

Edges = dict[str, set[str]]


def check(context: Context) -> None:
    """Report stages, transitions and moves that cannot play their part."""
    first = next(iter(context.file.stages))
    if not context.endings:
        context.report(
            "NC502",
            ("stages",),
            "No stage has 'ending: true', so no story could ever end.",
            "Mark the stages at which the story is over.",
            key=True,
            whole=("stages",),
        )
    elif first in context.endings:
        context.report(
            "NC501",
            ("stages", first),
            "The story begins in the first stage, and this one is an ending.",
            "Put the stage where the story begins first.",
            key=True,
            whole=("stages",),
        )
    if context.problems.has_errors:
        return
    edges = edges_of(context)
    reachable = _reach(edges, {first}) | {context.file.calendar.at_end}
    _stages(context, edges, reachable)
    _shadowed(context)
    _circles(context)
    _moves(context, reachable)
    _unread(context)


def edges_of(context: Context) -> Edges:
    """Which stage can lead to which, by a transition or by an outcome, conditions aside."""
    file = context.file
    edges: Edges = {name: set() for name in file.stages}
    for transition in file.transitions:
        for name in transition.from_:
            edges[name].add(transition.to)
    for actor in file.actors.values():
        for move in actor.moves.values():
            targets = {o.to for o in (move, *(move.outcomes or ())) if o.to is not None}
            for name in move.in_ or context.open_stages:
                edges[name] |= targets - {name}
    return edges


def _reach(edges: Edges, start: set[str]) -> set[str]:
    found, todo = set(start), list(start)
    while todo:
        for target in edges[todo.pop()]:
            if target not in found:
                found.add(target)
                todo.append(target)
    return found


def _stages(context: Context, edges: Edges, reachable: set[str]) -> None:
    backwards: Edges = {name: set() for name in edges}
    for name, targets in edges.items():
        for target in targets:
            backwards[target].add(name)
    closing = _reach(backwards, set(context.endings))
    for name in context.file.stages:
        if name not in reachable:
            context.report(
                "NC508",
                ("stages", name),
                f"Nothing that can happen leads to '{name}'.",
                f"Give a transition or an outcome 'to: {name}'.",
                key=True,
            )
        elif name not in closing:
            context.report(
                "NC509",
                ("stages", name),
                f"Once in '{name}', no ending can be reached but by the end of the calendar.",
                "Give a transition or an outcome that leaves it, if that is not meant.",
                key=True,
            )


def _shadowed(context: Context) -> None:
    known = facts_of(context.file)
    sure: set[str] = set()
    for number, transition in enumerate(context.file.transitions):
        if set(transition.from_) <= sure:
            context.report(
                "NC507",
                ("transitions", number),
                "This transition is never looked at: one above it is always taken.",
                "Put the one with the narrower condition first.",
            )
        tree = context.expressions.get(("transitions", number, "when"))
        for name in transition.from_:
            facts = Facts(known.variables, known.clocks, {name}, known.values)
            if tree is None or bounds(tree, facts) == SURE:
                sure.add(name)


def _circles(context: Context) -> None:
    """Transitions that lead back to where their chain began (DESIGN section 3, rule 4)."""
    arcs: dict[str, list[int]] = {}
    transitions = context.file.transitions
    for number, transition in enumerate(transitions):
        for name in transition.from_:
            arcs.setdefault(name, []).append(number)
    reported: set[frozenset[int]] = set()
    for start in arcs:
        for circle in _circles_from(start, arcs, context):
            if frozenset(circle) in reported:
                continue
            reported.add(frozenset(circle))
            stages = [*_names(start, circle, context)]
            trees = [
                _condition(context, n, stage) for n, stage in zip(circle, stages, strict=False)
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
            elif _together(context, [tree for tree in trees if tree is not None], stages):
                context.report(
                    "NC506",
                    place,
                    f"The conditions of {way} can hold together; such a chain"
                    " stops before it comes back.",
                )


def _condition(context: Context, number: int, stage: str) -> Expression | None:
    """The condition of a transition where it leaves ``stage``; None if it always holds there."""
    tree = context.expressions.get(("transitions", number, "when"))
    known = facts_of(context.file)
    facts = Facts(known.variables, known.clocks, {stage}, known.values)
    return None if tree is None or bounds(tree, facts) == SURE else tree


def _names(start: str, circle: tuple[int, ...], context: Context) -> Iterator[str]:
    yield start
    for number in circle:
        yield context.file.transitions[number].to


def _circles_from(
    start: str, arcs: dict[str, list[int]], context: Context, most: int = 6
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


def _together(context: Context, trees: list[Expression], stages: list[str]) -> bool:
    """Whether all conditions can hold for the same values, as far as can be seen cheaply."""
    nodes = [node for tree in trees for node in walk(tree)]
    if any(isinstance(node, Clock) and node.name == "rounds_in_stage" for node in nodes):
        return False
    for name in stages:
        entry = context.file.stages[name].on_enter
        if entry and (entry.change or entry.set):
            return False
    known = facts_of(context.file)
    facts = Facts(known.variables, known.clocks, frozenset(stages), known.values)
    every = worlds(trees, facts)
    if every is None:
        return True
    both = All(tuple(trees))
    return any(evaluate(both, world) for world in every)


def _moves(context: Context, reachable: set[str]) -> None:
    file = context.file
    possible = {
        f"{actor}.{key}": [full_name(actor, name) for name in move.after or ()]
        for actor, body in file.actors.items()
        for key, move in body.moves.items()
        if set(move.in_ or context.open_stages) & reachable - context.endings
    }
    makeable: set[str] = set()
    while new := {m for m, after in possible.items() if m not in makeable and {*after} <= makeable}:
        makeable |= new
    for actor, body in file.actors.items():
        path = ("actors", actor)
        for key in body.moves:
            if f"{actor}.{key}" not in makeable:
                _impossible(context, actor, key, possible, makeable)
        if not body.moves and not body.playable:
            hint = "Give it moves. Who only speaks in the news is named there, with 'by'."
            context.report("NC511", path, f"'{actor}' has no moves.", hint, key=True)
        elif body.playable and not any(f"{actor}.{key}" in makeable for key in body.moves):
            context.report(
                "NC512", path, f"Whoever plays '{actor}' could only ever wait.", key=True
            )


def _impossible(
    context: Context, actor: str, key: str, possible: dict[str, list[str]], makeable: set[str]
) -> None:
    """Say why a move can never be made."""
    name = f"{actor}.{key}"
    missing = [needed for needed in possible.get(name, ()) if needed not in makeable]
    if name not in possible:
        why, hint = "the stages in which it is possible are never reached", None
    elif name in missing:
        why, hint = "it needs itself to have been made before", "Leave it out of its own 'after'."
    else:
        why = f"it comes after '{missing[0]}', which cannot be made before it"
        hint = "Look at the 'after' and the 'in' of both."
    path = ("actors", actor, "moves", key)
    context.report("NC510", path, f"'{name}' can never be made: {why}.", hint, key=True)


def _unread(context: Context) -> None:
    read = {
        node.name
        for tree in context.expressions.values()
        for node in walk(tree)
        if isinstance(node, Variable)
    }
    for site in texts(context.file):
        versions = [site.text] if isinstance(site.text, str) else [v.text for v in site.text]
        for text in versions:
            read |= {p.name for p in parse_template(text) if not isinstance(p, str)}
    for name in context.file.variables:
        if name not in read:
            context.report(
                "NC311",
                ("variables", name),
                f"Nothing depends on '{name}': no condition, weight, effect or text reads it.",
                key=True,
            )
