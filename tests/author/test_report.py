"""How the problems of a file are told to people: few in full, many grouped."""

from __future__ import annotations

import re

from sim.author.report import told
from sim.scenario.reader import examine_text
from tests.scenario.marked import roof

MOVES = "      film: {in: dripping, change: {attention: +1}}\n"


def problems_of(text: str):
    return examine_text(text, file="roof.yaml", name="roof")[1]


def many(number: int):
    """A file with so many slips of two kinds: a stage misspelt, and keys of all sorts."""
    moves = "".join(
        f"      move_{n}: {{in: driping, lable{n % 40}: x, change: {{attention: +1}}}}\n"
        for n in range(number // 2)
    )
    return problems_of(roof((MOVES, MOVES + moves)))


def test_few_problems_are_told_one_by_one_the_gravest_first():
    changes = (
        ("{attention: +1}", "{attention: 1}"),
        ("  pupil:\n", "  pupil:\n    playable: true\n"),
    )
    problems = problems_of(roof(*changes))
    assert [p.severity.value for p in problems] == ["note", "error"]
    text = told(problems)
    assert text == "\n\n".join(str(p) for p in reversed(problems))


def test_three_hundred_problems_fit_on_a_few_screens_and_each_line_is_accounted_for():
    problems = many(300)
    assert len(problems) == 300
    text = told(problems)
    assert len(text.split("\n")) < 60
    assert text.startswith("roof.yaml: 300 errors, grouped by kind; --all shows each in full.")
    assert "error NC301 · No such stage · 150 times" in text
    assert "Did you mean 'dripping'?" in text
    also = sum(int(number) for number in re.findall(r"and (\d+) more\.", text))
    assert also > 100
    rest = int(re.search(r"And (\d+) more of this kind", text)[1])
    assert rest > 50


def test_the_same_sentence_is_said_once_with_the_lines_where_it_holds():
    text = told(many(60))
    assert text.count("There is no stage called 'driping'.") == 1
    assert re.search(r"Also in lines 17, 18, 19, .* and 17 more\.", text)


def test_the_word_that_was_meant_is_said_also_where_the_line_is_not_shown():
    text = told(many(60))
    assert "The key 'lable7' is not known here. Did you mean 'label'?" in text


def test_everything_can_be_had_in_full():
    problems = many(300)
    assert told(problems, everything=True).count("Did you mean 'dripping'?") == 150
