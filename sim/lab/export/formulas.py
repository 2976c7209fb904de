"""Typed expressions in the PRISM language (https://www.prismmodelchecker.org/manual/).

Names are prefixed, so that no id can meet a word of the language: ``v_`` variables, ``s_`` stages,
``u_`` hidden truths, ``did_`` moves and outcomes. Booleans of a scenario are 0 and 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from sim.program.model import Program

CLOCKS = {"round": "now", "day": "day", "rounds_in_stage": "waited"}
_COMPARE = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def did(move: str, outcome: str | None = None) -> str:
    """The variable that remembers a move, or one outcome of it."""
    name = move.replace(".", "__")
    return f"did_{name}" if outcome is None else f"did_{name}___{outcome}"


class Writer:
    """Writes expressions of one program.

    ``stage``: the stage that has just been entered, if the expression is looked at there.
    """

    def __init__(self, program: Program) -> None:
        self.program = program

    def number(self, node: Expression, stage: int | None = None) -> str:
        """A whole number."""
        match node:
            case Constant(value=value):
                return str(value) if value >= 0 else f"({value})"
            case Variable(name=name):
                return f"v_{name}"
            case Clock(name="rounds_in_stage") if stage is not None:
                return "0"
            case Clock(name=name):
                return CLOCKS[name]
            case Negative(operand=operand):
                return f"(-{self.number(operand, stage)})"
            case Absolute(operand=operand):
                x = self.number(operand, stage)
                return f"max({x}, -{x})"
            case Arithmetic(operator=symbol, left=left, right=right):
                return _arithmetic(symbol, self.number(left, stage), self.number(right, stage))
            case Extreme(which=which, parts=parts):
                return f"{which}({', '.join(self.number(part, stage) for part in parts)})"
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                yes, no = self.number(then, stage), self.number(otherwise, stage)
                return f"({self.truth(condition, stage)} ? {yes} : {no})"
        return f"({self.truth(node, stage)} ? 1 : 0)"

    def truth(self, node: Expression, stage: int | None = None) -> str:
        """Something true or false."""
        match node:
            case Truth(value=value):
                return "true" if value else "false"
            case Variable(name=name):
                return f"v_{name}=1"
            case StageIn(stages=names):
                if stage is not None:
                    return "true" if self.program.stages[stage].id in names else "false"
                return _either([f"stage=s_{name}" for name in sorted(names)])
            case UnknownIn(unknown=name, values=values):
                known = self.program.unknowns[self.program.unknown_index[name]].values
                return _either([f"u_{name}={known.index(value)}" for value in sorted(values)])
            case Done(move=move, outcome=outcome):
                return f"{did(move, outcome)}=1"
            case Not(operand=operand):
                return f"!({self.truth(operand, stage)})"
            case All(parts=parts):
                return "(" + " & ".join(self.truth(part, stage) for part in parts) + ")"
            case AnyOf(parts=parts):
                return "(" + " | ".join(self.truth(part, stage) for part in parts) + ")"
            case Compare(operator=symbol, left=left, right=right):
                one, other = self.number(left, stage), self.number(right, stage)
                return f"({one} {_COMPARE[symbol]} {other})"
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                test = self.truth(condition, stage)
                yes, no = self.truth(then, stage), self.truth(otherwise, stage)
                return f"(({test} & {yes}) | (!{test} & {no}))"
        if kind_of(node) is Kind.BOOLEAN:
            raise AssertionError(node)
        return f"({self.number(node, stage)} != 0)"


def _arithmetic(symbol: str, left: str, right: str) -> str:
    if symbol in "+-*":
        return f"({left} {symbol} {right})"
    quotient = f"floor({left} / {right})"  # Python's rounding, towards minus infinity
    return quotient if symbol == "//" else f"({left} - {right} * {quotient})"


def _either(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else "(" + " | ".join(parts) + ")" if parts else "false"
