"""Turns in which only waiting is possible: what is said of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.engine.views import Closed
from sim.engine.ways import stages_ahead
from sim.play.session import Casting, Session
from sim.play.waiting import nearest, only_waits, waiting_words
from sim.program.lower import lower
from sim.scenario.catalog import bundled, load

if TYPE_CHECKING:
    from sim.engine.views import View


def waits_of(scenario: str, role: str, seeds: int = 4) -> list[tuple[View, Session]]:
    """All turns of ``role`` in which nothing can be chosen, and every decision made before."""
    found = []
    program = lower(load(scenario))
    for seed in range(seeds):
        session = Session(program, Casting((role,), seed))
        while not session.ended:
            view = session.view()
            if only_waits(view):
                found.append((view, session))
            session.choose(view.moves[len(session.decisions) % len(view.moves)].id)
    return found


def test_the_nearest_move_has_the_fewest_gates_and_can_still_open() -> None:
    turns = waits_of("petropavlovsk", "foreign", seeds=12)
    assert len(turns) > 10
    named = 0
    for view, _ in turns:
        closed = nearest(view)
        if closed is None:
            assert all(other.lasting for other in view.closed)
            continue
        named += 1
        assert not closed.lasting
        assert len(closed.gates) == min(len(c.gates) for c in view.closed if not c.lasting)
        assert closed.label in waiting_words(view)
        assert all(gate in waiting_words(view) for gate in closed.gates)
    assert named > 5


def test_what_is_shut_for_good_never_opens_again() -> None:
    shut = 0
    for scenario in bundled():
        program = lower(load(scenario))
        for actor in program.actors:
            if not actor.playable:
                continue
            session, lasting = Session(program, Casting((actor.id,), 5)), set()
            while not session.ended:
                view = session.view()
                assert not lasting & {move.id for move in view.moves}
                lasting |= {closed.id for closed in view.closed if closed.lasting}
                session.choose(view.moves[0].id)
            shut += len(lasting)
    assert shut > 20


def test_a_move_of_stages_that_the_story_has_left_behind_is_not_named_as_the_next() -> None:
    left = 0
    for view, session in waits_of("petropavlovsk", "channel", seeds=12):
        program = session.program
        ahead = stages_ahead(program, program.stage_index[view.stage])
        for closed in view.closed:
            if not ahead & program.move(f"{view.actor}.{closed.id}").stages:
                left += 1
                assert closed.lasting
                assert nearest(view) != closed
    assert left > 10


def test_a_move_that_only_rests_is_nearer_than_one_that_needs_another_stage() -> None:
    turns = waits_of("petropavlovsk", "channel", seeds=12)
    resting = [c for view, _ in turns for c in view.closed if c.again is not None]
    assert resting
    for view, _ in turns:
        able = [c for c in view.closed if c.again is not None and len(c.gates) == 1]
        if able:
            assert nearest(view) == min(able, key=lambda c: c.again or 0)


def test_where_nothing_can_open_any_more_that_is_said() -> None:
    view = next(view for view, _ in waits_of("petropavlovsk", "foreign"))
    gone = Closed("a", "Ask", ("It was made already, and can be made only once.",), lasting=True)
    words = waiting_words(replace(view, closed=(gone,)))
    assert words == "Everything else was done, or cannot be done in this story any more."
