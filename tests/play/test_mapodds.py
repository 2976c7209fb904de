"""The odds on the map: the lab's own, said to be exact or sampled, and never before an ending."""

from __future__ import annotations

import pytest

from sim.lab.odds import odds
from sim.play import mapodds
from sim.play.map import ending_line, export_sections, map_of, odds_line
from sim.play.mapodds import WAITING, find_odds, known_odds
from sim.play.progress import note_ending
from sim.play.session import Casting, Session
from sim.program.lower import lower
from sim.scenario.catalog import load
from tests.tui.helpers import town_hall


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapodds, "_KNOWN", {})


def told(scenario=None) -> Session:  # type: ignore[no-untyped-def]
    """A session of a scenario of which an ending was found."""
    session = Session(lower(scenario or town_hall()), Casting((), 1))
    assert session.ended
    return session


def test_a_small_scenario_has_exact_odds_and_says_so() -> None:
    session = told()
    found = find_odds(session.program)
    assert found.exact
    exact = odds(town_hall())
    for name, share in exact.endings.items():
        assert found.chances[session.program.stage_index[name]].share == share
    chart = map_of(session, None)
    assert f"Odds: exact, over {exact.states:,} states" in odds_line(chart)
    assert "sampled" not in odds_line(chart)
    for ending in chart.graph.endings:
        assert " % of stories" in ending_line(chart, ending)


def test_a_large_one_has_sampled_odds_with_intervals_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mapodds, "RUNS", 500)
    session = told(load("petropavlovsk"))
    found = find_odds(session.program)
    assert not found.exact
    assert all(c.low < c.share < c.high for c in found.chances.values() if c.share)
    chart = map_of(session, None)
    assert "Odds: sampled, 500 stories" in odds_line(chart)
    assert "exact" not in odds_line(chart)
    likely = max(found.chances, key=lambda ending: found.chances[ending].share)
    chance = found.chances[likely]
    span = f"({chance.low * 100:.1f} to {chance.high * 100:.1f}) of stories"
    assert span in ending_line(chart, likely)
    text = "\n".join(str(entry) for section in export_sections(chart) for entry in section.entries)
    assert "sampled, 500 stories" in text


def test_nobody_sees_odds_before_a_first_ending() -> None:
    find_odds(lower(load("leaking_roof")))
    session = Session.begin(load("leaking_roof"), Casting(("head",), 3), None)
    chart = map_of(session, "head")
    assert chart.odds is None
    assert odds_line(chart) == ""
    text = "\n".join(str(entry) for section in export_sections(chart) for entry in section.entries)
    assert "%" not in text
    note_ending("leaking_roof", ("pupil",), "promised")
    assert map_of(session, "head").odds is not None


def test_until_they_are_known_the_map_says_that_they_are_being_worked_out() -> None:
    chart = map_of(told(), None)
    assert odds_line(chart) == WAITING
    assert known_odds(chart.program) is None


def test_they_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    program = lower(town_hall())
    first = find_odds(program)
    monkeypatch.setattr("sim.lab.odds.odds", lambda *_, **__: pytest.fail("worked out again"))
    assert find_odds(program) is first


def test_what_is_rare_is_not_rounded_to_never() -> None:
    assert mapodds._percent(0.0) == "0 %"
    assert mapodds._percent(0.0004) == "under 1 %"
    assert mapodds._percent(0.9996) == "over 99 %"
    assert mapodds._percent(1.0) == "100 %"
    assert mapodds._percent(0.4856) == "49 %"
