"""Names of files as people type them: without the ending, with blanks, with a slip."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_commands import newscycle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two scenarios, one in a folder whose name has a blank."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my stories").mkdir()
    for name in ("bridge.yaml", "my stories/bridge.yml"):
        assert newscycle("new", name).returncode == 0
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("bridge", 2, "Did you mean the file bridge.yaml?"),
        ("my", 2, 'stands in quotation marks: "my stories".'),
        ("brigde.yaml", 65, "Did you mean 'bridge.yaml'?"),
        ("bridge.yml", 65, "Did you mean 'bridge.yaml'?"),
        ("my stories/bridge.yaml", 65, "Did you mean 'bridge.yml'?"),
        ("my stories", 65, "Name the scenario file in it"),
    ],
)
def test_the_file_that_was_meant_is_named(desk: Path, typed: str, code: int, said: str) -> None:
    done = newscycle("check", typed)
    assert done.returncode == code
    assert said in done.stdout + done.stderr


def test_the_commands_that_new_prints_can_be_pasted(desk: Path) -> None:
    told = newscycle("new", "My own roof").stdout
    line = next(line for line in told.splitlines() if line.startswith("  newscycle check"))
    words = shlex.split(line.partition("  says")[0])
    assert newscycle(*words[1:]).returncode == 0
