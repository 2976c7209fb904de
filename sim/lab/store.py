"""Where finished parts of a run wait until the whole is there, so that no interruption costs them.

A folder beside the output, ``NAME.parts``: what the run is in ``job.json``, then one file a part,
each with a checksum of its own, written under another name first.
"""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

from sim.errors import NewscycleError, UsageError
from sim.lab import blob

if TYPE_CHECKING:
    from pathlib import Path


class Store:
    """The finished parts of one run; ``wanted`` says which, so that none is taken for another's."""

    def __init__(self, folder: Path, wanted: str) -> None:
        self.folder = folder
        self.mark = hashlib.blake2b(wanted.encode(), digest_size=8).hexdigest()

    @classmethod
    def open(cls, out: Path, wanted: str, *, resume: bool) -> Store:
        """The store of the run that writes ``out`` and is described by ``wanted``.

        Raises :class:`UsageError` if there is an unfinished run that is not to be resumed, or that
        is another run than this one, and :class:`NewscycleError` if nothing can be written there.
        """
        if out.is_dir():
            raise UsageError(f"{out} is a folder; give the name of a file in it.")
        store = cls(out.with_name(out.name + ".parts"), wanted)
        mark = store.folder / "job.json"
        try:
            if mark.exists():
                store._check(mark.read_text("utf-8") == wanted, resume=resume)
                return store
            store.folder.mkdir(exist_ok=True)
            fresh = mark.with_suffix(".new")
            fresh.write_text(wanted, "utf-8")
            fresh.replace(mark)
        except OSError as error:
            raise NewscycleError(f"{store.folder} cannot be written: {why(error)}.") from None
        return store

    def _check(self, same: bool, *, resume: bool) -> None:
        if not resume:
            raise UsageError(
                f"An unfinished run is kept in {self.folder}: add --resume to go on with it, or"
                " delete that folder."
            )
        if not same:
            raise UsageError(
                f"The unfinished run in {self.folder} is another one: its scenario, seed,"
                " interventions, outputs or version differ. Ask for the same again, or delete that"
                " folder."
            )

    def find(self, first: int, count: int) -> bytes | None:
        """A finished part, if it is there and whole."""
        try:
            data = self._path(first, count).read_bytes()
            blob.unpack(data)
        except (OSError, blob.BlobError):
            return None
        return data

    def keep(self, first: int, count: int, data: bytes) -> None:
        """Keep a finished part. Raises :class:`NewscycleError` if the disk is full."""
        path = self._path(first, count)
        part = path.with_suffix(".new")
        try:
            part.write_bytes(data)
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise NewscycleError(
                f"A part of the results could not be written: {why(error)}. {self.advice()}"
            ) from None

    def advice(self) -> str:
        """How to go on after an interruption."""
        return (
            f"What is finished is kept in {self.folder}; when there is room, the same command with"
            " --resume goes on from there."
        )

    def discard(self) -> None:
        """The run is complete and written: its parts are no longer needed."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, first: int, count: int) -> Path:
        return self.folder / f"{self.mark}-{first:020d}-{count:06d}.part"


def why(error: OSError) -> str:
    """The reason of an error of the system, as the end of a sentence."""
    return (error.strerror or str(error)).lower()
