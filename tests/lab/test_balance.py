"""What a role can get, and what its moves are worth to it: measured right, judged by the rules."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from sim.author.balance import judge
from sim.author.check import check_file
from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.lab.balance import balance
from sim.lab.decisions import Looks, Recorder, told_with
from sim.lab.exact.goals import points
from sim.lab.sampler import Sampler
from sim.program.lower import lower
from sim.scenario.reader import load_path
from tests.conftest import program_of

if TYPE_CHECKING:
    from pathlib import Path

    from sim.author.balance import Judged

LESSON = program_of("leaking_roof")
CLEAR = """
newscycle: 1
title: A shop with clear choices
calendar: {rounds: 4, at_end: closed}
variables:
  money: {label: Money, start: 10, range: [0, 20]}
  debt: {label: Debt, start: 0, range: [0, 9]}
stages:
  open: {label: Open, text: A shop.}
  closed: {label: Closed, ending: true, text: Evening.}
actors:
  keeper:
    name: The keeper
    playable: true
    wants:
      - {text: "Your task in this game: money in the till.", points: money}
    moves:
      sell: {label: Sell, change: {money: +3}}
      give: {label: Give away, change: {money: -2}}
  heir:
    name: The heir
    playable: true
    wants:
      - {text: "Your task in this game: the till, again.", points: money}
    moves:
      # meant: nobody answers an heir
      # before noon
      call: {label: Call, text: Nobody answers.}
      write: {label: Write, text: Nobody answers.}
  # meant: a lesson in leaving things alone
  guest:
    name: The guest
    playable: true
    wants:
      - {text: "Your task in this game: no debt.", points: 9 - debt}
    moves:
      borrow: {label: Borrow, change: {debt: +2}}
"""


def judged(path: Path, text: str = CLEAR, runs: int = 400) -> dict[str, Judged]:
    path.write_text(text, "utf-8")
    assert not [p for p in check_file(path) if p.severity == "error"]
    program = lower(load_path(path))
    found = judge(program, runs=runs, seed=1, budget=100_000)
    return {one.role.actor.id: one for one in found}


def flags(one: Judged) -> dict[str | None, tuple[str, str | None]]:
    return {flag.move: (flag.what, flag.meant) for flag in one.flags}


def test_points_of_a_chunk_are_those_of_the_story_engine() -> None:
    goals = [points(LESSON, actor) for actor in LESSON.actors if actor.playable]
    chunk = Sampler(LESSON, 5, goals=goals).tell(np.arange(60, dtype=np.uint64))
    for number in range(60):
        story = Story(LESSON, 5, number)
        for goal, worth in zip(goals, chunk.worth, strict=True):
            told = sum(int(story.rules.closure(tree)(story.state)) for tree in goal.reads)
            assert worth[number] == told


def test_an_option_taken_is_the_forced_move_of_the_same_story() -> None:
    """Every option of every turn that was looked at against the story engine's ``@round``."""
    head = LESSON.actor("head")
    recorder = Recorder([head])
    numbers = np.arange(80, dtype=np.uint64)
    Sampler(LESSON, 5, narrower=recorder).tell(numbers)
    turns = recorder.turns(head)
    jobs = Looks(turns, 6).jobs()
    moves = np.array(turns.moves)
    where = turns.take(jobs[:, 0])
    goal = points(LESSON, head)
    chunk = told_with(
        Sampler(LESSON, 5, goals=[goal]), numbers, head, where, moves[jobs[:, 1]], jobs[:, 2]
    )
    tried = 0
    for at, (turn, place, takes) in enumerate(jobs.tolist()):
        if not takes:
            continue
        line = f"{LESSON.moves[turns.moves[place]].name}@{turns.rounds[turn]}"
        number = int(numbers[turns.lanes[turn]])
        story = Story(LESSON, 5, number, plan=plan_of(LESSON, [line]))
        assert story.state.stage == chunk.ending[at], line
        tried += 1
    assert tried > 60


def test_an_option_left_changes_nothing_where_policy_had_left_it() -> None:
    pupil = LESSON.actor("pupil")
    recorder = Recorder([pupil])
    numbers = np.arange(200, dtype=np.uint64)
    base = Sampler(LESSON, 5, narrower=recorder).tell(numbers)
    turns = recorder.turns(pupil)
    for place, index in enumerate(turns.moves):
        never = np.flatnonzero((base.made[index][turns.lanes] == 0) & turns.open[place])
        if not len(never):
            continue
        where = turns.take(never)
        none = np.zeros(len(never), dtype=np.intp)
        chunk = told_with(Sampler(LESSON, 5), numbers, pupil, where, none + index, none)
        assert (chunk.ending == base.ending[where.lanes]).all()
        assert (chunk.rounds == base.rounds[where.lanes]).all()


def test_no_way_of_acting_beats_exact_best_play_and_a_plan_comes_near() -> None:
    roles = balance(LESSON, runs=600, seed=3, budget=1_000_000)
    for role in islice(roles, 1):
        assert role.best is not None
        assert role.best.exact
        assert role.best.points is not None
        ways = {way.name: way.points for way in role.ways}
        assert {"policy", "uniform", "wait", "plan", *role.actor.temperaments} == set(ways)
        for gain in ways.values():
            assert gain is not None
            assert gain.low - 0.2 <= role.best.points.mean
        plan, usual = ways["plan"], ways["policy"]
        assert plan is not None
        assert usual is not None
        assert plan.low > usual.high
        for worth in role.moves:
            assert worth.chosen.share <= 1
            assert worth.can.share > 0


def test_past_the_budget_best_play_is_said_not_to_be_known() -> None:
    role = next(balance(LESSON, runs=200, seed=3, budget=50))
    assert role.best is None
    assert "too many" in role.reason


def test_roles_and_moves_are_judged_by_the_rules_and_a_comment_says_what_is_meant(
    tmp_path: Path,
) -> None:
    found = judged(tmp_path / "shop.yaml")
    assert flags(found["keeper"]) == {
        "sell": ("always best", None),
        "give": ("never worth it", None),
    }
    assert flags(found["heir"]) == {
        None: ("hopeless", None),
        "call": ("moves nothing", "nobody answers an heir before noon"),
        "write": ("moves nothing", None),
    }
    assert flags(found["guest"]) == {
        None: ("trivial", "a lesson in leaving things alone"),
        "borrow": ("never worth it", None),
        "wait": ("always best", None),
    }
    line = next(f.line for f in found["keeper"].flags if f.move == "sell")
    assert CLEAR.splitlines()[line - 1].startswith("      sell:")


def test_the_same_seed_gives_the_same_balance(tmp_path: Path) -> None:
    first, again = (judged(tmp_path / "shop.yaml") for _ in range(2))
    assert {name: one.role.ways for name, one in first.items()} == {
        name: one.role.ways for name, one in again.items()
    }
