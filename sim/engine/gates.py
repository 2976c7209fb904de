"""Why a move cannot be made, in words: each gate that is closed, named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.readers import HIDDEN, Reader
from sim.engine.telling import tell_apart
from sim.scenario.expressions.tree import (
    All,
    AnyOf,
    Compare,
    Constant,
    Expression,
    Not,
    Variable,
)
from sim.scenario.expressions.words import in_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from sim.engine.rules import Rules
    from sim.engine.state import State
    from sim.program.model import Move, Program


class ProgramLabels:
    """How a program's author calls things, outside any particular moment."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def variable(self, name: str) -> str:
        """Label of a variable, as it stands inside a sentence."""
        label = tell_apart(
            self.program.variables[self.program.variable_index[name]].label, self.program
        )
        return _inside(label)

    def stage(self, name: str) -> str:
        """Label of a stage, in quotation marks."""
        label = self.program.stages[self.program.stage_index[name]].label
        return f"“{tell_apart(label, self.program)}”"

    def unknown(self, name: str) -> str:
        """Label of an unknown."""
        label = self.program.unknowns[self.program.unknown_index[name]].label
        return _inside(tell_apart(label, self.program))

    def move(self, key: str, outcome: str | None) -> str:
        """``Regional police: Detain the speakers``."""
        move = self.program.move(key)
        actor = tell_apart(self.program.actors[move.actor].name, self.program)
        label = f"{actor}: {tell_apart(move.label, self.program)}"
        return label if outcome is None else f"{label} ({outcome.replace('_', ' ')})"


def _inside(label: str) -> str:
    """A label inside a sentence: its capital goes, unless it begins with an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def gates(move: Move, state: State, rules: Rules, forbidden: Collection[int] = ()) -> list[str]:
    """The gates that close ``move`` in ``state``, each as a sentence; empty if it is enabled."""
    program = rules.program
    labels = ProgramLabels(program)
    found = []
    if move.index in forbidden:
        found.append("This what-if forbids it.")
    if state.stage not in move.stages:
        names = [labels.stage(program.stages[s].id) for s in sorted(move.stages)]
        found.append(f"It is possible only in the stage {_either(names)}.")
    if move.once and state.made[move.index]:
        found.append("It was made already, and can be made only once.")
    elif (again := rests_until(move, state)) is not None:
        found.append(f"It was made lately; it is possible again in round {again}.")
    missing = [labels.move(program.moves[i].name, None) for i in move.after if not state.made[i]]
    if missing:
        found.append(f"It needs {_and(missing)} first.")
    barred = [labels.move(program.moves[i].name, None) for i in move.unless if state.made[i]]
    if barred:
        found.append(f"It is no longer possible after {_and(barred)}.")
    if move.when is not None and not rules.closure(move.when)(state):
        found += _needs(move.when, move, state, rules)
    return found


def rests_until(move: Move, state: State) -> int | None:
    """The round in which a move made lately can be made again; None if it does not rest."""
    if move.once and state.made[move.index]:
        return None
    ready = state.ready[move.index]
    return ready if ready > state.round else None


def shut_for_good(
    move: Move, state: State, ahead: Collection[int], forbidden: Collection[int] = ()
) -> bool:
    """Whether a gate is closed that cannot open again: what is done or forbidden stays so.

    ``ahead`` are the stages that the story can still be in.
    """
    return (
        move.index in forbidden
        or move.stages.isdisjoint(ahead)
        or (move.once and state.made[move.index] > 0)
        or any(state.made[i] for i in move.unless)
    )


def _needs(condition: Expression, move: Move, state: State, rules: Rules) -> list[str]:
    """What a move still needs, as sentences; nothing that its player cannot know is named."""
    program = rules.program
    labels = ProgramLabels(program)
    reader = Reader(program.actors[move.actor].id)
    sentences = []
    for part in _parts(condition, state, rules):
        if not reader.sees(program, part):
            sentences.append(f"It needs that {HIDDEN}.")
            continue
        sentences += [
            f"It needs that {reason}{_now(part, state, program)}."
            for reason in _failing(part, state, rules, labels)
        ]
    return list(dict.fromkeys(sentences))


def _parts(condition: Expression, state: State, rules: Rules) -> list[Expression]:
    """The parts of a condition of which all must hold, and which do not."""
    if not isinstance(condition, All):
        return [condition]
    return [
        found
        for part in condition.parts
        if not rules.closure(part)(state)
        for found in _parts(part, state, rules)
    ]


def _now(part: Expression, state: State, program: Program) -> str:
    """``; it is 1 now``, for a condition on one number."""
    if isinstance(part, Compare) and isinstance(part.left, Variable):
        variable = program.variables[program.variable_index[part.left.name]]
        if isinstance(part.right, Constant):
            return f"; it is {state.values[variable.index]} now"
    return ""


def _failing(condition: Expression, state: State, rules: Rules, labels: ProgramLabels) -> list[str]:
    """The parts of a condition that do not hold, so that the reason is as short as it can be."""
    if isinstance(condition, All):
        return [
            reason
            for part in condition.parts
            if not rules.closure(part)(state)
            for reason in _failing(part, state, rules, labels)
        ]
    if isinstance(condition, Not) and isinstance(condition.operand, AnyOf):
        parts = [part for part in condition.operand.parts if rules.closure(part)(state)]
        return [in_words(Not(part), labels) for part in parts]
    return [in_words(condition, labels)]


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _and(names: list[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
