"""The registry of commands: one list that feeds keys, footer, palette, help and the docs.

A front binds what it can do; a command that a front does not show has no business here.
"""

from __future__ import annotations

from sim.play.besides import ON_THE_MAP, PAGES_BESIDE, PARTS
from sim.play.comforts import COMFORTS
from sim.play.moving import MOVING
from sim.play.places import Command, Place
from sim.play.quiz.commands import SORTING
from sim.play.returning import RETURNING

__all__ = ["COMMANDS", "Command", "Place", "command", "commands_at"]

LISTS = (
    Place.NEWSSTAND, Place.SAVES, Place.FILES, Place.CASTING, Place.MAP, Place.TREE, Place.FORK,
    Place.SETTINGS, Place.KEYS, Place.QUIZ,
)  # fmt: skip
LEAVABLE = tuple(place for place in Place if place not in (Place.NEWSSTAND, Place.EVERYWHERE))

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
        "open_file", (Place.NEWSSTAND,), ("o",), "Open a file", "Play a scenario file of your own."
    ),
    Command(
        "go_on",
        (Place.SAVES,),
        ("enter",),
        "Go on",
        "Go on with the story that is marked, exactly where it stopped.",
    ),
    Command(
        "open_it",
        (Place.FILES,),
        ("enter",),
        "Open",
        "Read the file whose name stands in the line.",
    ),
    Command(
        "play_as",
        (Place.CASTING,),
        ("enter",),
        "Play this one",
        "Begin as the marked actor; once people are seated, begin with them.",
    ),
    Command(
        "seat",
        (Place.CASTING,),
        ("space",),
        "Seat a person",
        "Have a person play the marked actor, or nobody. Several people take turns.",
    ),
    Command(
        "temper",
        (Place.CASTING,),
        ("t",),
        "Temperament",
        "Change how the marked actor acts while nobody plays it.",
    ),
    Command(
        "new_seed",
        (Place.CASTING,),
        ("n",),
        "New luck",
        "Draw another seed: the same people, another chain of luck.",
    ),
    Command(
        "type_seed",
        (Place.CASTING,),
        ("e",),
        "Type a seed",
        "Type the seed of a story that somebody else played.",
        footer=False,
    ),
    Command(
        "start",
        (Place.OPENING,),
        ("space", "enter"),
        "Read on",
        "Turn the page; after the last line the story begins.",
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
        (Place.DESK, Place.PREVIEW),
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "Choose",
        "Mark the move with this number; enter confirms it.",
        "1–9",
        numbered=True,
    ),
    Command(
        "confirm",
        (Place.DESK, Place.PREVIEW),
        ("enter",),
        "Confirm",
        "Make the move that is marked. At the desk it is saved before it takes effect.",
    ),
    Command(
        "take_back",
        (Place.PREVIEW,),
        ("u", "backspace"),
        "Take back",
        "Take the last choice back.",
    ),
    Command(
        "jump",
        (Place.PREVIEW,),
        ("j",),
        "Jump",
        "Begin at any stage, in any round, with any values.",
    ),
    Command(
        "from_start",
        (Place.PREVIEW,),
        ("r",),
        "From the start",
        "Forget all choices and the jump, and begin again.",
    ),
    Command(
        "other_actor",
        (Place.PREVIEW,),
        ("a",),
        "Other actor",
        "Play the next actor who can do anything, from the beginning.",
    ),
    Command(
        "other_luck",
        (Place.PREVIEW,),
        ("n",),
        "New luck",
        "Make the same choices in another story, with other luck.",
    ),
    Command(
        "problems_up",
        (Place.PREVIEW,),
        ("left_square_bracket",),
        "Problems up",
        "Scroll what is said of the file up.",
        footer=False,
    ),
    Command(
        "problems_down",
        (Place.PREVIEW,),
        ("right_square_bracket",),
        "Problems down",
        "Scroll what is said of the file down.",
    ),
    Command(
        "read_on",
        (Place.DESK,),
        ("space",),
        "Read on",
        "Show the next part of what happened; where only waiting is possible, wait.",
    ),
    Command(
        "why",
        (Place.DESK,),
        ("question_mark",),
        "Why?",
        "Say what moves the numbers, and which gate closes each move that cannot be made.",
        "?",
    ),
    *RETURNING,
    Command(
        "journal",
        (Place.DESK, Place.ENDING),
        ("j",),
        "Wire",
        "Everything that has been on the wire so far, to sift and to search.",
        "j",
    ),
    *PAGES_BESIDE,
    Command(
        "record",
        (Place.NEWSSTAND, Place.ENDING),
        ("r",),
        "On record",
        "What really happened, with dates and sources. It opens after the first ending.",
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
    *SORTING,
    Command(
        "again", (Place.ENDING,), ("a",), "Play again", "Back to the casting of this scenario."
    ),
    Command(
        "briefing", (Place.DESK,), ("i",), "Briefing", "Who you are and what your task is.", "i"
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
        "export",
        (Place.READING, Place.MAP, Place.WIRE),
        ("x",),
        "Save as a file",
        "Keep this page as text, or as Markdown if the name ends in .md.",
    ),
    *PARTS,
    *COMFORTS,
    Command("answer", (Place.QUESTION,), ("enter",), "Yes", "Do what the question says."),
    Command(
        "back", LEAVABLE, ("escape",), "Back", "Leave this page. A story that is left is kept."
    ),
    Command("up", (*LISTS, Place.PREVIEW), ("up",), "Up", "Mark the one above.", footer=False),
    Command(
        "down", (*LISTS, Place.PREVIEW), ("down",), "Down", "Mark the one below.", footer=False
    ),
    *ON_THE_MAP,
    *MOVING,
    Command("help", (Place.EVERYWHERE,), ("f1",), "Help", "Every key of this page.", "h"),
    Command(
        "palette",
        (Place.EVERYWHERE,),
        ("ctrl+p",),
        "Commands",
        "Every command by name.",
        footer=False,
    ),
    Command(
        "theme",
        (Place.EVERYWHERE,),
        ("ctrl+t",),
        "Theme",
        "Change the colours: night desk, newsprint, contrast.",
        footer=False,
    ),
    Command(
        "quit",
        (Place.EVERYWHERE,),
        ("ctrl+q",),
        "Quit",
        "Leave newscycle. A story that is not over is kept.",
        "q",
        footer=False,
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
