"""Writing a file that the user named: whole or not at all, with a plain error."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sim.errors import NewscycleError

if TYPE_CHECKING:
    from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path``; an old file stays as it is if that fails."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, "utf-8")
        part.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        reason = (error.strerror or str(error)).lower()
        raise NewscycleError(f"{path} could not be written: {reason}.") from None
