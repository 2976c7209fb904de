"""The command that tells a play again."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from sim.author.plays import random_lines
from sim.scenario.catalog import bundled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.author.plays import Play
    from sim.program.model import Program


def command(program: Program, play: Play) -> str:
    """``newscycle story …`` for ``play``, to be pasted into a shell."""
    words = ["newscycle", "story", name_of(program), "--seed", str(play.seed)]
    words += ["--number", str(play.number)]
    return _joined(words, random_lines(program) if play.random else ())


def replay(program: Program, lines: Iterable[str]) -> str:
    """``newscycle story …`` for the story that ``lines`` force, whatever the luck."""
    return _joined(["newscycle", "story", name_of(program), "--seed", "1"], lines)


def name_of(program: Program) -> str:
    """What commands call the scenario: the id of a bundled one, else its path."""
    path = program.scenario.path
    known = bundled().get(program.id)
    return program.id if known is not None and str(known) == path else path


def _joined(words: list[str], lines: Iterable[str]) -> str:
    for line in lines:
        words += ["--do", line]
    return shlex.join(words)
