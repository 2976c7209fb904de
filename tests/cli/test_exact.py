"""``odds``, ``paths`` and ``export`` as processes print them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from sim.cli.main import newscycle as newscycle_command
from sim.cli.main import run
from sim.errors import BudgetError
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.scenario.catalog import load
from tests.conftest import fixture_path

if TYPE_CHECKING:
    from pathlib import Path

ROOF = str(fixture_path("roof"))


def said(*words: str) -> str:
    """What a command prints on standard output."""
    done = CliRunner().invoke(newscycle_command, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that cannot be meant says."""
    assert run(list(words)) == 2
    return capsys.readouterr().err


def test_odds_as_json_have_the_promised_keys() -> None:
    document = json.loads(said("odds", ROOF, "--by-round", "--json"))
    assert {"exact", "endings", "states", "by_round", "expected_rounds"} <= set(document)
    assert document["exact"] is True
    assert sum(document["endings"].values()) == pytest.approx(1)


def test_the_word_exact_or_sampled_stands_on_what_is_shown() -> None:
    assert "exact" in said("odds", ROOF)
    told = said("odds", ROOF, "--budget", "10", "--runs", "500")
    assert "sampled from 500 stories" in told
    assert "exact" not in told
    document = json.loads(said("odds", ROOF, "--budget", "10", "--runs", "500", "--json"))
    assert (document["kind"], document["exact"]) == ("sampled", False)
    assert set(document["intervals"]) == set(document["endings"])


def test_odds_tell_the_most_probable_stories_of_each_ending() -> None:
    document = json.loads(said("odds", ROOF, "--stories", "2", "--json"))
    assert set(document["stories"]) == set(document["endings"])
    for ending, stories in document["stories"].items():
        paths = json.loads(said("paths", ROOF, "--ending", ending, "--top", "2", "--json"))
        assert stories == paths["paths"]
    told = said("odds", ROOF)
    assert "The most probable stories of each ending, exact" in told
    assert told.count("one story in") == len(document["endings"])
    assert "one story in" not in said("odds", ROOF, "--stories", "0")
    assert "stories" not in json.loads(said("odds", ROOF, "--stories", "0", "--json"))


def test_where_stories_would_take_long_odds_go_without_and_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.lab.odds.STORIES_BUDGET", 10)
    done = CliRunner().invoke(newscycle_command, ["odds", ROOF], catch_exceptions=False)
    assert "up to 10 states" in done.stderr
    assert "one story in" not in done.stdout
    sampled = CliRunner().invoke(
        newscycle_command, ["odds", ROOF, "--budget", "10", "--runs", "50", "--stories", "1"]
    )
    assert "with exact odds only" in sampled.stderr


def test_bounds_hold_the_odds_and_say_that_they_are_bounds() -> None:
    document = json.loads(said("odds", ROOF, "--bounds", "--keep", "2", "--by-round", "--json"))
    assert (document["kind"], document["exact"]) == ("bounded", False)
    exact = json.loads(said("odds", ROOF, "--json"))["endings"]
    for ending, bound in document["endings"].items():
        assert bound["low"] <= exact[ending] <= bound["high"]
    assert document["by_round"][-1] == document["endings"]
    told = said("odds", ROOF, "--bounds", "--keep", "2")
    assert "bounded" in told
    assert "left out on the way" in told
    assert "exact" not in told
    assert "these odds are exact" in said("odds", ROOF, "--bounds")


@pytest.mark.parametrize(
    "words", [["--keep", "5"], ["--bounds", "--sensitivity"], ["--bounds", "--runs", "5"]]
)
def test_what_does_not_go_with_bounds_is_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "--bounds" in refused(capsys, "odds", ROOF, *words)


def test_sensitivity_names_the_guesses_that_matter() -> None:
    told = said("odds", ROOF, "--sensitivity", "--worlds", "10")
    assert "weight of head.apologise" in told
    assert "10 sampled worlds" in told
    document = json.loads(said("odds", ROOF, "--sensitivity", "--worlds", "10", "--json"))
    assert {"slopes", "ranges"} <= set(document["sensitivity"])


def test_odds_from_a_decision_of_a_play(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session.begin(load("leaking_roof"), Casting(("pupil",), 7), path_of("game"))
    session.choose("post")
    session.close()
    first = json.loads(said("odds", "leaking_roof", "--from", "game@1", "--json"))
    second = json.loads(said("odds", "leaking_roof", "--from", "game@2", "--json"))
    assert first["endings"] != second["endings"]
    assert first["states"] > second["states"]
    begun = second["stories"]["repaired"][0]["acts"][0]
    assert begun["move"].startswith("pupil.")
    assert begun["round"] > 1
    assert "has 1 decision" in refused(capsys, "odds", "leaking_roof", "--from", "game@3")
    assert "JOURNAL@N" in refused(capsys, "odds", "leaking_roof", "--from", "game")
    assert "another version" in refused(capsys, "odds", "petropavlovsk", "--from", "game@1")
    assert second["from"] == {"journal": "game", "decision": 2, "round": begun["round"]}
    bounds = json.loads(said("odds", "leaking_roof", "--from", "game@2", "--bounds", "--json"))
    assert bounds["from"] == second["from"]
    for more in ([], ["--bounds"], ["--budget", "9", "--runs", "9"]):
        told = said("odds", "leaking_roof", "--from", "game@2", *more)
        assert f"from decision 2 of game on (round {begun['round']}), " in told


@pytest.mark.parametrize("more", [[], ["--bounds"], ["--budget", "9", "--runs", "999"]])
def test_a_line_that_could_only_change_what_is_past_is_refused(
    more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session.begin(load("leaking_roof"), Casting(("head",), 7), path_of("game"))
    session.choose("wait")
    session.close()
    words = ["odds", "leaking_roof", "--from", "game@2", *more]
    now = json.loads(said(*words, "--json"))["from"]["round"]
    for line in ("attention=4", f"attention=4@{now}", f"pupil.post@{now}", "head.wait@1"):
        assert "when the time of this line is over" in refused(capsys, *words, "--do", line)
    as_it_is = json.loads(said(*words, "--json"))["endings"]
    for line in (f"attention=4@{now + 1}", f"head.wait@{now}", "chat.share@1+", "never:head.ban"):
        document = json.loads(said(*words, "--do", line, "--json"))
        assert document["do"] == [line]
        assert document["endings"] != as_it_is


def test_odds_that_cannot_be_exact_name_the_ways_out(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["odds", ROOF, "--budget", "10", "--runs", "50"]
    assert run(words) == 0
    told = capsys.readouterr()
    assert "So the odds are sampled." in told.err
    assert "--bounds" in told.err
    assert "--from JOURNAL@N" in told.err
    assert "means: normal approximation" in told.out
    assert "newscycle sweep" in refused(capsys, *words, "--sensitivity")
    assert "leave out --from" in refused(capsys, "odds", ROOF, "--sensitivity", "--from", "x@1")


def test_odds_say_who_counts_how_often_a_forced_move_was_made() -> None:
    line = ["--do", "head.apologise@2"]
    for words in (["odds"], ["odds", "--budget", "9", "--runs", "9"], ["whatif", "--exact"]):
        told = said(words[0], ROOF, *words[1:], *line)
        assert "head.apologise@2: made where it is enabled" in told
        assert "newscycle run counts it" in told
    assert "newscycle run counts it" not in said("odds", ROOF, "--do", "never:head.apologise")


def test_what_if_may_be_exact(capsys: pytest.CaptureFixture[str]) -> None:
    line = ["--do", "head.apologise@1+"]
    document = json.loads(said("whatif", ROOF, *line, "--exact", "--json"))
    assert document["exact"] is True
    for ending, found in document["endings"].items():
        alone = json.loads(said("odds", ROOF, *line, "--json"))["endings"][ending]
        assert found["what_if"] == pytest.approx(alone)
        assert found["difference"] == pytest.approx(found["what_if"] - found["base"])
    assert "two worlds, exact" in said("whatif", ROOF, *line, "--exact")
    assert "Exact odds have no" in refused(capsys, "whatif", ROOF, *line, "--exact", "--runs", "9")


def test_too_many_states_are_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["solve", ROOF, "--for", "head", "--reach", "faded", "--budget", "5"]
    assert run(words) == 1
    assert "the budget. --budget N goes further" in capsys.readouterr().err
    assert run(["paths", ROOF, "--ending", "faded", "--budget", "5"]) == 1
    assert "the budget. --budget N goes further" in capsys.readouterr().err


def test_exact_worlds_that_are_too_large_are_told_that_they_can_be_sampled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def too_large(*_: object) -> None:
        raise BudgetError("More than 5 states: too many for the budget.")

    monkeypatch.setattr("sim.lab.exact.odds.exact_odds", too_large)
    assert run(["whatif", ROOF, "--do", "head.apologise@2", "--exact"]) == 1
    assert "Leave out --exact" in capsys.readouterr().err


def test_paths_tell_stories_that_can_be_told_again() -> None:
    document = json.loads(said("paths", ROOF, "--ending", "faded", "--top", "2", "--json"))
    first = document["paths"][0]
    lines = [word for line in first["do"] for word in ("--do", line)]
    story = json.loads(said("story", ROOF, "--seed", "5", *lines, "--json"))
    assert story["ending"] == "faded"
    assert "One story in" in said("paths", ROOF, "--ending", "faded", "--top", "1")


def test_a_model_for_prism_is_written_or_printed(tmp_path: Path) -> None:
    out = tmp_path / "roof.prism"
    said("export", ROOF, "--to", "prism", "--out", str(out))
    assert out.read_text("utf-8") == said("export", ROOF, "--to", "prism")
    assert 'F "ending_apology"' in said("export", ROOF, "--to", "prism", "--properties")
    assert run(["export", ROOF, "--to", "prism", "--out", str(tmp_path / "no" / "x")]) == 1


def test_on_a_terminal_long_lines_of_answers_are_broken_between_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    best = ["--for", "head", "--reach", "apology"]
    for words in (
        ["odds", ROOF, "--by-round", "--sensitivity", "--worlds", "2"],
        ["odds", ROOF, "--budget", "9", "--runs", "99"],
        ["odds", ROOF, "--bounds", "--by-round"],
        ["solve", ROOF, *best, "--against", "pupil"],
        ["paths", ROOF, "--ending", "apology"],
    ):
        assert run(words) == 0
        told = capsys.readouterr().out.splitlines()
        assert max(map(len, told)) <= 60, max(told, key=len)
