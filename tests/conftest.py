"""What all tests share: the real scenario files, and a data folder that is not the user's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from sim.program.lower import lower
from sim.scenario.catalog import bundled
from sim.scenario.reader import load_path

if TYPE_CHECKING:
    from sim.program.model import Program

FIXTURES = Path(__file__).parent / "fixtures"
FIXTURE_NAMES = sorted(path.stem for path in FIXTURES.glob("*.yaml"))

settings.register_profile(
    "newscycle",
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
        HealthCheck.large_base_example,
    ],
)
settings.load_profile("newscycle")


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test keeps its saves and progress in a folder of its own."""
    folder = tmp_path / "data"
    monkeypatch.setenv("NEWSCYCLE_DATA", str(folder))
    return folder


def fixture_path(name: str) -> Path:
    """The file of a fixture scenario."""
    return FIXTURES / f"{name}.yaml"


def program_of(name: str) -> Program:
    """A fixture or bundled scenario, lowered."""
    path = fixture_path(name)
    return lower(load_path(path if path.exists() else bundled()[name]))


@pytest.fixture(params=FIXTURE_NAMES)
def fixture_program(request: pytest.FixtureRequest) -> Program:
    """Each fixture scenario in turn."""
    return program_of(request.param)
