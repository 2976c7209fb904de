"""Comparisons: the only place where ``stage``, unknowns and their names may stand."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Literal, NoReturn, Protocol, cast

from sim.scenario.expressions.tree import (
    All,
    AnyOf,
    Compare,
    Expression,
    Kind,
    Not,
    StageIn,
    UnknownIn,
    kind_of,
)
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from sim.scenario.expressions.parse import Names

_COMPARE: dict[type[ast.cmpop], Literal["==", "!=", "<", "<=", ">", ">="]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class Reader(Protocol):
    """Who reads the parts of a comparison."""

    names: Names

    def any(self, node: ast.expr, depth: int) -> Expression:
        """``node`` as an expression of either kind."""

    def integer(self, node: ast.expr, depth: int) -> Expression:
        """``node`` as an expression that gives a whole number."""

    def fail(self, code: str, message: str, node: ast.AST, hint: str | None = None) -> NoReturn:
        """Refuse the expression because of ``node``."""


def comparison(reader: Reader, node: ast.Compare, depth: int) -> Expression:
    """A comparison, chained or not, of numbers, truths, or a name with its own values."""
    operands = [node.left, *node.comparators]
    parts = [
        _compare_two(reader, left, op, right, depth)
        for left, op, right in zip(operands, node.ops, operands[1:], strict=False)
    ]
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _compare_two(
    reader: Reader, left: ast.expr, op: ast.cmpop, right: ast.expr, depth: int
) -> Expression:
    if isinstance(op, (ast.In, ast.NotIn)):
        inside = _membership(reader, left, right, depth)
        return Not(inside) if isinstance(op, ast.NotIn) else inside
    if type(op) not in _COMPARE:
        reader.fail("NC415", "'is' is not part of the language; '==' compares.", right)
    symbol = _COMPARE[type(op)]
    for subject, other in ((left, right), (right, left)):
        if _is_named(reader, subject):
            if symbol not in ("==", "!="):
                reader.fail("NC416", "Stages and unknowns have no order: use == or !=.", subject)
            same = _named(reader, subject, [other])
            return same if symbol == "==" else Not(same)
    first, second = reader.any(left, depth), reader.any(right, depth)
    if kind_of(first) is not kind_of(second):
        reader.fail("NC404", "A number cannot be compared with true or false.", right)
    if kind_of(first) is Kind.BOOLEAN and symbol not in ("==", "!="):
        reader.fail("NC416", "true and false have no order: use == or !=.", right)
    return Compare(symbol, first, second)


def _membership(reader: Reader, left: ast.expr, right: ast.expr, depth: int) -> Expression:
    if not isinstance(right, (ast.List, ast.Tuple, ast.Set)) or not right.elts:
        reader.fail("NC403", "After 'in' comes a list in square brackets.", right)
    if _is_named(reader, left):
        return _named(reader, left, right.elts)
    subject = reader.integer(left, depth)
    equal = tuple(Compare("==", subject, reader.integer(x, depth)) for x in right.elts)
    return equal[0] if len(equal) == 1 else AnyOf(equal)


def _is_named(reader: Reader, node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and (node.id == "stage" or node.id in reader.names.unknowns)


def _named(reader: Reader, subject: ast.expr, others: list[ast.expr]) -> Expression:
    """``stage`` or an unknown, compared with names of its own."""
    name = cast("ast.Name", subject).id
    known = reader.names.stages if name == "stage" else reader.names.unknowns[name]
    values: set[str] = set()
    for other in others:
        word = named_word(other)
        if word is None:
            reader.fail("NC411", f"'{name}' can only be compared with names.", other)
        if word not in known:
            what = "stage" if name == "stage" else f"value of '{name}'"
            reader.fail(
                "NC408",
                f"There is no {what} called '{word}'.",
                other,
                did_you_mean(word, known),
            )
        values.add(word)
    return StageIn(frozenset(values)) if name == "stage" else UnknownIn(name, frozenset(values))


def named_word(node: ast.expr) -> str | None:
    """The name that stands at ``node``, bare or quoted; None if it is something else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=str() as name):
            return name
        case _:
            return None
