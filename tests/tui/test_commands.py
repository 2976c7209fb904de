"""Every command of the registry, by its key; and the four places that list them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sim.author.preview import Preview
from sim.play.commands import COMMANDS, Place, command, commands_at
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.tui.app import NewscycleApp
from sim.tui.keys import key_name
from sim.tui.screens.casting import CastingPage
from sim.tui.screens.cover import Cover
from sim.tui.screens.desk import DeskPage
from sim.tui.screens.deskkeys import Phase
from sim.tui.screens.ending import Ending
from sim.tui.screens.files import Files
from sim.tui.screens.fork import Fork
from sim.tui.screens.help import Help
from sim.tui.screens.map import MapPage
from sim.tui.screens.newsstand import Newsstand
from sim.tui.screens.opening import Opening
from sim.tui.screens.preview import PreviewPage
from sim.tui.screens.question import Ask, Question
from sim.tui.screens.quiz import QuizPage
from sim.tui.screens.reading import Reading
from sim.tui.screens.saves import Saves
from sim.tui.screens.settings import Catch, KeysPage, SettingsPage
from sim.tui.screens.storytree import StoryTree
from sim.tui.screens.wire import WirePage
from tests.tui import comfort, test_quiz, test_returning
from tests.tui.beside_commands import BESIDE
from tests.tui.helpers import (
    TOWN_HALL,
    place,
    play_out,
    playing,
    press,
    registering,
    resident,
    rest,
    screen_text,
    to_choice,
    town_hall,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from sim.tui.page import Commanded

SCREENS: dict[Place, tuple[type[Commanded], ...]] = {
    Place.NEWSSTAND: (Newsstand,),
    Place.SAVES: (Saves,),
    Place.FILES: (Files,),
    Place.CASTING: (CastingPage,),
    Place.OPENING: (Opening,),
    Place.COVER: (Cover,),
    Place.DESK: (DeskPage,),
    Place.READING: (Reading,),
    Place.MAP: (MapPage,),
    Place.WIRE: (WirePage,),
    Place.ENDING: (Ending,),
    Place.QUESTION: (Question, Ask, Catch),
    Place.TREE: (StoryTree,),
    Place.FORK: (Fork,),
    Place.HELP: (Help,),
    Place.PREVIEW: (PreviewPage,),
    Place.SETTINGS: (SettingsPage,),
    Place.KEYS: (KeysPage,),
    Place.QUIZ: (QuizPage,),
}
TESTS: dict[str, Callable[[Path], Awaitable[None]]] = {**BESIDE, **comfort.TESTS, **test_quiz.TESTS}
of = registering(TESTS)


# -- the newsstand and what it leads to -------------------------------------------------------


@of("play", "up", "down")
async def newsstand(folder: Path) -> None:
    async with playing() as (app, pilot):
        first = app.screen.marked.name
        await press(app, pilot, "down")
        assert app.screen.marked.name != first
        await press(app, pilot, "up", "enter")
        assert place(app) == "CastingPage"
        assert app.screen.program.id == first


@of("resume", "go_on")
async def saves(folder: Path) -> None:
    Session.begin(town_hall(), Casting(("resident",), 3), path_of("older")).close()
    async with playing() as (app, pilot):
        await press(app, pilot, "s")
        assert place(app) == "Saves"
        await press(app, pilot, "enter")
        assert place(app) == "DeskPage"


@of("open_file", "open_it")
async def files(folder: Path) -> None:
    async with playing() as (app, pilot):
        await press(app, pilot, "o")
        assert place(app) == "Files"
        app.screen.query_one("Field").value = str(TOWN_HALL)
        await press(app, pilot, "enter")
        assert place(app) == "CastingPage"


@of("play_as")
async def casting_one(folder: Path) -> None:
    async with playing(scenario=town_hall()) as (app, pilot):
        await press(app, pilot, "down", "down")
        assert "No person can play The Regional Courier" in screen_text(app)
        await press(app, pilot, "enter")
        assert place(app) == "CastingPage"
        await press(app, pilot, "up")
        assert "Enter begins, and you play The town council" in screen_text(app)
        await press(app, pilot, "enter")
        assert place(app) == "Opening"
        assert "You are: The town council" in screen_text(app)
        await press(app, pilot, "escape")
        assert app.screen.marked.id == "council", "back where one was, and free to choose again"
        await press(app, pilot, "up", "enter")
        assert "You are: A resident with a phone" in screen_text(app)
        await press(app, pilot, "escape", "space", "down", "space")
        assert "Taking turns: A resident with a phone, The town council" in screen_text(app)
        await press(app, pilot, "up", "space")
        assert "You play The town council · enter begins" in screen_text(app)
        foot = screen_text(app).splitlines()[-1]
        assert "enter begin" in foot
        assert "esc back" in foot, "the way out is never pushed out of the line"
        await press(app, pilot, "enter")
        assert "You are: The town council" in screen_text(app), "not who is marked, who is seated"


@of("seat")
async def casting_two(folder: Path) -> None:
    async with playing(scenario=town_hall()) as (app, pilot):
        await press(app, pilot, "space", "down", "space")
        assert app.screen.seats == ["resident", "council"]
        assert "player 2" in screen_text(app)
        await press(app, pilot, "space")
        assert app.screen.seats == ["resident"]
        await press(app, pilot, "down", "space")
        assert app.screen.seats == ["resident"], "an actor that cannot be played was seated"


@of("temper")
async def temperaments(folder: Path) -> None:
    async with playing(scenario=town_hall()) as (app, pilot):
        await press(app, pilot, "down", "t")
        assert "stubborn" in screen_text(app)
        await press(app, pilot, "up", "enter")
        await to_choice(app, pilot)
        assert app.screen.session.casting.temperaments == ("council~stubborn",)


@of("new_seed", "type_seed")
async def seeds(folder: Path) -> None:
    async with playing(scenario=town_hall(), seed=5) as (app, pilot):
        await press(app, pilot, "n")
        assert app.screen.seed != 5
        await press(app, pilot, "e")
        assert place(app) == "Ask"
        app.screen.query_one("Field").value = "-1"
        await press(app, pilot, "enter")
        assert "whole number" in screen_text(app)
        app.screen.query_one("Field").value = "77"
        await press(app, pilot, "enter")
        assert app.screen.seed == 77
        assert "Seed 77" in screen_text(app)


# -- the desk ---------------------------------------------------------------------------------


@of("start")
async def opening(folder: Path) -> None:
    async with resident() as (app, pilot):
        assert place(app) == "Opening"
        await press(app, pilot, "enter")
        assert place(app) == "Opening", "the page has a second half"
        await press(app, pilot, "enter")
        assert place(app) == "DeskPage"


@of("reveal")
async def cover(folder: Path) -> None:
    two = {"scenario": town_hall(), "players": ["resident", "council"], "seed": 3}
    async with playing(**two) as (app, pilot):
        await press(app, pilot, "space", "space")
        assert place(app) == "Cover"
        assert "four unanswered letters" not in screen_text(app)
        await press(app, pilot, "enter")
        assert "four unanswered letters" in screen_text(app)


@of("choose", "confirm", "mark_up", "mark_down")
async def choosing(folder: Path) -> None:
    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "enter")
        assert "Mark a move first" in screen_text(app)
        await press(app, pilot, "9")
        assert "no move with that number" in screen_text(app)
        await press(app, pilot, "2")
        assert app.screen.picker.marked == 1
        await press(app, pilot, "up")
        assert app.screen.picker.marked == 0
        assert "It may show nothing but a dark square" in screen_text(app)
        await press(app, pilot, "down", "enter")
        assert app.screen.session.decisions == [("resident", "write")]


@of("read_on", "wire_up", "wire_down", "page_up", "page_down", "first", "last")
async def the_wire(folder: Path) -> None:
    async with resident() as (app, pilot):
        for _ in range(4):
            await to_choice(app, pilot)
            await press(app, pilot, str(len(app.screen.moment.view.moves)), "enter")
        await to_choice(app, pilot)
        wire = app.screen.wire
        await press(app, pilot, "end")
        end = wire.scroll_offset.y
        assert end > 5
        await press(app, pilot, "ctrl+up")
        assert wire.scroll_offset.y == end - 1
        await press(app, pilot, "ctrl+down", "pageup")
        assert wire.scroll_offset.y < end - 5
        await press(app, pilot, "home")
        assert wire.scroll_offset.y == 0
        await press(app, pilot, "pagedown")
        assert wire.scroll_offset.y > 0
        await press(app, pilot, "end")
        assert wire.scroll_offset.y == end
        await press(app, pilot, "pageup", "space")
        assert wire.seen_to_end


@of("why", "briefing", "journal", "glossary", "back")
async def pages(folder: Path) -> None:
    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        for key, words in (
            ("question_mark", "It is possible only in the stage"),
            ("i", "four unanswered letters"),
            ("j", "The story is now at: A dark corner"),
            ("g", "A thing that everybody sees only when it is out."),
        ):
            await press(app, pilot, key)
            assert place(app) == ("WirePage" if key == "j" else "Reading")
            assert words in " ".join(app.screen.paper.plain.split()), key
            await press(app, pilot, "escape")
            assert place(app) == "DeskPage"
        await press(app, pilot, "escape", "escape")
        assert place(app) == "DeskPage", "escape means no"


@of("answer")
async def questions(folder: Path) -> None:
    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "escape")
        assert "kept as mine" in screen_text(app)
        await press(app, pilot, "enter")
        assert place(app) == "Newsstand"


# -- after the ending -------------------------------------------------------------------------


@of("record", "debrief", "again")
async def after(folder: Path) -> None:
    async with resident() as (app, pilot):
        await play_out(app, pilot)
        await press(app, pilot, "r")
        assert "2 September 2024" in screen_text(app)
        assert "documented" in screen_text(app)
        await press(app, pilot, "escape", "d")
        assert "Mechanisms: assumptions of this model, not findings" in screen_text(app)
        await press(app, pilot, "escape", "a")
        assert place(app) == "CastingPage"


@of("export")
async def export(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "debrief.md"
    async with resident() as (app, pilot):
        await play_out(app, pilot)
        await press(app, pilot, "d", "x")
        app.screen.query_one("Field").value = str(file)
        await press(app, pilot, "enter")
        assert place(app) == "Reading"
        assert "# Debrief" in file.read_text("utf-8")
        file.write_text("mine", "utf-8")
        await press(app, pilot, "x")
        app.screen.query_one("Field").value = str(file)
        await press(app, pilot, "enter")
        assert "exists already" in screen_text(app)
        assert file.read_text("utf-8") == "mine"
        await press(app, pilot, "enter")
        assert "Agenda setting" in file.read_text("utf-8")


@of("line_up", "line_down")
async def lines(folder: Path) -> None:
    async with resident() as (app, pilot):
        await press(app, pilot, "down")
        assert app.screen.paper.scroll_offset.y == 1
        await press(app, pilot, "up", "end")
        assert app.screen.paper.seen_to_end
        await press(app, pilot, "home", "pagedown", "pageup")
        assert app.screen.paper.scroll_offset.y == 0


@of("turn")
async def reading_on(folder: Path) -> None:
    async with resident() as (app, pilot):
        await play_out(app, pilot)
        assert "space read on" in screen_text(app)
        pages = 0
        while not app.screen.paper.seen_to_end:
            before = app.screen.paper.scroll_offset.y
            await press(app, pilot, "space")
            assert app.screen.paper.scroll_offset.y > before
            pages += 1
        assert pages
        assert "space read on" not in screen_text(app)
        await press(app, pilot, "home")
        assert "space read on" in screen_text(app)
        await press(app, pilot, "end", "space")
        assert app.screen.paper.seen_to_end


# -- the preview ------------------------------------------------------------------------------


@of("take_back", "jump", "from_start", "other_actor", "other_luck", "problems_up", "problems_down")
async def preview(folder: Path) -> None:
    app = NewscycleApp(preview=Preview(TOWN_HALL))
    async with app.run_test(size=(100, 30)) as pilot:
        await rest(app, pilot)
        page = app.screen
        assert isinstance(page, PreviewPage)
        await press(app, pilot, "1", "enter", "u", "n")
        assert (page.preview.made, page.preview.number) == (0, 1)
        seat = page.preview.seat
        await press(app, pilot, "a")
        assert page.preview.seat != seat
        await press(app, pilot, "j", "enter")
        assert page.preview.jump is not None
        await press(app, pilot, "r", "]", "[")
        assert page.preview.jump is None
        assert page.file.scroll_offset.y == 0


# -- everywhere -------------------------------------------------------------------------------


@of("help", "palette", "theme", "quit")
async def everywhere(folder: Path) -> None:
    async with resident() as (app, pilot):
        await press(app, pilot, "f1")
        assert place(app) == "Help"
        await press(app, pilot, "f1")
        assert place(app) == "Opening"
        await press(app, pilot, "ctrl+t")
        assert app.theme == "newsprint"
        await press(app, pilot, "ctrl+p")
        assert place(app) == "CommandPalette"
        await press(app, pilot, "escape", "ctrl+q")
        assert not app.is_running or app._exit


@pytest.mark.parametrize("test", dict.fromkeys(TESTS.values()), ids=lambda test: test.__name__)
async def test_commands_do_what_they_say(
    test: Callable[[Path], Awaitable[None]], own_data_folder: Path
) -> None:
    await test(own_data_folder)


# -- the registry itself ----------------------------------------------------------------------


def test_every_screen_can_do_what_its_place_offers() -> None:
    for spot, screens in SCREENS.items():
        for screen in screens:
            assert screen.PLACE is spot
            for entry in commands_at(spot):
                assert hasattr(screen, f"do_{entry.id}"), f"{screen.__name__}: {entry.id}"
            bound = {binding.id.partition(".")[0] for binding in screen.BINDINGS}
            assert bound == {entry.id for entry in commands_at(spot)}
    assert {*SCREENS, Place.EVERYWHERE} == set(Place)


def test_no_two_commands_of_a_place_share_a_key() -> None:
    for spot in SCREENS:
        keys = [key for entry in commands_at(spot) for key in entry.keys]
        assert len(keys) == len(set(keys)), spot


def test_words_of_the_registry_hold_no_markup() -> None:
    for entry in COMMANDS:
        assert "[" not in entry.label + entry.help
        assert entry.help.endswith(".")


async def test_help_lists_every_key_of_the_desk() -> None:
    async with resident((120, 60)) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "f1")
        shown = app.screen.paper.plain
        for entry in commands_at(Place.DESK):
            assert entry.label in shown
            assert key_name(entry.keys[0]) in shown


async def test_the_palette_lists_what_can_be_done_now_and_does_it() -> None:
    async with resident((120, 90)) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "ctrl+p")
        shown, desk = screen_text(app), app.screen_stack[-2]
        for entry in commands_at(Place.DESK):
            if entry.footer and not entry.numbered and desk.can(entry.id) is True:
                assert entry.label in shown
        assert "2  Write a fifth letter" in shown
        await press(app, pilot, *"fifth", "enter")
        assert place(app) == "DeskPage"
        assert app.screen.picker.marked == 1


async def test_the_foot_of_the_screen_can_be_clicked() -> None:
    async with resident((120, 30)) as (app, pilot):
        await to_choice(app, pilot)
        foot = screen_text(app).splitlines()[-1]
        await pilot.click(offset=(foot.index("j wire") + 3, 29))
        await rest(app, pilot)
        assert place(app) == "WirePage"


async def test_moves_are_marked_and_confirmed_by_the_mouse() -> None:
    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        row = next(
            y for y, line in enumerate(screen_text(app).splitlines()) if "Write a fifth" in line
        )
        await pilot.click(offset=(10, row))
        await rest(app, pilot)
        assert app.screen.picker.marked == 1
        row = next(
            y for y, line in enumerate(screen_text(app).splitlines()) if "Write a fifth" in line
        )
        await pilot.click(offset=(10, row))
        await rest(app, pilot)
        assert app.screen.phase is Phase.READING
        assert app.screen.session.decisions == [("resident", "write")]


async def test_keys_can_be_remapped_by_the_ids_of_commands() -> None:
    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        app.set_keymap({"journal": "f5", "choose.2": "w"})
        await press(app, pilot, "w")
        assert app.screen.picker.marked == 1
        await press(app, pilot, "f5")
        assert place(app) == "WirePage"


def test_every_command_has_a_test() -> None:
    assert {*TESTS, *test_returning.TESTS} == {entry.id for entry in COMMANDS}
    assert command("quit").keys == ("ctrl+q",)
    assert re.match(r"ctrl\+", command("palette").keys[0])
