"""A long wire opens at its end, before what lies above it is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.tui.widgets.late import LatePaper
from tests.benchmarks.player import wire_of
from tests.tui.helpers import playing, press, screen_text, to_choice, town_hall

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.tui.screens.wire import WirePage

KEYS: dict[str, Callable[[LatePaper], None]] = {
    "home": lambda paper: paper.to_line(0),
    "pageup": lambda paper: paper.turn(-1),
    "up": lambda paper: paper.move(-1),
}


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_only_what_is_in_view_is_set_before_the_page_is_painted(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(size=size, scenario=town_hall(), players=["resident"], seed=3) as (
        app,
        pilot,
    ):
        await to_choice(app, pilot)
        with monkeypatch.context() as held:
            held.setattr(LatePaper, "complete", lambda _: None)
            app.show_wire(app.screen.session, wire_of())
            await pilot.pause()
            page: WirePage = app.screen
            early = screen_text(app)
            assert "Headline 299" in early
            assert 0 < page.paper.count < 40
        page.paper.complete()
        await pilot.pause()
        assert page.paper.count == len(page.told)
        assert words_of(screen_text(app)) == words_of(early)
        assert "Headline 0\n" in page.paper.plain


@pytest.mark.parametrize("key", KEYS)
async def test_a_key_that_comes_first_finds_all_of_it(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with playing(scenario=town_hall(), players=["resident"], seed=3) as (app, pilot):
        await to_choice(app, pilot)
        monkeypatch.setattr(LatePaper, "call_after_refresh", lambda *_: None)
        app.show_wire(app.screen.session, wire_of())
        await pilot.pause()
        early, page = screen_text(app), app.screen
        assert page.paper.count < len(page.told)
        await press(app, pilot, key)
        assert page.paper.count == len(page.told)
        late = screen_text(app)
        if key == "home":
            assert "Headline 0" in late
        elif key == "up":
            # All but one line of the text that was in view still is.
            assert set(words_of(early)[4:-4]) <= set(words_of(late)) | {words_of(early)[-3]}
        assert late != early


async def test_a_short_wire_is_set_whole() -> None:
    async with playing(scenario=town_hall(), players=["resident"], seed=3) as (app, pilot):
        await to_choice(app, pilot)
        app.show_wire(app.screen.session, wire_of(2))
        await pilot.pause()
        assert app.screen.paper.count == 3
        assert "Headline 1" in screen_text(app)


def words_of(text: str) -> list[str]:
    """The lines without scroll bars."""
    return [
        line.strip(" \u2580\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588")
        for line in text.split("\n")
    ]
