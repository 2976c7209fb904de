"""What the study asks: the worlds that it compares, and three questions put before the answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.lab.plan import read_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.lab.points import Point

FOLDER = Path(__file__).parents[2] / "docs" / "study"
PLAN = FOLDER / "plan.yaml"
SCENARIO = "petropavlovsk"
SEED = 20_230_330
"""Not that of the pilot run after which the questions were fixed."""

FRAMES = {
    "channel.frame_inaction@4": "the state does nothing",
    "channel.lead_prices@4": "the prices first",
    "channel.light_touch@4": "a curiosity",
    "channel.frame_whole@4": "the whole recording",
}
POLICE = {
    "nothing": "police silent",
    "police.explain@5": "police explain next day",
    "police.explain@4": "police explain same day",
}
ORDERS = {
    "neither": "neither letter nor condemnation",
    "condemnation first": "condemnation first",
    "letter first": "letter first",
}


@dataclass(frozen=True, order=True)
class Cell:
    """One world of the design: a level of each factor, as the plan writes it."""

    frame: str
    police: str
    order: str

    @property
    def words(self) -> str:
        """The cell in words."""
        return f"{FRAMES[self.frame]}; {POLICE[self.police]}; {ORDERS[self.order]}"


@dataclass(frozen=True)
class Question:
    """Does ``what`` rather than ``against`` in one factor change how often ``ending`` comes?"""

    name: str
    factor: str
    what: str
    against: str
    ending: str
    words: str
    headline: Cell
    """The cell, with ``what`` in it, whose difference is tried on other guesses."""

    def pairs(self) -> Iterator[tuple[Cell, Cell]]:
        """Both worlds, for each combination of the other two factors."""
        for frame in FRAMES:
            for police in POLICE:
                for order in ORDERS:
                    cell = Cell(frame, police, order)
                    if getattr(cell, self.factor) == self.what:
                        yield cell, self.without(cell)

    def without(self, cell: Cell) -> Cell:
        """The same world with ``against`` in place of ``what``."""
        levels = {name: getattr(cell, name) for name in ("frame", "police", "order")}
        return Cell(**{**levels, self.factor: self.against})


INACTION, WHOLE = "channel.frame_inaction@4", "channel.frame_whole@4"
SILENT, LATER, AT_ONCE = "nothing", "police.explain@5", "police.explain@4"
QUESTIONS = (
    Question(
        "time", "police", AT_ONCE, SILENT, "abroad",
        "the police explain on the same day rather than stay silent",
        Cell(INACTION, AT_ONCE, "letter first"),
    ),
    Question(
        "frame", "frame", WHOLE, INACTION, "seen_in_full",
        "the channel shows the whole recording rather than that the state does nothing",
        Cell(WHOLE, SILENT, "letter first"),
    ),
    Question(
        "order", "order", "letter first", "condemnation first", "new_law",
        "the letter comes before the condemnation rather than after it",
        Cell(INACTION, SILENT, "letter first"),
    ),
)  # fmt: skip
LATE = Question(
    "late", "police", LATER, SILENT, "abroad",
    "the police explain on the next day rather than stay silent",
    Cell(INACTION, LATER, "letter first"),
)  # fmt: skip
"""Beside the first question, for the table; not a question of its own."""


def cells() -> tuple[dict[Cell, Point], tuple[str, ...]]:
    """The plan's combinations by cell, and the lines that hold in every world."""
    plan = read_plan(PLAN)
    found = {}
    for point in plan.points:
        level = dict(point.factors)
        found[Cell(level["vary_1"], level["vary_2"], level["named"])] = point
    return found, plan.do
