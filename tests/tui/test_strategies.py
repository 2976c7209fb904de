"""An actor who follows a strategy, in the casting and at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rules import strategy_of
from tests.tui.helpers import LARGE, place, playing, press, screen_text, to_choice, town_hall

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.json").write_text(strategy_of("council", [{"move": "wait"}]))
    return "council~c.json"


async def test_a_strategy_is_named_in_the_casting_and_followed(line: str) -> None:
    async with playing(LARGE, scenario=town_hall(), temperaments=(line,)) as (app, pilot):
        await press(app, pilot, "down")
        assert "it follows the strategy c.json" in screen_text(app)
        await press(app, pilot, "up", "enter", "b")
        await to_choice(app, pilot)
        session = app.screen.session
        assert session.casting.temperaments == (line,)
        assert session.story.plan.ruled


async def test_the_key_for_temperaments_goes_on_from_a_strategy(line: str) -> None:
    async with playing(LARGE, scenario=town_hall(), temperaments=(line,)) as (app, pilot):
        await press(app, pilot, "down", "t")
        assert "it acts as usual" in screen_text(app)


async def test_a_strategy_that_has_gone_is_said_and_nothing_begins(
    line: str, tmp_path: Path
) -> None:
    async with playing(LARGE, scenario=town_hall(), temperaments=(line,)) as (app, pilot):
        (tmp_path / "c.json").unlink()
        await press(app, pilot, "enter", "b")
        assert place(app) == "CastingPage"
        assert "c.json is not there" in screen_text(app)
