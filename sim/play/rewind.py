"""Going back: a story that parts from another one at a decision, with the same luck or new luck.

What lies before the decision stays exactly as it was; new luck holds from that decision on. The
rewound story is a journal of its own, and the one that it parts from is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.engine.telling import tell_apart
from sim.errors import StrategyError, UsageError
from sim.play.journal import JournalWriter, TakenError
from sim.play.origin import Parent
from sim.play.saves import path_of
from sim.play.session import Session, check_casting, header_of
from sim.program.lower import lower

if TYPE_CHECKING:
    from sim.scenario.reader import Scenario

LONGEST_ROOT = 58


def rewind(
    session: Session, decision: int, *, seed: int | None = None, keep: bool = True
) -> Session:
    """``session`` at its decision number ``decision`` (from 1), as a story of its own.

    ``seed`` is new luck from there on; None keeps the old. With ``keep`` the story gets a journal.
    Raises :class:`UsageError` for a decision that the story does not have, and
    :class:`JournalError` if no journal can be kept.
    """
    if not 1 <= decision <= len(session.decisions) + (not session.ended):
        raise UsageError(f"This story has no decision {decision}.")
    made = Session(session.program, session.casting)
    kept = min(decision - 1, len(session.decisions))
    for number, (_, move) in enumerate(session.decisions[:kept], start=1):
        _luck_of(session, made, number)
        made.repeat(move)
    if seed is None:
        _luck_of(session, made, decision)
    else:
        made.reseed(seed)
    if keep:
        _keep(made, session, decision)
    return made


def _luck_of(old: Session, new: Session, number: int) -> None:
    """Have ``new``, before its decision ``number``, take the luck that ``old`` took there."""
    for at, seed in old.lucks:
        if at == number:
            new.reseed(seed)


def _keep(made: Session, old: Session, decision: int, *, edited: bool = False) -> None:
    """Give ``made`` a journal that names ``old`` as the story it parts from."""
    name = old.kept_as or "unkept"
    root = name if old.parent is None else old.parent.root
    made.parent, made.file = Parent(name, decision, root, edited), old.file
    header = {
        **header_of(made.program.scenario, made.casting, old.file),
        "parent": {"name": name, "decision": decision, "root": root, "edited": edited},
    }
    number = 2
    while True:
        path = path_of(branch_name(root, number))
        try:
            made.writer = JournalWriter.create(path, header, journal_lines(made))
        except TakenError:
            number += 1
        else:
            made.kept_as = path.stem
            return


def branch_name(root: str, number: int) -> str:
    """What the ``number``-th story of a family is called: ``leaking_roof-2026-11-25_2``."""
    stem = re.sub(r"[^a-z0-9_-]", "-", root.lower())[:LONGEST_ROOT].strip("-_") or "story"
    return f"{stem}_{number}"


def journal_lines(session: Session) -> list[dict[str, Any]]:
    """The decisions made so far as lines of a journal, with the lines of luck among them."""
    lucks = dict(session.lucks)
    lines: list[dict[str, Any]] = []
    for number in range(1, len(session.decisions) + 2):
        if number in lucks:
            lines.append({"type": "luck", "from": number, "seed": lucks[number]})
        if number <= len(session.decisions):
            actor, move = session.decisions[number - 1]
            now = session.story.events[session.marks[number - 1] - 1].round
            lines.append(
                {"type": "choose", "number": number, "round": now, "actor": actor, "move": move}
            )
    return lines


def seed_words(session: Session) -> str:
    """The seeds of a story: ``seed 12, from decision 3: 77``."""
    lucks = "".join(f", from decision {at}: {seed}" for at, seed in session.lucks)
    return f"seed {session.casting.luck}{lucks}"


# -- an edited scenario -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fit:
    """How far a story goes on an edited scenario.

    ``session`` stands there after the ``kept`` decisions of ``of`` that still fit; it has no
    journal yet. ``misfit`` says which decision did not and why; ``differs`` is the first decision
    before which other things happen than happened. ``session`` is None where not even the cast
    fits; ``misfit`` then says why.
    """

    session: Session | None
    kept: int
    of: int
    misfit: str | None
    differs: int | None

    def __str__(self) -> str:
        return fit_words(self)


def carry_over(old: Session, edition: Scenario) -> Fit:
    """Play the decisions of ``old`` on another edition of its scenario, as far as they fit."""
    of = len(old.decisions)
    program = lower(edition)
    try:
        check_casting(program, old.casting)
    except (UsageError, StrategyError) as error:
        return Fit(None, 0, of, str(error), None)
    new = Session(program, old.casting)
    differs = None if new.story.events == old.story.events[: old.marks[0]] else 1
    for number, (actor, move) in enumerate(old.decisions, start=1):
        _luck_of(old, new, number)
        why = _refusal(new, actor, move)
        if why is not None:
            misfit = f"Decision {number} ({_act(old, actor, move)}) can no longer be made: {why}"
            return Fit(new, number - 1, of, misfit, differs)
        before, after = new.marks[-1], old.marks[number - 1]
        new.repeat(move)
        if (
            differs is None
            and new.story.events[before:] != old.story.events[after : old.marks[number]]
        ):
            differs = number + 1
    _luck_of(old, new, of + 1)
    return Fit(new, of, of, None, differs)


def keep_carried(fit: Fit, old: Session) -> Session:
    """The story of ``fit`` with a journal of its own. Raises :class:`JournalError`."""
    if fit.session is None:
        raise UsageError(fit.misfit or "The story does not fit the edited scenario.")
    _keep(fit.session, old, fit.kept + 1, edited=True)
    return fit.session


def _refusal(session: Session, actor: str, move: str) -> str | None:
    """Why ``actor`` cannot make ``move`` now, in a sentence; None if it can be made."""
    program = session.program
    if session.ended:
        label = tell_apart(program.stages[session.story.state.stage].label, program)
        return f"the story has ended before it, in “{label}”."
    if session.actor != actor:
        return "it is somebody else's turn now."
    view = session.view()
    if move in [option.id for option in view.moves]:
        return None
    for closed in view.closed:
        if closed.id == move:
            return f"it is closed. {' '.join(closed.gates)}"
    return "there is no such move any more."


def _act(session: Session, actor: str, move: str) -> str:
    program = session.program
    who = tell_apart(program.actor(actor).name, program)
    try:
        label = tell_apart(program.move(f"{actor}.{move}").label, program)
    except KeyError:
        label = move
    return f"{who}: {label}"


def fit_words(fit: Fit) -> str:
    """What an edited scenario leaves of a story, in words."""
    decisions = f"{fit.of} decision{'' if fit.of == 1 else 's'}"
    if fit.session is None:
        return f"The scenario was edited since, and the story does not fit it. {fit.misfit}"
    if fit.misfit is None:
        said = f"The scenario was edited since; all of your {decisions} still fit."
        if fit.of == 0:
            said = "The scenario was edited since you began."
    else:
        said = f"The scenario was edited since; {fit.kept} of your {decisions} still fit."
        said += f" {fit.misfit}"
    if fit.differs is not None:
        where = "From the beginning" if fit.differs == 1 else f"After decision {fit.differs - 1}"
        said += f" {where} other things happen than happened to you."
    return said
