"""Text is text also in questions, votes, settings and the line beside the desk."""

from __future__ import annotations

import json

import pytest

from sim.play.settings import settings_file
from tests.tui.helpers import place, play_out, playing, press, screen_text, to_choice
from tests.tui.test_text_is_text import (
    HOSTILE,
    assert_nothing_acts,
    click_everywhere,
    hostile_scenario,
)


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_words_in_a_question_and_in_a_vote(hostile: str) -> None:
    how = {"scenario": hostile_scenario(hostile), "players": ["resident"], "seed": 3}
    async with playing((120, 40), voting=["resident"], **how) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "v")
        assert f"1 {hostile}" in screen_text(app)
        assert_nothing_acts(app)
        app.screen.query_one("Field").value = " ".join(["3"] * len(app.screen_stack[-2].choices()))
        await press(app, pilot, "enter")
        assert place(app) == "DeskPage"
        assert f"“{hostile}”" in screen_text(app)
        assert_nothing_acts(app)
        await press(app, pilot, "2", "enter")
        await to_choice(app, pilot)
        assert f"What do you expect? {hostile}" in screen_text(app)
        assert_nothing_acts(app)
        rows = [y for y, line in enumerate(screen_text(app).splitlines()) if line[1:2] == "┃"]
        assert rows
        for y in rows:
            for x in range(3, 118, 5):
                await pilot.click(offset=(x, y))
        assert app.is_running
        assert place(app) == "DeskPage"
        await press(app, pilot, "p")
        assert hostile in screen_text(app)
        assert_nothing_acts(app)
        app.screen.query_one("Field").value = "70"
        await press(app, pilot, "enter")
        await play_out(app, pilot)
        assert f"{hostile}: “{hostile}”." in app.screen.paper.plain
        await press(app, pilot, "end")
        assert_nothing_acts(app)


async def test_hostile_words_in_the_settings_file() -> None:
    settings_file().parent.mkdir(parents=True)
    keys = {"[@click=app.quit]x[/]": "j", "journal": "[/b]", "\x1b[2J": "f5"}
    settings_file().write_text(json.dumps({"keys": keys}), "utf-8")
    async with playing((120, 40)) as (app, pilot):
        said = screen_text(app)
        assert "[@click=app.quit]x[/]" in said
        assert "There is no key '[/b]'" in said
        assert_nothing_acts(app)
        assert await click_everywhere(app, pilot, "[@click=app.quit]x[/]")
        assert app.is_running
