"""Tests for the commands of the map, the wire and the front page; test_commands runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.helpers import (
    place,
    play_out,
    press,
    registering,
    resident,
    rest,
    screen_text,
    to_choice,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from sim.tui.app import NewscycleApp

BESIDE: dict[str, Callable[[Path], Awaitable[None]]] = {}
of = registering(BESIDE)


async def rounds(app: NewscycleApp, pilot: Pilot[None], number: int) -> None:
    """Play some rounds with the first move, up to the next choice."""
    for _ in range(number):
        await to_choice(app, pilot)
        await press(app, pilot, "1", "enter")
    await to_choice(app, pilot)


def words_of(app: NewscycleApp) -> str:
    """All that the pane of words says, in one line."""
    return " ".join(app.screen.words.plain.split())


@of("map", "left", "right", "to_here")
async def the_map(folder: Path) -> None:
    async with resident((140, 45)) as (app, pilot):
        await rounds(app, pilot, 1)
        await press(app, pilot, "m")
        assert place(app) == "MapPage"
        here = app.screen.map.start
        assert app.screen.marked == here
        assert "╔" in screen_text(app)
        assert "▸" in screen_text(app)
        await press(app, pilot, "down")
        below = app.screen.marked
        assert below != here
        await press(app, pilot, "up")
        assert app.screen.marked == here
        await press(app, pilot, "down")
        assert "to “" in words_of(app)
        await press(app, pilot, "home")
        assert app.screen.marked == here
        await press(app, pilot, *["down"] * 20)
        last = app.screen.marked
        assert app.screen.map.program.stages[last].ending
        assert "told once you have reached a first ending" in words_of(app)
        await press(app, pilot, "left", "right")
        assert app.screen.marked == last, "a row of one"
        await press(app, pilot, "escape")
        assert place(app) == "DeskPage"
        await press(app, pilot, "1", "enter", "m")
        assert place(app) == "DeskPage", "while there is news to read the map would tell it"


@of("search", "show_all", "by_actor", "by_kind", "by_certainty")
async def the_wire_sifted(folder: Path) -> None:
    async with resident() as (app, pilot):
        await rounds(app, pilot, 2)
        await press(app, pilot, "j")
        page = app.screen
        every = len(page.shown)
        await press(app, pilot, "a")
        assert page.sieve.actor is not None
        assert 0 < len(page.shown) < every
        assert "Actor: only" in screen_text(app)
        assert {beat.actor for beat in page.shown if beat.kind != "round"} == {page.sieve.actor}
        for _ in page.choices_there.actors:
            await press(app, pilot, "a")
        assert page.sieve.actor is None, "after the last comes everybody"
        await press(app, pilot, "k")
        kinds = {item.kind for beat in page.shown for item in beat.items}
        assert kinds == {page.sieve.kind}
        await press(app, pilot, "backspace", "c")
        assert page.sieve.certainty is not None
        await press(app, pilot, "backspace")
        assert len(page.shown) == every
        await press(app, pilot, "slash", *"LAMP")
        assert page.searching
        foot = screen_text(app).splitlines()[-1]
        assert "actor" not in foot, "its key is a letter while words are typed"
        assert "esc end the search" in foot
        assert 0 < len(page.shown) <= every
        assert all("lamp" in str(beat).casefold() for beat in page.shown if beat.kind != "round")
        await press(app, pilot, "enter")
        assert not page.searching
        assert "Words: only “LAMP”" in screen_text(app)
        cursor = page.paper.look("cursor").bgcolor
        marked = "".join(
            segment.text
            for strip in page._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.style.bgcolor == cursor
        )
        assert "lamp" in marked.casefold(), "what was found stands out"
        await press(app, pilot, "slash", *"xyz", "escape")
        assert place(app) == "WirePage", "escape ends the search first"
        assert len(page.shown) == every
        await press(app, pilot, "slash", *"nothing of the kind", "enter")
        assert "Nothing on the wire fits" in screen_text(app)
        await press(app, pilot, "escape")
        assert place(app) == "DeskPage"


@of("next_part", "part_before")
async def parts_of_a_page(folder: Path) -> None:
    async with resident() as (app, pilot):
        await rounds(app, pilot, 2)
        await press(app, pilot, "question_mark")
        page = app.screen
        first, second, *_ = [section.title for section in page.sections]
        assert first in screen_text(app).splitlines()[1]
        await press(app, pilot, "n")
        assert second in screen_text(app).splitlines()[1]
        await press(app, pilot, "p")
        assert first in screen_text(app).splitlines()[1]


@of("front_page")
async def front_page(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    async with resident() as (app, pilot):
        await play_out(app, pilot)
        headline = app.screen.page.headline
        for name, sign in (("page.svg", "<svg"), ("page.txt", "T H E   N E W S   C Y C L E")):
            await press(app, pilot, "f")
            assert place(app) == "Ask"
            app.screen.query_one("Field").value = str(folder / name)
            await press(app, pilot, "enter")
            await rest(app, pilot)
            text = (folder / name).read_text("utf-8")
            assert sign in text
            assert headline.casefold().split()[0] in text.casefold()
        await press(app, pilot, "f")
        app.screen.query_one("Field").value = str(folder / "page.pdf")
        await press(app, pilot, "enter")
        assert "A front page is .svg or .txt" in " ".join(screen_text(app).split())
