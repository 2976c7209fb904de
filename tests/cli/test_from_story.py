"""A row of a run, opened in the player: the same luck, so the same choices make the same story."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

import sim
from sim.cli.main import run
from sim.engine.events import Moved
from tests.cli.test_commands import newscycle
from tests.conftest import fixture_path
from tests.tui.helpers import playing, screen_text, to_choice

if TYPE_CHECKING:
    from pathlib import Path

PAPER = str(fixture_path("paper"))


def test_choosing_what_the_row_chose_leads_to_the_rows_own_ending(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.csv"
    assert run(["run", PAPER, "--runs", "60", "--seed", "7", "--out", str(out)]) == 0
    table = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    scenario = sim.load(PAPER)
    actor = "council"
    for row in (table[3], table[58]):
        number = int(row["number"])
        told = sim.Story(scenario, seed=7, number=number)
        choices = [e.move for e in told.events if isinstance(e, Moved) and e.actor == actor]
        name = f"row-{number}"
        played = newscycle(
            "play", PAPER, "--as", actor, "--from-story", f"7:{number}", "--plain", "--save", name,
            stdin="\n".join(choices) + "\n",
        )  # fmt: skip
        assert played.returncode == 0, played.stderr
        assert f"Seed 7, story {number}." in played.stdout
        capsys.readouterr()
        saves = json.loads(newscycle("saves", "--json").stdout)
        assert [s["ending"] for s in saves if s["name"] == name] == [row["ending"]]


async def test_the_screen_opens_that_very_story() -> None:
    scenario = sim.load(PAPER)
    async with playing(scenario=scenario, seed=7, number=58) as (app, pilot):
        assert "Seed 7, story 58" in screen_text(app)
        app.screen._reseed(8)
        assert app.screen.casting.luck == "8"
    how = {"scenario": scenario, "players": ["council"], "seed": 7, "number": 58}
    async with playing(**how) as (app, pilot):
        assert await to_choice(app, pilot)
        alone = sim.Story(scenario, seed=7, number=58, players=["council"])
        assert app._session.story.events == alone.events


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["play", PAPER, "--from-story", "7"], "not SEED:NUMBER"),
        (["play", PAPER, "--from-story", "7:x"], "not SEED:NUMBER"),
        (["play", PAPER, "--from-story", "99999999999999999999:1"], "not SEED:NUMBER"),
        (["play", PAPER, "--from-story", "7:1", "--seed", "3"], "says the seed itself"),
        (["play", "--from-story", "7:1"], "needs a SCENARIO"),
        (["play", "--resume", "x", "--from-story", "7:1"], "nothing else goes with it"),
    ],
)
def test_what_is_no_row_is_refused(
    args: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(args) == 2
    assert words in capsys.readouterr().err
