"""Workers that die: what can go on goes on, and the rest is said plainly."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest

from sim.errors import NewscycleError
from sim.lab import tasks, workers
from sim.lab.running import run_job
from sim.lab.workers import Pool, processes, width
from tests.lab.test_ensemble import scenario_of

pytestmark = pytest.mark.usefixtures("small_tasks")


@pytest.fixture
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "TASK", 50)


def job() -> tasks.Job:
    return tasks.Job("roof", scenario_of("roof").text, 1)


class _Mortal(ThreadPoolExecutor):
    """An executor whose tasks fail as those of a dead process do, the first ``dying`` of them."""

    dying = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if _Mortal.dying <= 0:
            return super().submit(fn, *args, **kwargs)
        _Mortal.dying -= 1
        failed: Future[Any] = Future()
        failed.set_exception(BrokenExecutor("a process was ended"))
        return failed


@pytest.fixture
def mortal_pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A pool with threads in place of processes, which can be made to die."""
    monkeypatch.setattr(Pool, "_new", lambda self: _Mortal(self.workers))
    return Pool(2)


def results(executor: Executor | None) -> list[tuple[int, bytes]]:
    parts = run_job(job(), 0, 400, executor=executor)
    return [(part.first, part.arrays["endings"].tobytes()) for part in parts]


@pytest.mark.parametrize("dying", [1, 2, 3])
def test_after_a_death_the_same_results_come_from_new_workers(
    dying: int, mortal_pool: Pool
) -> None:
    _Mortal.dying = dying
    assert results(mortal_pool) == results(None)
    assert 1 <= mortal_pool.deaths <= workers.DEATHS


def test_a_run_whose_workers_keep_dying_gives_up_with_a_sentence(mortal_pool: Pool) -> None:
    _Mortal.dying = 1_000
    try:
        with pytest.raises(NewscycleError, match=r"The workers died .* Is there memory enough"):
            results(mortal_pool)
    finally:
        _Mortal.dying = 0


def test_the_workers_of_an_executor_of_somebody_elses_are_not_replaced() -> None:
    _Mortal.dying = 1
    with _Mortal(1) as executor, pytest.raises(NewscycleError, match="The workers died"):
        results(executor)


def test_one_process_is_this_one_and_a_width_is_what_an_executor_says() -> None:
    with processes(1) as executor:
        assert executor is None
    assert width(None) == 1
    with ThreadPoolExecutor(3) as threads:
        assert width(threads) == 3
