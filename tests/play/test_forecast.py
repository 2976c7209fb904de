"""Predict before you see: open questions, never about the player; judged by the Brier score."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from sim.errors import UsageError
from sim.play.forecast import OPEN, Forecasts, Question, answers, read_sure
from sim.play.journal import read_journal
from sim.play.judging import Result, brier, forecast_section, results
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.scenario.catalog import load

if TYPE_CHECKING:
    from pathlib import Path


def begin(
    name: str = "leaking_roof", who: tuple[str, ...] = ("pupil",), seed: int = 1,
    journal: Path | None = None,
) -> Session:  # fmt: skip
    """A session of a bundled scenario."""
    return Session.begin(load(name), Casting(who, seed), journal)


def play(session: Session, sure: str | None = "70", shift: int = 0) -> list[Question]:
    """Play to the end, answering every question that is asked; the questions."""
    asked = []
    forecasts = Forecasts(session)
    while not session.ended:
        if forecasts.due():
            forecasts.ask(forecasts.search()())
            if forecasts.open is not None:
                asked.append(forecasts.open)
                if sure is not None:
                    forecasts.answer(sure)
        moves = session.view().moves
        session.choose(moves[(len(session.decisions) + shift) % len(moves)].id)
    return asked


PLAYS = [
    ("leaking_roof", ("pupil",), 1),
    ("leaking_roof", ("head",), 2),
    ("leaking_roof", ("paper", "head"), 3),
    ("petropavlovsk", ("police",), 1),
    ("petropavlovsk", ("channel",), 2),
    ("petropavlovsk", ("group", "deputies"), 3),
]


@pytest.mark.parametrize(("name", "who", "seed"), PLAYS)
def test_questions_are_open_and_never_about_what_a_player_decides(
    name: str, who: tuple[str, ...], seed: int
) -> None:
    session = begin(name, who, seed)
    program = session.program
    asked = play(session)
    assert 1 <= len(asked) <= 3
    rounds = [question.asked for question in asked]
    assert rounds == sorted(set(rounds)), "two questions in one round"
    for question in asked:
        assert OPEN[0] <= question.came / question.tries <= OPEN[1]
        assert question.asked <= question.by <= program.rounds
        assert question.words(program).endswith("?")
        if "." in question.what:
            assert question.what.partition(".")[0] not in who
            assert not program.move(question.what).is_wait
        else:
            stage = program.stages[program.stage_index[question.what]]
            assert not stage.ending, "an ending was given away"
            leads = [a for a in program.arcs if a.target == stage.index and a.move is not None]
            movers = {program.actors[program.moves[arc.move].actor].id for arc in leads}
            assert not movers & set(who), "the player decides whether the story comes there"


def test_nothing_is_asked_that_has_happened_already() -> None:
    session = begin("petropavlovsk", ("police",), 5)
    forecasts = Forecasts(session)
    while not session.ended:
        if forecasts.due():
            forecasts.ask(forecasts.search()())
            if forecasts.open is not None:
                events = session.story.events
                entered = {e.to for e in events if e.type == "stage"}
                moved = {f"{e.actor}.{e.move}" for e in events if e.type == "moved"}
                assert forecasts.open.what not in entered | moved
        session.choose(session.view().moves[-1].id)


def test_the_same_moment_has_the_same_question_and_luck_is_left_alone() -> None:
    one, other = begin(seed=4), begin(seed=4)
    assert play(one) == play(other)
    unasked = begin(seed=4)
    while not unasked.ended:
        moves = unasked.view().moves
        unasked.choose(moves[len(unasked.decisions) % len(moves)].id)
    assert unasked.story.events == one.story.events


def test_a_question_that_is_not_answered_lapses_and_counts_nothing() -> None:
    session = begin()
    assert play(session, sure=None)
    assert results(session) == []
    assert forecast_section(session) is None
    with pytest.raises(UsageError, match="No question is open"):
        Forecasts(session).answer("70")


@pytest.mark.parametrize(("typed", "sure"), [("70", 70), (" 0 % ", 0), ("100%", 100), ("7", 7)])
def test_how_sure_is_typed_in_percent(typed: str, sure: int) -> None:
    assert read_sure(typed) == sure


@pytest.mark.parametrize("typed", ["", "101", "-1", "70.5", "yes", "²", "1e1", "%", "0070"])
def test_what_is_no_percentage_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="0 surely not"):
        read_sure(typed)


def test_answers_are_kept_in_the_journal_and_replay_passes_them_over() -> None:
    session = begin(journal=path_of("mine"))
    asked = play(session)
    events, scored = list(session.story.events), results(session)
    session.close()
    kept = [e.data for e in read_journal(path_of("mine")).entries if e.type == "forecast"]
    assert [data["what"] for data in kept] == [question.what for question in asked]
    assert all(data["sure"] == 70 and data["seat"] == "pupil" for data in kept)
    again = Session.resume(path_of("mine"), write=False)
    assert again.story.events == events
    assert results(again) == scored


def test_an_answer_of_a_branch_that_was_left_does_not_count() -> None:
    session = begin()
    play(session)
    other = begin()
    other.asides = list(session.asides)
    play(other, sure=None, shift=1)
    assert other.decisions[:1] != session.decisions[:1]
    assert results(other) == []
    assert len(results(session)) == len(answers(session)) > 0


def test_what_somebody_wrote_into_a_journal_breaks_nothing() -> None:
    session = begin()
    play(session)
    good = dict(session.asides[0][1])
    for wrong in (
        {}, {"what": "no_such.move"}, {"what": "nonsense"}, {"sure": 101}, {"sure": "much"},
        {"seat": "nobody"}, {"number": None}, {"trail": 5},
    ):  # fmt: skip
        session.asides = [("forecast", good | wrong if wrong else {})]
        assert results(session) == [], wrong
    session.asides = [("forecast", good), ("forecast", good | {"sure": 1})]
    assert [result.sure for result in results(session)] == [70], "the first answer counts"


def result(sure: int, came: bool) -> Result:
    """A forecast of which this came."""
    return Result("pupil", Question("shared", 1, 3, 40, 20), sure, 2 if came else None)


def test_the_brier_score_is_the_mean_squared_error() -> None:
    assert brier([result(100, True)]) == 0
    assert brier([result(100, False)]) == 1
    assert brier([result(50, True), result(50, False)]) == 0.25
    assert math.isclose(brier([result(70, True), result(20, False), result(90, False)]),
                        (0.09 + 0.04 + 0.81) / 3)  # fmt: skip


def test_saying_what_one_believes_is_the_best_policy() -> None:
    """The score is proper: who believes p does best, in expectation, to say p."""
    for belief in (0, 10, 35, 50, 80, 100):

        def expected(said: int, p: float = belief / 100) -> float:
            return p * result(said, True).loss + (1 - p) * result(said, False).loss

        assert min(range(101), key=expected) == belief


def test_something_that_comes_too_late_has_not_come() -> None:
    session = begin()
    asked = play(session)
    happened = {e.to: e.round for e in session.story.events if e.type == "stage"}
    for scored in results(session):
        when = happened.get(scored.question.what)
        if scored.round is None and when is not None:
            assert when > scored.question.by
    assert len(results(session)) == len(asked)


def test_the_verdict_is_in_words_with_the_source_of_the_score() -> None:
    session = begin()
    play(session)
    section = forecast_section(session)
    assert section is not None
    *each, verdict = section.paragraphs
    assert all("You said 70 %." in paragraph for paragraph in each)
    assert all("40 times" in paragraph for paragraph in each)
    assert "Brier 1950" in verdict
    assert "say little" in verdict or "says little" in verdict
