"""The shape of a scenario file, format 1: one model that checks it and yields the JSON Schema.

References between parts, types of expressions and the state machine are checked elsewhere.
"""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from sim.scenario.leaves import Count, Language, Lines, NewKey, Words
from sim.scenario.parts import (
    Actor,
    Calendar,
    Claim,
    Debrief,
    Expectation,
    Record,
    Shape,
    Source,
    Stage,
    Text,
    Transition,
    Unknown,
    Variable,
    WhatIf,
)

FORMAT = 1


class ScenarioFile(Shape):
    """A scenario of newscycle, format 1."""

    model_config = ConfigDict(title="newscycle scenario, format 1")

    newscycle: Count = Field(
        description="The format number: 1.", json_schema_extra={"const": FORMAT}
    )
    title: Words = Field(description="Title of the scenario.")
    summary: Text | None = Field(None, description="Two or three lines for the newsstand.")
    setting: Words | None = Field(None, description="Where and when, in a few words.")
    language: Language = Field("en", description="Language of the texts (BCP 47).")
    version: Words | None = Field(None, description="The author's version of this file.")
    authors: Lines | None = Field(None, description="Who wrote it.")
    license: Words | None = Field(None, description="Under which licence it may be used.")
    minutes: Count | None = Field(
        None, description="How long a first play takes, for the newsstand."
    )
    content_note: Text | None = Field(None, description="What a player should know beforehand.")
    sources: dict[NewKey, Source] = Field({}, description="Where things were read.")
    calendar: Calendar = Field(description="The clock of the story.")
    variables: dict[NewKey, Variable] = Field({}, description="What the story keeps.")
    unknowns: dict[NewKey, Unknown] = Field({}, description="Hidden truths.")
    stages: dict[NewKey, Stage] = Field(
        min_length=1, description="The states; the first one is the start."
    )
    transitions: list[Transition] = Field([], description="Arcs taken by themselves.")
    actors: dict[NewKey, Actor] = Field(min_length=1, description="Who acts.")
    record: Record | None = Field(None, description="What really happened.")
    what_ifs: dict[NewKey, WhatIf] = Field({}, description="Questions worth asking.")
    claims: list[Claim] = Field([], description="Statements for the closing exercise.")
    glossary: dict[str, Text] = Field({}, description="Term and explanation.")
    debrief: Debrief | None = Field(None, description="What to talk about afterwards.")
    expect: list[Expectation] = Field([], description="Tests that the author writes.")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the format, for editors."""
    schema = ScenarioFile.model_json_schema(by_alias=True, mode="validation")
    definitions = {name: _tidy(part) for name, part in schema.pop("$defs").items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_tidy(schema),
        "$defs": definitions,
    }


def _tidy(part: Any, about: str | None = None, *, under_key: bool = False) -> Any:
    """A piece of the schema as editors show it best.

    Nothing is a mistake as a value, so it is not offered; a key has no second name; what is said of
    a key is said of each id below it too, and nothing but ids may stand there.
    """
    if isinstance(part, list):
        return [_tidy(item, about) for item in part if item != {"type": "null"}]
    if not isinstance(part, dict):
        return part
    about = part.get("description", about)
    found = {key: _tidy(part[key], about) for key in part if key not in ("properties", "default")}
    if "properties" in part:
        inner = part["properties"].items()
        found["properties"] = {key: _tidy(value, under_key=True) for key, value in inner}
    if isinstance(part.get("default"), (bool, int, str)):
        found["default"] = part["default"]
    if under_key:
        found.pop("title", None)
    if len(found.get("anyOf", ())) == 1:
        (only,) = found.pop("anyOf")
        found = {**only, **found}
    if "patternProperties" in found:
        found["additionalProperties"] = False
        for value in found["patternProperties"].values():
            if "$ref" not in value and about is not None:
                value.setdefault("description", about)
    return found


def keys_at(path: tuple[str | int, ...]) -> list[str]:
    """The keys that the format knows for the part of a file at ``path``."""
    return [key for key, _ in _fields_at(path)]


def meaning_of(path: tuple[str | int, ...]) -> str | None:
    """What the format says of the key at ``path``."""
    return next((what for key, what in _fields_at(path[:-1]) if key == path[-1]), None)


def _fields_at(path: tuple[str | int, ...]) -> list[tuple[str, str | None]]:
    parts: list[Any] = [ScenarioFile]
    for part in path:
        parts = [inner for outer in parts for inner in _step(outer, part)]
    models = [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]
    fields = [pair for model in models for pair in model.model_fields.items()]
    return [(field.alias or name, field.description) for name, field in fields]


def _step(part: Any, key: str | int) -> list[Any]:
    """What stands under ``key`` in a part of that type."""
    origin = get_origin(part)
    if origin is list:
        (item,) = get_args(part)
        inner = _options(item)
        return inner if isinstance(key, int) else [x for i in inner for x in _step(i, key)]
    if isinstance(key, int):
        return [part]
    if origin is dict:
        return _options(get_args(part)[1])
    if isinstance(part, type) and issubclass(part, BaseModel):
        for name, field in part.model_fields.items():
            if key == (field.alias or name):
                return _options(field.annotation)
    return []


def _options(annotation: Any) -> list[Any]:
    """The types that ``annotation`` allows, unwrapped."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _options(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [option for part in get_args(annotation) for option in _options(part)]
    return [annotation]
