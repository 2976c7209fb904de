"""Settings, guide, forecasts and projector on the screens, beyond one command at a time."""

from __future__ import annotations

import errno
import json
import os

import pytest

from sim.play.guide import HINTS
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.play.settings import (
    DAMAGED,
    THEMES,
    Settings,
    load_settings,
    save_settings,
    settings_file,
)
from sim.tui import themes
from sim.tui.bigtype import SHAPES, big
from sim.tui.screens.deskkeys import Phase
from tests.tui.helpers import (
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


def resident(size: tuple[int, int] = SMALL, **how: object):
    how = {"scenario": town_hall(), "players": ["resident"], "seed": 3, "name": "mine"} | how
    return playing(size, **how)


# -- settings -------------------------------------------------------------------------------------


def test_the_settings_know_every_theme_that_is_shipped() -> None:
    assert tuple(theme.name for theme in themes.THEMES) == THEMES


async def test_the_theme_is_remembered() -> None:
    for name in ("newsprint", "contrast", "night-desk"):
        async with playing() as (app, pilot):
            await press(app, pilot, "ctrl+t")
            assert app.theme == name
            words = name.replace("-", " ")
            assert f"Theme: {words}." in screen_text(app)
            assert f"{words} · F1" in screen_text(app).splitlines()[0], "the masthead says so too"
        async with playing() as (app, _):
            assert app.theme == name


async def test_a_damaged_settings_file_is_told_and_the_newsstand_opens() -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("{not json", "utf-8")
    async with playing() as (app, pilot):
        assert DAMAGED in " ".join(screen_text(app).split())
        await press(app, pilot, "down")
        assert place(app) == "Newsstand"
    assert settings_file().with_suffix(".damaged").read_text("utf-8") == "{not json"


async def test_on_a_full_disk_a_setting_holds_until_one_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with playing() as (app, pilot):
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            await press(app, pilot, "f2", "enter")
            assert app.theme == "newsprint"
            said = " ".join(screen_text(app).split())
            assert "could not be kept: no space left on device" in said
            await press(app, pilot, "escape", "ctrl+t")
            assert "could not be kept" in " ".join(screen_text(app).split())
    assert load_settings()[0].theme == "night-desk"


async def test_a_refused_key_of_a_file_that_was_edited_by_hand_is_told() -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(json.dumps({"keys": {"play": "s", "journal": "f5"}}), "utf-8")
    async with playing() as (app, pilot):
        assert "Play cannot have the key s" in " ".join(screen_text(app).split())
        await press(app, pilot, "enter")
        assert place(app) == "CastingPage"


async def test_settings_can_be_opened_everywhere_and_lead_back() -> None:
    async with resident() as (app, pilot):
        for wanted in ("Opening", "DeskPage", "Reading", "Question", "Help"):
            if wanted == "DeskPage":
                await to_choice(app, pilot)
            elif wanted != "Opening":
                await press(
                    app, pilot, {"Reading": "g", "Question": "escape", "Help": "f1"}[wanted]
                )
            assert place(app) == wanted
            await press(app, pilot, "f2")
            assert place(app) == "SettingsPage"
            await press(app, pilot, "escape")
            assert place(app) == wanted
            if wanted not in ("Opening", "DeskPage"):
                await press(app, pilot, "escape")


async def test_every_key_but_escape_can_be_caught() -> None:
    async with playing() as (app, pilot):
        await press(app, pilot, "f2", *["down"] * 4, "enter", "enter", "f3")
        assert app.settings.keys == {"play": "f3"}
        assert "F3" in screen_text(app)
        await press(app, pilot, "escape", "escape", "f3")
        assert place(app) == "CastingPage"


# -- the guide ------------------------------------------------------------------------------------


async def test_the_guide_says_all_it_has_to_say_and_ends_by_itself() -> None:
    async with playing() as (app, pilot):
        await press(app, pilot, "g")
        said = set()
        for _ in range(200):
            guide = app.guide
            if guide is None or place(app) == "Ending":
                break
            if guide.shown is not None and place(app) == "DeskPage":
                said.add(guide.shown)
                shown = " ".join(screen_text(app).replace("┃", " ").split())
                assert "Guide: " + guide.shown.text[:9] in shown
            if place(app) == "DeskPage" and app.screen.phase.value == "choosing":
                await press(app, pilot, "1")
                if guide.shown is not None:
                    said.add(guide.shown)
                await press(app, pilot, "enter")
            else:
                await press(app, pilot, "space")
        assert app.guide is None
        assert {h.moment for h in HINTS} - {h.moment for h in said} <= {HINTS[5].moment}
    assert load_settings()[0].guide == "done"


async def test_whoever_plays_something_else_first_is_not_asked_again() -> None:
    async with playing() as (app, pilot):
        await press(app, pilot, "enter", "enter")
        await to_choice(app, pilot)
        assert "Guide:" not in screen_text(app)
    async with playing() as (app, _):
        assert "first time" not in screen_text(app)


async def test_the_guide_can_be_had_again() -> None:
    save_settings(Settings(guide="done"))
    async with playing() as (app, pilot):
        assert "first time" not in screen_text(app)
        await press(app, pilot, "g")
        await to_choice(app, pilot)
        assert "Guide: Your turn" in screen_text(app)
        await press(app, pilot, "escape", "enter")
        assert place(app) == "Newsstand"
        assert app.guide is None


# -- forecasts ------------------------------------------------------------------------------------


async def test_with_forecasts_off_nothing_is_asked() -> None:
    """The same keys play the same story, with questions and without."""
    stories = {}
    for on in (True, False):
        save_settings(Settings(forecasts=on))
        async with resident(name=f"mine-{on}".lower()) as (app, pilot):
            asked = 0
            for _ in range(3):
                await to_choice(app, pilot)
                asked += "What do you expect" in screen_text(app)
                await press(app, pilot, "2", "enter")
            assert bool(asked) == on
            stories[on] = app.screen.session.story.events
    assert stories[True] == stories[False]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 30)])
async def test_nothing_slips_out_unread_when_the_foot_of_the_desk_speaks(
    size: tuple[int, int],
) -> None:
    async with playing(size) as (app, pilot):
        await press(app, pilot, "g")
        spoke = 0
        for _ in range(60):
            if place(app) == "Ending" or spoke > 6:
                break
            if place(app) != "DeskPage":
                await press(app, pilot, "space")
                continue
            wire, before = app.screen.wire, app.screen.wire.scroll_offset.y
            assert wire.page_top >= before, screen_text(app)
            spoke += app.screen.query_one("#aside").has_class("-said")
            choosing = app.screen.phase.value == "choosing"
            if choosing and not wire.seen_to_end:
                await press(app, pilot, "space")
                assert wire.scroll_offset.y > before
                wire._page = wire.block_at(wire.scroll_offset.y) + 1
            elif choosing:
                await press(app, pilot, "1", "enter")
            else:
                await press(app, pilot, "space")
        assert spoke > 6


@pytest.mark.parametrize("start", ["the newsstand", "a casting", "a story", "a journal"])
async def test_what_is_wrong_with_the_settings_is_told_once_wherever_one_starts(start: str) -> None:
    how = {
        "the newsstand": {},
        "a casting": {"scenario": town_hall(), "seed": 3},
        "a story": {"scenario": town_hall(), "players": ["resident"], "seed": 3},
        "a journal": {"resume": path_of("mine")},
    }[start]
    if start == "a journal":
        session = Session.begin(town_hall(), Casting(("resident",), 3), path_of("mine"))
        session.choose("write")
        session.close()
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(
        json.dumps({"theme": "contrast", "keys": {"begin": "f5", "gone": "x", "map": "f6"}}),
        "utf-8",
    )
    async with playing(**how) as (app, _):
        shown = " ".join(screen_text(app).split())
        assert "'begin' is called 'play_as' now" in shown
        assert "no command 'gone'" in shown
        if start == "a journal":
            assert "Going on after 1 decision." in shown
        assert app.theme == "contrast"
        assert app.settings.keys == {"play_as": "f5", "map": "f6"}
    async with playing(**how) as (app, _):
        assert "'begin'" not in screen_text(app)
        assert app.settings.keys == {"play_as": "f5", "map": "f6"}


# -- the projector --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 45), (200, 60)])
async def test_a_projector_shows_less_and_a_whole_story_can_be_played(
    size: tuple[int, int],
) -> None:
    async with resident(size, projector=True) as (app, pilot):
        await to_choice(app, pilot)
        assert not app.screen.query_one("#side").display
        assert "j journal" not in screen_text(app)
        assert "█▀█" in screen_text(app), "the stage in big type"
        for label in ("Film the corner", "Write a fifth", "Wait"):
            assert label in screen_text(app)
        await pilot.resize_terminal(*SMALL)
        await rest(app, pilot)
        assert "What do you do?" in screen_text(app)
        await pilot.resize_terminal(*size)
        await rest(app, pilot)
        await play_out(app, pilot)
        assert place(app) == "Ending"


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_on_a_projector_the_stage_stays_big_while_the_news_is_read(
    size: tuple[int, int],
) -> None:
    async with resident(size, projector=True) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "1", "enter")
        assert app.screen.phase is Phase.READING
        while app.screen.phase is Phase.READING:
            stage = big(app.screen.moment.way.here, size[0] - 4)
            assert stage is not None
            assert all(row.strip() in screen_text(app) for row in stage), screen_text(app)
            await press(app, pilot, "space")


def test_big_type_has_a_shape_for_every_letter_and_never_a_gap() -> None:
    for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
        shape = SHAPES[char]
        assert len(shape) == 5
        assert {len(row) for row in shape} == {3}
        assert any("#" in row for row in shape)
    assert len({SHAPES[c] for c in SHAPES}) == len(SHAPES), "two letters look alike"
    lines = big("The town", 80)
    assert lines is not None
    assert len(lines) == 3
    assert {len(line) for line in lines} == {8 * 4 - 1}
    assert big("The town", 30) is None
    assert big("Город", 80) is None
    assert big("", 80) is None
