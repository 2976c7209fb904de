"""Somebody who knows nothing but the keys at the foot: plays, ends, goes back, ends elsewhere.

The transcript is ``first_hour.txt``: every key, where it was pressed, and what the foot of the
screen called it. Nothing is pressed that the screen did not offer.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.play.gallery import gallery_sections
from sim.play.saves import saves
from sim.program.lower import lower
from sim.scenario.catalog import load
from sim.tui.keys import key_name
from sim.tui.screens.deskkeys import Phase
from tests.tui.helpers import SMALL, place, playing, press, screen_text

if TYPE_CHECKING:
    import pytest
    from textual.pilot import Pilot

    from sim.tui.app import NewscycleApp

KEPT = Path(__file__).parent / "first_hour.txt"


class Visitor:
    """Presses only what the screen offers, and keeps a transcript."""

    def __init__(self, app: NewscycleApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.transcript: list[str] = []

    async def press(self, key: str) -> None:
        """Press ``key``, if the screen says somewhere that it can be pressed."""
        shown = screen_text(self.app)
        foot = shown.splitlines()[-1]
        label = re.search(rf"(?:^| · | ){re.escape(key_name(key))} ([^·]+?)(?: ·|  |$)", foot)
        offered = label[1].strip() if label else None
        if offered is None and key.isdigit() and "1–9 choose" in foot:
            row = next(line for line in shown.splitlines() if re.search(rf"[│ ] {key}  \w", line))
            offered = re.split(r"\s{2,}|│", row.partition(f"{key}  ")[2])[0].strip()
        if offered is None and key in ("up", "down"):
            offered = "the arrows walk in every list"
        assert offered, f"nothing on the screen offers {key}:\n{shown}"
        self.transcript.append(f"{place(self.app):<12} {key_name(key):<6} {offered}")
        await press(self.app, self.pilot, key)

    async def play(self, first: str = "1") -> str:
        """Play to the ending by always taking the first move; the ending's headline."""
        while place(self.app) != "Ending":
            desk = self.app.screen
            if desk.phase is Phase.CHOOSING and not desk.moment.only_waits:
                if desk.picker.marked is None:
                    await self.press(first)
                await self.press("enter")
            else:
                await self.press("space")
        return screen_text(self.app).splitlines()[2].strip()


async def test_a_stranger_plays_ends_goes_back_and_ends_elsewhere_by_the_keys_that_are_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.play.session.fresh_seed", lambda: 40)
    monkeypatch.setattr("sim.play.saves.fresh_name", lambda scenario, now: "mine")
    async with playing(SMALL) as (app, pilot):
        visitor = Visitor(app, pilot)
        await visitor.press("enter")
        assert "Enter begins, and you play The pupil who filmed" in screen_text(app)
        await visitor.press("enter")
        while place(app) == "Opening":
            await visitor.press("space")
        first = await visitor.play()
        assert first == "THE ROOF IS REPAIRED"

        await visitor.press("b")
        assert place(app) == "StoryTree"
        assert "Never tried: □" in screen_text(app), "what was missed is said at once"
        await visitor.press("down")
        assert "locked" in screen_text(app).splitlines()[app.screen.picker.marked + 1]
        await visitor.press("enter")
        assert "With the same luck" in screen_text(app)
        await visitor.press("enter")
        assert app.screen.wire.seen_to_end, "back in the story, not at its first line"
        second = await visitor.play()
        assert second == "IT RAINS AGAIN IN NOVEMBER"

        await visitor.press("e")
        titles = [section.title for section in gallery_sections(lower(load("leaking_roof")))]
        assert titles[0] in screen_text(app)
        assert "2 of 5" in titles[0]
        await visitor.press("escape")
        await visitor.press("escape")
        assert "2 of 5 endings" in screen_text(app)
    assert [(save.name, save.parent) for save in saves()] == [("mine_2", "mine"), ("mine", None)]
    written = "\n".join(line.rstrip() for line in visitor.transcript) + "\n"
    if "NEWSCYCLE_KEEP" in os.environ:
        KEPT.write_text(written, "utf-8")
    assert written == KEPT.read_text("utf-8"), "NEWSCYCLE_KEEP=1 keeps this transcript instead"
