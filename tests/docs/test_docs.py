"""The documentation is true: commands run, files are sound, links lead somewhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sim.author.check import check_file
from sim.engine.interventions import plan_of
from sim.lab.reference import reference_odds
from sim.program.lower import lower
from sim.scenario import parts
from sim.scenario.catalog import bundled, bundled_folder
from sim.scenario.codes import Severity
from sim.scenario.reader import load_path
from sim.scenario.schema import ScenarioFile
from tests.command_table import PAGE, written
from tests.docs import pages, terminal
from tests.docs.pages import PROSE, ROOT, blocks
from tests.docs.splice import splice
from tests.docs.terminal import PLACEHOLDER, Terminal, as_told, conversation
from tests.readme_command import command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.docs.pages import Block

WRITING = "docs/writing.md"
BASE = "last_bus.yaml"
"""The file that the page on writing begins with, and that its fragments go into."""
EXAMPLES = {"SALib", "ema_workbench"}
"""What examples may need that no other test does; the extra ``examples`` brings it."""
TUTORIAL = "docs/tutorial.md"
"""Its blocks are pieces of files, which ``test_tutorial`` holds against those files."""


def problems_of(path: Path) -> list[str]:
    """The codes of what is wrong with a file; a note is nothing wrong."""
    return [p.code for p in check_file(path) if p.severity is not Severity.NOTE]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in a folder with the bundled scenarios and the files that a reader has written."""
    shutil.copytree(bundled_folder(), tmp_path / "scenarios")
    shutil.copy(ROOT / "tests" / "fixtures" / "roof.yaml", tmp_path / "my_story.yaml")
    for step in (ROOT / "docs" / "tutorial").glob("*.yaml"):
        shutil.copy(step, tmp_path)
    shutil.copy(tmp_path / "step_7.yaml", tmp_path / "roof.yaml")
    base = next(b for b in blocks(WRITING) if b.marks.get("file") == BASE)
    (tmp_path / BASE).write_text(base.text, "utf-8")
    return Terminal(tmp_path, monkeypatch)


def walk(here: Terminal, block: Block) -> None:
    """Do with a block what a reader would do with it."""
    match block.language:
        case "sh" | "console":
            for line, said in conversation(block):
                code, printed = here.run(line)
                told = f"{block.place}: {line}\n{printed}"
                assert code == int(block.marks.get("exit", 0)), told
                assert as_told(said, printed), told
        case "python" if "needs" in block.marks:
            # Examples for other people's tools: tests/lab/test_research_page.py runs them.
            assert block.marks["needs"] in EXAMPLES
        case "python":
            done = subprocess.run(
                [sys.executable, "-c", block.text], capture_output=True, text=True, timeout=60
            )
            assert done.returncode == 0, f"{block.place}\n{done.stderr}"
        case "yaml" if "newscycle: 1" in block.text:
            path = here.folder / block.marks.get("file", "complete.yaml")
            path.write_text(block.text, "utf-8")
            wanted = block.marks.get("problems", "").split()
            assert problems_of(path) == wanted, block.place
        case "yaml":
            path = here.folder / BASE
            path.write_text(splice(path.read_text("utf-8"), block.text), "utf-8")
            told = "\n".join(map(str, check_file(path)))
            assert problems_of(path) == [], f"{block.place}\n{told}"
        case "json":
            # Settings of editors: tests/author/test_editors.py hands them to a language server.
            assert isinstance(json.loads(block.text), dict)
        case "text":
            pass
        case _:
            raise AssertionError(f"{block.place}: nobody tests a block of '{block.language}'")


@pytest.mark.parametrize("page", [page for page in PROSE if blocks(page) and page != TUTORIAL])
def test_every_block_of_a_page_is_as_it_says(page: str, here: Terminal) -> None:
    for block in blocks(page):
        walk(here, block)
    here.finish()


@pytest.mark.parametrize("page", PROSE)
def test_every_command_in_a_sentence_or_table_exists(page: str, here: Terminal) -> None:
    for code in pages.codes(pages.outside(page)):
        name = terminal.program(code) if code.split() else ""
        if name == "newscycle" and " " in code:
            if PLACEHOLDER.search(code) or all(w.startswith("-") for w in code.split()[2:]):
                terminal.check_named(code)
            else:
                status, printed = here.run(code)
                assert status == 0, f"{page}: {code}\n{printed}"
        elif code.startswith((".venv/", ".ci/", "python -m ", "python3 -m ")):
            here.run(code.replace("python -m", ".venv/bin/python -m", code.startswith("python ")))
    here.finish()


@pytest.mark.parametrize("page", pages.PAGES)
def test_every_link_leads_to_a_file_and_a_heading(page: str) -> None:
    for link in pages.links(page):
        if link.startswith(("http://", "https://")):
            continue
        target, _, anchor = link.partition("#")
        path = (ROOT / page).parent / target if target else ROOT / page
        assert path.exists(), f"{page}: {link}"
        if anchor:
            name = path.resolve().relative_to(ROOT).as_posix()
            assert anchor in pages.anchors(name), f"{page}: {link}"


def test_the_first_screen_of_the_readme_has_the_picture_and_the_two_commands() -> None:
    first = pages.text_of("README.md").partition("\n## ")[0]
    assert "](docs/images/desk.svg)" in first
    assert command(first, "play").endswith("newscycle play petropavlovsk")
    assert command(first, "test").endswith("-m pytest -n auto")
    assert len(first.splitlines()) <= 30
    # The same line is what the check before a change lands runs, in a fresh environment.
    assert 'readme_command.py" test < README.md' in (ROOT / ".ci" / "run").read_text("utf-8")


def test_what_the_readme_starts_is_the_story_that_it_names(here: Terminal) -> None:
    play = next(b for b in blocks("README.md") if b.marks.get("command") == "play")
    walk(here, play)
    assert here.opened == ["CastingPage"]


def test_the_tables_of_keys_are_those_of_the_registry() -> None:
    page = PAGE.read_text("utf-8")
    assert page == written(page), "run: python -m tests.command_table"


# -- the page on writing --------------------------------------------------------------------


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The first file of the page with all its fragments put in."""
    text = ""
    for block in blocks(WRITING):
        if block.marks.get("file") == BASE:
            text = block.text
        elif block.language == "yaml" and "newscycle: 1" not in block.text:
            text = splice(text, block.text)
    return text


def put(tmp_path: Path, text: str, line: str) -> list[str]:
    """The codes of ``text`` with ``line`` among the keys of a new move, or of its news."""
    key = line.split(":")[0]
    indent = {"headline": 10, "wait": 4}.get(key, 8)
    head = {"headline": "        news:\n", "wait": ""}.get(key, "")
    move = "    moves:\n      tried:\n        once: true\n" if key != "wait" else ""
    path = tmp_path / "put.yaml"
    path.write_text(splice(text, f"actors:\n  paper:\n{move}{head}{' ' * indent}{line}"), "utf-8")
    return problems_of(path)


@pytest.mark.parametrize("row", pages.rows(WRITING, "written"), ids=lambda row: row[0])
def test_a_trap_of_yaml_is_reported_as_the_page_says(
    row: list[str], grown: str, tmp_path: Path
) -> None:
    (written_so,), (better,) = pages.codes(row[0]), pages.codes(row[2])
    code = row[1].removeprefix("[").partition("]")[0]
    assert put(tmp_path, grown, written_so) == [code]
    assert put(tmp_path, grown, better) == []


@pytest.mark.parametrize("row", pages.rows(WRITING, "expression"), ids=lambda row: row[0])
def test_an_expression_of_the_page_can_be_used(row: list[str], grown: str, tmp_path: Path) -> None:
    (expression,) = pages.codes(row[0])
    as_number = put(tmp_path, grown, f'weight: "{expression}"')
    as_condition = put(tmp_path, grown, f'weight: "2 if ({expression}) else 1"')
    assert [as_number, as_condition] in ([[], ["NC404"]], [["NC404"], []])


@pytest.mark.parametrize("row", pages.rows(WRITING, "line"), ids=lambda row: row[0])
def test_a_what_if_line_of_the_page_can_be_used(row: list[str], grown: str, tmp_path: Path) -> None:
    path = tmp_path / BASE
    path.write_text(grown, "utf-8")
    (line,) = pages.codes(row[0])
    assert plan_of(lower(load_path(path)), [line]).lines == (line,)


def test_what_the_page_expects_of_its_scenario_comes_true(grown: str, tmp_path: Path) -> None:
    path = tmp_path / BASE
    path.write_text(grown, "utf-8")
    program = lower(load_path(path))
    assert program.scenario.file.expect
    for expected in program.scenario.file.expect:
        odds = reference_odds(program, plan_of(program, expected.do or []), track=True)
        found = (odds.endings | odds.reached)[str(expected.ending or expected.reaches)]
        assert expected.odds[0] <= found <= expected.odds[1], (expected, found)


def test_the_interventions_on_the_page_of_the_rules_are_lines_of_petropavlovsk() -> None:
    program = lower(load_path(bundled()["petropavlovsk"]))
    section = pages.text_of("docs/model.md").partition("## Interventions")[2].partition("## ")[0]
    lines = [code for code in pages.codes(section) if re.search(r"[.=~:]", code)]
    assert len(lines) >= 9
    for line in lines:
        assert plan_of(program, [line]).lines == (line,)


def shapes(shape: type[parts.Shape]) -> Iterator[type[parts.Shape]]:
    """All parts of a scenario file that are ``shape``, the file as a whole among them."""
    for below in shape.__subclasses__():
        yield below
        yield from shapes(below)


def test_every_key_of_the_format_stands_on_the_page() -> None:
    page = pages.text_of(WRITING)
    found = {ScenarioFile, *shapes(parts.Shape)}
    keys = {(s, field.alias or name) for s in found for name, field in s.model_fields.items()}
    assert len(keys) > 100
    missing = {
        f"{shape.__name__}: {key}"
        for shape, key in keys
        if not re.search(rf"(?<![a-z_]){key}:|`{key}`", page)
    }
    assert not missing
