"""Text from a scenario is shown as it is: nothing vanishes, nothing acts, nothing crashes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
import yaml

from sim.play.quiz.due import Wish
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.scenario.reader import Scenario, load_text
from sim.tui.screens.deskkeys import Phase
from tests.tui.helpers import (
    TOWN_HALL,
    place,
    play_out,
    playing,
    press,
    rest,
    screen_text,
    to_choice,
)  # fmt: skip

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from sim.tui.app import NewscycleApp

HOSTILE = ("[sic]", "[/b]", "[@click=app.quit]x[/]")
IDS = {"id", "in", "to", "from", "when", "after", "unless", "chance", "weight", "move", "outcome",
       "at_end", "start", "ending", "kind", "certainty", "source", "verdict", "sign", "points",
       "language", "url", "seen_by", "drift", "newscycle", "range", "order"}  # fmt: skip
MAPPED = {"inside", "fates"}


def with_every_text(text: str, hostile: str) -> str:
    """The scenario with ``hostile`` for each of its texts; glossary terms and words included."""

    def change(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            if key == "glossary":
                return {hostile: hostile}
            if key == "change":
                return {k: f"{v:+d}" if isinstance(v, int) else v for k, v in node.items()}
            if key in ("set", "temperaments", "values", "calendar"):
                return node
            return {
                k: v if k in IDS and not (k == "date" and key == "sources") else change(v, str(k))
                for k, v in node.items()
            }
        if isinstance(node, list):
            return [change(item, key) for item in node]
        return hostile if isinstance(node, str) else node

    data = change(yaml.safe_load(text))
    for stage in data["stages"].values():
        stage.setdefault("label", hostile)
    for source in data["sources"].values():
        source |= {"note": hostile}
    for actor in data["actors"].values():
        actor |= {"role": hostile, "about": hostile, "briefing": hostile}
        actor["wait"] = actor.get("wait", {"label": hostile})
        for move in actor["moves"].values():
            move["about"] = hostile
    for step in data["record"]["steps"]:
        if "date" in step:
            step["date"] = str(step["date"])
    data["record"]["aftermath"] = [{"date": hostile, "text": hostile}]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000)


def hostile_scenario(hostile: str) -> Scenario:
    text = with_every_text(TOWN_HALL.read_text("utf-8"), hostile)
    assert text.count(hostile) > 90, "hardly any text was replaced"
    return load_text(text, "town_hall")


def assert_nothing_acts(app: NewscycleApp) -> None:
    """No cell on the screen carries an action, a link, or a control character."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            meta = segment.style.meta if segment.style is not None else {}
            # Scroll bars have actions of their own, on the buttons of the mouse.
            acts = [key for key in meta if key.startswith("@") and key[:7] != "@mouse."]
            assert not acts, segment
            assert segment.style is None or segment.style.link is None, segment
            assert all(char >= " " or char == "\n" for char in segment.text), segment


async def click_everywhere(app: NewscycleApp, pilot: Pilot[None], hostile: str) -> int:
    """Click on each place where the hostile text stands; how many there were."""
    places = [
        (x, y)
        for y, line in enumerate(screen_text(app).splitlines())
        for x in range(len(line))
        if line.startswith(hostile, x)
    ]
    here = place(app)
    for x, y in places:
        for offset in (0, len(hostile) // 2):
            await pilot.click(offset=(x + offset, y))
            assert app.is_running
            assert not app._exit
            if place(app) != here:
                return len(places)  # a list was clicked, and did what a list does
    return len(places)


async def look(app: NewscycleApp, pilot: Pilot[None], hostile: str, name: str) -> None:
    """This screen shows the text, and clicks on it do nothing bad."""
    await rest(app, pilot)
    assert hostile in screen_text(app), f"{name} does not show it:\n{screen_text(app)}"
    assert_nothing_acts(app)
    assert app.is_running


SMALL = (80, 24)
PLAYED = [(text, SMALL) for text in HOSTILE]
PLAYED += zip(HOSTILE, [(140, 45), (200, 60), (64, 22)], strict=True)


@pytest.mark.parametrize(("hostile", "size"), PLAYED)
async def test_a_whole_story_in_hostile_words(hostile: str, size: tuple[int, int]) -> None:
    """Every screen from the casting to the debrief, with every text of the scenario hostile."""
    scenario = hostile_scenario(hostile)
    async with playing(size, scenario=scenario, seed=3) as (app, pilot):
        await look(app, pilot, hostile, "casting")
        await press(app, pilot, "f1")
        assert_nothing_acts(app)
        await press(app, pilot, "escape", "space", "down", "space", "enter")
        await look(app, pilot, hostile, "opening")
        await press(app, pilot, "escape")
        assert place(app) == "CastingPage"
        await press(app, pilot, "enter")
        while place(app) == "Opening":
            await press(app, pilot, "space")
        await look(app, pilot, hostile.upper(), "cover")
        await press(app, pilot, "space")
        await look(app, pilot, hostile, "briefing")
        await to_choice(app, pilot)
        await look(app, pilot, hostile, "desk")
        for key in ("1", "question_mark", "escape", "j", "escape", "g", "escape", "i", "escape",
                    "ctrl+p", "escape", "escape", "escape"):  # fmt: skip
            await press(app, pilot, key)
            assert_nothing_acts(app)
        while await to_choice(app, pilot):
            await press(app, pilot, "1", "enter")
            assert_nothing_acts(app)
        await look(app, pilot, hostile.upper(), "ending")
        for key in ("j", "escape", "r", "escape", "d", "pagedown", "escape", "g", "x", "escape",
                    "escape", "a"):  # fmt: skip
            await press(app, pilot, key)
            assert_nothing_acts(app)


async def reach(app: NewscycleApp, pilot: Pilot[None], where: str) -> None:
    """From the opening page to a screen."""
    if where == "Opening":
        return
    if where == "CastingPage":
        await press(app, pilot, "escape")
        return
    if where == "Ending":
        await play_out(app, pilot)
        return
    await to_choice(app, pilot)
    keys = {"why": "question_mark", "journal": "j", "glossary": "g", "briefing": "i",
            "question": "escape", "palette": "ctrl+p", "map": "m"}  # fmt: skip
    if where in keys:
        await press(app, pilot, keys[where])
    if where == "reading the wire":
        await press(app, pilot, "1", "enter")


@pytest.mark.parametrize(
    "where",
    ["Opening", "CastingPage", "desk", "reading the wire", "why", "journal", "glossary",
     "briefing", "question", "palette", "map", "Ending"],
)  # fmt: skip
async def test_clicks_on_hostile_text_do_nothing_bad(where: str) -> None:
    hostile = HOSTILE[2]
    how = {"scenario": hostile_scenario(hostile), "players": ["resident"], "seed": 3}
    async with playing((140, 45), **how) as (app, pilot):
        await reach(app, pilot, where)
        # Capitals do not make it harmless; the head of a page may use them.
        found = await click_everywhere(app, pilot, hostile)
        found += await click_everywhere(app, pilot, hostile.upper())
        assert found or where == "question"
        await rest(app, pilot)
        assert app.is_running


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_the_map_the_wire_and_the_front_page_show_hostile_words(
    hostile: str, tmp_path: Path
) -> None:
    how = {"scenario": hostile_scenario(hostile), "players": ["resident"], "seed": 3}
    async with playing((80, 24), **how) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "m")
        await look(app, pilot, hostile, "map")
        await press(app, pilot, "down", "down", "end", "home")
        await look(app, pilot, hostile.upper(), "map, the present stage")
        await press(app, pilot, "escape", "1", "enter")
        await to_choice(app, pilot)
        await press(app, pilot, "j", "a")
        await look(app, pilot, hostile, "wire of one actor")
        await press(app, pilot, "backspace", "slash")
        app.screen.query_one("Field").value = hostile
        await look(app, pilot, hostile, "wire searched")
        assert app.screen.shown
        await press(app, pilot, "escape", "escape")
        await play_out(app, pilot)
        await press(app, pilot, "m", *["down"] * 6)
        await look(app, pilot, hostile, "map with its endings")
        await press(app, pilot, "escape", "f")
        app.screen.query_one("Field").value = str(tmp_path / "front.svg")
        await press(app, pilot, "enter")
    root = ElementTree.parse(tmp_path / "front.svg").getroot()  # noqa: S314 - our own
    texts = [node.text for node in root.iter() if node.tag.endswith("text")]
    assert hostile in texts
    assert {node.tag.rpartition("}")[2] for node in root.iter()} <= {
        "svg", "title", "rect", "g", "text", "line",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("hostile", "size"), zip(HOSTILE, [SMALL, (64, 22), (200, 60)], strict=True)
)
async def test_claims_in_hostile_words_are_sorted_and_told_as_they_are(
    hostile: str, size: tuple[int, int]
) -> None:
    how = {"scenario": hostile_scenario(hostile), "quiz": Wish("after")}
    async with playing(size, **how) as (app, pilot):
        await look(app, pilot, hostile, "what is read first")
        while app.screen.exercise is None:
            await press(app, pilot, "enter")
        # Claims with the very same words are one claim, so there is one to sort.
        await look(app, pilot, hostile, "the claim")
        assert await click_everywhere(app, pilot, hostile)
        assert place(app) == "QuizPage"
        await press(app, pilot, "1", "enter")
        await look(app, pilot, hostile, "what it is")
        assert screen_text(app).count(hostile) >= 3, "the claim, the feedback, the source"
        assert await click_everywhere(app, pilot, hostile)
        await press(app, pilot, "enter")
        assert place(app) == "Reading"
        await press(app, pilot, "end")
        await look(app, pilot, hostile, "how it went")


async def test_clicking_all_over_the_desk_is_harmless() -> None:
    how = {"scenario": hostile_scenario(HOSTILE[2]), "players": ["resident"], "seed": 3}
    async with playing((80, 24), **how) as (app, pilot):
        await to_choice(app, pilot)
        for y in range(23):
            for x in range(y % 9, 80, 9):
                await pilot.click(offset=(x, y))
        await rest(app, pilot)
        assert app.is_running
        assert not app._exit


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_lists_of_saves_files_and_faults_show_names_as_they_are(
    hostile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = hostile.replace("/", "") + ".yaml"
    (tmp_path / name).write_text("newscycle: 1\ntitel: " + f"'{hostile}'\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    Session.begin(hostile_scenario(hostile), Casting(("resident",), 3), path_of("one")).close()
    damaged = path_of("two")
    damaged.write_text(f"{hostile}\n", "utf-8")
    async with playing((120, 40)) as (app, pilot):
        await press(app, pilot, "s")
        await look(app, pilot, hostile, "saves")
        await press(app, pilot, "escape", "o", "down")
        await look(app, pilot, name, "files")
        await press(app, pilot, "enter")
        await look(app, pilot, hostile, "what is wrong with a file")
        assert place(app) == "Reading"


async def test_the_newsstand_shows_hostile_titles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, hostile in enumerate(HOSTILE):
        text = with_every_text(TOWN_HALL.read_text("utf-8"), hostile)
        (tmp_path / f"hostile_{number}.yaml").write_text(text, "utf-8")
    (tmp_path / "hostile_9.yaml").write_text("[/b]: 1\n", "utf-8")
    monkeypatch.setattr("sim.scenario.catalog.bundled_folder", lambda: tmp_path)
    async with playing((120, 40)) as (app, pilot):
        for hostile in HOSTILE:
            await look(app, pilot, hostile, "newsstand")
            await look(app, pilot, hostile.upper(), "front page")
            await press(app, pilot, "down")
        assert "cannot be played" in screen_text(app)
        await press(app, pilot, "enter")
        assert "This file cannot be played" in screen_text(app)
        assert_nothing_acts(app)


async def test_what_could_act_on_a_terminal_cannot_be_typed(tmp_path: Path) -> None:
    async with playing() as (app, pilot):
        await press(app, pilot, "o")
        field = app.screen.query_one("Field")
        field.insert_text_at_cursor("a\x1b]0;owned\x07b")
        await rest(app, pilot)
        assert field.value == ""
        assert "cannot be typed here" in screen_text(app)
        field.insert_text_at_cursor("\u202efdp.yaml")
        assert field.value == ""
        field.insert_text_at_cursor("plain.yaml")
        assert field.value == "plain.yaml"


async def test_names_of_files_lose_their_control_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a\x1b[2Jb.yaml").write_text("x", "utf-8")
    (tmp_path / "fine.yaml").write_text("x", "utf-8")
    monkeypatch.chdir(tmp_path)
    async with playing() as (app, pilot):
        await press(app, pilot, "o")
        assert app.screen.files == ["fine.yaml"]
        app.shell_trouble = app.show_trouble(OSError("a\x1b[2Jb\x9b1m"))
        await rest(app, pilot)
        assert_nothing_acts(app)
        assert "\ufffd[2Jb" in screen_text(app)


async def test_the_phases_of_a_hostile_desk_go_on() -> None:
    """A sanity check of this file: the hostile scenario is one that can really be played."""
    how = {"scenario": hostile_scenario("[sic]"), "players": ["council"], "seed": 3}
    async with playing(**how) as (app, pilot):
        assert await to_choice(app, pilot)
        assert app.screen.phase is Phase.CHOOSING
        await asyncio.sleep(0)
