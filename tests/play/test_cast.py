"""Who is in a scenario, and how each may act when nobody plays it."""

from __future__ import annotations

import pytest

from sim.engine.interventions import plan_of
from sim.play.cast import USUAL, acting, cast_of
from sim.scenario.catalog import bundled
from tests.conftest import FIXTURE_NAMES, program_of


@pytest.mark.parametrize("name", [*FIXTURE_NAMES, *bundled()])
def test_every_way_of_acting_that_the_casting_offers_can_be_meant(name: str) -> None:
    program = program_of(name)
    for member in cast_of(program):
        for temper in member.tempers:
            if temper != USUAL:
                assert plan_of(program, [f"{member.id}~{temper}"]).policies


def test_an_actor_that_never_waits_is_not_offered_to_wait_only() -> None:
    never = [(p, a) for p in map(program_of, FIXTURE_NAMES) for a in p.actors if a.wait is None]
    assert never
    for program, actor in never:
        (member,) = (m for m in cast_of(program) if m.id == actor.id)
        assert "wait" not in member.tempers


def test_who_follows_a_strategy_is_described_as_that() -> None:
    assert acting("best") == "it plays its best"
    assert acting("head.json") == "it follows the strategy head.json"
