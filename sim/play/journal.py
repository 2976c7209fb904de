"""The journal of a play session: append-only JSON lines, each chained to the one before.

The first line holds everything that fixes the story: the scenario's text and hash, the seed, who
plays, the temperaments, the versions. Each further line is one decision, written and synced
*before* it is carried out, so that no decision that a player saw take effect is ever lost. A save
is a journal; resuming is replaying it. A story that was rewound is a journal of its own, complete
in itself: its first line names its ``parent`` and the decision at which the two part, the
decisions before that one follow, and a line ``luck`` stands where another seed takes over.

``sum`` of a line is BLAKE2b (64 bits) over the sum of the line before and the line's own content.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sim.errors import JournalError
from sim.scenario.chars import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = "newscycle-journal/1"
LARGEST = 64 * 1024 * 1024


class TakenError(JournalError):
    """A story of that name exists already."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line after the first: its number from 1, its type, and what it says."""

    number: int
    type: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal as read: ``cut_off`` says that a last, unfinished line was left out.

    ``size`` is the number of bytes of the whole lines, ``length`` of all that was read, and
    ``last_sum`` the sum of the last whole line.
    """

    path: Path
    header: dict[str, Any]
    entries: tuple[Entry, ...]
    cut_off: bool
    size: int
    length: int
    last_sum: str


def _line(content: dict[str, Any], before: str) -> tuple[bytes, str]:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    digest = hashlib.blake2b(f"{before}{text}".encode(), digest_size=8).hexdigest()
    return f'{text[:-1]},"sum":"{digest}"}}\n'.encode(), digest


class JournalWriter:
    """Appends to one journal. Holds it locked, so that no other session writes into it."""

    def __init__(self, path: Path, file: IO[bytes], last_sum: str) -> None:
        self.path = path
        self._file = file
        self._sum = last_sum

    @classmethod
    def create(
        cls, path: Path, header: dict[str, Any], lines: Sequence[dict[str, Any]] = ()
    ) -> JournalWriter:
        """Begin a new journal; the file must not exist yet.

        ``lines`` stand in it from the beginning: what a rewound story keeps of the one before.
        The file is written whole under another name first, so that it is there with all of that
        or not at all. Raises :class:`JournalError` if it cannot be written.
        """
        if path.exists():
            raise _taken(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        except OSError as error:
            raise JournalError(f"No journal can be kept at {path}: {_reason(error)}.") from None
        writer = cls(path, os.fdopen(descriptor, "wb", buffering=0), "")
        try:
            writer._lock()
            writer._append({"type": "start", "format": FORMAT, **header}, *lines)
            _give_name(Path(name), path)
        except JournalError:
            writer.close()
            raise
        finally:
            with contextlib.suppress(OSError):
                Path(name).unlink()
        _sync_folder(path.parent)
        _tidy(path.parent)
        return writer

    @classmethod
    def resume(cls, journal: Journal) -> JournalWriter:
        """Go on with a journal that was read; an unfinished last line is cut away."""
        try:
            file = journal.path.open("r+b", buffering=0)
        except OSError as error:
            raise JournalError(f"{journal.path} cannot be written: {_reason(error)}.") from None
        writer = cls(journal.path, file, journal.last_sum)
        try:
            writer._lock()
            writer._check_length(journal.length)
            if journal.cut_off:
                file.truncate(journal.size)
        except OSError as error:
            file.close()
            raise JournalError(f"{journal.path} cannot be written: {_reason(error)}.") from None
        except JournalError:
            file.close()
            raise
        return writer

    def append(self, type_: str, **data: Any) -> None:
        """Write one line and have it on the disk before returning.

        Raises :class:`JournalError` if that fails; the journal is then as it was before.
        """
        self._append({"type": type_, **data})

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _append(self, *contents: dict[str, Any]) -> None:
        line, digest = b"", self._sum
        for content in contents:
            more, digest = _line(content, digest)
            line += more
        before = self._file.seek(0, os.SEEK_END)
        try:
            written = 0
            while written < len(line):
                written += self._file.write(line[written:])
            os.fsync(self._file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(before)
            decided = content["type"] == "choose"
            raise JournalError(
                f"{'The decision' if decided else 'This'} could not be saved to {self.path}:"
                f" {_reason(error)}.{' It was not made.' if decided else ''}"
            ) from None
        self._sum = digest

    def _check_length(self, length: int) -> None:
        if self._file.seek(0, os.SEEK_END) != length:
            raise JournalError(f"'{self.path.stem}' was played elsewhere just now.")

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows: a second writer is refused by the chain of sums on reading
            return
        try:
            fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalError(f"'{self.path.stem}' is being played elsewhere.") from None
        except OSError:  # a file system without locks
            return


def _give_name(part: Path, path: Path) -> None:
    """Let ``part`` be called ``path``, unless something is called so already."""
    try:
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if path.exists():
                raise FileExistsError from None
            part.rename(path)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise JournalError(f"No journal can be kept at {path}: {_reason(error)}.") from None


def _taken(path: Path) -> TakenError:
    return TakenError(f"A story called '{path.stem}' exists already.")


def _tidy(folder: Path) -> None:
    """Clear away what was being written when a machine stopped, an hour ago or more."""
    for part in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if part.stat().st_mtime < time.time() - 3600:
                part.unlink()


def _sync_folder(folder: Path) -> None:
    """Have the new file's name on the disk too, where folders can be synced."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def read_journal(path: Path, form: str = FORMAT) -> Journal:
    """Read the journal at ``path`` and check every line of it.

    A last line that was not finished (the machine stopped while it was being written) is left
    out. Raises :class:`JournalError`, naming the first bad line, for anything else. ``form`` is
    what its first line must say of its kind.
    """
    try:
        if not path.is_file():
            raise JournalError(f"There is no journal at {path}.")
        if path.stat().st_size > LARGEST:
            raise JournalError(f"{path} is too large to be a journal.")
        data = path.read_bytes()
    except OSError as error:
        raise JournalError(f"{path} cannot be read: {_reason(error)}.") from None
    *lines, rest = data.split(b"\n")
    size = len(data) - len(rest)
    header: dict[str, Any] | None = None
    entries: list[Entry] = []
    last = ""
    for number, line in enumerate(lines, start=1):
        content, last = _read_line(path, number, line, last)
        kind = content.pop("type")
        if number == 1:
            if kind != "start" or content.get("format") != form:
                raise JournalError(f"{path} is no journal of newscycle (line 1).")
            header = content
        else:
            entries.append(Entry(number - 1, kind, content))
    if header is None:
        raise JournalError(f"{path} has no finished line, so there is no story in it.")
    return Journal(path, header, tuple(entries), bool(rest), size, len(data), last)


def _read_line(path: Path, number: int, line: bytes, before: str) -> tuple[dict[str, Any], str]:
    def bad(why: str) -> JournalError:
        return JournalError(f"{path}, line {number}: {why}.")

    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        raise bad("this is not a line of a journal") from None
    if not isinstance(content, dict) or not isinstance(content.get("type"), str):
        raise bad("this is not a line of a journal")
    digest = content.pop("sum", None)
    _, expected = _line(content, before)
    if digest != expected:
        raise bad("its checksum does not fit; the line, or one before it, was changed")
    if not _clean(content):
        raise bad("it holds characters that could control a terminal")
    return content, expected


def _clean(value: object) -> bool:
    """Whether no text in ``value`` could act on a terminal (line breaks are harmless)."""
    match value:
        case str():
            return FORBIDDEN.search(value) is None
        case dict():
            return all(_clean(k) and _clean(v) for k, v in value.items())
        case list():
            return all(_clean(v) for v in value)
        case _:
            return True
