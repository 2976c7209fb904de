"""What a journal says of where its story comes from: the scenario, another story, other luck."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.engine.luck import SEED_LIMIT
from sim.errors import JournalError
from sim.scenario.reader import load_text

if TYPE_CHECKING:
    from pathlib import Path

    from sim.play.journal import Entry
    from sim.scenario.reader import Scenario


@dataclass(frozen=True, slots=True)
class Parent:
    """The story that a rewound one parts from: its name, and the decision at which they part.

    ``root`` is the name of the first story of the family; ``edited`` says that the scenario was
    another edition then.
    """

    name: str
    decision: int
    root: str
    edited: bool = False


def parent_in(header: dict[str, Any]) -> Parent | None:
    """What the first line of a journal says of the story that it parts from."""
    found = header.get("parent")
    try:
        return found and Parent(
            str(found["name"]), int(found["decision"]), str(found["root"]), bool(found["edited"])
        )
    except (KeyError, TypeError, ValueError):
        return None


def seed_in(path: Path, entry: Entry) -> int:
    """The seed that a line of luck names."""
    seed = entry.data.get("seed")
    if not isinstance(seed, int) or not 0 <= seed < SEED_LIMIT:
        raise JournalError(f"{path}, line {entry.number + 1}: that is no seed.")
    return seed


@lru_cache(maxsize=8)
def scenario_in(text: str, name: str) -> Scenario:
    """The scenario in a journal; a folder of journals holds few different ones."""
    return load_text(text, name)
