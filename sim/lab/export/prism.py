"""A scenario in the PRISM language, for model checkers such as PRISM and Storm.

The rules of DESIGN section 3 once more, as guarded commands of one module, so that a program that
knows nothing of this one can say whether the odds are right. One story is a path: ``phase`` says
what comes next (0 hidden truths, 1 an actor's act, 2 entering a stage, 3 transitions). In every
state exactly one command is enabled, but at the turns of an actor who is left free: there the
model is a Markov decision process with a command for each move.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from sim.engine.telling import tell_apart
from sim.lab.export.declarations import (
    ACT,
    ENTER,
    SETTLE,
    TRUTHS,
    Declarations,
    comment,
    cool_of,
    name_of,
)
from sim.lab.export.formulas import did

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.program.model import Actor, Assignment, Move, Outcome, Program


def prism_model(program: Program, free: str | None = None) -> str:
    """The model as text; ``free``: the id of an actor whose moves are left open."""
    return "\n".join(_Prism(program, free).lines()) + "\n"


def prism_properties(program: Program, free: str | None = None) -> str:
    """Properties to check: the odds of each ending (their least and most, with a free actor)."""
    lines = []
    for stage in program.stages:
        if stage.ending:
            lines.append(f"// {comment(tell_apart(stage.label, program))}")
            bounds = ("",) if free is None else ("min", "max")
            lines += [f'P{bound}=? [ F "ending_{stage.id}" ]' for bound in bounds]
    return "\n".join(lines) + "\n"


class _Prism(Declarations):
    def lines(self) -> Iterator[str]:
        program = self.program
        yield f"// {comment(program.title)}"
        yield f"// newscycle {program.id}, SHA-256 {program.hash}"
        yield "// phase: 0 hidden truths, 1 an actor's act, 2 entering a stage, 3 transitions"
        yield f"// turn: 0 the beginning, 1 to {self.last - 1} the actors, {self.last} the end of"
        yield "// the round"
        yield "dtmc" if self.free is None else "mdp"
        yield ""
        for stage in program.stages:
            ending = " (an ending)" if stage.ending else ""
            label = comment(tell_apart(stage.label, program))
            yield f"const int s_{stage.id} = {stage.index}; // {label}{ending}"
        yield ""
        endings = [f"stage=s_{stage.id}" for stage in program.stages if stage.ending]
        yield f"formula over = phase=3 & ({' | '.join(endings)});"
        for actor in program.actors:
            yield from self.formulas(actor)
        yield ""
        yield "module story"
        yield from self.variables()
        yield from self.beginning()
        for actor in program.actors:
            yield from self.turn(actor)
        yield from self.entering()
        yield from self.settling()
        yield from self.end_of_round()
        yield "  [] over -> true;"
        yield "endmodule"
        yield ""
        for stage in program.stages:
            if stage.ending:
                yield f'label "ending_{stage.id}" = phase=3 & stage=s_{stage.id};'

    # -- what happens -------------------------------------------------------------------------

    def beginning(self) -> Iterator[str]:
        unknowns = self.program.unknowns
        branches = []
        for values in product(*(range(len(u.values)) for u in unknowns)):
            shares = []
            update = [f"(goto'=0) & (phase'={ENTER})", *self.chain(0)]
            for unknown, value in zip(unknowns, values, strict=True):
                shares.append(f"{unknown.weights[value]}/{sum(unknown.weights)}")
                update.append(f"(u_{unknown.id}'={value})")
            if all(u.weights[v] for u, v in zip(unknowns, values, strict=True)):
                branches.append(f"{'*'.join(shares) or '1'} : {' & '.join(update)}")
        yield f"  [] phase={TRUTHS} -> {' + '.join(branches)};"

    def turn(self, actor: Actor) -> Iterator[str]:
        """One actor's act: a choice by weight, or, for the free actor, a command for each move."""
        guard = f"phase={ACT} & turn={actor.index + 1}"
        pass_over = f"(turn'={actor.index + 2})"
        if not actor.moves:
            yield f"  [] {guard} -> {pass_over};"
            return
        yield f"  [] {guard} & n_{actor.id}=0 -> {pass_over};"
        if actor.index == self.free:
            for move in actor.moves:
                branches = [f"{p or '1'} : {update}" for p, update in self.results(move)]
                yield f"  [{name_of(move)}] {guard} & on_{name_of(move)} -> {_plus(branches)};"
            return
        branches = []
        for move in actor.moves:
            name = name_of(move)
            share = f"(w_{actor.id}>0 ? w_{name}/w_{actor.id} : (on_{name} ? 1/n_{actor.id} : 0))"
            branches += [
                f"{share}{'*' + p if p else ''} : {update}" for p, update in self.results(move)
            ]
        yield f"  [] {guard} & n_{actor.id}>0 -> {_plus(branches)};"

    def results(self, move: Move) -> Iterator[tuple[str, str]]:
        """The chance of each outcome ("" for certain), and what it does."""
        if move.is_wait:
            yield "", self.update(f"(phase'={SETTLE})", self.chain(None))
            return
        name, number = name_of(move), len(move.outcomes)
        for outcome in move.outcomes:
            p = ""
            if number > 1:
                chance = f"max(0, {self.write.number(outcome.chance)})"
                p = f"(c_{name}>0 ? {chance}/c_{name} : 1/{number})"
            yield p, self.result(move, outcome)

    def result(self, move: Move, outcome: Outcome) -> str:
        done = [*self.effects(outcome.effects)]
        if move.index in self.layout.moves:
            done.append(f"({did(move.name)}'=1)")
        if outcome.index in self.layout.outcomes:
            done.append(f"({did(move.name, outcome.id)}'=1)")
        if move.cooldown:
            done.append(f"({cool_of(move)}'={move.cooldown + 1})")
        if outcome.to is None:
            return self.update(f"(phase'={SETTLE})", done, self.chain(None))
        target = f"s_{self.program.stages[outcome.to].id}"
        same = f"stage={target}"
        # A move that leads to the present stage does not enter it again.
        onward = f"(goto'=({same} ? 0 : {target})) & (phase'=({same} ? {SETTLE} : {ENTER}))"
        return self.update(onward, done, self.chain(outcome.to))

    def chain(self, target: int | None) -> list[str]:
        """Where a chain of transitions begins: in the stage after the act."""
        found = []
        for stage in self.cyclic:
            name = self.program.stages[stage].id
            here = f"stage=s_{name}" if target is None else "true" if target == stage else "false"
            found.append(f"(been_{name}'={here})")
        return found

    @staticmethod
    def update(*parts: str | Iterable[str]) -> str:
        texts: list[str] = []
        for part in parts:
            texts += [part] if isinstance(part, str) else list(part)
        return " & ".join(texts)

    def effects(self, effects: Iterable[Assignment], stage: int | None = None) -> Iterator[str]:
        for effect in effects:
            variable = self.program.variables[effect.variable]
            value = self.write.number(effect.expression, stage)
            if effect.adds:
                value = f"v_{variable.id} + {value}"
            yield f"(v_{variable.id}'=max({variable.low}, min({variable.high}, {value})))"

    def entering(self) -> Iterator[str]:
        program = self.program
        for target in self.targets:
            stage = program.stages[target]
            done = [f"(stage'=s_{stage.id})", "(goto'=0)", f"(phase'={SETTLE})"]
            if self.layout.reads_waited:
                done.append("(waited'=0)")
            written = self.effects(stage.effects, target)
            yield f"  [] phase={ENTER} & goto=s_{stage.id} -> {self.update(done, written)};"

    def settling(self) -> Iterator[str]:
        """Transitions, the first that holds; where none does, the next turn."""
        program = self.program
        for stage in program.stages:
            if stage.ending:
                continue
            here = f"phase={SETTLE} & stage=s_{stage.id}"
            others: list[str] = []
            for transition in program.transitions:
                if stage.index not in transition.sources:
                    continue
                holds = "true" if transition.when is None else self.write.truth(transition.when)
                guard = [here, *(f"!({other})" for other in others), holds]
                target = program.stages[transition.to].id
                onward = f"(goto'=s_{target}) & (phase'={ENTER})"
                if transition.to in self.cyclic:
                    fresh = _and([*guard, f"!been_{target}"])
                    yield f"  [] {fresh} -> {onward} & (been_{target}'=true);"
                    yield from self.next_turn(_and([*guard, f"been_{target}"]))
                else:
                    yield f"  [] {_and(guard)} -> {onward};"
                others.append(holds)
            yield from self.next_turn(_and([here, *(f"!({other})" for other in others)]))

    def next_turn(self, guard: str) -> Iterator[str]:
        clean = [f"(been_{self.program.stages[s].id}'=false)" for s in self.cyclic]
        onward = self.update("(turn'=turn+1)", f"(phase'={ACT})", clean)
        yield f"  [] {guard} & turn<{self.last} -> {onward};"
        cool = [
            f"({name}'=max(0, {name}-1))"
            for name in (cool_of(self.program.moves[i]) for i in self.layout.cooling)
        ]
        began = ["(began'=stage)"] if self.reads_began else []
        new_round = self.update("(turn'=1)", f"(phase'={ACT})", "(now'=now+1)", clean, cool, began)
        rounds = self.program.rounds
        yield f"  [] {guard} & turn={self.last} & now<{rounds} -> {new_round};"
        end = f"(goto'=s_{self.program.stages[self.program.at_end].id}) & (phase'={ENTER})"
        yield f"  [] {guard} & turn={self.last} & now={rounds} -> {end};"

    def end_of_round(self) -> Iterator[str]:
        program, layout = self.program, self.layout
        done = []
        for v in program.variables:
            if v.drift is not None:
                value = f"v_{v.id} + {self.write.number(v.drift)}"
                done.append(f"(v_{v.id}'=max({v.low}, min({v.high}, {value})))")
        if layout.reads_waited:
            done.append("(waited'=waited+1)")
        if layout.reads_day:
            place = "began" if self.reads_began else None
            days = str(program.stages[0].days)
            if place is not None:
                days = " + ".join(
                    f"({place}=s_{s.id} ? {s.days} : 0)" for s in program.stages if s.days
                )
            done.append(f"(day'=day + {days})")
        onward = self.update(f"(phase'={SETTLE})", done, self.chain(None))
        yield f"  [] phase={ACT} & turn={self.last} -> {onward};"


def _and(parts: list[str]) -> str:
    return " & ".join(part for part in parts if part != "true") or "true"


def _plus(branches: list[str]) -> str:
    return "\n      + ".join(branches)
