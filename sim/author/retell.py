"""The command that tells a play again."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from sim.author.plays import random_lines
from sim.scenario.catalog import bundled

if TYPE_CHECKING:
    from sim.author.plays import Play
    from sim.program.model import Program


def command(program: Program, play: Play) -> str:
    """``newscycle story …`` for ``play``, to be pasted into a shell."""
    path = program.scenario.path
    known = bundled().get(program.id)
    name = program.id if known is not None and str(known) == path else path
    words = ["newscycle", "story", name, "--seed", str(play.seed), "--number", str(play.number)]
    for line in random_lines(program) if play.random else ():
        words += ["--do", line]
    return shlex.join(words)
