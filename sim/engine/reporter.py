"""Turns what the rules do into events: texts told, news picked, the record kept in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.engine.events import (
    Cause,
    Changed,
    Ended,
    Event,
    How,
    Moved,
    NewsPublished,
    OutcomeDrawn,
    RoundBegan,
    StageEntered,
    TruthDrawn,
)
from sim.engine.luck import pick
from sim.engine.telling import tell

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from sim.engine.luck import Luck
    from sim.engine.record import Trail
    from sim.engine.rules import Change, Rules
    from sim.engine.state import State
    from sim.program.model import Actor, Move, News, Outcome, Stage, Text


class Standing(NamedTuple):
    """The day on which an outcome is on record, and whether the record only implies it."""

    date: datetime.date | None
    implied: bool


NOWHERE = Standing(None, False)


class Reporter:
    """Writes the events of one story.

    ``luck`` picks the news. ``left_record_at`` is the number of events after which the story left
    the record (0 without a record); None while it is on it.
    """

    def __init__(self, state: State, rules: Rules, luck: Luck, trail: Trail | None) -> None:
        self.events: list[Event] = []
        self.luck = luck
        self.left_record_at: int | None = None if trail is not None else 0
        self._state = state
        self._rules = rules
        self._trail = trail
        self._acts = 0
        self._standing = NOWHERE

    @property
    def on_record(self) -> bool:
        """Whether everything so far is what the record has."""
        return self.left_record_at is None

    def leave_record(self) -> None:
        """From here on the story is not the record's."""
        if self.left_record_at is None:
            self.left_record_at = len(self.events)

    def round(self) -> None:
        """A round begins."""
        self.events.append(RoundBegan(self._state.round, self._state.day))

    def truth(self, unknown: str, value: str) -> None:
        """A hidden truth was settled."""
        self.events.append(TruthDrawn(self._state.round, self._state.day, unknown, value))

    def moved(self, actor: Actor, move: Move, outcome: Outcome | None, how: How) -> None:
        """``actor`` acts; if that is not what the record has here, the record is left."""
        index = None if outcome is None else outcome.index
        act = None if self._trail is None else self._trail.act(self._acts)
        # Of an act that only fills a turn (its actor may not wait) the record names no outcome.
        if act is None or act[:2] != (self._state.round, move.index) or act[2] not in (None, index):
            self.leave_record()
        self._acts += 1
        label = tell(move.label, self._state, self._rules)
        self.events.append(Moved(self._state.round, self._state.day, actor.id, move.id, how, label))

    def outcome(self, actor: Actor, move: Move, outcome: Outcome) -> str | None:
        """How ``move`` turned out; its because-line, for the changes that follow."""
        self._standing = self._stands(move, outcome)
        because = self._told(outcome.because)
        self.events.append(
            OutcomeDrawn(
                self._state.round,
                self._state.day,
                actor.id,
                move.id,
                outcome.id,
                self._told(outcome.text),
                because,
                tuple(
                    (self._rules.program.actors[who].id, tell(text, self._state, self._rules))
                    for who, text in outcome.inside.items()
                ),
                "interpretation" if self._standing.implied else outcome.certainty,
                outcome.sources,
                self.on_record,
                self._standing.date,
            )
        )
        return because

    def outcome_news(self, actor: Actor, move: Move, news: News) -> None:
        """What the outcome last told of puts on the wire."""
        self._publish(news, 0 if move.once else self._state.round, actor, self._standing)

    def news(self, news: News) -> None:
        """What a stage or a transition puts on the wire."""
        self._publish(news, self._state.round, None, NOWHERE)

    def changes(
        self, changes: Iterable[Change], cause: Cause, because: str | None, by: str | None
    ) -> None:
        """Variables that took other values."""
        variables = self._rules.program.variables
        now, day = self._state.round, self._state.day
        for slot, before, after in changes:
            if before != after:
                name = variables[slot].id
                self.events.append(Changed(now, day, name, before, after, cause, because, by))

    def entered(self, stage: Stage, before: Stage | None, cause: Cause) -> str | None:
        """A stage was entered; its because-line, for the changes that follow."""
        left = None if before is None else before.id
        self.events.append(StageEntered(self._state.round, self._state.day, left, stage.id, cause))
        return self._told(stage.because)

    def ended(self, stage: Stage) -> None:
        """The story is over."""
        self.events.append(Ended(self._state.round, self._state.day, stage.id))

    def _told(self, text: Text | None) -> str | None:
        return None if text is None else tell(text, self._state, self._rules)

    def _stands(self, move: Move, outcome: Outcome) -> Standing:
        """Where an outcome stands in the record, if the scenario has one."""
        if self._trail is None:
            return NOWHERE
        key = (move.index, outcome.index)
        implied = self.on_record and key in self._trail.implied
        return Standing(self._trail.dates.get(key), implied)

    def _fresh(self, news: News) -> list[float]:
        """A weight for each item: what has been on the wire before only where nothing else is left.

        The items' own luck does not change by it, so what comes first is the same as ever.
        """
        known = {event.headline for event in self.events if isinstance(event, NewsPublished)}
        told = [tell(item.headline, self._state, self._rules) for item in news.items]
        fresh = [float(headline not in known) for headline in told]
        return fresh if any(fresh) else [1.0] * len(fresh)

    def _publish(self, news: News, when: int, actor: Actor | None, standing: Standing) -> None:
        item = news.items[0]
        if len(news.items) > 1:
            weights = self._fresh(news)
            item = news.items[pick(self.luck, [key + when for key in news.keys], weights)]
        actors = self._rules.program.actors
        self.events.append(
            NewsPublished(
                self._state.round,
                self._state.day,
                tell(item.by, self._state, self._rules),
                item.kind,
                tell(item.headline, self._state, self._rules),
                self._told(item.body),
                None if item.seen_by is None else tuple(actors[i].id for i in sorted(item.seen_by)),
                "interpretation" if standing.implied else item.certainty,
                item.sources,
                None if actor is None else actor.id,
                self.on_record,
                standing.date,
            )
        )
