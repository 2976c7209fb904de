"""Where journals are kept, what they are called, and what is in the folder."""

from __future__ import annotations

import datetime
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import JournalError, UsageError
from sim.play.journal import read_journal
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

SUFFIX = ".journal"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def data_folder() -> Path:
    """Where newscycle keeps what belongs to the user (``NEWSCYCLE_DATA`` says otherwise)."""
    chosen = os.environ.get("NEWSCYCLE_DATA")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("newscycle", appauthor=False)


def saves_folder() -> Path:
    """Where journals are kept."""
    return data_folder() / "saves"


def path_of(name: str) -> Path:
    """The journal called ``name``. Raises :class:`UsageError` for an impossible name."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"'{name[:80]}' cannot be the name of a save: small letters, digits, - and _, at most"
            " 64 of them, beginning with a letter or digit."
        )
    return saves_folder() / f"{name}{SUFFIX}"


def existing(name: str) -> Path:
    """The journal called ``name``, or at the path ``name``; it must exist."""
    if any(sign in name for sign in "/\\."):
        path = Path(name)
    else:
        path = path_of(name)
    if not path.is_file():
        known = [save.stem for save in saves_folder().glob(f"*{SUFFIX}")]
        hint = did_you_mean(name, known) or "newscycle saves lists what there is."
        raise UsageError(f"There is no save called '{name}'. {hint}")
    return path


def stem_of(scenario: str) -> str:
    """The id of a scenario as part of a file's name."""
    return re.sub(r"[^a-z0-9_-]", "-", scenario.lower()).strip("-_")[:40] or "story"


def fresh_name(scenario: str, now: datetime.datetime) -> str:
    """A name for a new journal that is not taken: ``petropavlovsk-2026-11-24``, ``…-2`` and on."""
    base = f"{stem_of(scenario)}-{now:%Y-%m-%d}"
    name, number = base, 1
    while path_of(name).exists():
        number += 1
        name = f"{base}-{number}"
    return name


@dataclass(frozen=True, slots=True)
class Save:
    """One journal in the folder; ``problem`` says why it cannot be resumed.

    ``day`` is that of the last decision; ``parent`` names the story that a rewound one parts
    from, at its decision number ``parted``.
    """

    name: str
    title: str
    scenario: str
    players: tuple[str, ...]
    decisions: int
    ended: str | None
    problem: str | None
    day: str | None = None
    parent: str | None = None
    parted: int = 0


def saves() -> list[Save]:
    """All journals in the folder, the latest played first."""
    folder = saves_folder()
    if not folder.is_dir():
        return []
    return [_look(path) for path in journals()]


def journals() -> list[Path]:
    """All files in the folder that are called like journals, the latest written first."""
    found = [path for path in saves_folder().glob(f"*{SUFFIX}") if NAME.fullmatch(path.stem)]
    return sorted(found, key=lambda path: (_written(path), path.name), reverse=True)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # it went away while we looked
        return 0


def day_of(path: Path) -> str:
    """The date on which a file was last written."""
    return datetime.datetime.fromtimestamp(_written(path)).astimezone().date().isoformat()


def unfinished(known: Iterable[Save]) -> Save | None:
    """The story that was played last, if it is not over: what the next start offers to go on with.

    A story that was rewound before its end is not waited for: its branch is.
    """
    for save in known:
        if save.problem is None:
            return None if save.ended is not None else save
    return None


def _look(path: Path) -> Save:
    try:
        journal = read_journal(path)
        scenario = journal.header["scenario"]
        ends = [e.data.get("ending") for e in journal.entries if e.type == "ended"]
        parent = journal.header.get("parent") or {}
        return Save(
            path.stem,
            str(scenario["title"]),
            str(scenario["id"]),
            tuple(str(name) for name in journal.header["players"]),
            sum(entry.type == "choose" for entry in journal.entries),
            str(ends[-1]) if ends else None,
            None,
            day_of(path),
            str(parent["name"]) if parent else None,
            int(parent["decision"]) if parent else 0,
        )
    except JournalError as error:
        return Save(path.stem, "", "", (), 0, None, str(error))
    except (KeyError, TypeError, ValueError, AttributeError):
        words = f"{path}, line 1: something is missing that a story needs."
        return Save(path.stem, "", "", (), 0, None, words)
