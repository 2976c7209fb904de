"""The map is laid out before its key is pressed, and is always that of the moment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.play.map import StageMap, map_of, picture
from sim.tui.text import MEASURER
from tests.tui.helpers import playing, press, rest, screen_text, to_choice, town_hall

if TYPE_CHECKING:
    import pytest


async def test_the_map_of_the_next_decision_is_laid_out_before_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[int] = []

    def counted(chart: StageMap, room: int, measure: object) -> object:
        drawn.append(room)
        return picture(chart, room, MEASURER)

    monkeypatch.setattr("sim.play.map.picture", counted)
    async with playing(scenario=town_hall(), players=["resident"], seed=1) as (app, pilot):
        assert await to_choice(app, pilot)
        assert drawn == [], "how wide the map will be is not known yet"
        await press(app, pilot, "m")
        first = screen_text(app)
        assert len(drawn) == 1
        await press(app, pilot, "escape", "m")
        assert screen_text(app) == first
        assert len(drawn) == 1, "nothing has happened since"
        await press(app, pilot, "escape", "1", "enter")
        assert await to_choice(app, pilot)
        assert app.screen.session.story.state.stage == 1, "the map has changed"
        await rest(app, pilot)
        session, seat = app.screen.session, app.screen.seat
        assert len(drawn) == 2, "ahead of the key"
        await press(app, pilot, "m")
        assert len(drawn) == 2
        plan, rows = app.screen._ahead.picture(app.screen.map, drawn[-1])
        moment = replace(map_of(session, seat), odds=None)
        assert (plan, rows) == picture(moment, drawn[-1], MEASURER)


async def test_a_map_in_another_window_is_laid_out_anew() -> None:
    async with playing(scenario=town_hall(), players=["resident"], seed=3) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "m")
        narrow = app.screen.chart.plain
        await pilot.resize_terminal(200, 60)
        await press(app, pilot, "home")
        chart = app.screen.chart
        assert chart.plain != narrow
        _, rows = picture(app.screen.map, chart.setting_width, MEASURER)
        assert rows[0][0][0].rstrip() in chart.plain
