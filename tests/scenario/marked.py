"""Scenario texts that say themselves what is wrong with them: ``to: <NC301>nowhere``.

A mark stands right before the character at which its code must be reported. ``<NC009>`` at the
very beginning of a text, followed by a line break, is for the file as a whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.reader import Scenario, examine_text

if TYPE_CHECKING:
    from sim.scenario.problems import Problem

MARK = re.compile(r"<(NC\d{3})>")

Found = list[tuple[str, int, int]]

ROOF = """\
newscycle: 1
title: The school roof
calendar: {rounds: 4, at_end: forgotten}
variables:
  attention: {start: 1, range: [0, 5]}
stages:
  dripping: {text: Rain falls on the exam papers.}
  repaired: {ending: true, text: The roof is repaired.}
  forgotten: {ending: true, text: Nobody talks about it any more.}
transitions:
  - {from: dripping, to: repaired, when: attention > 4}
actors:
  pupil:
    moves:
      film: {in: dripping, change: {attention: +1}}
"""
"""A small sound scenario; tests replace a piece of it by another one with marks."""


def unmarked(text: str) -> tuple[str, Found]:
    """``text`` without its marks, and what they say: code, line and column, by place."""
    found: Found = []
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        while match := MARK.search(line):
            found.append((match[1], number, match.start() + 1))
            line = line[: match.start()] + line[match.end() :]
        lines.append(line)
    return "\n".join(lines), sorted(found, key=lambda entry: (entry[1:], entry[0]))


def examined(text: str) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """What the reader makes of ``text``."""
    return examine_text(text, file="roof.yaml", name="roof")


def roof(*changes: tuple[str, str]) -> str:
    """The small scenario with pieces replaced: (before, after)."""
    text = ROOF
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def holds(*changes: tuple[str, str]) -> tuple[Problem, ...]:
    """Assert that the changed scenario has the marked problems and no other; all of them."""
    text, expected = unmarked(roof(*changes))
    _, problems = examined(text)
    found = [(p.code, p.line, p.column) for p in problems]
    told = "\n".join(map(str, problems))
    assert sorted(found, key=lambda entry: (entry[1:], entry[0])) == expected, told
    lines = text.split("\n")
    for problem in problems:
        assert problem.text == lines[problem.line - 1]
    return problems
