"""Why a file is not YAML, in words for somebody who never heard of YAML.

A parser says where it gave up and what it would have liked; an author wants to know where the
slip is. Both YAML readers raise the same few kinds of error under different wordings. Those are
brought to one name each, and then the text around decides: which quotation mark is not closed,
which colon lacks its space, which line is indented too far.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.brackets import Bracketed
from sim.scenario.case import CONTENT
from sim.scenario.nodes import Place, brief
from sim.scenario.traps import (
    NO_SPACE,
    check_block,
    check_escapes,
)
from sim.scenario.wording import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.faults import Before, Fault
    from sim.scenario.nodes import Reading

LONGEST_KEY = 1024
"""Characters of a key; YAML itself sets this."""

_HEAD = re.compile(r" *+(?:- ++)*+[^\s#:][^:\n]*?:[ ]+(?=\S)")
_KEY_VALUE = re.compile(r" *(?:- +)?(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s#:\"'][^:\n]*?):[ ]+[^\s#|>]")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SPACED_MINUS = re.compile(r"- +([0-9]+) *(?:#.*)?$", re.MULTILINE)
_BARE_ITEM = re.compile(r" *- +[A-Za-z_]\w*: *(?:#.*)?$")
_BARE_KEY = re.compile(r" *[A-Za-z_]\w*: *(?:#.*)?$")
_GLUED_DASH = re.compile(r" *-([A-Za-z_]\w*:)")
_BLOCK_SIGN = re.compile(r"[|>][-+0-9]*")
_BLOCK_HEAD = re.compile(r": +([|>][-+0-9]*) *(?:#.*)?$")
_OTHER_SIGN = re.compile(r"([A-Za-z_]\w*) *[=;：﹕] *(\S.*)")
_REMARKS = ("//", "/*", "<!--", "--", ";", "%")


def explain(read: Reading, found: Fault, before: Before) -> None:
    """Report the one slip that most likely made the file unreadable."""
    _Case(read, found, before).explain()


class _Case(Bracketed):
    """Decides what the slip was, for each kind of error that a reader raises."""

    def explain(self) -> None:
        kinds: dict[str, Callable[[], None]] = {
            "directive": lambda: self.tell("directive", self.context),
            "quote": self.open_quote,
            "tag": lambda: self.tell("tag", self.context),
            "anchor": lambda: self.special(self.context),
            "escape": self.escape,
            "block text": self.block_text,
            "value": self.value,
            "question": lambda: self.tell("explicit key", self.at),
            "item": self.item,
            "colon": self.colon,
            "start": self.start,
            "flow": self.flow,
            "node": self.node,
            "block": self.block,
            "document": self.document,
        }
        if not self.stray() and not self.special_space():
            kinds.get(self.fault.kind, self.general)()

    def general(self) -> None:
        self.tell("unreadable", self.at)

    def open_quote(self) -> None:
        mark = self.text[self.context : self.context + 1]
        slip = "open apostrophe" if mark == "'" else "open quote"
        self.tell(slip, self.context, line=self.line_of(self.context), mark=mark)

    def start(self) -> None:
        if not self.after_flow():
            self.special(self.at)

    def item(self) -> None:
        if number := _SPACED_MINUS.match(self.text, self.at):
            self.tell("spaced minus", self.at, meant=f"-{number[1]}")
        else:
            self.tell("list on the line", self.at)

    def escape(self) -> None:
        # The Python reader may have raised without saying where it was.
        start = self.context
        if self.read.lines.line(self.place.line).startswith("%"):
            self.tell("directive", self.read.lines.start(self.place.line))
            return
        if self.text[start : start + 1] != '"':
            start = self.text.rfind('"', 0, self.at)
        if not check_escapes(self.read, start):
            self.general()

    def block_text(self) -> None:
        if self.char == "#" or "\t" in self.text[self.context : self.at + 1]:
            check_block(self.read, self.context, len(self.text))
        elif self.before.style == "flow" and not self.text[self.before.end : self.context].strip():
            self.special(self.before.start)
        else:
            sign = _BLOCK_SIGN.match(self.text, self.context)
            self.tell("text after the sign", self.context, sign=sign[0] if sign else self.char)

    def block(self) -> None:
        """A line, or a part of one, that does not go with the lines before it."""
        if self.after_quote() or self.after_flow() or self.unmatched():
            return
        if self.char == ":":
            self.tell("no key", self.at)
        elif self.first_on_line():
            self.indentation()
        else:
            self.general()

    def indentation(self) -> None:
        around = self.read.lines.place(self.context)
        item = self.text[self.at : self.at + 2].strip() == "-"
        above = self.line_above(self.place.line) or around.line
        over, other = self.indent(above), around.column - 1
        level = around.column == self.place.column
        if level and self.fault.sequence != item:
            self.among_others(around.line)
        elif level and self.char in SIGNS:
            self.special(self.at)
        elif level:
            self.general()
        else:
            words = {"own": self.place.column - 1, "over": over, "other": other}
            slip, where = "off by itself" if above == around.line else "not aligned", self.place
            if (out := self.too_far_out()) is not None:
                slip, where = "too far out", Place(out, self.indent(out) + 1)
                words["other"] = self.indent(out)
            words |= {"above": above, "around": around.line, "line": self.place.line}
            self.tell(slip, where, **words)

    def among_others(self, around: int) -> None:
        """An item among keys, or a key among items, in the very same column."""
        first, line = self.read.lines.line(around), self.read.lines.line(self.place.line)
        if not self.fault.sequence:
            slip = "dash before a key" if _BARE_ITEM.match(line) else "not a key"
            self.tell(slip, self.at, around=around)
        elif _BARE_ITEM.match(first) and _BARE_KEY.match(line):
            where = Place(around, self.indent(around) + 1)
            self.tell("key with a dash", where, around=around, line=self.place.line)
        elif dash := _GLUED_DASH.match(line):
            self.tell("glued dash", self.at, rest=dash[1])
        else:
            self.tell("not an item", self.at, around=around)

    def document(self) -> None:
        """Something stands where the file should have ended."""
        if self.after_quote() or self.after_flow() or self.unmatched():
            return
        first = CONTENT.search(self.text)
        start = first.start() if first else 0
        if self.text.startswith("%", start):
            self.tell("directive", start)
        elif self.first_on_line():
            self.tell("not the first column", self.at, around=self.line_of(start))
        else:
            self.general()

    def value(self) -> None:
        """A colon where no key can be: inside a text, or below a line that has its value."""
        if self.after_quote():
            return
        start = self.read.lines.start(self.place.line)
        if head := _HEAD.match(self.text, start, self.at):
            what = brief(self.text[head.end() : self.at] + self.rest(self.at))
            self.tell("colon inside", head.end(), what=what)
            return
        length = self.at - start - self.indent(self.place.line)
        if length > LONGEST_KEY:
            self.tell("long key", start + self.indent(self.place.line), length=length)
            return
        above, before = self.line_above(self.place.line), self.before
        if before.style == "plain" and before.start < start <= before.end:
            # A text of several lines that ends at this colon.
            above = self.line_of(before.start)
            last = self.text[start : self.at].strip()
            # What goes on below is set in by two or more; one space more than the key is a slip.
            slipped = self.indent(self.place.line) == self.indent(above) + 1
            if not slipped and not _WORD.fullmatch(last):
                what = brief(last + self.rest(self.at))
                self.tell("colon inside", before.start, what=what)
                return
        if above is None:
            self.general()
            return
        line = self.read.lines.line(above)
        bare = line.lstrip(" -")
        at = self.read.lines.start(above) + len(line) - len(bare)
        if glued := NO_SPACE.match(bare):
            self.tell("no space", at + glued.end(1), key=glued[1])
        elif dash := _GLUED_DASH.match(line):
            self.tell("glued dash", self.read.lines.start(above) + dash.start(1) - 1, rest=dash[1])
        elif _KEY_VALUE.match(line) or line.lstrip().startswith("- "):
            column = self.indent(self.place.line) + 1
            self.tell("below a value", Place(self.place.line, column), above=above)
        elif not bare.rstrip().endswith(":"):
            self.no_colon(at, above)
        else:
            self.general()

    def colon(self) -> None:
        """A line among keys that is no key."""
        number = self.line_of(self.context)
        line = self.text[self.context :].split("\n", 1)[0]
        glued = NO_SPACE.match(line)
        if line[:1] in ("'", '"') and line[0] not in line[1:]:
            self.open_quote()
        elif line[:1] in ("[", "{", "&", "*", "!"):
            self.special(self.context)
        elif glued:
            self.tell("no space", self.context + glued.end(1), key=glued[1])
        elif (length := line.find(": ")) > LONGEST_KEY:
            self.tell("long key", self.context, length=length)
        elif length >= 0:
            self.general()
        else:
            self.no_colon(self.context, number)

    def no_colon(self, where: int, number: int) -> None:
        """Line ``number`` has no colon: what was meant instead?"""
        line = self.line_from(where).rstrip()
        above = self.line_above(number)
        sign = _BLOCK_HEAD.search(self.read.lines.line(above)) if above is not None else None
        if sign is not None:
            self.tell("long text not set in", where, above=above, sign=sign[1])
        elif self.has_lines_below(number):
            self.tell("no colon above", where, line=number)
        elif other := _OTHER_SIGN.fullmatch(line):
            meant = brief(f"{other[1]}: {other[2]}", 60)
            self.tell("another sign", where, line=number, what=brief(line), meant=meant)
        else:
            slip = "remark" if line.startswith(_REMARKS) or number == 1 else "no colon"
            self.tell(slip, where, line=number, what=brief(line))

    def node(self) -> None:
        """Nothing stands where a value should, or a sign that begins no value."""
        bracket = self.before.bracket
        if bracket is not None and self.unclosed(bracket):
            return
        if self.char == ":":
            self.tell("no key", self.at)
        elif bracket is None and self.text.startswith("...", self.at):
            self.tell("document end", self.at)
        elif bracket is not None:
            self.tell("no value", self.at, what=f"'{self.char}'" if self.char.strip() else "this")
        elif self.char in SIGNS:
            self.special(self.at)
        else:
            self.general()
