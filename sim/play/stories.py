"""A story as the document that ``story``, ``replay`` and ``record`` print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.events import as_json
from sim.engine.telling import tell_apart
from sim.errors import UsageError
from sim.lab.strategies import followed
from sim.play.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from sim.engine.record import RecordDirector
    from sim.engine.story import Story


def session_json(session: Session) -> dict[str, Any]:
    """The story of ``session``; with ``luck`` and ``parent`` if it went back to a decision."""
    document = story_json(session.story)
    if session.lucks:
        document["luck"] = [{"decision": at, "seed": seed} for at, seed in session.lucks]
    if session.parent is not None:
        document["parent"] = {"name": session.parent.name, "decision": session.parent.decision}
    return document


def story_json(story: Story) -> dict[str, Any]:
    """``story`` with its events, as INTERFACES.md promises it."""
    program = story.program
    return {
        "scenario": program.id,
        "hash": program.hash,
        "seed": story.seed,
        "number": story.number,
        "players": [program.actors[i].id for i in sorted(story.players)],
        "do": list(story.plan.lines),
        "forced": story.forced(),
        **_strategies(story),
        "ending": story.ending,
        "rounds": story.state.round,
        "events": [as_json(event, program) for event in story.events],
    }


def _strategies(story: Story) -> dict[str, Any]:
    """The strategies that were followed, by line, and of how many choices each said nothing."""
    found = {
        line: {
            "actor": story.program.actors[strategy.actor].id,
            "sha256": strategy.digest,
            "uncovered_choices": story.uncovered.get(strategy.actor, 0),
        }
        for line, strategy in followed(story.program, story.plan).items()
    }
    return {"strategies": found} if found else {}


def record_json(story: Story, director: RecordDirector) -> dict[str, Any]:
    """The record replayed: its steps with their dates, what came after, and the events."""
    program = story.program
    steps = []
    for step, number in director.made:
        move = program.moves[step.move]
        steps.append(
            {
                "date": None if step.date is None else step.date.isoformat(),
                "round": number,
                "actor": program.actors[move.actor].id,
                "move": move.id,
                "outcome": None if step.outcome is None else program.outcomes[step.outcome].id,
                "certainty": step.certainty,
                "source": list(step.sources),
            }
        )
    aftermath = [
        {"date": x.date, "text": tell_apart(x.text, program), "source": list(x.sources)}
        for x in program.teaching.aftermath
    ]
    return {**story_json(story), "steps": steps, "aftermath": aftermath}


def story_before(journal: Path, decision: int) -> Story:
    """The story of ``journal`` as it stood before a decision, counted from 1.

    Raises :class:`JournalError` for a damaged journal, and :class:`UsageError` for a decision that
    is not in it.
    """
    session = Session.resume(journal, write=False)
    made = len(session.decisions)
    if not 1 <= decision <= made + (not session.ended):
        last = f"{made} decision{'' if made == 1 else 's'}"
        raise UsageError(f"{journal.stem} has {last}; there is none with the number {decision}.")
    again, lucks = Session(session.program, session.casting), dict(session.lucks)
    for number, (_, move) in enumerate(session.decisions[: decision - 1], start=1):
        if number in lucks:
            again.reseed(lucks[number])
        again.repeat(move)
    return again.story
