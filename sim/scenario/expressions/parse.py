"""Text to typed tree. Python's own parser reads the syntax; nothing is ever compiled or run.

Whatever is not on the list of DESIGN section 2 is refused with a code, the place inside the text
and a plain sentence. Length, number of nodes and depth are bounded before anything recurses.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NoReturn, cast

from sim.scenario.expressions.comparisons import comparison, named_word
from sim.scenario.expressions.errors import LARGEST, ExpressionError
from sim.scenario.expressions.syntax import check_signs, read_syntax
from sim.scenario.expressions.tree import (
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    Clock,
    Conditional,
    Constant,
    Done,
    Expression,
    Extreme,
    Kind,
    Negative,
    Not,
    Truth,
    Variable,
    kind_of,
)
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

MAX_LENGTH = 500
MAX_NODES = 200
MAX_DEPTH = 30
FEW = 6
"""So many names are listed where none comes near the one that was written."""
CLOCKS = ("round", "day", "rounds_in_stage")
FUNCTIONS = ("done", "min", "max", "abs")

_ARITHMETIC: dict[type[ast.operator], Literal["+", "-", "*", "//", "%"]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may speak of.

    ``moves`` maps ``actor.move`` to its outcome ids; ``unknowns`` maps an unknown to its values.
    """

    variables: Mapping[str, Kind]
    unknowns: Mapping[str, AbstractSet[str]]
    stages: AbstractSet[str]
    moves: Mapping[str, tuple[str, ...]]


def parse(text: str, names: Names, expected: Kind | None = None) -> Expression:
    """Read ``text`` as an expression over ``names``.

    Raises :class:`ExpressionError` at the first thing that is wrong. With ``expected`` the result
    must be of that kind.
    """
    return _Reader(text, names).read(expected)


class _Reader:
    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names
        # One line, so that columns are offsets; author's line breaks mean nothing here.
        self.flat = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
        self.lead = len(self.flat) - len(self.flat.lstrip(" "))
        self.line = self.flat.strip(" ")
        self.nodes = 0

    def read(self, expected: Kind | None) -> Expression:
        if not self.line:
            raise ExpressionError("NC401", "The expression is empty.", 0)
        if len(self.line) > MAX_LENGTH:
            raise ExpressionError(
                "NC402",
                f"The expression has {len(self.line)} characters; {MAX_LENGTH} is the most.",
                0,
                "Split it over two variables, or over two moves.",
            )
        check_signs(self.line, self.lead)
        node = read_syntax(self.line, self.lead)
        result = self.any(node, 1)
        if expected is not None and kind_of(result) is not expected:
            message = "A whole number is needed here, but this is true or false."
            hint = "Make a number of it, for example: 2 if attention > 0 else 0."
            if expected is Kind.BOOLEAN:
                message = "Something true or false is needed here, but this is a number."
                hint = "Compare it with something, for example: attention > 0."
            raise ExpressionError("NC404", message, self.lead, hint)
        return result

    # -- places and refusals ----------------------------------------------------------------

    def _at(self, node: ast.AST) -> int:
        """Offset of ``node``; of the operator where there is one between two operands."""
        if isinstance(node, ast.BinOp):
            start, end = node.left.end_col_offset or 0, node.right.col_offset
            between = self.line[start:end].replace(")", " ").replace("(", " ")
            return self.lead + start + len(between) - len(between.lstrip(" "))
        return self.lead + int(getattr(node, "col_offset", 0))

    def fail(self, code: str, message: str, node: ast.AST, hint: str | None = None) -> NoReturn:
        """Refuse the expression because of ``node``."""
        raise ExpressionError(code, message, self._at(node), hint)

    def integer(self, node: ast.expr, depth: int) -> Expression:
        """``node`` as an expression that gives a whole number."""
        result = self.any(node, depth)
        if kind_of(result) is not Kind.INTEGER:
            self.fail("NC404", "A whole number is needed here, not true or false.", node)
        return result

    def _boolean(self, node: ast.expr, depth: int) -> Expression:
        result = self.any(node, depth)
        if kind_of(result) is not Kind.BOOLEAN:
            self.fail(
                "NC404",
                "Something true or false is needed here, not a number.",
                node,
                "Compare it with something, for example: attention > 0.",
            )
        return result

    # -- the grammar ------------------------------------------------------------------------

    def any(self, node: ast.expr, depth: int) -> Expression:
        """``node`` as an expression of either kind."""
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise ExpressionError(
                "NC402",
                f"The expression has more than {MAX_NODES} parts, or {MAX_DEPTH} levels.",
                self.lead,
                "Split it over two variables, or over two moves.",
            )
        below = depth + 1
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name(id=name):
                return self._name(name, node)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return Arithmetic(
                    _ARITHMETIC[type(op)], self.integer(left, below), self.integer(right, below)
                )
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(self.integer(operand, below))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.integer(operand, below)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self._boolean(operand, below))
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self._boolean(value, below) for value in values)
                return All(parts) if isinstance(op, ast.And) else AnyOf(parts)
            case ast.Compare():
                return comparison(self, node, below)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                condition = self._boolean(test, below)
                then, otherwise = self.any(body, below), self.any(orelse, below)
                if kind_of(then) is not kind_of(otherwise):
                    self.fail("NC404", "Both sides of 'if … else' must be of one kind.", orelse)
                return Conditional(condition, then, otherwise)
            case ast.Call():
                return self._call(node, below)
            case _:
                self._refuse(node)

    def _refuse(self, node: ast.expr) -> NoReturn:
        code, hint = "NC403", None
        match node:
            case ast.BinOp(op=ast.BitAnd()):
                code, message = "NC415", "'&' is not part of the language; write 'and'."
            case ast.BinOp(op=ast.BitOr()):
                code, message = "NC415", "'|' is not part of the language; write 'or'."
            case ast.BinOp(op=ast.Div()):
                message, hint = "'/' is not part of the language.", "'//' divides and rounds down."
            case ast.BinOp(op=ast.Pow()):
                message = "'**' is not part of the language."
            case ast.BinOp() | ast.UnaryOp():
                message = "This operator is not part of the language."
            case ast.Attribute():
                message = "A dot can only stand in done(actor.move)."
                if (move := ast.get_source_segment(self.line, node)) in self.names.moves:
                    hint = f"To ask whether it was made, write: done({move})"
            case ast.Tuple():
                message = "A comma can only stand between brackets or parentheses."
                hint = "Between two conditions stands 'and' or 'or'."
                if re.fullmatch(r"[0-9]+, ?[0-9]+", self.line.strip()):
                    hint = "Only whole numbers can be used: 15 of 100 instead of 0.15."
            case ast.List() | ast.Set():
                message = "A list can only stand after 'in'."
            case _:
                message = "This is not part of the expression language."
        self.fail(code, message, node, hint)

    def _constant(self, node: ast.Constant) -> Expression:
        if node.value is True or node.value is False:
            return Truth(node.value)
        if type(node.value) is int:
            written = ast.get_source_segment(self.line, node) or ""
            if not written.isdigit():
                self.fail("NC412", f"Write the number {written} with digits only.", node)
            if node.value > LARGEST:
                self.fail("NC405", f"The number is larger than {LARGEST}.", node)
            return Constant(node.value)
        if type(node.value) is float:
            self.fail(
                "NC412",
                "Only whole numbers can be used.",
                node,
                "Use larger units: 15 of 100 instead of 0.15.",
            )
        if type(node.value) is str:
            self.fail(
                "NC411", "A quoted word can only be compared with 'stage' or an unknown.", node
            )
        self.fail("NC403", "This is not part of the expression language.", node)

    def _name(self, name: str, node: ast.Name) -> Expression:
        if name in ("true", "false"):
            return Truth(name == "true")
        if name in CLOCKS:
            return Clock(cast('Literal["round", "day", "rounds_in_stage"]', name))
        if (kind := self.names.variables.get(name)) is not None:
            return Variable(name, kind)
        if name == "stage":
            self.fail(
                "NC411",
                "'stage' can only be compared with stages.",
                node,
                "For example: stage == viral, or stage in [viral, police].",
            )
        if name in self.names.unknowns:
            self.fail("NC411", f"The unknown '{name}' can only be compared with its values.", node)
        if name in self.names.stages:
            self.fail(
                "NC411",
                f"The stage '{name}' can only be compared with 'stage'.",
                node,
                f"Write: stage == {name}.",
            )
        if any(name in values for values in self.names.unknowns.values()):
            self.fail("NC411", f"'{name}' can only be compared with its unknown.", node)
        if name.lower() in ("yes", "no", "on", "off", "null"):
            self.fail("NC406", f"'{name}' means nothing here.", node, "Write true or false.")
        known = [*self.names.variables, *CLOCKS, *self.names.unknowns, "stage", "true", "false"]
        hint = did_you_mean(name, known)
        own = [*self.names.variables, *self.names.unknowns]
        if hint is None and 0 < len(own) <= FEW:
            hint = f"A number, or one of these, can stand here: {', '.join(own)}."
        self.fail("NC406", f"Nothing is called '{name}'.", node, hint)

    def _call(self, node: ast.Call, depth: int) -> Expression:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function not in FUNCTIONS or node.keywords:
            self.fail(
                "NC413",
                "Only done, min, max and abs can be called.",
                node,
                did_you_mean(function, FUNCTIONS),
            )
        if function == "done":
            return self._done(node)
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            self.fail("NC403", "This is not part of the expression language.", node)
        parts = tuple(self.integer(argument, depth) for argument in node.args)
        if function == "abs":
            if len(parts) != 1:
                self.fail("NC413", "abs takes one number.", node)
            return Absolute(parts[0])
        if len(parts) < 2:
            self.fail("NC413", f"{function} takes two numbers or more.", node)
        return Extreme("min" if function == "min" else "max", parts)

    def _move_meant(self, arguments: list[ast.expr]) -> str | None:
        """How the move in ``done(move)`` or ``done("actor.move")`` is written."""
        match arguments:
            case [ast.Name(id=word) | ast.Constant(value=str(word)), *_]:
                own = [key for key in self.names.moves if word in (key, key.partition(".")[2])]
                return f"Write: done({own[0]})" if len(own) == 1 else None
        return None

    def _done(self, node: ast.Call) -> Expression:
        match node.args:
            case [ast.Attribute(value=ast.Name(id=actor), attr=move)]:
                outcome: ast.expr | None = None
            case [ast.Attribute(value=ast.Name(id=actor), attr=move), outcome]:
                pass
            case _:
                message = "done takes a move (actor.move), and perhaps an outcome."
                self.fail("NC413", message, node, self._move_meant(node.args))
        key = f"{actor}.{move}"
        if move == "wait":
            self.fail("NC414", "Waiting is not remembered, so done() cannot ask for it.", node)
        outcomes = self.names.moves.get(key)
        if outcomes is None:
            self.fail(
                "NC407",
                f"There is no move '{key}'.",
                node.args[0],
                did_you_mean(key, self.names.moves),
            )
        if outcome is None:
            return Done(key)
        name = named_word(outcome)
        if name is None and isinstance(outcome, ast.Constant) and type(outcome.value) is int:
            name = str(outcome.value)
        if name not in outcomes:
            self.fail(
                "NC407",
                f"The move '{key}' has no outcome '{name or '?'}'.",
                outcome,
                did_you_mean(name or "", outcomes),
            )
        return Done(key, name)
