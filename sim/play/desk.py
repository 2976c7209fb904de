"""The desk: what a player has before them at a decision, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.engine.events import Ended, StageEntered
from sim.engine.telling import tell_apart
from sim.engine.views import word_for
from sim.play.waiting import only_waits
from sim.play.wire import Mark, day_label, mark_of, off_or_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.views import Meter, View
    from sim.play.session import Session
    from sim.play.wire import Beat
    from sim.program.model import Program


@dataclass(frozen=True, slots=True)
class Way:
    """Where the story is among its stages.

    ``stages`` are the labels of all stages that are no endings, as the author wrote them, each
    with whether the story has been there; ``here`` is the label of the present one, ``path`` the
    labels of those that it came through, the present one last.
    """

    stages: tuple[tuple[str, bool], ...]
    here: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """One moment as the person in a seat sees it. ``standing`` is None without a record."""

    title: str
    date: str
    round: str
    standing: str | None
    way: Way
    view: View
    mark: Mark

    def as_read(self, read: Sequence[Beat], program: Program, *, on_record: bool) -> Desk:
        """The same desk before somebody who has read just these beats, from the first one on.

        Day, round, stage and numbers are those of the last beat read, so that they change as the
        news of it is read and tell nothing in advance. What can be done stays as it was.
        ``on_record`` is whether all of ``read`` is.
        """
        if not read:
            return self
        path = tuple(beat.title for beat in read if beat.kind in ("stage", "ending"))
        been = set(path)
        way = Way(
            stages=tuple((label, label in been) for label, _ in self.way.stages),
            here=path[-1] if path else self.way.here,
            path=path,
        )
        return replace(
            self,
            date=day_label(program, read[-1].day),
            round=_round(read[-1].round, self.view.rounds),
            standing=None if self.standing is None else off_or_on(on_record),
            way=way,
            view=replace(self.view, meters=_numbers(self.view.meters, read, program)),
        )

    @property
    def only_waits(self) -> bool:
        """Whether nothing can be decided: there is one move, and it is to wait."""
        return only_waits(self.view)


def desk_of(session: Session, seat: str) -> Desk:
    """What the player of ``seat`` has before them now."""
    story, program = session.story, session.program
    view = session.view(seat)
    # What has ended bears the day of the ending, not that of the round that would follow.
    ended = next((e for e in reversed(story.events) if isinstance(e, Ended)), None)
    stage = program.stages[program.stage_index[view.stage]]
    return Desk(
        title=program.title,
        date=day_label(program, view.day if ended is None else ended.day),
        round=_round(view.round, view.rounds),
        standing=standing(session),
        way=way_of(session),
        view=view,
        mark=mark_of(stage.certainty, on_record=view.on_record, recorded=None),
    )


def _round(number: int, of: int) -> str:
    return f"round {number} of {of} at most"


def _numbers(meters: Sequence[Meter], read: Sequence[Beat], program: Program) -> tuple[Meter, ...]:
    """Numbers as far as these beats tell, each from its first value on."""
    known = {meter.id: [meter.history[0]] for meter in meters}
    for beat in read:
        for effect in beat.effects:
            if effect.variable in known:
                known[effect.variable].append(effect.after)
    return tuple(
        replace(
            meter,
            value=known[meter.id][-1],
            word=word_for(program.variables[program.variable_index[meter.id]], known[meter.id][-1]),
            history=tuple(known[meter.id]),
        )
        for meter in meters
    )


def standing(session: Session) -> str | None:
    """``on the record`` or ``off the record``; None where there is no record."""
    if session.program.record is None:
        return None
    return off_or_on(session.story.on_record)


def way_of(session: Session) -> Way:
    """The stages of the story and the way through them so far."""
    program = session.program
    entered = [e.to for e in session.story.events if isinstance(e, StageEntered)]
    labels = {stage.id: tell_apart(stage.label, program) for stage in program.stages}
    return Way(
        stages=tuple(
            (labels[stage.id], stage.id in entered) for stage in program.stages if not stage.ending
        ),
        here=labels[entered[-1]],
        path=tuple(labels[name] for name in entered),
    )
