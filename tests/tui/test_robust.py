"""Full disks, damaged saves, faults in the background, windows of any size."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sim.errors import JournalError
from sim.play.journal import JournalWriter
from sim.play.saves import path_of
from sim.play.session import Casting, Session
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


def resident(size: tuple[int, int] = SMALL):
    return playing(size, scenario=town_hall(), players=["resident"], seed=3, name="mine")


async def test_a_decision_that_cannot_be_saved_is_not_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(self: JournalWriter, type_: str, **data: object) -> None:
        raise JournalError("The decision could not be saved: no space left on device.")

    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        events = list(app.screen.session.story.events)
        with monkeypatch.context() as patch:
            patch.setattr(JournalWriter, "append", full)
            await press(app, pilot, "1", "enter")
        assert "no space left on device" in screen_text(app)
        assert app.screen.phase is Phase.CHOOSING
        assert app.screen.session.story.events == events
        assert app.screen.session.decisions == []
        await press(app, pilot, "enter")
        assert app.screen.session.decisions == [("resident", "film")]
        assert "no space left" not in screen_text(app)


async def test_a_folder_that_cannot_be_written_is_said_before_the_story(
    own_data_folder: Path,
) -> None:
    own_data_folder.mkdir(parents=True)
    (own_data_folder / "saves").write_text("a file where the folder should be", "utf-8")
    async with resident() as (app, pilot):
        await press(app, pilot, "space", "space")
        assert place(app) == "Question"
        assert "Play without keeping the story?" in app.screen.words
        await press(app, pilot, "escape")
        assert place(app) == "Opening"
        await press(app, pilot, "space", "enter")
        assert place(app) == "DeskPage"
        assert app.screen.session.writer is None
        await play_out(app, pilot)
        assert place(app) == "Ending"


async def test_a_name_that_is_taken_is_said() -> None:
    Session.begin(town_hall(), Casting(("resident",), 1), path_of("mine")).close()
    async with resident() as (app, pilot):
        await press(app, pilot, "space", "space")
        assert "A story called 'mine' exists already" in app.screen.words
        assert "exists already" in screen_text(app)


async def test_a_damaged_save_says_so_and_harms_nothing() -> None:
    for name in ("good", "bad"):
        session = Session.begin(town_hall(), Casting(("resident",), 1), path_of(name))
        session.choose("film")
        session.close()
    os.utime(path_of("good"), (1, 1))
    path = path_of("bad")
    path.write_bytes(path.read_bytes().replace(b'"move":"film"', b'"move":"rage"'))
    async with playing() as (app, pilot):
        await press(app, pilot, "s")
        assert "cannot be resumed" in screen_text(app)
        await press(app, pilot, "enter")
        assert "This story cannot be resumed" in screen_text(app)
        assert "checksum" in " ".join(screen_text(app).split())
        await press(app, pilot, "escape", "down", "enter")
        assert place(app) == "DeskPage"


async def test_a_damaged_journal_on_the_command_line_opens_at_what_is_wrong() -> None:
    path = path_of("bad")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\x00\xff not a journal\n")
    async with playing(resume=path) as (app, pilot):
        assert "This story cannot be resumed" in screen_text(app)
        await press(app, pilot, "escape")
        assert place(app) == "Newsstand"


async def test_a_story_that_is_played_elsewhere_is_not_played_twice() -> None:
    session = Session.begin(town_hall(), Casting(("resident",), 1), path_of("mine"))
    async with playing(resume=path_of("mine")) as (app, _):
        assert "being played elsewhere" in " ".join(screen_text(app).split())
    session.close()


async def test_a_cut_off_journal_goes_on_and_says_what_is_missing() -> None:
    session = Session.begin(town_hall(), Casting(("resident",), 1), path_of("mine"))
    session.choose("film")
    session.close()
    path = path_of("mine")
    path.write_bytes(path.read_bytes() + b'{"type":"choo')
    async with playing(resume=path) as (app, _):
        assert place(app) == "DeskPage"
        assert "not finished and is left out" in " ".join(screen_text(app).split())


async def test_one_bad_file_does_not_close_the_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    import sim.scenario.catalog

    good = sim.scenario.catalog.load

    def broken(path: Path) -> object:
        if path.stem == "leaking_roof":
            raise ZeroDivisionError("a fault of ours")
        return good(path)

    monkeypatch.setattr("sim.scenario.catalog.load", broken)
    async with playing() as (app, pilot):
        assert "leaking_roof" in screen_text(app)
        assert "cannot be played" in screen_text(app)
        await press(app, pilot, "enter")
        assert "ZeroDivisionError: a fault of ours" in screen_text(app)
        await press(app, pilot, "escape", "down", "enter")
        assert place(app) == "CastingPage"


async def test_a_fault_in_the_background_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("sim.play.saves.saves", broken)
    async with playing() as (app, pilot):
        await press(app, pilot, "s")
        assert "A fault of the program" in screen_text(app)
        assert "ZeroDivisionError: a fault of ours" in screen_text(app)
        await press(app, pilot, "escape")
        assert place(app) == "Newsstand"
        assert app.is_running


@pytest.mark.parametrize("what", ["a folder", "nothing there", "no text", "no permission"])
async def test_files_that_are_no_scenarios(what: str, tmp_path: Path) -> None:
    path = tmp_path / "it.yaml"
    if what == "a folder":
        path.mkdir()
    elif what == "no text":
        path.write_bytes(bytes(range(256)))
    elif what == "no permission":
        path.write_text("newscycle: 1", "utf-8")
        path.chmod(0)
    async with playing() as (app, pilot):
        await press(app, pilot, "o")
        app.screen.query_one("Field").value = str(path)
        await press(app, pilot, "enter")
        assert place(app) == "Reading"
        assert app.is_running
        await press(app, pilot, "escape")
        assert place(app) == "Files"
        assert "Reading" not in screen_text(app)


# -- sizes ------------------------------------------------------------------------------------


async def test_too_small_a_window_is_polite_and_keeps_the_place() -> None:
    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "2")
        for size in ((59, 30), (80, 19), (20, 5), (1, 1)):
            await pilot.resize_terminal(*size)
            await rest(app, pilot)
            if size[0] > 50:
                assert "This window is too small" in screen_text(app)
            await press(app, pilot, "1", "enter")
            assert app.screen.session.decisions == [], "a key did what could not be seen"
        await pilot.resize_terminal(*SMALL)
        await rest(app, pilot)
        assert app.screen.picker.marked == 1
        assert "What do you do?" in screen_text(app)
        await press(app, pilot, "enter")
        assert app.screen.session.decisions == [("resident", "write")]


@pytest.mark.parametrize("sizes", [(SMALL, LARGE), (LARGE, (64, 20)), ((200, 60), SMALL)])
async def test_resizing_keeps_the_place(
    sizes: tuple[tuple[int, int], tuple[int, int]],
) -> None:
    async with resident(sizes[0]) as (app, pilot):
        for _ in range(4):
            await to_choice(app, pilot)
            await press(app, pilot, str(len(app.screen.moment.view.moves)), "enter")
        await to_choice(app, pilot)
        wire = app.screen.wire
        await pilot.resize_terminal(*sizes[1])
        await rest(app, pilot)
        assert wire.seen_to_end, "the newest was in view and is not any more"
        assert "What do you do?" in screen_text(app) or "You can only wait" in screen_text(app)
        await press(app, pilot, "home", "pagedown")
        top = wire.block_at(wire.scroll_offset.y)
        await pilot.resize_terminal(*sizes[0])
        await rest(app, pilot)
        if not wire.seen_to_end:
            assert wire.block_at(wire.scroll_offset.y) == top


async def test_resizing_while_reading_goes_on_reading() -> None:
    async with resident(LARGE) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "2", "enter")
        waiting = app.screen.wire.waiting
        await pilot.resize_terminal(*SMALL)
        await rest(app, pilot)
        assert app.screen.wire.waiting == waiting
        assert app.screen.phase is Phase.READING
        await play_out(app, pilot)
        assert place(app) == "Ending"


def test_a_full_disk_leaves_an_exported_page_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim.errors import NewscycleError
    from sim.play.export import write_page
    from sim.play.reading import Entry, Section

    file = tmp_path / "page.md"
    file.write_text("mine", "utf-8")

    def full(self: Path, text: str, encoding: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(NewscycleError, match="no space left"):
        write_page(file, "A page", [Section("One", (Entry("text"),))], replace=True)
    monkeypatch.undo()
    assert file.read_text("utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [file]
