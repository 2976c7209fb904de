"""Each how-to has a whole file that is sound and can be played."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.author.check import Wanted, look_at
from sim.engine.story import Story
from sim.program.lower import lower
from sim.scenario.codes import Severity
from sim.scenario.reader import load_path

PAGE = (Path(__file__).parents[2] / "docs" / "howto.md").read_text("utf-8")
EXAMPLES = re.findall(r"^## … (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
FILES = {
    title: match[1]
    for title, text in EXAMPLES
    if (match := re.search(r"```yaml\n(.*?)```", text, re.DOTALL))
}


def test_there_are_ten_of_them_and_more():
    assert len(FILES) >= 10


@pytest.mark.parametrize("title", FILES)
def test_the_file_has_no_problem_and_every_part_of_it_is_reached(title, tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(FILES[title], "utf-8")
    checked = look_at(path, Wanted(plays=150))
    serious = [p for p in checked.problems if p.severity is not Severity.NOTE]
    assert "\n".join(map(str, serious)) == ""
    assert checked.coverage.never == []
    assert Story(lower(load_path(path)), 1).ended
