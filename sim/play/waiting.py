"""Turns in which nothing can be done but wait: when they are, and what is nearest to opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.engine.views import Closed, View


def only_waits(view: View) -> bool:
    """Whether nothing can be decided: there is one move, and it is to wait."""
    return len(view.moves) == 1 and view.moves[0].waits


def nearest(view: View) -> Closed | None:
    """The closed move that the fewest gates keep shut; None if none can open in this story again.

    Of several with as few gates, one that only has to rest comes first, and that which rests the
    shortest; else they stay in the order of the scenario.
    """
    able = [closed for closed in view.closed if not closed.lasting]
    if not able:
        return None
    return min(able, key=lambda c: (len(c.gates), c.again is None, c.again or 0))


def waiting_words(view: View, why: str = "") -> str:
    """Why there is nothing to choose: the move nearest to opening, and what keeps it shut.

    With ``why``, the key that tells of gates, the gates themselves are left to that.
    """
    closed = nearest(view)
    if closed is None:
        return "Everything else was done, or cannot be done in this story any more."
    gates = f"({why} says what it needs)" if why else " ".join(closed.gates)
    return f"Next to open: “{closed.label}”{'' if why else '.'} {gates}"
