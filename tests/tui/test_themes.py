"""Every colour of text can be read on what it stands on; and nothing needs colour at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color

from sim.tui.text import ROLES
from sim.tui.themes import CONTRAST, NEWSPRINT, NIGHT, THEMES
from tests.tui.helpers import place, playing, press, screen_text, to_choice, town_hall

COLOURS = {"night-desk": NIGHT, "newsprint": NEWSPRINT, "contrast": CONTRAST}
TEXT = ("ink", "strong", "muted", "faded", "gold", "own", "inside", "effect", "marked", "real",
        "warn")  # fmt: skip
GROUNDS = ("paper", "sheet", "bar")
STYLES = Path(__file__).parent.parent.parent / "sim" / "tui" / "styles"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = (c / 255 for c in Color.parse(colour).rgb)
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", COLOURS)
def test_text_keeps_the_contrast_of_wcag(name: str) -> None:
    colours = COLOURS[name]
    least = 7.0 if name == "contrast" else 4.5
    for ground in GROUNDS:
        for text in TEXT:
            ratio = contrast(colours[text], colours[ground])
            assert ratio >= least, f"{text} on {ground}: {ratio:.2f}"
    for ground in GROUNDS[:2]:
        assert contrast(colours["frame"], colours[ground]) >= 3.0 or name != "contrast"


def test_every_role_has_its_look_and_every_theme_every_colour() -> None:
    styles = (STYLES / "roles.tcss").read_text("utf-8")
    for role in ROLES:
        assert f".role--{role} " in styles
    assert [theme.name for theme in THEMES] == list(COLOURS)
    assert set(NIGHT) == set(NEWSPRINT) == set(CONTRAST)


@pytest.mark.parametrize("presses", [0, 1, 2])
async def test_every_theme_can_be_drawn(presses: int) -> None:
    async with playing(scenario=town_hall(), players=["council"], seed=3) as (app, pilot):
        await press(app, pilot, *["ctrl+t"] * presses)
        assert app.theme == THEMES[presses].name
        await to_choice(app, pilot)
        ground = app.screen.wire.background_colors[1]
        assert ground == Color.parse(COLOURS[app.theme]["sheet"])


async def test_without_colour_everything_is_still_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with playing(scenario=town_hall(), players=["council"], seed=3) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "2")
        for strip in app.screen._compositor.render_strips():
            for segment in strip.apply_filter(app._filters[0], Color(0, 0, 0)):
                triplet = segment.style.color.get_truecolor() if segment.style.color else None
                assert triplet is None or triplet.red == triplet.green == triplet.blue
        shown = screen_text(app)
        assert "▸2  Wait" in shown
        assert "A DARK CORNER" in shown
        assert "off the record" in shown or "on the record" in shown
        assert place(app) == "DeskPage"


async def test_animation_can_be_off() -> None:
    async with playing() as (app, _):
        app.animation_level = "none"
        assert app.animation_level == "none"
