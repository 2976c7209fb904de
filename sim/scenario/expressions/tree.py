"""The nodes of a typed expression: frozen values over ids, nothing else.

Booleans and integers never mix: every node has one :class:`Kind`, fixed when it is parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(StrEnum):
    """What an expression gives."""

    INTEGER = "whole number"
    BOOLEAN = "true or false"


@dataclass(frozen=True, slots=True)
class Constant:
    """A whole number."""

    value: int


@dataclass(frozen=True, slots=True)
class Truth:
    """``true`` or ``false`` as written."""

    value: bool


@dataclass(frozen=True, slots=True)
class Variable:
    """The present value of a variable of the story."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Clock:
    """``round`` (from 1), ``day`` (since the start) or ``rounds_in_stage`` (from 0)."""

    name: Literal["round", "day", "rounds_in_stage"]


@dataclass(frozen=True, slots=True)
class StageIn:
    """Whether the story stands in one of these stages."""

    stages: frozenset[str]


@dataclass(frozen=True, slots=True)
class UnknownIn:
    """Whether a hidden truth has one of these values."""

    unknown: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Done:
    """Whether a move (``actor.move``) was made, with this outcome if one is named."""

    move: str
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * // %`` with Python's rounding (towards minus infinity)."""

    operator: Literal["+", "-", "*", "//", "%"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison; a chained one is several, joined by :class:`All`."""

    operator: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class All:
    """``and``."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``or``."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``not``."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Conditional:
    """``then if condition else otherwise``."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Extreme:
    """``min`` or ``max`` of two or more whole numbers."""

    which: Literal["min", "max"]
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Absolute:
    """``abs``."""

    operand: Expression


Expression: TypeAlias = (
    Constant
    | Truth
    | Variable
    | Clock
    | StageIn
    | UnknownIn
    | Done
    | Arithmetic
    | Negative
    | Compare
    | All
    | AnyOf
    | Not
    | Conditional
    | Extreme
    | Absolute
)

ONE = Constant(1)


def kind_of(node: Expression) -> Kind:
    """The kind of value that ``node`` gives."""
    match node:
        case Constant() | Clock() | Arithmetic() | Negative() | Extreme() | Absolute():
            return Kind.INTEGER
        case Variable(kind=kind):
            return kind
        case Conditional(then=then):
            return kind_of(then)
        case _:
            return Kind.BOOLEAN


def children(node: Expression) -> tuple[Expression, ...]:
    """The parts of ``node``, left to right."""
    match node:
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Negative(operand=x) | Not(operand=x) | Absolute(operand=x):
            return (x,)
        case All(parts=parts) | AnyOf(parts=parts) | Extreme(parts=parts):
            return parts
        case Conditional(condition=c, then=a, otherwise=b):
            return (c, a, b)
        case _:
            return ()


def walk(node: Expression) -> Iterator[Expression]:
    """``node`` and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)
