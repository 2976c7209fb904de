"""The tutorial tells the truth: its files pass, its excerpts stand in them, its output is real."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sim.author.check import Wanted, look_at
from sim.cli.main import run
from sim.engine.story import Story
from sim.program.lower import lower
from sim.scenario.reader import examine_text, load_path
from tests.docs.pages import Block, blocks
from tests.docs.splice import splice

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tutorial.md").read_text("utf-8")
STEPS = sorted((DOCS / "tutorial").glob("step_*.yaml"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections() -> dict[str, str]:
    """The text below each heading of a step, by the name of its file."""
    parts = re.split(r"^## Step (\d): .*$", PAGE, flags=re.MULTILINE)[1:]
    return {f"step_{n}.yaml": text for n, text in zip(parts[::2], parts[1::2], strict=True)}


def test_every_step_has_a_file_and_every_file_a_step():
    assert list(sections()) == [path.name for path in STEPS]
    for name, text in sections().items():
        assert f"The whole file: [{name}](tutorial/{name})" in text


@pytest.mark.parametrize(
    "path", [*STEPS, *DOCS.glob("examples/*.yaml")], ids=lambda path: path.stem
)
def test_a_file_has_no_problem_and_can_be_played(path):
    checked = look_at(path, Wanted(plays=40))
    assert "\n".join(map(str, checked.problems)) == ""
    assert checked.coverage.never == []
    assert all(trial.holds for trial in checked.trials)
    program = lower(load_path(path))
    assert Story(program, 1).ended


def typed_so_far(last: str) -> str:
    """The file of somebody who types what the page shows, to the end of a step."""
    file = ""
    for block in blocks("docs/tutorial.md"):
        if block.language == "yaml" and step_of(block) <= last:
            path = block.marks.get("replaces", "").split()
            file = splice(without(file, path) if path else file, block.text)
    return file


def step_of(block: Block) -> str:
    """The file of the step in which a block stands."""
    above = "\n".join(PAGE.split("\n")[: block.line])
    return re.findall(r"tutorial/(step_\d\.yaml)", above)[-1]


def without(file: str, path: list[str]) -> str:
    """``file`` with nothing left of what stands at ``path``."""
    keys = [f"{'  ' * depth}{key}:" for depth, key in enumerate(path)]
    assert f"\n{keys[-1]}\n" in file
    return splice(file, "\n".join([*keys[:-1], f"{keys[-1]} to be replaced"]))


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_who_types_what_the_page_shows_has_the_file_of_the_step(path):
    typed, _ = examine_text(typed_so_far(path.name), file="roof.yaml", name="roof")
    assert typed is not None
    assert typed.file == load_path(path).file


@pytest.mark.parametrize("number", range(1, len(STEPS)))
def test_each_step_keeps_what_the_one_before_had(number):
    before, after = (load_path(STEPS[n]).file for n in (number - 1, number))
    assert set(before.stages) <= set(after.stages)
    for name, actor in before.actors.items():
        assert set(actor.moves) <= set(after.actors[name].moves)


@pytest.mark.parametrize("page", ["tutorial.md", "howto.md"])
def test_the_output_that_is_shown_is_what_the_command_prints(page, monkeypatch, capsys):
    monkeypatch.chdir(DOCS)
    text = (DOCS / page).read_text("utf-8")
    shown = [code for _, code in FENCE.findall(text) if code.startswith("$ ")]
    assert shown or page != "tutorial.md"
    for code in shown:
        command, _, output = code.partition("\n")
        run(shlex.split(command.removeprefix("$ newscycle ")))
        assert capsys.readouterr().out == output


@pytest.mark.parametrize("page", ["tutorial.md", "howto.md", "reference.md"])
def test_links_between_these_pages_lead_somewhere(page):
    text = (DOCS / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if target not in ("fairness.md", "writing.md"):
            assert (DOCS / target).exists(), target
