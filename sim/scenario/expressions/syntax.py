"""Python's own parser reads the syntax of an expression; here its refusals are put in words."""

from __future__ import annotations

import ast
import re
import unicodedata
import warnings

from sim.scenario.expressions.errors import ExpressionError

_BRACKETS = {")": "(", "]": "[", "}": "{"}
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_OPERATORS = (
    ("&&", "and"), ("||", "or"), ("<>", "!="), ("=>", ">="), ("=<", "<="),
)  # fmt: skip
_COMPARED = re.compile(
    r"\b(?:is )?(?:at (?:least|most)|(?:more|less|greater|smaller|higher|lower)(?: than)?"
    r"|equals?|between|over|under|above|below)\b"
)
"""Words that people write for comparisons."""

_TYPED = {
    "≥": ">=", "≤": "<=", "≠": "!=", "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "÷": "//",
    "∧": "and", "∨": "or", "¬": "not",
}  # fmt: skip
"""What word processors make of the signs of the language."""


def check_signs(line: str, lead: int) -> None:
    """Refuse a sign that no expression has: ``#``, and whatever is not ASCII.

    So that the parser never sees letters that it takes for others, as it does with fullwidth ones.
    """
    for at, sign in enumerate(line):
        if sign == "#":
            raise ExpressionError("NC401", "An expression cannot hold the sign '#'.", lead + at)
        if sign.isascii():
            continue
        if sign in _TYPED:
            hint = f"Write '{_TYPED[sign]}'."
        elif sign.isspace():
            hint = "Write a common space."
        elif unicodedata.category(sign) in ("Pi", "Pf") or sign in "„‚":
            hint = "Write a straight quotation mark, or none: names need no quotes."
        else:
            hint = "Ids have small letters from a to z, digits and _."
        shown = "a special space" if sign.isspace() else f"the sign '{sign}'"
        raise ExpressionError("NC415", f"An expression cannot hold {shown}.", lead + at, hint)


def read_syntax(line: str, lead: int) -> ast.expr:
    """The syntax tree of ``line``; offsets in errors count ``lead`` characters more."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(line, mode="eval").body
    except SyntaxError as error:
        if "nested" in error.msg:
            raise _too_deep() from None
        offset = min(max((error.offset or 1) - 1, 0), len(line))
        raise _syntax_error(line, lead, offset) from None
    except (ValueError, RecursionError, MemoryError):
        raise _too_deep() from None


def _too_deep() -> ExpressionError:
    return ExpressionError("NC402", "The expression is nested too deeply.", 0)


def _syntax_error(line: str, lead: int, offset: int) -> ExpressionError:
    """The likeliest slip in ``line``, which the parser gave up on at ``offset``."""
    text = _QUOTED.sub(lambda match: " " * len(match[0]), line)
    slip = _foreign(text) or _number(text) or _bracket(text)
    if slip is not None:
        code, message, found = slip
        return ExpressionError(code, message, lead + found)
    named = "done" not in text or re.search(r"done *\( *\w+\.\w+", text)
    hint = None if named else "A move is named done(actor.move)."
    if hint is None and re.search(r"\bif\b", text) and not re.search(r"\belse\b", text):
        message = "After 'if' an 'else' is missing."
        example = "Both cases need a value, as in: 4 if attention > 2 else 0"
        return ExpressionError("NC401", message, lead + offset, example)
    if hint is None and (word := _COMPARED.search(text)):
        hint = f"Comparisons are signs, not '{word[0]}': ==, !=, <, <=, >, >=."
    if hint is None and re.search(r"[\w)\]] +$", text[:offset]) and text[offset:][:1].isalpha():
        hint = "Between two conditions stands 'and' or 'or'."
    return ExpressionError("NC401", "This cannot be read as an expression.", lead + offset, hint)


Slip = tuple[str, str, int]


def _foreign(text: str) -> Slip | None:
    """An operator that other languages have."""
    for wrong, right in _OPERATORS:
        if (found := text.find(wrong)) >= 0:
            return "NC415", f"'{wrong}' is not part of the language; write '{right}'.", found
    if match := re.search(r"\b(AND|And|OR|Or|NOT|Not|IN|In|IF|If|ELSE|Else)\b", text):
        word = match[0]
        return "NC415", f"'{word}' is written in small letters: '{word.lower()}'.", match.start()
    if match := re.search(r"(?<![=!<>])=(?!=)|(?<===)=", text):
        return "NC415", "A single '=' cannot stand here; '==' compares.", match.start()
    if match := re.search(r"!(?!=)", text):
        return "NC415", "'!' is not part of the language; write 'not'.", match.start()
    if (found := text.find("?")) >= 0:
        message = "'?' is not part of the language; write: 2 if attention > 3 else 1."
        return "NC415", message, found
    return None


def _number(text: str) -> Slip | None:
    """A number that is not written as one."""
    if match := re.search(r"([0-9]+) *%(?! *[\w(])", text):
        message = f"Weights and chances are plain numbers: write {match[1]} without the '%'."
        return "NC412", message, match.start()
    if match := re.search(r"(?<![\w.])0+([1-9][0-9]*)", text):
        return "NC412", f"Write the number without the zero before it: {match[1]}.", match.start()
    return None


def _bracket(text: str) -> Slip | None:
    """A bracket without its partner."""
    opened: list[tuple[str, int]] = []
    for at, sign in enumerate(text):
        if sign in _BRACKETS.values():
            opened.append((sign, at))
        elif sign in _BRACKETS:
            if not opened or opened[-1][0] != _BRACKETS[sign]:
                return "NC401", f"This '{sign}' closes nothing.", at
            opened.pop()
    if opened:
        sign, at = opened[-1]
        return "NC401", f"This '{sign}' is never closed.", at
    return None
