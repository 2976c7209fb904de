"""Killed at any moment, the next start goes on exactly there: no acknowledged decision is lost."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.killing import kill_and_go_on

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("plain", [True, False], ids=["plain", "screen"])
def test_three_kills_lose_no_acknowledged_decision(own_data_folder: Path, plain: bool) -> None:
    counts = kill_and_go_on(own_data_folder, "leaking_roof", "pupil", 3, Random(5), plain=plain)
    assert len(counts) == 3


@pytest.mark.slow
@pytest.mark.parametrize("plain", [True, False], ids=["plain", "screen"])
def test_a_hundred_kills_lose_no_acknowledged_decision(own_data_folder: Path, plain: bool) -> None:
    counts = kill_and_go_on(own_data_folder, "leaking_roof", "pupil", 100, Random(7), plain=plain)
    assert len(counts) == 100
    assert sum(counts) > 40, f"too few decisions were made to prove anything: {counts}"
