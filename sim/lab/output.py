"""Writing results: CSV always, Parquet with the extra ``[lab]``; whole or not at all."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from sim.errors import MissingExtraError, NewscycleError, UsageError
from sim.lab import blob
from sim.lab.manifest import write_manifest
from sim.lab.running import ranges
from sim.lab.store import why
from sim.lab.tables import (
    EVENT_COLUMNS,
    column_names,
    csv_heading,
    csv_rows,
    names_of,
    sequence_names,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.lab.store import Store
    from sim.lab.tasks import Job
    from sim.program.model import Program


@contextmanager
def replaced(path: Path, advice: str = "") -> Iterator[IO[bytes]]:
    """A new file that takes the place of ``path`` when all of it is written.

    Raises :class:`NewscycleError` (with ``advice``) if that fails; an old file stays as it was.
    """
    part = path.with_name(path.name + ".new")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise NewscycleError(
            f"{path} could not be written: {why(error)}.{advice and ' '}{advice}"
        ) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that a run writes: one row a story, one an event, one state sequence a story."""

    rows: Path | None
    events: Path | None
    sequences: Path | None

    @property
    def main(self) -> Path | None:
        """The file beside which unfinished parts are kept."""
        return self.rows or self.events or self.sequences

    @property
    def parquet(self) -> bool:
        """Whether the rows go into a Parquet file."""
        return self.rows is not None and self.rows.suffix == ".parquet"

    def names(self) -> str:
        """The files' names, as they tell one run from another."""
        return json.dumps([None if p is None else p.name for p in self._all()])

    def _all(self) -> tuple[Path | None, ...]:
        return (self.rows, self.events, self.sequences)

    def check(self) -> None:
        """Raise :class:`UsageError` for names that promise another format, or stand twice."""
        if self.rows is not None and self.rows.suffix not in (".csv", ".parquet"):
            raise UsageError(f"{self.rows.name}: the output's name ends in .csv or .parquet.")
        for path in (self.events, self.sequences):
            if path is not None and path.suffix != ".csv":
                raise UsageError(f"{path.name}: the name of this file ends in .csv.")
        there = [path.absolute() for path in self._all() if path is not None]
        if len(set(there)) < len(there):
            raise UsageError("Two outputs have the same name.")
        for path in there:
            if path.is_dir():
                raise UsageError(f"{path} is a folder; give the name of a file in it.")
            if not path.parent.is_dir():
                raise UsageError(f"There is no folder {path.parent}; make it first.")

    @contextmanager
    def opened(
        self, program: Program, manifest: dict[str, Any], advice: str
    ) -> Iterator[Callable[[dict[str, NDArray[Any]]], None]]:
        """What takes the parts of a run one by one, in order, and writes them into all files.

        They take the place of old files, with their manifests, when all is written.
        """
        with ExitStack() as stack:
            sinks: list[Callable[[dict[str, NDArray[Any]]], None]] = []
            if self.rows is not None and self.parquet:
                names = column_names(program)
                sink = stack.enter_context(_parquet(self.rows, program, manifest, advice))
                sinks.append(lambda arrays: sink({n: arrays[f"row:{n}"] for n in names}))
            for path, columns, name in (
                (None if self.parquet else self.rows, column_names(program), "csv"),
                (self.events, EVENT_COLUMNS, "events"),
                (self.sequences, sequence_names(program), "sequences"),
            ):
                if path is not None:
                    sinks.append(
                        stack.enter_context(_joined(path, columns, name, manifest, advice))
                    )

            def take(arrays: dict[str, NDArray[Any]]) -> None:
                for sink in sinks:
                    sink(arrays)

            yield take

    def write(
        self,
        program: Program,
        job: Job,
        store: Store,
        first: int,
        runs: int,
        manifest: dict[str, Any],
    ) -> None:
        """Put finished parts together that were not written as they came."""
        with self.opened(program, manifest, store.advice()) as take:
            for at, count in ranges(first, runs, job.task):
                data = store.find(at, count)
                if data is None:
                    raise NewscycleError(
                        f"A finished part has gone from {store.folder}; the same command with"
                        " --resume makes it again."
                    )
                take(blob.unpack(data)[1])


@contextmanager
def _joined(
    path: Path, names: Iterable[str], name: str, manifest: dict[str, Any], advice: str
) -> Iterator[Callable[[dict[str, NDArray[Any]]], None]]:
    """One CSV file out of the pieces called ``name``."""
    with replaced(path, advice) as file:
        begun = False

        def take(arrays: dict[str, NDArray[Any]]) -> None:
            nonlocal begun
            if not begun:
                file.write(csv_heading(names))
                begun = True
            file.write(arrays[name].tobytes())

        yield take
    write_manifest(path, manifest)


def write_table(
    path: Path, program: Program, columns: dict[str, NDArray[Any]], manifest: dict[str, Any]
) -> None:
    """Write rows that are in memory, by the name's ending, with their manifest."""
    if path.suffix == ".parquet":
        with _parquet(path, program, manifest, "") as take:
            take(columns)
        return
    with replaced(path) as file:
        file.write(csv_heading(columns))
        file.write(csv_rows(program, columns))
    write_manifest(path, manifest)


@contextmanager
def _parquet(
    path: Path, program: Program, manifest: dict[str, Any], advice: str
) -> Iterator[Callable[[dict[str, NDArray[Any]]], None]]:
    """One row group a task, so that neither workers nor interruptions leave a trace."""
    pyarrow, parquet = _pyarrow()
    words = names_of(program)
    about = {"newscycle": json.dumps(manifest, ensure_ascii=False)}
    with replaced(path, advice) as file:
        writer = None

        def take(columns: dict[str, NDArray[Any]]) -> None:
            nonlocal writer
            arrays = {
                name: pyarrow.DictionaryArray.from_arrays(pyarrow.array(column), words[name])
                if name in words
                else pyarrow.array(column)
                for name, column in columns.items()
            }
            table = pyarrow.table(arrays).replace_schema_metadata(about)
            if writer is None:
                writer = parquet.ParquetWriter(file, table.schema, compression="zstd")
            writer.write_table(table, row_group_size=max(1, len(table)))

        try:
            yield take
        except BaseException:
            with suppress(Exception):  # what went wrong first is what counts
                if writer is not None:
                    writer.close()
            raise
        if writer is not None:
            writer.close()
    write_manifest(path, {**manifest, "pyarrow": pyarrow.__version__})


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError(
            "Parquet needs extra packages: python -m pip install 'newscycle[lab]'."
            " Or write a .csv file."
        ) from None
    return pyarrow, pyarrow.parquet


def check_format(path: Path | None) -> None:
    """Raise at once, before hours of work, if the output's format needs what is not there."""
    if path is not None and path.suffix == ".parquet":
        _pyarrow()
