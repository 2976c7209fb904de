"""Pictures of every screen, in two sizes and two themes: reviewed like code, equal to the byte."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_textual_snapshot import SVGImageExtension, normalize_svg

from sim.author.preview import Preview
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.play.settings import load_settings, save_settings
from tests.tui.comfort_pictures import COMFORT
from tests.tui.helpers import (
    SMALL,
    TOWN_HALL,
    application,
    place,
    play_out,
    press,
    rest,
    to_choice,
    town_hall,
)
from tests.tui.quiz_pictures import QUIZ
from tests.tui.test_returning import ended

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from syrupy.assertion import SnapshotAssertion
    from textual.pilot import Pilot

    from sim.tui.app import NewscycleApp

    Way = Callable[[NewscycleApp, Pilot[None]], Awaitable[None]]

SECOND_THEME = "newsprint"
SIZES = {"80x24": SMALL, "140x45": (140, 45)}
FROM_THE_START = ("palette", "settings")
"""Screens that show the theme that was set when they were opened."""


def keys(*pressed: str) -> Way:
    """A way to a screen: these keys."""

    async def way(app: NewscycleApp, pilot: Pilot[None]) -> None:
        await press(app, pilot, *pressed)

    return way


async def at_the_desk(app: NewscycleApp, pilot: Pilot[None]) -> None:
    await to_choice(app, pilot)


async def marked(app: NewscycleApp, pilot: Pilot[None]) -> None:
    await to_choice(app, pilot)
    await press(app, pilot, "1")


async def own_act(app: NewscycleApp, pilot: Pilot[None]) -> None:
    await marked(app, pilot)
    await press(app, pilot, "enter")


async def some_days_later(app: NewscycleApp, pilot: Pilot[None]) -> None:
    for _ in range(3):
        await to_choice(app, pilot)
        await press(app, pilot, "1", "enter")
    await to_choice(app, pilot)


async def to_the_cover(app: NewscycleApp, pilot: Pilot[None]) -> None:
    while place(app) != "Cover":
        await press(app, pilot, "space")


def after(way: Way, *pressed: str) -> Way:
    """Another way, and keys after it."""

    async def further(app: NewscycleApp, pilot: Pilot[None]) -> None:
        await way(app, pilot)
        await press(app, pilot, *pressed)

    return further


async def ending(app: NewscycleApp, pilot: Pilot[None]) -> None:
    await play_out(app, pilot, ("film", "rage", "write"))
    assert place(app) == "Ending"


async def a_save_cannot_be_written(app: NewscycleApp, pilot: Pilot[None]) -> None:
    await marked(app, pilot)
    writer = app.screen.session.writer
    writer._file.close()
    with Path("/dev/full").open("ab", buffering=0) as full:
        writer._file = full
        await press(app, pilot, "enter")


async def broken_file(app: NewscycleApp, pilot: Pilot[None]) -> None:
    await press(app, pilot, "o")
    app.screen.query_one("Field").value = "broken.yaml"
    await press(app, pilot, "enter")


async def breaks(app: NewscycleApp, pilot: Pilot[None]) -> None:
    await press(app, pilot, "1", "enter")
    file = Path("mine.yaml")
    file.write_text(file.read_text("utf-8").replace("when:", "wenn:", 1), "utf-8")
    async with asyncio.timeout(30):
        while not app.screen.preview.broken:
            await pilot.pause(0.05)


RESIDENT = {"players": ["resident"]}
BOTH = {"players": ["resident", "council"]}
SCREENS: dict[str, tuple[dict[str, Any], Way]] = {
    "newsstand": ({"scenario": None}, keys()),
    "files": ({"scenario": None}, keys("o", "down")),
    "broken_file": ({"scenario": None}, broken_file),
    "saves": ({"scenario": None}, keys("s")),
    "casting": ({}, keys("space", "down", "t")),
    "seed": ({}, keys("e")),
    "opening": (RESIDENT, keys()),
    "cover": (BOTH, to_the_cover),
    "desk": (RESIDENT, at_the_desk),
    "desk_marked": (RESIDENT, marked),
    "desk_own_act": (RESIDENT, own_act),
    "desk_later": ({"players": ["council"]}, some_days_later),
    "desk_full_disk": (RESIDENT, a_save_cannot_be_written),
    "why": (RESIDENT, after(some_days_later, "question_mark")),
    "journal": (RESIDENT, after(some_days_later, "j")),
    "wire_sifted": (RESIDENT, after(some_days_later, "j", "a", "k")),
    "wire_searched": (RESIDENT, after(some_days_later, "j", "slash", *"lamp")),
    "map": (RESIDENT, after(some_days_later, "m")),
    "map_told": (RESIDENT, after(ending, "m", "up", "up")),
    "glossary": (RESIDENT, after(at_the_desk, "g")),
    "briefing": (RESIDENT, after(at_the_desk, "i")),
    "help": (RESIDENT, after(at_the_desk, "f1")),
    "palette": (RESIDENT, after(at_the_desk, "ctrl+p")),
    "leave": (RESIDENT, after(at_the_desk, "escape")),
    "contrast": (RESIDENT, after(some_days_later, "ctrl+t", "ctrl+t")),
    "ending": (RESIDENT, ending),
    "ending_below": (RESIDENT, after(ending, "end")),
    "record": (RESIDENT, after(ending, "r")),
    "debrief": (RESIDENT, after(ending, "d")),
    "preview": ({"scenario": None, "preview": "mine.yaml"}, keys("1", "enter")),
    "preview_broken": ({"scenario": None, "preview": "mine.yaml"}, breaks),
    "export": (RESIDENT, after(ending, "d", "x")),
    **COMFORT,
    **QUIZ,
}


AFTER: dict[str, Way] = {
    "tree": keys("b", "n"),
    "tree_ending": keys("t", "end", "up", "up"),
    "fork": keys("b", "enter"),
    "desk_rewound": keys("b", "enter", "enter"),
    "gallery": keys("e"),
    "compare": keys("c"),
    "compare_below": keys("c", "pagedown"),
    "newsstand_go_on": keys("b", "enter", "enter", "escape", "enter"),
}
"""Screens that one comes to from the ending of a story, and how."""


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newsstand, a folder and saves that no edit of a scenario changes."""
    folder = tmp_path / "stand"
    folder.mkdir()
    text = TOWN_HALL.read_text("utf-8")
    (folder / "town_hall.yaml").write_text(text, "utf-8")
    (folder / "town_pond.yaml").write_text(text.replace("hall lamp", "pond"), "utf-8")
    here = tmp_path / "here"
    here.mkdir()
    (here / "broken.yaml").write_text(text.replace("title:", "titel:", 1), "utf-8")
    (here / "mine.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(here)
    monkeypatch.setenv("NEWSCYCLE_DATA", "data")
    monkeypatch.setattr("sim.play.progress.today", lambda: "2024-09-30")
    monkeypatch.setattr("sim.play.saves.day_of", lambda path: "2024-09-30")
    monkeypatch.setattr("sim.scenario.catalog.bundled_folder", lambda: folder)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*SCREENS, *AFTER])
@pytest.mark.usefixtures("stand")
def test_a_screen_looks_as_it_should(
    name: str, size: str, snap_compare: Any, snapshot: SnapshotAssertion
) -> None:
    if name == "saves":
        Session.begin(town_hall(), Casting(("resident",), 3), path_of("first")).close()
        path_of("second").write_text("damaged\n", "utf-8")
        os.utime(path_of("second"), (1, 1))
    if name in AFTER:
        ended()
        how, way = {"resume": path_of("mine")}, AFTER[name]
    else:
        how, way = SCREENS[name]
        how = {"scenario": town_hall(), "seed": 3, "name": "mine"} | how
    if "preview" in how:
        how["preview"] = Preview(Path(how["preview"]))
    light: list[str] = []
    app = application(**how)
    dark = snap_compare(app, terminal_size=SIZES[size], run_before=before(way, light))
    if name in FROM_THE_START:
        path_of("mine").unlink(missing_ok=True)
        save_settings(replace(load_settings()[0], theme=SECOND_THEME))
        light = [asyncio.run(picture(application(**how), way, SIZES[size]))]
    in_light = light[0] == snapshot(name=SECOND_THEME, extension_class=SVGImageExtension)
    assert (dark, in_light) == (True, True), "in the dark theme, in the light one"


async def picture(app: NewscycleApp, way: Way, size: tuple[int, int]) -> str:
    """A screen in the theme that is set, from the start."""
    async with app.run_test(size=size) as pilot:
        await rest(app, pilot)
        await way(app, pilot)
        await rest(app, pilot)
        return normalize_svg(app.export_screenshot(title=app.title, simplify=True))


def before(way: Way, light: list[str]) -> Callable[[Pilot[None]], Awaitable[None]]:
    """What is done before a picture is taken: a way to a screen, and a rest.

    The second theme is seen on the same way, which costs a tenth of going it again.
    """

    async def run_before(pilot: Pilot[None]) -> None:
        app = pilot.app
        await rest(app, pilot)
        await way(app, pilot)
        await rest(app, pilot)
        first = app.theme
        app.theme = SECOND_THEME
        await rest(app, pilot)
        light.append(normalize_svg(app.export_screenshot(title=app.title, simplify=True)))
        app.theme = first
        await rest(app, pilot)

    return run_before
