"""Asking, line by line, which scenario to play and whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from sim.engine.telling import tell_apart
from sim.errors import UsageError
from sim.plain.telling import wrapped
from sim.play.guide import OFFER, ROLE, SCENARIO
from sim.play.settings import BEGUN, load_settings, note_guide, offers_guide
from sim.program.lower import lower
from sim.scenario.catalog import bundled, load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.scenario.reader import Scenario

    Say = Callable[[str], object]


GUIDED = "t"


def ask_scenario(source: TextIO, say: Say) -> str:
    """The id of a bundled scenario; raises :class:`UsageError` at the end of input.

    At the very first start the guided first play is offered too.
    """
    options = [(name, load(path).file.title) for name, path in bundled().items()]
    extra: tuple[str, ...] = ()
    if offers_guide() and SCENARIO in bundled():
        for line in wrapped(f"{OFFER} {GUIDED} begins it."):
            say(line)
        extra = (GUIDED,)
    word = _ask("Which story?", options, source, say, extra)
    if word != GUIDED:
        return word
    note_guide(BEGUN)
    return SCENARIO


def ask_player(scenario: Scenario, source: TextIO, say: Say) -> str:
    """The id of an actor who can be played; in the guided first play that is settled."""
    program = lower(scenario)
    if scenario.id == SCENARIO and load_settings()[0].guide == BEGUN:
        return ROLE
    options = []
    for actor in program.actors:
        if actor.playable:
            role = tell_apart(actor.role, program)
            name = tell_apart(actor.name, program)
            options.append((actor.id, f"{name}: {role}" if role else name))
    if not options:
        raise UsageError(f"Nobody can be played in {program.title}.")
    return _ask(f"{program.title}. Whom do you play?", options, source, say)


def _ask(
    question: str,
    options: Sequence[tuple[str, str]],
    source: TextIO,
    say: Say,
    extra: tuple[str, ...] = (),
) -> str:
    say(question)
    for number, (name, label) in enumerate(options, start=1):
        for line in wrapped(f"{number}. {label} ({name})", "  ", "     "):
            say(line)
    names = [name for name, _ in options]
    while True:
        say("> ")
        line = source.readline(1000)
        if line == "":
            raise UsageError("Nothing was chosen.")
        word = line.strip()
        if word in names or word in extra:
            return word
        if word.isascii() and word.isdigit() and len(word) < 4 and 1 <= int(word) <= len(names):
            return names[int(word) - 1]
        say(f"Type a number from 1 to {len(names)}.")
