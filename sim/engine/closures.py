"""A typed expression as a Python function of the state. Built from nodes, never from text."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, TypeAlias

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

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.engine.state import State
    from sim.program.model import Program

Closure: TypeAlias = "Callable[[State], int]"

_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def constant_of(node: Expression) -> int | None:
    """The value of ``node`` where it is written as a number or a truth, else None."""
    match node:
        case Constant(value=value):
            return value
        case Truth(value=value):
            return int(value)
        case Negative(operand=Constant(value=value)):
            return -value
        case _:
            return None


def closure(node: Expression, program: Program) -> Closure:
    """``node`` as a function of the state; truth may come as ``bool`` or as 0 and 1."""
    value = constant_of(node)
    if value is not None:
        return lambda _state, value=value: value  # type: ignore[misc]
    match node:
        case Variable(name=name):
            slot = program.variable_index[name]
            return lambda state: state.values[slot]
        case Clock(name=name):
            return operator.attrgetter(name)
        case StageIn(stages=names):
            stages = frozenset(program.stage_index[s] for s in names)
            return lambda state: state.stage in stages
        case UnknownIn(unknown=name, values=names):
            place = program.unknown_index[name]
            wanted = frozenset(program.unknowns[place].values.index(v) for v in names)
            return lambda state: state.truths[place] in wanted
        case Done(move=name, outcome=outcome):
            return _done(program, name, outcome)
        case Arithmetic(operator=symbol, left=left, right=right):
            return _binary(_ARITHMETIC[symbol], left, right, program)
        case Compare(operator=symbol, left=left, right=right):
            return _binary(_COMPARE[symbol], left, right, program)
        case Negative(operand=operand):
            inner = closure(operand, program)
            return lambda state: -inner(state)
        case Not(operand=operand):
            inner = closure(operand, program)
            return lambda state: not inner(state)
        case Absolute(operand=operand):
            inner = closure(operand, program)
            return lambda state: abs(inner(state))
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            test, yes, no = (closure(part, program) for part in (condition, then, otherwise))
            return lambda state: yes(state) if test(state) else no(state)
        case All() | AnyOf() | Extreme():
            return _several(node, [closure(part, program) for part in node.parts])
    raise AssertionError(node)


def _done(program: Program, name: str, outcome: str | None) -> Closure:
    move = program.move(name)
    if outcome is None:
        slot = move.index
        return lambda state: state.made[slot]
    place = program.outcome_of(move, outcome).index
    return lambda state: state.turned_out[place]


def _binary(
    apply: Callable[[int, int], int], left: Expression, right: Expression, program: Program
) -> Closure:
    number = constant_of(right)
    if number is not None:
        if isinstance(left, Variable):
            slot = program.variable_index[left.name]
            return lambda state: apply(state.values[slot], number)
        first = closure(left, program)
        return lambda state: apply(first(state), number)
    first, second = closure(left, program), closure(right, program)
    return lambda state: apply(first(state), second(state))


def _several(node: All | AnyOf | Extreme, parts: list[Closure]) -> Closure:
    if isinstance(node, Extreme):
        pick = min if node.which == "min" else max
        return lambda state: pick([part(state) for part in parts])
    if len(parts) == 2:
        first, second = parts
        if isinstance(node, All):
            return lambda state: first(state) and second(state)
        return lambda state: first(state) or second(state)
    if isinstance(node, All):
        return lambda state: all(part(state) for part in parts)
    return lambda state: any(part(state) for part in parts)
