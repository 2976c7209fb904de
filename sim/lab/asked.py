"""What an exact or bounded answer was asked about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """The scenario's id and hash, and the lines under which it was asked."""

    scenario: str
    hash: str
    lines: tuple[str, ...]

    def asked(self) -> dict[str, Any]:
        """The head of a document with the answer."""
        return {"scenario": self.scenario, "hash": self.hash, "do": list(self.lines)}
