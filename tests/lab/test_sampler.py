"""The array step tells the very same stories as the story engine, event for event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.luck import KeyedLuck, pick, squares64, squares_key, story_luck
from sim.engine.story import Story
from sim.lab import race as races
from sim.lab.luck import squares64_many, story_luck_many
from sim.lab.race import Contest, race
from sim.lab.sampler import Sampler
from sim.program.keys import event_key
from sim.scenario.catalog import bundled
from tests.conftest import FIXTURE_NAMES, program_of
from tests.engine.test_meaning import WHAT_IFS
from tests.lab.recording import as_tuples, assert_same_stories
from tests.strategies import programs_with_lines

if TYPE_CHECKING:
    from sim.program.model import Program


@pytest.mark.parametrize("name", [*FIXTURE_NAMES, *bundled()])
def test_every_scenario_is_told_alike(name: str) -> None:
    assert_same_stories(program_of(name), [], 11, [*range(150), 10**9, 2**40])


@pytest.mark.parametrize("name", sorted(WHAT_IFS))
def test_every_what_if_is_told_alike(name: str) -> None:
    assert_same_stories(program_of(name), WHAT_IFS[name], 12, list(range(150)))


@pytest.mark.parametrize("name", list(bundled()))
def test_the_what_ifs_that_files_name_are_told_alike(name: str) -> None:
    program = program_of(name)
    for what_if in program.teaching.what_ifs:
        assert_same_stories(program, list(what_if.lines), 3, list(range(20)))


@settings(max_examples=60)
@given(programs_with_lines(most=6), st.integers(0, 2**64 - 1))
def test_generated_scenarios_are_told_alike(made: tuple[Program, list[str]], seed: int) -> None:
    program, lines = made
    assert_same_stories(program, lines, seed, list(range(24)))


@settings(max_examples=40)
@given(programs_with_lines(most=0), st.integers(0, 2**32), st.integers(0, 12), st.data())
def test_stories_go_on_alike_from_the_middle(
    made: tuple[Program, list[str]], seed: int, steps: int, data: st.DataObject
) -> None:
    """A state taken out of a played story, and its rest told by policy."""
    program, _ = made
    playable = [actor.id for actor in program.actors if actor.playable]
    if not playable:
        return
    story = Story(program, seed, players=playable)
    for _ in range(steps):
        if story.ended:
            return
        story.choose(data.draw(st.sampled_from([m.id for m in story.enabled])))
    if story.ended:
        return
    start = story.state.copy()
    chunk = Sampler(program, seed).tell(np.arange(5, dtype=np.uint64), start)
    for number in range(5):
        rest = Story(program, seed, number, start=start)
        assert program.stages[chunk.ending[number]].id == rest.ending
        assert [int(column[number]) for column in chunk.values] == rest.state.values
        assert as_tuples(rest.events)


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=50), st.integers(0, 2**64 - 1))
def test_arrays_of_draws_are_the_scalar_ones(counters: list[int], bits: int) -> None:
    key = squares_key(bits)
    array = np.array(counters, dtype=np.uint64)
    found = squares64_many(array, np.full(len(array), key, dtype=np.uint64))
    assert found.tolist() == [squares64(counter, key) for counter in counters]


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(0, 2**62), min_size=1, max_size=30))
def test_arrays_of_story_keys_are_the_scalar_ones(seed: int, numbers: list[int]) -> None:
    luck = story_luck_many(seed, np.array(numbers, dtype=np.uint64))
    assert list(zip(luck.keys.tolist(), luck.offsets.tolist(), strict=True)) == [
        story_luck(seed, number) for number in numbers
    ]


WEIGHTS = st.one_of(
    st.just(0.0), st.integers(1, 9).map(float), st.floats(1e-3, 1e6, allow_nan=False)
)


@pytest.mark.parametrize("close", [races.CLOSE, 1.0])
@given(seed=st.integers(0, 2**32), data=st.data())
def test_a_race_has_the_winner_of_the_scalar_choice(
    close: float, seed: int, data: st.DataObject
) -> None:
    """With CLOSE at 1 nearly every race is decided by the exact costs, and nothing changes."""
    size, count = 40, data.draw(st.integers(1, 5))
    luck = story_luck_many(seed, np.arange(size, dtype=np.uint64))
    events = [event_key("choose", f"a.m{i}") + 2 for i in range(count)]
    weights: list[np.ndarray | float] = []
    masks: list[np.ndarray | None] = []
    for _ in range(count):
        if data.draw(st.booleans()):
            weights.append(np.array(data.draw(st.lists(WEIGHTS, min_size=size, max_size=size))))
        else:
            weights.append(data.draw(WEIGHTS))
        whole = data.draw(st.booleans())
        bits = data.draw(st.integers(0, 2**size - 1))
        masks.append(None if whole else np.array([bits >> i & 1 == 1 for i in range(size)]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(races, "CLOSE", close)
        (winner,) = race(luck, [Contest(None, events, weights, masks)])
    for lane in range(size):
        part = [i for i in range(count) if masks[i] is None or masks[i][lane]]
        if not part:
            assert winner[lane] == -1
            continue
        own = [float(w[lane]) if isinstance(w, np.ndarray) else w for w in weights]
        chosen = pick(KeyedLuck(seed, lane), [events[i] for i in part], [own[i] for i in part])
        assert winner[lane] == part[chosen]
