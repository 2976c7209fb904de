"""Scenario to program: names become slots, defaults are filled in, arcs are listed."""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from sim.program.consequences import effects, news
from sim.program.keys import event_key
from sim.program.model import (
    Actor,
    Arc,
    Move,
    Outcome,
    Program,
    Record,
    Stage,
    Step,
    Text,
    Transition,
    Unknown,
    Variable,
    Want,
)
from sim.program.names import Names
from sim.program.teaching import teaching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario import parts
    from sim.scenario.context import Path
    from sim.scenario.reader import Scenario


@lru_cache(maxsize=32)
def lower(scenario: Scenario) -> Program:
    """Compile ``scenario``, once: the same scenario gives the same program object."""
    return _Lowering(scenario).program()


class _Lowering(Names):
    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
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
            teaching=teaching(self),
            stage_index=self.stage_index,
            variable_index=self.variable_index,
            unknown_index=self.unknown_index,
            actor_index=self.actor_index,
            move_index=self.move_index,
        )

    # -- the parts --------------------------------------------------------------------------

    def stage(self, name: str, stage: parts.Stage) -> Stage:
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
            effects=effects(self, place, entry) if entry else (),
            because=self.maybe((*place, "because"), entry.because) if entry else None,
            news=news(self, place, entry.news, f"stage:{name}", label, certainty, sources)
            if entry
            else None,
            fates={
                self.actor_index[actor]: self.text((*path, "fates", actor), fate)
                for actor, fate in (stage.fates or {}).items()
            },
            certainty=certainty,
            sources=sources,
        )

    def transition(self, index: int, transition: parts.Transition) -> Transition:
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
            news=news(self, path, transition.news, owner, by, "invented", sources),
            arcs=arcs,
        )

    def variable(self, name: str, variable: parts.Variable) -> Variable:
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

    def unknown(self, name: str, unknown: parts.Unknown) -> Unknown:
        return Unknown(
            index=self.unknown_index[name],
            id=name,
            label=self.label(("unknowns", name, "label"), unknown.label, name),
            values=tuple(unknown.values),
            weights=tuple(unknown.values.values()),
            keys=tuple(event_key("unknown", name, value) for value in unknown.values),
        )

    def actor(self, name: str, actor: parts.Actor) -> Actor:
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

    def waiting(self, actor: str, wait: parts.Wait) -> Move:
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

    def move(self, actor: str, key: str, move: parts.Move, by: Text) -> Move:
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
        what: parts.Consequence,
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
            effects=effects(self, path, what),
            because=self.maybe((*path, "because"), what.because),
            news=news(self, path, what.news, f"{name}:{key}", by, certainty, sources),
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
            sources = tuple(step.source or ())
            certainty = "interpretation"
            if step.date is not None or sources:
                said = "" if outcome is None else self.outcomes[outcome].certainty
                certainty = "documented" if said in ("", "invented") else said
            steps.append(Step(index, step.date, move.index, outcome, sources, certainty))
        return Record(tuple(steps), self.stage_index[record.ending])
