"""The wire sifted: what comes through is exactly what fits, and a page of it can be kept."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sim.play.export import as_markdown, as_text
from sim.play.session import Casting, Session
from sim.play.sifting import (
    STORY,
    Sieve,
    choices_of,
    count_of,
    fold,
    found_in,
    sieve_words,
    sift,
    wire_sections,
)
from sim.play.wire import Beat, Item, Mark, beats
from sim.scenario.catalog import load


@pytest.fixture(scope="module")
def played() -> Session:
    session = Session.begin(load("petropavlovsk"), Casting(("police",), 3), None)
    while not session.ended:
        session.choose(session.view().moves[0].id)
    return session


@pytest.fixture(scope="module")
def told(played: Session) -> list[Beat]:
    return beats(played.story.events, played.program, "police")


def test_everything_comes_through_an_open_sieve(told: list[Beat]) -> None:
    assert sift(told, Sieve()) == told
    assert sift(told, Sieve(words="")) == told


def test_parts_by_actor_make_up_the_whole(told: list[Beat]) -> None:
    parts = [sift(told, Sieve(actor=actor)) for actor, _ in choices_of(told).actors]
    assert sum(map(count_of, parts)) == count_of(told)
    assert STORY in dict(choices_of(told).actors)


def test_by_medium_only_news_of_that_medium_come_through(told: list[Beat]) -> None:
    for kind in choices_of(told).kinds:
        shown = sift(told, Sieve(kind=kind))
        items = [item for beat in shown for item in beat.items]
        assert items == [item for beat in told for item in beat.items if item.kind == kind]
        assert all(beat.items or beat.kind == "round" for beat in shown)


def test_by_certainty_only_what_bears_that_mark_comes_through(told: list[Beat]) -> None:
    for word in choices_of(told).certainties:
        shown = [beat for beat in sift(told, Sieve(certainty=word)) if beat.kind != "round"]
        assert shown
        for beat in shown:
            marks = [item.mark.word for item in beat.items] or [beat.mark and beat.mark.word]
            assert set(marks) == {word}


def test_a_round_keeps_its_heading_only_if_something_of_it_is_left(told: list[Beat]) -> None:
    shown = sift(told, Sieve(actor="courts"))
    assert shown
    for before, after in pairwise(shown):
        assert not (before.kind == "round" and after.kind == "round")
    assert shown[-1].kind != "round"
    assert {beat.round for beat in shown} == {b.round for b in shown if b.kind == "round"}


@pytest.mark.parametrize(
    ("typed", "written"),
    [("ecole", "L’École brûle"), ("BRULE", "L’École brûle"), ("strasse", "Die Straße"),
     ("[sic]", "a [sic] b"), (".*", "the .* sign")],
)  # fmt: skip
def test_a_search_is_literal_and_sees_no_capitals_and_accents(typed: str, written: str) -> None:
    item = Item("A", "post", written, None, Mark("invented", None), (), False)
    beat = Beat("act", 1, "1 Jan", "A: x", items=(item,), actor="a", who="A", what="x")
    other = Beat("act", 1, "1 Jan", "B: y", actor="b", who="B", what="y")
    assert sift([beat, other], Sieve(words=typed)) == [beat]
    ((start, end),) = found_in(written, typed)
    assert fold(written[start:end]) == fold(typed)


def test_words_are_found_wherever_they_stand_and_nothing_is_found_for_nothing() -> None:
    assert found_in("Ünder the under", "under") == [(0, 5), (10, 15)]
    assert found_in("aaaa", "aa") == [(0, 2), (2, 4)]
    assert found_in("anything", "") == []
    assert found_in("", "x") == []


def test_filters_and_words_work_together_and_are_said(told: list[Beat]) -> None:
    choices = choices_of(told)
    actor, name = choices.actors[0]
    sieve = Sieve(actor, choices.kinds[0], words="a")
    assert sieve_words(sieve, choices) == f"{name}, {choices.kinds[0]}, “a”"
    for beat in sift(told, sieve):
        assert beat.kind == "round" or beat.actor == actor
        assert {item.kind for item in beat.items} <= {choices.kinds[0]}
    assert not sift(told, Sieve(actor, words="no such words anywhere"))


def test_the_wire_as_a_file_holds_every_headline_with_its_mark(
    told: list[Beat], played: Session
) -> None:
    sections = wire_sections(told, played.program)
    text = " ".join(as_text("The wire", sections).split())
    markdown = as_markdown("The wire", sections)
    assert markdown.startswith("# The wire\n")
    for beat in told:
        for item in beat.items:
            assert " ".join(item.headline.split()) in text
            assert str(item.mark) in text
    rounds = [beat.title for beat in told if beat.kind == "round"]
    assert [section.title for section in sections] == rounds
