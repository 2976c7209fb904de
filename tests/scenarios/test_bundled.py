"""What every bundled scenario must be: clean, fair to each role, and worth each of its moves."""

from __future__ import annotations

import pytest

from sim.author.check import check_file
from sim.scenario.catalog import bundled
from tests.conftest import program_of
from tests.scenarios.balance import is_meant, largest_shift, shares, simple_ways

NAMES = list(bundled())
ROLES = [(n, a.id) for n in NAMES for a in program_of(n).actors if a.playable]
MOVES = [(n, m.name) for n in NAMES for m in program_of(n).moves if not m.is_wait]
RUNS = {"leaking_roof": 131_072, "ullhaven": 131_072}
"""Stories in which a move has to show what it does; elsewhere 65,536."""


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_nothing(name: str) -> None:
    assert check_file(bundled()[name]) == ()


@pytest.mark.parametrize("name", NAMES)
def test_each_ending_has_at_least_half_a_percent_and_none_more_than_sixty(name: str) -> None:
    for ending, share in shares(program_of(name), runs=32_768).items():
        assert 0.005 <= share <= 0.60, (ending, share)


@pytest.mark.parametrize("name", NAMES)
def test_whoever_can_be_played_is_told_who_they_are_and_what_they_want(name: str) -> None:
    playable = [actor for actor in program_of(name).actors if actor.playable]
    assert len(playable) >= 2
    for actor in playable:
        assert actor.briefing is not None
        assert any(want.points is not None for want in actor.wants)
        assert actor.temperaments


@pytest.mark.parametrize("name", NAMES)
def test_everybody_has_a_fate_at_every_ending(name: str) -> None:
    program = program_of(name)
    for stage in program.stages:
        if stage.ending:
            assert set(stage.fates) == set(range(len(program.actors)))


@pytest.mark.parametrize(("name", "actor"), ROLES)
def test_a_simple_way_of_acting_moves_some_ending_by_ten_points(name: str, actor: str) -> None:
    program = program_of(name)
    assert any(largest_shift(program, way, 4_096) >= 0.10 for way in simple_ways(program, actor))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "move"), MOVES)
def test_every_move_matters_or_says_why_it_need_not(name: str, move: str) -> None:
    program = program_of(name)
    if not is_meant(program, program.move(move)):
        runs = RUNS.get(name, 65_536)
        assert largest_shift(program, (f"{move}@1+",), runs) >= 0.01
