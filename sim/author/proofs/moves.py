"""Claims about moves, their outcomes, and the actors who make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.author.places import outcome_path
from sim.author.proofs.claims import Finding

if TYPE_CHECKING:
    from sim.author.proofs.claims import Ledger
    from sim.lab.exact.watch import Key
    from sim.program.model import Move
    from sim.scenario.context import Path


def enter(ledger: Ledger) -> None:
    """Every move can be made, every outcome can come, no actor is ever without a move."""
    for item in ledger.program.moves:
        if not item.is_wait:
            move(ledger, item)
    for person in ledger.program.actors:
        actor(ledger, person.index)


def move(ledger: Ledger, move: Move) -> None:
    """``move`` can be made, each of its outcomes can come, and its conditions decide something."""
    actor = ledger.program.actors[move.actor].id
    path: Path = ("actors", actor, "moves", move.id)
    before = len(ledger.claims)
    if move.when is not None:
        ledger.condition(("move", move.index), move.name, (*path, "when"), move.when)
    requirements(ledger, move, path)
    reported = any(
        claim.finding is not None and not claim.finding.idle for claim in ledger.claims[before:]
    )
    finding = None if reported else _unmade(ledger, move)
    if not ledger.can("move", move.name, path, ("made", move.index), finding, key=True):
        return
    if len(move.outcomes) > 1:
        for outcome in move.outcomes:
            where = outcome_path(ledger.program, outcome)
            chance: Path = (*where, "chance")
            name = f"{move.name}:{outcome.id}"
            finding = Finding(
                "NC913",
                f"The outcome '{outcome.id}' never comes: its chance is 0 in every state in"
                f" which '{move.name}' can be made.",
                "Give it a chance, or take it out.",
            )
            ledger.can("outcome", name, chance, ("outcome", outcome.index), finding)
        ledger.never(
            "chances", move.name, (*path, "outcomes"), ("no chance", move.index),
            Finding(
                "NC918",
                f"All chances of '{move.name}' are 0 in some story; they then count as equal.",
                "Give one of them a chance that is positive there.",
            ),
            sure=ledger.positive([outcome.chance for outcome in move.outcomes], move),
        )  # fmt: skip


def _unmade(ledger: Ledger, move: Move) -> Finding | None:
    """Why a move can never be made, where no single condition is the reason."""
    if not any(("stage", stage) in ledger.seen for stage in move.stages):
        return None
    if any(("choice", other) not in ledger.seen for other in move.after):
        return None
    asked = move.when is not None or move.after or move.unless
    looked = ledger.was_looked_at("move", move.index) or any(
        (kind, how, move.index, other) in ledger.seen
        for kind, others in (("after", move.after), ("unless", move.unless))
        for other in others
        for how in ("holds", "fails")
    )
    if asked and looked:
        why = "each of its conditions is met in some story, but never all of them at once"
    else:
        names = ", ".join(f"'{ledger.program.stages[s].id}'" for s in sorted(move.stages))
        why = f"no story stands in {names} when its actor acts"
    return Finding("NC912", f"'{move.name}' can never be made: {why}.")


def requirements(ledger: Ledger, move: Move, path: Path) -> None:
    """``after`` and ``unless``: each move named there sometimes made and sometimes not."""
    for kind, others in (("after", move.after), ("unless", move.unless)):
        for place, other in enumerate(others):
            yes: Key = (kind, "holds", move.index, other)
            no: Key = (kind, "fails", move.index, other)
            if yes not in ledger.seen and no not in ledger.seen and ledger.reach.whole:
                continue
            named = ledger.program.moves[other].name
            opens, shuts = (yes, no) if kind == "after" else (no, yes)
            state = "has not been made" if kind == "after" else "has been made already"
            possible = ("choice", other) in ledger.seen
            barred = Finding(
                "NC914",
                f"'{move.name}' is never open here: wherever it could be made, '{named}' {state}.",
                "Change the order of things, or take this requirement out.",
            )
            idle = Finding(
                "NC915",
                f"This asks nothing: wherever '{move.name}' could be made, '{named}'"
                f" {'has been made' if kind == 'after' else 'has not been made'}.",
                "Leave it out if that is meant.",
                idle=True,
            )
            where: Path = (*path, kind, place)
            name = f"{move.name} {kind} {named}"
            told = possible or kind == "unless"
            ledger.can("condition", name, where, opens, barred if told else None)
            if opens in ledger.seen:
                ledger.can("condition", f"not {name}", where, shuts, idle if possible else None)


def actor(ledger: Ledger, index: int) -> None:
    """The actor always has a move, and never only such as weigh nothing."""
    actor = ledger.program.actors[index]
    if not actor.moves:
        return
    path: Path = ("actors", actor.id)
    if actor.wait is None:
        ledger.never(
            "actor", actor.id, (*path, "wait"), ("idle", index),
            Finding(
                "NC917",
                f"'{actor.id}' may not wait, and in some story it has no move at all.",
                "It is passed over then. Let it wait, or give it a move that is always open.",
            ),
            sure=False,
        )  # fmt: skip
    if len(actor.moves) > 1:
        ledger.never(
            "weights", actor.id, path, ("no weight", index),
            Finding(
                "NC919",
                f"In some story '{actor.id}' has several moves, and all of them weigh 0; they"
                " then count as equal.",
                "Give one of them, or waiting, a weight that is positive there.",
            ),
            sure=actor.wait is not None and ledger.positive([actor.wait.weight], actor.wait),
        )  # fmt: skip
