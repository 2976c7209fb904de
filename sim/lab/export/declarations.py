"""What a model in the PRISM language consists of: its variables, and which moves are enabled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.telling import tell_apart
from sim.lab.export.formulas import Writer, did
from sim.lab.rows import layout_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.program.model import Actor, Move, Program, Text

TRUTHS, ACT, ENTER, SETTLE = range(4)
"""The phases of a model."""


def comment(text: str) -> str:
    """A text in one line of ASCII; a comment ends where the line does."""
    return " ".join(text.split()).encode("ascii", "replace").decode("ascii")


def name_of(move: Move) -> str:
    return move.name.replace(".", "__")


def cool_of(move: Move) -> str:
    return f"cool_{name_of(move)}"


class Declarations:
    """The names of a model, and the formulas over them; ``free``: an actor whose moves are open."""

    def __init__(self, program: Program, free: str | None) -> None:
        self.program = program
        self.free = None if free is None else program.actor(free).index
        self.write = Writer(program)
        self.layout = layout_of(program)
        self.last = len(program.actors) + 1  # the turn that stands for the end of a round
        self.targets = sorted({0, program.at_end, *(arc.target for arc in program.arcs)})
        self.cyclic = self._cyclic()
        self.reads_began = self.layout.reads_day and len({s.days for s in program.stages}) > 1

    def _cyclic(self) -> list[int]:
        """Stages that a chain of transitions can come back to."""
        onward: dict[int, set[int]] = {s.index: set() for s in self.program.stages}
        for transition in self.program.transitions:
            for source in transition.sources:
                onward[source].add(transition.to)
        found = []
        for start in onward:
            seen: set[int] = set()
            todo = [*onward[start]]
            while todo:
                stage = todo.pop()
                if stage not in seen:
                    seen.add(stage)
                    todo += onward[stage]
            if start in seen:
                found.append(start)
        return found

    def variables(self) -> Iterator[str]:
        program, layout = self.program, self.layout
        most = len(program.stages) - 1
        yield f"  phase : [0..3] init {TRUTHS};"
        yield f"  turn : [0..{self.last}] init 0;"
        yield f"  now : [1..{program.rounds}] init 1; // the round"
        yield f"  stage : [0..{most}] init 0;"
        yield f"  goto : [0..{most}] init 0; // the stage that is being entered"
        if layout.reads_day:
            longest = max(stage.days for stage in program.stages) * program.rounds
            yield f"  day : [0..{longest}] init 0;"
        if self.reads_began:
            yield f"  began : [0..{most}] init 0; // the stage in which the round began"
        if layout.reads_waited:
            yield f"  waited : [0..{program.rounds}] init 0; // rounds in the stage"
        for v in program.variables:
            yield f"  v_{v.id} : [{v.low}..{v.high}] init {v.start};" + self._label(v.label)
        for unknown in program.unknowns:
            values = ", ".join(f"{n} {value}" for n, value in enumerate(unknown.values))
            yield f"  u_{unknown.id} : [0..{len(unknown.values) - 1}] init 0; // {values}"
        for name in self.flags():
            yield f"  {name} : [0..1] init 0;"
        for index in layout.cooling:
            move = program.moves[index]
            yield f"  {cool_of(move)} : [0..{move.cooldown + 1}] init 0; // rounds until it is open"
        for stage in self.cyclic:
            yield f"  been_{program.stages[stage].id} : bool init false; // in this chain"

    def _label(self, label: Text) -> str:
        return f" // {comment(tell_apart(label, self.program))}"

    def flags(self) -> list[str]:
        program = self.program
        names = [did(program.moves[index].name) for index in self.layout.moves]
        for index in self.layout.outcomes:
            outcome = program.outcomes[index]
            names.append(did(program.moves[outcome.move].name, outcome.id))
        return names

    def formulas(self, actor: Actor) -> Iterator[str]:
        """Which moves are enabled, and with what weight."""
        if not actor.moves:
            return
        yield f"// {comment(tell_apart(actor.name, self.program))}"
        names = [name_of(move) for move in actor.moves]
        for move, name in zip(actor.moves, names, strict=True):
            weight = self.write.number(move.weight)
            yield f"formula on_{name} = {self.enabled(move)};"
            yield f"formula w_{name} = on_{name} ? max(0, {weight}) : 0;"
            if len(move.outcomes) > 1:
                chances = [f"max(0, {self.write.number(o.chance)})" for o in move.outcomes]
                yield f"formula c_{name} = {' + '.join(chances)};"
        some = " + ".join(f"(on_{name} ? 1 : 0)" for name in names)
        yield f"formula n_{actor.id} = {some};"
        yield f"formula w_{actor.id} = {' + '.join(f'w_{name}' for name in names)};"

    def enabled(self, move: Move) -> str:
        program = self.program
        stages = [f"stage=s_{program.stages[i].id}" for i in sorted(move.stages)]
        parts = [f"({' | '.join(stages)})" if stages else "false"]
        if move.once:
            parts.append(f"{did(move.name)}=0")
        if move.cooldown:
            parts.append(f"{cool_of(move)}=0")
        parts += [f"{did(program.moves[i].name)}=1" for i in move.after]
        parts += [f"{did(program.moves[i].name)}=0" for i in move.unless]
        if move.when is not None:
            parts.append(self.write.truth(move.when))
        return " & ".join(parts)
