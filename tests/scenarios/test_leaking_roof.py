"""The lesson: small, invented throughout, and every way of playing it leads somewhere."""

from __future__ import annotations

import pytest

from sim.author.check import check_file
from sim.scenario.catalog import bundled
from tests.conftest import program_of
from tests.scenarios.balance import is_meant, largest_shift, shares, simple_ways

PROGRAM = program_of("leaking_roof")


def test_check_finds_nothing() -> None:
    assert check_file(bundled()["leaking_roof"]) == ()


def test_a_lesson_has_two_roles_or_more_and_ends_within_ten_rounds() -> None:
    assert sum(actor.playable for actor in PROGRAM.actors) >= 2
    assert PROGRAM.rounds <= 10


def test_no_ending_is_hopeless_or_certain() -> None:
    for name, share in shares(PROGRAM).items():
        assert 0.005 <= share <= 0.60, (name, share)


@pytest.mark.parametrize("actor", [a.id for a in PROGRAM.actors if a.playable])
def test_a_simple_way_of_acting_moves_some_ending_by_ten_points(actor: str) -> None:
    assert any(largest_shift(PROGRAM, way, 8_192) >= 0.10 for way in simple_ways(PROGRAM, actor))


@pytest.mark.slow
@pytest.mark.parametrize("name", [m.name for m in PROGRAM.moves if not m.is_wait])
def test_every_move_matters_or_says_why_it_need_not(name: str) -> None:
    move = PROGRAM.move(name)
    if not is_meant(PROGRAM, move):
        assert largest_shift(PROGRAM, (f"{name}@1+",), 131_072) >= 0.01
