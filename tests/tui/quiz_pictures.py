"""Screens of the closing exercise, for ``test_pictures``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.play.quiz.due import Wish, seat
from sim.program.lower import lower
from sim.tui.knowing import show_results
from tests.tui.comfort_pictures import by
from tests.tui.helpers import press, town_hall

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from sim.tui.app import NewscycleApp
    from tests.tui.comfort_pictures import Way

SITTING: dict[str, Any] = {"quiz": Wish("after", seed=7), "players": []}
FIRST: dict[str, Any] = {"quiz": Wish("before", seed=7), "players": []}
GIVEN = ("documented", "wrong", "interpretation", "documented", "claimed", "unknown", "claimed")


async def results(app: NewscycleApp, pilot: Pilot[None]) -> None:
    """All claims sorted, some of them otherwise than meant."""
    program = lower(town_hall())
    exercise = seat(program, "after", seed=7).sit_down()
    for verdict in GIVEN:
        exercise.take(verdict)
    exercise.close()
    await press(app, pilot, "escape")
    show_results(app, program, exercise.sitting)
    await press(app, pilot, *["down"] * 10)


QUIZ: dict[str, tuple[dict[str, Any], Way]] = {
    "quiz_opening": (FIRST, by()),
    "quiz_sorting": (SITTING, by("enter", "3")),
    "quiz_told": (SITTING, by("enter", "3", "enter")),
    "quiz_told_newsprint": (SITTING, by("ctrl+t", "enter", "3", "enter")),
    "quiz_results": (SITTING, results),
}
