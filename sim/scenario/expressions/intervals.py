"""Interval analysis: between which bounds an expression can lie (Moore 1966, in whole numbers).

Truth is the interval of 0 and 1, so that "can never hold" is ``(0, 0)`` and "always holds" is
``(1, 1)``. The bounds are sound, not always tight: two mentions of one variable count as free.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from sim.scenario.expressions.errors import LARGEST, ExpressionError
from sim.scenario.expressions.tree import (
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    Clock,
    Compare,
    Conditional,
    Constant,
    Done,
    Expression,
    Extreme,
    Kind,
    Negative,
    Not,
    StageIn,
    Truth,
    UnknownIn,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

Interval: TypeAlias = tuple[int, int]
EITHER: Interval = (0, 1)
NEVER: Interval = (0, 0)
SURE: Interval = (1, 1)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known where an expression stands.

    ``variables``: the range of each; ``clocks``: of ``round``, ``day``, ``rounds_in_stage``;
    ``stages``: those in which it is looked at; ``values``: the values that an unknown can have.
    """

    variables: Mapping[str, Interval]
    clocks: Mapping[str, Interval]
    stages: AbstractSet[str]
    values: Mapping[str, AbstractSet[str]]


def bounds(node: Expression, facts: Facts) -> Interval:
    """The interval in which the value of ``node`` lies.

    Raises :class:`ExpressionError` where a part could leave ±2^53 or divide by zero.
    """
    low, high = _bounds(node, facts)
    if low < -LARGEST or high > LARGEST:
        raise ExpressionError(
            "NC409", f"This could leave the range of ±2^53: it reaches from {low} to {high}.", 0
        )
    return low, high


def _bounds(node: Expression, facts: Facts) -> Interval:
    match node:
        case Constant(value=value):
            return value, value
        case Truth(value=value):
            return int(value), int(value)
        case Variable(name=name, kind=kind):
            return EITHER if kind is Kind.BOOLEAN else facts.variables[name]
        case Clock(name=name):
            return facts.clocks[name]
        case StageIn(stages=stages):
            return _membership(stages, facts.stages)
        case UnknownIn(unknown=unknown, values=values):
            return _membership(values, facts.values[unknown])
        case Done():
            return EITHER
        case Arithmetic():
            return _arithmetic(node, bounds(node.left, facts), bounds(node.right, facts))
        case Negative(operand=operand):
            low, high = bounds(operand, facts)
            return -high, -low
        case Compare():
            return _compare(node, bounds(node.left, facts), bounds(node.right, facts))
        case All(parts=parts):
            every = [bounds(part, facts) for part in parts]
            return min(low for low, _ in every), min(high for _, high in every)
        case AnyOf(parts=parts):
            every = [bounds(part, facts) for part in parts]
            return max(low for low, _ in every), max(high for _, high in every)
        case Not(operand=operand):
            low, high = bounds(operand, facts)
            return 1 - high, 1 - low
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            test = bounds(condition, facts)
            first, second = bounds(then, facts), bounds(otherwise, facts)
            if test == SURE:
                return first
            if test == NEVER:
                return second
            return min(first[0], second[0]), max(first[1], second[1])
        case Extreme(which=which, parts=parts):
            every = [bounds(part, facts) for part in parts]
            pick = min if which == "min" else max
            return pick(low for low, _ in every), pick(high for _, high in every)
        case Absolute(operand=operand):
            low, high = bounds(operand, facts)
            if low <= 0 <= high:
                return 0, max(-low, high)
            return min(abs(low), abs(high)), max(abs(low), abs(high))


def _membership(wanted: AbstractSet[str], possible: AbstractSet[str]) -> Interval:
    if not wanted & possible:
        return NEVER
    return SURE if possible <= wanted else EITHER


def _arithmetic(node: Arithmetic, left: Interval, right: Interval) -> Interval:
    (a, b), (c, d) = left, right
    match node.operator:
        case "+":
            return a + c, b + d
        case "-":
            return a - d, b - c
        case "*":
            corners = [x * y for x, y in product(left, right)]
            return min(corners), max(corners)
    if c <= 0 <= d:
        raise ExpressionError(
            "NC410",
            f"This could divide by zero: the divisor reaches from {c} to {d}.",
            0,
            "max(1, …) around the divisor keeps it positive.",
        )
    if node.operator == "//":
        corners = [x // y for x, y in product(left, right)]
        return min(corners), max(corners)
    if c > 0:
        return (a, b) if a >= 0 and b < c else (0, d - 1)
    return (a, b) if b <= 0 and a > d else (c + 1, 0)


def _compare(node: Compare, left: Interval, right: Interval) -> Interval:
    (a, b), (c, d) = left, right
    match node.operator:
        case "<":
            return int(b < c), int(a < d)
        case "<=":
            return int(b <= c), int(a <= d)
        case ">":
            return int(a > d), int(b > c)
        case ">=":
            return int(a >= d), int(b >= c)
        case "==":
            return int(a == b == c == d), int(a <= d and c <= b)
        case "!=":
            return int(b < c or d < a), int(not a == b == c == d)
