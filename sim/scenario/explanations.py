"""The page that explains a problem code: what it means, a bad example, a good one."""

from __future__ import annotations

from pathlib import Path

from sim.errors import UsageError
from sim.scenario.codes import CATALOGUE
from sim.scenario.suggest import did_you_mean


def pages_folder() -> Path:
    """The folder of the pages: inside an installed package, or the repository's."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_problems"
    return installed if installed.is_dir() else package.parent / "docs" / "problems"


def explanation(code: str) -> str:
    """The page of ``code``. Raises :class:`UsageError` for a code that does not exist."""
    name = code.upper()
    if name not in CATALOGUE:
        hint = did_you_mean(name, CATALOGUE) or "newscycle check prints the codes it finds."
        raise UsageError(f"There is no problem code '{code[:20]}'. {hint}")
    return (pages_folder() / f"{name}.md").read_text("utf-8").rstrip()
