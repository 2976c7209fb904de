"""One error of a YAML reader with its surroundings: what stands above it, below and around."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.nodes import Place, brief
from sim.scenario.traps import report_question, report_tab, special_space
from sim.scenario.wording import CURLY, GROUPS, KEYS, SLIPS

if TYPE_CHECKING:
    from sim.scenario.faults import Before, Fault
    from sim.scenario.nodes import Reading

CONTENT = re.compile(r"^(?! *(?:#|$)).", re.MULTILINE)
"""The first character of a line that is neither empty nor a comment."""

_KEY_BEFORE = re.compile(r"([A-Za-z_]+): +$")
_KEY_INSIDE = re.compile(r"[\s,]([a-z_]+)$")
_PAIRS = re.compile(r"\(?([a-z_]+: [^{}()#]*[^{}()#\s])\)?")

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
        if slip == "colon inside":
            slip = self.colon_inside(where, words)
        code, message, hint = SLIPS[slip]
        place = self.read.lines.place(where) if isinstance(where, int) else where
        self.read.report(code, place, message.format(**words), hint.format(**words))

    def colon_inside(self, where: int | Place, words: dict[str, object]) -> str:
        """What to advise where a text has a colon inside: most often it wants quotation marks."""
        if str(words["what"])[:1] in CURLY:
            return "colon inside curly"
        if not isinstance(where, int):
            return "colon inside"
        key, value = _KEY_BEFORE.search(self.before_on_line(where)), self.line_from(where).rstrip()
        if key is not None and key[1] in GROUPS and (pairs := _PAIRS.fullmatch(value)):
            words |= {"key": key[1], "what": brief(value), "meant": f"{{{pairs[1]}}}"}
            return "keys on the line"
        inner = _KEY_INSIDE.search(self.text, where, self.at) if self.char == ":" else None
        if inner is None or inner[1] not in KEYS:
            return "colon inside"
        words["inner"] = inner[1]
        return "two keys"

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

    def before_on_line(self, where: int) -> str:
        """What stands on the line of ``where`` before it."""
        return self.text[self.text.rfind("\n", 0, where) + 1 : where]

    def line_from(self, where: int) -> str:
        """The line from ``where`` on."""
        return self.text[where:].split("\n", 1)[0]

    def too_far_out(self) -> int | None:
        """The line above that broke off the lines among which the present one stands.

        It is indented less than they are, before it and after it.
        """
        own, over = self.indent(self.place.line), None
        found = self.line_above(self.place.line)
        while found is not None and self.indent(found) > own:
            over, found = self.indent(found), self.line_above(found)
        # One space more or less than the line above is a slip of that line, or of this one.
        if found is None or over is None or over < own + 2 or self.indent(found) == own:
            return None
        before = self.line_above(found)
        while before is not None and self.indent(before) > own:
            before = self.line_above(before)
        return found if before is not None and self.indent(before) == own else None

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
