"""A line to type in. What could act on a terminal is refused before it is ever drawn."""

from __future__ import annotations

from textual.message import Message
from textual.widgets import Input

from sim.scenario.chars import FORBIDDEN
from sim.tui.text import clean

LONGEST = 1000
UNTYPEABLE = "That holds characters that cannot be typed here."


class Field(Input):
    """An input of one line, without a blinking cursor (it would cost bytes over a slow line)."""

    class Refused(Message):
        """Something was typed or pasted that cannot be taken."""

    def __init__(self, value: str = "", *, ident: str | None = None) -> None:
        super().__init__(
            clean(value),
            restrict=f"[^{FORBIDDEN.pattern[1:-1]}\n]*",
            max_length=LONGEST,
            id=ident,
        )
        self.cursor_blink = False

    def put(self, value: str) -> None:
        """Put another text into the line, with the cursor at its end."""
        self.value = clean(value)
        self.cursor_position = len(self.value)

    def restricted(self) -> None:
        """Say so, instead of ringing the bell."""
        self.post_message(self.Refused())
