"""Going back line by line: the same tree, the same luck, the same endings as on the screen."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from sim.cli.main import run
from sim.plain.player import PlainPlayer
from sim.play.rewind import rewind
from sim.play.saves import path_of, saves
from sim.play.session import Casting, Session
from sim.scenario.catalog import load
from sim.scenario.reader import load_path, load_text

FIXTURES = Path(__file__).parent.parent / "tui" / "fixtures"
TOWN_HALL = load_path(FIXTURES / "town_hall.yaml")
AT_ONCE = FIXTURES / "at_once.yaml"
ROOF = load("leaking_roof")


def ended(name: str | None = "mine") -> Session:
    """A story of the resident, played to its end."""
    session = Session.begin(
        TOWN_HALL, Casting(("resident",), 3), None if name is None else path_of(name)
    )
    while not session.ended:
        session.choose(session.view().moves[0].id)
    return session


def told(session: Session, typed: str) -> tuple[Session, str]:
    """What is said when these lines are typed, and the session that is played in the end."""
    said: list[str] = []
    player = PlainPlayer(session, io.StringIO(typed), said.append)
    player.run()
    player.session.close()
    return player.session, "\n".join(said)


def line_of(said: str, words: str) -> str:
    """The number of the last line of the tree that holds ``words``: branches come first."""
    found = re.findall(rf"(?m)^ *(\d+)\. .*{re.escape(words)}", said)
    assert found, said
    return found[-1]


def test_after_the_ending_one_goes_back_with_the_same_luck_and_plays_on() -> None:
    old = ended()
    _, said = told(old, "b\n\nq\n")
    number = line_of(said, "2 Sep, never tried: Wait")
    again, said = told(Session.resume(path_of("mine")), f"b\n{number}\ns\n" + "wait\n" * 12 + "q\n")
    assert "Back at decision 1, with the same luck" in said
    assert "kept as mine_2" in said
    assert again.kept_as == "mine_2"
    assert again.decisions[0] == ("resident", "wait")
    assert again.ended
    assert again.lucks == []


def test_luck_can_be_said_with_the_number_and_new_luck_is_told() -> None:
    ended()
    _, said = told(Session.resume(path_of("mine")), "t\n\nq\n")
    number = line_of(said, "decision 2: ")
    again, said = told(Session.resume(path_of("mine")), f"b\n{number} n\nq\n")
    (luck,) = again.lucks
    assert luck[0] == 2
    assert f"with new luck, seed {luck[1]}" in " ".join(said.split())
    assert "To go on:\n  newscycle play --resume mine_2" in said


def test_a_first_play_goes_forward_only_and_a_second_may_go_back() -> None:
    first = Session.begin(TOWN_HALL, Casting(("resident",), 3), path_of("first"))
    session, said = told(first, "b\nwait\nb\n" + "wait\n" * 12 + "q\n")
    assert said.count("A first play goes forward only") == 2
    assert session.ended
    second = Session.begin(TOWN_HALL, Casting(("resident",), 4), path_of("second"))
    session, said = told(second, "wait\nwait\nb\n\nq\n")
    number = line_of(said, "decision 2: Wait")
    session, said = told(Session.resume(path_of("second")), f"b\n{number} s\nq\n")
    assert session.kept_as == "second_2"
    assert session.decisions == [("resident", "wait")]


def test_whatever_is_typed_in_the_tree_is_answered() -> None:
    ended()
    typed = "b\nx\n0\n999\n-1\n²\n+1\n+1\n+3\n1\n1\n\nq\n"
    _, said = told(Session.resume(path_of("mine")), typed)
    assert said.count("Type a number from 1 to") == 5
    assert "(1 story · 1 of 3 endings; folded)" in said
    assert "There is nothing below that line." in said


def test_missing_endings_and_other_stories_can_be_named_in_the_tree() -> None:
    ended()
    other = Session.begin(TOWN_HALL, Casting(("resident",), 3), path_of("other"))
    other.choose("wait")
    other.close()
    _, said = told(Session.resume(path_of("mine")), "b\n\nq\n")
    missing = line_of(said, "beyond")
    waiting = line_of(said, "Not over")
    session, said = told(Session.resume(path_of("mine")), f"b\n{missing}\n{waiting}\nq\n")
    assert "Nobody has found the way there yet." in said
    assert session.kept_as == "other"
    assert session.decisions == [("resident", "wait")]


def test_a_story_that_is_not_kept_goes_back_too() -> None:
    old = ended(None)
    _, said = told(old, "b\n\nq\n")
    number = line_of(said, "decision 1: ")
    again, said = told(old, f"b\n{number} s\nq\n")
    assert again.decisions == []
    assert again.kept_as is None
    assert saves() == []


def test_endings_and_the_comparison_are_told() -> None:
    ended()
    _, said = told(Session.resume(path_of("mine")), "e\nc\nq\n")
    assert "1 of 3 endings found" in said
    offer = " ".join(said.split())
    assert "r: what is on record, " in offer
    assert "c: your story beside the record" in offer
    assert "What really happened: A resident with a phone: Film the corner" in " ".join(
        said.split()
    )
    assert "Here your story leaves the record." in said or "Your story is on the record." in said
    invented = Session.begin(ROOF, Casting(("pupil",), 3), None)
    while not invented.ended:
        invented.choose(invented.view().moves[0].id)
    _, said = told(invented, "c\nq\n")
    assert "there is no record" in said
    offer = " ".join(said.split())
    assert "d: debrief, j: the wire" in offer
    assert "what is on record" not in offer
    assert "beside the record" not in offer


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_each_decision_says_truly_whether_the_story_is_on_the_record(seed: int) -> None:
    session = Session.begin(TOWN_HALL, Casting(("resident",), seed), None)
    typed = ["film", *["wait"] * 12]
    _, said = told(session, "\n".join(typed) + "\nq\n")
    replay = Session(session.program, session.casting)
    wanted = []
    for _, move in session.decisions:
        wanted.append("on the record" if replay.story.on_record else "off the record")
        replay.repeat(move)
    assert re.findall(r"\[[^\]]*(on the record|off the record)", said) == wanted
    last = "on the record" if replay.story.on_record else "off the record"
    assert f"Your story is {last}." in said


# -- on the command line ------------------------------------------------------------------------


def typing(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_the_next_start_offers_to_go_on_exactly_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session.begin(ROOF, Casting(("pupil",), 3), path_of("mine"))
    session.choose("post")
    session.close()
    typing(monkeypatch, "0\nq\n")
    assert run(["play", "--plain"]) == 0
    said = capsys.readouterr().out
    assert "0. Go on with The leaking roof as pupil, after 1 decision (mine)" in said
    assert "Going on after 1 decision." in said
    assert [save.name for save in saves()] == ["mine"]


def test_an_edited_scenario_goes_on_as_far_as_it_fits_and_says_what_did_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = load_text(ROOF.text.replace("film_again", "film_it"), "leaking_roof")
    session = Session.begin(before, Casting(("pupil",), 3), path_of("mine"))
    while "film_it" not in (moves := [move.id for move in session.view().moves]):
        session.choose("post" if "post" in moves else "wait")
    session.choose("film_it")
    session.close()
    size = path_of("mine").stat().st_size
    typing(monkeypatch, "q\n")
    assert run(["play", "--plain", "--resume", "mine"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "can no longer be made: there is no such move any more" in said
    assert "newscycle play --plain --as-played --resume mine" in said
    assert path_of("mine").stat().st_size == size
    again = Session.resume(path_of("mine_2"), write=False)
    assert again.decisions == session.decisions[:-1]
    assert again.program.hash == ROOF.hash
    typing(monkeypatch, "q\n")
    assert run(["play", "--plain", "--as-played", "--resume", "mine"]) == 0
    assert f"Going on after {len(session.decisions)} decisions." in capsys.readouterr().out
    assert run(["play", "--as-played", "--resume", "mine"]) == 2


def test_saves_and_replay_say_where_a_story_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    from sim.play.rewind import rewind

    old = ended()
    old.close()
    again = rewind(old, 2, seed=77)
    again.choose(again.view().moves[0].id)
    again.close()
    assert run(["saves"]) == 0
    assert "mine_2  The town hall lamp, as resident, from decision 2 of mine: 2 decisions" in (
        capsys.readouterr().out
    )
    assert run(["saves", "--json"]) == 0
    listed = {save["name"]: save for save in json.loads(capsys.readouterr().out)}
    assert (listed["mine_2"]["parent"], listed["mine_2"]["from_decision"]) == ("mine", 2)
    assert (listed["mine"]["parent"], listed["mine"]["from_decision"]) == (None, None)
    assert run(["replay", "mine_2", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["luck"] == [{"decision": 2, "seed": 77}]
    assert document["parent"] == {"name": "mine", "decision": 2}
    assert run(["replay", "mine_2"]) == 0
    assert "It parts from mine at decision 2." in capsys.readouterr().err


def test_who_goes_back_and_comes_to_the_same_ending_is_told_how_to_come_to_another() -> None:
    scenario = load("leaking_roof")
    texts = []
    for name in ("first", "second"):
        session = Session.begin(scenario, Casting(("pupil",), 1), path_of(name))
        texts.append(told(session, "1\n" * 40 + "q\n")[1])
        session.close()
    again = rewind(session, len(session.decisions))
    texts.append(told(again, "1\n" * 40 + "q\n")[1])
    said = ["come to this ending before" in " ".join(text.split()) for text in texts]
    assert said == [False, False, True], "another person may be at the same machine"
    assert "b goes back" in texts[2]


def test_a_story_that_is_over_before_the_first_turn_says_so() -> None:
    session = Session.begin(load_path(AT_ONCE), Casting(("late",), 11), path_of("short"))
    assert session.ended
    said = told(session, "q\n")[1]
    assert session.decisions == []
    assert "over before it was your turn" in " ".join(said.split())
