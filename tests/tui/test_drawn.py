"""What is really drawn keeps the contrast of WCAG 2.2, in every theme, and says all without colour.

The colours of the themes are proved by ``test_themes``; here every cell with a letter in it is
looked at, on every kind of screen, with what it stands on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.helpers import place, playing, press, screen_text, to_choice, town_hall
from tests.tui.test_themes import contrast

if TYPE_CHECKING:
    from sim.tui.app import NewscycleApp

LEAST = {"night-desk": 4.5, "newsprint": 4.5, "contrast": 7.0}


def drawn(app: NewscycleApp) -> dict[tuple[str, str], str]:
    """Colour of letters and colour of their ground, each pair with an example.

    What lies behind a question is out of use and dimmed on purpose (WCAG 1.4.3, inactive).
    """
    found: dict[tuple[str, str], str] = {}
    boxes = app.screen.query("#box, CommandPalette > Vertical")
    area = boxes.first().region if boxes else app.screen.region
    for strip in app.screen._compositor.render_strips()[area.y : area.bottom]:
        for segment in strip.crop(area.x, area.right):
            style = segment.style
            if style is None or not any(char.isalnum() for char in segment.text):
                continue
            assert style.color is not None, segment
            assert style.bgcolor is not None, segment
            ink, ground = (c.get_truecolor().hex for c in (style.color, style.bgcolor))
            if style.reverse:
                ink, ground = ground, ink
            found.setdefault((ink, ground), segment.text.strip())
    return found


async def look(app: NewscycleApp, seen: dict[tuple[str, str], str]) -> None:
    for pair, text in drawn(app).items():
        seen.setdefault(pair, f"{place(app)}: {text}")


@pytest.mark.parametrize("theme", LEAST)
async def test_every_letter_that_is_drawn_can_be_read(theme: str) -> None:
    seen: dict[tuple[str, str], str] = {}
    turns = list(LEAST).index(theme)
    async with playing(scenario=town_hall(), players=["resident"], seed=3) as (app, pilot):
        await press(app, pilot, *["ctrl+t"] * turns)
        assert app.theme == theme
        await look(app, seen)
        await to_choice(app, pilot)
        await press(app, pilot, "2")
        await look(app, seen)
        await press(app, pilot, "enter")
        await look(app, seen)
        await to_choice(app, pilot)
        await look(app, seen)
        assert "What do you expect?" in screen_text(app)
        for ways in (["v"], ["p"], ["escape"], ["question_mark"], ["f1"], ["ctrl+p"],
                     ["f2"], ["f2", "down", "down", "down", "down", "enter"]):  # fmt: skip
            await press(app, pilot, *ways)
            await look(app, seen)
            await press(app, pilot, *["escape"] * (2 if len(ways) > 1 else 1))
            assert place(app) == "DeskPage"
        await press(app, pilot, "9")
        await look(app, seen)
        await press(app, pilot, "escape", "enter")
        assert place(app) == "Newsstand"
        await look(app, seen)
        await press(app, pilot, "s")
        await look(app, seen)
        await press(app, pilot, "escape", "o")
        await look(app, seen)
    assert len(seen) >= 12, "hardly anything was looked at"
    bad = {
        text: round(contrast(*pair), 2)
        for pair, text in seen.items()
        if contrast(*pair) < LEAST[theme]
    }
    assert not bad


async def test_what_is_marked_or_said_aside_is_marked_by_a_sign_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with playing(scenario=town_hall(), players=["resident"], seed=3) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "2", "enter")
        await to_choice(app, pilot)
        assert "┃ What do you expect?" in screen_text(app)
        await press(app, pilot, "f2", "down")
        assert "▸ Movement" in screen_text(app)
