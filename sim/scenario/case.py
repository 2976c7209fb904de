"""One error of a YAML reader with its surroundings: what stands above it, below and around."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.nodes import Place, brief
from sim.scenario.traps import report_question, report_tab, special_space
from sim.scenario.wording import CURLY, SLIPS

if TYPE_CHECKING:
    from sim.scenario.faults import Before, Fault
    from sim.scenario.nodes import Reading

CONTENT = re.compile(r"^(?! *(?:#|$)).", re.MULTILINE)
"""The first character of a line that is neither empty nor a comment."""

# Quoted texts and comments are passed over; a tab or a question mark elsewhere is caught.
_STRAY = re.compile(
    r"""(?<![^\s\[{,:])(?:"(?:\\.|[^"\\])*"|'[^']*')|(?<!\S)\#[^\n]*|([\t?])""",
    re.DOTALL | re.VERBOSE,
)


class Case:
    """Where a reader gave up (``at``), and where what it was reading began (``context``)."""

    def __init__(self, read: Reading, found: Fault, before: Before) -> None:
        self.read, self.text, self.fault, self.before = read, read.text, found, before
        self.at = min(found.index, len(read.text))
        self.context = before.end if found.context is None else min(found.context, len(read.text))
        self.char = self.text[self.at : self.at + 1]
        self.place = read.lines.place(self.at)

    def tell(self, slip: str, where: int | Place, **words: object) -> None:
        if slip == "colon inside" and str(words["what"])[:1] in CURLY:
            slip = "colon inside curly"
        code, message, hint = SLIPS[slip]
        place = self.read.lines.place(where) if isinstance(where, int) else where
        self.read.report(code, place, message.format(**words), hint.format(**words))

    def line_of(self, index: int) -> int:
        return self.read.lines.place(index).line

    def line_above(self, number: int) -> int | None:
        """The nearest line above that is neither empty nor a comment."""
        while number > 1:
            number -= 1
            line = self.read.lines.line(number).lstrip(" ")
            if line and not line.startswith("#"):
                return number
        return None

    def has_lines_below(self, number: int) -> bool:
        """Whether the next line with content is indented further than line ``number``."""
        end = self.text.find("\n", self.read.lines.start(number))
        below = CONTENT.search(self.text, end + 1) if end >= 0 else None
        return below is not None and self.indent(self.line_of(below.start())) > self.indent(number)

    def indent(self, number: int) -> int:
        line = self.read.lines.line(number)
        return len(line) - len(line.lstrip(" "))

    def first_on_line(self) -> bool:
        return not self.text[self.read.lines.start(self.place.line) : self.at].strip(" ")

    def rest(self, start: int) -> str:
        """The text from ``start`` to a little behind the error, on one line."""
        return brief(re.split(r"[\n,\]}]", self.text[max(start, self.at) : self.at + 40])[0])

    def stray(self) -> bool:
        """A tab, or a ``?`` in brackets, that one reader stopped at and the other did not."""
        inside = self.fault.kind in ("quote", "escape", "block text")
        stop = self.context if inside else self.at + 1
        for match in _STRAY.finditer(self.text, self.before.end, stop):
            if match[1] == "\t":
                report_tab(self.read, match.start(1))
                return True
            if match[1] and self.before.bracket is not None:
                report_question(self.read, match.start(1))
                return True
        return False

    def special_space(self) -> bool:
        """A space of a web page in or right above the line that could not be read."""
        last = self.place.line
        lines = {self.line_of(self.context), self.line_above(last) or last, last}
        for number in sorted(lines):
            at = special_space(self.read.lines.line(number))
            if at is not None:
                self.tell("special space", Place(number, at + 1))
                return True
        return False
