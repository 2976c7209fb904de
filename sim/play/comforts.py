"""Commands around a story: settings, keys, class codes, votes, forecasts, the guided start."""

from __future__ import annotations

from sim.play.places import Command, Place

COMFORTS: tuple[Command, ...] = (
    Command(
        "class_votes",
        (Place.CASTING,),
        ("c",),
        "The class",
        "Have the class play the marked actor: its votes are counted and typed in.",
    ),
    Command(
        "code",
        (Place.NEWSSTAND, Place.CASTING),
        ("k",),
        "Class code",
        "Type the code that a teacher gave out, and meet the very same world.",
    ),
    Command(
        "guide",
        (Place.NEWSSTAND,),
        ("g",),
        "Guided start",
        "Two minutes in The leaking roof, with hints beside the real desk.",
        footer=False,
    ),
    Command(
        "vote",
        (Place.DESK,),
        ("v",),
        "Count votes",
        "Type how many are for each move; the one with most votes is marked.",
        "v",
        footer=False,
    ),
    Command(
        "forecast",
        (Place.DESK,),
        ("p",),
        "Predict",
        "Say how sure you are of what comes next, where a question is open.",
        "p",
    ),
    Command(
        "end_guide",
        (Place.DESK,),
        ("t",),
        "Hide the hints",
        "End the guided start; it is not offered again.",
        "t",
    ),
    Command(
        "change",
        (Place.SETTINGS,),
        ("enter", "space"),
        "Change",
        "Change the setting that is marked.",
    ),
    Command(
        "rekey",
        (Place.KEYS,),
        ("enter",),
        "Another key",
        "Give the marked command another key; the next key that you press is it.",
    ),
    Command(
        "unkey",
        (Place.KEYS,),
        ("delete", "backspace"),
        "As it was",
        "Give the marked command its usual key again.",
    ),
    Command(
        "settings",
        (Place.EVERYWHERE,),
        ("f2",),
        "Settings",
        "Colours, movement, keys, forecasts; they are remembered.",
        "s",
        footer=False,
    ),
)
