"""A tree walked plainly: slow, obviously right, the meaning that faster forms are held to."""

from __future__ import annotations

from typing import Protocol

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
    Negative,
    Not,
    StageIn,
    Truth,
    UnknownIn,
    Variable,
)


class World(Protocol):
    """What an expression can look at."""

    def variable(self, name: str) -> int:
        """The value of a variable (a boolean as 0 or 1)."""

    def clock(self, name: str) -> int:
        """``round``, ``day`` or ``rounds_in_stage``."""

    def stage(self) -> str:
        """The id of the present stage."""

    def unknown(self, name: str) -> str:
        """The value that a hidden truth has."""

    def done(self, move: str, outcome: str | None) -> bool:
        """Whether a move was made (with that outcome)."""


def evaluate(node: Expression, world: World) -> int:
    """The value of ``node`` in ``world``; truth is 0 or 1."""
    match node:
        case Constant(value=value):
            return value
        case Truth(value=value):
            return int(value)
        case Variable(name=name):
            return world.variable(name)
        case Clock(name=name):
            return world.clock(name)
        case StageIn(stages=stages):
            return int(world.stage() in stages)
        case UnknownIn(unknown=unknown, values=values):
            return int(world.unknown(unknown) in values)
        case Done(move=move, outcome=outcome):
            return int(world.done(move, outcome))
        case Arithmetic():
            return _arithmetic(node, evaluate(node.left, world), evaluate(node.right, world))
        case Negative(operand=operand):
            return -evaluate(operand, world)
        case Compare():
            return _compare(node, evaluate(node.left, world), evaluate(node.right, world))
        case All(parts=parts):
            return int(all(evaluate(part, world) for part in parts))
        case AnyOf(parts=parts):
            return int(any(evaluate(part, world) for part in parts))
        case Not(operand=operand):
            return 1 - evaluate(operand, world)
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return evaluate(then if evaluate(condition, world) else otherwise, world)
        case Extreme(which=which, parts=parts):
            pick = min if which == "min" else max
            return pick(evaluate(part, world) for part in parts)
        case Absolute(operand=operand):
            return abs(evaluate(operand, world))


def _arithmetic(node: Arithmetic, left: int, right: int) -> int:
    match node.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "//":
            return left // right
        case "%":
            return left % right


def _compare(node: Compare, left: int, right: int) -> int:
    match node.operator:
        case "==":
            return int(left == right)
        case "!=":
            return int(left != right)
        case "<":
            return int(left < right)
        case "<=":
            return int(left <= right)
        case ">":
            return int(left > right)
        case ">=":
            return int(left >= right)
