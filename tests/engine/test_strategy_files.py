"""Strategy files: what is wrong with one is said, all at once, and never more is read than fits."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.interventions import plan_of
from sim.engine.strategyfile import MOST_BYTES, MOST_RULES, SHOWN, read_strategy
from sim.errors import InterventionError, StrategyError
from sim.lab.strategies import followed, planned, read_file
from tests.conftest import program_of

if TYPE_CHECKING:
    from pathlib import Path

UNKNOWNS = program_of("unknowns")
CLOCK = program_of("clock")


def text_of(*rules: Any, actor: str = "reporter", **head: Any) -> str:
    return json.dumps({"newscycle_strategy": 1, "actor": actor, **head, "rules": list(rules)})


GOOD = {"stage": "printed", "when": "doubt < 2", "move": "ask"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "no strategy"),
        ('{"actor": "reporter", "rules": []}', "no strategy"),
        (text_of(GOOD).replace("_strategy\": 1", "_strategy\": 2"), "format 1 only"),
        (text_of(GOOD).replace("_strategy\": 1", "_strategy\": true"), "format 1 only"),
        (text_of(GOOD).replace('"actor"', '"rules": [], "actor"'), "'rules' stands twice"),
        (text_of(GOOD, value=float("nan")), "NaN is no number"),
        (text_of(GOOD, valeu=1), "Did you mean 'value'"),
        (text_of(GOOD, actor="office"), "a strategy of 'office', not of 'reporter'"),
        (text_of(), "at least one rule"),
        (text_of("ask"), "rule 1 is no rule"),
        (text_of(GOOD, {"when": "doubt < 2"}), "rule 2 names no move"),
        (text_of({"move": "aks"}), "rule 1: 'reporter' has no move 'aks'. Did you mean 'ask'"),
        (text_of({**GOOD, "stage": "pritned"}), "rule 1, stage: .*Did you mean 'printed'"),
        (text_of({**GOOD, "stage": "proven"}), "no stage 'proven' to act in"),
        (text_of({**GOOD, "stage": []}), "id of a stage belongs here"),
        (text_of({**GOOD, "rounds": [3, 2]}), "first and the last"),
        (text_of({**GOOD, "rounds": 0}), "first and the last"),
        (text_of({**GOOD, "rounds": True}), "first and the last"),
        (text_of({**GOOD, "rounds": [1, 99]}), "4 rounds at most"),
        (text_of({**GOOD, "when": "duobt < 2"}), "rule 1, when: .*Did you mean 'doubt'"),
        (text_of({**GOOD, "when": "doubt"}), "true or false is needed"),
        (text_of({**GOOD, "when": 3}), "a condition belongs here"),
        (text_of({**GOOD, "when": "doubt < 2\x1b[31m"}), "a condition belongs here"),
        (text_of({**GOOD, "when": ["doubt < 2"]}), "2 to 100 conditions"),
        (text_of({**GOOD, "when": "__import__('os')"}), "rule 1, when: "),
        (text_of({**GOOD, "when": "1 // (doubt - 2) > 0"}), "rule 1, when: .*zero"),
        (text_of({**GOOD, "when": "doubt * 999999999 > 1"}), r"past 2\^31"),
        (text_of({**GOOD, "when": "done(office.admit)"}), "nothing remembers it"),
        (text_of({**GOOD, "cooling": {"reporter.print": 1}}), "no move 'reporter.print' cools"),
        (text_of({**GOOD, "cooling": {"reporter.ask": -1}}), "a number of rounds"),
        (text_of({**GOOD, "cooling": 1}), "moves and rounds belong here"),
        (text_of({**GOOD, "began_in": "printed"}), "where a round began"),
        (text_of({**GOOD, "mvoe": "ask"}), "rule 1 has no 'mvoe'. Did you mean 'move'"),
        (text_of(*[GOOD] * (MOST_RULES + 1)), "at most 20,000 rules"),
        (text_of(GOOD, note="x" * MOST_BYTES), "at most 4,000,000 bytes"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(text: str, said: str) -> None:
    with pytest.raises(StrategyError, match=said) as caught:
        read_strategy(text, UNKNOWNS, "reporter", "x.json")
    assert str(caught.value).startswith("x.json: ")
    assert len(str(caught.value)) < 3_000


def test_all_that_is_wrong_is_said_at_once_but_not_a_thousand_times() -> None:
    wrong = [{"move": f"m{number}"} for number in range(100)]
    with pytest.raises(StrategyError) as caught:
        read_strategy(text_of(*wrong, extra=1), UNKNOWNS, "reporter", "x.json")
    lines = str(caught.value).splitlines()
    assert len(lines) == SHOWN + 1
    assert lines[-1] == f"x.json: and {101 - SHOWN} more."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(["stage", "rounds", "when", "cooling", "began_in", "move", "note"])


@settings(max_examples=60)
@given(st.lists(st.dictionaries(FIELDS, JSON), max_size=3), st.dictionaries(FIELDS, JSON))
def test_any_json_at_all_is_read_or_refused_in_words(rules: list[Any], head: Any) -> None:
    with suppress(StrategyError):
        read_strategy(text_of(*rules, **head), CLOCK, "stoker", "x.json")


def test_a_file_for_another_version_is_followed_if_every_name_fits_and_says_so() -> None:
    made_for = {"id": "unknowns", "title": "Who sent the letter", "hash": "0" * 64}
    found = read_strategy(text_of(GOOD, scenario=made_for), UNKNOWNS, "reporter", "x.json")
    assert found.note == "x.json was made for another version of Who sent the letter."
    same = {**made_for, "hash": UNKNOWNS.hash}
    assert read_strategy(text_of(GOOD, scenario=same), UNKNOWNS, "reporter", "x").note is None
    bad = {**GOOD, "stage": "pressed"}
    with pytest.raises(StrategyError, match=r"another version of .* It does not fit"):
        read_strategy(text_of(bad, scenario=made_for), UNKNOWNS, "reporter", "x.json")
    other = {**made_for, "id": "roof"}
    assert "another scenario" in str(
        read_strategy(text_of(GOOD, scenario=other), UNKNOWNS, "reporter", "x.json").note
    )


def test_a_line_without_its_strategy_at_hand_is_refused() -> None:
    for line in ("reporter~x.json", "reporter~best"):
        with pytest.raises(InterventionError, match="not at hand"):
            plan_of(UNKNOWNS, [line])


def test_files_that_cannot_be_had_are_named(tmp_path: Path) -> None:
    with pytest.raises(StrategyError, match="is not there"):
        planned(UNKNOWNS, [f"reporter~{tmp_path}/no.json"])
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(StrategyError, match="no ordinary file"):
        read_file(str(tmp_path / "folder.json"))
    (tmp_path / "large.json").write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(StrategyError, match="at most"):
        read_file(str(tmp_path / "large.json"))
    (tmp_path / "latin.json").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(StrategyError, match="UTF-8"):
        read_file(str(tmp_path / "latin.json"))


def test_an_actor_without_wants_has_no_best() -> None:
    with pytest.raises(InterventionError, match="reporter~best: 'reporter' has no wants"):
        planned(UNKNOWNS, ["reporter~best"])


def test_a_plan_knows_what_it_follows(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text_of(GOOD))
    plan = planned(UNKNOWNS, [f"reporter~{path}", "office~wait"])
    (strategy,) = followed(UNKNOWNS, plan).values()
    assert strategy.digest
    assert plan.strategies == {f"reporter~{path}": path.read_text()}
    path.unlink()
    assert planned(UNKNOWNS, plan.lines, plan.strategies).ruled == plan.ruled
