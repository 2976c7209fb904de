"""Where scenarios are: the bundled ones by id, any other by its path."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from sim.scenario.reader import Scenario

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def bundled_folder() -> Path:
    """The folder of the bundled scenarios: inside an installed package, or the repository's."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def bundled() -> dict[str, Path]:
    """The bundled scenarios by id, in alphabetical order."""
    return {path.stem: path for path in sorted(bundled_folder().glob("*.yaml"))}


def locate(name: str) -> Path:
    """The file that ``name`` means: the id of a bundled scenario, or a path.

    Raises :class:`UsageError` for a word that is neither.
    """
    if _NAME.fullmatch(name):
        known = bundled()
        if name in known:
            return known[name]
        if not Path(name).exists():
            hint = (
                _file_meant(name)
                or did_you_mean(name, known)
                or f"Bundled are: {', '.join(known)}."
            )
            raise UsageError(f"There is no scenario called '{name}'. {hint}")
    return Path(name)


def _file_meant(name: str) -> str | None:
    """Advice where a file has this name with an ending, or with more words behind a blank."""
    with contextlib.suppress(OSError):
        for path in sorted(Path().iterdir()):
            if path.name in (f"{name}.yaml", f"{name}.yml"):
                return f"Did you mean the file {path.name}?"
            if path.name.startswith(f"{name} "):
                return f'A name with blanks stands in quotation marks: "{path.name}".'
    return None


def load(name: str | Path) -> Scenario:
    """Read a bundled scenario by its id, or any by its path.

    Raises :class:`~sim.errors.ScenarioError`, whose ``problems`` say all that is wrong, and
    :class:`UsageError` for an id that is not bundled.
    """
    from sim.scenario.reader import load_path

    return load_path(locate(name) if isinstance(name, str) else name)
