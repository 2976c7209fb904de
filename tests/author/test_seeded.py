"""Every mistake that only values show, seeded wherever it can be, is proved on its line."""

from __future__ import annotations

import shlex

import pytest

from sim.author.check import Wanted, look_at
from sim.author.places import Places
from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.program.lower import lower
from sim.scenario.catalog import bundled
from sim.scenario.reader import load_text
from tests.author.seeding import Seeded, seeded
from tests.author.seeding_large import MOST, mutants
from tests.conftest import FIXTURE_NAMES, program_of


def assert_proved(mutant: Seeded, folder, *, most: int = 2_000_000, stories: bool = True) -> None:
    path = folder / "mutant.yaml"
    path.write_text(mutant.text, "utf-8")
    found = look_at(path, Wanted(proofs=most, stories=stories))
    assert found.proofs is not None, [str(p) for p in found.problems]
    assert found.proofs.exact
    program = lower(load_text(mutant.text))
    places = Places(program.scenario)
    for codes, where, key in mutant.places:
        place = places.place(where, key=key)
        reported = [(p.code, p.line) for p in found.problems if p.code in codes]
        # One of several sources of a transition is reported at its own place.
        last = place.line + 6 if where[0] == "transitions" else place.line
        assert any(place.line <= line <= last for _, line in reported), (
            mutant.name,
            place,
            [str(p) for p in found.problems],
        )
    for problem in found.problems:
        if problem.code == "NC917":
            command = shlex.split(str(problem.hint).partition("See one: ")[2])
            lines = [command[n + 1] for n, word in enumerate(command) if word == "--do"]
            story = Story(program, 3, plan=plan_of(program, lines))
            assert set(story.forced().values()) <= {"done"}


@pytest.mark.parametrize("name", ["roof", "chains", "gates"])
def test_mistakes_seeded_in_a_small_scenario_are_proved(name: str, tmp_path) -> None:
    mutants = list(seeded(program_of(name), 20_000))
    assert mutants
    for mutant in mutants:
        assert_proved(mutant, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*FIXTURE_NAMES, "leaking_roof"])
def test_every_mistake_that_can_be_seeded_is_proved(name: str, tmp_path) -> None:
    mutants = list(seeded(program_of(name), 1_000_000))
    assert mutants
    for mutant in mutants:
        assert_proved(mutant, tmp_path)


@pytest.mark.slow
def test_every_mistake_that_can_be_seeded_in_the_large_one_is_proved(tmp_path) -> None:
    """About 12 million states and six seconds a mutant; what finds them, a minute more."""
    kinds = set()
    for mutant in mutants(bundled()["ullhaven"].read_text("utf-8")):
        kinds |= {code for codes, _, _ in mutant.places for code in codes}
        assert_proved(mutant, tmp_path, most=MOST, stories=False)
    assert {"NC910", "NC914", "NC916", "NC917"} <= kinds
