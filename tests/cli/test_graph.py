"""``newscycle graph`` as people and scripts meet it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.test_commands import PAPER, ROOF, newscycle


@pytest.mark.parametrize(
    ("args", "first"),
    [
        ((), "The leaking roof"),
        (("--to", "mermaid"), "---"),
        (("--to", "dot"), 'digraph "leaking_roof" {'),
        (("--to", "svg", "--brief"), "<svg "),
    ],
)
def test_each_form_is_printed_and_nothing_else(args: tuple[str, ...], first: str) -> None:
    done = newscycle("graph", "leaking_roof", *args)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(first)
    assert done.stdout.endswith("\n")


@pytest.mark.parametrize(
    ("name", "first"), [("a.svg", "<svg "), ("a.mmd", "---"), ("a.gv", "digraph"), ("a.txt", "The")]
)
def test_the_name_of_the_file_says_the_form(tmp_path: Path, name: str, first: str) -> None:
    path = tmp_path / name
    path.write_text("what was there before", "utf-8")
    done = newscycle("graph", ROOF, "--out", str(path))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"Written to {path}.\n"
    assert path.read_text("utf-8").startswith(first)
    assert [child.name for child in tmp_path.iterdir()] == [name]


def test_the_form_that_is_asked_for_beats_the_name(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert newscycle("graph", ROOF, "--out", str(path), "--to", "svg").returncode == 0
    ElementTree.fromstring(path.read_text("utf-8"))  # noqa: S314


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_export_writes_the_same(form: str) -> None:
    graph = newscycle("graph", PAPER, "--to", form)
    export = newscycle("export", PAPER, "--to", form)
    assert export.returncode == 0
    assert export.stdout == graph.stdout


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("graph", ROOF, "--to", "png"), 2, "'png' is not one of"),
        (("graph", "no_such"), 2, "There is no scenario called 'no_such'"),
        (("graph", ROOF, "--width", "3"), 2, "--width"),
        (("graph", ROOF, "--out", "/no/such/folder/a.svg"), 1, "could not be written"),
        (("export", ROOF, "--to", "dot", "--properties"), 2, "--to prism only"),
        (("export", ROOF, "--to", "mermaid", "--for", "head"), 2, "--to prism only"),
    ],
)
def test_what_cannot_be_is_said_plainly(args: tuple[str, ...], code: int, words: str) -> None:
    done = newscycle(*args)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_scenario_with_mistakes_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(Path(ROOF).read_text("utf-8").replace("stages:", "stagse:"), "utf-8")
    done = newscycle("graph", str(path))
    assert done.returncode == 65
    assert "NC201" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [("graph",), ("export", "--to", "prism")])
def test_a_full_disk_is_a_plain_error_and_a_device_stays_one(command: tuple[str, ...]) -> None:
    done = newscycle(*command, ROOF, "--out", "/dev/full")
    assert done.returncode == 1
    assert "/dev/full could not be written: no space left on device." in done.stderr
    assert Path("/dev/full").is_char_device()


def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    goal, link = tmp_path / "there" / "goal.svg", tmp_path / "link.svg"
    goal.write_text("old", "utf-8")
    link.symlink_to(goal)
    assert newscycle("graph", ROOF, "--out", str(link)).returncode == 0
    assert link.is_symlink()
    assert goal.read_text("utf-8").startswith("<svg ")


def test_a_name_that_asks_for_a_form_that_there_is_not_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "roof.png"
    done = newscycle("graph", ROOF, "--out", str(path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "roof.png does not say what to write" in done.stderr
    assert ".svg" in done.stderr
    assert not path.exists()
