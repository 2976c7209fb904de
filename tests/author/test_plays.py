"""``check --plays`` and expectations: what plays reach, and what the author expected of them."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sim.author.check import Wanted, look_at
from sim.author.expect import run_expectations, wilson
from sim.author.places import Places
from sim.author.plays import run_plays
from sim.author.showing import coverage_json, coverage_told, trials_told
from sim.cli.main import run
from sim.engine.story import Story
from sim.lab.reference import reference_odds
from sim.program.lower import lower
from sim.scenario.catalog import bundled
from sim.scenario.reader import load_text
from tests.scenario.marked import roof

MOVE = "      film: {in: dripping, change: {attention: +1}}\n"

RARE = """\
newscycle: 1
title: The vote
calendar: {rounds: 6, at_end: nothing}
stages:
  before: {text: The hall is full.}
  limbo: {text: Nobody knows who counts.}
  nothing: {ending: true, text: The list is lost.}
  counted: {ending: true, text: It is counted.}
transitions:
  - {from: limbo, to: counted, when: round == 1}
actors:
  clerk:
    moves:
      lose: {in: before, to: limbo, when: round > 2}
      at_once: {in: before, to: counted, weight: 0}
expect:
  - {ending: nothing, odds: [0.9, 1.0]}
  - {do: clerk.at_once@1, ending: counted, odds: [1, 1]}
  - {do: clerk.at_once@1, reaches: limbo, odds: [0.2, 0.4]}
"""


def made(text: str):
    program = lower(load_text(text))
    return program, Places(program.scenario)


def test_plays_count_what_the_engine_tells():
    program, places = made(bundled()["leaking_roof"].read_text("utf-8"))
    coverage = run_plays(program, 60, 3, places)
    stories = [Story(program, 3, number) for number in range(60)]
    for part, tally in coverage.parts.items():
        if part.what == "ending":
            assert tally.policy == sum(story.ending == part.name for story in stories)
        if part.what == "move":
            moved = [
                any(getattr(e, "move", "") and f"{e.actor}.{e.move}" == part.name for e in s.events)
                for s in stories
            ]
            assert tally.policy == sum(moved)
    turns = sum(cell.turns for cell in coverage.cells.values())
    assert turns > sum(cell.acts for cell in coverage.cells.values()) > 0


def test_the_command_beside_a_rare_part_tells_a_play_that_reaches_it(tmp_path):
    path = tmp_path / "the vote.yaml"
    path.write_text(RARE, "utf-8")
    coverage = look_at(path, Wanted(plays=40, expect=False)).coverage
    (part,) = [p for p in coverage.parts if p.name == "clerk.at_once" and p.what == "move"]
    assert coverage.parts[part].policy == 0
    assert part in coverage.only_at_random
    document = coverage_json(str(path), coverage)
    (entry,) = [e for e in document["parts"] if e["name"] == "clerk.at_once"]
    words = shlex.split(entry["replay"])
    done = subprocess.run(
        [sys.executable, "-m", "sim", *words[1:], "--json"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    acts = [e["move"] for e in json.loads(done.stdout)["events"] if e["type"] == "moved"]
    assert "at_once" in acts


def test_a_stage_in_which_everybody_only_waits_is_reported_with_a_play_and_its_journal(tmp_path):
    path = tmp_path / "vote.yaml"
    path.write_text(RARE, "utf-8")
    checked = look_at(path, Wanted(plays=40, expect=False))
    (problem,) = [p for p in checked.problems if p.code == "NC901"]
    assert (problem.line, problem.column) == (6, 3)
    assert f"newscycle story {path}" in problem.hint
    stop = checked.coverage.stuck[0]
    assert stop.journal == ("clerk.lose:1@3",)
    assert stop.round == 4


def test_no_play_of_a_bundled_scenario_gets_stuck_or_breaks_off():
    for name, path in bundled().items():
        checked = look_at(path, Wanted(plays=25, expect=False))
        assert checked.problems == (), name
        assert checked.coverage.stuck == checked.coverage.broken == []


def test_a_play_that_raises_is_a_problem_with_its_journal(tmp_path, monkeypatch):
    path = tmp_path / "roof.yaml"
    path.write_text(roof((MOVE, MOVE.replace("in:", "weight: 9, in:"))), "utf-8")
    real = Story._transitions

    def faulty(story):
        if story.state.round == 2:
            raise ZeroDivisionError("division by zero")
        real(story)

    monkeypatch.setattr(Story, "_transitions", faulty)
    checked = look_at(path, Wanted(plays=5))
    broken = [p for p in checked.problems if p.code == "NC902"]
    assert broken
    assert "broke off in round 2" in broken[0].message
    assert "ZeroDivisionError: division by zero" in broken[0].message
    assert "newscycle story" in broken[0].hint
    journals = {stop.journal for stop in checked.coverage.broken}
    assert ("pupil.film:1@1",) in journals


def test_the_table_of_turns_shows_who_could_only_wait():
    program, places = made(RARE)
    lines = "\n".join(coverage_told(run_plays(program, 30, 1, places)))
    assert "limbo          ·" in lines
    assert "Reached only where every move is equally likely" in lines


# Expectations.


def test_expectations_are_tried_and_those_that_fail_are_problems(tmp_path):
    path = tmp_path / "vote.yaml"
    path.write_text(RARE, "utf-8")
    checked = look_at(path, Wanted())
    assert [trial.holds for trial in checked.trials] == [True, True, False]
    (problem,) = [p for p in checked.problems if p.code == "NC903"]
    assert (problem.line, problem.column) == (19, 49)
    assert "in 0.0% of 2,000 sampled stories" in problem.message
    told = "\n".join(trials_told(checked.trials, everything=False))
    assert told.startswith("Expectations: 2 hold, 1 do not (sampled, not exact).")
    assert "line 19" in told
    assert "line 17" not in told
    assert run(["check", str(path)]) == 65


def test_what_samples_cannot_decide_is_open_and_no_problem():
    program, places = made(
        roof((MOVE, MOVE + "      mend: {in: dripping, to: repaired, weight: 2}\n"))
        + "expect:\n  - {ending: repaired, odds: [ODDS, 1]}\n".replace("ODDS", _share_of_repaired())
    )
    (trial,) = run_expectations(program, places)
    assert trial.holds is None
    assert trial.runs == 32_000
    assert "open" in "\n".join(trials_told((trial,), everything=False))


def _share_of_repaired() -> str:
    program, _ = made(roof((MOVE, MOVE + "      mend: {in: dripping, to: repaired, weight: 2}\n")))
    return f"{reference_odds(program).endings['repaired']:.5f}"


def test_sampled_shares_agree_with_exact_odds():
    text = roof((MOVE, MOVE + "      mend: {in: dripping, to: repaired, weight: 2}\n"))
    program, places = made(text + "expect:\n  - {ending: repaired, odds: [0, 1]}\n")
    (trial,) = run_expectations(program, places)
    assert trial.low < reference_odds(program).endings["repaired"] < trial.high


@pytest.mark.parametrize("hits", [0, 1, 13, 50, 99, 100])
def test_intervals_hold_the_share_and_stay_between_0_and_1(hits):
    low, high = wilson(hits, 100)
    assert 0 <= low <= hits / 100 <= high <= 1


def test_the_expectations_of_the_bundled_scenarios_hold():
    for name, path in bundled().items():
        trials = look_at(path, Wanted()).trials
        assert trials, name
        assert all(trial.holds is not False for trial in trials), name


def test_json_has_everything_that_people_are_told(tmp_path, capsys):
    path = tmp_path / "vote.yaml"
    path.write_text(RARE, "utf-8")
    assert run(["check", str(path), "--plays", "20", "--json"]) == 65
    document = json.loads(capsys.readouterr().out)
    assert document["files"] == 1
    assert [e["holds"] for e in document["expectations"]] == [True, True, False]
    assert {e["method"] for e in document["expectations"]} == {"sampled"}
    (plays,) = document["plays"]
    assert plays["runs"] == plays["random"] == 20
    assert sum(e["count"] for e in plays["endings"].values()) == 20
    assert {"stage": "limbo", "actor": "clerk"}.items() <= plays["turns"][1].items()
    assert plays["stuck"][0]["journal"]
    assert Path(plays["file"]) == path
