"""An expression said in English, with the author's own labels, for gates, maps and reports."""

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
    Kind,
    Negative,
    Not,
    StageIn,
    Truth,
    UnknownIn,
    Variable,
)


class Labels(Protocol):
    """How people call the things that an expression names."""

    def variable(self, name: str) -> str:
        """Label of a variable."""

    def stage(self, name: str) -> str:
        """Label of a stage."""

    def unknown(self, name: str) -> str:
        """Label of an unknown."""

    def move(self, key: str, outcome: str | None) -> str:
        """Label of ``actor.move``, e.g. ``Regional police: Detain the speakers``."""


_CLOCKS = {
    "round": "the round",
    "day": "the day",
    "rounds_in_stage": "the number of rounds in this stage",
}
_RELATIONS = {
    "==": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}
_OPERATORS = {"+": "plus", "-": "minus", "*": "times", "//": "divided by", "%": "modulo"}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def in_words(node: Expression, labels: Labels) -> str:
    """``node`` as a phrase: ``attention > 2 and not done(a.b)`` becomes a clause of English."""
    match node:
        case Constant(value=value):
            return str(value)
        case Truth(value=value):
            return "always" if value else "never"
        case Variable(name=name, kind=kind):
            label = labels.variable(name)
            return f"{label}: yes" if kind is Kind.BOOLEAN else label
        case Clock(name=name):
            return _CLOCKS[name]
        case StageIn(stages=stages):
            return f"the stage is {_either(sorted(labels.stage(s) for s in stages))}"
        case UnknownIn(unknown=unknown, values=values):
            return f"{labels.unknown(unknown)} is {_either(sorted(values))}"
        case Done(move=move, outcome=outcome):
            return f"“{labels.move(move, outcome)}” has happened"
        case Arithmetic(operator=operator, left=left, right=right):
            first, second = _tight(left, labels), _tight(right, labels)
            return f"{first} {_OPERATORS[operator]} {second}"
        case Negative(operand=operand):
            return f"minus {_tight(operand, labels)}"
        case Compare(operator=operator, left=left, right=right):
            return f"{in_words(left, labels)} {_RELATIONS[operator]} {in_words(right, labels)}"
        case All(parts=parts):
            return " and ".join(_loose(part, labels) for part in parts)
        case AnyOf(parts=parts):
            return " or ".join(_loose(part, labels) for part in parts)
        case Not(operand=operand):
            return _negated(operand, labels)
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            first, second = _tight(then, labels), _tight(otherwise, labels)
            return f"{first} if {_loose(condition, labels)}, else {second}"
        case Extreme(which=which, parts=parts):
            every = ", ".join(in_words(part, labels) for part in parts)
            return f"the {'smaller' if which == 'min' else 'larger'} of ({every})"
        case Absolute(operand=operand):
            return f"the size of {_tight(operand, labels)}"


def _negated(node: Expression, labels: Labels) -> str:
    match node:
        case Compare(operator=operator, left=left, right=right):
            opposite = _RELATIONS[_OPPOSITE[operator]]
            return f"{in_words(left, labels)} {opposite} {in_words(right, labels)}"
        case Variable(name=name):
            return f"{labels.variable(name)}: no"
        case StageIn(stages=stages):
            return f"the stage is not {_either(sorted(labels.stage(s) for s in stages))}"
        case UnknownIn(unknown=unknown, values=values):
            return f"{labels.unknown(unknown)} is not {_either(sorted(values))}"
        case Done(move=move, outcome=outcome):
            return f"“{labels.move(move, outcome)}” has not happened"
        case Not(operand=operand):
            return in_words(operand, labels)
        case _:
            return f"it is not so that {_loose(node, labels)}"


def _tight(node: Expression, labels: Labels) -> str:
    words = in_words(node, labels)
    return f"({words})" if isinstance(node, (Arithmetic, Conditional)) else words


def _loose(node: Expression, labels: Labels) -> str:
    words = in_words(node, labels)
    return f"({words})" if isinstance(node, (All, AnyOf, Conditional)) else words


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
