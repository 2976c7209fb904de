"""Why a number is what it is: its history is the story's, each change has its cause."""

from __future__ import annotations

import pytest

from sim.engine.events import Changed
from sim.play.causes import in_general
from sim.play.chart import bar_rows
from sim.play.session import Casting, Session
from sim.play.why import history, names_of, why_sections
from sim.program.lower import lower
from sim.scenario.catalog import load
from sim.scenario.reader import load_text

MIXED = """
newscycle: 1
title: Numbers
calendar: {rounds: 4, at_end: over}
variables:
  heat: {label: Heat, start: 2, range: [0, 5], drift: "-1 if heat > 3 else 0"}
  filed: {label: A file is open, start: false}
stages:
  calm: {label: Calm}
  storm: {label: A storm, on_enter: {change: {heat: +2}}}
  over: {label: Secret headline, ending: true, text: Over., on_enter: {set: {heat: 0}}}
actors:
  press:
    name: The press
    playable: true
    moves:
      ask: {label: Ask, change: {heat: +1}, in: calm, to: storm}
      file: {label: File, set: {filed: true}}
      gamble:
        label: Gamble
        outcomes:
          - {change: {heat: -1}, news: {headline: Never told in advance, kind: post}}
          - {change: {heat: "1 if filed else -1"}}
          - {}
"""


def numbers(moves: list[str]) -> Session:
    session = Session.begin(load_text(MIXED, "numbers"), Casting(("press",), 3), None)
    for move in moves:
        session.choose(move)
    return session


def words_of(session: Session) -> str:
    sections = why_sections(session, "press")
    return "\n".join(str(entry) for section in sections for entry in section.entries)


def test_the_history_is_what_the_story_did() -> None:
    session = Session.begin(load("leaking_roof"), Casting(("head",), 3), None)
    while not session.ended:
        session.choose(session.view().moves[0].id)
    for variable in session.program.variables:
        past = history(session.story.events, variable)
        assert past[0] == (0, variable.start)
        assert past[-1][1] == session.story.state.values[variable.index]
        assert [number for number, _ in past] == list(range(session.story.state.round + 1))
        for number, value in past[1:]:
            changes = [
                e.after for e in session.story.events
                if isinstance(e, Changed) and e.variable == variable.id and e.round <= number
            ]  # fmt: skip
            assert value == (changes[-1] if changes else variable.start)


def test_every_change_is_told_with_its_day_and_its_cause() -> None:
    session = numbers(["ask", "file"])
    words = words_of(session)
    assert "day 1, round 1 — +1 → 3" in words
    assert "You: Ask" in words
    assert "The story came to “A storm”" in words
    assert "Time passes" in words
    changes = [e for e in session.story.events if isinstance(e, Changed)]
    assert words.count(" → ") + words.count("— yes") == len(changes)


def test_what_moves_a_number_in_general_is_read_from_the_program() -> None:
    program = numbers([]).program
    by = {entry.head: entry.text for entry in in_general(program, program.variables[0], told=False)}
    assert by["Raised by"].split("\n") == ["", "· The press: Ask", "· Coming to “A storm”"]
    assert "Gamble (it may turn out so)" in by["Lowered by"]
    assert by["Raised or lowered by"] == "The press: Gamble (it may turn out so)"
    words = words_of(numbers([]))
    assert "at the end of each round minus 1 if heat is above 3, else 0" in words
    assert "Set to yes by: The press: File" in words


def test_nothing_is_told_of_headlines_and_endings_before_a_first_one() -> None:
    words = words_of(numbers(["ask"]))
    assert "Secret headline" not in words
    assert "Never told in advance" not in words
    program = lower(load_text(MIXED, "numbers"))
    told = "\n".join(map(str, in_general(program, program.variables[0], told=True)))
    assert "Secret headline" in told


def test_every_bundled_number_can_be_explained() -> None:
    for name in ("leaking_roof", "petropavlovsk"):
        program = lower(load(name))
        for variable in program.variables:
            # What nobody sees, a switch for what-ifs, nobody asks about.
            seen = variable.seen_by is None or variable.seen_by
            assert not seen or in_general(program, variable, told=False), variable.id


@pytest.mark.parametrize(
    ("past", "low", "high", "value"),
    [([(0, 2), (1, 5), (2, 0)], 0, 5, 5), ([(0, -3), (1, 0)], -3, 3, 0),
     ([(0, 40), (1, 100), (2, 7)], 0, 100, 100), ([(0, 1), (1, 1)], 1, 1, 1)],
)  # fmt: skip
def test_a_chart_has_a_scale_a_bar_for_each_round_and_the_values(
    past: list[tuple[int, int]], low: int, high: int, value: int
) -> None:
    rows = bar_rows(past, low, high)
    assert rows[0].split()[0] == str(high)
    assert [int(word) for word in rows[-1].split()[: len(past)]] == [v for _, v in past]
    assert rows[-2].split()[: len(past)] == ["·", *(str(n) for n, _ in past[1:])]
    assert str(value) in rows[-1]
    assert all(len(row) <= 84 for row in rows)


def test_bars_are_as_high_as_the_values_are() -> None:
    rows = bar_rows([(0, 0), (1, 1), (2, 2), (3, 3)], 0, 3)
    bars = [row.partition("┤")[2] for row in rows if "┤" in row]
    heights = [sum(bar[at : at + 1] == "█" for bar in bars) for at in (1, 4, 7, 10)]
    assert heights == [0, 1, 2, 3]


def test_a_long_story_shows_its_last_rounds() -> None:
    past = [(number, number % 5) for number in range(200)]
    rows = bar_rows(past, 0, 4)
    assert rows[-2].split()[-2] == "199"
    assert max(map(len, rows)) <= 84


def test_a_number_is_found_by_its_id_or_a_part_of_its_name() -> None:
    session = numbers([])
    assert names_of(session, "heat", "press") == ["heat"]
    assert names_of(session, "file", "press") == ["filed"]
    assert names_of(session, "nothing", "press") == []
