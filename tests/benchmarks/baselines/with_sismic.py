"""Sismic: a statechart in YAML whose states are the stages, an object in its context, events.

As in the documentation's stopwatch: the statechart says when the story goes on, and an object of
ours, handed in as context, does what is no statechart's business.
"""

from __future__ import annotations

from random import Random

from sismic.interpreter import Interpreter
from sismic.io import import_from_yaml

from tests.benchmarks.baselines.by_hand import ACTORS, ROUNDS, STAGES, End, World

STATECHART = """
statechart:
  name: Ten actors
  root state:
    name: root
    initial: story
    states:
      - name: story
        initial: ignored
        transitions:
          - event: turn
            action: >-
              world.turn(event.actor,
              asked=active('viral') or active('police') or active('appeal'))
          - event: round_over
            action: world.end_round()
          - event: calendar_over
            target: faded
        states:
          - name: ignored
            transitions: [{target: posted, guard: world.attention >= 3}]
          - name: posted
            transitions: [{target: viral, guard: world.attention >= 4 and world.outrage >= 2}]
          - name: viral
            transitions: [{target: police, guard: world.pressure >= 4}]
          - name: police
            transitions: [{target: appeal, guard: world.pressure >= 3 and world.round > 6}]
          - name: appeal
            transitions: [{target: apology, guard: world.outrage <= 1}]
          - name: apology
            transitions:
              - target: settled
                guard: world.trust == 5 and world.outrage == 0 and world.file == 0
      - name: settled
        type: final
      - name: faded
        type: final
"""


def play(interpreter: Interpreter, world: World) -> End:
    """One story, an event for each turn; the interpreter follows the ways that are open."""
    reached: set[str] = set()
    ending = "faded"

    def happens(event: str, **what: int) -> bool:
        """Whether the story is over after ``event``."""
        nonlocal ending
        for step in interpreter.queue(event, **what).execute():
            reached.update(step.entered_states)
        if "settled" in reached:
            ending = "settled"
        return interpreter.final

    for step in interpreter.execute():
        reached.update(step.entered_states)
    while True:
        for actor in range(ACTORS):
            if happens("turn", actor=actor):
                break
        over = interpreter.final or happens("round_over")
        if not over and world.round == ROUNDS:
            over = happens("calendar_over")
        if over:
            kept = reached & {*STAGES, "settled", "faded"}
            return End(ending, frozenset(kept), world.values)
        world.round += 1


def stories(count: int, seed: int) -> list[End]:
    """``count`` stories, with an interpreter each of one statechart."""
    random = Random(seed)
    statechart = import_from_yaml(STATECHART)
    ends = []
    for _ in range(count):
        world = World(random)
        ends.append(play(Interpreter(statechart, initial_context={"world": world}), world))
    return ends
