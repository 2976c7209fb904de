"""``transitions`` in the obvious way: as its README builds a hero.

A move is a trigger with conditions and a callback, as in the README's tables of transitions; an
actor's open moves are found by asking the machine (``may_…``); stages follow by a trigger that is
fired as long as it may be. (One machine shared by all stories is no quicker: asking what may be
done takes nearly all of the time, not building.)
"""

from __future__ import annotations

from functools import partial
from random import Random

from transitions import Machine

from tests.benchmarks.baselines.by_hand import ACTORS, ROUNDS, STAGES, End, World

ASKED = ["viral", "police", "appeal"]
MOVES = ("speak", "act", "answer", "call", "wait")


class Story:
    """One story: the model of a machine, which holds its variables too."""

    state: str

    def __init__(self, random: Random) -> None:
        self.world = World(random)
        self.reached = {"ignored"}

    def entered(self) -> None:
        self.reached.add(self.state)

    # -- conditions of the stages -------------------------------------------------------------

    def is_noticed(self) -> bool:
        return self.world.attention >= 3

    def spreads(self) -> bool:
        return self.world.attention >= 4 and self.world.outrage >= 2

    def is_pressing(self) -> bool:
        return self.world.pressure >= 4

    def reaches_parliament(self) -> bool:
        return self.world.pressure >= 3 and self.world.round > 6

    def is_calm(self) -> bool:
        return self.world.outrage <= 1

    def is_settled(self) -> bool:
        world = self.world
        return world.trust == 5 and world.outrage == 0 and world.file == 0

    # -- one story ----------------------------------------------------------------------------

    def weight(self, move: str) -> int:
        world = self.world
        return {
            "speak": 1 + world.attention, "act": 2, "answer": 1 + world.pressure, "call": 1,
            "wait": 3,
        }[move]  # fmt: skip

    def turn(self, actor: int) -> None:
        moves = [move for move in MOVES if getattr(self, f"may_{move}_{actor}")()]
        move = self.world.random.choices(moves, [self.weight(move) for move in moves])[0]
        getattr(self, f"{move}_{actor}")()
        self.settle()

    def settle(self) -> None:
        while self.may_go_on():  # type: ignore[attr-defined]  # the machine puts it there
            self.go_on()  # type: ignore[attr-defined]

    def play(self) -> End:
        world = self.world
        while True:
            for actor in range(ACTORS):
                self.turn(actor)
                if self.state == "settled":
                    return self.end()
            world.end_round()
            self.settle()
            if self.state == "settled":
                return self.end()
            if world.round == ROUNDS:
                self.fade()  # type: ignore[attr-defined]
                return self.end()
            world.round += 1

    def end(self) -> End:
        return End(self.state, frozenset(self.reached), self.world.values)


def machine(story: Story) -> Machine:
    """The stages, the ways between them, and every actor's moves, which change no stage."""
    result = Machine(
        model=story, states=[*STAGES, "settled", "faded"], initial="ignored",
        auto_transitions=False, after_state_change="entered",
        transitions=[
            {"trigger": "go_on", "source": "ignored", "dest": "posted", "conditions": "is_noticed"},
            {"trigger": "go_on", "source": "posted", "dest": "viral", "conditions": "spreads"},
            {"trigger": "go_on", "source": "viral", "dest": "police", "conditions": "is_pressing"},
            {"trigger": "go_on", "source": "police", "dest": "appeal",
             "conditions": "reaches_parliament"},
            {"trigger": "go_on", "source": "appeal", "dest": "apology", "conditions": "is_calm"},
            {"trigger": "go_on", "source": "apology", "dest": "settled",
             "conditions": "is_settled"},
            {"trigger": "fade", "source": list(STAGES), "dest": "faded"},
        ],
    )  # fmt: skip
    world = story.world
    for actor in range(ACTORS):
        for move in MOVES:
            guard = getattr(world, f"can_{move}", None)
            result.add_transition(
                f"{move}_{actor}",
                ASKED if move == "answer" else list(STAGES),
                None,
                conditions=[] if guard is None else [partial(guard, actor)],
                after=partial(getattr(world, move), actor),
            )
    return result


def stories(count: int, seed: int) -> list[End]:
    """``count`` stories, each with a machine of its own, as the README makes one for each hero."""
    random = Random(seed)
    ends = []
    for _ in range(count):
        story = Story(random)
        machine(story)
        ends.append(story.play())
    return ends
