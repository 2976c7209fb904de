"""Where the parts of a scenario stand in its file: what plays can reach, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from sim.scenario.context import descend
from sim.scenario.problems import Problems
from sim.scenario.source import Mapping, Place, read_tree

if TYPE_CHECKING:
    from sim.program.model import News, Outcome, Program
    from sim.scenario.context import Path
    from sim.scenario.reader import Scenario

What: TypeAlias = Literal["stage", "ending", "version", "transition", "move", "outcome", "news"]


class Places:
    """Finds places in the text of a scenario, which is read once, when a place is asked for."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._tree: Mapping | None = None

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where the value at ``path`` stands, or its key."""
        if self._tree is None:
            text = self._scenario.text
            self._tree = read_tree(text, Problems(self._scenario.path, text))
        if self._tree is None:
            return Place(1, 1)
        node, name = descend(self._tree, path)
        return name.place if key and name is not None else node.place


@dataclass(frozen=True, slots=True)
class Part:
    """Something in the file that a play may reach: ``index`` is its place in the program.

    For a version of a stage's text ``index`` is the stage and ``number`` the version. News counts
    where one of several items is shown: ``headline`` is that of this one.
    """

    what: What
    name: str
    line: int
    index: int
    number: int = 0
    headline: str = ""


def parts_of(program: Program, places: Places) -> tuple[Part, ...]:
    """Every part of the file that a play may reach, in the order of the file."""
    found: list[Part] = []

    def line(path: Path) -> int:
        return places.place(path, key=True).line

    def news(items: News | None, path: Path, name: str) -> None:
        if items is None or len(items.items) < 2:
            return
        for number, item in enumerate(items.items):
            if item.headline.plain is not None:
                place = line((*path, "news", number))
                found.append(Part("news", name, place, -1, number, item.headline.plain))

    for stage in program.stages:
        path: Path = ("stages", stage.id)
        what: What = "ending" if stage.ending else "stage"
        found.append(Part(what, stage.id, line(path), stage.index))
        versions = stage.text.versions if stage.text else ()
        if len(versions) > 1:
            for number in range(len(versions)):
                place = line((*path, "text", number))
                found.append(Part("version", stage.id, place, stage.index, number))
        news(stage.news, (*path, "on_enter"), stage.id)
    for transition in program.transitions:
        path = ("transitions", transition.index)
        name = f"{_stages(program, transition.sources)} → {program.stages[transition.to].id}"
        found.append(Part("transition", name, line(path), transition.index))
        news(transition.news, path, name)
    for move in program.moves:
        if move.is_wait:
            continue
        path = _move_path(move.name)
        found.append(Part("move", move.name, line(path), move.index))
        for outcome in move.outcomes:
            place_of = outcome_path(program, outcome)
            name = f"{move.name}:{outcome.id}"
            if place_of != path:
                found.append(Part("outcome", name, line(place_of), outcome.index))
            news(outcome.news, place_of, name)
    return tuple(sorted(found, key=lambda part: (part.line, part.what)))


def _stages(program: Program, sources: frozenset[int]) -> str:
    return ", ".join(program.stages[i].id for i in sorted(sources))


def _move_path(name: str) -> Path:
    actor, _, move = name.partition(".")
    return ("actors", actor, "moves", move)


def outcome_path(program: Program, outcome: Outcome) -> Path:
    """Where an outcome stands in the file: a move may be its own single one."""
    move = program.moves[outcome.move]
    actor = program.actors[move.actor].id
    path = _move_path(move.name)
    if program.scenario.file.actors[actor].moves[move.id].outcomes is None:
        return path
    return (*path, "outcomes", move.outcomes.index(outcome))
