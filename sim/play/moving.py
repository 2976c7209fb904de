"""Commands that move about on a page: by a line, by a page, to its ends."""

from __future__ import annotations

from sim.play.places import Command, Place

PAGES = (Place.OPENING, Place.READING, Place.WIRE, Place.ENDING, Place.HELP)
TURNED = (
    *PAGES, Place.DESK, Place.NEWSSTAND, Place.CASTING, Place.MAP, Place.TREE, Place.PREVIEW,
    Place.QUIZ,
)  # fmt: skip

MOVING: tuple[Command, ...] = (
    Command(
        "mark_up",
        (Place.DESK,),
        ("up",),
        "Up",
        "Mark the move above; while there is news to read, scroll up.",
        footer=False,
    ),
    Command(
        "mark_down",
        (Place.DESK,),
        ("down",),
        "Down",
        "Mark the move below; while there is news to read, scroll down.",
        footer=False,
    ),
    Command(
        "wire_up",
        (Place.DESK,),
        ("ctrl+up",),
        "Wire up",
        "Scroll the wire up by a line.",
        footer=False,
    ),
    Command(
        "wire_down",
        (Place.DESK,),
        ("ctrl+down",),
        "Wire down",
        "Scroll the wire down by a line.",
        footer=False,
    ),
    Command(
        "turn",
        (Place.READING, Place.WIRE, Place.ENDING, Place.HELP),
        ("space",),
        "Read on",
        "Show the next part of this page.",
    ),
    Command("line_up", PAGES, ("up",), "Line up", "Scroll up by a line.", footer=False),
    Command("line_down", PAGES, ("down",), "Line down", "Scroll down by a line.", footer=False),
    Command(
        "page_up",
        TURNED,
        ("pageup",),
        "Page up",
        "Scroll back by a page.",
        footer=False,
    ),
    Command(
        "page_down",
        TURNED,
        ("pagedown",),
        "Page down",
        "Scroll on by a page.",
        footer=False,
    ),
    Command(
        "first",
        (*PAGES, Place.DESK, Place.TREE),
        ("home",),
        "Beginning",
        "Scroll to the very beginning.",
        footer=False,
    ),
    Command(
        "last",
        (*PAGES, Place.DESK, Place.TREE),
        ("end",),
        "End",
        "Scroll to the end.",
        footer=False,
    ),
)
