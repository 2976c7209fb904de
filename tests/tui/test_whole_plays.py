"""Whole stories by keys alone, and what they leave behind."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from sim.plain.player import PlainPlayer
from sim.play.progress import endings_found
from sim.play.saves import path_of, saves
from sim.play.session import Casting, Session
from sim.play.waiting import waiting_words
from sim.scenario.catalog import load
from sim.tui.screens.deskkeys import Phase
from tests.tui.helpers import (
    LARGE,
    SMALL,
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
    from pathlib import Path

WISHES = {
    "resident": ("film", "rage", "write"),
    "council": ("promise", "repair", "blame"),
}


def plainly(session: Session) -> Session:
    """The same choices, typed into the line player."""
    typed = "".join(f"{move}\n" for _, move in session.decisions)
    if len(session.casting.players) > 1:
        typed = "".join(f"\n{move}\n" for _, move in session.decisions)
    other = Session.begin(session.program.scenario, session.casting, None)
    PlainPlayer(other, io.StringIO(typed), lambda line: None).run()
    return other


@pytest.mark.parametrize("size", [SMALL, LARGE, (64, 20), (200, 60)])
@pytest.mark.parametrize("actor", ["resident", "council"])
async def test_a_story_is_played_to_its_end_by_keys(actor: str, size: tuple[int, int]) -> None:
    async with playing(size, scenario=town_hall(), players=[actor], seed=3) as (app, pilot):
        session = await play_out(app, pilot, WISHES[actor])
        assert place(app) == "Ending"
        assert session.ended
        assert endings_found("town_hall") == [session.story.ending]
        assert session.story.events == plainly(session).story.events


@pytest.mark.parametrize("seed", [1, 2, 5])
async def test_two_people_share_one_keyboard(seed: int) -> None:
    how = {"scenario": town_hall(), "players": ["resident", "council"], "seed": seed}
    async with playing(**how) as (app, pilot):
        session = await play_out(app, pilot, (*WISHES["resident"], *WISHES["council"]))
        assert place(app) == "Ending"
        assert {actor for actor, _ in session.decisions} == {"resident", "council"}
        assert session.story.events == plainly(session).story.events


@pytest.mark.parametrize("name", ["leaking_roof", "petropavlovsk"])
async def test_the_bundled_scenarios_are_played_to_their_end(name: str) -> None:
    scenario = load(name)
    actors = [actor for actor, shape in scenario.file.actors.items() if shape.playable]
    for actor in actors[:2]:
        async with playing(scenario=scenario, players=[actor], seed=11) as (app, pilot):
            session = await play_out(app, pilot)
            assert place(app) == "Ending"
            assert session.story.events == plainly(session).story.events


async def test_nothing_scrolls_past_unread() -> None:
    """Every line of the wire is in view at some time between two key presses."""
    async with playing(SMALL, scenario=town_hall(), players=["resident"], seed=3) as (app, pilot):
        seen: set[int] = set()
        while place(app) != "Ending":
            desk = app.screen
            if place(app) == "DeskPage":
                wire = desk.wire
                top = wire.scroll_offset.y
                seen |= set(range(top, top + wire.scrollable_content_region.height))
                count = len(wire._lines)
                assert set(range(count)) <= seen | set(range(top, count)), "a line was skipped"
                if desk.phase is Phase.CHOOSING:
                    assert set(range(count)) <= seen, "a choice before everything was read"
                    await press(app, pilot, "1", "enter")
                    continue
            await press(app, pilot, "space")


async def test_a_choice_shows_the_players_own_act_first() -> None:
    async with playing(scenario=town_hall(), players=["council"], seed=3) as (app, pilot):
        await to_choice(app, pilot)
        before = app.screen.wire.count
        await press(app, pilot, "1", "enter")
        assert app.screen.phase is Phase.READING
        assert app.screen.wire.count == before + 1
        assert "You: Promise a date for the repair" in screen_text(app)
        assert "People on the square" not in screen_text(app)


async def test_a_number_changes_when_the_news_of_it_is_read() -> None:
    async with playing(scenario=town_hall(), players=["council"], seed=3) as (app, pilot):
        await to_choice(app, pilot)
        meter = app.screen.session.view("council").meters[2]
        assert f"{meter.value}/5" == "3/5"
        await press(app, pilot, "1", "enter")
        assert app.screen.session.view("council").meters[2].value == 4
        while app.screen.phase is Phase.READING:
            read = app.screen.seats.read_in("council")
            told = any(e.variable == meter.id and e.after == 4 for b in read for e in b.effects)
            assert ("4/5" in screen_text(app)) == told
            await press(app, pilot, "space")
        assert "4/5" in screen_text(app)


async def test_a_round_without_a_choice_is_one_key() -> None:
    async with playing(LARGE, scenario=town_hall(), players=["council"], seed=3) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "1", "enter")
        await to_choice(app, pilot)
        assert app.screen.moment.only_waits
        assert "You can only wait" in screen_text(app)
        assert waiting_words(app.screen.moment.view)[:20] in screen_text(app), "and why"
        assert "1–9" not in screen_text(app), "nothing is to be chosen"
        round_before = app.screen.moment.view.round
        await press(app, pilot, "space")
        assert app.screen.moment.view.round == round_before + 1


async def test_a_story_that_was_left_goes_on_where_it_stopped(own_data_folder: Path) -> None:
    how = {"scenario": town_hall(), "players": ["resident"], "seed": 3, "name": "mine"}
    async with playing(**how) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "1", "enter")
        await to_choice(app, pilot)
        events = list(app.screen.session.story.events)
        await press(app, pilot, "escape", "enter")
        assert place(app) == "Newsstand"
        await press(app, pilot, "s")
        assert "mine" in screen_text(app)
        await press(app, pilot, "enter")
        assert "Going on after 1 decision." in screen_text(app)
        assert app.screen.session.story.events == events
        # What the last decision brought is read once more, and nothing before it.
        assert app.screen.wire.count > 2
        await play_out(app, pilot)
    assert [save.ended is not None for save in saves()] == [True]
    lines = path_of("mine").read_text("utf-8").splitlines()
    assert [json.loads(line)["type"] for line in lines].count("choose") == len(
        Session.resume(path_of("mine"), write=False).decisions
    )


async def test_quitting_keeps_the_story_and_says_how_to_go_on() -> None:
    how = {"scenario": town_hall(), "players": ["resident"], "seed": 3, "name": "mine"}
    async with playing(**how) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "2", "enter")
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert "newscycle play --resume mine" in str(app._exit_renderables[0])
    async with playing(resume=path_of("mine")) as (app, pilot):
        assert place(app) == "DeskPage"
        assert app.screen.session.decisions == [("resident", "write")]


async def test_a_finished_story_opens_at_its_ending() -> None:
    session = Session.begin(town_hall(), Casting(("resident",), 3), path_of("over"))
    while not session.ended:
        session.choose("wait")
    session.close()
    async with playing(resume=path_of("over")) as (app, pilot):
        assert place(app) == "Ending"
        await press(app, pilot, "a")
        assert place(app) == "CastingPage"
        assert app.screen.seats == []
        assert app.screen.marked.id == "resident", "the same again, or anybody else"


async def test_an_ending_is_noted_once_and_counted_on_the_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sim.play.progress

    noted = []
    original = sim.play.progress.note_ending
    monkeypatch.setattr(
        sim.play.progress, "note_ending", lambda *what: (noted.append(what), original(*what))
    )
    scenario = load("leaking_roof")
    actor = next(a for a, shape in scenario.file.actors.items() if shape.playable)
    async with playing(scenario=scenario, players=[actor], seed=1) as (app, pilot):
        await play_out(app, pilot)
        assert len(noted) == 1
        await press(app, pilot, "escape")
        await rest(app, pilot)
        assert place(app) == "Newsstand"
        assert app.screen.marked.name == "leaking_roof"
        assert "1 of 5 endings" in screen_text(app)
