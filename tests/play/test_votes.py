"""A class decides by votes that are typed in; a tie is told and decided by a stated rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import JournalError, UsageError
from sim.play.journal import read_journal
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.play.votes import RULE, how_to_vote, keep_votes, read_votes, tally_words
from sim.scenario.reader import load_path
from tests.conftest import fixture_path

MOVES = [("print", "Print it"), ("ask", "Ask first"), ("wait", "Wait")]


@pytest.mark.parametrize("typed", ["12 5 3", " 12,5,3 ", "12; 5; 3", "12\t5 +3", "0012 05 3"])
def test_votes_are_typed_in_the_order_of_the_moves(typed: str) -> None:
    tally = read_votes(typed, MOVES)
    assert tally.votes == (12, 5, 3)
    assert tally.winner == 0
    assert tally_words(tally) == "20 votes. Most are for 1, “Print it”: 12 of 20."


def test_a_tie_is_told_and_decided_by_the_stated_rule() -> None:
    tally = read_votes("4 9 9", MOVES)
    assert (tally.tied, tally.winner) == ((1, 2), 1)
    said = tally_words(tally)
    assert "A tie between 2 and 3, with 9 each." in said
    assert RULE in said
    assert "That is 2, “Ask first”." in said


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "You typed 0 numbers."),
        ("12", "You typed 1 number."),
        ("12 5 3 1", "You typed 4 numbers."),
        ("12 five 3", "'five' is not a number of votes"),
        ("12 -5 3", "'-5' is not a number"),
        ("12 5 99999", "'99999' is not a number"),
        ("12 ² 3", "'²' is not a number"),
        ("12 \x1b[2J 3", "'\ufffd[2J' is not a number"),
        ("0 0 0", "Nobody has voted"),
    ],
)
def test_a_vote_that_cannot_be_meant_is_answered_with_advice(typed: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_votes(typed, MOVES)
    assert words in str(caught.value)


def test_the_example_has_one_number_for_each_move() -> None:
    for number in range(2, 10):
        words = how_to_vote(["a move"] * number)
        assert len(words.rpartition(": ")[2].split()) == number


def test_votes_are_kept_in_the_journal_and_replay_passes_them_over() -> None:
    scenario = load_path(fixture_path("paper"))
    session = Session.begin(scenario, Casting(("paper",), 7, 0, (), ("paper",)), path_of("class"))
    moves = [(m.id, m.label) for m in session.view().moves]
    tally = read_votes(" ".join(["2"] * len(moves)), moves)
    keep_votes(session, tally)
    session.choose(tally.moves[tally.winner])
    events = list(session.story.events)
    session.close()
    kept = read_journal(path_of("class"))
    assert [entry.type for entry in kept.entries][:2] == ["vote", "choose"]
    assert kept.entries[0].data == {
        "number": 1, "round": 1, "actor": "paper", "winner": moves[0][0], "tie": True,
        "votes": {name: 2 for name, _ in moves},
    }  # fmt: skip
    again = Session.resume(path_of("class"), write=False)
    assert again.story.events == events
    assert again.casting.voting == ("paper",)
    assert again.asides[0] == ("vote", kept.entries[0].data)


def test_only_whom_somebody_plays_can_be_played_by_the_class() -> None:
    scenario = load_path(fixture_path("paper"))
    with pytest.raises(UsageError, match="played by the class"):
        Session.begin(scenario, Casting(("paper",), 7, 0, (), ("council",)), None)


def test_a_vote_that_cannot_be_saved_is_not_kept() -> None:
    scenario = load_path(fixture_path("paper"))
    session = Session.begin(scenario, Casting(("paper",), 7), path_of("full"))
    assert session.writer is not None
    session.writer._file.close()
    with Path("/dev/full").open("ab", buffering=0) as full:
        session.writer._file = full
        with pytest.raises(JournalError, match="This could not be saved"):
            keep_votes(session, read_votes("1 2 3", MOVES))
    assert session.asides == []
