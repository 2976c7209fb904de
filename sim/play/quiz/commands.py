"""The commands of the closing exercise."""

from __future__ import annotations

from sim.play.places import Command, Place

SORTING: tuple[Command, ...] = (
    Command(
        "quiz",
        (Place.NEWSSTAND, Place.CASTING, Place.ENDING),
        ("question_mark",),
        "What do we know?",
        "Sort claims from the story: before it, after it, and a week later.",
        "?",
    ),
    Command(
        "sort",
        (Place.QUIZ,),
        ("1", "2", "3", "4", "5"),
        "Sort",
        "Mark the verdict with this number; enter takes it.",
        numbered=True,
    ),
    Command(
        "decide",
        (Place.QUIZ,),
        ("enter", "space"),
        "Take it",
        "Take the verdict that is marked, or go on. It is kept at once, and it stays.",
    ),
)
