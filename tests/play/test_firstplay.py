"""How long a first play takes: every text that a player meets is counted, once."""

from __future__ import annotations

import json

import pytest

from sim.engine.events import NewsPublished
from sim.engine.story import Story
from sim.engine.views import view_of
from sim.play.firstplay import GOOD, PACE, Reading, first_plays, reading_json, reading_told, spread
from sim.play.pages import minutes_to_play
from sim.scenario.catalog import bundled
from tests.conftest import program_of

LESSON = program_of("leaking_roof")


def test_the_same_seed_gives_the_same_plays_and_roles_take_turns() -> None:
    first, again = first_plays(LESSON, 7, 3), first_plays(LESSON, 7, 3)
    assert first == again
    assert [r.role for r in first[:4]] == ["pupil", "paper", "head", "pupil"]
    assert first_plays(LESSON, 7, 4) != first


def test_nobody_who_can_be_played_is_nothing_to_read() -> None:
    assert first_plays(program_of("operators"), 3, 1) == []


def test_a_play_has_at_least_its_opening_and_what_is_on_the_wire() -> None:
    """A player who only waits is told less than is counted, and never more than all there is."""
    for reading in first_plays(LESSON, 30, 5):
        story = Story(LESSON, 5, reading.number, players=[reading.role])
        view = view_of(story, reading.role)
        texts = {view.briefing or "", *view.wants}
        texts |= {e.headline for e in story.events if isinstance(e, NewsPublished)}
        assert reading.words > sum(len(text.split()) for text in texts)
        assert reading.minutes == reading.words / PACE
        assert reading.ending in {s.id for s in LESSON.stages if s.ending}
        assert 0 < reading.decisions <= LESSON.rounds


def test_the_spread_is_that_of_the_minutes() -> None:
    words = [PACE * minutes for minutes in range(1, 21)]
    one = spread([Reading("a", n, "e", w, 1) for n, w in enumerate(words)])
    assert (one.plays, one.median, one.low, one.high) == (20, 10.5, 2.0, 19.0)
    assert (one.below, one.above) == (7 / 20, 5 / 20)
    assert abs(one.within - 8 / 20) < 1e-9
    assert GOOD == (8, 15)


def test_it_is_told_in_words_and_as_json() -> None:
    readings = first_plays(LESSON, 12, 1)
    told = "\n".join(reading_told(readings, 4))
    assert "12 random plays" in told
    assert "'minutes:" not in told
    assert "role head" in told
    every = spread(readings)
    counts = [round(12 * share) for share in (every.below, every.within, every.above)]
    assert sum(counts) == 12
    assert "below 8 minutes: {} plays; 8 to 15: {}; above 15: {}".format(*counts) in told
    document = json.loads(json.dumps(reading_json("x.yaml", readings)))
    assert document["all"]["plays"] == 12
    assert sum(role["plays"] for role in document["roles"].values()) == 12


def test_authors_are_told_what_the_newsstand_can_say() -> None:
    readings = first_plays(LESSON, 12, 1)
    median = round(spread(readings).median)
    assert f"With 'minutes: {median}' the newsstand says so." in "\n".join(
        reading_told(readings, None)
    )
    assert "The file says 'minutes: 40', which few plays take." in "\n".join(
        reading_told(readings, 40)
    )


@pytest.mark.parametrize("name", bundled())
def test_the_bundled_stories_take_as_long_as_the_newsstand_says(name: str) -> None:
    program = program_of(name)
    readings = first_plays(program, 60, 1)
    assert minutes_to_play(program) == pytest.approx(spread(readings).median, abs=1)


def test_a_first_play_of_the_real_case_mostly_takes_a_part_of_a_lesson() -> None:
    """Plays that nobody notices are over sooner; the longest follow the case to its end."""
    readings = first_plays(program_of("petropavlovsk"), 200, 1)
    every = spread(readings)
    assert GOOD[0] <= every.median <= GOOD[1]
    assert every.within >= 0.70
    assert every.high <= 17
    assert spread([r for r in readings if r.ending != "unnoticed"]).below <= 0.15
