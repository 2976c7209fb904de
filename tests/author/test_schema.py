"""The schema for editors agrees with the reader, and says of every key what it means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings

from sim.scenario.catalog import bundled
from sim.scenario.reader import examine_text
from sim.scenario.schema import json_schema
from tests.conftest import FIXTURE_NAMES, fixture_path
from tests.strategies import programs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.program.model import Program

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
STEPS = sorted((Path(__file__).parents[2] / "docs" / "tutorial").glob("step_*.yaml"))
SOUND = [*bundled().values(), *map(fixture_path, FIXTURE_NAMES), *STEPS]
ROOF = fixture_path("roof").read_text("utf-8")


class Loader(yaml.SafeLoader):
    """As an editor reads a file: by YAML 1.2, to which dates are texts and only true is true."""


Loader.yaml_implicit_resolvers = {
    key: [(tag, form) for tag, form in rules if not tag.endswith(("timestamp", "bool"))]
    for key, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"true|True|false|False"), list("tTfF")
)


def faults(text: str) -> list[str]:
    """What an editor would underline."""
    return [error.message for error in VALIDATOR.iter_errors(yaml.load(text, Loader))]  # noqa: S506


def parts(part: Any, under: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every piece of the schema, with the key under which it stands."""
    if isinstance(part, dict):
        yield under, part
        for key, value in part.items():
            yield from parts(value, key)
    elif isinstance(part, list):
        for item in part:
            yield from parts(item, under)


def explained(part: dict[str, Any]) -> bool:
    """Whether something is said of a key, or of the part that stands there."""
    name = part.get("$ref", "").rpartition("/")[2]
    return bool(part.get("description") or SCHEMA["$defs"].get(name, {}).get("description"))


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_a_sound_file_passes(path: Path) -> None:
    assert faults(path.read_text("utf-8")) == []


@settings(max_examples=25)
@given(program=programs())
def test_any_sound_scenario_passes(program: Program) -> None:
    assert faults(program.scenario.text) == []


def test_every_key_is_explained_and_nothing_is_offered_that_is_a_mistake() -> None:
    keys = 0
    for under, part in parts(SCHEMA):
        if under == "properties":
            for key, value in part.items():
                keys += 1
                assert explained(value), key
                assert "title" not in value or "$ref" in value, key
        if under == "patternProperties":
            for value in part.values():
                assert "$ref" in value or value["description"]
        if "enum" in part and "enumDescriptions" in part:
            assert len(part["enum"]) == len(part["enumDescriptions"])
        assert part.get("default", 0) is not None
        assert part.get("type") != "null"
    assert keys > 100


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title:", "titel:"),
        ("newscycle: 1", "newscycle: 2"),
        ("newscycle: 1", "newscycle: one"),
        ("rounds: 8", "rounds: many"),
        ("ending: true", "ending: yes"),
        ("label: Nobody notices", "label:"),
        ("in: ignored", "in: Ignored Stage"),
        ("  viral:", "  Viral Clip:"),
        ("kind: video", "kind: film"),
        ("start: 2024-09-02", "start: 2 September"),
        ("range: [0, 5]", "range: [0]"),
        ("from: viral", "from: []"),
    ],
)
def test_what_the_schema_refuses_the_reader_refuses_too(before: str, after: str) -> None:
    assert before in ROOF
    text = ROOF.replace(before, after)
    assert faults(text)
    scenario, problems = examine_text(text, file="roof.yaml", name="roof")
    assert scenario is None, problems
