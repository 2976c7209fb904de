"""The page for researchers is true: examples run, columns and keys are those of the program.

Its commands and other snippets are run with those of all pages, in tests/docs.
"""

from __future__ import annotations

import csv
import importlib.util
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.lab.plan import read_plan
from sim.lab.sweep import COLUMNS
from sim.lab.tables import EVENT_COLUMNS

PAGE = Path(__file__).parents[2] / "docs" / "research.md"
TEXT = PAGE.read_text("utf-8")
EXAMPLES = re.findall(r"<!-- needs: (\w+) -->\n```python\n(.*?)```", TEXT, re.DOTALL)


def test_there_are_examples_for_both_tools() -> None:
    assert [package for package, _ in EXAMPLES] == ["SALib", "ema_workbench"]


@pytest.mark.parametrize(("package", "text"), EXAMPLES, ids=["salib", "ema"])
def test_an_example_for_another_tool_runs(package: str, text: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(package) is None:
        pytest.skip("needs the extra packages: python -m pip install -e '.[examples]'")
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "head" in done.stdout or "sampled" in done.stdout


def test_the_plan_of_the_page_is_one(tmp_path: Path) -> None:
    text = TEXT.partition("<!-- plan: plan.yaml -->\n```text\n")[2].partition("```")[0]
    path = tmp_path / "plan.yaml"
    path.write_text(text, "utf-8")
    plan = read_plan(path)
    assert len(plan.points) == 3 * 2 * 2
    result = sim.sweep(sim.load("leaking_roof"), plan.points, runs=20, seed=1, do=plan.do)
    assert {row["point"] for row in result.rows} == {point.name for point in plan.points}


def test_every_key_of_the_documents_is_explained() -> None:
    scenario = sim.load("leaking_roof")
    lines = ["chat~kind", "head.report@2"]
    what_if = sim.whatif(scenario, do=lines, runs=300, seed=1).as_json()
    run_of = sim.ensemble(scenario, runs=300, seed=1, do=lines).as_json()
    keys = {*what_if, *run_of, *what_if["endings"]["repaired"], *run_of["endings"]["repaired"]}
    keys |= {*run_of["rounds"], *what_if["moved"][0], *what_if["chain"][0][0]}
    keys |= set(run_of["forced"]["head.report@2"])
    explained = "".join(line for line in TEXT.splitlines() if line.startswith("|"))
    assert {key for key in keys if f"`{key}`" not in explained} <= {"exact", "kind", "interval"}


def test_the_columns_that_the_page_names_are_there(tmp_path: Path) -> None:
    scenario = sim.load("leaking_roof")
    out, events = tmp_path / "x.csv", tmp_path / "e.csv"
    sim.ensemble(scenario, runs=5, seed=1, out=out, events=events)
    names = next(csv.reader(io.StringIO(out.read_text("utf-8"))))
    table = TEXT.partition("| column | what it holds |")[2].partition("\n\n")[0]
    found = re.findall(r"^\| `(\w+)`", table, re.MULTILINE)
    assert len(found) == 6
    for name in found:
        stem = re.sub(r"_[A-Z].*", "_", name)
        assert any(column.startswith(stem) for column in names) or stem == "unknown_"
    for name in EVENT_COLUMNS:
        assert f"`{name}`" in TEXT, name
    for name in COLUMNS:
        plain = name.removesuffix("_low").removesuffix("_high")
        assert f"`{plain}`" in TEXT or plain in ("do", "ending", "kind", "runs"), name
