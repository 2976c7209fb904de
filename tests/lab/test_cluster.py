"""On a real Dask cluster: any number of workers, and one that dies, give the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.errors import NewscycleError
from sim.lab.workers import cluster
from tests.cli.test_commands import newscycle
from tests.conftest import fixture_path
from tests.lab.test_ensemble import outputs, scenario_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUNS = 30_000


class Cluster:
    """A scheduler and workers, each a process of its own on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start(
            "scheduler", "--scheduler-file", str(self.file), "--port", "0", "--no-dashboard",
            "--host", "127.0.0.1",
        )  # fmt: skip
        for _ in range(300):
            if self.file.exists() and self.file.read_text():
                break
            time.sleep(0.1)

    def _start(self, *args: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + args[0], *args[1:]],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @property
    def address(self) -> str:
        import json

        found: str = json.loads(self.file.read_text())["address"]
        return found

    def grow(self, number: int) -> None:
        """Have so many workers, and wait for them."""
        from distributed import Client

        while len(self.workers) < number:
            self.workers.append(
                self._start(
                    "worker",
                    "--scheduler-file",
                    str(self.file),
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--host",
                    "127.0.0.1",
                )
            )
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(number, timeout=120)

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    folder = tmp_path / "cluster"
    folder.mkdir()
    made = Cluster(folder)
    yield made
    made.close()


def tell(folder: Path, executor: Any) -> dict[str, bytes]:
    """A run of eight tasks with events, and what it wrote."""
    folder.mkdir()
    sim.ensemble(
        scenario_of("roof"), runs=RUNS, seed=3, rows=False, out=folder / "x.parquet",
        events=folder / "e.csv", executor=executor,
    )  # fmt: skip
    return outputs(folder)


@pytest.mark.slow
def test_one_two_and_five_workers_and_a_death_give_the_same_bytes(
    dask: Cluster, tmp_path: Path
) -> None:
    here = tell(tmp_path / "here", None)
    for number in (1, 2, 5):
        dask.grow(number)
        with cluster(dask.address) as executor:
            assert executor.workers == number
            assert tell(tmp_path / str(number), executor) == here

    killed = threading.Event()

    def kill() -> None:
        for _ in range(1200):
            if list((tmp_path / "death" / "x.parquet.parts").glob("*.part")):
                os.kill(dask.workers[0].pid, signal.SIGKILL)
                os.kill(dask.workers[1].pid, signal.SIGKILL)
                killed.set()
                return
            time.sleep(0.01)

    threading.Thread(target=kill).start()
    with cluster(dask.address) as executor:
        assert tell(tmp_path / "death", executor) == here
    assert killed.is_set()
    assert dask.workers[0].wait(10) == -signal.SIGKILL


@pytest.mark.slow
def test_the_command_works_on_a_cluster(dask: Cluster, tmp_path: Path) -> None:
    dask.grow(2)
    roof = str(fixture_path("roof"))
    for name, more in (("here", ["--workers", "1"]), ("there", ["--dask", dask.address])):
        (tmp_path / name).mkdir()
        done = newscycle(
            "run", roof, "--runs", "9000", "--seed", "3", "--out", "x.csv", *more,
            cwd=tmp_path / name,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert outputs(tmp_path / "here") == outputs(tmp_path / "there")
    what = ["whatif", roof, "--do", "head.apologise*0.5", "--runs", "500", "--seed", "1"]
    assert newscycle(*what, "--dask", dask.address).stdout == newscycle(*what).stdout


@pytest.mark.slow
def test_a_scheduler_that_is_not_there_is_a_plain_error(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(NewscycleError, match="No Dask scheduler answers"):
        cluster("tcp://127.0.0.1:1").__enter__()


def test_without_dask_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NewscycleError, match=r"newscycle\[cluster\]"):
        cluster("tcp://127.0.0.1:1").__enter__()
