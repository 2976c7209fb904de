"""Python's own parser reads the syntax of an expression; here its refusals are put in words."""

from __future__ import annotations

import ast
import warnings

from sim.scenario.expressions.errors import ExpressionError


def read_syntax(line: str, lead: int) -> ast.expr:
    """The syntax tree of ``line``; offsets in errors count ``lead`` characters more."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(line, mode="eval").body
    except SyntaxError as error:
        offset = min(max((error.offset or 1) - 1, 0), len(line))
        raise _syntax_error(line, lead, offset) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("NC402", "The expression is nested too deeply.", 0) from None


def _syntax_error(line: str, lead: int, offset: int) -> ExpressionError:
    at = lead + offset
    for wrong, right in (("&&", "and"), ("||", "or"), ("<>", "!="), ("=>", ">="), ("=<", "<=")):
        if (found := line.find(wrong)) >= 0:
            return ExpressionError(
                "NC415",
                f"'{wrong}' is not part of the language; write '{right}'.",
                lead + found,
            )
    bare = line.replace("==", "  ").replace("!=", "  ").replace("<=", "  ").replace(">=", "  ")
    if (found := bare.find("=")) >= 0:
        return ExpressionError(
            "NC415",
            "A single '=' cannot stand in an expression; '==' compares.",
            lead + found,
        )
    if (found := line.find("!")) >= 0 and line[found : found + 2] != "!=":
        return ExpressionError(
            "NC415", "'!' is not part of the language; write 'not'.", lead + found
        )
    if line.count("(") != line.count(")") or line.count("[") != line.count("]"):
        return ExpressionError("NC401", "A bracket is opened and not closed, or the reverse.", at)
    if "." in line and "done(" in line:
        return ExpressionError(
            "NC401",
            "This cannot be read as an expression. A move is named done(actor.move).",
            at,
        )
    return ExpressionError("NC401", "This cannot be read as an expression.", at)
