"""The state machine as a whole: where it begins, where it ends, what leads where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.checks import arcs
from sim.scenario.checks.formulas import facts_of
from sim.scenario.checks.references import full_name
from sim.scenario.checks.worlds import worlds
from sim.scenario.expressions.evaluate import evaluate
from sim.scenario.expressions.intervals import Facts
from sim.scenario.expressions.tree import Variable, walk
from sim.scenario.sites import texts
from sim.scenario.templates import parse_template

if TYPE_CHECKING:
    from sim.scenario.context import Context
    from sim.scenario.parts import Move

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
    arcs.check(context)
    if not context.advising:
        return
    edges = edges_of(context)
    reachable = _reach(edges, {first}) | {context.file.calendar.at_end}
    _stages(context, edges, reachable)
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
    known = facts_of(file)
    for actor, body in file.actors.items():
        path = ("actors", actor)
        for key, move in body.moves.items():
            if f"{actor}.{key}" not in makeable:
                _impossible(context, actor, key, possible, makeable)
            else:
                _shut_out(context, actor, key, move, known)
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


def _shut_out(context: Context, actor: str, key: str, move: Move, known: Facts) -> None:
    """Report a move whose condition can never hold once its gates are open."""
    path = ("actors", actor, "moves", key)
    tree = context.expressions.get((*path, "when"))
    if tree is None or not (move.after or move.unless or move.once):
        return
    made = {full_name(actor, name) for name in move.after or ()}
    never = {full_name(actor, name) for name in move.unless or ()}
    never |= {f"{actor}.{key}"} if move.once else set()
    here = frozenset(move.in_ or context.open_stages)
    facts = Facts(known.variables, known.clocks, here, known.values)
    every = worlds([tree], facts)
    if every is None:
        return
    seen = held = False
    for world in every:
        holds = bool(evaluate(tree, world))
        seen |= holds
        done = world.made
        if holds and not (done & never) and made & world.asked <= done:
            held = True
            break
    if seen and not held:
        context.report(
            "NC510",
            path,
            f"'{actor}.{key}' can never be made: its condition cannot hold while 'after',"
            " 'unless' and 'once' allow it.",
            "Look at what the condition says of moves that have been made.",
            key=True,
        )


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
