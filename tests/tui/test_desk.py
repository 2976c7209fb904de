"""The desk while news is read: the head and the numbers keep pace with the wire."""

from __future__ import annotations

import pytest

from sim.scenario.catalog import load
from sim.tui.screens.deskkeys import Phase
from tests.tui.helpers import playing, press, screen_text, to_choice


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_head_and_numbers_are_those_of_the_news_in_view(size: tuple[int, int]) -> None:
    scenario = load("petropavlovsk")
    async with playing(size, scenario=scenario, players=["police"], seed=11) as (app, pilot):
        await to_choice(app, pilot)
        moved = pages = 0
        for _ in range(4):
            await press(app, pilot, "1", "enter")
            before = {meter.id: meter.value for meter in app.screen.moment.view.meters}
            while app.screen.phase is Phase.READING:
                read = app.screen.seats.read_in("police")
                head = screen_text(app).splitlines()[0]
                assert f"round {read[-1].round} of" in head
                now = {meter.id: meter.value for meter in app.screen.moment.view.meters}
                last = {effect.variable: effect.after for beat in read for effect in beat.effects}
                assert now.items() >= last.items()
                pages, moved = pages + 1, moved + (now != before)
                before = now
                await press(app, pilot, "space")
        assert pages >= 4
        assert moved
