"""Plans of sweeps from a YAML file, read as safely as scenarios are.

::

    do: [trust=3]                     # lines in every world, the baseline's too
    vary:                             # each list is a factor; nothing leaves it out
      - [nothing, police~terse]
      - [base.publish*0.5, base.publish*2]
    orders: {moves: [a.b, c.d], rounds: [3, 5], waiting: true}
    points:                           # combinations with names of their own
      early: [police.explain@4]
      late: [police.explain@9]

What stands in a file together is crossed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from sim.errors import PlanError
from sim.lab.points import Point, cross, orders, together
from sim.scenario.problems import Problem, Problems
from sim.scenario.source import Mapping, Scalar, Sequence, decode, load_file, read_tree
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario.source import Node

KEYS = ("do", "vary", "orders", "points")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_ .-]{0,79}")
_NUMBER = re.compile(r"[1-9][0-9]{0,4}")


@dataclass(frozen=True, slots=True)
class SweepPlan:
    """The points of a sweep, and the lines that hold in every world, the baseline's too."""

    points: tuple[Point, ...]
    do: tuple[str, ...] = ()


def read_plan(path: Path) -> SweepPlan:
    """Read the plan at ``path``. Raises :class:`PlanError` with the place of what is wrong."""
    problems = Problems(str(path))
    data = load_file(path, problems)
    text = None if data is None else decode(data, problems)
    if text is not None:
        problems = Problems(str(path), text)
        tree = read_tree(text, problems)
        if tree is not None and not problems.has_errors:
            return _Reader(path).plan(tree)
    raise PlanError("\n".join(_plainly(problem) for problem in problems.items))


def _plainly(problem: Problem) -> str:
    """A problem without the reference to pages about scenarios."""
    where = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    return f"{where}: {problem.message}" + (f" {problem.hint}" if problem.hint else "")


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path

    def plan(self, tree: Mapping) -> SweepPlan:
        """The whole plan."""
        parts: dict[str, Node] = {}
        for key, value in tree.entries:
            if key.text not in KEYS:
                hint = did_you_mean(key.text, KEYS) or f"A plan has: {', '.join(KEYS)}."
                self.refuse(key, f"A plan has no '{key.text}'. {hint}")
            parts[key.text] = value
        groups = []
        if "vary" in parts:
            groups.append(cross([self.texts(level) for level in self.items(parts["vary"])]))
        if "orders" in parts:
            groups.append(self.orders(parts["orders"]))
        if "points" in parts:
            groups.append(self.points(parts["points"]))
        if not groups:
            self.refuse(tree, "A plan has vary, orders or points, at least one of them.")
        do = self.texts(parts["do"]) if "do" in parts else []
        return SweepPlan(tuple(together(*groups)), tuple(do))

    def points(self, node: Node) -> list[Point]:
        """Combinations with names."""
        if not isinstance(node, Mapping):
            self.refuse(node, "points maps names to lists of lines.")
        for key, _ in node.entries:
            if not _NAME.fullmatch(key.text):
                self.refuse(key, "A name has letters, digits, spaces, and . - _ after the first.")
        return [
            Point(key.text, tuple(self.texts(value)), (("named", key.text),))
            for key, value in node.entries
        ]

    def orders(self, node: Node) -> list[Point]:
        """Moves, rounds, and whether to wait."""
        if not isinstance(node, Mapping):
            self.refuse(node, "orders has moves, rounds and, if you like, waiting.")
        parts = {key.text: value for key, value in node.entries}
        if not {"moves", "rounds"} <= parts.keys() <= {"moves", "rounds", "waiting"}:
            self.refuse(node, "orders has moves, rounds and, if you like, waiting.")
        rounds = self.texts(parts["rounds"])
        if not all(_NUMBER.fullmatch(number) for number in rounds):
            self.refuse(parts["rounds"], "Rounds are whole numbers from 1 on.")
        waiting = parts.get("waiting", Scalar("false", node.place, plain=True))
        if not isinstance(waiting, Scalar) or waiting.text not in ("true", "false"):
            self.refuse(waiting, "waiting is true or false.")
        numbers = [int(number) for number in rounds]
        return orders(self.texts(parts["moves"]), numbers, waiting=waiting.text == "true")

    def items(self, node: Node) -> tuple[Node, ...]:
        """The items of a list."""
        if not isinstance(node, Sequence):
            self.refuse(node, "A list belongs here: [ … ], or lines that begin with a dash.")
        return node.items

    def texts(self, node: Node) -> list[str]:
        """A list of texts."""
        items = self.items(node)
        for item in items:
            if not isinstance(item, Scalar) or not item.text:
                self.refuse(item, "An intervention line belongs here, such as police.arrest@3.")
        return [item.text for item in items if isinstance(item, Scalar)]

    def refuse(self, node: Node, message: str) -> NoReturn:
        """Say where and what."""
        place = node.place
        raise PlanError(f"{self.path}:{place.line}:{place.column}: {message}")
