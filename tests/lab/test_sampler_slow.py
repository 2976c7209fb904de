"""The whole proof that both engines tell the same stories; minutes long, so run by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.catalog import bundled
from tests.conftest import FIXTURE_NAMES, program_of
from tests.lab.recording import assert_same_stories
from tests.strategies import programs_with_lines

if TYPE_CHECKING:
    from sim.program.model import Program

pytestmark = pytest.mark.slow


@settings(max_examples=1_000)
@given(programs_with_lines(most=6), st.integers(0, 2**64 - 1))
def test_a_thousand_generated_scenarios_are_told_alike(
    made: tuple[Program, list[str]], seed: int
) -> None:
    program, lines = made
    assert_same_stories(program, lines, seed, list(range(24)))


@pytest.mark.parametrize("name", [*FIXTURE_NAMES, *bundled()])
def test_thousands_of_stories_of_every_scenario_are_told_alike(name: str) -> None:
    assert_same_stories(program_of(name), [], 4, list(range(3_000)))


def test_a_hundred_thousand_stories_of_petropavlovsk_are_told_alike() -> None:
    program = program_of("petropavlovsk")
    for first in range(0, 100_000, 2_000):
        assert_same_stories(program, [], 20_230_319, list(range(first, first + 2_000)))
