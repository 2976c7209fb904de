"""Every formula is parsed, typed and bounded; its tree is kept for the program."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from sim.scenario.expressions.evaluate import evaluate
from sim.scenario.expressions.intervals import NEVER, SURE, Facts, Interval, bounds
from sim.scenario.expressions.parse import ExpressionError, Names, parse
from sim.scenario.expressions.tree import Expression, Kind, Truth, UnknownIn, Variable, walk
from sim.scenario.leaves import INTEGER
from sim.scenario.sites import Role, Site, formulas, is_boolean

if TYPE_CHECKING:
    from sim.scenario.context import Context
    from sim.scenario.schema import ScenarioFile

MAX_DAYS = 3_660_000
ENUMERATED = 4096


def check(context: Context) -> None:
    """Type every formula, and report those that cannot be meant."""
    file = context.file
    names = names_of(context)
    known = facts_of(file)
    read = cache(lambda text, kind: _read(text, names, kind))
    for site in formulas(file):
        result = read(site.text, site.kind)
        if isinstance(result, ExpressionError):
            _report(context, site, result)
            continue
        context.expressions[site.path] = result
        stages = site.stages & set(file.stages)
        if not stages:
            continue
        facts = Facts(known.variables, known.clocks, stages, known.values)
        try:
            interval = bounds(result, facts)
        except ExpressionError as error:
            _report(context, site, error)
            continue
        _look_closer(context, site, result, interval, facts)
    _chances(context, known)


def names_of(context: Context) -> Names:
    """What expressions of this file may speak of, unsound parts included."""
    variables = {}
    for name in context.names.variables:
        variable = context.file.variables.get(name)
        truth = variable is not None and is_boolean(variable.start)
        variables[name] = Kind.BOOLEAN if truth else Kind.INTEGER
    return Names(
        variables,
        {name: frozenset(values) for name, values in context.names.unknowns.items()},
        frozenset(context.names.stages),
        context.names.moves,
    )


def facts_of(file: ScenarioFile) -> Facts:
    """The ranges of everything that a formula of this file can read."""
    days = [stage.days_per_round for stage in file.stages.values() if stage.days_per_round]
    longest = max([file.calendar.days_per_round, *days])
    rounds = file.calendar.rounds
    clocks = {
        "round": (1, rounds),
        "day": (0, rounds * longest),
        "rounds_in_stage": (0, rounds),
    }
    variables: dict[str, Interval] = {}
    for name, variable in file.variables.items():
        low, high = variable.range or (0, 1)
        variables[name] = (0, 1) if is_boolean(variable.start) else (min(low, high), max(low, high))
    values = {name: frozenset(unknown.values) for name, unknown in file.unknowns.items()}
    return Facts(variables, clocks, frozenset(file.stages), values)


def _read(text: str, names: Names, kind: Kind) -> Expression | ExpressionError:
    try:
        return parse(text, names, kind)
    except ExpressionError as error:
        return error


def _report(context: Context, site: Site, error: ExpressionError) -> None:
    context.report(error.code, site.path, error.message, error.hint, offset=error.offset)


def _look_closer(
    context: Context, site: Site, tree: Expression, interval: Interval, facts: Facts
) -> None:
    if site.kind is Kind.BOOLEAN and site.role in (Role.CONDITION, Role.VERSION):
        interval = _tightened(tree, interval, facts)
        plain = isinstance(tree, Truth)
        if interval == NEVER:
            context.report("NC420", site.path, "This condition can never hold.")
        elif interval == SURE and not plain:
            context.report(
                "NC421", site.path, "This condition always holds.", "Leave it out if that is meant."
            )
    if site.role in (Role.WEIGHT, Role.CHANCE) and interval[1] < 0:
        context.report("NC423", site.path, "This is always negative; 0 is the least that counts.")
    if site.actor is not None:
        _unseen(context, site, tree)
    if site.role is Role.SET and INTEGER.fullmatch(site.text.strip()):
        name = str(site.path[-1])
        low, high = facts.variables.get(name, interval)
        if not low <= interval[0] <= high:
            context.report(
                "NC208",
                site.path,
                f"'{name}' reaches from {low} to {high}, so it cannot be set to {interval[0]}.",
            )


def _tightened(tree: Expression, interval: Interval, facts: Facts) -> Interval:
    """Exact where few variables are read: every combination of their values is tried."""
    if interval in (NEVER, SURE):
        return interval
    names = {node.name for node in walk(tree) if isinstance(node, Variable)}
    hidden = {node.unknown for node in walk(tree) if isinstance(node, UnknownIn)}
    others = [n for n in walk(tree) if type(n).__name__ in ("Clock", "Done", "StageIn")]
    size = 1
    for name in names:
        low, high = facts.variables[name]
        size *= high - low + 1
    for name in hidden:
        size *= len(facts.values[name])
    if others or not names or size > ENUMERATED:
        return interval
    ordered, secret = sorted(names), sorted(hidden)
    seen = set()
    ranges = [range(facts.variables[n][0], facts.variables[n][1] + 1) for n in ordered]
    choices: list[list[int | str]] = [[*r] for r in ranges]
    choices += [[*sorted(facts.values[n])] for n in secret]
    for values in product(*choices):
        world = _Fixed(dict(zip([*ordered, *secret], values, strict=True)))
        seen.add(evaluate(tree, world))
        if len(seen) == 2:
            return interval
    return SURE if seen == {1} else NEVER


class _Fixed:
    """A world of which only variables and unknowns are looked at."""

    def __init__(self, values: dict[str, int | str]) -> None:
        self.values = values

    def variable(self, name: str) -> int:
        return int(self.values[name])

    def unknown(self, name: str) -> str:
        return str(self.values[name])

    def clock(self, name: str) -> int:
        raise LookupError(name)

    def stage(self) -> str:
        raise LookupError("stage")

    def done(self, move: str, outcome: str | None) -> bool:
        raise LookupError(move, outcome)


def _unseen(context: Context, site: Site, tree: Expression) -> None:
    for node in walk(tree):
        if isinstance(node, Variable):
            variable = context.file.variables.get(node.name)
            if variable and variable.seen_by and site.actor not in variable.seen_by:
                context.report(
                    "NC422",
                    site.path,
                    f"'{node.name}' is not seen by '{site.actor}', whose move depends on it.",
                )
        elif isinstance(node, UnknownIn):
            context.report(
                "NC422",
                site.path,
                f"'{site.actor}' cannot know '{node.unknown}', yet the move depends on it.",
            )


def _chances(context: Context, known: Facts) -> None:
    """Point out moves whose chances, and actors whose weights, can all be zero at once."""
    for actor, body in context.file.actors.items():
        for key, move in body.moves.items():
            here = frozenset(move.in_ or context.open_stages) & context.open_stages
            facts = Facts(known.variables, known.clocks, here, known.values)
            path = ("actors", actor, "moves", key)
            outcomes = move.outcomes or []
            if len(outcomes) > 1 and all(
                _can_be_zero(context, (*path, "outcomes", n, "chance"), o.chance, facts)
                for n, o in enumerate(outcomes)
            ):
                context.report(
                    "NC424",
                    (*path, "outcomes"),
                    f"All chances of '{actor}.{key}' can be 0 at once; they then count as equal.",
                    "Give one of them a chance that is always positive.",
                    key=True,
                )
        facts = Facts(known.variables, known.clocks, context.open_stages, known.values)
        weights = [
            _can_be_zero(context, ("actors", actor, "moves", key, "weight"), move.weight, facts)
            for key, move in body.moves.items()
        ]
        if body.wait:
            path_wait = ("actors", actor, "wait", "weight")
            weights.append(_can_be_zero(context, path_wait, body.wait.weight, facts))
        if weights and all(weights):
            context.report(
                "NC425",
                ("actors", actor),
                f"All weights of '{actor}' can be 0 at once; its moves then count as equal.",
                key=True,
            )


def _can_be_zero(
    context: Context, path: tuple[str | int, ...], written: str | None, facts: Facts
) -> bool:
    tree = context.expressions.get(path)
    if written is None or tree is None or not facts.stages:
        return False
    try:
        return bounds(tree, facts)[0] <= 0
    except ExpressionError:
        return False
