"""The guided start: each hint once, when its moment comes; in a real play all of them come."""

from __future__ import annotations

import re

import pytest

from sim.play.commands import command
from sim.play.guide import HINTS, ROLE, SCENARIO, SEED, Guide, Moment
from sim.play.session import Casting, Session
from sim.scenario.catalog import bundled, load


def test_a_hint_waits_for_its_moment_and_comes_once() -> None:
    guide = Guide()
    assert guide.look({Moment.NEWS}, 0) is not None
    assert guide.look(set(), 0) is None
    assert guide.look({Moment.NEWS}, 1) is None
    first = guide.look({Moment.CHOICE}, 1)
    assert first is not None
    assert guide.look({Moment.CHOICE}, 1) is first, "it stays while its moment lasts"
    marked = guide.look({Moment.CHOICE, Moment.MARKED}, 1)
    assert marked is not None
    assert marked is not first


def test_the_last_hint_comes_last_whatever_is_on_the_screen() -> None:
    guide = Guide()
    seen = []
    for turn in range(12):
        for moments in ({Moment.OWN_ACT}, {Moment.NEWS}, set(Moment)):
            hint = guide.look(moments, turn)
            if hint is not None and hint not in seen:
                seen.append(hint)
    assert seen[-1].moment is Moment.LAST
    assert set(seen) == set(HINTS)
    assert guide.done


def test_hints_after_the_first_round_come_one_a_turn() -> None:
    guide = Guide()
    for hint in HINTS[:4]:
        guide.look({hint.moment}, 1)
    one = guide.look({Moment.LATER_CHOICE, Moment.QUESTION, Moment.LAST}, 1)
    assert one is not None
    assert one.moment is Moment.LATER_CHOICE
    assert guide.look({Moment.LATER_CHOICE, Moment.QUESTION, Moment.LAST}, 1) is one
    two = guide.look({Moment.LATER_CHOICE, Moment.QUESTION, Moment.LAST}, 2)
    assert two is not None
    assert two.moment is Moment.QUESTION


@pytest.mark.parametrize("hint", HINTS, ids=lambda hint: hint.moment.name)
def test_hints_are_short_and_name_only_real_commands(hint: object) -> None:
    text = hint.text  # type: ignore[attr-defined]
    for name in re.findall(r"{(\w+)}", text):
        command(name)
    assert len(text) <= 200
    assert text.endswith(".")
    assert "{" not in hint.plain  # type: ignore[attr-defined]


def test_the_guided_story_shows_what_the_hints_speak_of() -> None:
    """With the usual first choice the clip goes round, so numbers move and others act."""
    assert SCENARIO in bundled()
    session = Session.begin(load(SCENARIO), Casting((ROLE,), SEED), None)
    assert len(session.view().moves) >= 2, "there is something to choose"
    assert session.view().closed, "and something that is closed, for the question mark to explain"
    news = session.choose("post")
    assert any(event.type == "changed" for event in news)
    assert {e.actor for e in news if e.type == "moved"} > {ROLE}
    assert len(session.view().moves) >= 2
    assert not session.ended
