"""Variables, unknowns, and what outcomes may do to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.scalars import INTEGER
from sim.scenario.sites import is_boolean

if TYPE_CHECKING:
    from sim.scenario.context import Context, Path
    from sim.scenario.parts import Consequence, OnEnter, Variable


def check(context: Context) -> None:
    """Report ranges, starts and effects that cannot be meant."""
    for name, variable in context.file.variables.items():
        _variable(context, ("variables", name), name, variable)
    for name, unknown in context.file.unknowns.items():
        if len(unknown.values) < 2 or not any(unknown.values.values()):
            context.report(
                "NC233",
                ("unknowns", name, "values"),
                f"'{name}' needs two values or more, not all of weight 0, to be unknown.",
                whole=("unknowns", name),
            )
    for name, stage in context.file.stages.items():
        if stage.on_enter:
            _effects(context, ("stages", name, "on_enter"), stage.on_enter)
    for actor, body in context.file.actors.items():
        for key, move in body.moves.items():
            path: Path = ("actors", actor, "moves", key)
            _effects(context, path, move)
            for number, outcome in enumerate(move.outcomes or ()):
                _effects(context, (*path, "outcomes", number), outcome)
            if move.outcomes is not None:
                _either_or(context, path, move)
                if len(move.outcomes) == 1 and move.outcomes[0].chance is not None:
                    context.report(
                        "NC231",
                        (*path, "outcomes", 0, "chance"),
                        "This is the only outcome, so it always happens whatever its chance.",
                        "Add the outcome that happens otherwise, or leave the chance out.",
                        whole=(*path, "outcomes"),
                    )


def _either_or(context: Context, path: Path, move: Consequence) -> None:
    keys = ("to", "change", "set", "because", "news", "text", "inside", "certainty")
    for key in keys:
        if getattr(move, key) is not None:
            context.report(
                "NC218",
                (*path, key),
                f"This move has outcomes, so '{key}' belongs into one of them.",
                key=True,
            )


def _variable(context: Context, path: Path, name: str, variable: Variable) -> None:
    if is_boolean(variable.start):
        for key in ("range", "drift", "words"):
            if getattr(variable, key) is not None:
                context.report(
                    "NC221",
                    (*path, key),
                    f"'{name}' is true or false, so it has no '{key}'.",
                    "Give it a whole number as start if it should count.",
                    key=True,
                )
        return
    if variable.range is None:
        context.report(
            "NC222",
            path,
            f"'{name}' needs a range, for example: range: [0, 5].",
            "Or 'start: false', if it is either so or not.",
            key=True,
            whole=path,
        )
        return
    low, high = variable.range
    if low > high:
        context.report(
            "NC223", (*path, "range"), f"The range begins at {low} and ends at {high}, below it."
        )
    elif variable.start is not None and not low <= variable.start <= high:
        context.report(
            "NC224",
            (*path, "start"),
            f"'{name}' starts at {variable.start}, outside its range from {low} to {high}.",
        )
    elif variable.words is not None and len(variable.words) > high - low + 1:
        context.report(
            "NC232",
            (*path, "words"),
            f"'{name}' has {high - low + 1} values and {len(variable.words)} words for them.",
        )


def _effects(context: Context, path: Path, effects: Consequence | OnEnter) -> None:
    variables = context.file.variables
    for name, text in (effects.change or {}).items():
        place = (*path, "change", name)
        variable = variables.get(name)
        if variable is not None and is_boolean(variable.start):
            context.report(
                "NC230",
                place,
                f"'{name}' is true or false: nothing can be added to it.",
                f"Write set: {{{name}: true}}.",
                key=True,
            )
        elif INTEGER.fullmatch(text.strip()) and text.strip()[0] not in "+-":
            number = text.strip()
            context.report(
                "NC228",
                place,
                f"Does '{name}: {number}' add {number}, or make it {number}?",
                f"'change: {{{name}: +{number}}}' adds; 'set: {{{name}: {number}}}' assigns.",
            )
        if name in (effects.set or {}):
            context.report(
                "NC229",
                (*path, "set", name),
                f"'{name}' stands under 'change' and under 'set'; only one can be meant.",
                key=True,
            )
    for name, text in (effects.set or {}).items():
        number = text.strip()
        if number.startswith("+") and INTEGER.fullmatch(number):
            context.report(
                "NC234",
                (*path, "set", name),
                f"Under 'set', '{name}: {number}' makes it {number[1:]}, whatever it was before.",
                f"'change: {{{name}: {number}}}' adds; 'set: {{{name}: {number[1:]}}}' assigns.",
            )
