"""The program: what every engine reads. Frozen, built by :func:`sim.program.lower.lower`.

Indices are positions in the tuples of :class:`Program`; ``stage`` fields and the like hold
indices, never names. Days are calendar days; chances and weights are relative, without a unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from sim.program.teaching import Teaching
    from sim.scenario.expressions.tree import Expression
    from sim.scenario.reader import Scenario
    from sim.scenario.templates import Piece


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text: shown if ``when`` is None or holds."""

    when: Expression | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its versions; ``plain`` is the whole of it where nothing is filled in."""

    versions: tuple[Version, ...]
    plain: str | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """``expression`` is added to (``adds``) or assigned to a variable."""

    variable: int
    expression: Expression
    adds: bool


@dataclass(frozen=True, slots=True)
class NewsItem:
    """What goes on the wire; ``seen_by`` None means everybody."""

    headline: Text
    by: Text
    kind: str
    body: Text | None
    seen_by: frozenset[int] | None
    certainty: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class News:
    """Items of which one is shown, with the key of luck of each."""

    items: tuple[NewsItem, ...]
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A state of the story. ``days`` is how long a round lasts that begins here."""

    index: int
    id: str
    label: Text
    text: Text | None
    ending: bool
    days: int
    effects: tuple[Assignment, ...]
    because: Text | None
    news: News | None
    fates: Mapping[int, Text]
    certainty: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """A bounded whole number, or a boolean kept as 0 and 1."""

    index: int
    id: str
    label: Text
    low: int
    high: int
    start: int
    boolean: bool
    drift: Expression | None
    why: Text | None
    words: tuple[str, ...]
    seen_by: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A hidden truth: one of ``values`` with these weights, drawn with these keys."""

    index: int
    id: str
    label: Text
    values: tuple[str, ...]
    weights: tuple[int, ...]
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """An arc that is taken by itself. ``arcs`` gives the arc's index by stage left."""

    index: int
    sources: frozenset[int]
    to: int
    when: Expression | None
    label: Text | None
    news: News | None
    arcs: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a move turns out. ``key`` is its key of luck, without the round."""

    index: int
    id: str
    move: int
    chance: Expression
    to: int | None
    effects: tuple[Assignment, ...]
    because: Text | None
    news: News | None
    text: Text | None
    inside: Mapping[int, Text]
    certainty: str
    sources: tuple[str, ...]
    key: int
    arcs: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Move:
    """A thing that an actor can do; waiting is one, without outcomes (``is_wait``).

    ``after`` and ``unless`` hold indices of moves. ``key`` is the key of luck of its being chosen.
    """

    index: int
    id: str
    actor: int
    name: str
    label: Text
    about: Text | None
    stages: frozenset[int]
    when: Expression | None
    after: tuple[int, ...]
    unless: tuple[int, ...]
    once: bool
    cooldown: int
    weight: Expression
    outcomes: tuple[Outcome, ...]
    sources: tuple[str, ...]
    key: int
    is_wait: bool = False


@dataclass(frozen=True, slots=True)
class Want:
    """What an actor is after, and what it counts for at the end."""

    text: Text
    points: Expression | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts. ``moves`` ends with waiting, unless the actor never waits."""

    index: int
    id: str
    name: Text
    role: Text | None
    about: Text | None
    playable: bool
    wants: tuple[Want, ...]
    briefing: Text | None
    moves: tuple[Move, ...]
    temperaments: Mapping[str, Mapping[int, Expression]]

    @property
    def wait(self) -> Move | None:
        """The move of waiting, if the actor may."""
        return self.moves[-1] if self.moves and self.moves[-1].is_wait else None


@dataclass(frozen=True, slots=True)
class Arc:
    """A way from one stage to another, and what takes it: the map and the machine read these."""

    index: int
    source: int
    target: int
    cause: Literal["transition", "outcome", "calendar"]
    condition: Expression | None = None
    move: int | None = None
    outcome: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One act on record. Without a date its day is not known; without a source it is implied.

    ``certainty`` is what the file says of its outcome (``claimed``, say), else ``documented``; and
    ``interpretation`` where the record only implies the act.
    """

    index: int
    date: datetime.date | None
    move: int
    outcome: int | None
    sources: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class Record:
    """The documented sequence and where it ends."""

    steps: tuple[Step, ...]
    ending: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Program:
    """A scenario compiled. ``actors`` stand in the order in which they act."""

    scenario: Scenario
    rounds: int
    start: datetime.date | None
    at_end: int
    stages: tuple[Stage, ...]
    variables: tuple[Variable, ...]
    unknowns: tuple[Unknown, ...]
    actors: tuple[Actor, ...]
    moves: tuple[Move, ...]
    outcomes: tuple[Outcome, ...]
    transitions: tuple[Transition, ...]
    arcs: tuple[Arc, ...]
    calendar_arcs: Mapping[int, int]
    record: Record | None
    teaching: Teaching
    stage_index: Mapping[str, int] = field(repr=False)
    variable_index: Mapping[str, int] = field(repr=False)
    unknown_index: Mapping[str, int] = field(repr=False)
    actor_index: Mapping[str, int] = field(repr=False)
    move_index: Mapping[str, int] = field(repr=False)

    def __repr__(self) -> str:
        return f"Program({self.scenario.id!r}, {self.scenario.hash[:12]!r})"

    @property
    def id(self) -> str:
        """What commands call the scenario."""
        return self.scenario.id

    @property
    def hash(self) -> str:
        """SHA-256 of the scenario's text."""
        return self.scenario.hash

    @property
    def title(self) -> str:
        """Title of the scenario."""
        return self.scenario.file.title

    def move(self, name: str) -> Move:
        """The move ``actor.move``; KeyError if there is none."""
        return self.moves[self.move_index[name]]

    def actor(self, name: str) -> Actor:
        """The actor with this id; KeyError if there is none."""
        return self.actors[self.actor_index[name]]

    def outcome_of(self, move: Move, name: str) -> Outcome:
        """The outcome of ``move`` called ``name``; KeyError if there is none."""
        for outcome in move.outcomes:
            if outcome.id == name:
                return outcome
        raise KeyError(name)
