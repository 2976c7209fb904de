"""Strategies put into words: what was learnt of each stage, as the rules of a strategy file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.lab.exact.learning import learn
from sim.lab.exact.situations import features_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.lab.exact.learning import Bound, Learned
    from sim.lab.exact.situations import Feature, Situations
    from sim.program.model import Actor, Program

    Written = dict[str, Any]

#: How gladly a rule looks at something: what people keep in their heads before what they count.
LIKING = {"round": 0.95, "clock": 0.85, "unknown": 0.9, "cooling": 0.8, "began": 0.6}
#: A longer condition is written as a list of its parts.
LONGEST = 200


def rules_for(program: Program, actor: Actor, met: Sequence[Situations]) -> list[Written]:
    """Rules that are right in all situations ``met``, stage by stage; like stages together."""
    features, _ = features_of(program)
    liking = np.array([LIKING.get(feature.kind, 1.0) for feature in features])
    lists: dict[str, tuple[list[str], list[Written]]] = {}
    for given in met:
        rules = [
            _written(program, actor, learned, given, features) for learned in learn(given, liking)
        ]
        stages, _ = lists.setdefault(json.dumps(rules), ([], rules))
        stages.append(program.stages[given.stage].id)
    return [
        {"stage": stages[0] if len(stages) == 1 else stages, **rule}
        for stages, rules in lists.values()
        for rule in rules
    ]


def _written(
    program: Program,
    actor: Actor,
    learned: Learned,
    given: Situations,
    features: Sequence[Feature],
) -> Written:
    """One rule."""
    rule: Written = {}
    conditions: list[str] = []
    for bound in learned.bounds:
        feature, column = features[bound.row], given.features[bound.row]
        least, most = int(column.min()), int(column.max())
        match feature.kind:
            case "round":
                low = 1 if bound.low <= least else bound.low
                high = program.rounds if bound.high >= most else bound.high
                rule["rounds"] = low if low == high else [low, high]
            case "cooling":
                longest = program.move(feature.name).cooldown + 1
                low = 0 if bound.low <= least else bound.low
                high = longest if bound.high >= most else bound.high
                rule.setdefault("cooling", {})[feature.name] = low if low == high else [low, high]
            case "began":
                rule["began_in"] = list(feature.values[bound.low : bound.high + 1])
            case _:
                conditions += _conditions(bound, feature, least, most)
    if conditions:
        together = " and ".join(conditions)
        rule["when"] = together if len(together) <= LONGEST else conditions
    rule["move"] = actor.moves[learned.move].id
    return rule


def _conditions(bound: Bound, feature: Feature, least: int, most: int) -> list[str]:
    name = feature.name
    if feature.kind == "truth":
        return [name if bound.low else f"not {name}"]
    if feature.kind == "done":
        return [f"done({name})" if bound.low else f"not done({name})"]
    if feature.kind == "unknown":
        values = feature.values[bound.low : bound.high + 1]
        return [
            f"{name} == {values[0]}" if len(values) == 1 else f"{name} in [{', '.join(values)}]"
        ]
    if bound.low == bound.high:
        return [f"{name} == {bound.low}"]
    found = []
    if bound.low > least:
        found.append(f"{name} >= {bound.low}")
    if bound.high < most:
        found.append(f"{name} <= {bound.high}")
    return found


def strategy_text(head: Mapping[str, Any], actor: str, rules: Iterable[Written]) -> str:
    """A strategy file: its head, then one rule a line."""
    document = {"newscycle_strategy": 1, **head, "actor": actor}
    lines = [f" {_json(key)}: {_json(value)}" for key, value in document.items()]
    lines.append(' "rules": [\n' + ",\n".join(f"  {_json(rule)}" for rule in rules) + "\n ]")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
