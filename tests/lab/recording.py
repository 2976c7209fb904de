"""A watcher that writes down what happens to each story of a chunk, as the engine would."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.events import Changed, Event, Moved, OutcomeDrawn, RoundBegan, StageEntered
from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.lab.sampler import Sampler

if TYPE_CHECKING:
    from sim.program.model import Program


class Recorder:
    """Lists of tuples, one list a story."""

    def __init__(self, program: Program, size: int) -> None:
        self.program = program
        self.told: list[list[tuple[Any, ...]]] = [[] for _ in range(size)]

    def _note(self, lanes: Any, now: int, days: Any, make: Any) -> None:
        for place, (lane, day) in enumerate(zip(lanes.tolist(), days.tolist(), strict=True)):
            row = make(place)
            if row is not None:
                self.told[lane].append((row[0], now, day, *row[1:]))

    def began(self, lanes: Any, now: int, days: Any) -> None:
        self._note(lanes, now, days, lambda _: ("round",))

    def acted(self, lanes: Any, now: int, days: Any, move: Any, outcome: Any, how: str) -> None:
        self._note(lanes, now, days, lambda _: ("moved", move.name, how))
        if outcome is not None:
            self._note(lanes, now, days, lambda _: ("outcome", move.name, outcome.id))

    def changed(
        self, lanes: Any, now: int, days: Any, slot: int, before: Any, after: Any, cause: str
    ) -> None:
        name = self.program.variables[slot].id
        self._note(
            lanes, now, days,
            lambda i: None if before[i] == after[i]
            else ("changed", name, int(before[i]), int(after[i]), cause),
        )  # fmt: skip

    def entered(self, lanes: Any, now: int, days: Any, before: Any, stage: int, cause: str) -> None:
        stages = self.program.stages
        self._note(
            lanes, now, days,
            lambda i: ("stage", None if before is None else stages[before[i]].id,
                       stages[stage].id, cause),
        )  # fmt: skip


def as_tuples(events: list[Event]) -> list[tuple[Any, ...]]:
    """The story engine's events, without their texts."""
    rows: list[tuple[Any, ...]] = []
    for e in events:
        match e:
            case RoundBegan():
                rows.append(("round", e.round, e.day))
            case Moved():
                rows.append(("moved", e.round, e.day, f"{e.actor}.{e.move}", e.how))
            case OutcomeDrawn():
                rows.append(("outcome", e.round, e.day, f"{e.actor}.{e.move}", e.outcome))
            case Changed():
                rows.append(("changed", e.round, e.day, e.variable, e.before, e.after, e.cause))
            case StageEntered():
                rows.append(("stage", e.round, e.day, e.before, e.to, e.cause))
    return rows


def assert_same_stories(
    program: Program,
    lines: list[str],
    seed: int,
    numbers: list[int],
    strategies: dict[str, str] | None = None,
) -> None:
    """Both engines tell the stories ``numbers`` alike, event for event."""
    plan = plan_of(program, lines, strategies)
    recorder = Recorder(program, len(numbers))
    chunk = Sampler(program, seed, plan, watcher=recorder).tell(np.array(numbers, dtype=np.uint64))
    for place, number in enumerate(numbers):
        story = Story(program, seed, number, plan=plan)
        assert recorder.told[place] == as_tuples(story.events), (number, lines)
        assert program.stages[chunk.ending[place]].id == story.ending
        assert chunk.rounds[place] == story.state.round
        assert chunk.days[place] == story.state.day
        assert [int(column[place]) for column in chunk.values] == story.state.values
        assert [int(column[place]) for column in chunk.truths] == story.state.truths
        missed = {actor: int(column[place]) for actor, column in chunk.uncovered.items()}
        assert {actor: number for actor, number in missed.items() if number} == story.uncovered
        done = {o.line for i, o in enumerate(plan.orders) if chunk.orders[i, place]}
        assert done == {line for line, status in story.forced().items() if status == "done"}
        first: dict[str, int] = {}
        made: Counter[str] = Counter()
        for event in story.events:
            if isinstance(event, StageEntered):
                first.setdefault(event.to, event.round)
            elif isinstance(event, Moved):
                made[f"{event.actor}.{event.move}"] += 1
        for stage in program.stages:
            assert chunk.entered[stage.index][place] == first.get(stage.id, 0)
        for move in program.moves:
            assert chunk.made[move.index][place] == made[move.name]
