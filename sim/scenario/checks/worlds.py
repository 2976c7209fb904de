"""Trying every combination of what some expressions read, where there are few enough.

Interval analysis forgets that two mentions of one variable are the same; this does not. What can
be read is taken as free: a combination that never comes up in play is tried as well, so "never"
is proved and "possible" is not.
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

from sim.scenario.expressions.tree import Clock, Done, Kind, StageIn, UnknownIn, Variable, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.scenario.expressions.intervals import Facts
    from sim.scenario.expressions.tree import Expression

MOST = 4096

Atom = tuple[str, ...]


class AnyWorld:
    """A world made of given answers: what each thing that can be read is."""

    def __init__(self, answers: dict[Atom, int | str]) -> None:
        self.answers = answers

    def variable(self, name: str) -> int:
        """The value of a variable."""
        return int(self.answers["variable", name])

    def clock(self, name: str) -> int:
        """The value of a clock."""
        return int(self.answers["clock", name])

    def stage(self) -> str:
        """The present stage."""
        return str(self.answers["stage",])

    def unknown(self, name: str) -> str:
        """The value of a hidden truth."""
        return str(self.answers["unknown", name])

    def done(self, move: str, outcome: str | None) -> bool:
        """Whether a move was made; one that had an outcome was."""
        if outcome is None:
            named = [v for k, v in self.answers.items() if k[:2] == ("done", move)]
            return any(named)
        return bool(self.answers["done", move, outcome])

    @property
    def asked(self) -> set[str]:
        """The moves that may have been made here or not."""
        return {atom[1] for atom in self.answers if atom[0] == "done"}

    @property
    def made(self) -> set[str]:
        """The moves that have been made here."""
        return {atom[1] for atom, answer in self.answers.items() if atom[0] == "done" and answer}


def worlds(
    trees: Iterable[Expression], facts: Facts, *, most: int = MOST
) -> Iterator[AnyWorld] | None:
    """Every world in which ``trees`` can be looked at; None where there are more than ``most``."""
    choices: dict[Atom, Sequence[int | str]] = {}
    for tree in trees:
        for node in walk(tree):
            match node:
                case Variable(name=name, kind=kind):
                    low, high = (0, 1) if kind is Kind.BOOLEAN else facts.variables[name]
                    choices["variable", name] = range(low, high + 1)
                case Clock(name=name):
                    low, high = facts.clocks[name]
                    choices["clock", name] = range(low, high + 1)
                case StageIn():
                    choices["stage",] = sorted(facts.stages)
                case UnknownIn(unknown=unknown):
                    choices["unknown", unknown] = sorted(facts.values[unknown])
                case Done(move=move, outcome=outcome):
                    choices["done", move, outcome or ""] = (0, 1)
    size = 1
    for options in choices.values():
        size *= len(options)
        if size > most:
            return None
    return _every(choices, size)


def _every(choices: dict[Atom, Sequence[int | str]], size: int) -> Iterator[AnyWorld]:
    """All worlds, scattered: who looks for one that differs soon finds it."""
    step = max(1, int(size * 0.618))
    while gcd(step, size) > 1:
        step += 1
    options = list(choices.items())
    for n in range(size):
        number = n * step % size
        answers: dict[Atom, int | str] = {}
        for atom, values in options:
            number, place = divmod(number, len(values))
            answers[atom] = values[place]
        yield AnyWorld(answers)
