"""``solve`` and the strategies that it writes, as processes print them."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from sim.cli.main import newscycle as newscycle_command
from sim.cli.main import run
from tests.cli.test_commands import newscycle
from tests.cli.test_exact import ROOF, refused, said

if TYPE_CHECKING:
    from pathlib import Path


def test_solve_as_json_has_the_promised_keys() -> None:
    document = json.loads(said("solve", ROOF, "--for", "head", "--reach", "apology", "--json"))
    assert {"exact", "value", "endings", "first_moves"} <= set(document)
    assert document["value"] == pytest.approx(document["endings"]["apology"])
    assert document["value"] > document["usual"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--for", "haed"], "Did you mean 'head'"),
        (["--for", "head"], "no wants with points"),
        (["--for", "head", "--reach", "viral"], "is no ending"),
        (["--for", "head", "--reach", "faded", "--avoid", "faded"], "one of goal"),
        (["--for", "head", "--against", "head", "--reach", "faded"], "against themselves"),
        ([], "--everyone"),
        (["--everyone"], "has wants with points"),
    ],
)
def test_what_cannot_be_solved_is_refused(
    words: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hint in refused(capsys, "solve", ROOF, *words)


def test_what_best_play_is_compared_with_is_said_of_each_question() -> None:
    alone = said("solve", ROOF, "--for", "head", "--reach", "apology")
    assert "% at best, " in alone
    assert "% by its usual policy." in alone
    game = said("solve", ROOF, "--for", "head", "--reach", "apology", "--against", "pupil")
    assert "% at best against pupil, " in game
    assert "% if all act by their usual policies." in game
    document = json.loads(said("solve", ROOF, "--for", "head", "--reach", "apology", "--json"))
    for move, short in document["first_moves"].items():
        assert re.search(rf"{short:.2%}  .* \({move}\)", alone)
    everyone = said("solve", "leaking_roof", "--everyone")
    assert "if each of these plays its best, " in everyone


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--for", "head", "--everyone"], "choose one"),
        (["--for", "head", "--reach", "faded", "--rules", "sequence"], "goes with --strategy"),
    ],
)
def test_options_of_solve_that_would_say_nothing_are_refused(
    words: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hint in refused(capsys, "solve", ROOF, *words)


def test_a_strategy_is_written_and_followed_by_processes_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solved = newscycle("solve", ROOF, "--for", "head", "--reach", "apology",
                       "--strategy", "head.json", "--json", cwd=tmp_path)  # fmt: skip
    assert solved.returncode == 0, solved.stderr
    assert "Follow it: --do 'head~head.json'" in solved.stderr
    value = json.loads(solved.stdout)["value"]
    text = (tmp_path / "head.json").read_text("utf-8")
    assert json.loads(text)["value"] == pytest.approx(value)
    line = ["--do", "head~head.json"]
    monkeypatch.chdir(tmp_path)
    found = json.loads(said("odds", ROOF, *line, "--json"))
    assert found["endings"]["apology"] == pytest.approx(value)
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert found["strategies"]["head~head.json"]["sha256"] == digest
    told = json.loads(said("story", ROOF, "--seed", "1", *line, "--json"))
    wanted = {"actor": "head", "sha256": digest, "uncovered_choices": 0}
    assert told["strategies"] == {"head~head.json": wanted}
    run_ = ["run", ROOF, "--runs", "50", "--seed", "1", *line, "--out", "x.csv"]
    done = newscycle(*run_, cwd=tmp_path)
    assert "head~head.json (0 choices" in done.stdout
    first = (tmp_path / "x.csv.manifest.json").read_bytes(), (tmp_path / "x.csv").read_bytes()
    assert json.loads(first[0])["strategies"]["head~head.json"]["sha256"] == digest
    said(*run_)
    again = (tmp_path / "x.csv.manifest.json").read_bytes(), (tmp_path / "x.csv").read_bytes()
    assert again == first
    document = json.loads(said("whatif", ROOF, *line, "--exact", "--json"))
    assert document["endings"]["apology"]["what_if"] == pytest.approx(value)
    assert document["strategies"]["head~head.json"]["uncovered_choices"] == 0


def test_a_bad_strategy_is_bad_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "head.json"
    path.write_text('{"newscycle_strategy": 1, "actor": "head", "rules": [{"move": "apologize"}]}')
    for words in (["odds", ROOF], ["run", ROOF, "--runs", "5"], ["story", ROOF], ["paths", ROOF,
                  "--ending", "faded"], ["whatif", ROOF], ["solve", ROOF, "--for", "pupil",
                  "--reach", "faded"], ["sweep", ROOF, "--vary", f"nothing,head~{path}", "--runs",
                  "5", "--out", str(tmp_path / "x.csv")]):  # fmt: skip
        line = [] if words[0] == "sweep" else ["--do", f"head~{path}"]
        assert run([*words, *line]) == 65, words
        assert "Did you mean 'apologise'" in capsys.readouterr().err
    assert run(["play", ROOF, "--plain", "--as", "pupil", "--temperament", f"head~{path}"]) != 0


def test_a_strategy_for_another_version_is_followed_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "head.json"
    rules = '"actor": "head", "rules": [{"move": "apologise"}, {"move": "wait"}]'
    made_for = '"scenario": {"id": "roof", "hash": "' + "0" * 64 + '"}'
    path.write_text('{"newscycle_strategy": 1, ' + made_for + ", " + rules + "}")
    done = CliRunner().invoke(newscycle_command, ["odds", ROOF, "--do", f"head~{path}"])
    assert done.exit_code == 0
    assert "another version" in done.stderr
    assert "Every name in it fits" in done.stderr


def test_what_simplicity_costs_is_said_and_exact() -> None:
    told = said("solve", ROOF, "--for", "head", "--reach", "apology")
    assert "The best sequence, whatever happens: 59.77% (exact; the best of its kind)" in told
    assert "It costs 0." in told
    document = json.loads(said("solve", "leaking_roof", "--for", "head", "--json"))
    by_stage = document["simple"]["by_stage"]
    assert by_stage["best_of_its_kind"] is True
    assert by_stage["value"] + by_stage["costs"] == pytest.approx(document["value"])
    sequence = document["simple"]["sequence"]
    assert document["usual"] < by_stage["value"] < sequence["value"] < document["value"]
    assert sequence["value"] <= sequence["none_exceeds"] <= document["value"] + 1e-9
    against = json.loads(said("solve", ROOF, "--for", "head", "--reach", "apology", "--against",
                              "pupil", "--json"))  # fmt: skip
    assert "nobody plays against" in against["no_simple"]


def test_a_strategy_has_a_name_and_an_owner(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["solve", ROOF, "--for", "head", "--reach", "apology", "--strategy", "head.txt"]
    assert "ends in .json" in refused(capsys, *words)
    assert "--for" in refused(capsys, "solve", ROOF, "--everyone", "--strategy", "x.json")


def test_a_play_may_meet_an_actor_who_plays_its_best() -> None:
    words = ["play", "leaking_roof", "--plain", "--as", "pupil", "--seed", "3"]
    told = newscycle(*words, "--temperament", "head~best", "--save", "met", stdin="post\n")
    assert told.returncode == 0, told.stderr
    again = newscycle("play", "--plain", "--resume", "met", stdin="q\n")
    assert again.returncode == 0, again.stderr
    assert "Traceback" not in told.stderr + again.stderr


def test_the_simple_strategies_are_written_as_files_too(tmp_path: Path) -> None:
    for kind in ("sequence", "by_stage"):
        path = tmp_path / f"{kind}.json"
        words = ["solve", ROOF, "--for", "pupil", "--reach", "faded", "--json"]
        document = json.loads(said(*words, "--strategy", str(path), "--rules", kind))
        odds = json.loads(said("odds", ROOF, "--do", f"pupil~{path}", "--json"))["endings"]
        assert odds["faded"] == pytest.approx(document["simple"][kind]["value"])
        written = json.loads(path.read_text("utf-8"))
        assert written["value"] == pytest.approx(odds["faded"])
        assert written["sees"].startswith("nothing but")
