"""Plain Python, no library: what somebody would write who needs this one story and nothing else.

The other baselines use what they have no way of their own for: picking, and changing variables.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

ROUNDS = 16
ACTORS = 10
STAGES = ("ignored", "posted", "viral", "police", "appeal", "apology")
#: What the three effects of an actor are taken from, by place.
CHANGES = (
    ("attention", 2), ("outrage", 1), ("trust", -1), ("pressure", 1), ("file", 1),
    ("attention", -1), ("outrage", -1), ("trust", 1), ("pressure", -1), ("file", -1),
)  # fmt: skip


class End(NamedTuple):
    """How a story ended: the ending, the stages reached, the last values of the variables."""

    ending: str
    reached: frozenset[str]
    values: tuple[int, int, int, int, int]


class World:
    """The variables, and what a move does to them."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.round = 1
        self.attention = self.outrage = self.trust = self.pressure = self.file = 2
        self.spoke = [0] * ACTORS  # the last round in which each actor spoke
        self.called = [False] * ACTORS

    def change(self, name: str, by: int) -> None:
        setattr(self, name, min(5, max(0, getattr(self, name) + by)))

    def can_speak(self, actor: int) -> bool:
        return not self.spoke[actor] or self.round > self.spoke[actor] + 1

    def can_act(self, actor: int) -> bool:
        return self.attention > 1 and self.outrage < 5

    def can_call(self, actor: int) -> bool:
        return bool(self.spoke[actor]) and not self.called[actor]

    def speak(self, actor: int) -> None:
        heard = self.random.choices((True, False), (2 + self.trust, 3))[0]
        self.change(*CHANGES[actor if heard else (actor + 3) % 10])
        self.spoke[actor] = self.round

    def act(self, actor: int) -> None:
        self.change(*CHANGES[(actor + 3) % 10])

    def answer(self, actor: int) -> None:
        third = self.random.choices((True, False), (3, 1 + self.outrage))[0]
        self.change(*CHANGES[(actor + 7) % 10 if third else actor])

    def call(self, actor: int) -> None:
        self.change(*CHANGES[(actor + 7) % 10])
        self.called[actor] = True

    def wait(self, actor: int) -> None:
        pass

    def turn(self, actor: int, *, asked: bool) -> None:
        """One actor picks a move and makes it; ``asked``: the stage lets it answer."""
        moves, weights = [self.wait], [3]
        if self.can_speak(actor):
            moves.append(self.speak)
            weights.append(1 + self.attention)
        if self.can_act(actor):
            moves.append(self.act)
            weights.append(2)
        if asked:
            moves.append(self.answer)
            weights.append(1 + self.pressure)
        if self.can_call(actor):
            moves.append(self.call)
            weights.append(1)
        self.random.choices(moves, weights)[0](actor)

    def end_round(self) -> None:
        self.change("attention", -1)
        self.change("pressure", -1)

    @property
    def values(self) -> tuple[int, int, int, int, int]:
        return self.attention, self.outrage, self.trust, self.pressure, self.file


def next_stage(stage: str, world: World) -> str | None:
    """Where the story goes by itself."""
    if stage == "ignored" and world.attention >= 3:
        return "posted"
    if stage == "posted" and world.attention >= 4 and world.outrage >= 2:
        return "viral"
    if stage == "viral" and world.pressure >= 4:
        return "police"
    if stage == "police" and world.pressure >= 3 and world.round > 6:
        return "appeal"
    if stage == "appeal" and world.outrage <= 1:
        return "apology"
    if stage == "apology" and world.trust == 5 and world.outrage == 0 and world.file == 0:
        return "settled"
    return None


def play(random: Random) -> End:
    """One story."""
    world, stage, reached = World(random), "ignored", {"ignored"}

    def settle() -> None:
        nonlocal stage
        while (to := next_stage(stage, world)) is not None:
            stage = to
            reached.add(stage)

    while True:
        for actor in range(ACTORS):
            world.turn(actor, asked=stage in ("viral", "police", "appeal"))
            settle()
            if stage == "settled":
                return End(stage, frozenset(reached), world.values)
        world.end_round()
        settle()
        if stage == "settled" or world.round == ROUNDS:
            ending = "settled" if stage == "settled" else "faded"
            return End(ending, frozenset(reached | {ending}), world.values)
        world.round += 1


def stories(count: int, seed: int) -> list[End]:
    """``count`` stories."""
    random = Random(seed)
    return [play(random) for _ in range(count)]
