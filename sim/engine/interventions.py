"""What-if lines with a meaning: a plan that a story carries out (DESIGN section 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.engine.policy import Policy, policy_named
from sim.engine.strategyfile import read_strategy
from sim.errors import InterventionError
from sim.scenario.checks.what_ifs import faults
from sim.scenario.lines import Assign, Behave, Forbid, Force, Line, parse_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.program.model import Actor, Move, Outcome, Program


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
    """The interventions of one what-if, by where they act. Indices are those of the program.

    ``strategies`` has the text of each strategy by the line that names it.
    """

    lines: tuple[str, ...] = ()
    exact: Mapping[tuple[int, int], Order] = field(default_factory=dict)
    waiting: Mapping[int, tuple[Order, ...]] = field(default_factory=dict)
    forbidden: frozenset[int] = frozenset()
    factors: Mapping[int, float] = field(default_factory=dict)
    starts: tuple[tuple[int, int], ...] = ()
    truths: Mapping[int, int] = field(default_factory=dict)
    settings: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    policies: Mapping[int, Policy] = field(default_factory=dict)
    strategies: Mapping[str, str] = field(default_factory=dict)

    @property
    def ruled(self) -> tuple[int, ...]:
        """The actors who follow strategies."""
        return tuple(sorted(a for a, policy in self.policies.items() if policy.strategy))

    @property
    def orders(self) -> tuple[Order, ...]:
        """All moves to be made, exact ones first."""
        return (*self.exact.values(), *(o for orders in self.waiting.values() for o in orders))


def plan_of(
    program: Program, lines: Iterable[str], strategies: Mapping[str, str] | None = None
) -> Plan:
    """Compile ``lines`` into a plan for ``program``.

    ``strategies`` has the text of each strategy by the line that names it (nothing is read or
    solved here; :func:`sim.lab.strategies.planned` does). Raises :class:`InterventionError` for the
    first line that names nothing, is out of range, or contradicts another one, and
    :class:`~sim.errors.StrategyError` for a strategy that cannot be read.
    """
    texts = tuple(lines)
    for fault in faults(program.scenario.file, texts):
        hint = f" {fault.hint}" if fault.hint else ""
        raise InterventionError(f"{texts[fault.line]}: {fault.message}{hint}")
    return _Builder(program, texts, strategies or {}).plan()


def is_strategy(actor: Actor, policy: str) -> bool:
    """Whether a line that has ``actor`` act by ``policy`` names a strategy: a file, or the best."""
    return policy not in actor.temperaments and (policy == "best" or policy.endswith(".json"))


class _Builder:
    def __init__(
        self, program: Program, texts: tuple[str, ...], strategies: Mapping[str, str]
    ) -> None:
        self.program = program
        self.texts = texts
        self.given = strategies
        self.strategies: dict[str, str] = {}
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
            self.strategies,
        )

    def add(self, index: int, line: Line) -> None:
        match line:
            case Force():
                self.force(index, line)
            case Forbid(actor=actor, move=move):
                self.forbidden.add(self.program.move_index[f"{actor}.{move}"])
            case Assign():
                self.assign(line)
            case Behave():
                self.behave(line)
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

    def behave(self, line: Behave) -> None:
        body = self.program.actor(line.actor)
        if not is_strategy(body, line.policy):
            self.policies[body.index] = policy_named(body, line.policy)
            return
        if line.text not in self.given:
            raise InterventionError(f"{line.text}: this strategy is not at hand here.")
        text = self.strategies[line.text] = self.given[line.text]
        strategy = read_strategy(text, self.program, body.id, line.policy)
        self.policies[body.index] = Policy(line.policy, "weights", {}, strategy)

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
