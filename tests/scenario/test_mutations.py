"""Mistakes seeded into the bundled scenarios: each is found, on its line, with the word meant.

The default run takes a few of each kind and file, the same ones every time; the slow one makes
every mistake at every place.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cache

import pytest

from sim.author.check import check_text
from sim.scenario.catalog import bundled
from tests.scenario.mutations import KINDS
from tests.scenario.originals import Mutation, Original

ORIGINALS = sorted(bundled())
SAMPLE = {"leaking_roof": 3}
"""So many mistakes of each kind in the default run; 1 in a file that is not named."""


@dataclass
class Tally:
    """How many mistakes were made, found on their lines, and mended by the hint."""

    made: int = 0
    found: int = 0
    typos: int = 0
    meant: int = 0
    missed: list[str] = field(default_factory=list)


@cache
def original(name: str) -> Original:
    return Original(bundled()[name])


@cache
def of_kind(name: str, kind: str) -> list[Mutation]:
    return list(KINDS[kind](original(name)))


def judge(name: str, made: list[Mutation], tally: Tally) -> Tally:
    """Check each of ``made``; a traceback fails the test at once."""
    for mutation in made:
        problems = check_text(str(mutation.text), file=f"{name}.yaml", name=name)
        lines = {p.line for p in problems if not mutation.codes or p.code in mutation.codes}
        hits = [line in lines for line in mutation.lines]
        tally.made += 1
        if any(hits) if mutation.any_line else all(hits):
            tally.found += 1
        else:
            tally.missed.append(_told(mutation, problems))
        if mutation.meant is not None:
            tally.typos += 1
            hints = " ".join(p.hint or "" for p in problems if p.line in mutation.lines)
            if any(f"{a}{mutation.meant}{b}" in hints for a in "'." for b in "'.:"):
                tally.meant += 1
            else:
                tally.missed.append(f"hint: {_told(mutation, problems)}")
    return tally


def _told(mutation: Mutation, problems: object) -> str:
    line = str(mutation.text).split("\n")[mutation.lines[0] - 1].strip()
    return f"{mutation.kind}, line {mutation.lines[0]}: {line[:80]!r}"


def test_there_are_thirty_kinds_of_mistakes_and_more():
    used = {kind for kind in KINDS if any(of_kind(name, kind) for name in ORIGINALS)}
    assert used == set(KINDS)
    assert len(used) >= 30


@pytest.mark.parametrize("name", ORIGINALS)
def test_no_false_alarm_on_the_originals(name):
    assert check_text(original(name).text, file=f"{name}.yaml", name=name) == ()


@pytest.mark.parametrize("name", ORIGINALS)
def test_a_mistake_is_reported_on_its_line_with_the_word_that_was_meant(name):
    tally = Tally()
    for kind in KINDS:
        every = of_kind(name, kind)
        number = min(len(every), SAMPLE.get(name, 1))
        judge(name, random.Random(kind).sample(every, number), tally)
    report = "\n".join(tally.missed)
    assert tally.found >= 0.98 * tally.made, report
    assert tally.meant >= 0.95 * tally.typos, report


@pytest.mark.slow
@pytest.mark.parametrize("name", ORIGINALS)
def test_every_mistake_at_every_place_is_reported(name):
    tally = Tally()
    for kind in KINDS:
        judge(name, of_kind(name, kind), tally)
    report = "\n".join(tally.missed[:100])
    print(f"{name}: {tally.found} of {tally.made} found, {tally.meant} of {tally.typos} words")
    assert tally.found >= 0.98 * tally.made, report
    assert tally.meant >= 0.95 * tally.typos, report
