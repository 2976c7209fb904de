"""A scenario translated to C comes out as in the array step, story by story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.lab.sampler import Sampler
from sim.program.lower import lower
from sim.scenario.catalog import bundled
from sim.scenario.reader import load_text
from tests.benchmarks.c_program import CProgram, compiler
from tests.benchmarks.scenarios import ten_actors
from tests.conftest import FIXTURE_NAMES, program_of

if TYPE_CHECKING:
    from pathlib import Path

    from sim.program.model import Program

pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler on this machine")
SEED = 20_230_319


def assert_same_ends(program: Program, folder: Path, runs: int) -> None:
    """Both tell the first ``runs`` stories to the same ends."""
    told = CProgram(program, folder).tell(SEED, 0, runs)
    chunk = Sampler(program, SEED).tell(np.arange(runs, dtype=np.uint64))
    assert np.array_equal(told.ending, chunk.ending)
    assert np.array_equal(told.rounds, chunk.rounds)
    for slot, column in enumerate(chunk.values):
        assert np.array_equal(told.values[:, slot], column)


@pytest.mark.parametrize("name", [*FIXTURE_NAMES, *bundled()])
def test_ten_thousand_stories_end_alike_in_c(name: str, tmp_path: Path) -> None:
    assert_same_ends(program_of(name), tmp_path, 10_000)


def test_the_measured_scenario_ends_alike_in_c(tmp_path: Path) -> None:
    assert_same_ends(lower(load_text(ten_actors())), tmp_path, 10_000)
