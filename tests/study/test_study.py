"""The study says what its stories say: page, figures and numbers agree, and the prose is right.

The whole of it is told again with ``python -m pytest -m slow tests/study``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest

import sim
from sim.lab.uncertainty import wilson
from tests.study import page
from tests.study.design import (
    FRAMES,
    INACTION,
    LATE,
    ORDERS,
    POLICE,
    QUESTIONS,
    SCENARIO,
    SEED,
    cells,
)
from tests.study.figures import FIGURES
from tests.study.measure import contrast, measured, tell

AGAIN = "run: python -m tests.study"
RUNS = 2_000
WIDE = 4.5
"""Standard errors: what a part of the stories may be off from all of them."""


@cache
def numbers() -> dict[str, Any]:
    return page.read()


def rows(name: str) -> list[dict[str, Any]]:
    return list(numbers()["answers"][name])


def test_page_and_figures_are_those_of_the_numbers() -> None:
    for path, text in page.files(numbers()).items():
        assert path.read_text("utf-8") == text, f"{path.name}: {AGAIN}"


def test_numbers_that_are_read_are_those_that_are_kept() -> None:
    for path, text in page.kept(numbers()).items():
        assert path.read_text("utf-8") == text


def test_no_digit_of_the_prose_is_typed_by_hand() -> None:
    prose = page.PROSE.read_text("utf-8").partition("\n## Papers")[0]
    prose = re.sub(r"```.*?```|`[^`]*`|\{\{\w+\}\}|\]\([^)]*\)", " ", prose, flags=re.DOTALL)
    prose = re.sub(r"^\d\. |\*?[Ff]igure \d", "", prose, flags=re.MULTILINE)
    assert set(re.findall(r"\d[\d.,]*\d|\d", prose)) == {"2023", "95", "1998"}


def test_the_plan_crosses_every_level_that_the_study_names() -> None:
    found, _ = cells()
    assert len(found) == len(FRAMES) * len(POLICE) * len(ORDERS)
    assert {cell.frame for cell in found} == set(FRAMES)
    assert {cell.police for cell in found} == set(POLICE)
    assert {cell.order for cell in found} == set(ORDERS)
    for question in (*QUESTIONS, LATE):
        assert question.headline in dict(question.pairs())


def test_a_part_of_the_stories_told_again_fits_the_numbers_and_has_the_same_directions() -> None:
    points, common = cells()
    scenario = sim.load(SCENARIO)
    wanted = {c for q in QUESTIONS for c in (q.headline, q.without(q.headline))}
    told = tell(scenario, points, common, runs=RUNS, wanted=sorted(wanted))
    for row in numbers()["cells"]:
        for cell, found in told.items():
            if (cell.frame, cell.police, cell.order) == (row["frame"], row["police"], row["order"]):
                count = int((found.endings == row["ending"]).sum())
                span = wilson(count, RUNS, WIDE)
                assert span.low <= row["share"] <= span.high, f"{row}: {AGAIN}"
    for question, sign in zip(QUESTIONS, (-1, 1, 1), strict=True):
        one, other = question.headline, question.without(question.headline)
        found = contrast(told, one, other, question.ending)
        assert min(sign * found["low"], sign * found["high"]) > 0, question.words


def test_the_sweep_of_the_plan_tells_the_same_stories() -> None:
    points, common = cells()
    cell = QUESTIONS[0].headline
    scenario = sim.load(SCENARIO)
    told = tell(scenario, points, common, runs=200, wanted=[cell])[cell]
    swept = sim.sweep(scenario, [points[cell]], runs=200, seed=SEED, do=common)
    for row in swept.rows:
        assert row["share"] == (told.endings == row["ending"]).mean()


# -- what the prose states ------------------------------------------------------------------


def test_an_explanation_at_once_lowers_the_headline_abroad_in_every_cell() -> None:
    assert all(row["high"] < 0 for row in rows("time"))


def test_a_day_later_less_is_left_of_it_in_every_cell() -> None:
    for soon, later in zip(rows("time"), rows("late"), strict=True):
        assert (soon["frame"], soon["order"]) == (later["frame"], later["order"])
        left = abs(later["difference"]) / abs(soon["difference"])
        assert left < (0.35 if soon["frame"] == INACTION else 0.85)
    by_police = {row["police"]: row["lines"] for row in numbers()["done"]}
    soon, later = by_police["police.explain@4"], by_police["police.explain@5"]
    assert later["police.explain@5"] < 0.7 * soon["police.explain@4"]


def test_the_whole_recording_does_most_where_police_explain_at_once_and_least_in_silence() -> None:
    assert all(row["low"] > 0 for row in rows("frame"))
    by_police = {
        police: [row["difference"] for row in rows("frame") if row["police"] == police]
        for police in POLICE
    }
    least = min(by_police["police.explain@4"])
    assert least > max(by_police["nothing"])
    assert least > max(abs(row["difference"]) for q in ("time", "order") for row in rows(q))
    headline = QUESTIONS[1].headline
    (there,) = (
        row["difference"]
        for row in rows("frame")
        if all(row[f] == getattr(headline, f) for f in ("police", "order"))
    )
    assert there == min(row["difference"] for row in rows("frame"))


def test_a_letter_first_brings_hasty_laws_more_often_in_every_cell() -> None:
    assert all(row["low"] > 0 for row in rows("order"))
    headlines = {
        q.name: abs(row["difference"])
        for q in QUESTIONS
        for row in rows(q.name)
        if all(row[f] == getattr(q.headline, f) for f in ("frame", "police", "order"))
    }
    assert min(headlines, key=headlines.__getitem__) == "order"


def test_pairing_narrows_the_intervals_and_most_for_the_order() -> None:
    ratios = {
        q.name: sorted(2 * row["apart"] / (row["high"] - row["low"]) for row in rows(q.name))
        for q in QUESTIONS
    }
    medians = {name: found[len(found) // 2] for name, found in ratios.items()}
    assert all(median > 1 for median in medians.values())
    assert max(medians, key=medians.__getitem__) == "order"


def test_the_directions_hold_in_most_worlds_with_other_guesses() -> None:
    off = numbers()["off"]["differences"]
    for name, sign in (("time", -1), ("frame", 1), ("order", 1)):
        assert sum(sign * value > 0 for value in off[name]) >= 0.9 * len(off[name])


# -- the figures ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_fetches_nothing_and_stays_inside_its_frame(name: str) -> None:
    text = (page.FOLDER / name).read_text("utf-8")
    assert set(re.findall(r"https?://[^\"' )]*", text)) == {"http://www.w3.org/2000/svg"}
    root = ElementTree.fromstring(text)  # noqa: S314
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert root.find("{http://www.w3.org/2000/svg}desc").text
    for part in root.iter():
        size = float(part.attrib.get("font-size", 0))
        for key in ("x", "x1", "x2", "cx"):
            assert 0 <= float(part.attrib.get(key, 0)) <= width
        for key in ("y", "y1", "y2", "cy"):
            assert 0 <= float(part.attrib.get(key, 0)) <= height
        if part.tag.endswith("text"):
            # A letter is about six tenths as wide as it is high.
            long = 0.6 * size * len(part.text)
            x, anchor = float(part.attrib["x"]), part.attrib["text-anchor"]
            left = {"start": x, "middle": x - long / 2, "end": x - long}[anchor]
            assert left >= -10
            assert left + long <= width + 10, part.text


@pytest.mark.slow
def test_the_whole_study_told_again_is_the_one_that_is_kept() -> None:
    for path, text in page.kept(measured()).items():
        assert path.read_text("utf-8") == text, f"{path.name}: {AGAIN}"
