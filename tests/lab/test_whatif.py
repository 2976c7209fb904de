"""Paired what-ifs: what is counted over pairs is what the story engine's pairs show."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

import sim
from sim.engine.events import Changed, Moved, OutcomeDrawn, RoundBegan, StageEntered
from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.errors import InterventionError, UsageError
from sim.lab import tasks
from sim.program.lower import lower
from sim.scenario.lines import Assign, Force, parse_line
from tests.conftest import FIXTURE_NAMES
from tests.engine.test_meaning import WHAT_IFS
from tests.lab.test_ensemble import scenario_of
from tests.strategies import programs_with_lines

if TYPE_CHECKING:
    from sim.engine.events import Event
    from sim.program.model import Program
    from sim.scenario.reader import Scenario


def facts(events: list[Event]) -> list[tuple[object, ...]]:
    """What counts as the same: rounds, acts, variables, stages; not who decided an act."""
    found: list[tuple[object, ...]] = []
    for e in events:
        match e:
            case Moved():
                found.append((e.round, e.actor, e.move))
            case OutcomeDrawn():
                found.append((e.round, e.actor, e.move, e.outcome))
            case Changed():
                found.append((e.round, e.variable, e.before, e.after))
            case StageEntered():
                found.append((e.round, e.before, e.to))
            case RoundBegan():
                found.append((e.round, "begins"))
    return found


def acts(story: Story) -> dict[tuple[int, str], str]:
    """What each actor did in each round, as links of a chain name it."""
    found: dict[tuple[int, str], str] = {}
    for e in story.events:
        match e:
            case Moved():
                found[e.round, e.actor] = f"{e.actor}.{e.move}"
            case OutcomeDrawn():
                move = story.program.move(f"{e.actor}.{e.move}")
                if len(move.outcomes) > 1:
                    found[e.round, e.actor] += f":{e.outcome}"
    return found


def assert_pairs_are_the_engines(scenario: Scenario, lines: list[str], runs: int) -> None:
    """Everything that is counted over pairs, counted once more from the story engine's events."""
    program = lower(scenario)
    result = sim.whatif(scenario, do=lines, runs=runs, seed=6, compare_with_itself=True)
    plan = plan_of(program, lines)
    endings: Counter[tuple[str | None, str | None]] = Counter()
    parted: Counter[int] = Counter()
    chain: list[Counter[tuple[str, str | None, str | None]]] = [Counter() for _ in range(3)]
    order = [actor.id for actor in program.actors]
    for number in range(runs):
        base, other = Story(program, 6, number), Story(program, 6, number, plan=plan)
        endings[base.ending, other.ending] += 1
        parting = next(
            (
                pair
                for pair in zip_longest(facts(base.events), facts(other.events))
                if pair[0] != pair[1]
            ),
            None,
        )
        if parting is not None:
            # The earlier of the two, where they differ first.
            parted[min(int(str(fact[0])) for fact in parting if fact is not None)] += 1
        first, second = acts(base), acts(other)
        turns = [
            (number, actor)
            for number in range(1, program.rounds + 1)
            for actor in order
            if first.get((number, actor)) != second.get((number, actor))
        ]
        for counter, turn in zip(chain, turns, strict=False):
            counter[turn[1], first.get(turn), second.get(turn)] += 1
    for ending, found in result.endings.items():
        assert found.base.count == sum(n for (a, _), n in endings.items() if a == ending)
        assert found.what_if.count == sum(n for (_, b), n in endings.items() if b == ending)
        assert found.low <= found.difference <= found.high
    assert {pair: share.count for pair, share in result.moved.items()} == {
        pair: n for pair, n in endings.items() if pair[0] != pair[1]
    }
    assert result.untouched.count == runs - parted.total()
    for number, share in enumerate(result.parted_by_round):
        assert share.count == sum(n for r, n in parted.items() if r <= number)
    for counter, links in zip(chain, result.chain, strict=True):
        told = {(link.actor, link.base, link.what_if): link.share.count for link in links}
        assert set(told.items()) <= set(counter.items())
        assert len(told) == min(8, len(counter))
        assert sorted(told.values(), reverse=True) == list(told.values())


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_pairs_are_counted_as_the_story_engine_tells_them(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "TASK", 100)
    assert_pairs_are_the_engines(scenario_of(name), WHAT_IFS[name], 250)


@settings(max_examples=40)
@given(programs_with_lines(most=4))
def test_pairs_of_generated_scenarios_are_counted_alike(made: tuple[Program, list[str]]) -> None:
    program, lines = made
    assert_pairs_are_the_engines(program.scenario, lines, 12)


@settings(max_examples=40)
@given(programs_with_lines(most=4))
def test_no_pair_differs_before_the_first_round_in_which_a_line_acts(
    made: tuple[Program, list[str]],
) -> None:
    program, lines = made
    read = [parse_line(text) for text in lines]
    earliest = min(
        (
            line.round or 1 if isinstance(line, (Force, Assign)) else 1
            for line in read
        ),
        default=program.rounds + 1,
    )  # fmt: skip
    result = sim.whatif(program.scenario, do=lines, runs=40, seed=6, compare_with_itself=True)
    assert all(share.count == 0 for share in result.parted_by_round[:earliest])


def test_what_was_forced_and_could_not_be_is_reported_for_both_worlds() -> None:
    scenario = scenario_of("paper")
    program = lower(scenario)
    do, against = ["paper.print:inner@1", "council.shout@4"], ["council.shout@3+"]
    result = sim.whatif(scenario, do=do, against=against, runs=200, seed=6)
    for lines, forced in ((do, result.forced), (against, result.forced_base)):
        stories = [Story(program, 6, n, plan=plan_of(program, lines)) for n in range(200)]
        assert set(forced) == set(lines)
        for line, words in forced.items():
            assert sum(share.count for share in words.values()) == 200
            for word, share in words.items():
                status = word.replace("_", " ")
                assert share.count == sum(s.forced()[line] == status for s in stories)


def test_a_what_if_that_changes_nothing_leaves_everything_untouched() -> None:
    result = sim.whatif(scenario_of("paper"), do=["paper.print*1"], runs=300, seed=1)
    assert result.untouched.share == 1
    assert not result.moved
    assert result.chain == ((), (), ())
    assert all(d.difference == 0 for d in result.endings.values())


def test_exchanging_the_worlds_exchanges_the_differences() -> None:
    scenario = scenario_of("paper")
    one = sim.whatif(scenario, do=["council.shout@3+"], runs=400, seed=1)
    other = sim.whatif(scenario, do=[], against=["council.shout@3+"], runs=400, seed=1)
    for ending, found in one.endings.items():
        assert found.difference == pytest.approx(-other.endings[ending].difference)
        assert found.low == pytest.approx(-other.endings[ending].high)


def test_words_of_the_chain_say_who_did_what_instead_of_what() -> None:
    result = sim.whatif(scenario_of("petropavlovsk"), do=["police.explain@4+"], runs=400, seed=1)
    words = [link.words for links in result.chain for link in links]
    assert any(
        text.startswith("The regional police: “Explain what happens next")
        and " instead of " in text
        for text in words
    )


def test_results_do_not_depend_on_how_the_work_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = scenario_of("paper")
    whole = sim.whatif(scenario, do=["council.shout@3+"], runs=500, seed=1).as_json()
    monkeypatch.setattr(tasks, "TASK", 70)
    monkeypatch.setattr(tasks, "PAIR_CHUNK", 33)
    assert sim.whatif(scenario, do=["council.shout@3+"], runs=500, seed=1).as_json() == whole


def test_a_what_if_without_a_difference_is_refused() -> None:
    scenario = scenario_of("paper")
    with pytest.raises(UsageError, match="at least one line"):
        sim.whatif(scenario, do=[], runs=10, seed=1)
    with pytest.raises(InterventionError, match="nobody"):
        sim.whatif(scenario, do=["nobody.acts@1"], runs=10, seed=1)
