"""The arcs of a program: which a story took, and in words what takes it along each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.events import OutcomeDrawn, StageEntered
from sim.engine.gates import ProgramLabels
from sim.engine.readers import HIDDEN
from sim.engine.telling import tell_apart
from sim.scenario.expressions.tree import All
from sim.scenario.expressions.words import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.engine.events import Event
    from sim.engine.readers import Reader
    from sim.program.model import Arc, Program
    from sim.scenario.expressions.tree import Expression


def condition_words(condition: Expression, program: Program, reader: Reader) -> str:
    """A condition as a clause; what ``reader`` may not know of is not named."""
    labels = ProgramLabels(program)
    if reader.sees(program, condition):
        return in_words(condition, labels)
    if not isinstance(condition, All):
        return HIDDEN
    seen = tuple(part for part in condition.parts if reader.sees(program, part))
    words = [in_words(All(seen), labels)] if seen else []
    return " and ".join([*words, HIDDEN])


def arcs_taken(events: Iterable[Event], program: Program) -> Iterator[int]:
    """The arcs by which a story went. Of several transitions from one stage to another, all."""
    outcome = None
    for event in events:
        if isinstance(event, OutcomeDrawn):
            move = program.move(f"{event.actor}.{event.move}")
            outcome = program.outcome_of(move, event.outcome)
        elif isinstance(event, StageEntered) and event.before is not None:
            source, target = program.stage_index[event.before], program.stage_index[event.to]
            if event.cause == "outcome" and outcome is not None:
                yield outcome.arcs[source]
            elif event.cause == "calendar":
                yield program.calendar_arcs[source]
            else:
                yield from (
                    t.arcs[source]
                    for t in program.transitions
                    if t.to == target and source in t.arcs
                )


def stages_ahead(program: Program, stage: int) -> frozenset[int]:
    """The stages that arcs lead to from ``stage``, however long the way; itself among them."""
    ways: dict[int, set[int]] = {}
    for arc in program.arcs:
        ways.setdefault(arc.source, set()).add(arc.target)
    found, new = {stage}, [stage]
    while new:
        fresh = ways.get(new.pop(), set()) - found
        found |= fresh
        new += fresh
    return frozenset(found)


def ways_in_words(arcs: Iterable[Arc], program: Program, reader: Reader) -> list[str]:
    """What takes the arcs of one link, each cause once: ``when attention is 0``."""
    causes: list[str] = []
    outcomes: dict[int, list[int]] = {}
    for arc in arcs:
        if arc.move is not None and arc.outcome is not None:
            if arc.move not in outcomes:
                outcomes[arc.move] = []
                causes.append("")
            outcomes[arc.move].append(arc.outcome)
        elif arc.cause == "calendar":
            causes.append("when the rounds run out")
        else:
            causes.append(_transition(arc, program, reader))
    moves = iter(_move(move, found, program, reader) for move, found in outcomes.items())
    return list(dict.fromkeys(cause or next(moves) for cause in causes))


def _transition(arc: Arc, program: Program, reader: Reader) -> str:
    if arc.condition is None:
        words = "of itself, at once"
    else:
        words = f"when {condition_words(arc.condition, program, reader)}"
    label = next(t.label for t in program.transitions if t.arcs.get(arc.source) == arc.index)
    return words if label is None else f"{tell_apart(label, program)}, {words}"


def _move(index: int, outcomes: Sequence[int], program: Program, reader: Reader) -> str:
    """``The head: Ban phones (seen through)``; outcomes have no names before they are told."""
    move = program.moves[index]
    words = ProgramLabels(program).move(move.name, None)
    if len(outcomes) == len(move.outcomes):
        return words
    if not reader.told:
        return f"{words} (it may turn out so)"
    names = [program.outcomes[i].id for i in outcomes]
    if any(name.isdigit() for name in names):
        return f"{words} (in {len(names)} of {len(move.outcomes)} ways that it can turn out)"
    return f"{words} ({' or '.join(name.replace('_', ' ') for name in names)})"
