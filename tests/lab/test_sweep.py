"""Sweeps: every combination against one baseline, as one tidy table."""

from __future__ import annotations

import csv
import io
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.errors import InterventionError, PlanError, UsageError
from sim.lab.plan import read_plan
from sim.lab.points import Point, cross, orders, points_of, together
from tests.lab.test_ensemble import BrokenError, cut_after, outputs, scenario_of

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = st.lists(
    st.sampled_from(["a.b@1", "x=1", "never:c.d", "nothing"]), min_size=1, max_size=3, unique=True
)


@given(st.lists(LEVELS, min_size=1, max_size=3))
def test_a_cross_has_every_combination_once(factors: list[list[str]]) -> None:
    points = cross(factors)
    size = 1
    for levels in factors:
        size *= len(levels)
    assert len(points) == size
    assert len({point.factors for point in points}) == size
    for point in points:
        levels = [level for _, level in point.factors]
        assert list(point.lines) == [level for level in levels if level != "nothing"]


@given(st.integers(1, 4), st.integers(0, 2), st.booleans())
def test_orders_are_all_the_ways_to_put_moves_into_rounds(
    number: int, free: int, waiting: bool
) -> None:
    moves = [f"a.m{n}" for n in range(number)]
    rounds = [2 * n + 1 for n in range(number + free)]
    points = orders(moves, rounds, waiting=waiting)
    mark = "+" if waiting else ""
    expected = {
        frozenset(f"{move}@{when}{mark}" for move, when in zip(moves, places, strict=True))
        for places in permutations(rounds, number)
    }
    assert {frozenset(point.lines) for point in points} == expected
    assert len(points) == len(expected)
    for point in points:
        when = [int(line.split("@")[1].rstrip("+")) for line in point.lines]
        assert when == sorted(when)
        assert {name for name, _ in point.factors} == {f"round_{r}" for r in rounds}


def test_too_many_or_contradictory_combinations_are_refused_before_any_work() -> None:
    with pytest.raises(UsageError, match="39,916,800 combinations"):
        orders([f"a.m{n}" for n in range(11)], range(1, 12))
    with pytest.raises(UsageError, match="at least 3 rounds"):
        orders(["a.b", "a.c", "a.d"], [1, 2])
    with pytest.raises(UsageError, match="differ from each other"):
        orders(["a.b", "a.b"], [1, 2])
    with pytest.raises(UsageError, match="are the same"):
        points_of([Point("one", ()), Point("one", ("x=1",))])
    with pytest.raises(UsageError, match="begins with a letter"):
        points_of({"=HYPERLINK(1)": ["x=1"]})
    points = cross([["council.shout@3"], ["never:council.shout"]])
    with pytest.raises(InterventionError, match="In the combination"):
        sim.sweep(scenario_of("paper"), points, runs=10, seed=1)


def test_groups_are_crossed() -> None:
    points = together(cross([["x=1", "nothing"]]), orders(["a.b", "c.d"], [1, 2]))
    assert len(points) == 4
    assert points[0].lines == ("x=1", "a.b@1", "c.d@2")
    assert points[3].name == "nothing & c.d@1 → a.b@2"


def test_each_row_is_the_what_if_of_its_combination() -> None:
    scenario = scenario_of("paper")
    result = sim.sweep(
        scenario,
        {"loud": ["council.shout@3+"], "quiet": ["never:council.shout"], "nothing": []},
        runs=300, seed=2, do=["mill.deny*0"],
    )  # fmt: skip
    assert len(result.rows) == 3 * len(sim.ensemble(scenario, runs=1, seed=1).endings)
    for row in result.rows:
        if row["point"] == "nothing":
            assert row["difference"] == 0
            assert row["untouched"] == 1
            continue
        lines = row["do"].split()
        alone = sim.whatif(
            scenario, do=["mill.deny*0", *lines], against=["mill.deny*0"], runs=300, seed=2
        )
        found = alone.endings[row["ending"]]
        assert (row["base"], row["share"]) == (found.base.share, found.what_if.share)
        assert (row["difference_low"], row["difference_high"]) == (found.low, found.high)
        assert row["untouched"] == alone.untouched.share
        assert row["kind"] == "sampled"
        if row["point"] == "loud":
            assert row["done"] == alone.forced["council.shout@3+"]["done"].share


def spread(folder: Path, **how: Any) -> None:
    folder.mkdir(exist_ok=True)
    points = orders(["council.shout", "paper.print"], [2, 3, 4], waiting=True)
    sim.sweep(scenario_of("paper"), points, runs=100, seed=1, out=folder / "x.csv", **how)


def test_a_resumed_sweep_is_the_uninterrupted_one_to_the_byte(tmp_path: Path) -> None:
    spread(tmp_path / "whole")
    with pytest.raises(BrokenError):
        spread(tmp_path / "cut", progress=cut_after(301))
    assert len(list((tmp_path / "cut" / "x.csv.parts").glob("*.part"))) == 3
    with pytest.raises(UsageError, match="add --resume"):
        spread(tmp_path / "cut")
    told: list[int] = []
    spread(tmp_path / "cut", resume=True, progress=told.append)
    assert told[0] == 400
    assert outputs(tmp_path / "cut") == outputs(tmp_path / "whole")
    table = list(csv.DictReader(io.StringIO((tmp_path / "cut" / "x.csv").read_text("utf-8"))))
    assert {row["round_2"] for row in table} == {"council.shout", "paper.print", "nothing"}
    for row in table:
        assert all(not cell.startswith(("=", "+", "@")) for cell in row.values())
        assert all(not cell.startswith("-") or float(cell) <= 0 for cell in row.values())


def test_a_plan_is_read_and_what_stands_together_is_crossed(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(
        "do: [attention=2]\n"
        "vary:\n"
        "  - [nothing, 'mill.deny*0.5']\n"
        "orders: {moves: [council.shout, paper.print], rounds: [2, 4], waiting: true}\n"
        "points:\n"
        "  early: ['mill.admit@2']\n"
        "  late: ['mill.admit@5']\n",
        "utf-8",
    )
    plan = read_plan(path)
    assert plan.do == ("attention=2",)
    assert len(plan.points) == 2 * 2 * 2
    assert plan.points[0].lines == ("council.shout@2+", "paper.print@4+", "mill.admit@2")
    assert dict(plan.points[-1].factors) == {
        "vary_1": "mill.deny*0.5",
        "round_2": "paper.print",
        "round_4": "council.shout",
        "named": "late",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("vry: []\n", r"plan\.yaml:1:1: A plan has no 'vry'\. Did you mean 'vary'\?"),
        ("do: [x=1]\n", r"vary, orders or points"),
        ("vary: a.b@1\n", r"plan\.yaml:1:7: A list belongs here"),
        ("vary:\n  - [[a, b]]\n", r"plan\.yaml:2:6: An intervention line"),
        ("points: [a]\n", r"points maps names"),
        ("points:\n  '=x': [a]\n", r"plan\.yaml:2:3: A name has"),
        ("orders: {moves: [a.b]}\n", r"orders has moves, rounds"),
        ("orders: {moves: [a.b], rounds: [0]}\n", r"whole numbers from 1"),
        ("orders: {moves: [a.b], rounds: [1], waiting: yes}\n", r"true or false"),
        ("vary: [&a [x]]\n", r"plan\.yaml:1:"),
        ("vary: [\n", r"plan\.yaml:"),
    ],
)
def test_a_bad_plan_is_refused_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(PlanError, match=message):
        read_plan(path)


def test_a_plan_that_is_not_there_is_a_plain_error(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="There is no file 'nowhere"):
        read_plan(tmp_path / "nowhere.yaml")
