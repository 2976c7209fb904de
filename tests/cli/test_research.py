"""The commands for researchers, in processes of their own: killed, on a full disk, read."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.cli.main import run
from tests.cli.test_commands import newscycle
from tests.conftest import fixture_path

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOF = str(fixture_path("roof"))
PAPER = str(fixture_path("paper"))


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_run_as_json_has_the_promised_keys_and_says_sampled() -> None:
    done = newscycle("run", ROOF, "--runs", "500", "--seed", "7", "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    promised = {"scenario", "hash", "seed", "runs", "engine", "endings", "rounds", "variables"}
    assert promised | {"manifest"} <= found.keys()
    assert (found["engine"], found["kind"], found["exact"]) == ("kernel", "sampled", False)
    assert found["interval"]["shares"] == "Wilson 1927"
    assert sum(ending["count"] for ending in found["endings"].values()) == 500
    for ending in found["endings"].values():
        assert ending["low"] <= ending["share"] <= ending["high"]
    assert found["rounds"]["low"] < found["rounds"]["mean"] < found["rounds"]["high"]
    assert "500 stories in" in done.stderr


def test_whatif_as_json_has_the_promised_keys_and_says_sampled() -> None:
    line = "council.shout@3"
    done = newscycle("whatif", PAPER, "--do", line, "--runs", "500", "--seed", "7", "--json")
    found = json.loads(done.stdout)
    assert found["kind"] == "sampled"
    assert found["interval"]["differences"] == "Newcombe 1998, method 10"
    for ending in found["endings"].values():
        assert {"base", "what_if", "difference", "low", "high"} <= ending.keys()
    assert 0 <= found["untouched"] <= 1
    assert found["parted_by_round"] == sorted(found["parted_by_round"])
    assert sum(found["forced"][line].values()) == pytest.approx(1)
    assert found["forced"][line].keys() == {"done", "not_enabled", "ended_before"}


def test_what_people_read_is_marked_as_sampled_with_intervals() -> None:
    run = newscycle("run", PAPER, "--runs", "300", "--seed", "7", "--do", "council.shout@3")
    assert "300 stories, sampled (seed 7, numbers 0 to 299)" in run.stdout
    assert "95 % interval of Wilson 1927" in run.stdout
    what = newscycle("whatif", PAPER, "--runs", "300", "--seed", "7", "--do", "council.shout@3")
    assert "300 pairs of stories on the same luck, sampled" in what.stdout
    assert "Newcombe 1998" in what.stdout
    for text in (run.stdout, what.stdout):
        figures = [line for line in text.splitlines() if "%" in line and line.startswith("  ")]
        assert figures
        assert all("[" in line and "]" in line for line in figures)


def test_nothing_that_is_not_a_terminal_sees_progress() -> None:
    done = newscycle("run", ROOF, "--runs", "500", "--seed", "7")
    assert "\r" not in done.stdout + done.stderr
    assert "a second" not in done.stderr


def test_on_a_terminal_progress_is_written_over_one_line(tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "sim", "run", ROOF, "--runs", "60000", "--seed", "7", "--workers", "1",
         "--events", str(tmp_path / "e.csv")],
        timeout=60, dimensions=(24, 100), encoding="utf-8",
    )  # fmt: skip
    child.expect(r"\r[\d,]+ of 60,000 stories · [\d,]+ a second · [\d.]+ s left")
    child.terminate(force=True)


def test_every_row_can_be_told_again_by_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.csv"
    how = ["--seed", "7", "--do", "council.shout@3+"]
    assert run(["run", PAPER, "--runs", "40", "--first", "1000", "--out", str(out), *how]) == 0
    table = rows(out)
    assert len(table) == 40
    for row in table[::13]:
        capsys.readouterr()
        assert run(["story", PAPER, "--number", row["number"], *how, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["ending"], str(told["rounds"])) == (row["ending"], row["rounds"])
        made = [f"{e['actor']}.{e['move']}" for e in told["events"] if e["type"] == "moved"]
        assert {name: str(made.count(name)) for name in made} == {
            name: row[f"made_{name}"] for name in made
        }


@pytest.mark.slow
def test_one_and_two_workers_write_the_same_bytes(tmp_path: Path) -> None:
    for number in ("1", "2"):
        folder = tmp_path / number
        folder.mkdir()
        done = newscycle(
            "run", ROOF, "--runs", "9000", "--seed", "3", "--workers", number, "--out", "x.csv",
            "--events", "e.csv", "--sequences", "s.csv", cwd=folder,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert files(tmp_path / "1") == files(tmp_path / "2")
    assert len(files(tmp_path / "1")) == 6


def start(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """A run with five parts, in the background."""
    folder.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "sim", "run", ROOF, "--runs", "20000", "--seed", "3", "--out",
         "x.parquet", "--events", "e.csv", *more],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    process = start(folder, "--workers", "1")
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert len(files(folder)) == 4
    return files(folder)


def wait_for_parts(folder: Path, number: int) -> None:
    """Until a run has so many finished parts."""
    for _ in range(600):
        if len(list((folder / "x.parquet.parts").glob("*.part"))) >= number:
            return
        time.sleep(0.05)
    raise AssertionError("the run did not begin")


def children(process: int) -> list[int]:
    """The processes that ``process`` started."""
    found = Path(f"/proc/{process}/task/{process}/children")
    return [int(word) for word in found.read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at /proc")
def test_a_killed_run_goes_on_to_the_very_same_bytes_and_leaves_no_workers(
    tmp_path: Path, whole: dict[str, bytes]
) -> None:
    cut = start(tmp_path / "cut", "--workers", "2")
    wait_for_parts(tmp_path / "cut", 1)
    workers = children(cut.pid)
    assert len(workers) >= 2
    os.kill(cut.pid, signal.SIGKILL)
    cut.communicate(timeout=30)
    assert not (tmp_path / "cut" / "x.parquet").exists()
    for _ in range(100):
        if not any(Path(f"/proc/{worker}/cmdline").exists() for worker in workers):
            break
        time.sleep(0.1)
    else:
        raise AssertionError("workers outlived the run")
    refused = start(tmp_path / "cut")
    assert b"add --resume" in refused.communicate(timeout=60)[1]
    resumed = start(tmp_path / "cut", "--resume")
    _, told = resumed.communicate(timeout=120)
    assert resumed.returncode == 0, told
    assert files(tmp_path / "cut") == whole


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at /proc")
def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(
    tmp_path: Path, whole: dict[str, bytes]
) -> None:
    other = start(tmp_path / "other", "--workers", "2")
    wait_for_parts(tmp_path / "other", 1)
    victims = [
        child
        for child in children(other.pid)
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    os.kill(victims[0], signal.SIGKILL)
    _, told = other.communicate(timeout=120)
    assert other.returncode == 0, told
    assert files(tmp_path / "other") == whole


def test_an_interrupt_says_how_to_go_on(tmp_path: Path) -> None:
    process = start(tmp_path / "cut", "--workers", "2", "--runs", "400000")
    wait_for_parts(tmp_path / "cut", 1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"--resume (and --seed) goes on from there" in told
    assert b"Traceback" not in told


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with room for two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_a_clear_error_and_the_run_goes_on_when_there_is_room(
    small_disk: Path, tmp_path: Path
) -> None:
    (small_disk / "x.csv").write_text("what was here before\n", "utf-8")
    (small_disk / "ballast").write_bytes(bytes(1_400_000))
    how = ["run", ROOF, "--runs", "12000", "--seed", "3", "--workers", "1", "--events", "x.csv"]
    done = newscycle(*how, cwd=small_disk)
    assert done.returncode == 1
    assert "no space left on device" in done.stderr
    assert "the same command with --resume goes on from there" in done.stderr
    assert "Traceback" not in done.stderr
    assert (small_disk / "x.csv").read_text("utf-8") == "what was here before\n"
    assert list((small_disk / "x.csv.parts").glob("*.part"))
    (small_disk / "ballast").unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    again = newscycle(*how, "--resume", cwd=small_disk)
    assert again.returncode == 0, again.stderr
    whole = newscycle(*how, cwd=tmp_path)
    assert whole.returncode == 0
    assert (small_disk / "x.csv").read_bytes() == (tmp_path / "x.csv").read_bytes()


def test_standard_output_on_a_full_disk_is_a_plain_error() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sim", "run", ROOF, "--runs", "10", "--seed", "1", "--json"],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert "The output could not be written: no space left on device." in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_what_if_that_the_scenario_names_is_its_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    how = ["run", "petropavlovsk", "--runs", "100", "--seed", "3", "--json"]
    assert run([*how, "--what-if", "petition_only"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["do"]
    assert run([*how, *(word for line in found["do"] for word in ("--do", line))]) == 0
    assert json.loads(capsys.readouterr().out) == found
    assert run([*how, "--what-if", "petition_onli"]) == 2
    assert "Did you mean 'petition_only'?" in capsys.readouterr().err


def test_sweep_writes_one_tidy_table(tmp_path: Path) -> None:
    done = newscycle(
        "sweep", PAPER, "--vary", "nothing,mill.deny*0", "--orders", "council.shout,paper.print",
        "--rounds", "2,4", "--waiting", "--runs", "100", "--seed", "3", "--out", "x.csv",
        cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "4 combinations" in done.stderr
    table = rows(tmp_path / "x.csv")
    assert {row["kind"] for row in table} == {"sampled"}
    assert {row["vary_1"] for row in table} == {"nothing", "mill.deny*0"}
    assert {row["round_2"] for row in table} == {"council.shout", "paper.print"}
    manifest = json.loads((tmp_path / "x.csv.manifest.json").read_text("utf-8"))
    assert len(manifest["points"]) == 4
    assert manifest["command"].startswith(f"newscycle sweep {PAPER} --vary")


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["run", ROOF, "--resume", "--out", "x.csv"], 2, "needs the --seed"),
        (["run", ROOF, "--out", "x.txt"], 2, ".csv or .parquet"),
        (["run", ROOF, "--out", "no/x.csv"], 2, "There is no folder"),
        (["run", ROOF, "--precision", "7"], 2, "between 0 and 1"),
        (["run", ROOF, "--do", "nobody.acts@1"], 2, "There is no actor called 'nobody'"),
        (["run", ROOF, "--workers", "2", "--dask", "x:1"], 2, "choose one"),
        (["whatif", ROOF], 2, "Say what is different: --do with a line."),
        (["whatif", "leaking_roof"], 2, "or --what-if with one that the scenario names: "),
        (["run", ROOF, "--runs", "many"], 2, "'many' is not a valid whole number"),
        (["sweep", ROOF, "--out", "x.csv"], 2, "Say what to vary"),
        (["sweep", ROOF, "--out", "x.csv", "--vary", " "], 2, "Say what to vary"),
        (
            ["run", ROOF, "--do", "attention=1", "--do", "attention=2"],
            2,
            "gives 'attention' a value too",
        ),
        (["run", ROOF, "--do", "head.wait*0.1234567891"], 2, "at most nine digits"),
        (["sweep", ROOF, "--out", "x.csv", "--orders", "a.b"], 2, "needs --rounds"),
        (["sweep", ROOF, "--out", "x.csv", "--plan", "no.yaml"], 65, "There is no file"),
        (["sweep", ROOF, "--out", "x.txt", "--vary", "nothing"], 2, "ends in .csv"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    args: list[str],
    code: int,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(args) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert not list(tmp_path.glob("x*"))
