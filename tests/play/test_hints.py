"""Hints at endings that nobody has found: each tells its ending from the others, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from sim.engine.telling import tell_apart
from sim.play.hints import hints
from sim.program.lower import lower
from sim.scenario.catalog import bundled, load
from tests.strategies import programs

if TYPE_CHECKING:
    from sim.program.model import Program


@pytest.mark.parametrize("scenario", sorted(bundled()))
def test_no_two_endings_of_a_bundled_scenario_have_the_same_hint(scenario: str) -> None:
    program = lower(load(scenario))
    said = hints(program)
    assert list(said) == [stage.id for stage in program.stages if stage.ending]
    assert len(set(said.values())) == len(said)
    for stage in program.stages:
        if stage.ending:
            label = tell_apart(stage.label, program).lower()
            assert all(label not in hint.lower() for hint in said.values()), "a spoiler"
    moves = [tell_apart(move.label, program) for move in program.moves if not move.is_wait]
    assert not [m for m in moves for hint in said.values() if m.lower() in hint.lower()]


def test_a_hint_says_more_only_where_the_stage_alone_would_not_tell_them_apart() -> None:
    said = hints(lower(load("leaking_roof")))
    assert said["repaired"] == "An ending beyond “Rain on the papers”"
    assert said["wrong_man"].endswith("; it depends on blame on the wrong person")
    assert said["phones"].endswith("; the head teacher can bring it about")


@given(programs())
@settings(max_examples=40)
def test_in_any_scenario_no_two_hints_are_alike(program: Program) -> None:
    said = hints(program)
    assert len(set(said.values())) == len(said)


def test_two_endings_of_one_move_are_told_apart_by_luck_alone() -> None:
    said = hints(lower(load("ullhaven")))
    assert said["raid"].endswith("(the first of 2 between which luck decides)")
    assert said["backlash"].endswith("(the second of 2 between which luck decides)")
    assert said["bridge"].endswith("; the Chamber can bring it about (the first of 2)")
