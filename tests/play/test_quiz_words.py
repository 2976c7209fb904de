"""What is said of sorted claims: every range has its words, and none says more than it may."""

from __future__ import annotations

import re
from itertools import product

import pytest
from scipy.stats import norm

from sim.play.quiz.asking import MEANINGS, opening_sections, verdict_words
from sim.play.quiz.claims import Item
from sim.play.quiz.due import change, seat
from sim.play.quiz.scoring import VERDICTS, Counts, Estimate, Measures, counts, measures
from sim.play.quiz.sitting import AFTER, BEFORE, LATER, Sitting
from sim.play.quiz.store import Kept
from sim.play.quiz.tabled import table_rows, table_sentences
from sim.play.quiz.words import (
    apart_words,
    change_words,
    lean_words,
    mix_up_words,
    result_sections,
    unsure_words,
)
from sim.program.lower import lower
from sim.scenario.catalog import load

ROOF = lower(load("leaking_roof"))
NOBODY = Kept((), {})


def sitting(occasion: str, pairs: list[tuple[str, str]]) -> Sitting:
    ids = [f"{n:010x}" for n in range(len(pairs))]
    items = tuple(
        Item(name, f"Claim {name}.", meant, True)
        for name, (meant, _) in zip(ids, pairs, strict=True)
    )
    given = {name: said for name, (_, said) in zip(ids, pairs, strict=True)}
    return Sitting(occasion, "", 1, "2026-03-01", 7, "leaking_roof", "The leaking roof", "0", items,
                   given, done=True)  # fmt: skip


def of(hits: int, signals: int, alarms: int, noise: int) -> list[tuple[str, str]]:
    return [
        *[("documented", "documented")] * hits,
        *[("documented", "unknown")] * (signals - hits),
        *[("claimed", "documented")] * alarms,
        *[("claimed", "claimed")] * (noise - alarms),
    ]


def said(d_prime: float, criterion: float, error: float = 0.1) -> Measures:
    return Measures(0.5, 0.5, Estimate(d_prime, error), Estimate(criterion, error / 2))


@pytest.mark.parametrize(
    ("d_prime", "words"),
    [
        (-2.0, "The wrong way round"),
        (-0.31, "The wrong way round"),
        (-0.29, "You hardly tell"),
        (0.0, "You hardly tell"),
        (0.29, "You hardly tell"),
        (0.31, "is not a little."),
        (1.01, "is not well."),
        (2.01, "is not very well."),
    ],
)
def test_each_range_of_telling_apart_has_its_words(d_prime: float, words: str) -> None:
    assert words in apart_words(said(d_prime, 0))


def test_the_wrong_way_round_is_not_said_where_it_may_be_chance() -> None:
    assert apart_words(said(-0.6, 0, error=0.9)).startswith("You did not tell")


def test_pairs_are_told_as_times_in_a_hundred() -> None:
    assert "50 times in 100" in apart_words(said(0, 0))
    assert "76 times in 100" in apart_words(said(1, 0))


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        (-0.7, "You lean far towards trust"),
        (-0.3, "You lean towards trust"),
        (-0.1, "You lean neither"),
        (0.1, "You lean neither"),
        (0.3, "You lean towards doubt"),
        (0.7, "You lean far towards doubt"),
    ],
)
def test_each_leaning_has_its_words(criterion: float, words: str) -> None:
    assert lean_words(said(1, criterion)).startswith(words)


def test_what_may_be_chance_is_called_so() -> None:
    found = Counts(3, 5, 3, 8)
    assert unsure_words(found, said(1, 0.5)).startswith("Each of the two is more than chance")
    assert "the leaning may be chance" in unsure_words(found, said(1, 0.05))
    assert "how well you tell apart may be chance" in unsure_words(found, said(0.1, 0.5))
    assert unsure_words(found, said(0.1, 0.05)).startswith("Either may be chance. 13 claims")


def test_the_signs_of_numbers_are_those_of_the_measures() -> None:
    """Who calls everything documented trusts; who calls nothing documented doubts."""
    trusting = measures(counts(of(5, 5, 9, 9)))
    doubting = measures(counts(of(0, 5, 0, 9)))
    assert trusting is not None
    assert doubting is not None
    assert "towards trust" in lean_words(trusting)
    assert "towards doubt" in lean_words(doubting)
    assert "hardly" in apart_words(trusting)
    assert "hardly" in apart_words(doubting)


def test_words_come_before_numbers_and_numbers_with_their_uncertainty() -> None:
    sections = result_sections(ROOF, sitting(AFTER, of(4, 5, 2, 9)), NOBODY)
    titles = [section.title for section in sections]
    assert titles.index("What do we know? After the story") < titles.index("The numbers")
    text = "\n".join(p for section in sections for p in section.paragraphs)
    head = text[: text.index("d′")]
    assert not re.search(r"\d\.\d", head)
    assert "4 of 5" not in head
    found = measures(Counts(4, 5, 2, 9))
    assert found is not None
    assert f"{found.d_prime.value:.2f} (standard error {found.d_prime.error:.2f}" in text
    assert "Hautus 1995" in text
    assert "Gourevitch and Galanter (1967)" in text
    assert "Of 5 documented claims you called 4 documented; of 9 others, 2." in text
    best = norm.ppf(5.5 / 6) - norm.ppf(0.5 / 10)
    assert f"the most that can be had is {best:.2f}." in text


def test_with_few_claims_of_a_kind_nothing_is_said_of_a_person() -> None:
    for pairs in (of(2, 2, 1, 9), of(3, 5, 1, 2), of(0, 0, 1, 4)):
        text = str(result_sections(ROOF, sitting(AFTER, pairs), NOBODY)[0].paragraphs)
        assert "Too few claims" in text
        assert "You tell" not in text


def test_before_the_story_nothing_is_given_away() -> None:
    pairs = of(4, 5, 2, 9)
    (section,) = result_sections(ROOF, sitting(BEFORE, pairs), NOBODY)
    text = " ".join(section.paragraphs)
    assert "14 claims sorted" in text
    assert not re.search(r"d′|right|documented|as meant", text)
    opening = " ".join(p for s in opening_sections(seat(ROOF, BEFORE)) for p in s.paragraphs)
    assert "You are not told yet what they are" in opening
    assert all(meaning in opening for meaning in MEANINGS.values())


def test_more_doubt_of_everything_is_not_called_an_improvement() -> None:
    before, after = sitting(BEFORE, of(10, 12, 8, 24)), sitting(AFTER, of(4, 12, 1, 24))
    words = " ".join(change_words(change(before, after)))
    assert "You tell apart about as well as then, as far as so few claims can show." in words
    assert "doubt more than then" in words
    assert "That is more doubt of everything, not better telling apart." in words


def test_telling_apart_better_is_called_so_and_chance_is_not_ruled_out_without_reason() -> None:
    few = change(sitting(BEFORE, of(3, 5, 3, 9)), sitting(LATER, of(4, 5, 2, 9)))
    words = change_words(few)[1]
    assert "better than then, but by no more than chance can make with so few claims" in words
    many = change(sitting(BEFORE, of(6, 12, 12, 24)), sitting(LATER, of(12, 12, 0, 24)))
    assert "better than then, by more than chance would easily make" in change_words(many)[1]
    worse = change(sitting(BEFORE, of(12, 12, 0, 24)), sitting(LATER, of(6, 12, 12, 24)))
    assert "less well than then" in change_words(worse)[1]


def test_both_numbers_of_a_comparison_are_given_with_their_difference() -> None:
    found = change(sitting(BEFORE, of(3, 5, 3, 9)), sitting(AFTER, of(4, 5, 2, 9)))
    assert found.d_prime is not None
    (*_, numbers) = change_words(found)
    assert numbers.startswith(f"d′ {found.measures_then.d_prime.value:.2f} then")  # type: ignore[union-attr]
    gained, error = found.d_prime.value, found.d_prime.error
    low, high = gained - 1.96 * error, gained + 1.96 * error
    assert low < 0 < high
    interval = f"95 % interval from −{-low:.2f} to +{high:.2f})."
    assert f"+{gained:.2f} (standard error {error:.2f}; {interval}" in numbers


def test_the_words_of_a_comparison_go_with_its_interval() -> None:
    """Never better or worse "by more than chance" where nought lies in the interval."""
    seen = set()
    for hits, alarms in product(range(9), range(17)):
        found = change(sitting(BEFORE, of(4, 8, 8, 16)), sitting(AFTER, of(hits, 8, alarms, 16)))
        assert found.d_prime is not None
        words = change_words(found)[1]
        clear = "by more than chance would easily make" in words
        assert clear == (found.d_prime.low > 0 or found.d_prime.high < 0)
        if clear:
            assert ("better than then" in words) == (found.d_prime.value > 0)
        seen.add((clear, found.d_prime.value > 0))
    assert len(seen) == 4


def test_the_table_says_the_same_to_eyes_and_to_ears() -> None:
    one = sitting(AFTER, [("documented", "documented"), ("documented", "wrong"),
                          ("unknown", "claimed"), ("unknown", "claimed")])  # fmt: skip
    rows = table_rows(one)
    assert max(map(len, rows)) <= 56, "it fits into a window of 60 columns"
    assert re.fullmatch(r"documented +\(1\) +· +· +· +1 ?", rows[1])
    assert re.fullmatch(r"unknown +· +2 +· +\(0\) +· ?", rows[4])
    assert table_sentences(one) == (
        "Meant documented, 2: you said documented 1, false 1.",
        "Meant unknown, 2: you said claimed 2.",
    )
    assert mix_up_words(one) == "2 times you said claimed where unknown was meant."
    assert mix_up_words(sitting(AFTER, of(5, 5, 0, 5))) is None


def test_a_verdict_that_is_not_the_one_given_is_named_beside_it() -> None:
    for meant in VERDICTS:
        for given in VERDICTS:
            words = verdict_words(meant, given)
            assert ("as you said" in words) == (meant == given)
            assert "wrong" not in words, "people read: false"
