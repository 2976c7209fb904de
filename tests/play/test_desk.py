"""The desk keeps pace with reading: numbers, day and stage are those of what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.play.desk import desk_of
from sim.play.session import Casting, Session
from sim.play.wire import beats
from sim.scenario.catalog import load
from sim.scenario.reader import load_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.play.desk import Desk

ROLES = [
    ("leaking_roof", "head"),
    ("petropavlovsk", "police"),
    ("petropavlovsk", "channel"),
    ("ullhaven", "service"),
]


def moments(name: str, role: str) -> Iterator[Session]:
    """A session of ``role`` before each of its turns, and after the last."""
    session = Session.begin(load(name), Casting((role,), 5), None)
    while not session.ended:
        yield session
        moves = session.view().moves
        session.choose(moves[len(session.decisions) % len(moves)].id)
    yield session


def seen(desk: Desk) -> tuple[object, ...]:
    """What of a desk changes with reading."""
    return desk.date, desk.round, desk.standing, desk.way, desk.view.meters


@pytest.mark.parametrize(("name", "role"), ROLES)
def test_who_has_read_everything_sees_how_things_are(name: str, role: str) -> None:
    first: Desk | None = None
    for session in moments(name, role):
        now = desk_of(session, role)
        first = first or now
        told = beats(session.story.events, session.program, role)
        read = first.as_read(told, session.program, on_record=session.story.on_record)
        if session.ended:
            assert seen(read)[2:] == seen(now)[2:]
        else:
            assert seen(read) == seen(now)
        assert read.view.moves == first.view.moves


def test_the_numbers_are_those_of_the_last_beat_read() -> None:
    *_, session = moments("petropavlovsk", "police")
    now = desk_of(session, "police")
    told = beats(session.story.events, session.program, "police")
    values = {meter.id: meter.history[0] for meter in now.view.meters}
    for number, beat in enumerate(told, start=1):
        desk = now.as_read(told[:number], session.program, on_record=True)
        for effect in beat.effects:
            assert values[effect.variable] == effect.before
            values[effect.variable] = effect.after
        assert {meter.id: meter.value for meter in desk.view.meters} == values
        if beat.kind == "stage":
            assert desk.way.here == beat.title
        if beat.kind == "round":
            assert f"{desk.date} · round {beat.round}" == beat.title
            assert desk.round.startswith(f"round {beat.round} of")


def test_nothing_read_yet_leaves_the_desk_as_it_is() -> None:
    session = Session.begin(load("leaking_roof"), Casting(("head",), 5), None)
    now = desk_of(session, "head")
    assert now.as_read([], session.program, on_record=True) == now


TWICE = """
newscycle: 1
title: Twice
calendar: {rounds: 3, at_end: over}
stages:
  open: {label: Open}
  over: {label: Over, ending: true, text: Over.}
actors:
  press:
    name: The press
    playable: true
    moves:
      say:
        label:
          - when: not done(press.say)
            text: Say it
          - text: Say it again
"""


def test_the_wire_calls_a_move_what_it_was_called_when_it_was_made() -> None:
    session = Session.begin(load_text(TWICE, "twice"), Casting(("press",), 1), None)
    chosen = []
    while not session.ended:
        chosen.append(session.view().moves[0].label)
        session.choose("say")
    told = [beat.what for beat in beats(session.story.events, session.program, "press")]
    assert [what for what in told if what] == chosen == ["Say it", "Say it again", "Say it again"]
