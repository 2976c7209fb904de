"""The preview on the screen: a file that changes while it is played."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.author.preview import Preview
from sim.play.commands import Place, commands_at
from sim.tui.app import NewscycleApp
from sim.tui.screens.preview import PreviewPage
from tests.tui.helpers import LARGE, SMALL, press, rest, screen_text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

STEP = Path(__file__).parents[2] / "docs" / "tutorial" / "step_7.yaml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "roof.yaml"
    shutil.copy(STEP, path)
    return path


@asynccontextmanager
async def previewing(
    file: Path, size: tuple[int, int] = LARGE
) -> AsyncIterator[tuple[NewscycleApp, Pilot[None]]]:
    app = NewscycleApp(preview=Preview(file))
    async with app.run_test(size=size) as pilot:
        await rest(app, pilot)
        yield app, pilot


def write(file: Path, *changes: tuple[str, str]) -> None:
    text = STEP.read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    at = file.stat().st_mtime_ns
    file.write_text(text, "utf-8")
    os.utime(file, ns=(at + 10**6, at + 10**6))


async def reread(app: NewscycleApp, pilot: Pilot[None]) -> None:
    """Wait until the file was read once more."""
    page = app.screen
    assert isinstance(page, PreviewPage)
    before = page.preview.reads
    async with asyncio.timeout(30):
        while page.preview.reads == before or page.reading:
            await pilot.pause(0.05)
    await rest(app, pilot)


@pytest.mark.parametrize("size", [SMALL, LARGE, (70, 24)])
async def test_the_story_stands_beside_the_file_with_its_choices(file, size):
    async with previewing(file, size) as (app, pilot):
        text = screen_text(app)
        assert "Preview · roof.yaml" in text
        assert "Rain falls on the exam papers" in text
        assert "1  Post the clip" in text
        assert "Nothing is wrong with it." in text
        await press(app, pilot, "1", "enter")
        assert app.screen.preview.made == 1
        assert "You: Post the clip" in app.screen.wire.plain


async def test_a_saved_file_is_read_again_and_the_choices_are_made_again(file):
    async with previewing(file) as (app, pilot):
        await press(app, pilot, "1", "enter")
        write(file, ("Eleven views", "Twelve views"))
        await reread(app, pilot)
        assert app.screen.preview.made == 1
        assert "Twelve views" in screen_text(app)


async def test_a_broken_file_keeps_the_last_story_and_shows_what_is_wrong(file):
    async with previewing(file) as (app, pilot):
        await press(app, pilot, "1", "enter")
        write(file, ("when: attention == 0", "when: atention == 0"))
        await reread(app, pilot)
        text = screen_text(app)
        assert "The story before the error" in text
        assert "cannot be played" in text
        assert "error NC406" in text
        assert "Did you mean 'attention'?" in text
        assert "You: Post the clip" in text
        write(file, ("post:", "publish:"), ("pupil.post", "pupil.publish"))
        await reread(app, pilot)
        assert "0 of 1 choices were made again. 'pupil.post' no longer fits" in _flat(app)


def _flat(app: NewscycleApp) -> str:
    """What is said of the file, as running text."""
    return " ".join(app.screen.file.plain.split())


async def test_a_file_that_is_not_sound_yet_shows_its_problems_until_it_is(file):
    write(file, ("title: The leaking roof", "titel: The leaking roof"))
    async with previewing(file) as (app, pilot):
        assert "There is no story yet" in screen_text(app)
        assert "before the error" not in screen_text(app)
        assert "Did you mean 'title'?" in screen_text(app)
        await press(app, pilot, "1", "enter", "u", "j")
        assert isinstance(app.screen, PreviewPage)
        write(file)
        await reread(app, pilot)
        assert "1  Post the clip" in screen_text(app)


async def test_a_jump_goes_to_a_stage_with_values_and_refuses_what_is_not_there(file):
    async with previewing(file) as (app, pilot):
        await press(app, pilot, "j")
        field = app.screen.query_one("#field")
        assert field.value == "ignored round=1 attention=0"
        field.value = "shraed"
        await press(app, pilot, "enter")
        assert "Did you mean 'shared'?" in screen_text(app)
        field.value = "shared attention=4 round=3"
        await press(app, pilot, "enter")
        assert isinstance(app.screen, PreviewPage)
        text = screen_text(app)
        assert "round 3 of 8" in text
        assert "Attention 4/4 the town" in text
        assert "1  Ask who pays for the roof" in text


async def test_choices_luck_and_actors_can_be_changed(file):
    async with previewing(file) as (app, pilot):
        page = app.screen
        await press(app, pilot, "1", "enter", "u")
        assert page.preview.made == 0
        await press(app, pilot, "n")
        assert "luck 1:1" in screen_text(app)
        await press(app, pilot, "a")
        assert "You play The head teacher now." in screen_text(app)
        assert page.preview.seat == "head"
        assert "It is possible only in the stage “The clip goes round”." in _flat(app)
        await press(app, pilot, "j", "enter")
        assert page.preview.jump is not None
        await press(app, pilot, "r")
        assert page.preview.jump is None


async def test_every_command_of_the_preview_can_be_given(file):
    async with previewing(file) as (app, pilot):
        page = app.screen
        for entry in commands_at(Place.PREVIEW):
            assert callable(getattr(page, f"do_{entry.id}")), entry.id
        await press(app, pilot, "down", "up", "]", "[", "pagedown", "pageup")
        assert page.picker.marked == 0
        await press(app, pilot, "escape")
        assert not isinstance(app.screen, PreviewPage)


def test_the_preview_line_by_line_tells_the_same_story(file):
    done = subprocess.run(
        [sys.executable, "-m", "sim", "preview", str(file), "--plain"],
        input="post\n1\nj shared attention=4\nc\nnonsense\nu\na head\np\n\nq\n",
        text=True,
        capture_output=True,
        timeout=60,
        check=True,
    )
    out = done.stdout
    assert "roof.yaml: no problems." in out
    assert "1. Post the clip (post)" in out
    assert "2 Sep — You: Post the clip" in out
    assert "Attention 4 of 4, the town" in out
    assert "It is possible only in the stage" in out
    assert "There is no move nonsense now." in out
    assert "You play The head teacher. Luck 1:0." in out
    assert "The file has not changed." in out
    assert done.stderr == ""


def test_a_file_that_is_not_there_is_said_plainly(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "sim", "preview", str(tmp_path / "x.yaml"), "--plain"],
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "To write one: newscycle new x" in done.stderr
