"""The same scenario by the two engines of this project."""

from __future__ import annotations

import numpy as np

from sim.engine.events import StageEntered
from sim.engine.story import Story
from sim.lab.sampler import Sampler
from sim.program.lower import lower
from sim.scenario.reader import load_text
from tests.benchmarks.baselines.by_hand import End
from tests.benchmarks.scenarios import ten_actors

PROGRAM = lower(load_text(ten_actors()))


def stories_of_the_engine(count: int, seed: int) -> list[End]:
    """``count`` stories by the story engine, with all their events and texts."""
    ends = []
    for number in range(count):
        story = Story(PROGRAM, seed, number)
        reached = frozenset(e.to for e in story.events if isinstance(e, StageEntered))
        ends.append(End(story.ending or "", reached, tuple(story.state.values)))  # type: ignore[arg-type]
    return ends


def stories(count: int, seed: int) -> list[End]:
    """``count`` stories by the array step."""
    chunk = Sampler(PROGRAM, seed).tell(np.arange(count, dtype=np.uint64))
    names = [stage.id for stage in PROGRAM.stages]
    entered = [column > 0 for column in chunk.entered]
    return [
        End(
            names[chunk.ending[i]],
            frozenset(name for name, column in zip(names, entered, strict=True) if column[i]),
            tuple(int(column[i]) for column in chunk.values),  # type: ignore[arg-type]
        )
        for i in range(count)
    ]
