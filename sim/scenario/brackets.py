"""Slips about quotation marks, braces and brackets: what is left open, or stands behind them."""

from __future__ import annotations

import re

from sim.scenario.case import Case
from sim.scenario.nodes import brief
from sim.scenario.wording import SIGNS

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HASHTAG = re.compile(r"[,\[{ ] *(#\w+)")


class Bracketed(Case):
    """The cases in which something that comes in pairs, or a special sign, went wrong."""

    def special(self, where: int) -> None:
        if self.text.startswith("```", where):
            self.tell("fence", where)
            return
        if self.text.startswith("* ", where) and not self.before_on_line(where).strip(" "):
            self.tell("bullet", where)
            return
        sign = SIGNS.get(self.text[where : where + 1], "this sign")
        self.tell("special", where, sign=sign)

    def after_quote(self) -> bool:
        """Something follows a quoted text on its line."""
        before, mark = self.before, self.before.style
        if mark not in ("'", '"') or self.text[before.end : self.at].strip(" "):
            return False
        line, last = self.line_of(before.start), self.line_of(before.end - 1)
        if line != last:
            self.tell("late quote", before.start, line=line, last=last, mark=mark)
            return True
        quoted, rest = brief(self.text[before.start : before.end]), self.rest(self.at)
        slip = "after apostrophe" if mark == "'" else "after quote"
        self.tell(slip, before.start, quoted=quoted, rest=rest or self.char)
        return True

    def after_flow(self) -> bool:
        """Text follows a closing brace or bracket: ``text: {actor} said so``."""
        if self.before.style != "flow" or self.text[self.before.end : self.at].strip(" "):
            return False
        if self.char in ("]", "}") or (self.char == "," and self.before.bracket is not None):
            return False
        self.special(self.before.start)
        return True

    def unmatched(self) -> bool:
        if self.char not in ("]", "}"):
            return False
        self.tell(
            "closes nothing", self.at, sign=self.char, opening="[" if self.char == "]" else "{"
        )
        return True

    def flow(self) -> None:
        """Between braces or brackets neither a comma nor the end follows."""
        before, opened = self.before, self.before.bracket
        if self.text[self.context : self.context + 1] in ("{", "["):
            opened = self.context
        if self.char == ":" and self.text[self.at + 1 : self.at + 2] in (",", "[", "]", "{", "}"):
            self.tell("no space in braces", self.at)
        elif self.after_quote() or (opened is not None and self.unclosed(opened)):
            return
        elif before.style == "plain" and self.char in ("[", "{", ":"):
            self.inside_text(self.text[before.start : self.at])
        elif not self.after_flow():
            self.tell("comma", self.at)

    def inside_text(self, read: str) -> None:
        """A sign that ends the text ``read`` in braces although it was meant as part of it."""
        first, _, last = read.rpartition("\n")
        start = self.before.start
        what = brief(read + self.rest(start))
        if self.char != ":":
            what = brief(read + self.text[self.at : self.at + 20].split("\n")[0])
            self.tell("bracket inside", start, sign=self.char, what=what)
        elif first and _WORD.fullmatch(last.strip()):
            end = start + len(first.rstrip())
            self.tell("comma at end", end, line=self.line_of(end))
        else:
            self.tell("colon inside", start, what=what)

    def unclosed(self, opened: int) -> bool:
        """Whether the bracket at ``opened`` was left open: the lines below do not belong to it.

        What is inside is indented further than the line that opens; only the closing one is not.
        """
        where = self.line_of(opened)
        if self.char and self.place.line == where:
            return False
        line = self.read.lines.line(self.place.line)
        inside = self.indent(self.place.line) > self.indent(where)
        if self.char and (inside or line.lstrip(" ")[:1] in ("]", "}")):
            return False
        sign = self.text[opened]
        if tag := _HASHTAG.search(self.line_from(opened)):
            words = {"line": where, "sign": sign, "tag": tag[1]}
            self.tell("bracket before a hashtag", opened + tag.start(1), **words)
            return True
        self.tell(
            "open bracket", opened, line=where, sign=sign, closing="]" if sign == "[" else "}"
        )
        return True
