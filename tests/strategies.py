"""Hypothesis strategies for whole scenarios: small, sound, and using most of the format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import assume
from hypothesis import strategies as st

from sim.program.lower import lower
from sim.scenario.reader import examine_text

if TYPE_CHECKING:
    from sim.program.model import Program

Draw = Any


class _World:
    """Names to speak of while a scenario is being made up."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        pick = lambda low, high: draw(st.integers(low, high))  # noqa: E731
        self.open = [f"s{i}" for i in range(pick(1, 4))]
        self.endings = [f"e{i}" for i in range(pick(1, 3))]
        self.numbers = {f"v{i}": (-pick(0, 2), pick(1, 4)) for i in range(pick(0, 3))}
        self.flags = [f"b{i}" for i in range(pick(0, 2))]
        self.unknowns = {
            f"u{i}": [f"u{i}_x", f"u{i}_y", f"u{i}_z"][: pick(2, 3)] for i in range(pick(0, 1))
        }
        self.actors = [f"a{i}" for i in range(pick(1, 3))]
        self.moves: dict[str, dict[str, list[str]]] = {
            actor: {f"m{i}": [f"o{k}" for k in range(pick(1, 3))] for i in range(pick(0, 3))}
            for actor in self.actors
        }

    @property
    def move_names(self) -> list[str]:
        return [f"{a}.{m}" for a, moves in self.moves.items() for m in moves]

    def one(self, options: list[Any]) -> Any:
        return self.draw(st.sampled_from(options))

    def chance(self, percent: int) -> bool:
        return self.draw(st.integers(0, 99)) < percent

    # -- expressions --------------------------------------------------------------------------

    def integer(self, depth: int = 2) -> str:
        leaves = [str(self.draw(st.integers(0, 3))), "round", "rounds_in_stage"]
        leaves += [*self.numbers] * 3
        if depth == 0 or self.chance(40):
            return self.one(leaves)
        a, b = self.integer(depth - 1), self.integer(depth - 1)
        return self.one(
            [
                f"({a} + {b})",
                f"({a} - {b})",
                f"({a} * {b})",
                f"({a} // {self.draw(st.integers(1, 3))})",
                f"({a} % {self.draw(st.integers(1, 4))})",
                f"min({a}, {b})",
                f"max({a}, {b}, 1)",
                f"abs({a} - {b})",
                f"-({a})",
                f"({a} if {self.truth(depth - 1)} else {b})",
            ]
        )

    def truth(self, depth: int = 2) -> str:
        leaves = [f"stage == {self.one([*self.open, *self.endings])}", "day > 2", "round >= 2"]
        leaves += [*self.flags] * 2
        for name, values in self.unknowns.items():
            leaves += [f"{name} == {self.one(values)}", f"{name} not in [{self.one(values)}]"]
        for name in self.move_names:
            leaves.append(f"done({name})")
            actor, move = name.split(".")
            leaves.append(f"done({name}, {self.one(self.moves[actor][move])})")
        a, b = self.integer(max(depth - 1, 0)), self.integer(0)
        leaves.append(f"{a} {self.one(['==', '!=', '<', '<=', '>', '>='])} {b}")
        if depth == 0 or self.chance(60):
            return self.one(leaves)
        p, q = self.truth(depth - 1), self.truth(depth - 1)
        return self.one([f"({p} and {q})", f"({p} or {q})", f"(not {p})", f"0 <= {b} < 3"])

    # -- parts --------------------------------------------------------------------------------

    def effects(self) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name in self.numbers:
            if self.chance(40):
                if self.chance(70):
                    step = self.draw(st.integers(-2, 2))
                    text = f"{step:+d}" if self.chance(60) else self.integer(1) + " + 0"
                    result.setdefault("change", {})[name] = text
                else:
                    result.setdefault("set", {})[name] = self.integer(1) + " + 0"
        for name in self.flags:
            if self.chance(30):
                text = self.one(["true", "false", self.truth(1)])
                result.setdefault("set", {})[name] = text
        return result

    def news(self, tag: str) -> Any:
        items = [
            {"headline": f"{tag} {k}", "by": "Wire"} for k in range(self.draw(st.integers(1, 3)))
        ]
        return items if len(items) > 1 or self.chance(50) else items[0]

    def outcome(self, name: str, ident: str) -> dict[str, Any]:
        result: dict[str, Any] = {"id": ident, **self.effects()}
        if self.chance(60):
            result["chance"] = self.one([str(self.draw(st.integers(0, 5))), self.integer(1)])
        if self.chance(35):
            result["to"] = self.one([*self.open, *self.endings])
        if self.chance(30):
            result["news"] = self.news(f"{name}:{ident}")
        if self.chance(20):
            result["text"] = "Something happens on {date}."
            result["inside"] = {self.one(self.actors): "Only you know."}
        return result

    def move(self, actor: str, name: str) -> dict[str, Any]:
        result: dict[str, Any] = {
            "outcomes": [self.outcome(f"{actor}.{name}", o) for o in self.moves[actor][name]]
        }
        if self.chance(40):
            result["in"] = self.draw(st.lists(st.sampled_from(self.open), min_size=1, unique=True))
        if self.chance(30):
            result["when"] = self.truth()
        if self.chance(25):
            result["once"] = True
        if self.chance(25):
            result["cooldown"] = self.draw(st.integers(1, 2))
        if self.chance(50):
            result["weight"] = self.one([str(self.draw(st.integers(0, 4))), self.integer(1)])
        others = [n for n in self.move_names if n != f"{actor}.{name}"]
        if others and self.chance(20):
            result["after"] = [self.one(others)]
        if others and self.chance(20):
            result["unless"] = [n for n in [self.one(others)] if n not in result.get("after", [])]
            if not result["unless"]:
                del result["unless"]
        return result

    def actor(self, name: str) -> dict[str, Any]:
        result: dict[str, Any] = {"moves": {m: self.move(name, m) for m in self.moves[name]}}
        if self.chance(50):
            result["playable"] = True
        if self.chance(25):
            result["wait"] = False
        elif self.chance(40):
            result["wait"] = {"weight": self.one(["0", "1", "2", self.integer(1)])}
        if self.moves[name] and self.chance(40):
            result["temperaments"] = {
                "moody": {m: str(self.draw(st.integers(0, 3))) for m in self.moves[name]}
            }
        return result

    def file(self) -> dict[str, Any]:
        stages: dict[str, Any] = {}
        for name in self.open:
            stages[name] = {}
            if self.chance(30):
                stages[name]["days_per_round"] = self.draw(st.integers(1, 5))
            if self.chance(30):
                stages[name]["on_enter"] = {**self.effects(), "news": self.news(name)}
        for name in self.endings:
            stages[name] = {"ending": True}
            if self.chance(20) and (effects := self.effects()):
                stages[name]["on_enter"] = effects
        transitions = []
        for _ in range(self.draw(st.integers(0, 3))):
            source = self.one(self.open)
            targets = [s for s in [*self.open, *self.endings] if s != source]
            transitions.append({"from": source, "to": self.one(targets), "when": self.truth()})
        variables: dict[str, Any] = {}
        for name, (low, high) in self.numbers.items():
            variables[name] = {
                "range": [low, high],
                "start": self.draw(st.integers(low, high)),
            }
            if self.chance(40):
                variables[name]["drift"] = self.one(["-1", "1", self.integer(1)])
        for name in self.flags:
            variables[name] = {"start": self.one([True, False])}
        file: dict[str, Any] = {
            "newscycle": 1,
            "title": "Made up",
            "calendar": {
                "rounds": self.draw(st.integers(1, 5)),
                "at_end": self.one(self.endings),
                "days_per_round": self.draw(st.integers(1, 3)),
            },
            "stages": stages,
            "transitions": transitions,
            "actors": {name: self.actor(name) for name in self.actors},
        }
        if self.chance(50):
            file["calendar"]["start"] = "2024-02-27"
        if self.chance(30):
            file["calendar"]["order"] = self.draw(st.permutations(self.actors))
        if variables:
            file["variables"] = variables
        if self.unknowns:
            file["unknowns"] = {
                name: {"values": {v: self.draw(st.integers(1, 3)) for v in values}}
                for name, values in self.unknowns.items()
            }
        return file


@st.composite
def scenario_texts(draw: Draw) -> str:
    """The text of a sound scenario."""
    text = json.dumps(_World(draw).file(), indent=1)
    scenario, _ = examine_text(text, file="made-up.yaml", name="made_up")
    assume(scenario is not None)
    return text


@st.composite
def programs(draw: Draw) -> Program:
    """A sound scenario, lowered."""
    scenario, _ = examine_text(draw(scenario_texts()), file="made-up.yaml", name="made_up")
    assert scenario is not None
    return lower(scenario)


@st.composite
def programs_with_lines(draw: Draw, most: int = 4) -> tuple[Program, list[str]]:
    """A program, and intervention lines for it that do not contradict each other."""
    program = draw(programs())
    lines: list[str] = []
    forced: set[tuple[str, int]] = set()
    forbidden: set[str] = set()
    moves = list(program.moves)
    for _ in range(draw(st.integers(0, most))):
        kind = draw(
            st.sampled_from(["force", "wait", "never", "factor", "start", "set", "truth", "policy"])
        )
        move = draw(st.sampled_from(moves)) if moves else None
        number = draw(st.integers(1, program.rounds))
        if kind in ("force", "wait") and move is not None and move.name not in forbidden:
            actor = program.actors[move.actor].id
            outcome = ""
            if move.outcomes and draw(st.booleans()):
                outcome = ":" + draw(st.sampled_from([o.id for o in move.outcomes]))
            if kind == "wait":
                line = f"{move.name}{outcome}@{number}+"
                lines += [line] if line not in lines else []
            elif (actor, number) not in forced:
                forced.add((actor, number))
                lines.append(f"{move.name}{outcome}@{number}")
        elif kind == "never" and move is not None:
            forbidden.add(move.name)
            lines = [x for x in lines if not x.startswith((f"{move.name}@", f"{move.name}:"))]
            lines.append(f"never:{move.name}")
        elif kind == "factor" and move is not None:
            factor = draw(st.sampled_from(["0", "0.5", "2", "3.25"]))
            lines.append(f"{move.name}*{factor}")
        elif kind in ("start", "set") and program.variables:
            variable = draw(st.sampled_from(list(program.variables)))
            value = draw(st.integers(variable.low, variable.high))
            shown = ("false", "true")[value] if variable.boolean else str(value)
            lines.append(f"{variable.id}={shown}" + (f"@{number}" if kind == "set" else ""))
        elif kind == "truth" and program.unknowns:
            unknown = draw(st.sampled_from(list(program.unknowns)))
            lines.append(f"{unknown.id}={draw(st.sampled_from(list(unknown.values)))}")
        elif kind == "policy":
            actor_ = draw(st.sampled_from(list(program.actors)))
            options = ["uniform", *actor_.temperaments, *(["wait"] if actor_.wait else [])]
            lines.append(f"{actor_.id}~{draw(st.sampled_from(options))}")
    seen: set[str] = set()
    kept = []
    for line in lines:
        subject = line.partition("=")[0] + line.partition("@")[2] if "=" in line else line
        subject = line.partition("~")[0] + "~" if "~" in line else subject
        if subject not in seen or ("=" not in line and "~" not in line and "never" not in line):
            kept.append(line)
        seen.add(subject)
    return program, kept
