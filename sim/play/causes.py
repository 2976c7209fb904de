"""What raises and lowers a number in general, read from the program: moves, stages, time.

Moves stand by what they are called, never by what comes of them: no headline is told in advance,
and no ending before there was a first one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.gates import ProgramLabels
from sim.engine.telling import tell_apart
from sim.play.reading import Entry
from sim.scenario.expressions.intervals import Facts, bounds
from sim.scenario.expressions.tree import UnknownIn, walk
from sim.scenario.expressions.words import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.program.model import Assignment, Move, Program, Variable
    from sim.scenario.expressions.tree import Expression

UP, DOWN, EITHER = "Raised by", "Lowered by", "Raised or lowered by"
YES, NO = "Set to yes by", "Set to no by"
PUT = "Set to a value by"
ORDER = (UP, DOWN, EITHER, YES, NO, PUT)
PERHAPS = " (it may turn out so)"

_ASIDE = "\0"


def in_general(program: Program, variable: Variable, *, told: bool) -> list[Entry]:
    """What moves ``variable``: an entry for each direction, actor by actor, then stages, time."""
    found: dict[str, dict[str, list[str]]] = {}
    facts = _facts(program)
    for move in program.moves:
        actor = tell_apart(program.actors[move.actor].name, program)
        for head, words in _by_move(program, move, variable, facts):
            found.setdefault(head, {}).setdefault(actor, []).append(words)
    for stage in program.stages:
        if stage.ending and not told:
            continue
        for head in _heads(stage.effects, variable, facts):
            words = f"coming to “{tell_apart(stage.label, program)}”"
            found.setdefault(head, {}).setdefault(_ASIDE, []).append(words)
    if variable.drift is not None:
        head, words = _drift(program, variable.drift, facts)
        found.setdefault(head, {}).setdefault(_ASIDE, []).append(words)
    return [Entry(_listed(found[head]), head) for head in ORDER if head in found]


def _listed(by_actor: dict[str, list[str]]) -> str:
    """A line for each actor with its moves, then a line each for stages and for time."""
    parts = [f"{actor}: {'; '.join(words)}" for actor, words in by_actor.items() if actor != _ASIDE]
    parts += by_actor.get(_ASIDE, [])
    parts = [f"{part[:1].upper()}{part[1:]}" for part in parts]
    return "\n".join(parts if len(parts) == 1 else ["", *(f"· {part}" for part in parts)])


def _by_move(
    program: Program, move: Move, variable: Variable, facts: Facts
) -> Iterable[tuple[str, str]]:
    """The directions in which a move can take ``variable``; sure if all that can come of it do."""
    counts: dict[str, int] = {}
    for outcome in move.outcomes:
        for head in _heads(outcome.effects, variable, facts):
            counts[head] = counts.get(head, 0) + 1
    label = tell_apart(move.label, program)
    for head, count in counts.items():
        yield head, label + ("" if count == len(move.outcomes) else PERHAPS)


def _heads(effects: Iterable[Assignment], variable: Variable, facts: Facts) -> Iterable[str]:
    for effect in effects:
        if effect.variable != variable.index:
            continue
        low, high = bounds(effect.expression, facts)
        if effect.adds:
            head = _direction(low, high)
            if head is not None:
                yield head
        elif variable.boolean and low == high:
            yield YES if low else NO
        else:
            yield PUT


def _direction(low: int, high: int) -> str | None:
    """Which way an effect between these bounds goes; None for one that never does anything."""
    if low == high == 0:
        return None
    return UP if low >= 0 else DOWN if high <= 0 else EITHER


def _drift(program: Program, drift: Expression, facts: Facts) -> tuple[str, str]:
    head = _direction(*bounds(drift, facts)) or EITHER
    if any(isinstance(node, UnknownIn) for node in walk(drift)):
        return head, "time, at the end of each round"
    words = in_words(drift, ProgramLabels(program))
    return head, f"time: at the end of each round {words}"


def _facts(program: Program) -> Facts:
    """All that can be: every value in its range, every round, every stage."""
    days = max((stage.days for stage in program.stages), default=1) * program.rounds
    return Facts(
        variables={v.id: (v.low, v.high) for v in program.variables},
        clocks={
            "round": (1, program.rounds),
            "day": (0, days),
            "rounds_in_stage": (0, program.rounds),
        },
        stages=frozenset(stage.id for stage in program.stages),
        values={u.id: frozenset(u.values) for u in program.unknowns},
    )
