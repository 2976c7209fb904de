"""``check --exact``: mistakes that only values show are proved, with a story that shows them."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from sim.author.check import Wanted, look_at
from sim.author.expect import run_expectations
from sim.author.places import Places
from sim.author.proofs.prove import prove
from sim.author.proofs.told import proofs_told
from sim.cli.main import run
from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.lab.exact.ever import odds_of_reaching
from sim.lab.reference import reference_odds
from sim.program.lower import lower
from sim.scenario.catalog import bundled
from sim.scenario.problems import Problems
from sim.scenario.reader import load_text
from tests.conftest import FIXTURE_NAMES, fixture_path, program_of
from tests.strategies import scenario_texts

if TYPE_CHECKING:
    from pathlib import Path

PROOFS = frozenset(f"NC{number}" for number in range(910, 922))
MOST = 2_000_000


@dataclass(frozen=True)
class Mutant:
    """One mistake seeded in a sound file: ``old`` becomes ``new`` in the place after ``behind``.

    ``codes`` are reported, each at the line that begins with the text beside it.
    """

    name: str
    behind: str
    old: str
    new: str
    codes: tuple[tuple[str, str], ...]
    file: str = "leaking_roof"

    def text(self) -> str:
        path = bundled().get(self.file) or fixture_path(self.file)
        text = path.read_text("utf-8").partition("\nexpect:")[0] + "\n"
        start = text.index(self.behind)
        place = text.index(self.old, start)
        return text[:place] + self.new + text[place + len(self.old) :]


ROOF = (
    Mutant(
        "impossible by values: a transition leads away before anybody can act on it",
        "      film_again:",
        "        weight: 2",
        "        when: attention >= 2\n        weight: 2",
        (("NC914", "        when: attention >= 2"),),
    ),
    Mutant(
        "impossible by values: what the condition asks for has another stage's price",
        "      ban:",
        "when: round >= 3",
        "when: round >= 3 and blame >= 3",
        (
            ("NC914", "        when: round >= 3 and blame >= 3"),
            ("NC910", "  phones:"),
        ),
    ),
    Mutant(
        "impossible by values: an outcome whose chance is 0 whenever its move is open",
        "      show_head:",
        "        outcomes:\n",
        "        outcomes:\n          - {id: late, chance: facts}\n",
        (("NC913", "          - {id: late, chance: facts}"),),
    ),
    Mutant(
        "an ending reachable by structure only: the rumour stops short of it",
        "      guess:",
        "        weight: 6 - 3 * facts",
        "        when: blame <= 1\n        weight: 6 - 3 * facts",
        (
            ("NC910", "  wrong_man:"),
            ("NC914", "    when: blame >= 3"),
        ),
    ),
    Mutant(
        "an ending reachable by structure only: it needs more time than there is",
        "      promise:",
        "and round >= 3",
        "and rounds_in_stage >= 10",
        (
            ("NC910", "  promised:"),
            ("NC914", "        when: attention >= 2 and rounds_in_stage >= 10"),
        ),
    ),
    Mutant(
        "an actor stuck",
        "    role: owns the roof",
        "    wait:\n      label: Put it off to the next meeting\n      weight: 10",
        "    wait: false",
        (("NC917", "    wait: false"),),
    ),
    Mutant(
        "a transition shadowed by values: what raises attention has been done by then",
        "transitions:",
        "  - from: quiet\n    to: shared",
        "  - from: quiet\n    to: town\n"
        "    when: done(pupil.film_again) or done(paper.ask_date)\n"
        "  - from: quiet\n    to: shared",
        (("NC916", "  - from: quiet"),),
    ),
    Mutant(
        "a version of a text that values keep from its turn",
        "  quiet:\n",
        "      - when: facts >= 2\n",
        "      - when: attention <= 1\n        text: Nobody looks any more.\n"
        "      - when: facts >= 2\n",
        (("NC920", "      - when: facts >= 2"), ("NC920", "      - text: It has stopped")),
    ),
    Mutant(
        "chances that are all zero in some story",
        "      report:",
        "            chance: 4\n",
        "            chance: facts\n",
        (("NC918", "        outcomes:"),),
    ),
    Mutant(
        "weights that are all zero in some story",
        "    name: The chat\n",
        "      weight: 5",
        "      weight: 0",
        (("NC919", "  chat:"),),
    ),
)
ELSEWHERE = (
    Mutant(
        "impossible by values: the numbers never come together",
        "transitions:",
        "when: heat <= -2",
        "when: heat <= -2 and not tired and stage == second and rounds_in_stage == 0",
        (("NC914", "  - {from: [second, third], to: early"), ("NC910", "  early:")),
        "clock",
    ),
    Mutant(
        "a move that is never open although each of its conditions is met at times",
        "      squeeze:",
        'after: ring, when: "done(keeper.look, twice) or seen == 3"',
        'unless: ring, when: "done(walker.ring)"',
        (("NC510", "      squeeze:"),),
        "gates",
    ),
    Mutant(
        "an ending reachable by structure only: the outcome comes too late for its chance",
        "      name_rival:",
        '"5 if sender == rival else 0", to: proven}\n'
        '          - {chance: "0 if sender == rival else 3"',
        '5, to: proven}\n          - {chance: "3 if round == 1 else 0"',
        (("NC910", "  wrong:"), ("NC913", '          - {chance: "3 if round')),
        "unknowns",
    ),
    Mutant(
        "an actor stuck because it may not wait while its only move cools down",
        "  friend:",
        "    moves:\n      push: {",
        "    wait: false\n    moves:\n      push: {cooldown: 1, ",
        (("NC917", "    wait: false"),),
        "chains",
    ),
    Mutant(
        "an ending reachable by structure only: attention is never so low",
        "  head:",
        "weight: 3}",
        "weight: 3, once: true}\nexpect:\n  - {ending: faded, odds: [0, 0]}",
        (("NC903", "  - {ending: faded"),),
        "roof",
    ),
)


def checked(tmp_path: Path, text: str, **how: object):
    path = tmp_path / "mutant.yaml"
    path.write_text(text, "utf-8")
    return look_at(path, Wanted(proofs=MOST, **how))  # type: ignore[arg-type]


@pytest.mark.parametrize("mutant", [*ROOF, *ELSEWHERE], ids=lambda m: f"{m.file}: {m.name}")
def test_a_seeded_mistake_is_proved_on_its_line(mutant: Mutant, tmp_path: Path) -> None:
    text = mutant.text()
    found = checked(tmp_path, text)
    assert found.proofs is not None
    assert found.proofs.exact
    lines = text.split("\n")
    reported = {(p.code, lines[p.line - 1]) for p in found.problems if p.line}
    for code, begins in mutant.codes:
        assert any(c == code and line.startswith(begins) for c, line in reported), reported
    for problem in found.problems:
        if problem.hint is not None and "See one: " in problem.hint:
            assert_replayed(text, problem.hint.partition("See one: ")[2])


def assert_replayed(text: str, command: str) -> None:
    """The command tells a story in which everything that it forces is done."""
    program = lower(load_text(text))
    words = shlex.split(command)
    lines = [words[n + 1] for n, word in enumerate(words) if word == "--do"]
    story = Story(program, 1, plan=plan_of(program, lines))
    assert set(story.forced().values()) <= {"done"}


def test_nothing_is_wrong_with_the_lesson() -> None:
    found = look_at(bundled()["leaking_roof"], Wanted(proofs=MOST))
    assert found.problems == ()
    assert found.proofs is not None
    assert found.proofs.exact
    assert all(answer.holds for answer in found.proofs.answers)
    assert all(trial.exact and trial.holds for trial in found.trials)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["petropavlovsk", "ullhaven"])
def test_nothing_is_wrong_with_a_large_one_and_what_is_open_is_said(name: str) -> None:
    found = look_at(bundled()[name], Wanted(proofs=MOST))
    assert [p for p in found.problems if p.code in PROOFS] == []
    assert found.proofs is not None
    assert not found.proofs.exact
    assert all(answer.holds is not False for answer in found.proofs.answers)
    open_ones = [answer for answer in found.proofs.answers if answer.holds is None]
    assert len(open_ones) < 20
    assert name != "ullhaven" or not open_ones
    reached = [a for a in found.proofs.answers if a.what in ("ending", "stage")]
    assert all(answer.holds and answer.story for answer in reached)


AGAIN = """\
newscycle: 1
title: Told twice
calendar: {rounds: 3, at_end: over}
stages:
  open:
    text: It goes on.
  over:
    ending: true
    text: It is over.
actors:
  paper:
    playable: true
    moves:
      print:
        inside:
          paper:
            - when: done(paper.print)
              text: You print it again.
            - text: You print it.
        news:
          by: The paper
          kind: article
          headline:
            - when: not done(paper.print)
              text: First
            - text: Again
      once_only:
        once: true
        news:
          by: The paper
          kind: article
          headline:
            - when: done(paper.once_only)
              text: Never shown
            - text: Only once
"""


def test_to_its_own_texts_done_is_about_earlier_times_in_proofs_too(tmp_path: Path) -> None:
    """A move told for the first time is not told as made already; one made once never is."""
    found = checked(tmp_path, AGAIN)
    idle = [(p.code, p.line) for p in found.problems if p.code in PROOFS]
    wrong = AGAIN.splitlines().index("            - when: done(paper.once_only)") + 1
    assert idle
    assert {line for _, line in idle} <= {wrong, wrong + 1}, idle


def test_a_suspicion_that_a_proof_refutes_is_no_longer_reported(tmp_path: Path) -> None:
    # Weights of 0 everywhere would be possible by the ranges; the values never come together.
    text = fixture_path("weights").read_text("utf-8").replace("x * x", "x + 3")
    plain = {p.code for p in look_at(fixture_path("weights"), Wanted()).problems}
    proved = {p.code for p in checked(tmp_path, text).problems}
    assert {"NC424", "NC425"} & plain
    assert not {"NC424", "NC425"} & proved
    assert {"NC918", "NC919"} <= proved


def test_where_not_all_states_fit_what_cannot_be_seen_is_open_and_no_problem(
    tmp_path: Path,
) -> None:
    mutant = ROOF[3]
    path = tmp_path / "mutant.yaml"
    path.write_text(mutant.text(), "utf-8")
    found = look_at(path, Wanted(proofs=3_000))
    assert not {p.code for p in found.problems} & PROOFS
    assert found.proofs is not None
    assert not found.proofs.exact
    by_name = {(a.what, a.name): a for a in found.proofs.answers}
    assert by_name["ending", "wrong_man"].holds is None
    assert by_name["ending", "repaired"].holds
    told = "\n".join(proofs_told(found.proofs))
    assert told.startswith("Proofs (bounded)")
    assert "ending wrong_man" in told
    assert all(trial.runs for trial in found.trials)


@pytest.mark.parametrize(("most", "holds"), [(3_000, None), (MOST, True)])
def test_that_something_never_happens_is_proved_only_where_all_states_were_looked_at(
    most: int, holds: bool | None, tmp_path: Path
) -> None:
    # Always 5, but by the ranges alone attention could be at its most in the first round.
    weight = "      weight: 0 if attention == 4 and round == 1 else 5"
    mutant = Mutant("", "    name: The chat\n", "      weight: 5", weight, ())
    path = tmp_path / "mutant.yaml"
    path.write_text(mutant.text(), "utf-8")
    found = look_at(path, Wanted(proofs=most))
    assert found.proofs is not None
    by_name = {(a.what, a.name): a.holds for a in found.proofs.answers}
    assert by_name["weights", "chat"] is holds
    assert by_name["weights", "council"] is True  # it may always wait, and that weighs 10


def test_chances_that_take_turns_to_be_positive_are_never_all_zero_however_many_states_there_are(
    tmp_path: Path,
) -> None:
    text = Mutant("", "      report:", "chance: 4", "chance: 4 if attention > 2 else 0", ()).text()
    other = "chance: max(0, facts - 1)"
    assert text.count(other) == 1
    text = text.replace(other, "chance: 0 if attention > 2 else 1")
    path = tmp_path / "mutant.yaml"
    path.write_text(text, "utf-8")
    found = look_at(path, Wanted(proofs=3_000))
    assert found.proofs is not None
    assert not found.proofs.exact
    by_name = {(a.what, a.name): a.holds for a in found.proofs.answers}
    assert by_name["chances", "head.report"] is True


# Expectations, exactly.


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_the_odds_of_reaching_a_stage_are_those_of_the_reference(name: str) -> None:
    program = program_of(name)
    wanted = reference_odds(program, track=True).reached
    for stage in program.stages:
        found = odds_of_reaching(program, stage.index)
        assert found == pytest.approx(wanted[stage.id], abs=1e-12), stage.id


def test_expectations_are_exact_where_the_states_fit() -> None:
    text = fixture_path("roof").read_text("utf-8") + (
        "expect:\n"
        "  - {ending: apology, odds: [0, 1]}\n"
        "  - {reaches: viral, odds: [0, 0.5]}\n"
        "  - {do: never:pupil.post, reaches: viral, odds: [0, 0]}\n"
    )
    program = lower(load_text(text))
    trials = run_expectations(program, Places(program.scenario), 10_000)
    assert [trial.holds for trial in trials] == [True, False, True]
    assert all(trial.exact for trial in trials)
    reference = reference_odds(program, track=True)
    assert trials[0].share == pytest.approx(reference.endings["apology"], abs=1e-12)
    assert trials[1].share == pytest.approx(reference.reached["viral"], abs=1e-12)
    sampled = run_expectations(program, Places(program.scenario), 10)
    assert not any(trial.exact for trial in sampled)


# What people and programs are told.


def test_people_are_told_that_it_is_exact_and_what_is_not_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mutant.yaml"
    path.write_text(ROOF[3].text(), "utf-8")
    assert run(["check", str(path), "--exact"]) == 0
    told = capsys.readouterr().out
    assert "warning NC910: No story ever comes to the ending 'wrong_man'." in told
    assert "Where it is looked at, 'blame' lies from 0 to 2." in told
    assert "Proofs (exact): all " in told
    assert "Not so: ending wrong_man (line 120)" in told
    assert run(["check", str(path)]) == 0
    assert "Proofs" not in capsys.readouterr().out
    assert run(["check", str(path), "--exact", "--strict"]) == 65


def test_each_command_in_the_json_tells_a_story_that_shows_it() -> None:
    def said(*words: str) -> dict[str, object]:
        done = subprocess.run(
            [sys.executable, "-m", "sim", *words], capture_output=True, check=True, timeout=120
        )
        assert done.stderr == b""
        return json.loads(done.stdout)

    document = said("check", str(fixture_path("unknowns")), "--exact", "--json")
    assert document["exact"] is True
    (proofs,) = document["proofs"]
    assert proofs["refuted"] == proofs["undecided"] == []
    endings = [entry for entry in document["proved"] if entry["what"] == "ending"]
    assert {entry["name"] for entry in endings} == {"proven", "wrong", "shelved"}
    for entry in endings:
        words = shlex.split(entry["story"])
        assert words[0] == "newscycle"
        assert said(*words[1:], "--json")["ending"] == entry["name"]


def test_without_proofs_the_json_says_that_nothing_was_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["check", str(fixture_path("roof")), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["exact"] is None
    assert document["proved"] == []
    assert "proofs" not in document


@settings(max_examples=25)
@given(scenario_texts())
def test_of_a_generated_scenario_every_claim_is_decided_and_every_story_can_be_told(
    text: str,
) -> None:
    scenario = load_text(text)
    program, places = lower(scenario), Places(scenario)
    report = Problems(scenario.path, text)
    proofs = prove(program, places, report, (), 20_000)
    if proofs.exact:
        assert all(answer.holds is not None for answer in proofs.answers)
    for answer in proofs.answers:
        if answer.story is not None:
            assert_replayed(text, answer.story)
    for problem in report.items:
        assert problem.code in PROOFS
        assert problem.line > 0
