"""A scenario in the PRISM language says what the engines do: the model checker Storm agrees.

Storm (through stormpy, extra ``[oracle]``) knows nothing of this program: it reads the exported
file alone. Run with ``python -m pytest -m slow tests/lab/export``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engine.interventions import plan_of
from sim.errors import BudgetError
from sim.lab.exact.goals import reaching
from sim.lab.exact.odds import exact_odds
from sim.lab.exact.solve import solve
from sim.lab.export.prism import prism_model, prism_properties
from sim.lab.reference import reference_odds
from tests.conftest import FIXTURE_NAMES, program_of
from tests.strategies import programs

if TYPE_CHECKING:
    from pathlib import Path

    from sim.program.model import Program

WORDS = re.compile(r'"[^"]*"|//[^\n]*|[A-Za-z_]\w*')
KNOWN = {
    "dtmc", "mdp", "const", "int", "formula", "module", "endmodule", "init", "bool", "label",
    "true", "false", "max", "min", "floor", "phase", "turn", "now", "stage", "goto", "day",
    "began", "waited", "over", "story",
}  # fmt: skip
SMALL = 2000


def storm(program: Program, folder: Path, free: str | None = None) -> dict[str, float]:
    """What Storm says to each property of the exported model."""
    stormpy = pytest.importorskip("stormpy", reason="Storm comes with the extra [oracle]")
    path = folder / "model.prism"
    path.write_text(prism_model(program, free), "utf-8")
    texts = [
        line
        for line in prism_properties(program, free).splitlines()
        if line and not line.startswith("//")
    ]
    parsed = stormpy.parse_prism_program(str(path))
    properties = stormpy.parse_properties(";".join(texts), parsed)
    model = stormpy.build_model(parsed, properties)
    found = {}
    for text, prop in zip(texts, properties, strict=True):
        result = stormpy.model_checking(model, prop)
        found[text] = result.get_value(model.initial_states[0])
    return found


def assert_storm_agrees(program: Program, folder: Path) -> None:
    said = storm(program, folder)
    for ending, share in exact_odds(program).endings.items():
        assert said[f'P=? [ F "ending_{ending}" ]'] == pytest.approx(share, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*FIXTURE_NAMES, "leaking_roof"])
def test_storm_finds_the_same_odds(name: str, tmp_path: Path) -> None:
    assert_storm_agrees(program_of(name), tmp_path)


@pytest.mark.slow
@settings(max_examples=200)
@given(programs())
def test_storm_finds_the_same_odds_of_generated_scenarios(
    tmp_path_factory: pytest.TempPathFactory, program: Program
) -> None:
    try:
        reference_odds(program, most=SMALL)
    except BudgetError:
        assume(False)
    assert_storm_agrees(program, tmp_path_factory.mktemp("storm"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "actor"),
    [("roof", "head"), ("paper", "mill"), ("gates", "walker"), ("unknowns", "reporter"),
     ("leaking_roof", "head")],
)  # fmt: skip
def test_storm_finds_the_same_extremes_for_a_free_actor(
    name: str, actor: str, tmp_path: Path
) -> None:
    assert_storm_agrees_on_extremes(program_of(name), actor, tmp_path)


@pytest.mark.slow
@settings(max_examples=200)
@given(programs(), st.data())
def test_storm_finds_the_same_extremes_of_generated_scenarios(
    tmp_path_factory: pytest.TempPathFactory, program: Program, data: st.DataObject
) -> None:
    actor = data.draw(st.sampled_from([actor.id for actor in program.actors]))
    try:
        reference_odds(program, plan_of(program, [f"{actor}~uniform"]), most=SMALL)
    except BudgetError:
        assume(False)
    assert_storm_agrees_on_extremes(program, actor, tmp_path_factory.mktemp("storm"))


def assert_storm_agrees_on_extremes(program: Program, actor: str, folder: Path) -> None:
    said = storm(program, folder, actor)
    for stage in program.stages:
        if stage.ending:
            best = solve(program, {actor: reaching(program, stage.id)}).values[actor]
            least = -solve(program, {actor: reaching(program, stage.id, avoid=True)}).values[actor]
            name = f'[ F "ending_{stage.id}" ]'
            assert said[f"Pmax=? {name}"] == pytest.approx(best, abs=1e-9)
            assert said[f"Pmin=? {name}"] == pytest.approx(least, abs=1e-9)


@pytest.mark.parametrize("name", [*FIXTURE_NAMES, "leaking_roof", "petropavlovsk"])
def test_every_name_of_the_model_is_declared_once(name: str) -> None:
    text = prism_model(program_of(name))
    declared = re.findall(r"^(?:const int|formula) (\w+)|^  (\w+) : ", text, re.MULTILINE)
    names = [one or other for one, other in declared]
    assert len(names) == len(set(names))
    used = {word for word in WORDS.findall(text) if word[0] not in '"/'}
    assert used - set(names) <= KNOWN | {"story"}


def test_texts_of_a_scenario_stay_in_comments() -> None:
    text = prism_model(program_of("petropavlovsk"))
    assert text.isascii()
    for line in text.splitlines():
        assert '"' not in line.split("//")[0] or line.startswith("label ")


def test_a_free_actor_makes_it_a_decision_process() -> None:
    program = program_of("roof")
    text = prism_model(program, "head")
    assert text.count("\nmdp\n") == 1
    for move in program.actor("head").moves:
        assert f"[{move.name.replace('.', '__')}]" in text
    assert 'Pmax=? [ F "ending_apology" ]' in prism_properties(program, "head")
