"""Bounded YAML with places: from a file to a tree in which every value knows where it stands.

PyYAML's events are read one by one; nothing of it that builds objects is used. A limit stops the
reading where it is passed, so that no file, whatever its bytes, costs more than a few seconds or a
few hundred megabytes, with either of PyYAML's two readers (the one in C, and the one in Python
where that is missing). Both give the same verdict and the same tree: what only one of them takes
is refused (the table is in :mod:`sim.scenario.traps`).

Every scalar stays the text that it is; what is a number or a date is for the schema to say.
"""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING, Literal

from sim.scenario.chars import FORBIDDEN, REPLACEMENT, clean, decode
from sim.scenario.nodes import (
    Bounded,
    Mapping,
    Node,
    Place,
    Report,
    Scalar,
    Sequence,
    brief,
    find,
    key_place,
)
from sim.scenario.parsers import has_c_parser
from sim.scenario.suggest import nearest
from sim.scenario.traps import missing_space, surprising
from sim.scenario.yamltree import MAX_DEPTH, MAX_NODES, MAX_TEXT, parse

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_LINE",
    "MAX_LINES",
    "MAX_NODES",
    "MAX_TEXT",
    "SOURCE_CODES",
    "Mapping",
    "Node",
    "Place",
    "Report",
    "Scalar",
    "Sequence",
    "decode",
    "find",
    "has_c_parser",
    "key_place",
    "load_file",
    "missing_space",
    "read_tree",
    "surprising",
]

# The Python reader sets these: it takes 0.35 s for a MiB and 15 µs for a node, and a file at every
# limit at once must be read within 5 s. A scenario of 50,000 lines has 1.5 MiB and 130,000 nodes;
# the reader in C is done with that in half a second.
MAX_BYTES = 4 * 2**20
MAX_LINES = 200_000
MAX_LINE = 20_000

SOURCE_CODES: dict[str, tuple[str, str]] = {
    "NC001": ("error", "There is no such file"),
    "NC002": ("error", "A folder instead of a file"),
    "NC003": ("error", "Not an ordinary file on disk"),
    "NC004": ("error", "No permission to read the file"),
    "NC005": ("error", "The file could not be read"),
    "NC006": ("error", "The file is too large"),
    "NC007": ("error", "The file is not in UTF-8"),
    "NC008": ("error", "The file is not plain text"),
    "NC009": ("error", "The file has no content"),
    "NC010": ("error", "The file has too many lines"),
    "NC011": ("error", "A line that is too long"),
    "NC012": ("error", "The file does not consist of keys"),
    "NC101": ("error", "Something that is not proper YAML"),
    "NC102": ("error", "A quotation mark that is never closed"),
    "NC103": ("error", "A bracket or brace without its partner"),
    "NC104": ("error", "A line that is indented wrongly"),
    "NC105": ("error", "A tab used for indenting a line"),
    "NC106": ("error", "A tab between a key and value"),
    "NC107": ("error", "No space after the colon of a key"),
    "NC108": ("error", "A line without the colon it needs"),
    "NC109": ("error", "A list begins on its key's line"),
    "NC110": ("error", "The same key stands here twice"),
    "NC111": ("error", "A YAML tag, which scenarios never have"),
    "NC112": ("error", "A YAML anchor, which scenarios never have"),
    "NC113": ("error", "A YAML alias, which scenarios never have"),
    "NC114": ("error", "A YAML merge key, which scenarios never have"),
    "NC115": ("error", "A second document in the same file"),
    "NC116": ("error", "A marker for the document's end"),
    "NC117": ("error", "A YAML directive, which scenarios never have"),
    "NC118": ("error", "A key that is not a text"),
    "NC119": ("error", "A key that has no name"),
    "NC120": ("error", "A key marked with a question mark"),
    "NC121": ("error", "Values that are nested too deeply"),
    "NC122": ("error", "More values than a file may hold"),
    "NC123": ("error", "A text that is far too long"),
    "NC130": ("error", "An invisible control character in the file"),
    "NC131": ("error", "An invisible character that reorders text"),
    "NC132": ("error", "A line break only some programs see"),
    "NC133": ("error", "A special space instead of a common one"),
    "NC134": ("error", "A code that stands for no character"),
    "NC135": ("error", "An escape that writes a forbidden character"),
    "NC136": ("error", "An escape that does not mean anything"),
    "NC140": ("error", "Only one YAML reader accepts this"),
    "NC150": ("error", "A text begins with a special sign"),
    "NC151": ("error", "A quoted text with more text after"),
    "NC152": ("error", "A text with a colon inside it"),
    "NC153": ("error", "An expression cut in two by brackets"),
    "NC154": ("error", "A text cut in two by commas"),
    "NC155": ("warning", "A hashtag that YAML takes as comment"),
    "NC156": ("warning", "A quotation mark without its partner"),
}
"""Every code of this floor: its severity and what it is called. Codes are stable."""


def load_file(path: Path, report: Report) -> bytes | None:
    """The bytes of the file at ``path``, or None after reporting why they cannot be had.

    Never waits for a pipe or a device, and never reads more than ``MAX_BYTES`` and one.
    """
    try:
        return _load(path, report)
    except (FileNotFoundError, NotADirectoryError):
        hint = f"Looked for it at {_shown(_absolute(path))}.{_near(path)}"
        report("NC001", None, f"There is no file '{_shown(path.name)}'.", hint)
    except PermissionError:
        hint = "Change its permissions, or copy it to a folder of your own."
        report("NC004", None, f"The file '{_shown(path.name)}' may not be read by this user.", hint)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        report("NC005", None, f"The file '{_shown(path.name)}' could not be read: {reason}.")
    return None


def _near(path: Path) -> str:
    """A scenario in the same folder whose name is like that of ``path``, as a question."""
    with contextlib.suppress(OSError, ValueError):
        files = [p.name for p in path.parent.iterdir() if p.suffix in (".yaml", ".yml", ".txt")]
        stems = {name.split(".")[0]: name for name in sorted(files)}
        if (meant := nearest(path.name.split(".")[0], stems)) is not None:
            return f" Did you mean '{_shown(stems[meant])}'?"
    return ""


def _absolute(path: Path) -> Path:
    """``path`` from the root on, where the present folder still exists."""
    with contextlib.suppress(OSError):
        return path.absolute()
    return path


def _shown(path: Path | str) -> str:
    """A path for a message: names of files may hold anything, terminal commands too."""
    return brief(FORBIDDEN.sub(REPLACEMENT, str(path)), 200)


def _load(path: Path, report: Report) -> bytes | None:
    if not _is_ordinary(path.stat().st_mode, path, report):
        return None
    # The file may be swapped for a pipe between the two looks: open without waiting, look again.
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not _is_ordinary(status.st_mode, path, report):
            return None
        data = file.read(MAX_BYTES + 1) if status.st_size <= MAX_BYTES else b""
        if status.st_size > MAX_BYTES or len(data) > MAX_BYTES:
            _too_large(report)
            return None
        return data


def _is_ordinary(mode: int, path: Path, report: Report) -> bool:
    if stat.S_ISDIR(mode):
        hint = "Name the scenario file in it, which ends in .yaml."
        report("NC002", None, f"'{_shown(path.name or path)}' is a folder, not a file.", hint)
    elif not stat.S_ISREG(mode):
        message = f"'{_shown(path.name)}' is a pipe, a device or a socket, not a file on disk."
        report("NC003", None, message, "Save the scenario as a file first.")
    return stat.S_ISREG(mode)


def _too_large(report: Report) -> None:
    message = (
        f"The file is larger than {MAX_BYTES // 2**20} MiB, the most that a scenario may have."
    )
    report(
        "NC006",
        None,
        message,
        "Move what is not needed for play, such as sources' full texts, elsewhere.",
    )


def read_tree(
    text: str, report: Report, *, parser: Literal["c", "python"] | None = None
) -> Mapping | None:
    """The tree that ``text`` describes, or None after reporting why there is none.

    Where a tree is returned although an error was reported, the tree holds what the author most
    likely meant there, so that the rest can be checked in the same go. ``parser`` picks one of
    PyYAML's readers (None: the one in C where it is installed). Whether a text is refused does not
    depend on it, nor does the tree of one that is not; how much is found besides the first error
    may, for one reader goes on where the other gives up. Raises ValueError if the C parser is
    asked for and not installed.
    """
    if parser == "c" and not has_c_parser():
        raise ValueError("PyYAML was built without libyaml.")
    use_c = has_c_parser() if parser is None else parser == "c"
    out = Bounded(report)
    text = clean(text.removeprefix("\ufeff").replace("\r\n", "\n"), report)
    tree = parse(text, out, use_c=use_c) if _fits(text, out) else None
    out.close()
    return tree


def _fits(text: str, report: Report) -> bool:
    """Whether the text is small enough to be given to a parser at all."""
    if len(text) > MAX_BYTES:
        _too_large(report)
        return False
    if text.count("\n") > MAX_LINES:
        report("NC010", Place(MAX_LINES + 1, 1), f"The file has more than {MAX_LINES:,} lines.")
        return False
    fits = True
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE:
            fits = False
            message = f"This line has {len(line):,} characters; {MAX_LINE:,} is the most."
            report("NC011", Place(number, 1), message, "Break it into several lines.")
    return fits
