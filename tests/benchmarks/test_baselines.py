"""What the array step is measured against computes the same thing."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.baselines import ours
from tests.benchmarks.ensembles import chi_square

if TYPE_CHECKING:
    from tests.benchmarks.baselines.by_hand import End


@cache
def expected() -> list[End]:
    return ours.stories(8_000, 99)


@pytest.mark.parametrize(
    ("way", "count", "needs"),
    [
        ("by_hand", 1_000, None),
        ("with_transitions", 30, None),
        ("with_mesa", 300, "mesa"),
        ("with_sismic", 50, "sismic"),
    ],
)
def test_a_baseline_has_the_odds_of_the_array_step(way: str, count: int, needs: str | None) -> None:
    if needs is not None:
        pytest.importorskip(needs)
    module = importlib.import_module(f"tests.benchmarks.baselines.{way}")
    found = module.stories(count, 7)
    assert chi_square([e.reached for e in expected()], [e.reached for e in found]) > 0.001
    for slot in range(5):
        p = chi_square([e.values[slot] for e in expected()], [e.values[slot] for e in found])
        assert p > 0.001


def test_the_chi_square_test_sees_a_small_change_of_the_rules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So that a baseline with other rules would not pass: here one turn in twelve is missed."""
    from tests.benchmarks.baselines import by_hand

    class Slower(by_hand.World):
        def turn(self, actor: int, *, asked: bool) -> None:
            if self.random.random() > 0.08:
                super().turn(actor, asked=asked)

    monkeypatch.setattr(by_hand, "World", Slower)
    found = by_hand.stories(1_000, 7)
    assert chi_square([e.reached for e in expected()], [e.reached for e in found]) < 0.001
