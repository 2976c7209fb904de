"""What really happened, replayed through the ordinary engine (DESIGN section 2, ``record``)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sim.engine.gates import gates
from sim.engine.story import Story
from sim.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.events import How
    from sim.program.model import Actor, Move, Outcome, Program, Record, Step


class StepError(RecordError):
    """A step that cannot be made, or is never reached; ``step`` is its place, or None."""

    def __init__(self, message: str, step: int | None) -> None:
        super().__init__(message)
        self.step = step


@dataclass(frozen=True, slots=True)
class Trail:
    """The way that the record takes through the engine, act by act.

    ``acts`` are (round, move, outcome) as indices, waiting included; ``dates`` give the day on
    which an outcome is on record; ``implied`` are outcomes that the record only implies.
    """

    acts: tuple[tuple[int, int, int | None], ...]
    dates: dict[tuple[int, int], datetime.date]
    implied: frozenset[tuple[int, int]]

    def act(self, number: int) -> tuple[int, int, int | None] | None:
        """The record's act with this number, counted from 0 over all actors."""
        return self.acts[number] if number < len(self.acts) else None


class RecordDirector:
    """Has every actor do what the record says, and wait otherwise."""

    def __init__(self, program: Program) -> None:
        self.how: How = "record"
        if program.record is None:
            raise RecordError(f"'{program.id}' has no record.")
        self.record: Record = program.record
        self.used = {step.move for step in self.record.steps}
        self.made: list[tuple[Step, int]] = []
        self.acts: list[tuple[int, int, int | None]] = []

    def __call__(
        self, story: Story, actor: Actor, moves: Sequence[Move]
    ) -> tuple[Move, Outcome | None]:
        """The record's act for ``actor``; raises :class:`StepError` if it cannot be made."""
        move, outcome = self._act(story, actor, moves)
        index = None if outcome is None else outcome.index
        self.acts.append((story.state.round, move.index, index))
        return move, outcome

    def _act(
        self, story: Story, actor: Actor, moves: Sequence[Move]
    ) -> tuple[Move, Outcome | None]:
        program = story.program
        step = self.next_step
        if step is not None and program.moves[step.move].actor == actor.index:
            last = _last_day(story)
            if step.date is None or last is None or step.date <= last:
                move = program.moves[step.move]
                if move not in moves:
                    why = " ".join(gates(move, story.state, story.rules, story.plan.forbidden))
                    raise StepError(
                        f"'{move.name}' cannot be made in round {story.state.round}: {why}",
                        step.index,
                    )
                self.made.append((step, story.state.round))
                return move, None if step.outcome is None else program.outcomes[step.outcome]
        if actor.wait is not None and actor.wait in moves:
            return actor.wait, None
        for move in moves:
            if move.index not in self.used:
                return move, None
        raise StepError(
            f"'{actor.id}' may not wait, and in round {story.state.round} has no move that the"
            " record does not use elsewhere.",
            None if step is None else step.index,
        )

    @property
    def next_step(self) -> Step | None:
        """The first step that has not been made yet."""
        done = len(self.made)
        return self.record.steps[done] if done < len(self.record.steps) else None


def _last_day(story: Story) -> datetime.date | None:
    if story.program.start is None:
        return None
    days = story.program.stages[story.state.began_in].days
    return story.program.start + datetime.timedelta(days=story.state.day + days - 1)


def replay_record(program: Program) -> tuple[Story, RecordDirector]:
    """The record as a story, and the steps made in it.

    Raises :class:`StepError` for a step that cannot be made or is never reached, and if the story
    does not end where the record does.
    """
    director = RecordDirector(program)
    story = Story(program, seed=0, director=director)
    step = director.next_step
    if step is not None:
        name = program.moves[step.move].name
        raise StepError(
            f"'{name}' is never reached: the story ends before it, in '{story.ending}'.",
            step.index,
        )
    wanted = program.stages[director.record.ending].id
    if story.ending != wanted:
        raise StepError(f"The steps lead to '{story.ending}', not to '{wanted}'.", None)
    return story, director


def record_story(program: Program) -> tuple[Story, RecordDirector]:
    """The record as a story that knows itself to be on the record, and the steps made in it.

    Raises :class:`StepError` as :func:`replay_record` does.
    """
    replay_record(program)
    director = RecordDirector(program)
    return Story(program, seed=0, director=director, trail=trail_of(program)), director


@lru_cache(maxsize=32)
def trail_of(program: Program) -> Trail | None:
    """The record's way through ``program``; None if there is no record that can be replayed."""
    if program.record is None:
        return None
    try:
        _, director = replay_record(program)
    except RecordError:
        return None
    dates: dict[tuple[int, int], datetime.date] = {}
    implied: set[tuple[int, int]] = set()
    for step, _ in director.made:
        outcome = -1 if step.outcome is None else step.outcome
        if step.date is not None:
            dates.setdefault((step.move, outcome), step.date)
        elif not step.sources:
            implied.add((step.move, outcome))
    return Trail(tuple(director.acts), dates, frozenset(implied))
