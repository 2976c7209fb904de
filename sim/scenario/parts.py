"""The parts of a scenario file: one model each, with the meaning of every key.

What the models hold is what the author wrote, with defaults left open (None) where a default
depends on something else; :mod:`sim.program` fills those in.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Tag

from sim.scenario.leaves import (
    TEXT_SHAPE,
    WAIT_SHAPE,
    Certainty,
    Count,
    Date,
    Flag,
    Formula,
    Id,
    Ids,
    Integer,
    Key,
    Lines,
    MoveName,
    Moves,
    Natural,
    Never,
    NewId,
    NewKey,
    NewsKind,
    OutcomeName,
    Probability,
    Sign,
    SomeIds,
    SourceIds,
    Start,
    Url,
    Verdict,
    Words,
    as_list,
)


class Shape(BaseModel):
    """Base of all parts: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Variant(Shape):
    """One version of a text."""

    model_config = ConfigDict(title="Version of a text")

    when: Formula | None = Field(None, description="Condition under which this version is shown.")
    text: Words = Field(description="The text. {date}, {variable} and {actor.name} are filled in.")


Text = Annotated[
    Annotated[Words, Tag("~words")]
    | Annotated[list[Variant], Tag("~variants"), Field(min_length=1)],
    TEXT_SHAPE,
]

AnyText = str | list[Variant]
Effects = dict[Key, Formula]
_SOURCES = "Where this was read: ids from 'sources'."


class Source(Shape):
    """Where something was read."""

    title: Words = Field(description="Title of the page, article or document.")
    publisher: Words | None = Field(None, description="Who published it.")
    url: Url | None = Field(None, description="Its web address.")
    date: Words | None = Field(None, description="When it appeared, as well as it is known.")
    note: Words | None = Field(None, description="What a reader should know about it.")


class Calendar(Shape):
    """The clock of the story."""

    start: Date | None = Field(None, description="First day. Without it days are only counted.")
    rounds: Count = Field(description="The longest story, in rounds.")
    days_per_round: Count = Field(1, description="Days that a round lasts, unless a stage differs.")
    at_end: Id = Field(description="The ending that is taken when the rounds run out.")
    order: list[Id] | None = Field(
        None, description="Order in which the actors act. Default: as written."
    )


class Variable(Shape):
    """A bounded whole number, or true or false, that the story keeps."""

    label: Text | None = Field(None, description="Name that people see.")
    start: Start | None = Field(None, description="Value when the story begins.")
    range: Annotated[list[Integer], Field(min_length=2, max_length=2)] | None = Field(
        None, description="[lowest, highest]; values stop at these bounds."
    )
    drift: Formula | None = Field(None, description="Added at the end of each round.")
    why: Text | None = Field(None, description="What raises and lowers it, in general.")
    words: Annotated[list[Words], Field(min_length=2, max_length=12)] | None = Field(
        None, description="Words for its values, from the lowest to the highest."
    )
    seen_by: Ids | None = Field(None, description="Actors who see it. Default: all.")
    source: SourceIds | None = Field(None, description=_SOURCES)


class Unknown(Shape):
    """A hidden truth, drawn when the story begins and never shown before the debrief."""

    label: Text | None = Field(None, description="The open question.")
    values: dict[NewKey, Natural] = Field(description="Each value with its weight.")
    source: SourceIds | None = Field(None, description=_SOURCES)


class News(Shape):
    """What goes on the wire."""

    headline: Text = Field(description="The headline.")
    by: Text | None = Field(None, description="Who says it. Default: the acting actor's name.")
    kind: NewsKind = Field("post", description="Through which medium.")
    body: Text | None = Field(None, description="More than the headline.")
    seen_by: Ids | None = Field(None, description="Who sees it: a memo or a leak. Default: all.")
    certainty: Certainty | None = Field(None, description="Default: that of what it belongs to.")
    source: SourceIds | None = Field(None, description=_SOURCES)


NewsItems = Annotated[
    list[News],
    BeforeValidator(as_list, json_schema_input_type=News | list[News]),
    Field(min_length=1),
]


class OnEnter(Shape):
    """What happens when a stage is entered."""

    change: Effects | None = Field(None, description="Added to variables: {attention: +1}.")
    set: Effects | None = Field(None, description="Assigned to variables: {attention: 0}.")
    because: Text | None = Field(None, description="The line that explains the numbers.")
    news: NewsItems | None = Field(None, description="One item, or a list of which one is shown.")


class Stage(Shape):
    """A state of the story; an ending if it is final."""

    label: Text | None = Field(None, description="Name that people see. Default: from the id.")
    text: Text | None = Field(None, description="The situation, in a short paragraph.")
    ending: Flag = Field(False, description="Whether the story ends here.")
    days_per_round: Count | None = Field(None, description="Days that a round lasts here.")
    on_enter: OnEnter | None = Field(None, description="What happens when it is entered.")
    fates: dict[Key, Text] | None = Field(None, description="At an ending: what became of whom.")
    certainty: Certainty | None = Field(None, description="How sure we are. Default: invented.")
    source: SourceIds | None = Field(None, description=_SOURCES)


class Transition(Shape):
    """An arc that is taken by itself when its condition holds."""

    from_: SomeIds = Field(alias="from", description="The stage or stages that it leaves.")
    to: Id = Field(description="The stage that it enters.")
    when: Formula | None = Field(None, description="Condition. Default: always.")
    label: Text | None = Field(None, description="What people see on the map.")
    news: NewsItems | None = Field(None, description="What goes on the wire when it is taken.")
    source: SourceIds | None = Field(None, description=_SOURCES)


class Consequence(Shape):
    """What an outcome does; a move without outcomes has these keys itself."""

    to: Id | None = Field(None, description="The stage that the story enters.")
    change: Effects | None = Field(None, description="Added to variables: {attention: +2}.")
    set: Effects | None = Field(None, description="Assigned to variables: {attention: 0}.")
    because: Text | None = Field(None, description="The line that explains the numbers.")
    news: NewsItems | None = Field(None, description="One item, or a list of which one is shown.")
    text: Text | None = Field(None, description="What happens, told to everybody.")
    inside: dict[Key, Text] | None = Field(
        None, description="What only the person playing that actor reads."
    )
    certainty: Certainty | None = Field(None, description="How sure we are. Default: invented.")
    source: SourceIds | None = Field(None, description=_SOURCES)


class Outcome(Consequence):
    """One way in which a move can turn out."""

    id: NewId | None = Field(None, description="Its name. Default: its place, 1, 2, …")
    chance: Formula | None = Field(None, description="Relative weight. Default 1.")


class Move(Consequence):
    """A thing that an actor can do."""

    label: Text | None = Field(None, description="What the player reads. Default: from the id.")
    about: Text | None = Field(None, description="More about it.")
    in_: SomeIds | None = Field(
        None, alias="in", description="Stages in which it is possible. Default: all but endings."
    )
    when: Formula | None = Field(None, description="Condition under which it is possible.")
    after: Moves | None = Field(None, description="Moves that must all have been made.")
    unless: Moves | None = Field(None, description="Moves of which none may have been made.")
    once: Flag = Field(False, description="Whether it can be made only once.")
    cooldown: Natural = Field(0, description="Rounds that must pass before it is possible again.")
    weight: Formula | None = Field(
        None, description="How readily an actor that nobody plays picks it. Default 1."
    )
    outcomes: Annotated[list[Outcome], Field(min_length=1)] | None = Field(
        None, description="The ways in which it can turn out."
    )


class Wait(Shape):
    """Doing nothing."""

    label: Text | None = Field(None, description="What the player reads. Default: Wait.")
    weight: Formula | None = Field(None, description="How readily it is picked. Default 1.")


class Want(Shape):
    """What an actor is after."""

    text: Text = Field(description="The aim, in words.")
    points: Formula | None = Field(None, description="Points at the end of the story.")


class Actor(Shape):
    """Somebody who acts."""

    name: Text | None = Field(None, description="Name that people see. Default: from the id.")
    role: Text | None = Field(None, description="What it is, in a few words.")
    about: Text | None = Field(None, description="Who it is.")
    playable: Flag = Field(False, description="Whether a person can play it.")
    wants: list[Want] | None = Field(None, description="What it is after.")
    briefing: Text | None = Field(None, description="What its player reads first.")
    moves: dict[NewKey, Move] = Field({}, description="What it can do.")
    temperaments: dict[NewKey, dict[str, Formula]] | None = Field(
        None, description="Named sets of weights that replace those of the moves they name."
    )
    wait: Annotated[Annotated[Wait, Tag("~wait")] | Annotated[Never, Tag("~never")], WAIT_SHAPE] = (
        Field(Wait(label=None, weight=None), description="Waiting; false if it always acts.")
    )
    source: SourceIds | None = Field(None, description=_SOURCES)


class Step(Shape):
    """One documented act."""

    date: Date | None = Field(None, description="Its day. Left out: only implied by the record.")
    move: MoveName = Field(description="actor.move")
    outcome: OutcomeName | None = Field(None, description="Needed where there are several.")
    source: SourceIds | None = Field(None, description=_SOURCES)


class Later(Shape):
    """What happened after the story."""

    date: Words | None = Field(None, description="Its day, as well as it is known.")
    text: Text = Field(description="What happened.")
    source: SourceIds | None = Field(None, description=_SOURCES)


class Record(Shape):
    """What really happened."""

    steps: list[Step] = Field(description="The documented acts, in order.")
    ending: Id = Field(description="Where they lead.")
    aftermath: list[Later] | None = Field(None, description="What happened later.")


class WhatIf(Shape):
    """A question that a researcher would ask."""

    label: Text | None = Field(None, description="The question in a few words.")
    text: Text | None = Field(None, description="Why it is worth asking.")
    do: Lines = Field(description="Intervention lines, for example: never:base.publish")


class Claim(Shape):
    """A statement to be sorted in the closing exercise."""

    text: Text = Field(description="The statement.")
    verdict: Verdict = Field(description="What is known about it.")
    source: SourceIds | None = Field(None, description=_SOURCES)
    feedback: Text | None = Field(None, description="What the player reads after answering.")
    after: Moves | None = Field(None, description="Ask only if these moves were made.")


class Concept(Shape):
    """A term that the scenario teaches."""

    term: Words = Field(description="The term.")
    text: Text = Field(description="What it means, and where it shows in this story.")
    source: SourceIds | None = Field(None, description=_SOURCES)


class Mechanism(Shape):
    """An assumption of the model: a cause moves an effect up or down."""

    cause: Words = Field(description="What acts.")
    effect: Words = Field(description="What it acts on.")
    sign: Sign = Field(description="up or down")
    text: Text | None = Field(None, description="Why we assume it.")
    source: SourceIds | None = Field(None, description=_SOURCES)


class Debrief(Shape):
    """What to talk about afterwards."""

    concepts: list[Concept] | None = Field(None, description="Terms that the scenario teaches.")
    questions: list[Words] | None = Field(None, description="Questions to talk about.")
    mechanisms: list[Mechanism] | None = Field(
        None, description="What the model assumes to raise and lower what."
    )


class Expectation(Shape):
    """A test that the author writes."""

    do: Lines | None = Field(None, description="Intervention lines.")
    reaches: Id | None = Field(None, description="The odds that this stage is ever entered.")
    ending: Id | None = Field(None, description="The odds of this ending.")
    odds: Annotated[list[Probability], Field(min_length=2, max_length=2)] = Field(
        description="[least, most], from 0 to 1."
    )
