"""Mesa: a model whose agents are the actors, run many times by ``batch_run``."""

from __future__ import annotations

import mesa
from mesa.batchrunner import batch_run

from tests.benchmarks.baselines.by_hand import ACTORS, ROUNDS, End, World, next_stage


class Actor(mesa.Agent):
    """Somebody who acts once a step."""

    def __init__(self, model: News, place: int) -> None:
        super().__init__(model)
        self.place = place

    def step(self) -> None:
        model = self.model
        if model.running:
            model.world.turn(self.place, asked=model.stage in ("viral", "police", "appeal"))
            model.settle()


class News(mesa.Model):
    """One story; a step is a round."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(seed=seed)
        self.world = World(self.random)
        self.stage = "ignored"
        self.reached = {"ignored"}
        for place in range(ACTORS):
            Actor(self, place)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "ending": "stage",
                "reached": lambda model: frozenset(model.reached),
                "values": lambda model: model.world.values,
            }
        )

    def enter(self, stage: str) -> None:
        self.stage = stage
        self.reached.add(stage)
        if stage in ("settled", "faded"):
            self.running = False

    def settle(self) -> None:
        while (to := next_stage(self.stage, self.world)) is not None:
            self.enter(to)

    def step(self) -> None:
        self.agents.do("step")
        if self.running:
            self.world.end_round()
            self.settle()
        if self.running and self.world.round == ROUNDS:
            self.enter("faded")
        self.world.round += 1
        self.datacollector.collect(self)


def stories(count: int, seed: int) -> list[End]:
    """``count`` stories, by ``batch_run`` on one core."""
    seeds = list(range(seed, seed + count))
    rows = batch_run(
        News, {"seed": seeds}, number_processes=1, max_steps=ROUNDS + 1, display_progress=False
    )
    return [End(row["ending"], row["reached"], row["values"]) for row in rows]
