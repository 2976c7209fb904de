"""Arrows go down only, and what need not be loaded is not."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SIM = ROOT / "sim"


def modules_after(code: str) -> set[str]:
    """What is in ``sys.modules`` of a fresh process that has run ``code``."""
    program = f"import sys, json\n{code}\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def all_modules() -> list[str]:
    names = []
    for path in sorted(SIM.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__main__":
            names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def test_help_loads_none_of_the_heavy_packages() -> None:
    loaded = modules_after("from sim.cli.main import run\nrun(['--help'])")
    assert not loaded & {"textual", "numpy", "pydantic", "yaml", "transitions", "rich"}


def test_the_core_runs_without_a_screen() -> None:
    loaded = modules_after(
        "import sim.play.session, sim.play.pages, sim.plain.player, sim.author.check"
    )
    assert not loaded & {"textual", "rich", "click"}


def test_playing_needs_no_numpy() -> None:
    assert "numpy" not in modules_after("import sim.play.session, sim.play.pages, sim.tui.app")


@pytest.mark.parametrize("name", all_modules())
def test_every_module_can_be_imported_alone(name: str) -> None:
    modules_after(f"import {name}")


def test_one_module_imports_transitions() -> None:
    importers = []
    for path in SIM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.split(".")[0] == "transitions" for name in names):
                importers.append(path.relative_to(SIM).as_posix())
    assert importers == ["engine/machine.py"]


def test_nothing_evaluates_text_or_unpickles() -> None:
    for path in SIM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec", "__import__"}, path
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                module = getattr(node, "module", None) or ",".join(a.name for a in node.names)
                assert not {"pickle", "shelve", "marshal", "random"} & {*module.split(",")}, path


def test_every_folder_says_what_lives_there() -> None:
    for folder in {path.parent for path in SIM.rglob("*.py")}:
        assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))), folder


def test_no_file_has_grown_past_350_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in SIM.rglob("*.py")
        if (lines := path.read_text("utf-8").count("\n")) > 350
    }
    assert not long
