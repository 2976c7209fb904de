"""Every problem code has a page, and every page tells the truth about its code."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.author.check import Wanted, check_file, look_at
from sim.engine.story import Story
from sim.errors import ScenarioError
from sim.scenario import source
from sim.scenario.codes import CATALOGUE, Severity
from sim.scenario.explanations import explanation, pages_folder
from sim.scenario.reader import examine, load_path
from tests.problem_index import INDEX, ROOMS, index

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = Path(__file__).parents[2] / "docs" / "problems"
CODES = sorted(CATALOGUE)

SEVERITIES = {
    Severity.ERROR: "*Error: the scenario cannot be played until this is mended.*",
    Severity.WARNING: "*Warning: the scenario can be played, but this is probably a mistake.*",
    Severity.NOTE: "*Note: nothing is wrong; it is worth a look.*",
}

FAILS = "*Error: `newscycle check` fails until this is mended; the scenario can still be played.*"
"""What an error says that only plays show."""

FORM = re.compile(
    r"# (?P<code>NC\d{3}): (?P<title>[^\n]+)\n\n"
    r"(?P<severity>\*[^\n]+\*)\n\n"
    r"(?P<words>.+?)\n\n"
    r"## Bad\n\n(?P<bad>.+?)\n\n"
    r"Reported (?:at line (?P<line>\d+), column (?P<column>\d+)|for the file as a whole)\.\n\n"
    r"## Good\n\n(?P<good>.+)\n",
    re.DOTALL,
)
YAML = re.compile(r"```yaml\n(.*?)```", re.DOTALL)

# What cannot be shown as text on a page, and so is said there in words: how to make such a file.

HEAD = "newscycle: 1\ntitle: Street lamps\ncalendar: {rounds: 5, at_end: dark}\n"
REST = (
    "stages:\n  lit: {text: The lamps are lit.}\n  dark: {ending: true, text: Dark.}\n"
    "actors:\n  town: {moves: {save: {to: dark}}}\n"
)


def _as_file(data: bytes) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = folder / "example.yaml"
        path.write_bytes(data)
        return path

    return build


def _folder(folder: Path) -> Path:
    path = folder / "stories"
    path.mkdir()
    return path


def _pipe(folder: Path) -> Path:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    path = folder / "pipe.yaml"
    os.mkfifo(path)
    return path


RECIPES: dict[str, Callable[[Path], Path]] = {
    "NC001": lambda folder: folder / "schol_roof.yaml",
    "NC002": _folder,
    "NC003": _pipe,
    "NC004": _as_file(b"newscycle: 1\n"),
    "NC005": lambda folder: folder / ("x" * 5000),
    "NC006": _as_file(b"#" * (source.MAX_BYTES + 1)),
    "NC007": _as_file("newscycle: 1\ntitle: The café by the station\n".encode("cp1252")),
    "NC008": _as_file(b"PK\x03\x04 word/document.xml"),
    "NC010": _as_file(b"\n" * (source.MAX_LINES + 1) + b"newscycle: 1"),
    "NC011": _as_file(b"newscycle: 1\ntext: " + b"x" * (source.MAX_LINE - 3)),
    "NC122": _as_file(
        (HEAD + "glossary:\n" + "".join(f"  w{n:06}: x\n" for n in range(150_000)) + REST).encode()
    ),
    "NC123": _as_file(
        (HEAD + REST)
        .replace("{text: The lamps are lit.}", "\n    text: >-\n" + "      The minutes.\n" * 2000)
        .encode()
    ),
    "NC130": _as_file(b"newscycle: 1\ntitle: Street\x1blamps\n"),
    "NC131": _as_file("newscycle: 1\ntitle: Street \u202elamps\n".encode()),
    "NC132": _as_file("newscycle: 1\ntitle: Street\u2028lamps\n".encode()),
    "NC133": _as_file((HEAD + REST.replace("  lit:", "\u00a0\u00a0lit:")).encode()),
    "NC134": _as_file("newscycle: 1\ntitle: Street lamps\n\ufeffversion: 1\n".encode()),
    "NC902": _as_file((HEAD + REST).encode()),
    "NC703": _as_file((HEAD + REST).replace("The lamps are lit.", "lamp " * 240 + "!").encode()),
}


@dataclass(frozen=True)
class Page:
    """A page taken apart; ``line`` 0 is the file as a whole, ``bad`` None a case told in words."""

    title: str
    severity: str
    words: str
    bad: str | None
    line: int
    column: int
    good: str | None


@cache
def page(code: str) -> Page:
    match = FORM.fullmatch((PAGES / f"{code}.md").read_text("utf-8"))
    assert match is not None, f"{code}.md does not have the form of a page"
    assert match["code"] == code
    examples = {name: YAML.findall(match[name]) for name in ("bad", "good")}
    assert len(examples["bad"]) == len(examples["good"]) <= 1
    words = YAML.sub("", f"{match['words']}\n{match['bad']}\n{match['good']}")
    return Page(
        match["title"],
        match["severity"],
        words,
        next(iter(examples["bad"]), None),
        int(match["line"] or 0),
        int(match["column"] or 0),
        next(iter(examples["good"]), None),
    )


def wanted(code: str) -> Wanted:
    """What ``check`` must look at for this code: the last room is about plays and proofs."""
    if code >= "NC910":
        return Wanted(proofs=100_000)
    return Wanted(plays=20 if code.startswith("NC9") else 0)


SHOWN = [code for code in CODES if code not in RECIPES]


def test_every_code_has_a_page_and_every_page_a_code():
    assert sorted(path.name for path in PAGES.iterdir()) == sorted(
        [*(f"{code}.md" for code in CODES), "README.md"]
    )


@pytest.mark.parametrize("code", CODES)
def test_title_and_severity_are_those_of_the_catalogue(code):
    entry = CATALOGUE[code]
    assert page(code).title == entry.title
    fails = code.startswith("NC9") and entry.severity is Severity.ERROR
    assert page(code).severity == (FAILS if fails else SEVERITIES[entry.severity])


@pytest.mark.parametrize("code", CODES)
def test_pages_are_short_and_calm(code):
    text = (PAGES / f"{code}.md").read_text("utf-8")
    words = page(code).words
    assert len(words.split()) < 160
    assert "!" not in re.sub(r"`[^`\n]*`|exclamation mark|\"[^\"]*\"", "", words)
    for line in YAML.sub("", text).split("\n"):
        assert len(line) <= 100
        assert line == line.rstrip()


@pytest.mark.parametrize("code", SHOWN)
def test_the_bad_example_has_this_problem_at_this_place(code, tmp_path, both_readers):
    shown = page(code)
    assert shown.bad is not None, "say how to make such a file in RECIPES"
    path = tmp_path / "example.yaml"
    path.write_text(shown.bad, "utf-8")
    problems = look_at(path, wanted(code)).problems
    told = "\n".join(map(str, problems))
    assert [(p.code, p.line, p.column) for p in problems] == [(code, shown.line, shown.column)], (
        told
    )
    (problem,) = problems
    assert problem.severity is CATALOGUE[code].severity
    assert problem.text == (shown.bad.split("\n")[shown.line - 1] if shown.line else None)
    assert (PAGES.parents[1] / problem.page).is_file()


@pytest.mark.parametrize("code", SHOWN)
def test_who_only_wants_to_play_is_told_of_the_same_errors(code, tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(page(code).bad, "utf-8")
    scenario, problems = examine(path)
    if any(problem.severity is Severity.ERROR for problem in problems):
        assert scenario is None
        with pytest.raises(ScenarioError) as raised:
            load_path(path)
        assert raised.value.problems == problems
    else:
        assert load_path(path) == scenario
        assert load_path(path).problems == problems


@pytest.mark.parametrize("code", SHOWN)
def test_the_good_example_has_no_problem(code, tmp_path, both_readers):
    shown = page(code)
    assert shown.good is not None
    path = tmp_path / "example.yaml"
    path.write_text(shown.good, "utf-8")
    assert "\n".join(map(str, look_at(path, wanted(code)).problems)) == ""


@pytest.mark.parametrize("code", sorted(RECIPES))
def test_what_is_told_in_words_is_so(code, tmp_path, monkeypatch):
    shown = page(code)
    assert shown.bad is None
    path = RECIPES[code](tmp_path)
    if code == "NC004":

        def refuse(*args: object, **kwargs: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)
    problems = check_file(path)
    if code == "NC902":
        monkeypatch.setattr(Story, "_draw", lambda story, move: 1 // 0)
        problems = look_at(path, Wanted(plays=1)).problems[:1]
    assert [(p.code, p.line, p.column) for p in problems] == [(code, shown.line, shown.column)]
    assert problems[0].severity is CATALOGUE[code].severity


@pytest.mark.parametrize("code", CODES)
def test_explain_gives_the_page(code):
    assert explanation(code.lower()) == (PAGES / f"{code}.md").read_text("utf-8").rstrip()


def test_newscycle_explain_prints_the_page():
    done = subprocess.run(
        [sys.executable, "-m", "sim", "explain", "NC301"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.decode("utf-8").rstrip() == (PAGES / "NC301.md").read_text("utf-8").rstrip()
    assert pages_folder().is_dir()


def test_the_index_is_up_to_date():
    assert INDEX.read_text("utf-8") == index()
    assert {int(code[2]) for code in CODES} == set(range(len(ROOMS)))
