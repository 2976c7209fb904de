"""Editions of a scenario: where the present one is, when a journal was played on an older one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import NewscycleError
from sim.scenario.catalog import bundled, bundled_folder, load
from sim.scenario.chars import FORBIDDEN

if TYPE_CHECKING:
    from sim.scenario.reader import Scenario


def own_path(scenario: Scenario) -> str | None:
    """Where a user's own scenario file is, for journals; None for a bundled one.

    The home folder is written as ``~``: journals are handed to teachers, names of accounts are
    nobody's business.
    """
    if not scenario.path:
        return None
    try:
        path = Path(scenario.path).expanduser().absolute()
        if not path.is_file() or path.parent.resolve() == bundled_folder().resolve():
            return None
        if FORBIDDEN.search(str(path)) or not _writable(str(path)):
            return None
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)
    except OSError:
        return None


def _writable(text: str) -> bool:
    """Whether ``text`` can stand in a file of UTF-8: names of files may hold any bytes."""
    return "\n" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def present_edition(scenario: Scenario, file: str | None) -> Scenario | None:
    """The scenario as its file says now, if that differs from ``scenario`` and can be played.

    ``file`` is where it is, if it is not a bundled one. None if it is the same, if there is no
    such file any more, and if the file is broken.
    """
    try:
        path = bundled().get(scenario.id) if file is None else Path(file).expanduser()
        if path is None or path.read_text("utf-8") == scenario.text:
            return None
        present = load(path)
    except (NewscycleError, OSError, RuntimeError, ValueError):
        return None
    return None if present.hash == scenario.hash else present
