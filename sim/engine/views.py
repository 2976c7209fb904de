"""What one actor's player sees at a decision: a frozen value, with nothing hidden in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.events import Changed, date_of
from sim.engine.gates import gates, rests_until, shut_for_good
from sim.engine.ways import stages_ahead

if TYPE_CHECKING:
    import datetime

    from sim.engine.story import Story
    from sim.program.model import Actor, Variable


@dataclass(frozen=True, slots=True)
class Option:
    """A move that can be made. ``id`` is what :meth:`Story.choose` takes."""

    id: str
    label: str
    about: str | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Closed:
    """A move that cannot be made now, with the gates that close it, as sentences.

    ``again`` is the round from which it has rested long enough (None: that is not what closes it).
    ``lasting`` says that one of the gates stays closed as long as this story lasts.
    """

    id: str
    label: str
    gates: tuple[str, ...]
    again: int | None = None
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Meter:
    """A variable as the player sees it: value, range, a word for it, and how it got there.

    ``history`` holds the value at the beginning and after each change, in order.
    """

    id: str
    label: str
    value: int
    low: int
    high: int
    boolean: bool
    word: str
    why: str | None
    history: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One actor's view of a moment. ``rounds`` is the longest that the story can last."""

    actor: str
    name: str
    round: int
    rounds: int
    day: int
    date: datetime.date | None
    stage: str
    stage_label: str
    situation: str
    briefing: str | None
    wants: tuple[str, ...]
    meters: tuple[Meter, ...]
    moves: tuple[Option, ...]
    closed: tuple[Closed, ...]
    on_record: bool
    ended: bool


SCALE = ("none", "low", "some", "high", "full")
LONG_SCALE = ("none", "very low", "low", "middling", "high", "very high", "full")


def word_for(variable: Variable, value: int) -> str:
    """The author's word for ``value``, or one of a plain scale, spread evenly over the range."""
    if variable.boolean:
        return "yes" if value else "no"
    span = variable.high - variable.low
    words = variable.words or (SCALE if span < 6 else LONG_SCALE)
    if span == 0:
        return words[0]
    steps = len(words) - 1
    return words[(2 * (value - variable.low) * steps + span) // (2 * span)]


def meters(story: Story, actor: Actor | None) -> tuple[Meter, ...]:
    """The variables that ``actor`` (None: somebody who sees all) can see."""
    histories: dict[str, list[int]] = {v.id: [v.start] for v in story.program.variables}
    for event in story.events:
        if isinstance(event, Changed):
            histories[event.variable].append(event.after)
    return tuple(
        Meter(
            id=variable.id,
            label=story.tell(variable.label),
            value=story.state.values[variable.index],
            low=variable.low,
            high=variable.high,
            boolean=variable.boolean,
            word=word_for(variable, story.state.values[variable.index]),
            why=None if variable.why is None else story.tell(variable.why),
            history=tuple(histories[variable.id]),
        )
        for variable in story.program.variables
        if actor is None or variable.seen_by is None or actor.index in variable.seen_by
    )


def view_of(story: Story, name: str) -> View:
    """What the player of ``name`` sees now; moves are listed only when it is their turn."""
    program, state, rules = story.program, story.state, story.rules
    actor = program.actor(name)
    turn = story.actor is actor
    open_moves = story.enabled if turn else []
    ahead = stages_ahead(program, state.stage) if turn else frozenset[int]()
    stage = rules.stage(state)
    situation = "" if stage.text is None else story.tell(stage.text)
    return View(
        actor=actor.id,
        name=story.tell(actor.name),
        round=state.round,
        rounds=program.rounds,
        day=state.day,
        date=date_of(program, state.day),
        stage=stage.id,
        stage_label=story.tell(stage.label),
        situation=situation,
        briefing=None if actor.briefing is None else story.tell(actor.briefing),
        wants=tuple(story.tell(want.text) for want in actor.wants),
        meters=meters(story, actor),
        moves=tuple(
            Option(
                move.id,
                story.tell(move.label),
                None if move.about is None else story.tell(move.about),
                move.is_wait,
            )
            for move in open_moves
        ),
        closed=tuple(
            Closed(
                move.id,
                story.tell(move.label),
                tuple(gates(move, state, rules, story.plan.forbidden)),
                rests_until(move, state),
                shut_for_good(move, state, ahead, story.plan.forbidden),
            )
            for move in actor.moves
            if move not in open_moves
        )
        if turn
        else (),
        on_record=story.on_record,
        ended=story.ended,
    )
