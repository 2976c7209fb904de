"""What lies on the newsstand: each scenario's entry in the list, and its front page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.tui.text import BLANK, Line, centred, cut, flow, prose
from sim.tui.widgets.picker import entry_lines

if TYPE_CHECKING:
    from sim.play.pages import Poster
    from sim.scenario.reader import Scenario
    from sim.tui.widgets.picker import Entry
    from sim.tui.widgets.sheet import Block


@dataclass(frozen=True, slots=True)
class Offer:
    """A scenario on the stand; ``trouble`` says why one cannot be played."""

    name: str
    scenario: Scenario | None
    poster: Poster | None
    trouble: Exception | None = None


def fetching_lines(width: int, marked: bool) -> list[Line]:
    return prose("Fetching the papers…", "muted", width, 2)


def open_entry(width: int, marked: bool) -> list[Line]:
    lines = flow([("+ open a file…", "here" if marked else "text")], width - 2)
    return entry_lines(lines, marked)


def offer_entry(offer: Offer) -> Entry:
    def lines(width: int, marked: bool) -> list[Line]:
        poster = offer.poster
        title = offer.name if poster is None else poster.title
        made = flow([(title, "here" if marked else "text")], width - 2)
        if poster is None:
            made.append(Line((("  cannot be played", "warn"),)))
        else:
            where = cut(poster.setting, width - 4)
            if where:
                made.append(Line(((f"  {where}", "muted"),)))
            made.append(Line(((f"  {_state(poster)}", "muted"),)))
        return [*entry_lines(made, marked), BLANK]

    return lines


def _state(poster: Poster) -> str:
    return f"{poster.minutes} min · {poster.found} of {poster.endings} endings"


def _parts(poster: Poster, width: int, *, listed: bool) -> list[Line]:
    """Who can be played: one below the other where there is room, else in a row."""
    if not listed or not poster.playable:
        names = ", ".join(name for _, name in poster.playable) or "nobody"
        return flow([("Play as: ", "strong"), (names, "text")], width)
    made = [Line((("Play as", "strong"),))]
    for (_, name), role in zip(poster.playable, poster.roles, strict=True):
        after = f", {role}" if role else ""
        made += flow([(name, "text"), (after, "muted")], width, gutter=("· ", "muted"))
    return made


def front_block(offer: Offer, *, roomy: bool) -> Block:
    """The front page of a scenario."""

    def lines(width: int) -> list[Line]:
        poster = offer.poster
        rule = Line((("═" * width, "rule"),))
        if poster is None:
            return [
                rule, *centred(offer.name, "strong", width), rule, BLANK,
                *prose("This file cannot be played. Enter says what is wrong.", "warn", width),
            ]  # fmt: skip
        made = [rule, *centred(poster.title.upper(), "strong", width)]
        if poster.setting:
            made += centred(poster.setting, "muted", width)
        made += [rule, BLANK]
        if poster.summary:
            made += [*prose(poster.summary, "text", width), BLANK]
        kind = "Real events. Invented branches are marked." if poster.real else "Invented."
        made += [*prose(kind, "real" if poster.real else "mark", width), BLANK]
        made += [*_parts(poster, width, listed=roomy), BLANK]
        found = f"Endings found: {poster.found} of {poster.endings}."
        state = f"About {poster.minutes} minutes. {found}"
        return [*made, *prose(state, "muted", width)]

    return lines


def open_block(width: int) -> list[Line]:
    words = "A scenario is one text file. Open one of your own, or one that somebody gave you."
    return prose(words, "text", width)
