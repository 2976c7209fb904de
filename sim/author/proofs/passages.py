"""The texts of a scenario that have versions with conditions, and when each is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.lab.exact.watch import Passage
from sim.scenario.sites import texts

if TYPE_CHECKING:
    from sim.lab.exact.watch import Moment
    from sim.program.model import Program
    from sim.scenario.context import Path

    Place = tuple[Moment, int]


def passages_of(program: Program) -> dict[Path, Passage]:
    """Every text that a story tells in versions, by its path in the file."""
    found: dict[Path, Passage] = {}
    expressions = program.scenario.expressions
    for site in texts(program.scenario.file):
        if isinstance(site.text, str) or all(version.when is None for version in site.text):
            continue
        place = _moment(program, site.path)
        if place is not None:
            whens = tuple(expressions.get((*site.path, n, "when")) for n in range(len(site.text)))
            found[site.path] = Passage(whens, *place)
    return found


def _moment(program: Program, path: Path) -> Place | None:
    """When the text at ``path`` is told; None for one that no story tells."""
    match path:
        case ("stages", str(name), *rest):
            return _of_stage(program.stage_index[name], rest)
        case ("transitions", int(number), "news", *_):
            return "leaving", number
        case ("actors", str(actor), "moves", str(name), *rest) if rest[0] not in ("label", "about"):
            move = program.move(f"{actor}.{name}")
            match rest:
                case ("outcomes", int(number), *_):
                    return "outcome", move.outcomes[number].index
            return "outcome", move.outcomes[0].index
        case ("stages" | "transitions" | "actors" | "variables", *_):
            return "ever", -1
    return None


def _of_stage(index: int, rest: list[str | int]) -> Place:
    match rest:
        case ("text", *_):
            return "standing", index
        case ("fates", *_):
            return "over", index
        case ("on_enter", "because", *_):
            return "entering", index
        case ("on_enter", "news", *_):
            return "entered", index
    return "ever", -1
