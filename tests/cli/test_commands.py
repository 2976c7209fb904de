"""The command line as people and scripts meet it: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.conftest import FIXTURE_NAMES, fixture_path

ROOF = str(fixture_path("roof"))
PAPER = str(fixture_path("paper"))


def newscycle(
    *args: str, stdin: str | None = None, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing but its arguments and standard input."""
    return subprocess.run(
        [sys.executable, "-m", "sim", *args],
        input=stdin if stdin is not None else "",
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **(env or {})},
        cwd=cwd,
    )


def test_help_lists_every_command() -> None:
    done = newscycle("--help")
    assert done.returncode == 0
    for name in (
        "play",
        "list",
        "record",
        "story",
        "replay",
        "saves",
        "settings",
        "keys",
        "check",
        "explain",
        "schema",
        "odds",
        "run",
        "whatif",
        "sweep",
    ):
        assert f"  {name} " in done.stdout


def test_a_mistyped_command_is_answered_with_the_nearest_one() -> None:
    done = newscycle("plya")
    assert done.returncode == 2
    assert "Did you mean 'play'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_list_as_json_is_one_document_and_nothing_else() -> None:
    done = newscycle("list", "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    ids = [entry["id"] for entry in json.loads(done.stdout)]
    assert ids == sorted(ids)


def test_story_as_json_has_the_promised_keys() -> None:
    done = newscycle("story", ROOF, "--seed", "7", "--number", "2", "--json")
    story = json.loads(done.stdout)
    assert {"scenario", "hash", "seed", "number", "ending", "rounds", "events"} <= story.keys()
    assert (story["seed"], story["number"], story["scenario"]) == (7, 2, "roof")
    kinds = {event["type"] for event in story["events"]}
    assert kinds <= {"moved", "outcome", "changed", "stage", "news", "round", "ended", "unknown"}
    assert all({"round", "date", "type"} <= event.keys() for event in story["events"])


def test_a_story_without_a_seed_says_which_one_it_drew() -> None:
    done = newscycle("story", ROOF)
    assert "Seed " in done.stderr
    seed = done.stderr.split()[1].rstrip(",")
    assert newscycle("story", ROOF, "--seed", seed).stdout == done.stdout


def test_interventions_reach_the_story() -> None:
    done = newscycle(
        "story", ROOF, "--seed", "1", "--do", "pupil.post:1@1", "--do", "head.apologise@1", "--json"
    )
    story = json.loads(done.stdout)
    assert story["ending"] == "apology"
    assert story["forced"] == {"pupil.post:1@1": "done", "head.apologise@1": "done"}


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["story", ROOF, "--do", "head.apologize@3"], 2, "Did you mean 'apologise'?"),
        (["story", PAPER, "--do", "nosuch=1"], 2, "no variable and no unknown called 'nosuch'"),
        (["story", "leaking_rof"], 2, "Did you mean 'leaking_roof'?"),
        (["story", "no/such/file.yaml"], 65, "there is no file"),
        (["story", ROOF, "--seed", "-1"], 2, "seed"),
        (["story", ROOF, "--seed", str(2**64)], 2, "is not in the range 0 to 2^64-1."),
        (["story", ROOF, "--number", str(2**64)], 2, "is not in the range 0 to 2^64-1."),
        (["paths", ROOF, "--ending", "x", "--top", "0"], 2, "0 is not in the range 1 to 1000."),
        (["run", ROOF, "--runs", "0"], 2, "0 is not in the range 1 or more."),
        (["run", ROOF, "--first", str(2**62), "--runs", "1"], 2, "numbers below 2^62"),
        (["play", ROOF, "--plain", "--as", "pupils"], 2, "pupil"),
        (["play", PAPER, "--plain", "--as", "papr"], 2, "Did you mean 'paper'?"),
        (["play", "--resume", "nothing"], 2, "no save"),
        (["play", "--resume", "/etc/passwd", "--plain"], 65, "line 1"),
        (["play", PAPER, "--resume", "x"], 2, "nothing else goes with it"),
        (["play", PAPER, "--plain", "--as", "paper", "--save", "A b"], 2, "name of a save"),
        (["play", PAPER], 2, "needs a terminal"),
        ([], 2, "needs a terminal"),
        (["replay", "nothing"], 2, "no save"),
        (["replay", "nothing.jsonl"], 2, "no save called 'nothing.jsonl'"),
        (["explain", "NC999"], 2, "no problem code"),
        (["odds", ROOF, "--worlds", "5"], 2, "--sensitivity"),
        (["record", ROOF], 65, "no record"),
    ],
)
def test_a_mistake_gets_a_plain_sentence_and_its_exit_code(
    args: list[str], code: int, words: str
) -> None:
    done = newscycle(*args)
    assert done.returncode == code, done.stderr
    assert words.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_check_prints_all_problems_as_json_and_exits_65(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        Path(ROOF)
        .read_text("utf-8")
        .replace("from: viral", "from: virall")
        .replace("drift: -1", "drft: -1"),
        "utf-8",
    )
    done = newscycle("check", str(bad), ROOF, "--json")
    assert done.returncode == 65
    report = json.loads(done.stdout)
    assert report["files"] == 2
    assert [p["code"] for p in report["problems"]] == ["NC201", "NC301"]
    assert {"code", "severity", "file", "line", "column", "message", "hint", "page"} <= report[
        "problems"
    ][0].keys()


def test_check_strict_makes_warnings_count() -> None:
    assert newscycle("check", PAPER).returncode == 0
    assert newscycle("check", PAPER, "--strict").returncode == 65


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_every_fixture_can_be_told(name: str) -> None:
    done = newscycle("story", str(fixture_path(name)), "--seed", "1")
    assert done.returncode == 0
    assert "The story ends" in done.stdout


def test_the_reference_odds_add_up() -> None:
    done = newscycle("odds", ROOF, "--reference", "--json", "--by-round")
    odds = json.loads(done.stdout)
    assert odds["exact"] is True
    assert sum(odds["endings"].values()) == pytest.approx(1)
    assert len(odds["by_round"]) == 8


def test_the_schema_is_a_valid_one_and_can_be_written_to_a_file(tmp_path: Path) -> None:
    import jsonschema

    out = tmp_path / "schema.json"
    assert newscycle("schema", "--out", str(out)).returncode == 0
    schema = json.loads(out.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema == json.loads(newscycle("schema").stdout)


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_every_fixture_passes_the_schema(name: str) -> None:
    import jsonschema
    import yaml

    from sim.scenario.schema import json_schema

    class Loader(yaml.SafeLoader):
        """As an editor reads it, but with dates left as text."""

    Loader.yaml_implicit_resolvers = {
        key: [(tag, regexp) for tag, regexp in rules if "timestamp" not in tag]
        for key, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    document = yaml.load(fixture_path(name).read_text("utf-8"), Loader)  # noqa: S506
    jsonschema.validate(document, json_schema(), jsonschema.Draft202012Validator)


def test_playing_saves_resumes_and_replays(own_data_folder: Path) -> None:
    first = newscycle(
        "play",
        PAPER,
        "--plain",
        "--as",
        "paper",
        "--seed",
        "7",
        "--save",
        "mine",
        stdin="wait\nwait\n",
    )
    assert first.returncode == 0
    assert "newscycle play --resume mine" in first.stdout
    listed = json.loads(newscycle("saves", "--json").stdout)
    assert [(s["name"], s["decisions"], s["ending"]) for s in listed] == [("mine", 2, None)]
    second = newscycle("play", "--resume", "mine", "--plain", stdin="wait\n" * 9 + "q\n")
    assert second.returncode == 0
    assert "Going on after 2 decisions." in second.stdout
    assert "Endings found: 1 of 2." in second.stdout
    replayed = json.loads(newscycle("replay", "mine", "--json").stdout)
    assert replayed["ending"] in {"forgotten", "cleaned"}
    told = newscycle("replay", "mine")
    assert "The story ends" in told.stdout


def test_a_journal_without_a_whole_line_is_not_called_empty(own_data_folder: Path) -> None:
    (own_data_folder / "saves").mkdir(parents=True)
    (own_data_folder / "saves" / "torn.journal").write_text('{"type":"sta', "utf-8")
    done = newscycle("replay", "torn")
    assert done.returncode == 65
    assert "torn.journal has no finished line" in done.stderr


def test_a_damaged_journal_is_refused_with_its_first_bad_line(own_data_folder: Path) -> None:
    newscycle(
        "play",
        PAPER,
        "--plain",
        "--as",
        "paper",
        "--seed",
        "7",
        "--save",
        "mine",
        stdin="wait\nwait\n",
    )
    journal = own_data_folder / "saves" / "mine.journal"
    text = journal.read_text("utf-8").replace('"move":"wait","number":1', '"move":"ask","number":1')
    journal.write_text(text, "utf-8")
    done = newscycle("replay", "mine")
    assert done.returncode == 65
    assert "line 2" in done.stderr


def test_a_pipe_that_closes_early_is_no_error() -> None:
    script = f"{sys.executable} -m sim story {ROOF} --seed 1 | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"], capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_what_cannot_be_played_is_said_without_what_is_only_worth_a_look(tmp_path: Path) -> None:
    text = Path(PAPER).read_text("utf-8").replace("newscycle: 1", "newscycle: 1\nsetting: [a]", 1)
    (tmp_path / "paper.yaml").write_text(text, "utf-8")
    checked = newscycle("check", str(tmp_path / "paper.yaml"))
    done = newscycle("odds", str(tmp_path / "paper.yaml"))
    assert done.returncode == 65
    assert ": error NC" in done.stderr
    assert ": warning NC" not in done.stderr
    assert ": warning NC" in checked.stdout


@pytest.mark.parametrize("command", ["run", "story", "quiz", "check", "sweep", "odds"])
def test_ranges_of_numbers_are_told_in_words(command: str) -> None:
    told = " ".join(newscycle(command, "--help").stdout.split())
    assert "<=" not in told
    assert ">=" not in told
    assert "0 to 2^64-1]" in told


@pytest.mark.parametrize(
    ("args", "prompts"),
    [
        (["play", PAPER, "--as", "paper", "--seed", "7", "--plain"], 2),
        (["quiz", "leaking_roof", "--before", "--plain"], 3),
        (["preview", PAPER, "--plain"], 2),
    ],
)
def test_a_program_can_answer_each_prompt_through_pipes(args: list[str], prompts: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sim", *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
    ) as child:
        watch = threading.Timer(30, child.kill)
        watch.start()
        assert child.stdin is not None
        assert child.stdout is not None
        for _ in range(prompts):
            # If a prompt were held back, the child would wait for an answer until it is killed.
            assert b"> \n" in iter(child.stdout.readline, b"")
            child.stdin.write(b"1\n")
            child.stdin.flush()
        watch.cancel()
        child.kill()
