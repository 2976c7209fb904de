"""Who does the work: processes of this machine, or a Dask cluster."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from sim.errors import MissingExtraError, NewscycleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: How many deaths of workers a run survives before it stops asking.
DEATHS = 3


class Pool(Executor):
    """``workers`` processes; when one dies, all are replaced by new ones (:meth:`renew`)."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.deaths = 0
        self._pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        context = get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=_settle_in)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out one call."""
        return self._pool.submit(fn, *args, **kwargs)

    def renew(self) -> bool:
        """Put new processes in the place of dead ones; False if too many have died."""
        self.deaths += 1
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self.deaths > DEATHS:
            return False
        self._pool = self._new()
        return True

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all processes."""
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)


def _settle_in() -> None:
    """A worker leaves interrupts to whom it works for, and goes when that one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True).start()


def _leave_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


@contextmanager
def processes(number: int) -> Iterator[Executor | None]:
    """An executor with this many processes; None for one, which is this process itself."""
    if number <= 1:
        yield None
        return
    pool = Pool(number)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown(cancel_futures=True)


class _Cluster(Executor):
    """A Dask client as an executor that knows how many tasks its workers take at once."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._inner = client.get_executor(pure=False)

    @property
    def workers(self) -> int:
        """How many threads the workers have at present."""
        return sum(self._client.nthreads().values())

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand out one call."""
        future: Future[Any] = self._inner.submit(fn, *args, **kwargs)
        return future


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of the Dask scheduler at ``address`` (``host:port``, or a URL of Dask's).

    Raises :class:`MissingExtraError` without the extra ``[cluster]``, and
    :class:`NewscycleError` if no scheduler answers, or if it is lost on the way.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError
    except ImportError:
        raise MissingExtraError(
            "A Dask cluster needs extra packages: python -m pip install 'newscycle[cluster]'."
        ) from None
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, RuntimeError, ImportError):
        raise NewscycleError(f"No Dask scheduler answers at '{address}'.") from None
    try:
        yield _Cluster(client)
    except (CommClosedError, FutureCancelledError):
        raise NewscycleError(f"The Dask scheduler at '{address}' was lost.") from None
    except KilledWorker:
        raise NewscycleError(
            "The cluster gave up: too many workers died over one task. Do they have memory enough?"
        ) from None
    finally:
        client.close()


def width(executor: Executor | None) -> int:
    """How many tasks an executor can work on at once, as far as it says."""
    if executor is None:
        return 1
    told = getattr(executor, "workers", None) or getattr(executor, "_max_workers", None)
    return int(told or os.cpu_count() or 1)


def revive(executor: Executor, error: BrokenExecutor) -> None:
    """Go on with new workers where the executor can have them.

    Raises :class:`NewscycleError` where it cannot, or where too many have died.
    """
    if not (isinstance(executor, Pool) and executor.renew()):
        raise NewscycleError(
            f"The workers died ({error}). Is there memory enough? Fewer workers need less."
        ) from None
