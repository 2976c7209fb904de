"""One actor in full, as the casting shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.tui.text import BLANK, Line, flow, prose

if TYPE_CHECKING:
    from sim.play.cast import Member
    from sim.tui.widgets.sheet import Block


def portrait(member: Member, played: str) -> Block:
    """One actor in full: who it is, who plays it, what it wants, what it can do at all."""

    def lines(width: int) -> list[Line]:
        made = flow([(member.name, "strong")], width)
        if member.role:
            made += prose(member.role, "muted", width)
        made += [*prose(played, "own", width), BLANK]
        if member.about:
            made += [*prose(member.about, "text", width), BLANK]
        if member.wants:
            made += prose("Wants", "head", width)
            made += [line for want in member.wants for line in _item(want, width)]
            made.append(BLANK)
        if member.moves:
            made += prose("Can", "head", width)
            made += [line for move in member.moves for line in _item(move, width)]
            made.append(BLANK)
        if not member.playable:
            made += prose("This one cannot be played by a person.", "muted", width)
        return made

    return lines


def _item(text: str, width: int) -> list[Line]:
    return flow([(text, "text")], width, gutter=("· ", "muted"))
