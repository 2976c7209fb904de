"""Pilot tests of the commands around a story; ``test_commands`` runs them with the others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sim.play.classcode import class_code
from sim.play.journal import read_journal
from sim.play.keymap import SHIPPED
from sim.play.saves import path_of
from sim.play.session import Casting
from sim.play.settings import load_settings, settings_file
from sim.program.lower import lower
from sim.scenario.catalog import load
from tests.tui.helpers import SMALL, place, playing, press, screen_text, to_choice, town_hall

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from sim.tui.app import NewscycleApp

    Test = Callable[[Path], Awaitable[None]]

TESTS: dict[str, Test] = {}


def of(*names: str) -> Callable[[Test], Test]:
    """Register a test for these commands."""

    def register(test: Test) -> Test:
        TESTS.update(dict.fromkeys(names, test))
        return test

    return register


def resident(size: tuple[int, int] = SMALL, seed: int = 3, **how: object):
    return playing(
        size, scenario=town_hall(), players=["resident"], seed=seed, name="mine", **how
    )  # fmt: skip


async def type_in(app: NewscycleApp, pilot: Pilot[None], text: str) -> None:
    """Put ``text`` into the line of a question and press enter."""
    app.screen.query_one("Field").value = text
    await press(app, pilot, "enter")


@of("settings", "change")
async def settings(folder: Path) -> None:
    async with resident() as (app, pilot):
        await press(app, pilot, "f2")
        assert place(app) == "SettingsPage"
        await press(app, pilot, "enter")
        assert app.theme == "newsprint"
        assert "newsprint" in screen_text(app)
        await press(app, pilot, "down", "space", "down", "enter")
        assert app.animation_level == "none"
        await press(app, pilot, "f2")
        assert place(app) == "Opening"
    kept, notes = load_settings()
    assert (kept.theme, kept.animation, kept.forecasts, notes) == ("newsprint", False, False, ())
    async with playing() as (app, _):
        assert app.theme == "newsprint"
        assert app.animation_level == "none"


@of("rekey", "unkey")
async def keys(folder: Path) -> None:
    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "f2", "up", *["down"] * 4, "enter")
        assert place(app) == "KeysPage"
        assert len(app.screen.entries()) > 40
        app.screen.picker.mark(list(SHIPPED).index("journal"))
        assert app.screen.marked == "journal"
        await press(app, pilot, "enter")
        assert place(app) == "Catch"
        await press(app, pilot, "g")
        assert "belongs to Glossary" in screen_text(app)
        await press(app, pilot, "enter", "escape")
        assert place(app) == "KeysPage"
        assert app.settings.keys == {}
        await press(app, pilot, "enter", "f5")
        assert app.settings.keys == {"journal": "f5"}
        assert "F5 (usually j)" in screen_text(app)
        await press(app, pilot, "escape")
        assert "1 changed" in screen_text(app)
        await press(app, pilot, "escape")
        assert "F5 wire" in screen_text(app)
        await press(app, pilot, "j")
        assert place(app) == "DeskPage"
        await press(app, pilot, "f5")
        assert place(app) == "WirePage"
        await press(app, pilot, "escape", "f1")
        assert "F5" in app.screen.paper.plain
    assert json.loads(settings_file().read_text("utf-8"))["keys"] == {"journal": "f5"}
    async with resident(seed=4) as (app, pilot):
        assert app.settings.keys == {"journal": "f5"}
        await press(app, pilot, "f2", "up", *["down"] * 4, "enter")
        app.screen.picker.mark(list(SHIPPED).index("journal"))
        await press(app, pilot, "delete")
        assert app.settings.keys == {}


@of("class_votes", "vote")
async def the_class(folder: Path) -> None:
    async with playing(scenario=town_hall(), seed=3, name="mine") as (app, pilot):
        await press(app, pilot, "c")
        assert app.screen.seats == ["resident"]
        assert "the class" in screen_text(app)
        await press(app, pilot, "c")
        assert app.screen.seats == []
        await press(app, pilot, "c", "enter", "escape")
        assert "the class" in screen_text(app), "who goes back finds the cast as it was"
        await press(app, pilot, "enter")
        await to_choice(app, pilot)
        assert "The class votes." in screen_text(app)
        await press(app, pilot, "v")
        assert "2 Write a fifth letter" in screen_text(app)
        await type_in(app, pilot, "3 9")
        assert "You typed 2 numbers." in screen_text(app)
        await type_in(app, pilot, "3 9 9")
        assert place(app) == "DeskPage"
        assert "A tie between 2 and 3" in screen_text(app)
        assert app.screen.picker.marked == 1
        assert app.screen.session.decisions == [], "a vote alone makes no move"
        await press(app, pilot, "v")
        await type_in(app, pilot, "12 5 3")
        assert app.screen.picker.marked == 0
        await press(app, pilot, "enter")
        assert app.screen.session.decisions == [("resident", "film")]
    entries = read_journal(path_of("mine")).entries
    assert [entry.type for entry in entries] == ["vote", "vote", "choose"]
    assert entries[1].data["votes"] == {"film": 12, "write": 5, "wait": 3}


@of("code")
async def codes(folder: Path) -> None:
    school = load("leaking_roof")
    code = class_code(lower(school), Casting(("head",), 4711, 0, ("chat~kind",)))
    async with playing() as (app, pilot):
        await press(app, pilot, "k")
        assert place(app) == "Ask"
        await type_in(app, pilot, code[:-1] + ("0" if code[-1] != "0" else "2"))
        assert "not a class code" in screen_text(app)
        await type_in(app, pilot, code.lower())
        assert place(app) == "Opening"
        await to_choice(app, pilot)
        casting = app.screen.session.casting
        assert (casting.players, casting.seed) == (("head",), 4711)
        assert casting.temperaments == ("chat~kind",)
    async with playing(scenario=town_hall(), seed=3) as (app, pilot):
        await press(app, pilot, "space")
        shown = app.screen.own_code()
        assert f"Class code {shown}" in screen_text(app)
        await press(app, pilot, "k")
        assert app.screen.query_one("Field").value == shown
        await type_in(app, pilot, code)
        assert "scenario that is not here" in screen_text(app)
        await type_in(app, pilot, shown)
        await to_choice(app, pilot)
        assert app.screen.session.casting.seed == 3


@of("forecast")
async def forecasts(folder: Path) -> None:
    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "p")
        assert place(app) == "DeskPage", "nothing is asked in the first round"
        await press(app, pilot, "2", "enter")
        await to_choice(app, pilot)
        assert "What do you expect? The Regional Courier" in screen_text(app)
        await press(app, pilot, "p")
        assert place(app) == "Ask"
        await type_in(app, pilot, "very")
        assert "how sure you are" in screen_text(app)
        await type_in(app, pilot, "80")
        assert "Kept: 80 %." in screen_text(app)
        await press(app, pilot, "1")
        assert "What do you expect" not in screen_text(app)
        while await to_choice(app, pilot):
            await press(app, pilot, str(len(app.screen.moment.view.moves)), "enter")
        assert "How well you judged" in app.screen.paper.plain
        assert "You said 80 %." in " ".join(app.screen.paper.plain.split())


@of("guide", "end_guide")
async def the_guide(folder: Path) -> None:
    async with playing() as (app, pilot):
        assert "Is this your first time here?" in screen_text(app)
        await press(app, pilot, "g")
        assert place(app) == "Opening"
        await to_choice(app, pilot)
        assert app.screen.session.program.id == "leaking_roof"
        assert "Guide: Your turn. 1–9" in screen_text(app)
        await press(app, pilot, "t")
        assert "Guide:" not in screen_text(app)
        assert "hints are hidden" in screen_text(app)
    assert load_settings()[0].guide == "skipped"
    async with playing() as (app, _):
        assert "first time" not in screen_text(app)
