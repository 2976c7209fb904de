"""Screens around a story, for ``test_pictures``: each with what it opens with and the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.play.guide import Guide
from tests.tui.helpers import press, to_choice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.pilot import Pilot

    from sim.tui.app import NewscycleApp

    Way = Callable[[NewscycleApp, Pilot[None]], Awaitable[None]]

TO_KEYS = ("f2", "down", "down", "down", "down", "enter")


def by(*keys: str) -> Way:
    """A way by keys; ``choice`` reads on to the next choice, ``=text`` fills in a line."""

    async def way(app: NewscycleApp, pilot: Pilot[None]) -> None:
        for key in keys:
            if key == "choice":
                await to_choice(app, pilot)
            elif key.startswith("="):
                app.screen.query_one("Field").value = key[1:]
            else:
                await press(app, pilot, key)

    return way


def guided(*keys: str) -> Way:
    """A way with the hints shown."""

    async def way(app: NewscycleApp, pilot: Pilot[None]) -> None:
        app.guide = Guide()
        await by(*keys)(app, pilot)

    return way


ONE: dict[str, Any] = {"players": ["resident"]}
CLASS: dict[str, Any] = {"players": ["resident"], "voting": ["resident"]}
ROOM: dict[str, Any] = {"players": ["resident"], "projector": True}
ASKED = ("choice", "2", "enter", "choice")

COMFORT: dict[str, tuple[dict[str, Any], Way]] = {
    "settings": ({"scenario": None}, by("f2", "down")),
    "keys_page": ({"scenario": None}, by(*TO_KEYS, "down", "down")),
    "key_refused": ({"scenario": None}, by(*TO_KEYS, "down", "enter", "o")),
    "catch": ({"scenario": None}, by(*TO_KEYS, "enter")),
    "class_code": ({"scenario": None}, by("k", "=0000-0000-0001", "enter")),
    "casting_class": ({}, by("down", "c")),
    "vote": (CLASS, by("choice", "v")),
    "voted": (CLASS, by("choice", "v", "=5 9 9", "enter")),
    "asked": (ONE, by(*ASKED)),
    "how_sure": (ONE, by(*ASKED, "p")),
    "guided": (ONE, guided("choice", "1")),
    "projector": (ROOM, by("choice", "1")),
    "projector_news": (ROOM, by("choice", "1", "enter")),
}
