"""Draws the pictures of the documentation from the real program: ``python -m tests.pictures``.

Most are one screen of Petropavlovsk, played by keys with a fixed seed; others are what ``newscycle
graph`` draws. With names, only those are drawn: ``python -m tests.pictures desk``.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.lab.export.graph.diagram import diagram_of
from sim.lab.export.graph.svg import svg
from sim.play.quiz.due import Wish
from sim.program.lower import lower
from sim.scenario.catalog import load
from tests.tui.helpers import application, place, press, rest, screen_text, to_choice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual.pilot import Pilot

    from sim.tui.app import NewscycleApp

    Way = Callable[[NewscycleApp, Pilot[None]], Awaitable[None]]

IMAGES = Path(__file__).parent.parent / "docs" / "images"
SEED = 238
MONOSPACE = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
"""Fonts that machines have. A picture that names an address would be drawn differently offline."""

CELL = 12.2
"""The width of a letter in the picture, in its own units."""
_TEXT = re.compile(
    r'<text(?P<before>[^>]*?) x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="(?P<length>[\d.]+)"'
    r"(?P<after>[^>]*)>(?P<text>[^<]*)</text>"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """How the program is opened, the way from there to the screen, and its columns and rows."""

    opened: dict[str, Any]
    way: Way
    size: tuple[int, int] = (100, 30)


def keys(*pressed: str) -> Way:
    """A way by keys alone."""

    async def way(app: NewscycleApp, pilot: Pilot[None]) -> None:
        await press(app, pilot, *pressed)

    return way


def playing(wishes: Sequence[str], *then: str, until: str | None = None) -> Way:
    """Play by ``wishes``: at each decision the first that is open, else waiting.

    Stops once the move ``until`` is open (None: at the ending), and presses ``then``.
    """

    async def way(app: NewscycleApp, pilot: Pilot[None]) -> None:
        while await to_choice(app, pilot):
            moves = [move.id for move in app.screen.moment.view.moves]
            if until in moves:
                break
            wanted = next((moves.index(wish) for wish in wishes if wish in moves), len(moves) - 1)
            await press(app, pilot, str(wanted + 1), "enter")
        if (place(app) == "Ending") is not (until is None):
            raise AssertionError(f"the story came elsewhere:\n{screen_text(app)}")
        await press(app, pilot, *then)

    return way


WISHES = ("explain", "protect", "figures")
"""How the regional police are played."""
TO_THE_CHOICE = playing(WISHES, *["ctrl+up"] * 8, "2", until="terse_line")
SORTED = ("enter", "5", "enter", "enter", "1", "enter", "enter", "2")
"""What is pressed for the picture of a claim, in The leaking roof."""
PICTURES = {
    "newsstand": Picture({"scenario": None}, keys("down")),
    "casting": Picture({}, keys("down", "space")),
    "desk": Picture({"players": ["police"]}, TO_THE_CHOICE, (120, 36)),
    "map": Picture({"players": ["police"]}, playing(WISHES, "m", until="terse_line"), (100, 34)),
    "wire": Picture({"players": ["police"]}, playing(WISHES, "j", "a", until="terse_line")),
    "ending": Picture({"players": ["police"], "seed": 53}, playing(WISHES)),
    "quiz": Picture(
        {"scenario": load("leaking_roof"), "quiz": Wish("after", seed=SEED)}, keys(*SORTED)
    ),
    "debrief": Picture({"players": ["police"], "seed": 53}, playing(WISHES, "d")),
}


GRAPHS = {"graph": "leaking_roof", "graph-brief": "petropavlovsk"}
"""Pictures by ``newscycle graph``, of these scenarios."""


def graph(name: str) -> str:
    """The graph called ``name``, as SVG."""
    brief = name.endswith("brief")
    return svg(diagram_of(lower(load(GRAPHS[name])), brief=brief))


def draw(name: str) -> str:
    """The picture called ``name``, as SVG."""
    picture = PICTURES[name]
    opened: dict[str, Any] = {"scenario": load("petropavlovsk"), "seed": SEED, "name": "mine"}
    app = application(**opened | picture.opened)

    async def run() -> str:
        async with app.run_test(size=picture.size) as pilot:
            await rest(app, pilot)
            await picture.way(app, pilot)
            await rest(app, pilot)
            return at_home(app.export_screenshot(title="newscycle"))

    return asyncio.run(run())


def at_home(svg: str) -> str:
    """``svg`` with fonts that machines have in place of one to be fetched."""
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = svg.replace("font-family: Fira Code, monospace", f"font-family: {MONOSPACE}")
    svg = svg.replace("font-family: arial", "font-family: sans-serif")
    svg = _TEXT.sub(_without_margins, svg)
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE).rstrip() + "\n"


def _without_margins(match: re.Match[str]) -> str:
    """A run of text that begins and ends with a letter: some viewers drop spaces at its ends."""
    text = html.unescape(match["text"])
    inner = text.strip()
    if not inner:
        return ""
    x = float(match["x"]) + text.index(inner) * CELL
    length = float(match["length"]) - (len(text) - len(inner)) * CELL
    shown = html.escape(inner).replace("\xa0", "&#160;")
    return (
        f'<text{match["before"]} x="{x:g}" y="{match["y"]}" textLength="{length:g}"'
        f"{match['after']}>{shown}</text>"
    )


def lines_of(svg: str) -> list[str]:
    """What a picture says, line by line from the top, each run in its column."""
    rows: dict[float, list[tuple[int, str]]] = {}
    for match in _TEXT.finditer(svg):
        text = html.unescape(match["text"]).replace("\xa0", " ")
        rows.setdefault(float(match["y"]), []).append((round(float(match["x"]) / CELL), text))
    lines = []
    for y in sorted(rows):
        line = ""
        for column, text in sorted(rows[y]):
            line = line.ljust(column) + text
        lines.append(line)
    return lines


def main(names: Sequence[str]) -> None:
    """Draw the pictures called ``names``, or all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    os.environ.pop("NO_COLOR", None)
    for name in names or (*PICTURES, *GRAPHS):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["NEWSCYCLE_DATA"] = folder
            made = graph(name) if name in GRAPHS else draw(name)
            (IMAGES / f"{name}.svg").write_text(made, "utf-8")
        print(IMAGES / f"{name}.svg")


if __name__ == "__main__":
    main(sys.argv[1:])
