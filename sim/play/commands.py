"""The registry of commands: one list that feeds keys, footer, palette, help and the docs.

A front binds what it can do; a command that a front does not show has no business here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a command can be given."""

    NEWSSTAND = "newsstand"
    CASTING = "casting"
    COVER = "cover page"
    DESK = "desk"
    READING = "reading page"
    ENDING = "ending"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can do.

    ``keys`` are Textual key names, the first of which the footer shows; ``plain`` is what the line
    player takes for it (None: it has no use there); ``help`` is one sentence.
    """

    id: str
    places: tuple[Place, ...]
    keys: tuple[str, ...]
    label: str
    help: str
    plain: str | None = None
    footer: bool = True


COMMANDS: tuple[Command, ...] = (
    Command(
        "play",
        (Place.NEWSSTAND,),
        ("enter",),
        "Play",
        "Go on to the casting of the scenario that is marked.",
    ),
    Command(
        "resume",
        (Place.NEWSSTAND,),
        ("s",),
        "Saves",
        "List the stories that were begun, and go on with one.",
    ),
    Command(
        "open_file",
        (Place.NEWSSTAND,),
        ("o",),
        "Open a file",
        "Play a scenario file of your own.",
    ),
    Command(
        "begin",
        (Place.CASTING,),
        ("b",),
        "Begin",
        "Begin the story with the cast as it stands.",
    ),
    Command(
        "new_seed",
        (Place.CASTING,),
        ("n",),
        "New luck",
        "Draw another seed: the same people, another chain of luck.",
    ),
    Command(
        "reveal",
        (Place.COVER,),
        ("space", "enter"),
        "I am here",
        "Show the desk to the person whose turn it is.",
    ),
    Command(
        "choose",
        (Place.DESK,),
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "Choose",
        "Mark the move with this number; enter confirms it.",
        "1–9",
    ),
    Command(
        "confirm",
        (Place.DESK,),
        ("enter",),
        "Confirm",
        "Make the move that is marked. It is saved before it takes effect.",
    ),
    Command(
        "read_on",
        (Place.DESK,),
        ("space",),
        "Read on",
        "Show the next part of what happened.",
    ),
    Command(
        "why",
        (Place.DESK,),
        ("question_mark",),
        "Why?",
        "Say what moves the numbers, and which gate closes each move that cannot be made.",
        "?",
    ),
    Command(
        "journal",
        (Place.DESK, Place.ENDING),
        ("j",),
        "Journal",
        "Everything that has been on the wire so far.",
        "j",
    ),
    Command(
        "briefing",
        (Place.DESK,),
        ("i",),
        "Briefing",
        "Who you are and what your task is.",
        "i",
    ),
    Command(
        "glossary",
        (Place.DESK, Place.ENDING),
        ("g",),
        "Glossary",
        "The terms of this scenario, explained.",
        "g",
    ),
    Command(
        "record",
        (Place.NEWSSTAND, Place.ENDING),
        ("r",),
        "On record",
        "What really happened, with dates and sources.",
        "r",
    ),
    Command(
        "debrief",
        (Place.ENDING,),
        ("d",),
        "Debrief",
        "Concepts, mechanisms and questions to talk about.",
        "d",
    ),
    Command(
        "again",
        (Place.ENDING,),
        ("a",),
        "Play again",
        "Back to the casting of this scenario.",
    ),
    Command(
        "back",
        (Place.CASTING, Place.READING, Place.DESK, Place.ENDING),
        ("escape",),
        "Back",
        "Leave this page. A story that is left is kept.",
    ),
    Command(
        "help",
        (Place.EVERYWHERE,),
        ("f1",),
        "Help",
        "Every key of this page.",
        "h",
    ),
    Command(
        "palette",
        (Place.EVERYWHERE,),
        ("ctrl+p",),
        "Commands",
        "Every command by name.",
        footer=False,
    ),
    Command(
        "quit",
        (Place.EVERYWHERE,),
        ("ctrl+q",),
        "Quit",
        "Leave newscycle. A story that is not over is kept.",
        "q",
    ),
)


def commands_at(place: Place) -> tuple[Command, ...]:
    """The commands that can be given at ``place``, in the order of the registry."""
    return tuple(c for c in COMMANDS if place in c.places or Place.EVERYWHERE in c.places)


def command(name: str) -> Command:
    """The command with this id; KeyError if there is none."""
    for candidate in COMMANDS:
        if candidate.id == name:
            return candidate
    raise KeyError(name)
