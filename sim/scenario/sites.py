"""Where formulas and texts stand in a scenario file: one walk that every check shares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sim.scenario.expressions.tree import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.context import Path
    from sim.scenario.parts import Actor, Consequence, News, OnEnter, Variant
    from sim.scenario.schema import ScenarioFile

    AnyText = str | list[Variant]


class Role(StrEnum):
    """What a formula is for."""

    CONDITION = "condition"
    VERSION = "condition of a text"
    WEIGHT = "weight"
    CHANCE = "chance"
    CHANGE = "change"
    SET = "value"
    DRIFT = "drift"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Site:
    """One formula: where, what it is for, in which stages it is looked at, and for whom."""

    path: Path
    text: str
    role: Role
    kind: Kind
    stages: frozenset[str]
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class TextSite:
    """One text with its versions; ``headline`` marks those that must stay short."""

    path: Path
    text: AnyText
    headline: bool = False


def all_stages(file: ScenarioFile) -> frozenset[str]:
    """Every stage."""
    return frozenset(file.stages)


def open_stages(file: ScenarioFile) -> frozenset[str]:
    """Every stage that is no ending."""
    return frozenset(name for name, stage in file.stages.items() if not stage.ending)


def formulas(file: ScenarioFile) -> Iterator[Site]:
    """Every formula of ``file``, in the order of the file's parts."""
    everywhere, going_on = all_stages(file), open_stages(file)
    for name, variable in file.variables.items():
        if variable.drift is not None:
            path: Path = ("variables", name, "drift")
            yield Site(path, variable.drift, Role.DRIFT, Kind.INTEGER, going_on)
    for name, stage in file.stages.items():
        if stage.on_enter:
            here = frozenset((name,))
            yield from _effects(file, ("stages", name, "on_enter"), stage.on_enter, here)
    for number, transition in enumerate(file.transitions):
        if transition.when is not None:
            yield Site(
                ("transitions", number, "when"),
                transition.when,
                Role.CONDITION,
                Kind.BOOLEAN,
                frozenset(transition.from_),
            )
    for name, actor in file.actors.items():
        yield from _actor(file, name, actor, going_on)
    for site in texts(file):
        if not isinstance(site.text, str):
            for number, version in enumerate(site.text):
                if version.when is not None:
                    path = (*site.path, number, "when")
                    yield Site(path, version.when, Role.VERSION, Kind.BOOLEAN, everywhere)


def _actor(file: ScenarioFile, name: str, actor: Actor, going_on: frozenset[str]) -> Iterator[Site]:
    base: Path = ("actors", name)
    integer = Kind.INTEGER
    for key, move in actor.moves.items():
        path = (*base, "moves", key)
        here = frozenset(move.in_) if move.in_ is not None else going_on
        if move.when is not None:
            yield Site((*path, "when"), move.when, Role.CONDITION, Kind.BOOLEAN, here, name)
        if move.weight is not None:
            yield Site((*path, "weight"), move.weight, Role.WEIGHT, integer, here)
        yield from _effects(file, path, move, here)
        for number, outcome in enumerate(move.outcomes or ()):
            place = (*path, "outcomes", number)
            if outcome.chance is not None:
                yield Site((*place, "chance"), outcome.chance, Role.CHANCE, integer, here)
            yield from _effects(file, place, outcome, here)
    if actor.wait and actor.wait.weight is not None:
        path = (*base, "wait", "weight")
        yield Site(path, actor.wait.weight, Role.WEIGHT, integer, going_on)
    for temperament, weights in (actor.temperaments or {}).items():
        for key, weight in weights.items():
            path = (*base, "temperaments", temperament, key)
            yield Site(path, weight, Role.WEIGHT, integer, going_on)
    for number, want in enumerate(actor.wants or ()):
        if want.points is not None:
            path = (*base, "wants", number, "points")
            yield Site(path, want.points, Role.POINTS, integer, all_stages(file))


def _effects(
    file: ScenarioFile, path: Path, effects: Consequence | OnEnter, here: frozenset[str]
) -> Iterator[Site]:
    for name, text in (effects.change or {}).items():
        yield Site((*path, "change", name), text, Role.CHANGE, Kind.INTEGER, here)
    for name, text in (effects.set or {}).items():
        variable = file.variables.get(name)
        truth = variable is not None and is_boolean(variable.start)
        kind = Kind.BOOLEAN if truth else Kind.INTEGER
        yield Site((*path, "set", name), text, Role.SET, kind, here)


def is_boolean(start: object) -> bool:
    """Whether a variable with this start is true or false."""
    return isinstance(start, bool)


def texts(file: ScenarioFile) -> Iterator[TextSite]:
    """Every text of ``file`` that may have versions and placeholders."""
    for key in ("summary", "content_note"):
        yield from _text((key,), getattr(file, key))
    for name, variable in file.variables.items():
        yield from _text(("variables", name, "label"), variable.label)
        yield from _text(("variables", name, "why"), variable.why)
    for name, unknown in file.unknowns.items():
        yield from _text(("unknowns", name, "label"), unknown.label)
    for name, stage in file.stages.items():
        path: Path = ("stages", name)
        yield from _text((*path, "label"), stage.label)
        yield from _text((*path, "text"), stage.text)
        for actor, fate in (stage.fates or {}).items():
            yield from _text((*path, "fates", actor), fate)
        if stage.on_enter:
            yield from _text((*path, "on_enter", "because"), stage.on_enter.because)
            yield from _news((*path, "on_enter"), stage.on_enter.news)
    for number, transition in enumerate(file.transitions):
        yield from _text(("transitions", number, "label"), transition.label)
        yield from _news(("transitions", number), transition.news)
    for name, body in file.actors.items():
        yield from _actor_texts(("actors", name), body)
    yield from _closing_texts(file)


def _actor_texts(path: Path, actor: Actor) -> Iterator[TextSite]:
    yield from _text((*path, "name"), actor.name)
    for key in ("role", "about", "briefing"):
        yield from _text((*path, key), getattr(actor, key))
    for number, want in enumerate(actor.wants or ()):
        yield from _text((*path, "wants", number, "text"), want.text)
    if actor.wait:
        yield from _text((*path, "wait", "label"), actor.wait.label)
    for name, move in actor.moves.items():
        place = (*path, "moves", name)
        yield from _text((*place, "label"), move.label)
        yield from _text((*place, "about"), move.about)
        yield from _consequence(place, move)
        for number, outcome in enumerate(move.outcomes or ()):
            yield from _consequence((*place, "outcomes", number), outcome)


def _consequence(path: Path, what: Consequence) -> Iterator[TextSite]:
    yield from _text((*path, "because"), what.because)
    yield from _text((*path, "text"), what.text)
    for actor, inside in (what.inside or {}).items():
        yield from _text((*path, "inside", actor), inside)
    yield from _news(path, what.news)


def _news(path: Path, items: list[News] | None) -> Iterator[TextSite]:
    for number, item in enumerate(items or ()):
        place = (*path, "news", number)
        yield TextSite((*place, "headline"), item.headline, headline=True)
        yield from _text((*place, "by"), item.by)
        yield from _text((*place, "body"), item.body)


def _closing_texts(file: ScenarioFile) -> Iterator[TextSite]:
    if file.record:
        for number, later in enumerate(file.record.aftermath or ()):
            yield from _text(("record", "aftermath", number, "text"), later.text)
    for name, what_if in file.what_ifs.items():
        yield from _text(("what_ifs", name, "label"), what_if.label)
        yield from _text(("what_ifs", name, "text"), what_if.text)
    for number, claim in enumerate(file.claims):
        yield from _text(("claims", number, "text"), claim.text)
        yield from _text(("claims", number, "feedback"), claim.feedback)
    for term, text in file.glossary.items():
        yield from _text(("glossary", term), text)
    if file.debrief:
        for number, concept in enumerate(file.debrief.concepts or ()):
            yield from _text(("debrief", "concepts", number, "text"), concept.text)
        for number, mechanism in enumerate(file.debrief.mechanisms or ()):
            yield from _text(("debrief", "mechanisms", number, "text"), mechanism.text)


def _text(path: Path, text: AnyText | None) -> Iterator[TextSite]:
    if text is not None:
        yield TextSite(path, text)
