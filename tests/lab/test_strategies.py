"""Strategies travel with what is asked: to workers, into manifests, results and journals."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.engine.story import Story
from sim.errors import UsageError
from sim.lab import tasks
from sim.lab.strategies import planned
from sim.play.classcode import class_code
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.program.lower import lower
from sim.scenario.catalog import load
from tests.lab.test_ensemble import scenario_of
from tests.rules import strategy_of

if TYPE_CHECKING:
    from pathlib import Path

RULES = [
    {"stage": "viral", "when": "attention >= 5", "move": "say_nothing"},
    {"rounds": [3, 8], "move": "apologise"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "head.json"
    path.write_text(strategy_of("head", RULES))
    return path


class _Deleting(ThreadPoolExecutor):
    """An executor whose workers do not see the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(2)
        self.path = path

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.path.unlink(missing_ok=True)
        return super().submit(fn, *args, **kwargs)


def test_workers_get_the_strategy_and_no_path(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "TASK", 100)
    scenario, lines, text = scenario_of("roof"), [f"head~{file}"], file.read_text()
    alone = sim.ensemble(scenario, runs=500, seed=2, do=lines)
    tasks._ready.cache_clear()
    with _Deleting(file) as far:
        spread = sim.ensemble(scenario, runs=500, seed=2, do=lines, executor=far)
    assert not file.exists()
    assert spread.as_json() == alone.as_json()
    assert alone.manifest["strategies"] == {
        lines[0]: {"actor": "head", "sha256": hashlib.sha256(text.encode()).hexdigest()}
    }


def test_what_no_rule_covers_is_counted_as_the_story_engine_does(file: Path) -> None:
    scenario, lines = scenario_of("roof"), [f"head~{file}"]
    found = sim.ensemble(scenario, runs=400, seed=2, do=lines)
    program = lower(scenario)
    plan = planned(program, lines)
    stories = [Story(program, 2, number, plan=plan) for number in range(400)]
    missed = [sum(story.uncovered.values()) for story in stories]
    one = found.strategies[lines[0]]
    assert one.choices == sum(missed) > 0
    assert one.stories.count == np.count_nonzero(missed)
    assert found.as_json()["strategies"][lines[0]]["uncovered_choices"] == one.choices
    odds = sim.odds(scenario, do=lines)
    mean = odds.as_json()["strategies"][lines[0]]["uncovered_choices"]
    assert np.mean(missed) == pytest.approx(mean, abs=0.15)
    sampled = sim.odds(scenario, do=lines, budget=1, runs=400, seed=2)
    assert sampled.as_json()["strategies"][lines[0]]["uncovered_choices"] == np.mean(missed)


def test_both_worlds_of_a_what_if_have_their_own_best_play() -> None:
    scenario, line = scenario_of("paper"), "council~best"
    result = sim.whatif(
        scenario, do=[line, "anger=5"], against=[line], runs=200, seed=1
    ).as_json()  # fmt: skip
    manifest = result["manifest"]
    assert set(manifest["strategies"]) == set(manifest["strategies_against"]) == {line}
    assert manifest["strategies"] != manifest["strategies_against"]
    assert result["strategies"][line]["uncovered_choices"] == 0
    assert result["strategies_base"][line]["uncovered_choices"] == 0


def test_a_sweep_names_the_strategies_of_its_points(file: Path, tmp_path: Path) -> None:
    points = {"ruled": [f"head~{file}"], "free": [], "waiting": ["head~wait"]}
    out = tmp_path / "table.csv"
    found = sim.sweep(scenario_of("roof"), points, runs=100, seed=1, out=out)
    assert set(found.manifest["strategies"]) == {"ruled"}
    uncovered = {row["point"]: row["uncovered"] for row in found.rows}
    assert uncovered["ruled"] > 0
    assert uncovered["free"] == uncovered["waiting"] == ""


def test_a_changed_strategy_does_not_go_on_with_an_unfinished_run(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The strategy's text is part of what was asked, so parts of another are not mixed in."""
    job = tasks.Job("roof", scenario_of("roof").text, 1, strategies=(("head~x.json", "a"),))
    other = tasks.Job("roof", scenario_of("roof").text, 1, strategies=(("head~x.json", "b"),))
    assert job.packed() != other.packed()


def test_python_tells_a_story_with_a_strategy(file: Path) -> None:
    story = sim.Story(scenario_of("roof"), seed=3, do=[f"head~{file}"])
    assert story.ended
    assert story.plan.ruled


def head_file(tmp_path: Path) -> Path:
    path = tmp_path / "lesson.json"
    rules = [{"stage": ["shared", "town"], "when": "trust <= 1", "move": "apologise"}]
    path.write_text(strategy_of("head", [*rules, {"move": "wait"}]))
    return path


def test_a_journal_carries_the_strategy_so_that_the_file_may_go(tmp_path: Path) -> None:
    path = head_file(tmp_path)
    casting = Casting(("pupil",), 7, 0, (f"head~{path}",))
    session = Session.begin(load("leaking_roof"), casting, path_of("ruled"))
    session.choose("post")
    told = list(session.story.events)
    session.close()
    path.unlink()
    again = Session.resume(path_of("ruled"), write=False)
    assert again.story.events == told
    assert again.casting == session.casting
    header = json.loads(path_of("ruled").read_text("utf-8").splitlines()[0])
    assert f"head~{path}" in json.dumps(header)


def test_a_class_code_has_no_room_for_a_strategy(tmp_path: Path) -> None:
    casting = Casting(("pupil",), 7, 0, (f"head~{head_file(tmp_path)}",))
    with pytest.raises(UsageError, match="no room for a strategy"):
        class_code(lower(load("leaking_roof")), casting)
