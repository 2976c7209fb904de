"""``newscycle new``: a commented file that passes ``check``, whatever was answered."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.author.check import Wanted, check_text, look_at
from sim.author.new import Answers, names_in, new_scenario, title_from
from sim.cli.main import run
from sim.engine.story import Story
from sim.errors import UsageError
from sim.program.lower import lower
from sim.scenario.catalog import bundled
from sim.scenario.reader import load_path, load_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems(text: str) -> str:
    return "\n\n".join(map(str, check_text(text, file="new.yaml", name="new")))


@pytest.mark.parametrize("rounds", [4, 8, 30])
@pytest.mark.parametrize("actors", [1, 2, 5, 12])
def test_what_is_written_passes_every_check_and_its_own_expectations(tmp_path, rounds, actors):
    names = tuple(f"Actor {n + 1}" for n in range(actors))
    path = tmp_path / "new.yaml"
    path.write_text(new_scenario(Answers("New", actors=names, rounds=rounds)), "utf-8")
    checked = look_at(path, Wanted(plays=20))
    assert "\n".join(map(str, checked.problems)) == ""
    assert all(trial.holds for trial in checked.trials)


def test_plays_of_a_new_scenario_reach_every_part_of_it(tmp_path):
    path = tmp_path / "new.yaml"
    path.write_text(new_scenario(Answers("New")), "utf-8")
    assert look_at(path, Wanted(plays=60, expect=False)).coverage.never == []


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30
)


@given(words, words, words, st.lists(words, min_size=1, max_size=4))
@settings(max_examples=60)
def test_no_answer_makes_a_file_that_does_not_pass(title, setting, beginning, names):
    try:
        text = new_scenario(Answers(title, setting, beginning, tuple(names)))
    except UsageError:
        return
    # Two people may have names that are nearly the same; that is only a note.
    said = "\n".join(line for line in problems(text).split("\n\n") if "NC235" not in line)
    assert said == "", said
    assert load_text(text).file.title == title.strip().replace("{", "{{").replace("}", "}}")


def test_people_get_ids_that_can_be_read():
    text = new_scenario(
        Answers("X", actors=("The Mayor", "Frau Müller", "the mayor", "класс 8", "Wait", "In"))
    )
    ids = list(load_text(text).file.actors)
    assert ids == ["mayor", "frau_mueller", "mayor_2", "actor_8", "wait_actor", "in_actor"]


def test_the_file_has_comments_and_a_story_that_ends():
    text = new_scenario(Answers("New", start=datetime.date(2025, 3, 1)))
    assert text.count("\n#") > 10
    assert "start: 2025-03-01" in text
    program = lower(load_text(text))
    assert {Story(program, 1, n).ending for n in range(40)} == {"settled", "forgotten"}


def test_titles_and_names_are_taken_from_what_was_typed():
    assert title_from("school_fire") == "School fire"
    assert names_in(" The pupil,, the head ") == ("The pupil", "the head")
    with pytest.raises(UsageError, match="name one actor"):
        names_in(" , ")


def test_without_a_terminal_the_defaults_are_taken_and_nothing_is_asked(folder, capsys):
    assert run(["new", "school_fire"]) == 0
    file = load_path(folder / "school_fire.yaml").file
    assert file.title == "School fire"
    assert list(file.actors) == ["reporter", "mayor"]
    out = capsys.readouterr().out
    assert "newscycle check school_fire.yaml" in out
    assert run(["check", "school_fire.yaml", "--strict"]) == 0


def test_options_are_taken(folder):
    args = ["new", "a.yaml", "--title", "A: b", "--actors", "One, Two, Three", "--rounds", "12"]
    assert run([*args, "--start", "2025-02-03", "--setting", "here", "--beginning", "Rain."]) == 0
    file = load_path(folder / "a.yaml").file
    assert (file.title, file.setting, file.summary) == ("A: b", "here", "Rain.")
    assert len(file.actors) == 3
    assert (file.calendar.rounds, str(file.calendar.start)) == (12, "2025-02-03")


def test_a_file_that_is_there_is_never_overwritten_without_being_told(folder, capsys):
    path = folder / "mine.yaml"
    path.write_text("my work", "utf-8")
    assert run(["new", "mine"]) == 2
    assert "--force overwrites it" in capsys.readouterr().err
    assert run(["new", "mine.yaml", "--from", "leaking_roof"]) == 2
    assert path.read_text("utf-8") == "my work"
    assert run(["new", "mine", "--force"]) == 0
    assert load_path(path).file.title == "Mine"


@pytest.mark.parametrize("name", sorted(bundled()))
def test_a_bundled_scenario_can_be_copied_and_renamed(folder, name):
    assert run(["new", "copy", "--from", name, "--title", "Mine: too"]) == 0
    copy, source = load_path(folder / "copy.yaml"), load_path(bundled()[name])
    assert copy.text.startswith(f"# Copied from {name}")
    assert copy.file.title == "Mine: too"
    assert copy.file.model_copy(update={"title": source.file.title}) == source.file
    assert copy.problems == ()


def test_a_bad_file_is_not_copied(folder, capsys):
    (folder / "bad.yaml").write_text("title: x\n", "utf-8")
    assert run(["new", "copy", "--from", "bad.yaml"]) == 65
    assert "NC202" in capsys.readouterr().err
    assert not (folder / "copy.yaml").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["new", "no/such/folder/x"], "is no folder that is there"),
        (["new", "x", "--from", "leaking_roof", "--rounds", "9"], "only --title"),
        (["new", "x", "--title", "a\x07b"], "ordinary characters"),
        (["new", "x", "--actors", ", ".join("abcdefghijklm")], "12 actors at most"),
        (["new", "x", "--from", "leaking_rof"], "Did you mean 'leaking_roof'?"),
    ],
)
def test_what_cannot_be_done_is_said_plainly(folder, capsys, args, said):
    assert run(args) == 2
    assert said in capsys.readouterr().err
    assert list(folder.glob("*.yaml")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal")
def test_on_a_terminal_it_asks_and_enter_takes_the_default(folder):
    child = pexpect.spawn(
        sys.executable, ["-m", "sim", "new", "roof"], timeout=60, encoding="utf-8"
    )
    for question, answer in (
        ("Title", "The roof"),
        ("Where and when", ""),
        ("What has happened", "Rain falls in."),
        ("Who acts", "The pupil"),
        ("longest story", "3"),
        ("longest story", "6"),
    ):
        child.expect(question)
        child.sendline(answer)
    child.expect("Wrote roof.yaml")
    child.expect(pexpect.EOF)
    file = load_path(folder / "roof.yaml").file
    assert (file.title, file.summary, list(file.actors)) == (
        "The roof",
        "Rain falls in.",
        ["pupil"],
    )
    assert file.calendar.rounds == 6
