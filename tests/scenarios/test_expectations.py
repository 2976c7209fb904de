"""What the bundled scenarios expect of themselves comes true."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.interventions import plan_of
from sim.lab.sampler import Sampler
from sim.scenario.catalog import bundled, load
from tests.conftest import program_of

STORIES = 8192


@pytest.mark.parametrize("name", list(bundled()))
def test_every_expectation_of_the_file_comes_true(name: str) -> None:
    program = program_of(name)
    expected = load(name).file.expect
    assert expected
    for one in expected:
        sampler = Sampler(program, 7, plan_of(program, one.do or ()))
        chunk = sampler.tell(np.arange(STORIES, dtype=np.uint64))
        stage = program.stage_index[one.ending or one.reaches or ""]
        came = chunk.ending == stage if one.ending else chunk.entered[stage] > 0
        low, high = one.odds
        assert low <= came.mean() <= high, (one.do, one.ending or one.reaches)
