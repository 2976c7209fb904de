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
    author wrote; ``expressions`` holds every formula, typed, by the place where it stands.
    """

    id: str
    path: str
    text: str
    hash: str
    file: ScenarioFile
    expressions: dict[Path, Expression] = field(repr=False)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The warnings and notes that do not forbid playing; looked for anew at each call."""
        return examine_text(self.text, file=self.path, name=self.id)[1]

    def __hash__(self) -> int:
        return hash(self.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and (self.id, self.hash) == (other.id, other.hash)


def load_path(path: FilePath) -> Scenario:
    """Read the scenario at ``path``. Raises :class:`ScenarioError` with all its problems."""
    early = Problems(str(path))
    text = _text_at(path, early)
    if text is None:
        raise ScenarioError(early.items)
    return _sound(text, file=str(path), name=path.stem)


def examine(path: FilePath) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario at ``path``, if it is sound, and everything found on the way."""
    early = Problems(str(path))
    text = _text_at(path, early)
    if text is None:
        return None, early.items
    return examine_text(text, file=str(path), name=path.stem)


def load_text(text: str, name: str = "scenario") -> Scenario:
    """Read a scenario from text. Raises :class:`ScenarioError` with all its problems."""
    return _sound(text, file=f"{name}.yaml", name=name)


def _text_at(path: FilePath, problems: Problems) -> str | None:
    data = load_file(path, problems)
    return None if data is None else decode(data, problems)


def _sound(text: str, *, file: str, name: str) -> Scenario:
    """What ``text`` describes, to be played; only what is unsound is looked through in full."""
    scenario, problems = examine_text(text, file=file, name=name, advising=False)
    if scenario is None:
        _, problems = examine_text(text, file=file, name=name)
        raise ScenarioError(problems)
    return scenario


def examine_text(
    text: str, *, file: str, name: str, advising: bool = True
) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario that ``text`` describes, if it is sound, and everything found on the way.

    Without ``advising`` all errors, and of what does not forbid playing only what costs nothing.
    """
    problems = Problems(file, text)
    tree = read_tree(text, problems)
    if tree is None:
        return None, problems.items
    sound = read_shape(tree, problems)
    if sound.file is None:
        return None, problems.items
    names = Declared.of(tree)
    context = Context(
        sound.file, tree, names, problems, sound.original, sound.lost, advising=advising
    )
    check_all(context)
    if problems.has_errors:
        return None, problems.items
    digest = hashlib.sha256(text.encode()).hexdigest()
    scenario = Scenario(name, file, text, digest, sound.file, context.expressions)
    return scenario, problems.items
