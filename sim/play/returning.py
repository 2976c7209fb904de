"""The commands of going back and of what was found: rewind, story tree, endings, comparison."""

from __future__ import annotations

from sim.play.places import Command, Place

RETURNING: tuple[Command, ...] = (
    Command(
        "rewind",
        (Place.ENDING,),
        ("b",),
        "Rewind",
        "Go back to a decision of this story, and choose otherwise or with other luck.",
        "b",
    ),
    Command(
        "go_back",
        (Place.DESK,),
        ("b",),
        "Rewind",
        "Go back to a decision. A first play goes forward only; after an ending every way is open.",
        "b",
        footer=False,
    ),
    Command(
        "gallery",
        (Place.NEWSSTAND, Place.ENDING),
        ("e",),
        "Endings",
        "The endings of this scenario: found by whom, when and how often, and those still missing.",
        "e",
    ),
    Command(
        "compare",
        (Place.ENDING,),
        ("c",),
        "Compare",
        "Your story and what really happened, side by side, day by day.",
        "c",
    ),
    Command(
        "tree",
        (Place.NEWSSTAND, Place.ENDING),
        ("t",),
        "Story tree",
        "Every story that was played of this scenario, with the ways that nobody has tried yet.",
        "t",
    ),
    Command(
        "jump",
        (Place.TREE,),
        ("enter",),
        "Go there",
        "Go back to the marked decision, or to the marked story.",
    ),
    Command(
        "unfold",
        (Place.TREE,),
        ("right",),
        "Unfold",
        "Show what else was done at the marked decision, and what nobody has tried.",
    ),
    Command(
        "fold",
        (Place.TREE,),
        ("left",),
        "Fold",
        "Fold what is below the marked line; once more goes to the line that it parts from.",
    ),
    Command(
        "next_locked",
        (Place.TREE,),
        ("n",),
        "Next locked",
        "Mark the next decision at which something was never tried.",
    ),
    Command("take", (Place.FORK,), ("enter",), "Go", "Do what is marked."),
)
