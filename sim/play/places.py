"""Where commands can be given, and what one is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a command can be given."""

    NEWSSTAND = "newsstand"
    SAVES = "saves"
    FILES = "open a file"
    CASTING = "casting"
    OPENING = "before the story"
    COVER = "cover page"
    DESK = "desk"
    READING = "reading page"
    MAP = "map"
    WIRE = "wire"
    ENDING = "ending"
    TREE = "story tree"
    FORK = "which luck"
    QUESTION = "question"
    HELP = "help"
    PREVIEW = "preview"
    SETTINGS = "settings"
    KEYS = "keys"
    QUIZ = "what do we know"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a person can do.

    ``keys`` are Textual key names, the first of which the footer shows; ``plain`` is what the line
    player takes for it (None: it has no use there); ``help`` is one sentence. Each key of a
    command with ``numbered`` means something else: the first key the first thing, and so on.
    """

    id: str
    places: tuple[Place, ...]
    keys: tuple[str, ...]
    label: str
    help: str
    plain: str | None = None
    footer: bool = True
    numbered: bool = False
