"""The names of a scenario as slots, and its texts and formulas by the place where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.program.model import Text, Version
from sim.scenario.expressions.tree import ONE
from sim.scenario.templates import parse_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario import parts
    from sim.scenario.context import Path
    from sim.scenario.expressions.tree import Expression
    from sim.scenario.reader import Scenario


def from_id(name: str) -> str:
    """A label for something that has none: ``ignored_meeting`` reads "Ignored meeting"."""
    return name.replace("_", " ").strip().capitalize()


class Names:
    """Slots of one scenario; actors stand in the order in which they act, waiting moves last."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.file = file = scenario.file
        self.order = file.calendar.order or list(file.actors)
        self.stage_index = {name: i for i, name in enumerate(file.stages)}
        self.variable_index = {name: i for i, name in enumerate(file.variables)}
        self.unknown_index = {name: i for i, name in enumerate(file.unknowns)}
        self.actor_index = {name: i for i, name in enumerate(self.order)}
        names = [f"{a}.{m}" for a in self.order for m in file.actors[a].moves]
        names += [f"{a}.wait" for a in self.order if file.actors[a].wait]
        self.move_index = {name: i for i, name in enumerate(names)}
        self.open = frozenset(i for n, i in self.stage_index.items() if not file.stages[n].ending)

    def text(self, path: Path, text: parts.AnyText) -> Text:
        if isinstance(text, str):
            pieces = parse_template(text)
            constant = all(isinstance(piece, str) for piece in pieces)
            return Text((Version(None, pieces),), "".join(map(str, pieces)) if constant else None)
        versions = tuple(
            Version(
                None if v.when is None else self.expression((*path, n, "when")),
                parse_template(v.text),
            )
            for n, v in enumerate(text)
        )
        return Text(versions, None)

    def maybe(self, path: Path, text: parts.AnyText | None) -> Text | None:
        return None if text is None else self.text(path, text)

    def label(self, path: Path, text: parts.AnyText | None, name: str) -> Text:
        return self.text(path, from_id(name) if text is None else text)

    def expression(self, path: Path) -> Expression:
        return self.scenario.expressions[path]

    def condition(self, path: Path, written: str | None) -> Expression | None:
        return None if written is None else self.expression(path)

    def number(self, path: Path, written: str | None) -> Expression:
        return ONE if written is None else self.expression(path)

    def actors_of(self, names: Sequence[str] | None) -> frozenset[int] | None:
        return None if names is None else frozenset(self.actor_index[name] for name in names)
