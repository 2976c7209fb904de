"""From a file to a :class:`Scenario`, or to everything that is wrong with it, at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.errors import ScenarioError
from sim.scenario.checks import check_all
from sim.scenario.context import Context, Declared
from sim.scenario.problems import Problem, Problems
from sim.scenario.shape import read_shape
from sim.scenario.source import decode, load_file, read_tree

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from sim.scenario.context import Path
    from sim.scenario.expressions.tree import Expression
    from sim.scenario.schema import ScenarioFile


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario file, read and sound.

    ``id`` is what commands call it; ``hash`` is the SHA-256 of its text; ``file`` is what the
    author wrote; ``expressions`` holds every formula, typed, by the place where it stands;
    ``problems`` are the warnings and notes that do not forbid playing.
    """

    id: str
    path: str
    text: str
    hash: str
    file: ScenarioFile
    expressions: dict[Path, Expression] = field(repr=False)
    problems: tuple[Problem, ...] = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and (self.id, self.hash) == (other.id, other.hash)


def load_path(path: FilePath) -> Scenario:
    """Read the scenario at ``path``. Raises :class:`ScenarioError` with all its problems."""
    scenario, problems = examine(path)
    if scenario is None:
        raise ScenarioError(problems)
    return scenario


def examine(path: FilePath) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario at ``path``, if it is sound, and everything found on the way."""
    early = Problems(str(path))
    data = load_file(path, early)
    text = None if data is None else decode(data, early)
    if text is None:
        return None, early.items
    return examine_text(text, file=str(path), name=path.stem)


def load_text(text: str, name: str = "scenario") -> Scenario:
    """Read a scenario from text. Raises :class:`ScenarioError` with all its problems."""
    scenario, problems = examine_text(text, file=f"{name}.yaml", name=name)
    if scenario is None:
        raise ScenarioError(problems)
    return scenario


def examine_text(text: str, *, file: str, name: str) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario that ``text`` describes, if it is sound, and everything found on the way."""
    problems = Problems(file, text)
    tree = read_tree(text, problems)
    if tree is None:
        return None, problems.items
    sound = read_shape(tree, problems)
    if sound.file is None:
        return None, problems.items
    context = Context(sound.file, tree, Declared.of(tree), problems, sound.original, sound.lost)
    check_all(context)
    if problems.has_errors:
        return None, problems.items
    digest = hashlib.sha256(text.encode()).hexdigest()
    scenario = Scenario(name, file, text, digest, sound.file, context.expressions, problems.items)
    return scenario, problems.items
