"""The map and the wire beyond their commands: the mouse, other sizes, what is hidden from whom."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sim.play.mapodds import find_odds
from sim.scenario.reader import load_text
from tests.benchmarks.player import wire_of
from tests.benchmarks.scenarios import many_stages
from tests.tui.beside_commands import resident, rounds
from tests.tui.helpers import (
    place,
    play_out,
    playing,
    press,
    rest,
    screen_text,
    to_choice,
    town_hall,
)  # fmt: skip

if TYPE_CHECKING:
    import pytest

    from sim.play.mapodds import MapOdds
    from sim.program.model import Program


async def test_a_click_on_a_stage_marks_it() -> None:
    async with resident((140, 45)) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "m")
        page = app.screen
        target = next(node for node in page.map.graph.stages if node != page.marked)
        label = page.map.label(target)
        y, x = next(
            (y, line.index(label))
            for y, line in enumerate(screen_text(app).splitlines())
            if label in line[: app.screen.chart.size.width]
        )
        await pilot.click(offset=(x, y))
        await rest(app, pilot)
        assert page.marked == target
        ending = page.map.graph.endings[-1]
        await press(app, pilot, *["down"] * 12)
        assert page.marked == ending


async def test_the_map_keeps_its_mark_when_the_window_changes() -> None:
    async with resident((140, 45)) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "m", "down")
        marked = app.screen.marked
        for size in ((80, 24), (64, 22), (200, 60)):
            await pilot.resize_terminal(*size)
            await rest(app, pilot)
            assert app.screen.marked == marked
            assert "▸" in screen_text(app), size


async def test_a_map_of_two_hundred_stages_can_be_walked() -> None:
    scenario = load_text(
        many_stages(200, 4, 2).replace("name: Actor 0", "name: A\n    playable: true", 1)
    )
    async with playing(scenario=scenario, players=["a0"], seed=3) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "m", *["down"] * 12)
        page = app.screen
        assert page.marked == page.map.start + 12
        assert page.map.label(page.marked) in screen_text(app)
        assert "▸" in screen_text(app)
        await press(app, pilot, "home")
        assert page.marked == page.map.start


async def test_the_wire_opens_at_its_end_and_keeps_what_is_sifted_when_resized() -> None:
    async with resident((140, 45)) as (app, pilot):
        await to_choice(app, pilot)
        told = wire_of(120)
        app.show_wire(app.screen.session, told)
        await rest(app, pilot)
        assert "Headline 119" in screen_text(app)
        await press(app, pilot, "a", "k")
        shown = list(app.screen.shown)
        await pilot.resize_terminal(80, 24)
        await rest(app, pilot)
        assert app.screen.shown == shown
        assert "Headline 119" not in screen_text(app)
        assert app.screen.paper.seen_to_end


async def test_searching_sets_no_beat_twice() -> None:
    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        app.show_wire(app.screen.session, wire_of(60))
        await rest(app, pilot)
        before = dict(app.screen._blocks)
        await press(app, pilot, "slash", *"headline 5", "escape")
        assert app.screen._blocks == before
        assert place(app) == "WirePage"


async def test_the_wire_of_a_seat_holds_only_what_that_seat_has_read() -> None:
    two = {"scenario": town_hall(), "players": ["resident", "council"], "seed": 3}
    async with playing((140, 45), **two) as (app, pilot):
        await press(app, pilot, "space", "space")
        await press(app, pilot, "space")
        await to_choice(app, pilot)
        read = app.screen.seats.read_in(app.screen.seat)
        await press(app, pilot, "j")
        assert list(app.screen.told) == read


async def test_the_map_is_closed_while_there_is_news_to_read() -> None:
    async with resident() as (app, pilot):
        await rounds(app, pilot, 1)
        await press(app, pilot, "1", "enter")
        assert app.screen.can("map") is None
        await press(app, pilot, "m")
        assert place(app) == "DeskPage"


async def test_odds_come_to_the_map_in_their_own_time_and_no_key_waits_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ready = threading.Event()

    def slow(program: Program) -> MapOdds:
        assert threading.current_thread() is not threading.main_thread()
        ready.wait(30)
        return find_odds(program)

    monkeypatch.setattr("sim.play.mapodds._KNOWN", {})
    monkeypatch.setattr("sim.tui.screens.map.find_odds", slow)
    async with resident((140, 45)) as (app, pilot):
        await play_out(app, pilot, ("film", "rage", "write"))
        await pilot.press("m")
        await pilot.pause(0.2)
        page = app.screen
        assert "being worked out" in page.chart.plain
        before = page.marked
        await pilot.press("home", "up")
        await pilot.pause()
        assert page.marked != before, "keys are answered meanwhile"
        marked = page.marked
        ready.set()
        await rest(app, pilot)
        assert "Odds: exact" in page.chart.plain
        assert "% of stories" in page.chart.plain
        assert page.marked == marked
