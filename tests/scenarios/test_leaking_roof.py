"""The lesson: small, invented throughout, and every way of playing it leads somewhere."""

from __future__ import annotations

from tests.conftest import program_of

PROGRAM = program_of("leaking_roof")


def test_a_lesson_has_two_roles_or_more_and_ends_within_ten_rounds() -> None:
    assert sum(actor.playable for actor in PROGRAM.actors) >= 2
    assert PROGRAM.rounds <= 10
