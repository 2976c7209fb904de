"""A program as C source: one function an actor, one case a move, as a person would write it.

What the array step is measured against, and checked against: the rules of DESIGN section 3 once
more, in another language, with the same keyed luck. Only numbers, and ids in comments, ever come
from a scenario.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.expressions.tree import (
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    Clock,
    Compare,
    Conditional,
    Constant,
    Done,
    Expression,
    Extreme,
    Negative,
    Not,
    StageIn,
    Truth,
    UnknownIn,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.program.model import Actor, Assignment, Move, Outcome, Program

LUCK = Path(__file__).with_name("c_luck.h")

_CLOCKS = {"round": "s->round", "day": "s->day", "rounds_in_stage": "s->waited"}
_CALLS = {"//": "quotient", "%": "remains", "min": "least_of", "max": "most_of"}

_TELL = """
void tell(uint64_t seed, uint64_t first, uint64_t count,
          int16_t *ending, int16_t *rounds, int64_t *values) {
    uint64_t base = squares_key(mix64(seed));
    for (uint64_t i = 0; i < count; i++) {
        Story story = FIRST;
        story.luck = story_luck(base, first + i);
        play(&story);
        ending[i] = (int16_t)story.stage;
        rounds[i] = (int16_t)story.round;
        if (values) memcpy(values + i * VARIABLES, story.value, VARIABLES * sizeof(whole));
    }
}
"""


def c_source(program: Program) -> str:
    """C that tells stories of ``program``: ``tell(seed, first, count, ending, rounds, values)``."""
    return LUCK.read_text("utf-8") + "\n".join(_Writer(program).lines()) + _TELL


class _Writer:
    def __init__(self, program: Program) -> None:
        self.program = program

    def lines(self) -> Iterator[str]:
        program = self.program
        yield from self.state()
        yield "static const unsigned char ENDS[] = {" + _list(s.ending for s in program.stages)
        yield "static const int DAYS[] = {" + _list(s.days for s in program.stages)
        yield from self.entering()
        yield from self.leaving()
        for move in program.moves:
            if not move.is_wait:
                yield from self.move(move)
        for actor in program.actors:
            yield from self.turn(actor)
        yield from self.end_of_round()
        yield from self.play()

    def state(self) -> Iterator[str]:
        program = self.program
        yield f"\nenum {{ VARIABLES = {len(program.variables)} }};"
        yield "typedef struct {"
        yield "    Luck luck; int stage, began_in; whole round, day, waited;"
        yield f"    whole value[{max(1, len(program.variables))}];"
        yield f"    unsigned char truth[{max(1, len(program.unknowns))}];"
        yield f"    unsigned char made[{max(1, len(program.moves))}];"
        yield f"    unsigned char turned_out[{max(1, len(program.outcomes))}];"
        yield f"    short ready[{max(1, len(program.moves))}];"
        yield "} Story;"
        starts = ", ".join(str(v.start) for v in program.variables) or "0"
        yield f"static const Story FIRST = {{.round = 1, .value = {{{starts}}}}};"

    # -- expressions --------------------------------------------------------------------------

    def text(self, node: Expression) -> str:
        """``node`` as a C expression of type ``whole``; truth is 0 or 1."""
        match node:
            case Constant(value=value):
                return f"INT64_C({value})" if value >= 0 else f"(-INT64_C({-value}))"
            case Truth(value=value):
                return str(int(value))
            case Variable(name=name):
                return f"s->value[{self.program.variable_index[name]}]"
            case Clock(name=name):
                return _CLOCKS[name]
            case StageIn(stages=names):
                places = sorted(self.program.stage_index[name] for name in names)
                return self.any(f"s->stage == {place}" for place in places)
            case UnknownIn(unknown=name, values=names):
                unknown = self.program.unknowns[self.program.unknown_index[name]]
                places = sorted(unknown.values.index(value) for value in names)
                return self.any(f"s->truth[{unknown.index}] == {place}" for place in places)
            case Done(move=name, outcome=outcome):
                move = self.program.move(name)
                if outcome is None:
                    return f"s->made[{move.index}]"
                return f"s->turned_out[{self.program.outcome_of(move, outcome).index}]"
            case Arithmetic(operator="//" | "%" as symbol, left=left, right=right):
                return f"{_CALLS[symbol]}({self.text(left)}, {self.text(right)})"
            case Arithmetic(operator=symbol, left=left, right=right):
                return f"({self.text(left)} {symbol} {self.text(right)})"
            case Compare(operator=symbol, left=left, right=right):
                return f"({self.text(left)} {symbol} {self.text(right)})"
            case Negative(operand=operand):
                return f"(-{self.text(operand)})"
            case Not(operand=operand):
                return f"(!{self.text(operand)})"
            case Absolute(operand=operand):
                return f"absolute({self.text(operand)})"
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                return f"({self.text(condition)} ? {self.text(then)} : {self.text(otherwise)})"
            case All(parts=parts):
                return "(" + " && ".join(self.text(part) for part in parts) + ")"
            case AnyOf(parts=parts):
                return self.any(self.text(part) for part in parts)
            case Extreme(which=which, parts=(first, *rest)):
                found = self.text(first)
                for part in rest:
                    found = f"{_CALLS[which]}({found}, {self.text(part)})"
                return found
        raise AssertionError(node)

    @staticmethod
    def any(parts: Iterable[str]) -> str:
        return "(" + (" || ".join(parts) or "0") + ")"

    # -- stages -------------------------------------------------------------------------------

    def effects(self, effects: tuple[Assignment, ...]) -> Iterator[str]:
        """All values from the state before, then all put in."""
        for n, effect in enumerate(effects):
            variable = self.program.variables[effect.variable]
            value = self.text(effect.expression)
            if effect.adds:
                value = f"s->value[{variable.index}] + {value}"
            yield f"        whole v{n} = within({value}, {variable.low}, {variable.high});"
        for n, effect in enumerate(effects):
            yield f"        s->value[{effect.variable}] = v{n};"

    def entering(self) -> Iterator[str]:
        yield "static void enter(Story *s, int stage) {"
        yield "    s->stage = stage;"
        yield "    s->waited = 0;"
        yield "    switch (stage) {"
        for stage in self.program.stages:
            if stage.effects:
                yield f"    case {stage.index}: {{ /* {stage.id} */"
                yield from self.effects(stage.effects)
                yield "        break; }"
        yield "    }\n}"

    def leaving(self) -> Iterator[str]:
        yield "static int next_stage(const Story *s) {"
        yield "    switch (s->stage) {"
        for stage in self.program.stages:
            leaving = [t for t in self.program.transitions if stage.index in t.sources]
            if not leaving:
                continue
            yield f"    case {stage.index}:"
            for t in leaving:
                when = "" if t.when is None else f"if ({self.text(t.when)}) "
                yield f"        {when}return {t.to};"
            yield "        break;"
        yield "    }\n    return -1;\n}"
        yield f"""
static void settle(Story *s) {{
    int been[{len(self.program.stages) + 1}], count = 0, to = next_stage(s);
    while (to >= 0) {{
        been[count++] = s->stage;
        for (int i = 0; i < count; i++)
            if (been[i] == to) return;
        enter(s, to);
        to = next_stage(s);
    }}
}}"""

    # -- moves --------------------------------------------------------------------------------

    def move(self, move: Move) -> Iterator[str]:
        yield f"static void make_{move.index}(Story *s) {{ /* {move.name} */"
        count = len(move.outcomes)
        if count == 1:
            yield from self.outcome(move, move.outcomes[0])
        else:
            when = "0" if move.once else "s->round"
            events = ", ".join(f"UINT64_C({o.key}) + {when}" for o in move.outcomes)
            chances = ", ".join(f"(double){self.text(o.chance)}" for o in move.outcomes)
            yield f"    uint64_t events[{count}] = {{{events}}};"
            yield f"    double chances[{count}] = {{{chances}}};"
            yield f"    switch (pick(s->luck, {count}, events, chances)) {{"
            for n, outcome in enumerate(move.outcomes):
                yield f"    case {n}: {{"
                yield from self.outcome(move, outcome)
                yield "        break; }"
            yield "    }"
        yield "}"

    def outcome(self, move: Move, outcome: Outcome) -> Iterator[str]:
        yield from self.effects(outcome.effects)
        yield f"        s->made[{move.index}] = 1;"
        yield f"        s->turned_out[{outcome.index}] = 1; /* {outcome.id} */"
        if move.cooldown:
            yield f"        s->ready[{move.index}] = (short)(s->round + {move.cooldown + 1});"
        if outcome.to is not None:
            yield f"        if (s->stage != {outcome.to}) enter(s, {outcome.to});"

    def turn(self, actor: Actor) -> Iterator[str]:
        yield f"static void turn_{actor.index}(Story *s) {{ /* {actor.id} */"
        most = max(1, len(actor.moves))
        yield f"    int count = 0, moves[{most}];"
        yield f"    uint64_t events[{most}];"
        yield f"    double weights[{most}];"
        for move in actor.moves:
            yield f"    if ({self.gate(move)}) {{"
            yield f"        moves[count] = {move.index};"
            yield f"        events[count] = UINT64_C({move.key}) + (uint64_t)s->round;"
            yield f"        weights[count++] = (double){self.text(move.weight)};"
            yield "    }"
        yield "    if (!count) return;"
        yield "    switch (moves[count == 1 ? 0 : pick(s->luck, count, events, weights)]) {"
        for move in actor.moves:
            if not move.is_wait:
                yield f"    case {move.index}: make_{move.index}(s); break;"
        yield "    }\n    settle(s);\n}"

    def gate(self, move: Move) -> str:
        parts = []
        if len(move.stages) < sum(not s.ending for s in self.program.stages):
            parts.append(self.any(f"s->stage == {place}" for place in sorted(move.stages)))
        if move.once:
            parts.append(f"!s->made[{move.index}]")
        if move.cooldown:
            parts.append(f"s->ready[{move.index}] <= s->round")
        parts += [f"s->made[{i}]" for i in move.after]
        parts += [f"!s->made[{i}]" for i in move.unless]
        if move.when is not None:
            parts.append(self.text(move.when))
        return " && ".join(parts) or "1"

    # -- rounds -------------------------------------------------------------------------------

    def end_of_round(self) -> Iterator[str]:
        yield "static void drift(Story *s) {"
        drifting = [v for v in self.program.variables if v.drift is not None]
        for v in drifting:
            value = f"s->value[{v.index}] + {self.text(v.drift)}" if v.drift is not None else ""
            yield f"    whole v{v.index} = within({value}, {v.low}, {v.high});"
        for v in drifting:
            yield f"    s->value[{v.index}] = v{v.index};"
        yield "}"

    def play(self) -> Iterator[str]:
        program = self.program
        yield "static void play(Story *s) {"
        for unknown in program.unknowns:
            count = len(unknown.values)
            events = ", ".join(f"UINT64_C({key})" for key in unknown.keys)
            weights = ", ".join(str(float(weight)) for weight in unknown.weights)
            yield f"    uint64_t events{unknown.index}[{count}] = {{{events}}};"
            yield f"    double weights{unknown.index}[{count}] = {{{weights}}};"
            choice = f"pick(s->luck, {count}, events{unknown.index}, weights{unknown.index})"
            yield f"    s->truth[{unknown.index}] = (unsigned char){choice};"
        yield "    enter(s, 0);"
        yield "    settle(s);"
        yield "    if (ENDS[s->stage]) return;"
        yield "    for (;;) {"
        for actor in program.actors:
            yield f"        turn_{actor.index}(s);"
            yield "        if (ENDS[s->stage]) return;"
        yield "        drift(s);"
        yield "        s->waited += 1;"
        yield "        s->day += DAYS[s->began_in];"
        yield "        settle(s);"
        yield "        if (ENDS[s->stage]) return;"
        yield f"        if (s->round == {program.rounds}) {{ enter(s, {program.at_end}); return; }}"
        yield "        s->round += 1;"
        yield "        s->began_in = s->stage;"
        yield "    }\n}"


def _list(values: Iterable[int]) -> str:
    return ", ".join(str(int(value)) for value in values) + "};"
