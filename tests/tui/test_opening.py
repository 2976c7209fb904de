"""How the full screen opens: a page at once, then the story, or what is wrong and an exit code."""

from __future__ import annotations

import gc
import os
import sys
import threading
from typing import TYPE_CHECKING

import pexpect
import pyte
import pytest

from sim.play.session import Casting, Deal
from sim.tui.app import NewscycleApp
from sim.tui.memory import Memory, put_off
from tests.tui.helpers import place, playing, press, rest, screen_text, town_hall

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


def on_a_terminal(*args: str) -> tuple[int, str]:
    """``newscycle play`` on a terminal until it leaves: exit code, and what stands there then."""
    child = pexpect.spawn(
        sys.executable, ["-m", "sim", "play", *args], dimensions=(24, 100), timeout=60,
        env={**os.environ, "TERM": "xterm-256color"},
    )  # fmt: skip
    screen = pyte.Screen(100, 24)
    stream = pyte.ByteStream(screen)
    written = b""
    while True:
        try:
            written += child.read_nonblocking(1 << 16, 60)
        except pexpect.EOF:
            break
    child.close()
    # What is written to the alternate screen goes with it.
    stream.feed(written.rpartition(b"\x1b[?1049l")[2])
    return child.exitstatus or 0, "\n".join(screen.display)


async def test_a_page_stands_while_the_scenario_is_read() -> None:
    read = threading.Event()

    def deal() -> Deal:
        read.wait(30)
        return town_hall(), Casting(("resident",), 3)

    app = NewscycleApp(deal)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Reading the scenario…" in screen_text(app)
        read.set()
        await rest(app, pilot)
        assert place(app) == "Opening"


async def test_who_leaves_while_the_scenario_is_read_has_left() -> None:
    read = threading.Event()

    def deal() -> Deal:
        read.wait(30)
        return town_hall(), Casting((), 3)

    app = NewscycleApp(deal)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("ctrl+q")
        read.set()
        await pilot.pause()
    assert app.failure is None
    assert app.return_code == 0


def test_what_is_wrong_with_the_file_is_said_after_the_screen_has_closed(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("newscycle: 1\ntitel: A slip\n", "utf-8")
    code, said = on_a_terminal(str(file))
    assert code == 65
    assert "bad.yaml:2:1" in said
    assert "title" in said
    assert "Traceback" not in said


def test_a_cast_that_does_not_fit_is_said_after_the_screen_has_closed() -> None:
    code, said = on_a_terminal("leaking_roof", "--as", "pupill")
    assert code == 2
    assert "Did you mean 'pupil'?" in said


def test_a_scenario_that_is_not_there_is_said_at_once() -> None:
    code, said = on_a_terminal("leaking_rof")
    assert code == 2
    assert "Did you mean 'leaking_roof'?" in said


def test_a_cast_without_a_scenario_is_asked_for_one() -> None:
    code, said = on_a_terminal("--as", "police")
    assert code == 2
    assert "Say which SCENARIO" in said


async def test_nothing_else_is_read_or_made_for_a_story_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    monkeypatch.setattr("sim.scenario.catalog.load", read.append)
    async with playing(scenario=town_hall(), players=["resident"], seed=3) as (app, pilot):
        assert place(app) == "Opening"
        assert [type(screen).__name__ for screen in app.screen_stack] == ["Waiting", "Opening"]
        assert read == []
        monkeypatch.undo()
        await press(app, pilot, "escape", "escape")
        assert place(app) == "Newsstand"
        assert "leaking" in screen_text(app).lower()


async def test_who_does_not_wait_finds_the_newsstand_and_then_the_story_above_it() -> None:
    read = threading.Event()

    def deal() -> Deal:
        read.wait(30)
        return town_hall(), Casting((), 3)

    app = NewscycleApp(deal)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert place(app) == "Newsstand"
        read.set()
        await rest(app, pilot)
        assert place(app) == "CastingPage"
        await press(app, pilot, "escape")
        assert place(app) == "Newsstand"


def test_memory_is_cleared_up_again_once_the_application_stands() -> None:
    memory = Memory()
    try:
        put_off()
        assert not gc.isenabled()
        memory.look()
        assert gc.isenabled()
    finally:
        memory.restore()
        gc.unfreeze()
    assert gc.isenabled()
