"""Screens of the closing exercise, for ``test_pictures``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.play.quiz.due import Wish
from tests.tui.comfort_pictures import by

if TYPE_CHECKING:
    from tests.tui.comfort_pictures import Way

SITTING: dict[str, Any] = {"quiz": Wish("after", seed=7), "players": []}
FIRST: dict[str, Any] = {"quiz": Wish("before", seed=7), "players": []}
ALL = ("1", "enter", "enter", "5", "enter", "enter", "3", "enter", "enter", "1", "enter", "enter",
       "2", "enter", "enter", "4", "enter", "enter", "1", "enter", "enter")  # fmt: skip

QUIZ: dict[str, tuple[dict[str, Any], Way]] = {
    "quiz_opening": (FIRST, by()),
    "quiz_sorting": (SITTING, by("enter", "3")),
    "quiz_told": (SITTING, by("enter", "3", "enter")),
    "quiz_told_newsprint": (SITTING, by("ctrl+t", "enter", "3", "enter")),
    "quiz_results": (SITTING, by("enter", *ALL)),
    "quiz_results_below": (SITTING, by("enter", *ALL, "pagedown")),
}
