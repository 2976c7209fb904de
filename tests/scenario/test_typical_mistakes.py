"""What people who have never programmed write, and what they are told: plain, in its place, with
what to do.
"""

from __future__ import annotations

import pytest

from tests.scenario.marked import holds

NBSP = "\u00a0"
CHANGE = "change: {attention: +1}"
DATE = ("{rounds: 4", "{start: WRITTEN, rounds: 4")


def told(before: str, after: str) -> str:
    """What is said where the small scenario has ``after`` for ``before``: one problem only."""
    (problem,) = holds((before, after))
    return f"{problem.message} {problem.hint}"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("30.03.2023", "write it as 2023-03-30."),
        ("30. 3. 2023", "write it as 2023-03-30."),
        ("3/30/2023", "write it as 2023-03-30."),
        ("30/3/2023", "write it as 2023-03-30."),
        ("3/4/2023", "write it as 2023-04-03 or 2023-03-04."),
        ("2023-3-30", "write it as 2023-03-30."),
        ("2023/03/30", "write it as 2023-03-30."),
        ("30 March 2023", "write it as 2023-03-30."),
        ("Mar 30 2023", "write it as 2023-03-30."),
        ("31.02.2023", "write it as in 2023-03-19."),
        ("spring", "write it as in 2023-03-19."),
    ],
)
def test_a_date_is_written_as_it_should_be(written, said):
    assert said in told(DATE[0], DATE[1].replace("WRITTEN", f"<NC213>{written}"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("geklärt", "geklaert"),
        ("gekla\u0308rt", "geklaert"),
        ("Straße 5", "strasse_5"),
        ("fermé", "ferme"),
        ("it-is-over", "it_is_over"),
    ],
)
def test_an_id_in_other_letters_is_written_in_those_that_an_id_has(written, said):
    stage = "  dripping: {text: Rain falls on the exam papers.}\n"
    new = f"{stage}  <NC210>{written}: {{ending: true, text: It is over.}}\n"
    words = told(stage, new)
    assert "small letters from a to z" in words
    assert f"For example: {said}" in words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0-5", "Write: [0, 5]"),
        ("0..5", "Write: [0, 5]"),
        ("0 to 5", "Write: [0, 5]"),
        ("(0, 5)", "Write: [0, 5]"),
        ("five", "'- ' before each entry"),
    ],
)
def test_a_range_that_is_no_list_is_written_as_one(written, said):
    block = f"  attention:\n    start: 1\n    range: <NC203>{written}\n"
    assert said in told("  attention: {start: 1, range: [0, 5]}\n", block)


@pytest.mark.parametrize("sign", ["•", "–", "·", "-"])
def test_a_list_with_other_signs_than_hyphens_is_put_right(sign):
    entry = f"debrief:\n  questions:\n    <NC203>{sign}Who knew of it?\nactors:\n"
    assert "a hyphen and a space" in told("actors:\n", entry)


def test_entries_with_ids_are_no_list():
    block = "sources:\n  <NC203>- log: {title: The log}\nactors:\n"
    assert "Leave out each '- '" in told("actors:\n", block)


def test_decimals_with_commas_are_put_right():
    block = "expect:\n  - {ending: repaired, odds: <NC220>[0,02, 0,98]}\nactors:\n"
    assert "Write: [0.02, 0.98]" in told("actors:\n", block)
    move = "      film: {in: dripping, change: {attention: +1}}\n"
    again = "      film:\n        weight: <NC403>0,75\n        in: dripping\n"
    words = told(move, again)
    assert "15 of 100 instead of 0.15" in words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("4.0", "Write: 4"),
        ("04", "Write: 4"),
        ("4 rounds", "Write: 4"),
        ("1,000", "Write: 1000"),
        ("four", "None"),
    ],
)
def test_a_whole_number_is_written_as_one_and_never_put_in_quotes(written, said):
    block = f"calendar:\n  rounds: <NC206>{written}\n  at_end: forgotten\n"
    assert told("calendar: {rounds: 4, at_end: forgotten}\n", block).endswith(said)


def test_a_word_of_another_language_between_conditions_is_pointed_out():
    said = told("when: attention > 4", "when: attention > 4 <NC401>und round > 1")
    assert "'and' or 'or'" in said


def test_a_stage_that_lacks_its_word_ending_is_told_how_to_become_one():
    block = "expect:\n  - {ending: <NC307>dripping, odds: [0, 1]}\nactors:\n"
    assert "'ending: true' below 'dripping'" in told("actors:\n", block)


def test_a_stage_that_slipped_below_another_one_is_told_where_it_belongs():
    stage = "  dripping: {text: Rain falls on the exam papers.}\n"
    block = (
        "  dripping:\n    text: Rain falls on the exam papers.\n"
        "    <NC201>known: {text: Everybody knows.}\n"
    )
    said = told(stage, block)
    assert "If 'known' is a stage of its own, begin it in column 3, like 'dripping'." in said


def test_a_key_that_lost_its_colon_is_told_so_and_not_to_go_on_with_a_text():
    said = told(
        "actors:\n  pupil:\n    moves:\n", "actors:\n  pupil:\n    name: Ada\n    <NC108>moves\n"
    )
    assert "Write a colon after its key." in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    moves:\n", f"    moves:\n<NC133>{NBSP * 6}wait_here: {{in: dripping}}\n"),
        ("    moves:\n", f"    name:<NC133>{NBSP}Ada\n    moves:\n"),
        ("    moves:\n", f"    name: Ada\n  <NC133>{NBSP} role: a pupil\n    moves:\n"),
        ("  pupil:\n    moves:\n", "  pupil:\n<NC133>\u2003\u2003moves:\n"),
        ("rounds: 4,", f"rounds: 4,\n<NC133>{NBSP}{NBSP}start: 2024-01-01, "),
        ("calendar: {rounds: 4,", f"calendar: {{rounds:<NC133>{NBSP}4,"),
        ("    moves:\n", f"    wants:\n      -<NC133>{NBSP}text: Rest.\n    moves:\n"),
    ],
)
def test_a_pasted_special_space_is_named_where_it_stands(before, after):
    assert "common space" in told(before, after)


def test_special_spaces_inside_texts_are_letters_like_others():
    holds(("Rain falls", f"Rain{NBSP}falls"), ("The roof is", f"Enfin{NBSP}! Le toit{NBSP}"))


def test_a_text_in_curly_quotation_marks_with_a_colon_is_told_of_straight_ones():
    stage = "  dripping: {text: Rain falls on the exam papers.}\n"
    block = "  dripping:\n    text: <NC152>“Rain: it falls on the exam papers.”\n"
    assert 'straight ones (")' in told(stage, block)


@pytest.mark.parametrize("text", ['The roof"', '“The roof"', 'Rain falls on the "roof'])
def test_a_quotation_mark_without_its_partner_is_pointed_out(text):
    at = text.index('"')
    marked = f"{text[:at]}<NC156>{text[at:]}"
    assert "quotation mark" in told("title: The school roof\n", f"title: {marked}\n")


@pytest.mark.parametrize("text", ['The "old" roof', 'A roof of 5" and 7" boards', "The pupils'"])
def test_quotation_marks_in_pairs_are_letters(text):
    holds(("title: The school roof\n", f"title: {text}\n"))
