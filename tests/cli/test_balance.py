"""``newscycle balance`` as a process prints it, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cli.test_commands import newscycle
from tests.conftest import fixture_path

if TYPE_CHECKING:
    from pathlib import Path

PAPER = str(fixture_path("paper"))


def test_as_json_it_has_ways_moves_flags_and_the_rules() -> None:
    done = newscycle("balance", PAPER, "--runs", "300", "--seed", "7", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["kind"], document["runs"], document["seed"]) == ("sampled", 300, 7)
    assert set(document["rules"]) >= {"hopeless", "trivial", "always best", "never worth it"}
    assert document["roles"]
    for role in document["roles"]:
        ways = {way["way"]: way for way in role["ways"]}
        assert {"policy", "uniform", "plan"} <= set(ways)
        exact = [name for name, way in ways.items() if way["exact"]]
        assert exact == ([] if role["best_unknown"] else ["best"])
        for way in ways.values():
            assert abs(sum(ending["share"] for ending in way["endings"].values()) - 1) < 1e-9
        for move in role["moves"]:
            points = move["first_chance"]["points"]
            assert points["low"] <= points["mean"] <= points["high"]
            for ending in move["first_chance"]["endings"].values():
                assert ending["low"] <= ending["difference"] <= ending["high"]


def test_for_people_it_says_what_is_sampled_and_what_is_exact() -> None:
    done = newscycle("balance", PAPER, "--runs", "300", "--seed", "7")
    assert done.returncode == 0, done.stderr
    assert "300 stories a way of acting, sampled (seed 7)" in done.stdout
    assert "exact" in done.stdout
    short = newscycle("balance", PAPER, "--runs", "100", "--seed", "7", "--budget", "5")
    assert "not known: More than 5 states" in short.stdout
    assert " exact" not in short.stdout


def test_a_scenario_that_nobody_plays_has_no_balance(tmp_path: Path) -> None:
    path = tmp_path / "nobody.yaml"
    text = (fixture_path("paper")).read_text("utf-8").replace("playable: true", "playable: false")
    path.write_text(text, "utf-8")
    done = newscycle("balance", str(path))
    assert done.returncode == 2
    assert "Nobody can be played" in done.stderr
    assert newscycle("balance", "no_such_story").returncode == 2
