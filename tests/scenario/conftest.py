"""What several of these tests need."""

from __future__ import annotations

import pytest
import yaml

from sim.scenario import source


@pytest.fixture(params=["c", "python"])
def both_readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either of PyYAML's readers."""
    if request.param == "python":
        monkeypatch.setattr(yaml, "__with_libyaml__", False)
    elif not source.has_c_parser():
        pytest.skip("libyaml is not installed")
