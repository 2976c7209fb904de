"""Intervention lines: how a what-if is written (DESIGN section 6). Syntax only, no meaning.

====================  ==================================================================
``a.m@3``             the actor makes this move in round 3
``a.m@3+``            at the first round from 3 on in which it is enabled
``a.m:outcome@3``     likewise, with this outcome
``never:a.m``         the move is never enabled
``a.m*2``             its weight times a non-negative number
``x=4``, ``x=4@5``    a starting value; a value set at the beginning of round 5
``a~hardline``        a temperament, or ``uniform``, ``wait``, ``best``, or a strategy file
====================  ==================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias


class LineError(ValueError):
    """A line that cannot be read; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Force:
    """Make a move in ``round``, or from it on as soon as it is enabled (``waiting``)."""

    text: str
    actor: str
    move: str
    outcome: str | None
    round: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class Forbid:
    """A move that is never enabled."""

    text: str
    actor: str
    move: str


@dataclass(frozen=True, slots=True)
class Reweigh:
    """A move's weight times ``factor``, an exact non-negative number."""

    text: str
    actor: str
    move: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Assign:
    """A value put in at the start (``round`` None) or at the beginning of ``round``."""

    text: str
    name: str
    value: str
    round: int | None


@dataclass(frozen=True, slots=True)
class Behave:
    """A policy for an actor: a temperament's name, a built-in one, or a strategy file."""

    text: str
    actor: str
    policy: str


Line: TypeAlias = Force | Forbid | Reweigh | Assign | Behave

_ID = r"[a-z][a-z0-9_]{0,39}"
_FORCE = re.compile(rf"({_ID})\.({_ID})(?::({_ID}|[0-9]{{1,4}}))?@([0-9]{{1,5}})(\+)?")
_FORBID = re.compile(rf"never:({_ID})\.({_ID})")
_REWEIGH = re.compile(rf"({_ID})\.({_ID})\*([0-9]{{1,9}}(?:\.[0-9]{{1,9}})?)")
_ASSIGN = re.compile(rf"({_ID})=([+-]?[0-9]{{1,16}}|{_ID})(?:@([0-9]{{1,5}}))?")
_BEHAVE = re.compile(rf"({_ID})~([A-Za-z0-9_./\\: -]{{1,400}})")


def parse_line(text: str) -> Line:
    """Read one line. Raises :class:`LineError` if it has none of the forms above."""
    line = re.sub(r"\s+", "", text) if "~" not in text else text.strip()
    if match := _FORBID.fullmatch(line):
        return Forbid(line, match[1], match[2])
    if match := _FORCE.fullmatch(line):
        return Force(line, match[1], match[2], match[3], _round(match[4]), match[5] == "+")
    if match := _REWEIGH.fullmatch(line):
        return Reweigh(line, match[1], match[2], Fraction(match[3]))
    if match := _ASSIGN.fullmatch(line):
        return Assign(line, match[1], match[2], _round(match[3]) if match[3] else None)
    if match := _BEHAVE.fullmatch(line):
        return Behave(line, match[1], match[2])
    raise LineError(_advice(line))


def _round(digits: str) -> int:
    if int(digits) == 0:
        raise LineError("Rounds count from 1.")
    return int(digits)


def _advice(line: str) -> str:
    if re.fullmatch(rf"{_ID}\.{_ID}(:.+)?", line):
        return f"'{line}' does not say when; write {line}@3, or {line}@3+ for 'from round 3 on'."
    if re.match(rf"{_ID}\.{_ID}\*", line):
        return (
            "A weight is multiplied by a number from 0 on, such as *2 or *0.5, with at most nine"
            " digits on either side of the point."
        )
    if line.startswith("never"):
        return "Write never:actor.move to forbid a move."
    return (
        f"'{line[:80]}' is none of: actor.move@3, actor.move@3+, actor.move:outcome@3,"
        " never:actor.move, actor.move*2, variable=4, variable=4@5, actor~temperament."
    )
