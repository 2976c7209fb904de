"""The twin: invented throughout, with a hidden truth that nobody is told before the debrief."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import yaml

from sim.author.plays import random_lines
from sim.engine.events import NewsPublished
from sim.engine.interventions import plan_of
from sim.engine.state import State
from sim.engine.story import Story
from sim.engine.views import view_of
from sim.lab.sampler import Sampler
from sim.play.reading import debrief
from sim.play.session import Casting, Session
from sim.scenario.catalog import bundled, load
from tests.conftest import program_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = program_of("ullhaven")
DOCUMENT = yaml.safe_load(bundled()["ullhaven"].read_text(encoding="utf-8"))
NOBODY, GREYLE, OFFICE, CLIPS = PROGRAM.unknowns[0].values
PRIOR = dict(zip(PROGRAM.unknowns[0].values, PROGRAM.unknowns[0].weights, strict=True))


def places(part: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of the file with the keys that lead to it."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from places(value, (*path, str(key)))
    elif isinstance(part, list):
        for value in part:
            yield from places(value, path)
    else:
        yield path, str(part)


# -- the hidden truth -----------------------------------------------------------------------


def test_only_chances_those_who_know_and_the_debrief_read_the_truth() -> None:
    found = [path for path, text in places(DOCUMENT) if re.search(r"\bbehind [=!]=", text)]
    assert len(found) > 40
    for path in found:
        knows = path[0] == "actors" and path[1] in ("neighbour", "service")
        told_apart = "inside" in path and path[-1] == "when"
        assert (
            path[0] == "debrief"
            or path[-1] == "chance"
            or (knows and path[-1] == "weight")
            or told_apart
        ), path


def test_texts_that_depend_on_the_truth_are_seen_by_nobody_else() -> None:
    """An inside text that reads the truth belongs to the actor of its own move."""
    for path, text in places(DOCUMENT["actors"]):
        if "inside" in path and "behind ==" in text:
            assert path[path.index("inside") + 1] == path[0], path


def test_an_inside_text_tells_nobody_more_than_they_could_know() -> None:
    """Only the services can look it up, each in its own file; what one sees happen, one sees."""
    for path, text in places(DOCUMENT["actors"]):
        if "inside" not in path or "behind ==" not in text:
            continue
        actor, move = path[0], path[2]
        assert actor in ("neighbour", "service"), path
        seen = (actor, move) == ("service", "arrest")
        assert seen or move == "open_file" or f"done({actor}.open_file)" in text, (path, text)


def test_the_debrief_says_who_it_was_and_only_the_debrief() -> None:
    told: dict[str, str] = {}
    for seed in range(60):
        session = Session.begin(load("ullhaven"), Casting((), seed), None)
        value = PROGRAM.unknowns[0].values[session.story.state.truths[0]]
        pages = {section.title: section for section in debrief(session)}
        assert value.replace("_", " ") in pages["What was hidden"].paragraphs[0]
        assert told.setdefault(value, pages["Concepts"].entries[0].text) == (
            pages["Concepts"].entries[0].text
        )
    assert len(set(told.values())) == 4
    assert "Nobody." in told[NOBODY]
    assert "Greyle's Foreign Bureau" in told[GREYLE]
    assert "own Protection Office" in told[OFFICE]
    assert "sells clips" in told[CLIPS]


def test_both_services_are_as_likely_and_have_the_same_means() -> None:
    assert PRIOR[GREYLE] == PRIOR[OFFICE]
    ours, theirs = (
        {m.id for m in PROGRAM.actor(a).moves if not m.is_wait} for a in ("service", "neighbour")
    )
    assert len(ours) == len(theirs) == 8
    assert "open_file" in ours & theirs


# -- traces ---------------------------------------------------------------------------------


def chances(move: str, truth: str) -> dict[str, float]:
    """The share of each outcome of ``move`` if ``truth`` is so."""
    found = PROGRAM.move(move)
    state = State(PROGRAM)
    state.truths[0] = PROGRAM.unknowns[0].values.index(truth)
    made = Story(PROGRAM, 1).rules.chances(found, state)
    return {o.id: weight / sum(made) for o, weight in zip(found.outcomes, made, strict=True)}


def after(*traces: tuple[str, str]) -> dict[str, float]:
    """How likely each explanation is, in per cent, once these outcomes of moves are known."""
    odds = {truth: float(weight) for truth, weight in PRIOR.items()}
    for move, outcome in traces:
        for truth in odds:
            odds[truth] *= chances(move, truth)[outcome]
    return {truth: 100 * share / sum(odds.values()) for truth, share in odds.items()}


MONEY = ("outlet.follow_money", "transfer")
COPY = ("channel.look_closer", "copy_abroad")
COMMA = ("checker.trace_text", "translated")
COINS = ("outlet.follow_money", "cash")


@pytest.mark.parametrize("move", [MONEY[0], COPY[0], COMMA[0]])
def test_each_trace_is_likeliest_where_it_points_and_possible_everywhere(move: str) -> None:
    tables = {truth: chances(move, truth) for truth in PRIOR}
    ids = [o.id for o in PROGRAM.move(move).outcomes]
    for truth, trace in zip((NOBODY, GREYLE, OFFICE, CLIPS), ids[:4], strict=True):
        assert max(PRIOR, key=lambda t, trace=trace: tables[t][trace]) == truth
        assert min(table[trace] for table in tables.values()) > 0


def test_what_a_trace_points_to_changes_nothing_but_what_can_be_read() -> None:
    for move in (MONEY[0], COPY[0], COMMA[0]):
        outcomes = [o for o in PROGRAM.move(move).outcomes if o.id != "nothing"]
        assert len(outcomes) == 4
        assert len({str(o.effects) for o in outcomes}) == 1
        assert {o.to for o in outcomes} == {None}


def test_the_numbers_in_the_debrief_follow_from_the_file() -> None:
    (text,) = (c["text"] for c in DOCUMENT["debrief"]["concepts"] if "trace is worth" in c["term"])
    assert [round(12 * chances(MONEY[0], t)["transfer"]) for t in (GREYLE, NOBODY, OFFICE)] == [
        4,
        1,
        2,
    ]
    steps = [after()[GREYLE], after(MONEY)[GREYLE], after(MONEY, COPY)[GREYLE]]
    steps.append(after(MONEY, COPY, COMMA)[GREYLE])
    assert [round(step) for step in steps] == [18, 42, 68, 85]
    assert "from 18 to 42 per cent" in text
    assert "68" in text
    assert "85" in text
    assert (round(after()[NOBODY]), round(after(COINS)[NOBODY])) == (45, 65)
    assert "from 45 to 65" in text


def test_a_source_in_the_office_does_not_tell_greyle_from_her_own_house() -> None:
    ask = "outlet.ask_source"
    assert chances(ask, GREYLE)["abroad"] == chances(ask, OFFICE)["abroad"]
    assert chances(ask, OFFICE)["at_home"] > chances(ask, GREYLE)["at_home"]


# -- the whole of it ------------------------------------------------------------------------


def test_it_is_complete() -> None:
    playable = [actor for actor in PROGRAM.actors if actor.playable]
    assert len(PROGRAM.actors) >= 8
    assert len(playable) >= 6
    for actor in playable:
        assert 4 <= len([m for m in actor.moves if not m.is_wait]) <= 9, actor.id
    assert sum(stage.ending for stage in PROGRAM.stages) >= 8
    news = [o.news for o in PROGRAM.outcomes] + [s.news for s in PROGRAM.stages]
    news += [t.news for t in PROGRAM.transitions]
    assert sum(len(one.items) for one in news if one is not None) >= 70
    assert len(PROGRAM.scenario.file.what_ifs) >= 5
    verdicts = Counter(claim.verdict for claim in PROGRAM.scenario.file.claims)
    assert set(verdicts) == {"documented", "claimed", "interpretation", "unknown", "wrong"}
    assert sum(verdicts.values()) >= 24
    assert 3 * verdicts["documented"] >= sum(verdicts.values())


@pytest.mark.parametrize("manner", ["policy", "random"])
def test_no_play_shows_a_headline_twice(manner: str) -> None:
    plan = plan_of(PROGRAM, random_lines(PROGRAM) if manner == "random" else ())
    for seed in range(200):
        story = Story(PROGRAM, seed, plan=plan)
        told = Counter(e.headline for e in story.events if isinstance(e, NewsPublished))
        assert max(told.values(), default=1) == 1, (seed, told.most_common(2))


INSISTED = [
    (actor.id, move.id)
    for actor in PROGRAM.actors
    if actor.playable
    for move in actor.moves
    if not move.is_wait
]


@pytest.mark.parametrize(("role", "move"), INSISTED)
def test_who_insists_on_one_move_reads_no_headline_twice(role: str, move: str) -> None:
    for seed in range(30):
        story = Story(PROGRAM, seed, players=[role])
        while not story.ended:
            story.choose(next((m.id for m in story.enabled if m.id == move), story.enabled[-1].id))
        told = Counter(e.headline for e in story.events if isinstance(e, NewsPublished))
        assert max(told.values(), default=1) == 1, (seed, told.most_common(2))


def situations(seed: int) -> Counter[str]:
    """How often somebody who only waits reads each text of a stage."""
    story, read = Story(PROGRAM, seed, players=["police"]), Counter[str]()
    while not story.ended:
        read[view_of(story, "police").situation] += 1
        assert story.enabled[-1].is_wait
        story.choose(story.enabled[-1].id)
    return read


def test_a_long_wait_seldom_reads_the_same_again() -> None:
    read = [count for seed in range(100) for count in situations(seed).values()]
    assert max(read) <= 4
    assert sum(count - 1 for count in read) < 0.1 * sum(read)


CASE = "file_open=true; never:service.close_file"
EFFECTS = [
    ("police.explain@1+", "police.terse@1+", "trust", 1),
    ("channel.air_neglect@1+", "channel.air_ferry@1+", "viral alarm", 1),
    ("alarm=0", "alarm=2", "hounded", -1),
    ("channel.blame_greyle@1+", "never:channel.blame_greyle", "trust", -1),
    ("channel.correct@1+", "never:channel.correct", "trust", 1),
    ("channel.correct@1+", "never:channel.correct", "bridge", -1),
    ("evidence=2", "evidence=0", "shown", 1),
    ("evidence=2; never:outlet.publish_trail", "never:outlet.publish_trail", "blame", -1),
    ("checker.addresses@1+", "never:checker.addresses", "hounded", -1),
    ("outlet.portrait@1+", "never:outlet.portrait", "alarm", -1),
    ("behind=our_own_office", "behind=our_own_office; never:service.move_papers", "evidence", -1),
    ("channel.walk_home@1+", "never:channel.walk_home", "attention", 1),
    ("group.explain@5+", "never:group.explain", "attention", 1),
    ("police.say_more@1+", "never:police.say_more", "trust", 1),
    ("neighbour.ferry_offer:suspected@1+", "never:neighbour.ferry_offer", "alarm", 1),
    ("neighbour.ferry_offer:suspected@1+", "never:neighbour.ferry_offer", "blame", 1),
    ("checker.archive@1+", "never:checker.archive", "unnoticed", -1),
    (f"{CASE}; attention=0@9", f"{CASE}; attention=3@9", "file_open", 0),
]
"""A cause, its absence, what it is said to move, and in which direction (0: not at all)."""


def measured(line: str, what: str) -> float:
    """The mean of a variable at the end, or the share of an ending, over 4,096 stories."""
    chunk = Sampler(PROGRAM, 11, plan_of(PROGRAM, line.split("; "))).tell(
        np.arange(4_096, dtype=np.uint64)
    )
    name = what.split()[-1]
    if name in PROGRAM.stage_index:
        return float(np.mean(chunk.ending == PROGRAM.stage_index[name]))
    return float(np.mean(chunk.values[PROGRAM.variable_index[name]]))


@pytest.mark.parametrize(("line", "other", "what", "sign"), EFFECTS)
def test_what_the_debrief_calls_a_mechanism_works(
    line: str, other: str, what: str, sign: int
) -> None:
    shift = measured(line, what) - measured(other, what)
    assert shift * sign > 0.004 if sign else shift == 0, shift
