"""Pages as files: plain text or Markdown, never over a file that somebody still needs."""

from __future__ import annotations

import contextlib
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import NewscycleError, UsageError
from sim.scenario.chars import FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.play.reading import Entry, Section

MARKDOWN = (".md", ".markdown")
WIDTH = 88
SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>#|"})


class ExistsError(UsageError):
    """The file is there already; writing it needs a word from the user."""


def typed_path(text: str) -> Path:
    """The path that somebody typed; ``~`` is their home.

    Raises :class:`UsageError` for nothing at all and for characters that act on a terminal.
    """
    if FORBIDDEN.search(text) or "\n" in text or "\t" in text:
        raise UsageError("That holds characters that cannot be typed here.")
    if not text.strip():
        raise UsageError("Type the name of a file.")
    try:
        return Path(text.strip()).expanduser()
    except RuntimeError:
        raise UsageError("There is no such home folder.") from None


def as_text(title: str, sections: Sequence[Section]) -> str:
    """A page as plain text."""
    lines = [title, "=" * len(title)]
    for section in sections:
        lines += ["", section.title, "-" * len(section.title)]
        for entry in section.entries:
            wrapped = textwrap.wrap(
                str(entry), WIDTH, subsequent_indent="  ", break_long_words=False,
                break_on_hyphens=False,
            )  # fmt: skip
            lines += ["", *wrapped, *(row.rstrip() for row in entry.rows)]
    return "\n".join(lines) + "\n"


def as_markdown(title: str, sections: Sequence[Section]) -> str:
    """A page as Markdown; what the texts themselves hold is never taken for it."""
    lines = [f"# {_plain(title)}"]
    for section in sections:
        lines += ["", f"## {_plain(section.title)}", ""]
        for entry in section.entries:
            lines += [_item(entry)] if str(entry) else []
            lines += _fenced(entry.rows) if entry.rows else []
    return "\n".join(lines) + "\n"


def _item(entry: Entry) -> str:
    head = f"**{_plain(entry.head)}**{_plain(entry.joint)}" if entry.head else ""
    mark = f" *({_plain(str(entry.mark))})*" if entry.mark is not None else ""
    sources = f" [{_plain('; '.join(entry.sources))}]" if entry.sources else ""
    return f"- {head}{_plain(entry.text)}{mark}{sources}"


def _fenced(rows: Sequence[str]) -> list[str]:
    """Rows as they are, in a fence that is longer than any in them."""
    longest = max((len(run) for row in rows for run in re.findall("`+", row)), default=0)
    fence = "`" * max(3, longest + 1)
    return ["", f"{fence}text", *(row.rstrip() for row in rows), fence, ""]


def _plain(text: str) -> str:
    return " ".join(text.translate(SPECIAL).split("\n"))


def write_page(
    path: Path, title: str, sections: Sequence[Section], *, replace: bool = False
) -> None:
    """Write a page to ``path``: Markdown if it ends in .md, else plain text.

    Raises :class:`ExistsError` if the file is there and ``replace`` is not said, and
    :class:`NewscycleError` if it cannot be written; an old file then stays as it is.
    """
    made = as_markdown if path.suffix.lower() in MARKDOWN else as_text
    write_text(path, made(title, sections), replace=replace)


def write_text(path: Path, text: str, *, replace: bool = False) -> None:
    """Write ``text`` to ``path``; raises what :func:`write_page` does.

    A file is replaced in one go. What is no file, a device or a pipe, is written into; a link
    stays one.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder; type the name of a file.")
    if path.exists() and not replace:
        raise ExistsError(f"{path} exists already.")
    part = None
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, "utf-8")
            return
        goal = path.resolve()
        part = goal.with_name(f".{goal.name}.part")
        part.write_text(text, "utf-8")
        part.replace(goal)
    except OSError as error:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()
        reason = (error.strerror or str(error)).lower()
        raise NewscycleError(f"{path} could not be written: {reason}.") from None
