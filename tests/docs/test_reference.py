"""The reference is written by a command, and is up to date."""

from __future__ import annotations

from pathlib import Path

from sim.author.reference import reference_page, undescribed
from sim.cli.main import run
from sim.scenario.scalars import RESERVED
from sim.scenario.schema import ScenarioFile, json_schema

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"


def test_the_page_is_what_the_command_writes(tmp_path, capsys):
    assert PAGE.read_text("utf-8") == reference_page()
    assert run(["schema", "--markdown"]) == 0
    assert capsys.readouterr().out == reference_page()
    assert run(["schema", "--markdown", "--out", str(tmp_path / "page.md")]) == 0
    assert (tmp_path / "page.md").read_text("utf-8") == reference_page()


def test_every_key_of_the_format_is_on_the_page_with_its_meaning():
    text = reference_page()
    assert undescribed() == []
    for part in (json_schema(), *json_schema()["$defs"].values()):
        for key in part.get("properties", {}):
            assert f"`{key}`" in text
    for name, field in ScenarioFile.model_fields.items():
        required = f"**`{name}`**" if field.is_required() else f"`{name}`"
        assert f"| {required} |" in text
    assert all(f"`{word}`" in text for word in RESERVED)
    assert "Annotated" not in text
    assert "typing" not in text
