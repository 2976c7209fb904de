"""The texts of the real case fit the branch that was played, and name nobody for an invention."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from sim.author.plays import random_lines
from sim.engine.events import Ended, Moved, NewsPublished, OutcomeDrawn, RoundBegan
from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.engine.views import view_of
from sim.scenario.catalog import bundled
from tests.conftest import program_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = program_of("petropavlovsk")
NAMED = ("Alzhanov", "Asylov", "Orda", "BASE", "HyperBorei")
DECLARED = ("independence", "declaration", "abstain", "abstention", "border", "territorial")
ON_THE_CLIP = (
    "pick_up",
    "wire_copy",
    "second_day",
    "correct",
    "call_there",
    "translate",
    "compare_2014",
    "follow_end",
)
FIRST_SITTING = 10  # days from 19 to 29 March 2023
UNSEEN = (
    "a few dozen",
    "hardly anybody has watched",
    "have it to themselves",
    "gone from the front",
)


def stories(*lines: str, count: int) -> Iterator[Story]:
    plan = plan_of(PROGRAM, lines)
    return (Story(PROGRAM, seed, plan=plan) for seed in range(count))


def news(story: Story) -> list[NewsPublished]:
    return [event for event in story.events if isinstance(event, NewsPublished)]


def items(part: Any) -> Iterator[dict[str, Any]]:
    """Every item of news in the file, as written."""
    if isinstance(part, dict):
        if "headline" in part:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from items(inner)


def test_named_people_and_outlets_appear_only_in_what_is_documented() -> None:
    document = yaml.safe_load(bundled()["petropavlovsk"].read_text(encoding="utf-8"))
    found = list(items(document))
    assert len(found) > 100
    named = [item for item in found if any(name in str(item) for name in NAMED)]
    assert named
    for item in named:
        assert item.get("certainty") in ("documented", "claimed"), item["headline"]


@pytest.mark.parametrize("manner", ["policy", "random"])
def test_no_play_shows_a_headline_twice(manner: str) -> None:
    lines = random_lines(PROGRAM) if manner == "random" else ()
    for story in stories(*lines, count=250):
        told = Counter(item.headline for item in news(story))
        assert max(told.values()) == 1, (story.seed, told.most_common(2))


def test_where_only_complaints_were_read_nothing_speaks_of_a_declaration() -> None:
    told = []
    for story in stories("group.petition@1", count=150):
        told += [f"{item.headline} {item.body}" for item in news(story)]
        told += [e.because for e in story.events if isinstance(e, OutcomeDrawn) and e.because]
        told += [story.tell(text) for text in story.rules.stage(story.state).fates.values()]
    assert len(told) > 2_000
    for text in told:
        assert not any(word in text.lower() for word in DECLARED), text


@pytest.mark.parametrize("move", ["deputies.tougher_law", "deputies.rename"])
def test_no_law_passes_before_the_new_parliament_has_sat(move: str) -> None:
    early = 0
    lines = (f"{move}@1+", "group.post_cut@2", "never:channel.pick_up", "crowd.find@2+")
    for story in stories(*lines, count=200):
        day = 0
        for event in story.events:
            if isinstance(event, RoundBegan):
                day = event.day
            early += (
                isinstance(event, Moved)
                and f"{event.actor}.{event.move}" == move
                and day < FIRST_SITTING
            )
        ended = next(event for event in story.events if isinstance(event, Ended))
        assert not (ended.ending == "new_law" and ended.day < FIRST_SITTING)
    assert early


def test_what_a_region_talks_about_is_not_told_as_unseen() -> None:
    seen = 0
    plan = plan_of(PROGRAM, ("group.post_cut@2",))
    for seed in range(150):
        story = Story(PROGRAM, seed, players=("assembly",), plan=plan)
        while not story.ended:
            view = view_of(story, "assembly")
            attention = next(meter.value for meter in view.meters if meter.id == "attention")
            if attention >= 3:
                seen += view.stage in ("posted", "noticed", "legal")
                assert not any(word in view.situation.lower() for word in UNSEEN), view.situation
            story.choose("wait")
    assert seen > 50


def test_deputies_who_asked_for_a_report_are_not_said_to_have_asked_nothing() -> None:
    ends = []
    for story in stories(
        "prosecutors.arrest_now@1+", "deputies.appeal@1+", "deputies.ask_report@1+", count=150
    ):
        asked = {event.move for event in story.events if isinstance(event, Moved)}
        if story.ending == "crackdown" and "ask_report" in asked:
            stage = story.rules.stage(story.state)
            ends.append(story.tell(stage.fates[PROGRAM.actor_index["deputies"]]))
    assert ends
    assert not any("not asked" in text for text in ends)


def test_the_desk_abroad_is_not_told_the_same_of_the_vote_twice() -> None:
    reports = 0
    for story in stories(*random_lines(PROGRAM), count=250):
        told = Counter(
            text
            for event in story.events
            if isinstance(event, OutcomeDrawn) and (event.actor, event.move) == ("foreign", "vote")
            for _, text in event.inside
        )
        reports += told.total()
        assert max(told.values(), default=0) <= 1, (story.seed, told.most_common(1))
    assert reports > 250


def test_what_is_said_of_the_last_page_fits_what_was_said_before() -> None:
    spoke = Counter[bool]()
    reported = Counter[bool]()
    open_end = "never:prosecutors.open_case"
    silent = (open_end, "analyst~wait", "foreign~wait")
    for story in chain(stories(open_end, count=100), stories(*silent, count=50)):
        ended = next(event for event in story.events if isinstance(event, Ended))
        if ended.ending != "no_last_page":
            continue
        made = {(e.actor, e.move) for e in story.events if isinstance(e, OutcomeDrawn)}
        fates = {
            PROGRAM.actors[number].id: story.tell(text)
            for number, text in story.rules.stage(story.state).fates.items()
        }
        analyst = any(actor == "analyst" for actor, _ in made)
        spoke[analyst] += 1
        assert ("last programme" in fates["analyst"]) == analyst, story.seed
        abroad = any(actor == "foreign" and move in ON_THE_CLIP for actor, move in made)
        reported[abroad] += 1
        assert ("No newsroom abroad" in fates["foreign"]) != abroad, story.seed
    assert min(spoke[True], spoke[False], reported[True], reported[False]) > 3


def test_no_link_is_sent_round_to_pages_that_were_taken_down() -> None:
    sent = 0
    lines = ("group.declare@1", "group.post@2", "group.delete:copied@3", "group.send_round@4+")
    for story in stories(*lines, count=50):
        for event in story.events:
            if isinstance(event, Moved) and event.move == "send_round":
                sent += 1
                assert "link" not in event.label
    assert sent > 20
