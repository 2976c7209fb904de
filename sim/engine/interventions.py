"""What-if lines with a meaning: a plan that a story carries out (DESIGN section 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.engine.policy import Policy, policy_named
from sim.errors import InterventionError
from sim.scenario.checks.what_ifs import faults
from sim.scenario.lines import Assign, Behave, Forbid, Force, Line, parse_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.program.model import Move, Outcome, Program


@dataclass(frozen=True, slots=True)
class Order:
    """A move to be made: in ``round``, or from it on when ``waiting``.

    ``index`` is its place among the lines, ``line`` its text.
    """

    index: int
    line: str
    move: Move
    outcome: Outcome | None
    round: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The interventions of one what-if, by where they act. Indices are those of the program."""

    lines: tuple[str, ...] = ()
    exact: Mapping[tuple[int, int], Order] = field(default_factory=dict)
    waiting: Mapping[int, tuple[Order, ...]] = field(default_factory=dict)
    forbidden: frozenset[int] = frozenset()
    factors: Mapping[int, float] = field(default_factory=dict)
    starts: tuple[tuple[int, int], ...] = ()
    truths: Mapping[int, int] = field(default_factory=dict)
    settings: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    policies: Mapping[int, Policy] = field(default_factory=dict)

    @property
    def orders(self) -> tuple[Order, ...]:
        """All moves to be made, exact ones first."""
        return (*self.exact.values(), *(o for orders in self.waiting.values() for o in orders))


def plan_of(program: Program, lines: Iterable[str]) -> Plan:
    """Compile ``lines`` into a plan for ``program``.

    Raises :class:`InterventionError` for the first line that names nothing, is out of range, or
    contradicts another one.
    """
    texts = tuple(lines)
    for fault in faults(program.scenario.file, texts):
        hint = f" {fault.hint}" if fault.hint else ""
        raise InterventionError(f"{texts[fault.line]}: {fault.message}{hint}")
    return _Builder(program, texts).plan()


class _Builder:
    def __init__(self, program: Program, texts: tuple[str, ...]) -> None:
        self.program = program
        self.texts = texts
        self.exact: dict[tuple[int, int], Order] = {}
        self.waiting: dict[int, list[Order]] = {}
        self.forbidden: set[int] = set()
        self.factors: dict[int, float] = {}
        self.starts: list[tuple[int, int]] = []
        self.truths: dict[int, int] = {}
        self.settings: dict[int, list[tuple[int, int]]] = {}
        self.policies: dict[int, Policy] = {}

    def plan(self) -> Plan:
        for index, text in enumerate(self.texts):
            self.add(index, parse_line(text))
        return Plan(
            self.texts,
            self.exact,
            {actor: tuple(orders) for actor, orders in self.waiting.items()},
            frozenset(self.forbidden),
            self.factors,
            tuple(self.starts),
            self.truths,
            {number: tuple(values) for number, values in self.settings.items()},
            self.policies,
        )

    def add(self, index: int, line: Line) -> None:
        match line:
            case Force():
                self.force(index, line)
            case Forbid(actor=actor, move=move):
                self.forbidden.add(self.program.move_index[f"{actor}.{move}"])
            case Assign():
                self.assign(line)
            case Behave(actor=actor, policy=name):
                body = self.program.actor(actor)
                self.policies[body.index] = policy_named(body, name)
            case _:
                index = self.program.move_index[f"{line.actor}.{line.move}"]
                self.factors[index] = self.factors.get(index, 1.0) * float(line.factor)

    def force(self, index: int, line: Force) -> None:
        move = self.program.move(f"{line.actor}.{line.move}")
        outcome = None if line.outcome is None else self.program.outcome_of(move, line.outcome)
        order = Order(index, line.text, move, outcome, line.round, line.waiting)
        if line.waiting:
            self.waiting.setdefault(move.actor, []).append(order)
        else:
            self.exact[line.round, move.actor] = order

    def assign(self, line: Assign) -> None:
        program = self.program
        if line.name in program.unknown_index:
            place = program.unknown_index[line.name]
            self.truths[place] = program.unknowns[place].values.index(line.value)
            return
        value = {"true": 1, "false": 0}.get(line.value)
        pair = (program.variable_index[line.name], int(line.value) if value is None else value)
        if line.round is None:
            self.starts.append(pair)
        else:
            self.settings.setdefault(line.round, []).append(pair)
