"""A typed expression as numpy operations on a view. Built from nodes, never from text.

A result is an array with one element a row, or a plain number where it is the same for all.
Truth is ``bool``, whole numbers are the layout's integers.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from sim.engine.closures import constant_of
from sim.lab.rows import layout_of
from sim.scenario.expressions.tree import (
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    Clock,
    Compare,
    Conditional,
    Done,
    Expression,
    Extreme,
    Kind,
    Negative,
    Not,
    StageIn,
    UnknownIn,
    Variable,
    kind_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.lab.rows import View
    from sim.program.model import Program

Result: TypeAlias = Any  # an array, or a plain number or truth that stands for all rows
Column: TypeAlias = "Callable[[View], Result]"

_ARITHMETIC: dict[str, np.ufunc] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "//": np.floor_divide,
    "%": np.remainder,
}
_COMPARE: dict[str, np.ufunc] = {
    "==": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


class Columns:
    """The expressions of one program as column functions, each compiled once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._layout = layout_of(program)
        self._known: dict[int, Column] = {}

    def of(self, expression: Expression) -> Column:
        """``expression`` as a function of a view."""
        found = self._known.get(id(expression))
        if found is None:
            found = self._known[id(expression)] = self._build(expression)
        return found

    def _build(self, node: Expression) -> Column:
        value = constant_of(node)
        if value is not None:
            constant = bool(value) if kind_of(node) is Kind.BOOLEAN else value
            return lambda _view: constant
        match node:
            case Variable(name=name, kind=kind):
                slot = self.program.variable_index[name]
                if kind is Kind.BOOLEAN:
                    return lambda view: view.value(slot) != 0
                return lambda view: view.value(slot)
            case Clock(name=name):
                return _clock(name)
            case StageIn(stages=names):
                places = [self.program.stage_index[name] for name in names]
                inside = np.zeros(len(self.program.stages), dtype=np.bool_)
                inside[places] = True
                return lambda view: inside.take(view.column(view.rows.stage))
            case UnknownIn(unknown=name, values=names):
                place = self.program.unknown_index[name]
                values = self.program.unknowns[place].values
                wanted = np.array([value in names for value in values])
                return lambda view: wanted.take(view.column(view.rows.truths[place]))
            case Done(move=name, outcome=outcome):
                move = self.program.move(name)
                if outcome is None:
                    flag = self._layout.moves[move.index]
                else:
                    flag = self._layout.outcomes[self.program.outcome_of(move, outcome).index]
                return lambda view: view.flag(flag)
            case Arithmetic(operator=symbol, left=left, right=right):
                return _two(_ARITHMETIC[symbol], self.of(left), self.of(right))
            case Compare(operator=symbol, left=left, right=right):
                return _two(_COMPARE[symbol], self.of(left), self.of(right))
            case Negative(operand=operand):
                return _one(np.negative, self.of(operand))
            case Not(operand=operand):
                return _one(np.logical_not, self.of(operand))
            case Absolute(operand=operand):
                return _one(np.absolute, self.of(operand))
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                test, yes, no = self.of(condition), self.of(then), self.of(otherwise)
                return lambda view: np.where(test(view), yes(view), no(view))
            case All(parts=parts):
                return _several(np.logical_and, [self.of(part) for part in parts])
            case AnyOf(parts=parts):
                return _several(np.logical_or, [self.of(part) for part in parts])
            case Extreme(which=which, parts=parts):
                pick = np.minimum if which == "min" else np.maximum
                return _several(pick, [self.of(part) for part in parts])
        raise AssertionError(node)


def _clock(name: str) -> Column:
    if name == "round":
        return lambda view: view.now
    if name == "day":
        return lambda view: view.column(view.rows.day)
    return lambda view: view.column(view.rows.waited)


def _one(apply: np.ufunc, operand: Column) -> Column:
    return lambda view: apply(operand(view))


def _two(apply: np.ufunc, left: Column, right: Column) -> Column:
    return lambda view: apply(left(view), right(view))


def _several(apply: np.ufunc, parts: list[Column]) -> Column:
    return lambda view: reduce(apply, [part(view) for part in parts])
