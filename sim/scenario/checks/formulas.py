"""Every formula is parsed, typed and bounded; its tree is kept for the program."""

from __future__ import annotations

import contextlib
import re
from functools import cache
from typing import TYPE_CHECKING

from sim.scenario.checks.worlds import worlds
from sim.scenario.context import descend
from sim.scenario.expressions.errors import ExpressionError
from sim.scenario.expressions.evaluate import evaluate
from sim.scenario.expressions.intervals import NEVER, SURE, Facts, Interval, bounds
from sim.scenario.expressions.parse import Names, parse
from sim.scenario.expressions.tree import (
    AnyOf,
    Clock,
    Expression,
    Kind,
    StageIn,
    Truth,
    UnknownIn,
    Variable,
    walk,
)
from sim.scenario.scalars import INTEGER, MEANT
from sim.scenario.sites import Role, Site, formulas, is_boolean
from sim.scenario.source import Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from sim.scenario.context import Context, Path
    from sim.scenario.schema import ScenarioFile


NEGATIVE = "This is always negative; 0 is the least that counts."


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
        if not stages or _unsure(context, result):
            continue
        facts = Facts(known.variables, known.clocks, stages, known.values)
        try:
            interval = bounds(result, facts)
        except ExpressionError as error:
            _report(context, site, error)
            continue
        _out_of_range(context, site, interval, facts)
        if context.advising:
            _look_closer(context, site, result, interval, facts)
    if context.advising:
        _chances(context, known)


def names_of(context: Context) -> Names:
    """What expressions of this file may speak of, unsound parts included."""
    variables = {}
    for name in context.names.variables:
        variable = context.file.variables.get(name)
        truth = variable is not None and is_boolean(variable.start)
        if variable is None or context.misses(("variables", name, "start")):
            truth = _meant_as_truth(context, name)
        variables[name] = Kind.BOOLEAN if truth else Kind.INTEGER
    return Names(
        variables,
        {name: frozenset(values) for name, values in context.names.unknowns.items()},
        frozenset(context.names.stages),
        context.names.moves,
    )


def _meant_as_truth(context: Context, name: str) -> bool:
    """Whether the unsound start of a variable was meant as true or false."""
    node, _ = descend(context.tree, ("variables", name, "start"))
    return isinstance(node, Scalar) and node.text.lower() in MEANT


def _unsure(context: Context, tree: Expression) -> bool:
    """Whether ``tree`` reads something that is not known well, because it was unsound itself."""
    if not context.problems.has_errors:
        return False
    for node in walk(tree):
        match node:
            case Variable(name=name) if not _has_range(context, name):
                return True
            case UnknownIn(unknown=name) if context.misses(("unknowns", name)):
                return True
            case StageIn() if context.misses(("stages",)):
                return True
            case Clock() if context.misses(("calendar",)) or context.misses(("stages",)):
                return True
    return False


def _has_range(context: Context, name: str) -> bool:
    """Whether it is known between which values a variable moves."""
    variable = context.file.variables.get(name)
    if variable is None or context.misses(("variables", name)):
        return False
    low, high = variable.range or (1, 0)
    return is_boolean(variable.start) or low <= high


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
    if error.code in ("NC406", "NC407", "NC408"):
        word = re.match(r"[\w.]+", site.text[error.offset :])
        refused = word is not None and context.excused(word[0])
        if refused or _may_be_there(context, error.code):
            return
    if error.code in ("NC404", "NC416") and _of_unknown_kind(context, site):
        return
    context.report(error.code, site.path, error.message, error.hint, offset=error.offset)


def _of_unknown_kind(context: Context, site: Site) -> bool:
    """Whether a formula is about a variable that may be a number or a truth."""
    if context.blind or (site.role is Role.SET and site.path[-1] not in context.names.variables):
        return True
    about = {*re.findall(r"\w+", site.text), str(site.path[-1])}
    return any(
        context.misses(("variables", name, "start"))
        for name in context.names.variables
        if name in about
    )


def _may_be_there(context: Context, code: str) -> bool:
    """Whether what an expression names may stand in a part of the file that was unsound."""
    part = {"NC406": "variables", "NC407": "actors", "NC408": "unknowns"}[code]
    return context.blind or (code != "NC406" and context.misses((part,)))


def _out_of_range(context: Context, site: Site, interval: Interval, facts: Facts) -> None:
    """Report numbers that can never be meant, written where a formula may stand."""
    if not INTEGER.fullmatch(site.text.strip()):
        return
    if site.role in (Role.WEIGHT, Role.CHANCE) and interval[1] < 0:
        context.report("NC423", site.path, NEGATIVE)
    if site.role is Role.SET:
        name = str(site.path[-1])
        low, high = facts.variables.get(name, interval)
        if not low <= interval[0] <= high:
            context.report(
                "NC208",
                site.path,
                f"'{name}' reaches from {low} to {high}, so it cannot be set to {interval[0]}.",
            )


def _look_closer(
    context: Context, site: Site, tree: Expression, interval: Interval, facts: Facts
) -> None:
    """Point out what a formula probably does not mean."""
    if site.kind is Kind.BOOLEAN and site.role in (Role.CONDITION, Role.VERSION):
        interval = _tightened(tree, interval, facts)
        plain = isinstance(tree, Truth)
        if interval == NEVER:
            context.report("NC420", site.path, "This condition can never hold.")
        elif interval == SURE and not plain:
            context.report(
                "NC421", site.path, "This condition always holds.", "Leave it out if that is meant."
            )
    negative = site.role in (Role.WEIGHT, Role.CHANCE) and interval[1] < 0
    if negative and not INTEGER.fullmatch(site.text.strip()):
        context.report("NC426", site.path, NEGATIVE)
    if site.actor is not None:
        _unseen(context, site, tree)


def always(context: Context, trees: Sequence[Expression], stages: AbstractSet[str]) -> bool:
    """Whether one of the conditions ``trees`` holds, whatever the state, in all of ``stages``.

    Also True where that cannot be known, because something that they read was unsound.
    """
    known = facts_of(context.file)
    facts = Facts(known.variables, known.clocks, stages, known.values)
    if any(_unsure(context, tree) for tree in trees):
        return True
    either = AnyOf(tuple(trees))
    try:
        return _tightened(either, bounds(either, facts), facts) == SURE
    except ExpressionError:
        return True


def _tightened(tree: Expression, interval: Interval, facts: Facts) -> Interval:
    """Exact where little is read: every combination of values is tried."""
    if interval in (NEVER, SURE) or (every := worlds([tree], facts)) is None:
        return interval
    seen: set[int] = set()
    for world in every:
        seen.add(evaluate(tree, world))
        if len(seen) == 2:
            return interval
    return SURE if seen == {1} else NEVER


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
            path: Path = ("actors", actor, "moves", key)
            count = len(move.outcomes or ())
            places: list[Path] = [(*path, "outcomes", n, "chance") for n in range(count)]
            if count > 1:
                _never_drawn(context, places, facts)
            if count > 1 and _all_zero(context, places, facts):
                context.report(
                    "NC424",
                    (*path, "outcomes"),
                    f"All chances of '{actor}.{key}' can be 0 at once; they then count as equal.",
                    "Give one of them a chance that is always positive.",
                    key=True,
                )
        facts = Facts(known.variables, known.clocks, context.open_stages, known.values)
        places = [("actors", actor, "moves", key, "weight") for key in body.moves]
        if body.wait:
            places.append(("actors", actor, "wait", "weight"))
        if places and _all_zero(context, places, facts):
            context.report(
                "NC425",
                ("actors", actor),
                f"All weights of '{actor}' can be 0 at once; its moves then count as equal.",
                "Give one of its moves, or waiting, a weight that is always positive.",
                key=True,
            )


def _never_drawn(context: Context, places: list[Path], facts: Facts) -> None:
    """Point out outcomes whose chance is 0 whatever the state."""
    for path in places:
        tree = context.expressions.get(path)
        if tree is None or _unsure(context, tree):
            continue
        with contextlib.suppress(ExpressionError):
            if bounds(tree, facts)[1] == 0:
                context.report(
                    "NC427",
                    path,
                    "This outcome never happens by itself: its chance is always 0.",
                    "Give it a chance, or take it out.",
                )


def _all_zero(context: Context, places: list[Path], facts: Facts) -> bool:
    """Whether the numbers at ``places`` can all be 0 or below; one left out counts 1."""
    trees = [context.expressions.get(path) for path in places]
    written = [tree for tree in trees if tree is not None and not _unsure(context, tree)]
    if len(written) < len(trees) or not facts.stages:
        return False
    try:
        if any(bounds(tree, facts)[0] > 0 for tree in written):
            return False
    except ExpressionError:
        return False
    every = worlds(written, facts)
    if every is None:
        return False
    return any(all(evaluate(tree, world) <= 0 for tree in written) for world in every)
