"""Runs the commands of a page in this process, as a reader would type them in a terminal."""

from __future__ import annotations

import asyncio
import contextlib
import io
import re
import shlex
import subprocess
import sys
import tomllib
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.cli.main import COMMANDS, newscycle, run
from sim.scenario.reader import load_path
from sim.tui.app import NewscycleApp
from tests.docs.pages import ROOT
from tests.tui.helpers import place, press, rest

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from sim.scenario.reader import Scenario
    from tests.docs.pages import Block

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
TOOLS = {"lint-imports": "import-linter"}
"""Commands that are called otherwise than the package that brings them."""
PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b|…")


class Terminal:
    """A folder to work in, and what a command has printed."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.opened: list[str] = []
        self.pytest_words: list[str] = []
        monkeypatch.chdir(folder)
        monkeypatch.setattr("sim.scenario.reader.load_path", _load_once)
        monkeypatch.setattr(NewscycleApp, "run", lambda app: self._open(app))

    def _open(self, app: NewscycleApp) -> None:
        """Open the full screen for a moment, begin the story if there is one, and leave."""

        async def look() -> None:
            async with app.run_test(size=(100, 30)) as pilot:
                await rest(app, pilot)
                while place(app) == "Opening":
                    await press(app, pilot, "space")
                self.opened.append(place(app))
                await press(app, pilot, "ctrl+q")

        asyncio.run(look())

    def run(self, line: str) -> tuple[int, str]:
        """Run a line; its exit code, and what it printed on either stream."""
        *before, last = line.split(" && ")
        for command in before:
            self._check(command)
        if " | " in last:
            first, last = last.split(" | ")
            words = shlex.split(first)
            assert words[0] == "printf", line
            return self._newscycle(last, words[1].encode().decode("unicode_escape"))
        if program(last) == "newscycle":
            return self._newscycle(last, None)
        self._check(last)
        return 0, ""

    def _newscycle(self, line: str, typed: str | None) -> tuple[int, str]:
        words = shlex.split(line, comments=True)[1:]
        lines = {"--plain", "--json"} & set(words)
        screen = not words or (words[0] in ("play", "quiz") and not lines)
        printed = _Stream("", terminal=screen)
        keys = _Stream("1\nq\n" if typed is None else typed, terminal=screen)
        self.monkeypatch.setattr(sys, "stdin", keys)
        seen = len(self.opened)
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            code = run(words)
        assert len(self.opened) - seen == screen, printed.getvalue()
        return code, printed.getvalue()

    def finish(self) -> None:
        """Pytest takes all arguments that pages give it, and what they name is there."""
        words = list(dict.fromkeys(self.pytest_words))
        for word in words:
            assert word.startswith("-") or "/" not in word or (ROOT / word).exists(), word
        if words:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", *words, "--version"],
                cwd=ROOT, capture_output=True, text=True, timeout=60,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr

    def _check(self, line: str) -> None:
        """A command that is not run here must be one that could be."""
        words = shlex.split(line)
        match words:
            case ["python3", "-m", "venv", ".venv"]:
                return
            case [".ci/run"]:
                assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
            case [".venv/bin/python", "-m", "pip", "install", *rest]:
                _check_install(rest)
            case [".venv/bin/pip-compile", *options, source]:
                _check_lock(options, source)
            case [".venv/bin/python", "-m", "pytest", *rest]:
                self.pytest_words += rest
            case [".venv/bin/python", "-m", module, *_] if module.startswith("tests."):
                spec = find_spec(module)
                assert spec is not None, line
                assert spec.origin is not None
                package = spec.origin.endswith("__init__.py")
                assert not package or find_spec(f"{module}.__main__"), line
            case [tool, *_] if tool.startswith(".venv/bin/"):
                name = program(tool)
                assert _declared(TOOLS.get(name, name)), f"{line}: no extra brings {name}"
            case _:
                raise AssertionError(f"nobody has tested: {line}")


def _load_once(path: Path) -> Scenario:
    """Read a file as newscycle does, but only once as long as it stays as it is."""
    return _load(path, path.read_bytes() if path.is_file() else b"")


@cache
def _load(path: Path, content: bytes) -> Scenario:
    return load_path(path)


class _Stream(io.StringIO):
    """A stream that says whether it is a terminal."""

    def __init__(self, text: str, *, terminal: bool) -> None:
        super().__init__(text)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def program(line: str) -> str:
    """Which program a line calls: ``.venv/bin/newscycle`` is newscycle."""
    return line.split(maxsplit=1)[0].rpartition("/")[2]


def _declared(package: str) -> bool:
    names = [re.split(r"[\[<>=; ]", entry)[0] for extra in EXTRAS.values() for entry in extra]
    return package in names


def _check_install(words: list[str]) -> None:
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "-r":
            assert (ROOT / following).is_file()
        elif match := re.fullmatch(r"\.\[([\w,]+)\]", word):
            assert set(match[1].split(",")) <= set(EXTRAS)


def _check_lock(options: list[str], source: str) -> None:
    """The lock file, the extras in it and the project that it is made from are there."""
    assert (ROOT / source).is_file()
    for option, value in pairwise(options):
        if option == "--extra":
            assert value in EXTRAS
        elif option == "--output-file":
            assert (ROOT / value).is_file()


def check_named(line: str) -> None:
    """A command of newscycle that is named with placeholders, or alone: it and its options exist.

    Raises AssertionError if one does not.
    """
    words = shlex.split(line)[1:]
    command, options = words[0], [word for word in words if word.startswith("--")]
    assert command in COMMANDS or command.startswith("--"), line
    if command in COMMANDS:
        found = newscycle.get_command(None, command)  # type: ignore[arg-type]
        known = {name for parameter in found.params for name in parameter.opts}
        assert {option.partition("=")[0] for option in options} <= known, line


def conversation(block: Block) -> list[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines that it is said to print."""
    if block.language == "sh":
        return [(line, []) for line in block.text.splitlines() if line]
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def as_told(said: list[str], printed: str) -> bool:
    """Whether ``printed`` is what a page says, where ``…`` stands for any number of lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else re.escape(line.rstrip()) + r" *\n" for line in said
    )
    return not said or re.fullmatch(pattern, printed) is not None
