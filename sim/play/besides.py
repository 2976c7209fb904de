"""Commands of the pages beside a story: the map, the wire, the front page, parts of a page."""

from __future__ import annotations

from sim.play.places import Command, Place

PAGES_BESIDE: tuple[Command, ...] = (
    Command(
        "map",
        (Place.DESK, Place.ENDING),
        ("m",),
        "Map",
        "The stages of the story and the ways between them; your own way is drawn heavy.",
        "m",
    ),
    Command(
        "front_page",
        (Place.ENDING,),
        ("f",),
        "Front page",
        "Keep the ending as the front page of a newspaper: a picture (.svg) or text (.txt).",
        "f",
    ),
    Command(
        "by_actor",
        (Place.WIRE,),
        ("a",),
        "Actor",
        "Only what one actor did; again for the next one.",
    ),
    Command(
        "by_kind",
        (Place.WIRE,),
        ("k",),
        "Medium",
        "Only news through one medium: video, post, statement; again for the next one.",
    ),
    Command(
        "by_certainty",
        (Place.WIRE,),
        ("c",),
        "Certainty",
        "Only what is documented, or claimed, or invented; again for the next one.",
    ),
    Command(
        "search",
        (Place.WIRE,),
        ("slash",),
        "Search",
        "Only what holds certain words. Capitals and accents do not matter.",
    ),
    Command(
        "show_all",
        (Place.WIRE,),
        ("backspace",),
        "All",
        "Everything again: no filter, no search.",
    ),
)

PARTS: tuple[Command, ...] = (
    Command(
        "next_part",
        (Place.READING,),
        ("n",),
        "Next part",
        "Scroll to the next heading.",
    ),
    Command(
        "part_before",
        (Place.READING,),
        ("p",),
        "Part before",
        "Scroll back to the heading before.",
        footer=False,
    ),
)

ON_THE_MAP: tuple[Command, ...] = (
    Command(
        "left",
        (Place.MAP,),
        ("left",),
        "Left",
        "Mark the stage to the left.",
        footer=False,
    ),
    Command(
        "right",
        (Place.MAP,),
        ("right",),
        "Right",
        "Mark the stage to the right.",
        footer=False,
    ),
    Command(
        "to_here",
        (Place.MAP,),
        ("home",),
        "Where it is",
        "Mark the stage at which the story is.",
    ),
)
