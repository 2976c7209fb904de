"""Asking, line by line, which scenario to play and whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from sim.engine.telling import tell_apart
from sim.errors import UsageError
from sim.plain.quiz import PlainQuiz, offer
from sim.plain.telling import wrapped
from sim.play.guide import OFFER, ROLE, SCENARIO
from sim.play.saves import path_of
from sim.play.settings import BEGUN, load_settings, note_guide, offers_guide
from sim.program.lower import lower
from sim.scenario.catalog import bundled, load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sim.play.saves import Save
    from sim.scenario.reader import Scenario

    Say = Callable[[str], object]


GUIDED = "t"
"""What is typed for the guided first play."""


def ask_scenario(source: TextIO, say: Say, waiting: Save | None = None) -> str | Path:
    """The id of a bundled scenario, or the journal of the story that waits, if that is chosen.

    At the very first start the guided first play is offered too. Raises :class:`UsageError` at the
    end of input.
    """
    options = [(name, load(path).file.title) for name, path in bundled().items()]
    extra: tuple[str, ...] = ()
    if offers_guide() and SCENARIO in bundled():
        for line in wrapped(f"{OFFER} {GUIDED} begins it."):
            say(line)
        extra = (GUIDED,)
    zero = None if waiting is None else (waiting.name, _going_on(waiting))
    word = _ask("Which story?", options, source, say, zero, extra)
    if waiting is not None and word == waiting.name:
        return path_of(word)
    if word not in extra:
        return word
    note_guide(BEGUN)
    return SCENARIO


def _going_on(save: Save) -> str:
    """What going on with ``save`` is called."""
    after = f"{save.decisions} decision{'' if save.decisions == 1 else 's'}"
    who = " and ".join(name.replace("_", " ") for name in save.players)
    return f"Go on with {save.title} as {who}, after {after}"


def ask_player(scenario: Scenario, source: TextIO, say: Say) -> str:
    """The id of an actor who can be played; in the guided first play that is settled.

    Where there are claims to sort, that may be done first.
    """
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
        hint = "To change that, write 'playable: true' below an actor in the file."
        raise UsageError(f"Nobody can be played in {program.title}. {hint}")
    asked = offer(program)
    while True:
        for line in wrapped(asked):
            say(line)
        question = f"{program.title}. Whom do you play?"
        word = _ask(question, options, source, say, extra=("?",) if asked else ())
        if word != "?":
            return word
        PlainQuiz(program, source, say).told()


def _ask(
    question: str,
    options: Sequence[tuple[str, str]],
    source: TextIO,
    say: Say,
    zero: tuple[str, str] | None = None,
    extra: tuple[str, ...] = (),
) -> str:
    """The id of what was chosen. ``zero`` is one more thing, with the number 0.

    ``extra`` are words that may be typed too.
    """
    say(question)
    first = 1 if zero is None else 0
    offered = [*([zero] if zero is not None else []), *options]
    for number, (name, label) in enumerate(offered, start=first):
        for line in wrapped(f"{number}. {label} ({name})", "  ", "     "):
            say(line)
    names = [name for name, _ in offered]
    last = len(options)
    while True:
        say("> ")
        line = source.readline(1000)
        if line == "":
            raise UsageError("Nothing was chosen.")
        word = line.strip()
        if word in names or word in extra:
            return word
        if word.isascii() and word.isdigit() and len(word) < 4 and first <= int(word) <= last:
            return names[int(word) - first]
        say(f"Type a number from {first} to {last}.")
