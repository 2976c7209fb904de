"""Hypothesis strategies for the other kind: rules that somebody in a scenario follows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from sim.program.remembered import remembered
from tests.strategies import programs_with_lines

if TYPE_CHECKING:
    from sim.program.model import Actor, Program

Draw = Any


def condition(draw: Draw, program: Program) -> str:
    """One thing that a rule may ask."""
    options = ["round >= 2", "rounds_in_stage <= 1", "day + 2 > 3 * round", "abs(day - 4) <= 2"]
    options.append(f"stage == {draw(st.sampled_from(program.stages)).id}")
    for v in program.variables:
        if v.boolean:
            options += [v.id, f"not {v.id}"]
        else:
            low = draw(st.integers(v.low, v.high))
            options += [f"{v.id} >= {low}", f"{v.id} == {low}", f"{v.id} * 70000 < {low} * 70000"]
    for u in program.unknowns:
        options.append(f"{u.id} == {draw(st.sampled_from(u.values))}")
    moves, outcomes = remembered(program)
    options += [f"done({program.moves[index].name})" for index in moves]
    for index in outcomes:
        outcome = program.outcomes[index]
        options.append(f"not done({program.moves[outcome.move].name}, {outcome.id})")
    return draw(st.sampled_from(options))


def rule(draw: Draw, program: Program, actor: Actor) -> dict[str, Any]:
    """One rule of any shape."""
    found: dict[str, Any] = {}
    open_ = [stage.id for stage in program.stages if not stage.ending]
    some = st.lists(st.sampled_from(open_), min_size=1, unique=True)
    if draw(st.booleans()):
        found["stage"] = draw(some)
    if draw(st.booleans()):
        first = draw(st.integers(1, program.rounds))
        found["rounds"] = draw(st.sampled_from([first, [first, program.rounds], [1, first]]))
    if draw(st.booleans()):
        found["when"] = condition(draw, program)
    elif draw(st.booleans()):
        found["when"] = [condition(draw, program), condition(draw, program)]
    cooling = [move.name for move in program.moves if move.cooldown]
    if cooling and draw(st.booleans()):
        found["cooling"] = {draw(st.sampled_from(cooling)): draw(st.sampled_from([0, [1, 2]]))}
    if len({stage.days for stage in program.stages}) > 1 and draw(st.booleans()):
        found["began_in"] = draw(some)
    found["move"] = draw(st.sampled_from([move.id for move in actor.moves]))
    return found


def strategy_of(actor: str, rules: list[dict[str, Any]]) -> str:
    """The text of a strategy file."""
    return json.dumps({"newscycle_strategy": 1, "actor": actor, "rules": rules})


@st.composite
def programs_with_rules(draw: Draw) -> tuple[Program, list[str], dict[str, str]]:
    """A program, lines for it, and the strategies that some of them name, by line."""
    program, lines = draw(programs_with_lines(most=3))
    lines = [line for line in lines if "~" not in line]
    strategies = {}
    for actor in program.actors:
        if actor.moves and draw(st.integers(0, 9)) < 7:
            rules = [rule(draw, program, actor) for _ in range(draw(st.integers(1, 4)))]
            line = f"{actor.id}~{actor.id}.json"
            lines.append(line)
            strategies[line] = strategy_of(actor.id, rules)
    return program, lines, strategies
