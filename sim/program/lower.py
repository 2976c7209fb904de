"""Scenario to program: names become slots, defaults are filled in, arcs are listed."""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from sim.program.keys import event_key
from sim.program.model import (
    Actor,
    Arc,
    Assignment,
    Claim,
    Concept,
    Later,
    Mechanism,
    Move,
    News,
    NewsItem,
    Outcome,
    Program,
    Record,
    Stage,
    Step,
    Teaching,
    Text,
    Transition,
    Unknown,
    Variable,
    Version,
    Want,
    WhatIf,
)
from sim.scenario.expressions.tree import ONE, Expression
from sim.scenario.templates import parse_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario import schema
    from sim.scenario.context import Path
    from sim.scenario.reader import Scenario


@lru_cache(maxsize=32)
def lower(scenario: Scenario) -> Program:
    """Compile ``scenario``, once: the same scenario gives the same program object."""
    return _Lowering(scenario).program()


def from_id(name: str) -> str:
    """A label for something that has none: ``ignored_meeting`` reads "Ignored meeting"."""
    return name.replace("_", " ").strip().capitalize()


class _Lowering:
    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.file = file = scenario.file
        self.order = file.calendar.order or list(file.actors)
        self.stage_index = {name: i for i, name in enumerate(file.stages)}
        self.variable_index = {name: i for i, name in enumerate(file.variables)}
        self.unknown_index = {name: i for i, name in enumerate(file.unknowns)}
        self.actor_index = {name: i for i, name in enumerate(self.order)}
        names = [f"{a}.{m}" for a in self.order for m in file.actors[a].moves]
        names += [f"{a}.wait" for a in self.order if file.actors[a].wait]
        self.move_index = {name: i for i, name in enumerate(names)}
        self.open = frozenset(i for n, i in self.stage_index.items() if not file.stages[n].ending)
        self.moves: dict[int, Move] = {}
        self.outcomes: list[Outcome] = []
        self.arcs: list[Arc] = []

    def program(self) -> Program:
        file = self.file
        stages = tuple(self.stage(name, stage) for name, stage in file.stages.items())
        transitions = tuple(self.transition(i, t) for i, t in enumerate(file.transitions))
        actors = tuple(self.actor(name, file.actors[name]) for name in self.order)
        at_end = self.stage_index[file.calendar.at_end]
        calendar_arcs = {}
        for source in sorted(self.open):
            calendar_arcs[source] = len(self.arcs)
            self.arcs.append(Arc(len(self.arcs), source, at_end, "calendar"))
        return Program(
            scenario=self.scenario,
            rounds=file.calendar.rounds,
            start=file.calendar.start,
            at_end=at_end,
            stages=stages,
            variables=tuple(self.variable(n, v) for n, v in file.variables.items()),
            unknowns=tuple(self.unknown(n, u) for n, u in file.unknowns.items()),
            actors=actors,
            moves=tuple(self.moves[i] for i in range(len(self.move_index))),
            outcomes=tuple(self.outcomes),
            transitions=transitions,
            arcs=tuple(self.arcs),
            calendar_arcs=calendar_arcs,
            record=self.record(),
            teaching=self.teaching(),
            stage_index=self.stage_index,
            variable_index=self.variable_index,
            unknown_index=self.unknown_index,
            actor_index=self.actor_index,
            move_index=self.move_index,
        )

    # -- texts and expressions --------------------------------------------------------------

    def text(self, path: Path, text: schema.AnyText) -> Text:
        if isinstance(text, str):
            pieces = parse_template(text)
            constant = all(isinstance(piece, str) for piece in pieces)
            return Text((Version(None, pieces),), "".join(map(str, pieces)) if constant else None)
        versions = tuple(
            Version(
                None if v.when is None else self.expression((*path, n, "when")),
                parse_template(v.text),
            )
            for n, v in enumerate(text)
        )
        return Text(versions, None)

    def maybe(self, path: Path, text: schema.AnyText | None) -> Text | None:
        return None if text is None else self.text(path, text)

    def label(self, path: Path, text: schema.AnyText | None, name: str) -> Text:
        return self.text(path, from_id(name) if text is None else text)

    def expression(self, path: Path) -> Expression:
        return self.scenario.expressions[path]

    def condition(self, path: Path, written: str | None) -> Expression | None:
        return None if written is None else self.expression(path)

    def number(self, path: Path, written: str | None) -> Expression:
        return ONE if written is None else self.expression(path)

    def actors_of(self, names: Sequence[str] | None) -> frozenset[int] | None:
        return None if names is None else frozenset(self.actor_index[name] for name in names)

    # -- effects and news -------------------------------------------------------------------

    def effects(
        self, path: Path, what: schema.Consequence | schema.OnEnter
    ) -> tuple[Assignment, ...]:
        changes = [
            Assignment(self.variable_index[name], self.expression((*path, "change", name)), True)
            for name in what.change or {}
        ]
        values = [
            Assignment(self.variable_index[name], self.expression((*path, "set", name)), False)
            for name in what.set or {}
        ]
        return (*changes, *values)

    def news(
        self,
        path: Path,
        items: Sequence[schema.News] | None,
        owner: str,
        by: Text,
        certainty: str,
        sources: tuple[str, ...],
    ) -> News | None:
        if not items:
            return None
        lowered = []
        for number, item in enumerate(items):
            place = (*path, "news", number)
            lowered.append(
                NewsItem(
                    headline=self.text((*place, "headline"), item.headline),
                    by=by if item.by is None else self.text((*place, "by"), item.by),
                    kind=item.kind,
                    body=self.maybe((*place, "body"), item.body),
                    seen_by=self.actors_of(item.seen_by),
                    certainty=item.certainty or certainty,
                    sources=tuple(item.source or sources),
                )
            )
        keys = tuple(event_key("news", owner, str(n)) for n in range(1, len(items) + 1))
        return News(tuple(lowered), keys)

    # -- the parts --------------------------------------------------------------------------

    def stage(self, name: str, stage: schema.Stage) -> Stage:
        path: Path = ("stages", name)
        label = self.label((*path, "label"), stage.label, name)
        certainty, sources = stage.certainty or "invented", tuple(stage.source or ())
        entry = stage.on_enter
        place = (*path, "on_enter")
        return Stage(
            index=self.stage_index[name],
            id=name,
            label=label,
            text=self.maybe((*path, "text"), stage.text),
            ending=stage.ending,
            days=stage.days_per_round or self.file.calendar.days_per_round,
            effects=self.effects(place, entry) if entry else (),
            because=self.maybe((*place, "because"), entry.because) if entry else None,
            news=self.news(place, entry.news, f"stage:{name}", label, certainty, sources)
            if entry
            else None,
            fates={
                self.actor_index[actor]: self.text((*path, "fates", actor), fate)
                for actor, fate in (stage.fates or {}).items()
            },
            certainty=certainty,
            sources=sources,
        )

    def transition(self, index: int, transition: schema.Transition) -> Transition:
        path: Path = ("transitions", index)
        when = self.condition((*path, "when"), transition.when)
        to = self.stage_index[transition.to]
        arcs = {}
        for name in transition.from_:
            source = self.stage_index[name]
            arcs[source] = len(self.arcs)
            self.arcs.append(Arc(len(self.arcs), source, to, "transition", when))
        target = self.file.stages[transition.to]
        label = self.maybe((*path, "label"), transition.label)
        by = label or self.label(("stages", transition.to, "label"), target.label, transition.to)
        owner = f"transition:{'+'.join(transition.from_)}>{transition.to}"
        sources = tuple(transition.source or ())
        return Transition(
            index=index,
            sources=frozenset(arcs),
            to=to,
            when=when,
            label=label,
            news=self.news(path, transition.news, owner, by, "invented", sources),
            arcs=arcs,
        )

    def variable(self, name: str, variable: schema.Variable) -> Variable:
        path: Path = ("variables", name)
        boolean = isinstance(variable.start, bool)
        low, high = (0, 1) if boolean else (variable.range or [0, 0])
        start = min(max(0, low), high) if variable.start is None else int(variable.start)
        return Variable(
            index=self.variable_index[name],
            id=name,
            label=self.label((*path, "label"), variable.label, name),
            low=low,
            high=high,
            start=start,
            boolean=boolean,
            drift=self.condition((*path, "drift"), variable.drift),
            why=self.maybe((*path, "why"), variable.why),
            words=tuple(variable.words or ()),
            seen_by=self.actors_of(variable.seen_by),
        )

    def unknown(self, name: str, unknown: schema.Unknown) -> Unknown:
        return Unknown(
            index=self.unknown_index[name],
            id=name,
            label=self.label(("unknowns", name, "label"), unknown.label, name),
            values=tuple(unknown.values),
            weights=tuple(unknown.values.values()),
            keys=tuple(event_key("unknown", name, value) for value in unknown.values),
        )

    def actor(self, name: str, actor: schema.Actor) -> Actor:
        path: Path = ("actors", name)
        title = self.label((*path, "name"), actor.name, name)
        moves = [self.move(name, key, move, title) for key, move in actor.moves.items()]
        if actor.wait:
            moves.append(self.waiting(name, actor.wait))
        for move in moves:
            self.moves[move.index] = move
        return Actor(
            index=self.actor_index[name],
            id=name,
            name=title,
            role=self.maybe((*path, "role"), actor.role),
            about=self.maybe((*path, "about"), actor.about),
            playable=actor.playable,
            wants=tuple(
                Want(
                    self.text((*path, "wants", n, "text"), want.text),
                    self.condition((*path, "wants", n, "points"), want.points),
                )
                for n, want in enumerate(actor.wants or ())
            ),
            briefing=self.maybe((*path, "briefing"), actor.briefing),
            moves=tuple(moves),
            temperaments={
                temperament: {
                    self.move_index[f"{name}.{key}"]: self.expression(
                        (*path, "temperaments", temperament, key)
                    )
                    for key in weights
                }
                for temperament, weights in (actor.temperaments or {}).items()
            },
        )

    def waiting(self, actor: str, wait: schema.Wait) -> Move:
        path: Path = ("actors", actor, "wait")
        name = f"{actor}.wait"
        return Move(
            index=self.move_index[name],
            id="wait",
            actor=self.actor_index[actor],
            name=name,
            label=self.label((*path, "label"), wait.label, "wait"),
            about=None,
            stages=self.open,
            when=None,
            after=(),
            unless=(),
            once=False,
            cooldown=0,
            weight=self.number((*path, "weight"), wait.weight),
            outcomes=(),
            sources=(),
            key=event_key("choose", name),
            is_wait=True,
        )

    def move(self, actor: str, key: str, move: schema.Move, by: Text) -> Move:
        path: Path = ("actors", actor, "moves", key)
        name = f"{actor}.{key}"
        index = self.move_index[name]
        stages = self.open if move.in_ is None else frozenset(self.stage_index[s] for s in move.in_)
        if move.outcomes is None:
            outcomes = [self.outcome(path, move, "1", None, index, name, stages, by, ())]
        else:
            places = zip(count(1), move.outcomes)
            outcomes = [
                self.outcome(
                    (*path, "outcomes", n - 1), o, o.id or str(n), o.chance, index, name, stages,
                    by, tuple(move.source or ()),
                )
                for n, o in places
            ]  # fmt: skip
        return Move(
            index=index,
            id=key,
            actor=self.actor_index[actor],
            name=name,
            label=self.label((*path, "label"), move.label, key),
            about=self.maybe((*path, "about"), move.about),
            stages=stages,
            when=self.condition((*path, "when"), move.when),
            after=self.named(actor, move.after),
            unless=self.named(actor, move.unless),
            once=move.once,
            cooldown=move.cooldown,
            weight=self.number((*path, "weight"), move.weight),
            outcomes=tuple(outcomes),
            sources=tuple(move.source or ()),
            key=event_key("choose", name),
        )

    def named(self, actor: str, names: Sequence[str] | None) -> tuple[int, ...]:
        return tuple(
            self.move_index[name if "." in name else f"{actor}.{name}"] for name in names or ()
        )

    def outcome(
        self,
        path: Path,
        what: schema.Consequence,
        key: str,
        chance: str | None,
        move: int,
        name: str,
        stages: frozenset[int],
        by: Text,
        sources: tuple[str, ...],
    ) -> Outcome:
        index = len(self.outcomes)
        to = None if what.to is None else self.stage_index[what.to]
        arcs = {}
        if to is not None:
            for source in sorted(stages - {to}):
                arcs[source] = len(self.arcs)
                self.arcs.append(Arc(len(self.arcs), source, to, "outcome", None, move, index))
        certainty = what.certainty or "invented"
        sources = tuple(what.source or sources)
        outcome = Outcome(
            index=index,
            id=key,
            move=move,
            chance=self.number((*path, "chance"), chance),
            to=to,
            effects=self.effects(path, what),
            because=self.maybe((*path, "because"), what.because),
            news=self.news(path, what.news, f"{name}:{key}", by, certainty, sources),
            text=self.maybe((*path, "text"), what.text),
            inside={
                self.actor_index[actor]: self.text((*path, "inside", actor), text)
                for actor, text in (what.inside or {}).items()
            },
            certainty=certainty,
            sources=sources,
            key=event_key("outcome", name, key),
            arcs=arcs,
        )
        self.outcomes.append(outcome)
        return outcome

    def record(self) -> Record | None:
        record = self.file.record
        if record is None:
            return None
        steps = []
        for index, step in enumerate(record.steps):
            move = self.moves[self.move_index[step.move]]
            named = [o.index for o in move.outcomes if o.id == step.outcome]
            only = move.outcomes[0].index if len(move.outcomes) == 1 else None
            outcome = named[0] if named else only
            steps.append(Step(index, step.date, move.index, outcome, tuple(step.source or ())))
        return Record(tuple(steps), self.stage_index[record.ending])

    def teaching(self) -> Teaching:
        file = self.file
        debrief = file.debrief
        concepts = debrief.concepts if debrief else None
        mechanisms = debrief.mechanisms if debrief else None
        aftermath = file.record.aftermath if file.record else None
        base: Path = ("debrief",)
        return Teaching(
            summary=self.maybe(("summary",), file.summary),
            content_note=self.maybe(("content_note",), file.content_note),
            glossary={term: self.text(("glossary", term), t) for term, t in file.glossary.items()},
            concepts=tuple(
                Concept(
                    c.term, self.text((*base, "concepts", n, "text"), c.text), tuple(c.source or ())
                )
                for n, c in enumerate(concepts or ())
            ),
            mechanisms=tuple(
                Mechanism(
                    m.cause,
                    m.effect,
                    "up" if m.sign == "up" else "down",
                    self.maybe((*base, "mechanisms", n, "text"), m.text),
                    tuple(m.source or ()),
                )
                for n, m in enumerate(mechanisms or ())
            ),
            questions=tuple((debrief.questions if debrief else None) or ()),
            aftermath=tuple(
                Later(
                    later.date,
                    self.text(("record", "aftermath", n, "text"), later.text),
                    tuple(later.source or ()),
                )
                for n, later in enumerate(aftermath or ())
            ),
            claims=tuple(
                Claim(
                    self.text(("claims", n, "text"), claim.text),
                    claim.verdict,
                    self.maybe(("claims", n, "feedback"), claim.feedback),
                    tuple(self.move_index[name] for name in claim.after or ()),
                    tuple(claim.source or ()),
                )
                for n, claim in enumerate(file.claims)
            ),
            what_ifs=tuple(
                WhatIf(
                    name,
                    self.label(("what_ifs", name, "label"), what_if.label, name),
                    self.maybe(("what_ifs", name, "text"), what_if.text),
                    tuple(what_if.do),
                )
                for name, what_if in file.what_ifs.items()
            ),
        )
