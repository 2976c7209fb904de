"""Section 3 of the design, sentence by sentence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sim.engine.events import (
    Changed,
    Ended,
    Moved,
    NewsPublished,
    OutcomeDrawn,
    RoundBegan,
    StageEntered,
)
from sim.engine.interventions import plan_of
from sim.engine.story import Story
from sim.errors import ChoiceError
from sim.program.lower import lower
from sim.scenario.reader import load_text
from tests.conftest import program_of

if TYPE_CHECKING:
    from sim.program.model import Program


def program(text: str) -> Program:
    return lower(load_text("newscycle: 1\ntitle: Test\n" + text))


def tell(text: str, *lines: str, players: tuple[str, ...] = (), seed: int = 1) -> Story:
    made = program(text)
    return Story(made, seed, players=players, plan=plan_of(made, lines))


def of_type(story: Story, kind: type) -> list:
    return [event for event in story.events if isinstance(event, kind)]


TWO = """
calendar: {rounds: 3, at_end: end}
variables:
  x: {start: 1, range: [0, 5]}
  y: {start: 4, range: [0, 5]}
  f: {start: false}
stages:
  open: {}
  next: {on_enter: {change: {y: "1 if stage == next else 3"}}}
  end: {ending: true, text: End.}
actors:
  a:
    wait: false
    moves:
"""


def test_changes_are_worked_out_from_the_state_before_and_applied_together() -> None:
    story = tell(TWO + "      swap: {set: {x: y, y: x}}\n", "x=2")
    first = of_type(story, Changed)
    assert [(e.variable, e.before, e.after) for e in first if e.cause == "outcome"][:2] == [
        ("x", 2, 4),
        ("y", 4, 2),
    ]


def test_whole_numbers_saturate_at_their_range() -> None:
    story = tell(TWO + "      up: {change: {x: +9, y: -9}}\n")
    assert (story.state.values[0], story.state.values[1]) == (5, 0)


def test_a_condition_inside_an_outcome_is_about_earlier_times() -> None:
    text = TWO + '      m: {change: {x: "3 if done(a.m) else 1"}}\n'
    story = tell(text)
    assert [e.after for e in of_type(story, Changed)] == [2, 5]


def test_the_texts_of_a_move_know_whether_it_was_made_before() -> None:
    text = (
        TWO
        + """      m:
        outcomes:
          - id: x
            inside:
              a:
                - {when: "done(a.m, x)", text: Again.}
                - text: For the first time.
            news:
              headline:
                - {when: done(a.m), text: Twice}
                - text: Once
"""
    )
    story = tell(text, players=("a",))
    story.choose("m")
    story.choose("m")
    assert [e.headline for e in of_type(story, NewsPublished)] == ["Once", "Twice"]
    told = [dict(e.inside)["a"] for e in of_type(story, OutcomeDrawn)]
    assert told == ["For the first time.", "Again."]


def test_the_entered_stage_works_out_its_effects_in_itself() -> None:
    story = tell(TWO + "      go: {once: true, to: next}\n      rest: {in: next}\n", "y=2")
    assert [e.after for e in of_type(story, Changed) if e.cause == "stage"] == [3]


def test_an_outcome_to_the_present_stage_changes_nothing() -> None:
    story = tell(TWO + "      stay: {in: [open, next], to: open}\n")
    assert [e.to for e in of_type(story, StageEntered)] == ["open", "end"]


def test_an_actor_without_any_enabled_move_is_passed_over() -> None:
    story = tell(TWO + "      only: {once: true}\n")
    assert [e.round for e in of_type(story, Moved)] == [1]


def test_the_story_enters_the_calendars_ending_after_the_last_round() -> None:
    story = tell(TWO + "      m: {}\n")
    assert [e.round for e in of_type(story, RoundBegan)] == [1, 2, 3]
    assert of_type(story, StageEntered)[-1].cause == "calendar"
    assert of_type(story, Ended)[-1].round == 3


def test_once_means_once_and_cooldown_counts_rounds() -> None:
    story = tell(
        "calendar: {rounds: 7, at_end: end}\nstages: {s: {}, end: {ending: true, text: E.}}\n"
        "actors: {a: {moves: {m: {cooldown: 2, weight: 1000000000}}, wait: {weight: 0}},"
        " b: {moves: {n: {once: true, weight: 1000000000}}, wait: {weight: 0}}}\n"
    )
    made = [(e.actor, e.round) for e in of_type(story, Moved) if e.move != "wait"]
    assert made == [("a", 1), ("b", 1), ("a", 4), ("a", 7)]


def test_a_chain_of_transitions_stops_before_it_comes_back() -> None:
    story = tell(
        "calendar: {rounds: 1, at_end: end}\n"
        "variables: {x: {start: 1, range: [0, 9]}}\n"
        "stages: {a: {}, b: {on_enter: {change: {x: +1}}}, c: {}, end: {ending: true, text: E.}}\n"
        "transitions: [{from: a, to: b, when: x > 0}, {from: b, to: c, when: x > 1},"
        " {from: c, to: a, when: x > 0}]\n"
        "actors: {p: {moves: {}}}\n"
    )
    chain = [e.to for e in of_type(story, StageEntered)]
    at_the_start, after_waiting, at_rounds_end = ["a", "b", "c"], ["a", "b"], ["c", "a"]
    assert chain == [*at_the_start, *after_waiting, *at_rounds_end, "end"]


def test_transitions_are_taken_in_the_order_of_the_file() -> None:
    story = tell(
        "calendar: {rounds: 1, at_end: no}\n"
        "stages: {s: {}, first: {ending: true, text: 1.}, second: {ending: true, text: 2.},"
        " no: {ending: true, text: N.}}\n"
        "transitions: [{from: s, to: first, when: round == 1},"
        " {from: s, to: second, when: round >= 1}]\n"
        "actors: {p: {moves: {}}}\n"
    )
    assert story.ending == "first"


def test_an_ending_stops_everything_at_once() -> None:
    story = tell(
        TWO.replace(
            "end: {ending: true, text: End.}",
            "end: {ending: true, text: End., on_enter: {set: {x: 0}}}",
        )
        + "      stop: {to: end}\n  b:\n    moves: {}\n"
    )
    assert {e.actor for e in of_type(story, Moved)} == {"a"}
    assert story.state.values[0] == 0
    assert isinstance(story.events[-1], Ended)


def test_drift_comes_after_the_last_actor_all_from_the_state_before_it() -> None:
    story = tell(
        "calendar: {rounds: 1, at_end: end}\n"
        "variables:\n  x: {start: 1, range: [0, 9], drift: y}\n"
        "  y: {start: 2, range: [0, 9], drift: x}\n"
        "stages: {s: {}, end: {ending: true, text: E.}}\nactors: {p: {moves: {}}}\n"
    )
    assert story.state.values == [3, 3]


def test_the_date_moves_by_the_days_of_the_stage_in_which_the_round_began() -> None:
    story = tell(
        "calendar: {start: 2024-02-28, rounds: 3, at_end: end}\n"
        "stages: {slow: {days_per_round: 5}, fast: {}, end: {ending: true, text: E.}}\n"
        "actors: {p: {wait: false, moves: {go: {in: slow, to: fast}, rest: {in: fast}}}}\n"
    )
    assert [e.day for e in of_type(story, RoundBegan)] == [0, 5, 6]


def test_rounds_in_stage_counts_ends_of_rounds_since_the_stage_was_entered() -> None:
    story = tell(
        "calendar: {rounds: 9, at_end: end}\n"
        "stages: {a: {}, b: {}, end: {ending: true, text: E.}, done_: {ending: true, text: D.}}\n"
        "transitions: [{from: a, to: b, when: rounds_in_stage == 2},"
        " {from: b, to: done_, when: rounds_in_stage == 3}]\n"
        "actors: {p: {moves: {}}}\n"
    )
    entered = [(e.to, e.round) for e in of_type(story, StageEntered)]
    assert entered == [("a", 1), ("b", 2), ("done_", 5)]


def test_waiting_has_no_outcome_but_transitions_follow_it() -> None:
    story = tell(
        "calendar: {rounds: 3, at_end: end}\n"
        "stages: {a: {}, end: {ending: true, text: E.}, out: {ending: true, text: O.}}\n"
        "transitions: [{from: a, to: out, when: round == 2}]\n"
        "actors: {p: {moves: {}}, q: {moves: {}}}\n"
    )
    assert [(e.actor, e.round) for e in of_type(story, Moved)] == [("p", 1), ("q", 1), ("p", 2)]


def test_a_temperament_replaces_the_weights_it_names_and_leaves_the_others() -> None:
    text = (
        "calendar: {rounds: 1, at_end: end}\nstages: {s: {}, end: {ending: true, text: E.}}\n"
        "actors: {p: {wait: {weight: 0}, temperaments: {odd: {m: 0}},"
        " moves: {m: {weight: 5}, n: {weight: 1}}}}\n"
    )
    made = program(text)
    for number in range(200):
        story = Story(made, 1, number, plan=plan_of(made, ["p~odd"]))
        assert of_type(story, Moved)[0].move == "n"


def test_values_set_at_the_start_come_before_the_first_stages_effects() -> None:
    story = tell(
        "calendar: {rounds: 1, at_end: end}\nvariables: {x: {start: 0, range: [0, 9]}}\n"
        "stages: {s: {on_enter: {change: {x: x}}}, end: {ending: true, text: E.}}\n"
        "actors: {p: {moves: {}}}\n",
        "x=4",
    )
    assert story.state.values == [8]


def test_a_value_set_for_a_round_is_in_before_the_first_actor_and_moves_the_stage() -> None:
    text = (
        "calendar: {rounds: 4, at_end: end}\nvariables: {x: {start: 0, range: [0, 9]}}\n"
        "stages: {s: {}, hot: {}, end: {ending: true, text: E.}}\n"
        "transitions: [{from: s, to: hot, when: x == 9}]\n"
        "actors: {p: {moves: {m: {in: hot, weight: 1000000000}}, wait: {weight: 0}}}\n"
    )
    story = tell(text, "x=9@3")
    assert [(e.move, e.round) for e in of_type(story, Moved)] == [
        ("wait", 1), ("wait", 2), ("m", 3), ("m", 4),
    ]  # fmt: skip


def test_a_choice_that_cannot_be_made_changes_nothing() -> None:
    made = program_of("roof")
    story = Story(made, 3, players=["pupil"])
    before, events = story.state.copy(), list(story.events)
    with pytest.raises(ChoiceError):
        story.choose("apologise")
    with pytest.raises(ChoiceError):
        story.choose("post", outcome="3")
    assert story.state == before
    assert story.events == events
    story.choose("post")
    with pytest.raises(ChoiceError, match="cannot make"):
        story.choose("post")


def test_nothing_can_be_chosen_after_the_end() -> None:
    story = Story(program_of("roof"), 3)
    assert story.ended
    assert story.enabled == []
    with pytest.raises(ChoiceError, match="over"):
        story.choose("wait")


def test_variants_of_news_are_all_shown_and_touch_nothing_else() -> None:
    text = (
        "calendar: {rounds: 2, at_end: end}\nstages: {s: {}, end: {ending: true, text: E.}}\n"
        "actors: {p: {wait: false, moves: {m: {news: [{headline: A}, {headline: B},"
        " {headline: C}]}}}}\n"
    )
    made = program(text)
    heads = Counter(
        event.headline
        for number in range(600)
        for event in Story(made, 2, number).events
        if isinstance(event, NewsPublished)
    )
    assert set(heads) == {"A", "B", "C"}
    assert min(heads.values()) > 300


def test_no_variant_of_news_comes_twice_while_another_is_left() -> None:
    text = (
        "calendar: {rounds: 4, at_end: end}\nstages: {s: {}, end: {ending: true, text: E.}}\n"
        "actors: {p: {wait: false, moves: {m: {news: [{headline: A}, {headline: B},"
        " {headline: C}]}}}}\n"
    )
    made = program(text)
    for number in range(100):
        told = [
            event.headline
            for event in Story(made, 2, number).events
            if isinstance(event, NewsPublished)
        ]
        assert sorted(told[:3]) == ["A", "B", "C"]
        assert len(told) == 4


def test_a_hidden_truth_is_drawn_by_its_weights_or_fixed_by_a_what_if() -> None:
    made = program_of("unknowns")
    counts = Counter(Story(made, 3, n).state.truths[0] for n in range(3_000))
    assert 0.45 < counts[0] / 3_000 < 0.55
    fixed = plan_of(made, ["sender=rival"])
    assert {Story(made, 3, n, plan=fixed).state.truths[0] for n in range(50)} == {1}
