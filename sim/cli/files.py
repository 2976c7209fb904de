"""Writing a file that the user named: whole or not at all, with a plain error."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` in place of what is there, which stays as it is if that fails."""
    from sim.play import export

    export.write_text(path, text, replace=True)
