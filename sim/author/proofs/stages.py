"""Claims about stages and transitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.author.proofs.claims import Finding

if TYPE_CHECKING:
    from sim.author.proofs.claims import Ledger, What
    from sim.program.model import Transition
    from sim.scenario.context import Path


def enter(ledger: Ledger) -> None:
    """Every stage can be reached; every transition is taken from each stage where it holds."""
    for number in range(len(ledger.program.stages)):
        stage(ledger, number)
    for item in ledger.program.transitions:
        transition(ledger, item)


def stage(ledger: Ledger, number: int) -> None:
    """Some story comes to the stage."""
    stage = ledger.program.stages[number]
    what: What = "ending" if stage.ending else "stage"
    ledger.can(
        what, stage.id, ("stages", stage.id), ("stage", number), _unreached(ledger, number),
        key=True,
    )  # fmt: skip


def _unreached(ledger: Ledger, number: int) -> Finding | None:
    """Why no story comes to a stage; None for a stage behind another such one."""
    program, stage = ledger.program, ledger.program.stages[number]
    arcs = [arc for arc in program.arcs if arc.target == number]
    open_ways = [arc for arc in arcs if ("stage", arc.source) in ledger.seen]
    if not open_ways and not stage.ending:
        return None
    names = dict.fromkeys(_way(ledger, arc.cause, arc.index) for arc in open_ways or arcs)
    if not open_ways:
        behind = ", ".join(dict.fromkeys(f"'{program.stages[a.source].id}'" for a in arcs))
        hint = f"The only ways in come from where no story comes either: {behind}."
    else:
        hint = f"The ways in that are never taken: {'; '.join(names)}."
    called = "ending" if stage.ending else "stage"
    return Finding(
        "NC910", f"No story ever comes to the {called} '{stage.id}'.", hint if arcs else None
    )


def _way(ledger: Ledger, cause: str, index: int) -> str:
    program, arc = ledger.program, ledger.program.arcs[index]
    if cause == "calendar":
        return "the calendar's last round, before which every story is over"
    if cause == "transition":
        return f"the transition from '{program.stages[arc.source].id}'"
    return f"the move '{program.moves[arc.move or 0].name}'"


def transition(ledger: Ledger, transition: Transition) -> None:
    """The transition is taken from each stage in which its condition ever holds."""
    program, number = ledger.program, transition.index
    path: Path = ("transitions", number)
    sources = sorted(transition.sources)
    name = (
        f"{', '.join(program.stages[i].id for i in sources)} → {program.stages[transition.to].id}"
    )
    if transition.when is not None:
        ledger.condition(("transition", number), name, (*path, "when"), transition.when)
        if ledger.was_looked_at("transition", number) and (
            ("holds", "transition", number) not in ledger.seen
        ):
            ledger.can("transition", name, path, ("holds", "transition", number), None)
            return
    for place, stage in enumerate(program.scenario.file.transitions[number].from_):
        index = program.stage_index[stage]
        held = ("due", number, index) in ledger.seen or ("late", number, index) in ledger.seen
        where: Path = path if len(sources) == 1 else (*path, "from", place)
        what = f"{stage} → {program.stages[transition.to].id}"
        finding = _untaken(ledger, number, index, stage) if held else _unmet(stage)
        if ("stage", index) in ledger.seen or not ledger.reach.whole:
            ledger.can("transition", what, where, ("taken", number, index), finding)


def _unmet(name: str) -> Finding:
    """That a condition holds in other stages of a transition, but never in this one."""
    return Finding(
        "NC921",
        f"From '{name}' this transition is never taken: its condition holds in no state there.",
        f"Leave '{name}' out if that is meant.",
        idle=True,
    )


def _untaken(ledger: Ledger, number: int, stage: int, name: str) -> Finding:
    """Why a transition is never taken from a stage in which its condition does hold."""
    if ("due", number, stage) in ledger.seen:
        return Finding(
            "NC916",
            f"From '{name}' this transition is never taken, although its condition holds there:"
            " it would always lead back to where the same chain of transitions has been.",
            "Break the circle, or take this transition out.",
            ledger.seen["due", number, stage],
        )
    above = sorted(ledger.reach.watch.blockers.get((number, stage), ()))
    targets = ", ".join(
        f"that to '{ledger.program.stages[ledger.program.transitions[t].to].id}'" for t in above
    )
    return Finding(
        "NC916",
        f"From '{name}' this transition is never taken: whenever its condition holds, so does"
        f" that of one above it ({targets}).",
        "Put the one with the narrower condition first.",
        ledger.seen.get(("late", number, stage)),
    )
