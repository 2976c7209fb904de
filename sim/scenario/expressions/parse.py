"""Text to typed tree. Python's own parser reads the syntax; nothing is ever compiled or run.

Whatever is not on the list of DESIGN section 2 is refused with a code, the place inside the text
and a plain sentence. Length, number of nodes and depth are bounded before anything recurses.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NoReturn, cast

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
    kind_of,
)
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

MAX_LENGTH = 500
MAX_NODES = 200
MAX_DEPTH = 30
LARGEST = 2**53
CLOCKS = ("round", "day", "rounds_in_stage")
FUNCTIONS = ("done", "min", "max", "abs")

_ARITHMETIC: dict[type[ast.operator], Literal["+", "-", "*", "//", "%"]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
_COMPARE: dict[type[ast.cmpop], Literal["==", "!=", "<", "<=", ">", ">="]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class ExpressionError(ValueError):
    """What is wrong with an expression: its code, and the offset in characters where it is."""

    def __init__(self, code: str, message: str, offset: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.offset = offset
        self.hint = hint


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
        if (at := self.line.find("#")) >= 0:
            raise ExpressionError(
                "NC401", "An expression cannot hold the sign '#'.", self.lead + at
            )
        node = self._syntax()
        result = self._any(node, 1)
        if expected is not None and kind_of(result) is not expected:
            hint = None
            if expected is Kind.BOOLEAN:
                hint = "Compare it with something, for example: attention > 0."
            raise ExpressionError(
                "NC404",
                f"A {expected.value} is needed here, but this gives a {kind_of(result).value}.",
                self.lead,
                hint,
            )
        return result

    def _syntax(self) -> ast.expr:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.line, mode="eval").body
        except SyntaxError as error:
            offset = min(max((error.offset or 1) - 1, 0), len(self.line))
            raise self._syntax_error(offset) from None
        except (ValueError, RecursionError, MemoryError):
            raise ExpressionError("NC402", "The expression is nested too deeply.", 0) from None

    def _syntax_error(self, offset: int) -> ExpressionError:
        line = self.line
        at = self.lead + offset
        for wrong, right in (("&&", "and"), ("||", "or"), ("<>", "!="), ("=>", ">="), ("=<", "<=")):
            if (found := line.find(wrong)) >= 0:
                return ExpressionError(
                    "NC415",
                    f"'{wrong}' is not part of the language; write '{right}'.",
                    self.lead + found,
                )
        bare = line.replace("==", "  ").replace("!=", "  ").replace("<=", "  ").replace(">=", "  ")
        if (found := bare.find("=")) >= 0:
            return ExpressionError(
                "NC415",
                "A single '=' cannot stand in an expression; '==' compares.",
                self.lead + found,
            )
        if (found := line.find("!")) >= 0 and line[found : found + 2] != "!=":
            return ExpressionError(
                "NC415", "'!' is not part of the language; write 'not'.", self.lead + found
            )
        if line.count("(") != line.count(")") or line.count("[") != line.count("]"):
            return ExpressionError(
                "NC401", "A bracket is opened and not closed, or the reverse.", at
            )
        if "." in line and "done(" in line:
            return ExpressionError(
                "NC401",
                "This cannot be read as an expression. A move is named done(actor.move).",
                at,
            )
        return ExpressionError("NC401", "This cannot be read as an expression.", at)

    # -- places and refusals ----------------------------------------------------------------

    def _at(self, node: ast.AST) -> int:
        """Offset of ``node`` in characters (the parser counts UTF-8 bytes)."""
        column = getattr(node, "col_offset", 0)
        return self.lead + len(self.line.encode()[:column].decode("utf-8", "ignore"))

    def _fail(self, code: str, message: str, node: ast.AST, hint: str | None = None) -> NoReturn:
        raise ExpressionError(code, message, self._at(node), hint)

    def _integer(self, node: ast.expr, depth: int) -> Expression:
        result = self._any(node, depth)
        if kind_of(result) is not Kind.INTEGER:
            self._fail("NC404", "A whole number is needed here, not true or false.", node)
        return result

    def _boolean(self, node: ast.expr, depth: int) -> Expression:
        result = self._any(node, depth)
        if kind_of(result) is not Kind.BOOLEAN:
            self._fail(
                "NC404",
                "Something true or false is needed here, not a number.",
                node,
                "Compare it with something, for example: attention > 0.",
            )
        return result

    # -- the grammar ------------------------------------------------------------------------

    def _any(self, node: ast.expr, depth: int) -> Expression:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            self._fail("NC402", "The expression is too large or nested too deeply.", node)
        below = depth + 1
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name(id=name):
                return self._name(name, node)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return Arithmetic(
                    _ARITHMETIC[type(op)], self._integer(left, below), self._integer(right, below)
                )
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Negative(self._integer(operand, below))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self._integer(operand, below)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self._boolean(operand, below))
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self._boolean(value, below) for value in values)
                return All(parts) if isinstance(op, ast.And) else AnyOf(parts)
            case ast.Compare():
                return self._comparison(node, below)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                condition = self._boolean(test, below)
                then, otherwise = self._any(body, below), self._any(orelse, below)
                if kind_of(then) is not kind_of(otherwise):
                    self._fail("NC404", "Both sides of 'if … else' must be of one kind.", orelse)
                return Conditional(condition, then, otherwise)
            case ast.Call():
                return self._call(node, below)
            case _:
                self._refuse(node)

    def _refuse(self, node: ast.expr) -> NoReturn:
        hint = None
        match node:
            case ast.BinOp(op=ast.Div()):
                message, hint = "'/' is not part of the language.", "'//' divides and rounds down."
            case ast.BinOp(op=ast.Pow()):
                message = "'**' is not part of the language."
            case ast.BinOp() | ast.UnaryOp():
                message = "This operator is not part of the language."
            case ast.Attribute():
                message = "A dot can only stand in done(actor.move)."
            case ast.List() | ast.Tuple() | ast.Set():
                message = "A list can only stand after 'in'."
            case _:
                message = "This is not part of the expression language."
        self._fail("NC403", message, node, hint)

    def _constant(self, node: ast.Constant) -> Expression:
        if node.value is True or node.value is False:
            return Truth(node.value)
        if type(node.value) is int:
            written = ast.get_source_segment(self.line, node) or ""
            if not written.isdigit():
                self._fail("NC412", f"Write the number {written} with digits only.", node)
            if node.value > LARGEST:
                self._fail("NC405", f"The number is larger than {LARGEST}.", node)
            return Constant(node.value)
        if type(node.value) is float:
            self._fail(
                "NC412",
                "Only whole numbers can be used.",
                node,
                "Use larger units: 15 of 100 instead of 0.15.",
            )
        if type(node.value) is str:
            self._fail(
                "NC411", "A quoted word can only be compared with 'stage' or an unknown.", node
            )
        self._fail("NC403", "This is not part of the expression language.", node)

    def _name(self, name: str, node: ast.Name) -> Expression:
        if name in ("true", "false"):
            return Truth(name == "true")
        if name in CLOCKS:
            return Clock(cast('Literal["round", "day", "rounds_in_stage"]', name))
        if (kind := self.names.variables.get(name)) is not None:
            return Variable(name, kind)
        if name == "stage":
            self._fail(
                "NC411",
                "'stage' can only be compared with stages.",
                node,
                "For example: stage == viral, or stage in [viral, police].",
            )
        if name in self.names.unknowns:
            self._fail("NC411", f"The unknown '{name}' can only be compared with its values.", node)
        if name in self.names.stages:
            self._fail(
                "NC411",
                f"The stage '{name}' can only be compared with 'stage'.",
                node,
                f"Write: stage == {name}.",
            )
        if any(name in values for values in self.names.unknowns.values()):
            self._fail("NC411", f"'{name}' can only be compared with its unknown.", node)
        if name.lower() in ("yes", "no", "on", "off", "null"):
            self._fail("NC406", f"'{name}' means nothing here.", node, "Write true or false.")
        known = [*self.names.variables, *CLOCKS, *self.names.unknowns, "stage", "true", "false"]
        self._fail("NC406", f"Nothing is called '{name}'.", node, did_you_mean(name, known))

    def _call(self, node: ast.Call, depth: int) -> Expression:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function not in FUNCTIONS or node.keywords:
            self._fail(
                "NC413",
                "Only done, min, max and abs can be called.",
                node,
                did_you_mean(function, FUNCTIONS),
            )
        if function == "done":
            return self._done(node)
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            self._fail("NC403", "This is not part of the expression language.", node)
        parts = tuple(self._integer(argument, depth) for argument in node.args)
        if function == "abs":
            if len(parts) != 1:
                self._fail("NC413", "abs takes one number.", node)
            return Absolute(parts[0])
        if len(parts) < 2:
            self._fail("NC413", f"{function} takes two numbers or more.", node)
        return Extreme("min" if function == "min" else "max", parts)

    def _done(self, node: ast.Call) -> Expression:
        match node.args:
            case [ast.Attribute(value=ast.Name(id=actor), attr=move)]:
                outcome: ast.expr | None = None
            case [ast.Attribute(value=ast.Name(id=actor), attr=move), outcome]:
                pass
            case _:
                self._fail("NC413", "done takes a move (actor.move), and perhaps an outcome.", node)
        key = f"{actor}.{move}"
        if move == "wait":
            self._fail("NC414", "Waiting is not remembered, so done() cannot ask for it.", node)
        outcomes = self.names.moves.get(key)
        if outcomes is None:
            self._fail(
                "NC407",
                f"There is no move '{key}'.",
                node.args[0],
                did_you_mean(key, self.names.moves),
            )
        if outcome is None:
            return Done(key)
        name = self._word(outcome)
        if name is None and isinstance(outcome, ast.Constant) and type(outcome.value) is int:
            name = str(outcome.value)
        if name not in outcomes:
            self._fail(
                "NC407",
                f"The move '{key}' has no outcome '{name or '?'}'.",
                outcome,
                did_you_mean(name or "", outcomes),
            )
        return Done(key, name)

    # -- comparisons ------------------------------------------------------------------------

    def _comparison(self, node: ast.Compare, depth: int) -> Expression:
        operands = [node.left, *node.comparators]
        parts = [
            self._compare_two(left, op, right, depth)
            for left, op, right in zip(operands, node.ops, operands[1:], strict=False)
        ]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _compare_two(
        self, left: ast.expr, op: ast.cmpop, right: ast.expr, depth: int
    ) -> Expression:
        if isinstance(op, (ast.In, ast.NotIn)):
            inside = self._membership(left, right, depth)
            return Not(inside) if isinstance(op, ast.NotIn) else inside
        if type(op) not in _COMPARE:
            self._fail("NC415", "'is' is not part of the language; '==' compares.", right)
        symbol = _COMPARE[type(op)]
        for subject, other in ((left, right), (right, left)):
            if self._is_named(subject):
                if symbol not in ("==", "!="):
                    self._fail("NC416", "Stages and unknowns have no order: use == or !=.", subject)
                same = self._named(subject, [other])
                return same if symbol == "==" else Not(same)
        first, second = self._any(left, depth), self._any(right, depth)
        if kind_of(first) is not kind_of(second):
            self._fail("NC404", "A number cannot be compared with true or false.", right)
        if kind_of(first) is Kind.BOOLEAN and symbol not in ("==", "!="):
            self._fail("NC416", "true and false have no order: use == or !=.", right)
        return Compare(symbol, first, second)

    def _membership(self, left: ast.expr, right: ast.expr, depth: int) -> Expression:
        if not isinstance(right, (ast.List, ast.Tuple, ast.Set)) or not right.elts:
            self._fail("NC403", "After 'in' comes a list in square brackets.", right)
        if self._is_named(left):
            return self._named(left, right.elts)
        subject = self._integer(left, depth)
        equal = tuple(Compare("==", subject, self._integer(x, depth)) for x in right.elts)
        return equal[0] if len(equal) == 1 else AnyOf(equal)

    def _is_named(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and (node.id == "stage" or node.id in self.names.unknowns)

    def _named(self, subject: ast.expr, others: list[ast.expr]) -> Expression:
        """``stage`` or an unknown, compared with names of its own."""
        name = cast("ast.Name", subject).id
        known = self.names.stages if name == "stage" else self.names.unknowns[name]
        values: set[str] = set()
        for other in others:
            word = self._word(other)
            if word is None:
                self._fail("NC411", f"'{name}' can only be compared with names.", other)
            if word not in known:
                what = "stage" if name == "stage" else f"value of '{name}'"
                self._fail(
                    "NC408",
                    f"There is no {what} called '{word}'.",
                    other,
                    did_you_mean(word, known),
                )
            values.add(word)
        return StageIn(frozenset(values)) if name == "stage" else UnknownIn(name, frozenset(values))

    @staticmethod
    def _word(node: ast.expr) -> str | None:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Constant(value=str() as name):
                return name
            case _:
                return None
