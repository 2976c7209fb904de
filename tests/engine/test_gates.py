"""A move that cannot be made names what closes it: every kind of gate, in a sentence."""

from __future__ import annotations

import pytest

from sim.engine.gates import gates
from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.engine.views import view_of
from sim.play.session import Casting, Session
from sim.program.lower import lower
from sim.scenario.catalog import bundled, load
from sim.scenario.reader import load_text
from tests.conftest import FIXTURE_NAMES, program_of

GATED = """
newscycle: 1
title: Gates
calendar: {rounds: 9, at_end: over}
unknowns:
  culprit: {label: Who did it, values: {clerk: 1, rival: 1}}
variables:
  heat: {label: Public heat, start: 1, range: [0, 5]}
  file: {label: A file is open, start: false}
  secret: {label: Secret pressure, start: 0, range: [0, 3], seen_by: [boss]}
stages:
  calm: {label: Calm}
  storm: {label: A storm}
  flood: {label: A flood}
  over: {label: Over, ending: true, text: Over.}
actors:
  press:
    name: The press
    playable: true
    moves:
      ask: {label: Ask, once: true, change: {heat: +1}, to: storm, in: calm}
      later: {label: Later, cooldown: 2}
      elsewhere: {label: Elsewhere, in: [storm, flood]}
      second: {label: Second, after: [ask, boss.nod]}
      spoilt: {label: Spoilt, unless: later}
      hot: {label: Hot, when: heat >= 3 and file}
      both: {label: Both, when: "not (heat == 1 or heat == 2)"}
      knowing: {label: Knowing, when: culprit == clerk and heat > 4}
      unseen: {label: Unseen, when: secret > 2}
      timed: {label: Timed, when: round > 3}
      noted: {label: Noted, when: "done(boss.nod) or rounds_in_stage > 3"}
  boss:
    name: The boss
    moves:
      nod: {label: Nod, weight: 0}
"""


HOT = "It needs that public heat is at least 3; it is 1 now. It needs that A file is open: yes."
NOTED = (
    "It needs that “The boss: Nod” has happened or the number of rounds in this stage is above 3."
)


def closed(story: Story) -> dict[str, str]:
    return {c.id: " ".join(c.gates) for c in view_of(story, "press").closed}


def story(*do: str, moves: tuple[str, ...] = ()) -> Story:
    program = lower(load_text(GATED, "gates"))
    made = Story(program, 1, players=["press"], plan=plan_of(program, do))
    for move in moves:
        made.choose(move)
    return made


@pytest.mark.parametrize(
    ("move", "words"),
    [
        ("elsewhere", "It is possible only in the stage “A storm” or “A flood”."),
        ("second", "It needs “The press: Ask” and “The boss: Nod” first."),
        ("hot", HOT),
        ("both", "It needs that public heat is not 1."),
        ("unseen", "It needs that something hidden from you is so."),
        ("timed", "It needs that the round is above 3."),
        ("noted", NOTED),
    ],
)  # fmt: skip
def test_each_gate_is_a_sentence(move: str, words: str) -> None:
    assert closed(story())[move] == words


def test_what_was_made_closes_itself_and_others() -> None:
    after = closed(story(moves=("ask",)))
    assert "It was made already, and can be made only once." in after["ask"]
    later = closed(story(moves=("later",)))
    assert later["later"] == "It was made lately; it is possible again in round 4."
    assert later["spoilt"] == "It is no longer possible after “The press: Later”."


def test_a_move_that_a_what_if_forbids_says_so() -> None:
    assert closed(story("never:press.later"))["later"] == "This what-if forbids it."


def test_no_gate_tells_a_hidden_truth() -> None:
    for seed in range(6):
        program = lower(load_text(GATED, "gates"))
        words = closed(Story(program, seed, players=["press"]))["knowing"]
        assert "clerk" not in words
        assert "Who did it" not in words
        assert "public heat is above 4" in words


@pytest.mark.parametrize("name", [*FIXTURE_NAMES, *bundled()])
def test_whatever_is_closed_has_a_reason_and_whatever_is_open_has_none(name: str) -> None:
    program = program_of(name)
    for number in range(3):
        told = Story(program, 5, number)
        for actor in program.actors:
            enabled = told.rules.enabled(told.state, actor.index, frozenset())
            for move in actor.moves:
                if not told.ended and not move.is_wait:
                    found = gates(move, told.state, told.rules)
                    assert bool(found) == (move not in enabled), move.name


def test_gates_of_a_bundled_story_read_as_sentences() -> None:
    session = Session.begin(load("petropavlovsk"), Casting(("police",), 3), None)
    seen = set()
    while not session.ended:
        for entry in session.view().closed:
            seen |= set(entry.gates)
        session.choose(session.view().moves[0].id)
    assert len(seen) > 5
    for sentence in seen:
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "_" not in sentence
