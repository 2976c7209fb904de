"""Handing out tasks and taking in their results, in order, on any executor.

Results do not depend on how many workers there are, nor on whether a run was interrupted or a
worker died: tasks have fixed ranges, and their results are taken in the order of those ranges.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sim.lab import blob
from sim.lab.tasks import run_task
from sim.lab.workers import revive, width

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from concurrent.futures import Executor

    from numpy.typing import NDArray

    from sim.lab.store import Store
    from sim.lab.tasks import Job

    Progress = Callable[[int], object]
    Result: TypeAlias = "bytes | Future[bytes]"


@dataclass(frozen=True, slots=True)
class Part:
    """The result of one task: facts and arrays, and its range of stories."""

    first: int
    count: int
    facts: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


def ranges(first: int, runs: int, task: int) -> Iterator[tuple[int, int]]:
    """The ranges of the tasks of a run: first story and how many."""
    for at in range(first, first + runs, task):
        yield at, min(task, first + runs - at)


def run_job(
    job: Job,
    first: int,
    runs: int,
    *,
    executor: Executor | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
) -> Generator[Part]:
    """Run ``job`` over its stories; the parts in order.

    ``executor``: where tasks run (None: here). ``store``: where finished parts are kept, and found
    again. ``progress`` is told how many stories have been told so far.
    """
    told = 0
    results = _Results(job, executor, store).run(ranges(first, runs, job.task))
    try:
        for at, count, data in results:
            facts, arrays = blob.unpack(data)
            told += count
            if progress is not None:
                progress(told)
            yield Part(at, count, facts, arrays)
    finally:
        results.close()


class _Results:
    """The tasks that are handed out: never many more than there are workers."""

    def __init__(self, job: Job, executor: Executor | None, store: Store | None) -> None:
        self.packed = job.packed()
        self.executor = executor
        self.store = store
        self.window: deque[tuple[int, int, Result]] = deque()

    def run(self, waiting: Iterator[tuple[int, int]]) -> Generator[tuple[int, int, bytes]]:
        """The results, in the order of ``waiting``."""
        ahead = 1 if self.executor is None else 2 * width(self.executor)
        try:
            while True:
                while len(self.window) < ahead and (span := next(waiting, None)) is not None:
                    self.window.append((*span, self.begin(*span)))
                if not self.window:
                    return
                at, count, result = self.window.popleft()
                yield at, count, self.finish(at, count, result)
        finally:
            for _, _, left in self.window:
                if isinstance(left, Future):
                    left.cancel()

    def begin(self, at: int, count: int) -> Result:
        """A part that is there already, or the promise of one."""
        kept = None if self.store is None else self.store.find(at, count)
        if kept is not None:
            return kept
        if self.executor is None:
            return self.keep(at, count, run_task(self.packed, at, count))
        while True:
            try:
                return self.executor.submit(run_task, self.packed, at, count)
            except BrokenExecutor as error:
                self.recover(error)

    def finish(self, at: int, count: int, result: Result) -> bytes:
        """Wait for a part, and keep it."""
        while isinstance(result, Future):
            try:
                return self.keep(at, count, result.result())
            except BrokenExecutor as error:
                self.recover(error)
                result = self.begin(at, count)
        return result

    def keep(self, at: int, count: int, data: bytes) -> bytes:
        """Put a part where an interruption cannot reach it."""
        if self.store is not None:
            self.store.keep(at, count, data)
        return data

    def recover(self, error: BrokenExecutor) -> None:
        """New workers in place of dead ones; they get again what those had not finished."""
        if self.executor is not None:
            revive(self.executor, error)
        lost = [
            (place, at, count)
            for place, (at, count, result) in enumerate(self.window)
            if isinstance(result, Future) and not _sound(result)
        ]
        for place, at, count in lost:
            self.window[place] = (at, count, self.begin(at, count))


def _sound(result: Future[bytes]) -> bool:
    return result.done() and not result.cancelled() and result.exception() is None
