"""Every id that is used is one that the file introduces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario.context import Context, Path
    from sim.scenario.parts import Actor, Consequence, Move, News, OnEnter


def check(context: Context) -> None:
    """Report ids that name nothing, and ids that name two things."""
    _collisions(context)
    _calendar(context)
    _stages(context)
    _transitions(context)
    for name, actor in context.file.actors.items():
        _actor(context, name, actor)
    _variables(context)
    _record(context)
    _closing(context)
    if context.advising:
        _unused_sources(context)


def full_name(actor: str, move: str) -> str:
    """``actor.move`` for a move that may be written without its actor."""
    return move if "." in move else f"{actor}.{move}"


def _collisions(context: Context) -> None:
    owners: dict[str, str] = {}
    names = context.names
    groups: list[tuple[str, Path, Iterable[str]]] = [
        ("stage", ("stages",), names.stages),
        ("variable", ("variables",), names.variables),
        ("unknown", ("unknowns",), names.unknowns),
        *(
            (f"value of '{unknown}'", ("unknowns", unknown, "values"), values)
            for unknown, values in names.unknowns.items()
        ),
    ]
    for what, path, ids in groups:
        for name in ids:
            if name in owners:
                context.report(
                    "NC225",
                    (*path, name),
                    f"'{name}' is a {what} here, and already a {owners[name]}.",
                    "Stages, variables, unknowns and their values need ids of their own.",
                    key=True,
                )
            owners.setdefault(name, what)


def _stage(context: Context, path: Path, name: str) -> bool:
    return context.known("NC301", path, "stage", name, context.names.stages)


def _distinct(context: Context, path: Path, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for number, name in enumerate(names):
        if name in seen:
            message = f"'{name}' stands in this list already."
            context.report("NC227", (*path, number), message, "Delete one of the two.")
        seen.add(name)


def _sources(context: Context, path: Path, sources: list[str] | None) -> None:
    for number, name in enumerate(sources or ()):
        context.known("NC306", (*path, "source", number), "source", name, context.names.sources)


def _seen_by(context: Context, path: Path, actors: list[str] | None) -> None:
    for number, name in enumerate(actors or ()):
        context.known("NC303", (*path, "seen_by", number), "actor", name, context.names.actors)


def _calendar(context: Context) -> None:
    calendar = context.file.calendar
    if (
        not context.misses(("calendar", "at_end"))
        and _stage(context, ("calendar", "at_end"), calendar.at_end)
        and calendar.at_end in context.open_stages
        and context.endings
    ):
        context.report(
            "NC601",
            ("calendar", "at_end"),
            f"'{calendar.at_end}' is no ending, and the story must stop when the rounds run out.",
            f"Add 'ending: true' to the stage '{calendar.at_end}', or name an ending.",
            whole=("stages", calendar.at_end),
        )
    if calendar.order is None:
        return
    path: Path = ("calendar", "order")
    known = [
        context.known("NC303", (*path, number), "actor", name, context.names.actors)
        for number, name in enumerate(calendar.order)
    ]
    _distinct(context, path, calendar.order)
    missing = [name for name in context.names.actors if name not in calendar.order]
    if missing and all(known):
        context.report(
            "NC310",
            path,
            f"The order leaves out: {', '.join(missing)}.",
            "Name every actor once.",
            whole=path,
        )


def _stages(context: Context) -> None:
    for name, stage in context.file.stages.items():
        path: Path = ("stages", name)
        _sources(context, path, stage.source)
        if stage.on_enter:
            _effects(context, (*path, "on_enter"), stage.on_enter)
            _news(context, (*path, "on_enter"), stage.on_enter.news)
        for actor in stage.fates or {}:
            place = (*path, "fates", actor)
            context.known("NC303", place, "actor", actor, context.names.actors, key=True)
        if stage.fates and not stage.ending:
            context.report(
                "NC308",
                (*path, "fates"),
                f"'{name}' is no ending, so nobody's fate is sealed there.",
                "Add 'ending: true', or move the fates to an ending.",
                key=True,
                whole=path,
            )


def _transitions(context: Context) -> None:
    for number, transition in enumerate(context.file.transitions):
        path: Path = ("transitions", number)
        _stage(context, (*path, "to"), transition.to)
        _distinct(context, (*path, "from"), transition.from_)
        for index, name in enumerate(transition.from_):
            if not _stage(context, (*path, "from", index), name):
                continue
            if name in context.endings:
                _leaves_ending(context, (*path, "from", index), name)
            if name == transition.to:
                context.report(
                    "NC504",
                    (*path, "to"),
                    f"This transition leads from '{name}' to itself.",
                    "To change values in a stage, give a move or 'drift' the change.",
                )
        _sources(context, path, transition.source)
        _news(context, path, transition.news)


def _leaves_ending(context: Context, path: Path, name: str) -> None:
    context.report(
        "NC503", path, f"'{name}' is an ending: the story stops there, and nothing leaves it."
    )


def _effects(context: Context, path: Path, effects: Consequence | OnEnter) -> None:
    for key in ("change", "set"):
        for name in getattr(effects, key) or {}:
            place = (*path, key, name)
            context.known("NC302", place, "variable", name, context.names.variables, key=True)


def _news(context: Context, path: Path, items: list[News] | None) -> None:
    for number, item in enumerate(items or ()):
        place = (*path, "news", number)
        _sources(context, place, item.source)
        _seen_by(context, place, item.seen_by)


def _actor(context: Context, name: str, actor: Actor) -> None:
    path: Path = ("actors", name)
    _sources(context, path, actor.source)
    for key, move in actor.moves.items():
        _move(context, name, (*path, "moves", key), move)
    for temperament, weights in (actor.temperaments or {}).items():
        options = [*(m.split(".")[1] for m in context.names.moves if m.startswith(f"{name}."))]
        if actor.wait:
            options.append("wait")
        for key in weights:
            place = (*path, "temperaments", temperament, key)
            context.known("NC304", place, f"move of '{name}'", key, options, key=True)


def _move(context: Context, actor: str, path: Path, move: Move) -> None:
    _distinct(context, (*path, "in"), move.in_ or ())
    for number, stage in enumerate(move.in_ or ()):
        if _stage(context, (*path, "in", number), stage) and stage in context.endings:
            _leaves_ending(context, (*path, "in", number), stage)
    needed = {full_name(actor, name) for name in move.after or ()}
    for key in ("after", "unless"):
        for number, name in enumerate(getattr(move, key) or ()):
            place = (*path, key, number)
            full = full_name(actor, name)
            if full.endswith(".wait"):
                context.report("NC414", place, "Waiting is not remembered, so nothing can need it.")
            elif (
                context.known("NC304", place, "move", full, context.names.moves)
                and key == "unless"
                and full in needed
                # A move that needs itself is told as that (NC510), whatever else it names.
                and full != full_name(actor, str(path[-1]))
            ):
                context.report("NC313", place, f"'{full}' stands under 'after' as well.")
    _consequence(context, path, move)
    seen: set[str] = set()
    for number, outcome in enumerate(move.outcomes or (), start=1):
        place = (*path, "outcomes", number - 1)
        _consequence(context, place, outcome)
        name = outcome.id or str(number)
        if name in seen:
            context.report("NC226", (*place, "id"), f"Another outcome is called '{name}' already.")
        seen.add(name)


def _consequence(context: Context, path: Path, what: Consequence) -> None:
    if what.to is not None:
        _stage(context, (*path, "to"), what.to)
    _effects(context, path, what)
    _sources(context, path, what.source)
    _news(context, path, what.news)
    for actor in what.inside or {}:
        place = (*path, "inside", actor)
        context.known("NC303", place, "actor", actor, context.names.actors, key=True)


def _variables(context: Context) -> None:
    for name, variable in context.file.variables.items():
        _sources(context, ("variables", name), variable.source)
        _seen_by(context, ("variables", name), variable.seen_by)
    for name, unknown in context.file.unknowns.items():
        _sources(context, ("unknowns", name), unknown.source)


def _record(context: Context) -> None:
    record = context.file.record
    if record is None:
        return
    _ending(context, ("record", "ending"), record.ending)
    for number, step in enumerate(record.steps):
        path: Path = ("record", "steps", number)
        _sources(context, path, step.source)
        actor, _, move = step.move.rpartition(".")
        if not actor:
            context.report("NC212", (*path, "move"), f"'{move}' needs its actor: actor.{move}.")
            continue
        known = context.known("NC304", (*path, "move"), "move", step.move, context.names.moves)
        sound = not context.misses(("actors", actor, "moves", move))
        if known and sound and step.outcome is not None:
            options = context.names.moves[step.move]
            what = f"outcome of '{step.move}'"
            context.known("NC305", (*path, "outcome"), what, step.outcome, options)
    for number, later in enumerate(record.aftermath or ()):
        _sources(context, ("record", "aftermath", number), later.source)


def _closing(context: Context) -> None:
    for number, claim in enumerate(context.file.claims):
        path: Path = ("claims", number)
        _sources(context, path, claim.source)
        for index, name in enumerate(claim.after or ()):
            context.known("NC304", (*path, "after", index), "move", name, context.names.moves)
    if context.file.debrief:
        for key in ("concepts", "mechanisms"):
            for number, item in enumerate(getattr(context.file.debrief, key) or ()):
                _sources(context, ("debrief", key, number), item.source)
    for number, expectation in enumerate(context.file.expect):
        path = ("expect", number)
        if expectation.reaches is not None:
            _stage(context, (*path, "reaches"), expectation.reaches)
        if expectation.ending is not None:
            _ending(context, (*path, "ending"), expectation.ending)


def _ending(context: Context, path: Path, name: str) -> None:
    if _stage(context, path, name) and name in context.open_stages and context.endings:
        context.report(
            "NC307",
            path,
            f"'{name}' is a stage, but no ending.",
            f"Name an ending ({', '.join(sorted(context.endings))}), or write 'ending: true' below"
            f" '{name}'.",
            whole=("stages", name),
        )


def _unused_sources(context: Context) -> None:
    if context.lost:
        return
    cited = set(_cited(context.file))
    for name in context.file.sources:
        if name not in cited:
            context.report(
                "NC312", ("sources", name), f"Nothing cites the source '{name}'.", key=True
            )


def _cited(node: object) -> Iterable[str]:
    if isinstance(node, BaseModel):
        for key in type(node).model_fields:
            value = getattr(node, key)
            if key == "source":
                yield from value or ()
            else:
                yield from _cited(value)
    elif isinstance(node, dict):
        for value in node.values():
            yield from _cited(value)
    elif isinstance(node, list):
        for item in node:
            yield from _cited(item)
