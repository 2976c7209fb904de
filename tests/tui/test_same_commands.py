"""Keys, help, palette, footer and documentation list the same commands, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.play.commands import COMMANDS, Place, commands_at
from sim.play.keypage import as_lines, as_rows
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.tui.keys import key_name
from sim.tui.palette import RegistryProvider
from tests.command_table import PAGE, written
from tests.tui.helpers import play_out, playing, press, to_choice, town_hall

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from sim.tui.app import NewscycleApp
    from sim.tui.page import Commanded

WAYS: dict[Place, tuple[str, tuple[str, ...]]] = {
    Place.NEWSSTAND: ("", ()),
    Place.SAVES: ("", ("s",)),
    Place.FILES: ("", ("o",)),
    Place.CASTING: ("story", ()),
    Place.OPENING: ("role", ()),
    Place.COVER: ("roles", ("space",)),
    Place.DESK: ("role", ("to choice",)),
    Place.READING: ("role", ("to choice", "g")),
    Place.MAP: ("role", ("to choice", "m")),
    Place.WIRE: ("role", ("to choice", "j")),
    Place.QUESTION: ("role", ("to choice", "escape")),
    Place.ENDING: ("role", ("to ending",)),
    Place.TREE: ("role", ("to ending", "t")),
    Place.FORK: ("role", ("to ending", "b", "enter")),
    Place.SETTINGS: ("", ("f2",)),
    Place.KEYS: ("", ("f2", "down", "down", "down", "down", "enter")),
    Place.QUIZ: ("role", ("to ending", "question_mark", "enter", "1")),
}
WHOM = {"": {}, "story": {"players": ()}, "role": {"players": ("resident",)},
        "roles": {"players": ("resident", "council")}}  # fmt: skip


async def go(app: NewscycleApp, pilot: Pilot[None], ways: tuple[str, ...]) -> None:
    for way in ways:
        if way == "to choice":
            await to_choice(app, pilot)
        elif way == "to ending":
            await play_out(app, pilot)
        else:
            await press(app, pilot, way)


def at_the_foot(screen: Commanded[object]) -> set[str]:
    return {key.command for key in screen.query_one("#keys").keys}


def in_the_palette(screen: Commanded[object]) -> str:
    offers = RegistryProvider(screen)._offers()
    return "\n".join(offer.words for offer in offers)


@pytest.mark.parametrize("place", WAYS, ids=str)
async def test_help_palette_and_foot_list_the_commands_of_a_place(place: Place) -> None:
    who, ways = WAYS[place]
    Session.begin(town_hall(), Casting(("resident",), 3), path_of("older")).close()
    how = {"scenario": town_hall(), "seed": 3} | WHOM[who] if who else {}
    async with playing((120, 60), **how) as (app, pilot):
        await go(app, pilot, ways)
        screen = app.screen
        assert screen.PLACE is place
        entries = commands_at(place)
        can = {entry.id: screen.can(entry.id) for entry in entries}
        foot = {entry.id for entry in entries if entry.footer and can[entry.id] is not False}
        assert at_the_foot(screen) == foot
        palette = in_the_palette(screen)
        for entry in entries:
            if not entry.numbered and entry.id != "palette":
                # The palette offers what can be done now, and names each by its own words.
                named = f"{screen.label_for(entry.id)}  (" in palette
                assert named or can[entry.id] is not True, entry.id
        await press(app, pilot, "f1")
        shown = app.screen.paper.plain
        for entry in entries:
            assert f"{entry.label}: " in shown, entry.id
            assert entry.help.split()[0] in shown
            assert key_name(entry.keys[0]) in shown, entry.id


def test_every_place_is_walked_but_help_itself() -> None:
    # The preview is opened with a file, and tests of its own walk it.
    assert {*WAYS, Place.PREVIEW, Place.HELP, Place.EVERYWHERE} == set(Place)


def test_the_documentation_lists_every_command_with_its_keys() -> None:
    page = PAGE.read_text("utf-8")
    assert page == written(page), "run: python -m tests.command_table"
    for entry in COMMANDS:
        assert f"| {entry.label} | " in page
        assert f"| {entry.help} |" in page


def test_the_list_of_keys_has_every_command_with_changed_keys() -> None:
    lines = "\n".join(as_lines({"journal": "f5"}))
    for entry in COMMANDS:
        assert f"({entry.id})" in lines
    rows = {row["id"]: row for row in as_rows({"journal": "f5", "choose.2": "w"})}
    assert set(rows) == {entry.id for entry in COMMANDS}
    assert rows["journal"]["keys"] == ["f5"]
    assert rows["choose"]["keys"][:3] == ["1", "w", "3"]
    assert rows["choose"]["changed"]
    assert not rows["glossary"]["changed"]
