"""Values that nothing tells apart are one, those that anything tells apart are not."""

from __future__ import annotations

from textwrap import indent

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.engine.interventions import Plan, plan_of
from sim.errors import BudgetError
from sim.lab.exact.liveness import WAITED, liveness_of
from sim.lab.exact.odds import exact_odds
from sim.lab.reference import reference_odds
from sim.program.lower import lower
from sim.scenario.reader import load_text

SCENARIO = """\
newscycle: 1
title: Numbers
calendar: {{start: 2024-01-01, rounds: 6, at_end: over}}
variables:
  heat: {{label: Heat, start: 0, range: [0, 6]{drift}}}
  cold: {{label: Cold, start: 1, range: [0, 4]}}
stages:
  open: {{label: Open, text: Open.}}
  late: {{label: Late, text: Late.}}
  loud: {{label: Loud, ending: true, text: Loud.}}
  over: {{label: Over, ending: true, text: Over.}}
actors:
  one:
    name: One
    moves:
      stir:
        label: Stir
        in: [open, late]
        weight: {weight}
        outcomes:
          - id: little
            change: {{heat: "{step}", cold: "+1"}}
          - id: much
            chance: 2
            {much}
transitions:
{transitions}
"""


def scenario(
    *transitions: str,
    step: str = "+1",
    much: str = "change: {heat: +2}",
    weight: str = "2",
    drift: str = "",
) -> str:
    """A story in which ``heat`` is looked at by ``transitions`` and changed by two outcomes."""
    lines = "\n".join(f"- {{{line}}}" for line in transitions)
    return SCENARIO.format(
        transitions=indent(lines, "  "), step=step, much=much, weight=weight, drift=drift
    )


def classes(text: str, name: str = "heat", stage: str = "open") -> tuple[int, ...] | None:
    """What stands for each value in ``stage``; None: every value for itself."""
    program = lower(load_text(text))
    item = WAITED if name == "waited" else ("variable", program.variable_index[name])
    told = liveness_of(program, Plan()).alike.get(item)
    return None if told is None else told[program.stage_index[stage]]


def assert_alike_in_all(text: str, lines: tuple[str, ...] = ()) -> None:
    """The odds are those of the reference, with values told apart and not."""
    program = lower(load_text(text))
    plan = plan_of(program, lines)
    wanted = reference_odds(program, plan)
    for apart in (False, True):
        found = exact_odds(program, plan, liveness=liveness_of(program, plan, apart=apart))
        assert found.endings == pytest.approx(wanted.endings, abs=1e-12)
        assert found.expected_rounds == pytest.approx(wanted.expected_rounds, abs=1e-10)


LOUD = 'from: open, to: loud, when: "heat >= 3"'
SEEN = [
    # Where heat only grows, what lies beyond the threshold is one.
    (scenario(LOUD), (0, 1, 2, 3, 3, 3, 3)),
    # Where it falls, each value may come back below it.
    (scenario(LOUD, drift=", drift: -1"), None),
    # Falling to nought at once, or by a set, does not tell them apart.
    (scenario(LOUD, much="set: {heat: 0}"), (0, 1, 2, 3, 3, 3, 3)),
    # Equality: below and above.
    (scenario('from: open, to: loud, when: "heat == 2"'), (0, 1, 2, 3, 3, 3, 3)),
    # Two and two.
    (scenario('from: open, to: loud, when: "heat // 2 == 1"', step="+2"), (0, 0, 2, 2, 4, 4, 4)),
    # A weight reads it as it is.
    (scenario(LOUD, weight="heat + 1"), None),
    # A weight reads it up to 2.
    (scenario(LOUD, weight="min(heat, 2)"), (0, 1, 2, 3, 3, 3, 3)),
    # Compared with another number.
    (scenario('from: open, to: loud, when: "heat > cold"'), None),
    # Added to another number that is read.
    (
        scenario(LOUD, 'from: open, to: late, when: "cold >= 3"', much="change: {cold: heat}"),
        None,
    ),
    # Grows by another number, whatever that is.
    (scenario(LOUD, step="cold"), (0, 1, 2, 3, 3, 3, 3)),
    # Made from itself alone, and from itself with another.
    (scenario(LOUD, much="set: {heat: heat // 2}"), None),
    (scenario(LOUD, much="set: {heat: heat - 2}"), None),
    (scenario(LOUD, much="change: {heat: heat - 2}"), (0, 1, 2, 3, 3, 3, 3)),
    (scenario(LOUD, much="change: {heat: cold - heat}"), None),
    (
        scenario(LOUD, much='set: {heat: "max(heat, cold)"}'),
        None,
    ),
    # A later stage tells more apart.
    (
        scenario(LOUD, 'from: open, to: late', 'from: late, to: loud, when: "heat >= 5"'),
        (0, 1, 2, 3, 4, 5, 5),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), SEEN, ids=range(len(SEEN)))
def test_values_are_alike_where_nothing_tells_them_apart(
    text: str, wanted: tuple[int, ...] | None
) -> None:
    found = classes(text)
    assert (None if found == tuple(range(7)) else found) == wanted
    assert_alike_in_all(text)
    assert_alike_in_all(text, ("heat=5@2", "cold=0@4"))


def test_a_number_by_which_another_grows_is_told_apart() -> None:
    text = scenario(LOUD, 'from: open, to: late, when: "cold >= 3"', step="cold")
    assert classes(text, "cold") in (None, tuple(range(5)))
    assert_alike_in_all(text)


def test_rounds_in_a_stage_are_counted_up_to_what_is_asked() -> None:
    text = scenario(
        'from: open, to: late, when: "rounds_in_stage >= 2"',
        'from: late, to: loud, when: "rounds_in_stage == 1 and heat > 2"',
    )
    assert classes(text, "waited", "open") == (0, 1, 2, 2, 2, 2, 2)
    assert classes(text, "waited", "late") == (0, 1, 2, 2, 2, 2, 2)
    assert_alike_in_all(text)
    every_third = scenario('from: open, to: loud, when: "rounds_in_stage % 3 == 2 and heat > 4"')
    assert classes(every_third, "waited") in (None, tuple(range(7)))
    assert_alike_in_all(every_third)


TESTS = st.sampled_from([
    "heat >= 3", "heat == 2", "heat // 2 == 1", "heat % 2 == 1", "heat > cold", "cold >= 3",
    "min(heat, 3) == 3", "heat < 2 and cold > 1", "rounds_in_stage >= 2", "heat + cold > 5",
    "rounds_in_stage == 1", "heat - 2 > 1", "abs(heat - 3) == 1", "cold != 2 or heat == 6",
])  # fmt: skip
STEPS = st.sampled_from(["+1", "-1", "+2", "cold", "1 - cold", "heat // 2", "cold - heat", "+3"])
MUCH = st.sampled_from([
    "set: {heat: 0}", "set: {heat: heat // 2}", 'set: {heat: "max(heat, cold)"}',
    'set: {cold: "min(heat, 2)"}', "change: {cold: heat}", "change: {heat: -2, cold: heat - 3}",
    "change: {heat: rounds_in_stage}", "set: {cold: 0}", "to: late", "change: {heat: +3}",
])  # fmt: skip
WEIGHTS = st.sampled_from(["1", "min(heat, 2)", "heat", "2 if cold > 1 else 1", "cold // 2 + 1"])
DRIFTS = st.sampled_from(["", ", drift: -1", ", drift: +1", ', drift: "1 - cold"'])


def odds_are_the_same(tests: list[str], step: str, much: str, weight: str, drift: str) -> None:
    ways = ["from: open, to: late", "from: late, to: loud", "from: open, to: loud"]
    lines = [f'{way}, when: "{test}"' for way, test in zip(ways, tests, strict=False)]
    text = scenario(*lines, step=step, much=much, weight=weight, drift=drift)
    try:
        assert_alike_in_all(text)
    except BudgetError:
        assume(False)


@settings(max_examples=60)
@given(st.lists(TESTS, min_size=1, max_size=3), STEPS, MUCH, WEIGHTS, DRIFTS)
def test_odds_are_the_same_with_one_value_for_those_alike(
    tests: list[str], step: str, much: str, weight: str, drift: str
) -> None:
    odds_are_the_same(tests, step, much, weight, drift)


@pytest.mark.slow
@settings(max_examples=2_000)
@given(st.lists(TESTS, min_size=1, max_size=3), STEPS, MUCH, WEIGHTS, DRIFTS)
def test_two_thousand_odds_are_the_same_with_one_value_for_those_alike(
    tests: list[str], step: str, much: str, weight: str, drift: str
) -> None:
    odds_are_the_same(tests, step, much, weight, drift)
