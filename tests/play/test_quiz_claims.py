"""Which claims are asked, and in which order."""

from __future__ import annotations

import pytest

from sim.errors import UsageError
from sim.play.quiz.claims import answer_to, items, moves_made, shuffled, stories_played
from sim.play.quiz.sitting import AFTER, BEFORE, LATER, new_sitting
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.program.lower import lower
from sim.scenario.catalog import load
from sim.scenario.reader import load_text
from tests.conftest import program_of

ROOF = lower(load("leaking_roof"))


def test_a_claim_about_moves_is_asked_once_all_of_them_were_made_in_one_story() -> None:
    core = items(ROOF)
    assert all(item.core for item in core)
    gated = "Somebody had told the caretaker about the leak."
    assert gated not in [item.text for item in core]
    with_guess = items(ROOF, [frozenset({"chat.guess"})])
    assert gated in [item.text for item in with_guess]
    assert set(core) < set(with_guess)
    text = ROOF.scenario.text.replace("after: [chat.guess]", "after: [chat.guess, head.ban]")
    both = lower(load_text(text, "leaking_roof"))
    apart = [frozenset({"chat.guess"}), frozenset({"head.ban"})]
    assert gated not in [item.text for item in items(both, apart)]
    assert gated in [item.text for item in items(both, [frozenset({"chat.guess", "head.ban"})])]


def test_every_verdict_is_among_the_claims_of_the_lesson_and_a_third_are_documented() -> None:
    core = items(ROOF)
    verdicts = [item.verdict for item in core]
    assert set(verdicts) == {"documented", "claimed", "interpretation", "unknown", "wrong"}
    assert len(core) >= 12
    assert 0.3 < verdicts.count("documented") / len(verdicts) < 0.5
    assert all(answer_to(ROOF, item).feedback for item in core)


def test_the_order_is_fixed_by_the_seed_and_by_no_place_in_the_file() -> None:
    core = items(ROOF)
    assert shuffled(core, 7) == shuffled(core, 7)
    assert shuffled(core, 7) == shuffled(reversed(core), 7)
    assert len({shuffled(core, seed) for seed in range(20)}) == 20
    assert shuffled(core, 7) != core
    without = [item for item in shuffled(core, 7) if item != core[3]]
    assert shuffled([*core[:3], *core[4:]], 7) == tuple(without), "a claim less moves no other"


def test_first_places_are_fair() -> None:
    core = items(ROOF)
    first = [shuffled(core, seed)[0] for seed in range(650)]
    for item in core:
        assert 25 < first.count(item) < 80, "about fifty each"


def test_before_a_story_only_the_core_is_asked_and_later_all_that_was_met() -> None:
    session = Session.begin(ROOF.scenario, Casting(("pupil",), 3), None)
    while not session.ended:
        session.choose(session.view().moves[0].id)
    made = moves_made(session)
    assert "pupil.post" in made
    text = ROOF.scenario.text.replace("after: [chat.guess]", "after: [pupil.post]")
    program = lower(load_text(text, "leaking_roof"))
    before = new_sitting(program, BEFORE, "", 1, session)
    after = new_sitting(program, AFTER, "", 1, session)
    assert len(after.items) == len(before.items) + 1
    assert {item.id for item in before.items} < {item.id for item in after.items}
    assert len(new_sitting(program, LATER, "", 1).items) == len(before.items), "nothing is kept"


def test_stories_that_are_kept_count_whoever_asks_and_damaged_ones_do_not() -> None:
    assert stories_played(ROOF) == []
    session = Session.begin(ROOF.scenario, Casting(("pupil",), 3), path_of("one"))
    session.choose("post")
    session.close()
    path_of("two").write_text("damaged\n", "utf-8")
    Session.begin(program_of("paper").scenario, Casting(("paper",), 3), path_of("three")).close()
    (story,) = stories_played(ROOF)
    assert "pupil.post" in story


def test_a_scenario_without_claims_has_nothing_to_ask() -> None:
    with pytest.raises(UsageError, match="no claims"):
        new_sitting(program_of("roof"), BEFORE, "", 1)


def test_a_text_that_stands_twice_is_asked_once() -> None:
    text = ROOF.scenario.text.replace(
        "text: The beams above room 204 are rotten.", "text: The rain stopped the exam."
    )
    again = items(lower(load_text(text, "leaking_roof")))
    assert [item.text for item in again].count("The rain stopped the exam.") == 1
