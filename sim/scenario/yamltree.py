"""The event loop: PyYAML's events to our tree, with every refusal on the way.

Rules look at the text before and after an event, by its indexes, never at anything that the two
readers of PyYAML tell differently. The loop stops at a limit; it never drains what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from sim.scenario.chars import FORBIDDEN, REPLACEMENT
from sim.scenario.faults import Before, fault
from sim.scenario.mend import Frame, finish, report_no_mapping
from sim.scenario.nodes import Lines, Mapping, Place, Reading, Scalar, brief
from sim.scenario.parsers import open_parser
from sim.scenario.syntax import explain
from sim.scenario.traps import (
    GLUED_COLON,
    check_block,
    check_escapes,
    check_hashtag,
    check_lone_quote,
    gap_colon,
    gap_question,
    gap_tab,
    report_question,
    report_tab,
    rest_is_empty,
    special_space,
    tell,
)
from sim.scenario.wording import QUOTE_ALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.nodes import Node, Report
    from sim.scenario.parsers import Event

MAX_DEPTH = 30
"""How deeply lists and mappings may nest; a scenario needs about twelve."""

MAX_NODES = 280_000
"""Keys, values, lists and mappings together, and one more for every ``NODE`` characters."""

NODE = 40
"""The Python reader takes as long for so many characters as it takes for one more node."""

MAX_TEXT = 20_000
"""Characters of one text."""

_IF_TEXT = "If it is text, put the whole text in quotation marks."


class _Stop(Exception):  # noqa: N818  (control flow, not an error of its own)
    """A limit or a second document: nothing further is read."""


def parse(text: str, report: Report, *, use_c: bool) -> Mapping | None:
    """The tree of ``text`` (``\\n`` line ends, no forbidden characters), or None."""
    return _Loop(Reading(text, Lines(text), report)).run(use_c=use_c)


class _Loop:
    """The state of one reading."""

    def __init__(self, read: Reading) -> None:
        self.read, self.text, self.report = read, read.text, read.report
        self.stack: list[Frame] = []
        self.root: Node | None = None
        self.left = MAX_NODES - len(self.text) // NODE
        self.documents = 0
        self.end = 0
        self.last = (0, 0, "")
        self.spaced = False
        has = {sign: sign in self.text for sign in "\t?#\\!"}
        self.has_tab, self.has_question, self.has_hash = has["\t"], has["?"], has["#"]
        self.has_escape, self.has_tag = has["\\"], has["!"]

    def run(self, *, use_c: bool) -> Mapping | None:
        """Read all events. The only place that knows which reader is at work."""
        handlers: dict[type, Callable[[Event], None]] = {
            ScalarEvent: self.scalar,
            MappingStartEvent: self.open_mapping,
            SequenceStartEvent: self.open,
            MappingEndEvent: self.close,
            SequenceEndEvent: self.close,
            AliasEvent: self.alias,
            DocumentStartEvent: self.document,
            DocumentEndEvent: self.document_end,
            StreamEndEvent: lambda _: self.gap(len(self.text)),
        }
        parser = open_parser(self.text, use_c=use_c)
        try:
            while (event := parser.get_event()) is not None:
                if (handler := handlers.get(type(event))) is not None:
                    handler(event)
        except _Stop:
            return None
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # The Python reader lets chr() and int() raise on absurd escapes and versions.
            bracket = self.stack[-1].start if self.stack and self.stack[-1].flow else None
            found = fault(error, getattr(parser, "index", self.end))
            explain(self.read, found, Before(*self.last, bracket))
            return None
        if self.spaced:
            return None
        if isinstance(self.root, Mapping):
            return self.root
        report_no_mapping(self.root, self.report)
        return None

    def document(self, event: Event) -> None:
        start = event.start_mark.index
        if self.text.startswith("%", start):
            tell(self.read, "directive", self.read.lines.place(start))
        self.documents += 1
        if self.documents > 1:
            message = "Here a second document begins; a file holds one scenario."
            hint = "Delete the line '---', or move what follows to a file of its own."
            self.report("NC115", self.read.lines.place(start), message, hint)
            raise _Stop

    def document_end(self, event: Event) -> None:
        if not event.explicit:
            return
        tell(self.read, "document end", self.read.lines.place(event.start_mark.index))
        if not rest_is_empty(self.text, event.end_mark.index):
            raise _Stop

    def gap(self, start: int) -> None:
        """Between the last event and the one at ``start``: only spaces, signs and comments."""
        if self.has_tab and (at := gap_tab(self.text, self.end, start)) is not None:
            report_tab(self.read, at)

    def begin(self, event: Event) -> Place:
        """What every value has: a place, its share of the limit, perhaps an anchor or a tag."""
        mark = event.start_mark
        start = mark.index
        place = Place(mark.line + 1, mark.column + 1)
        self.left -= 1
        if self.left < 0:
            message = "From here on the file holds more keys, values and text than it may."
            self.report("NC122", place, message, "Split the scenario into several files.")
            raise _Stop
        if self.has_tab:
            self.gap(start)
        if event.anchor is not None:
            message = f"'&{brief(event.anchor)}' is a YAML anchor; a scenario has none."
            self.report("NC112", place, message, f"Delete it. {_IF_TEXT}")
        # The C reader forgets the tag of "! text", so look at the text too.
        if event.tag is not None or (self.has_tag and self.text.startswith("!", start)):
            tell(self.read, "tag", place)
        return place

    def scalar(self, event: Event) -> None:
        place = self.begin(event)
        start, end, style, value = (
            event.start_mark.index,
            event.end_mark.index,
            event.style,
            event.value,
        )
        frame = self.stack[-1] if self.stack else None
        if style:
            value = self.quoted(style, value, start, end)
        else:
            if self.has_tab and (at := self.text.find("\t", start, end)) >= 0:
                report_tab(self.read, at)
            if self.has_question and frame is not None and frame.flow and "?" in value:
                report_question(self.read, self.text.index("?", start))
        if len(value) > MAX_TEXT:
            message = f"This text has {len(value):,} characters; {MAX_TEXT:,} is the most."
            self.report("NC123", place, message, "A quotation mark may be missing; or shorten it.")
            value = value[:MAX_TEXT]
        if frame is not None and frame.mapping and frame.key is None:
            self.key(frame, Scalar(value, place, not style), start, end)
        elif frame is not None and start == end and not style:
            self.left_out(frame, place, start)
        else:
            if not style:
                if self.has_hash:
                    check_hashtag(self.read, end, value)
                if '"' in value:
                    check_lone_quote(self.read, start, end)
            self.add(Scalar(value, place, not style), start, end)
        if end > self.end:
            self.end = end
        if end > start:
            self.last = (start, end, style or "plain")

    def quoted(self, style: str, value: str, start: int, end: int) -> str:
        """A text in quotation marks or a block text, checked."""
        if style == '"' and self.has_escape and FORBIDDEN.search(value):
            check_escapes(self.read, start)
            return FORBIDDEN.sub(REPLACEMENT, value)
        if style in "|>" and (self.has_tab or self.has_hash):
            check_block(self.read, start, end)
        return value

    def explicit(self, start: int) -> bool:
        """Whether an explicit ``?`` stands before the key at ``start``; that is reported."""
        at = gap_question(self.text, self.end, start) if self.has_question else None
        if at is not None:
            tell(self.read, "explicit key", self.read.lines.place(at))
        return at is not None

    def key(self, frame: Frame, key: Scalar, start: int, end: int) -> None:
        """A key: it needs a name, and one of its own."""
        marked = self.has_question and self.explicit(start + (start == end))
        name = key.text
        frame.key, frame.key_span, frame.skip = key, (start, end), True
        if key.plain and (at := special_space(name)) is not None:
            # The key, and which lines belong together, are not those that the author sees.
            tell(self.read, "special space", self.read.lines.place(start + at))
            self.spaced = True
            return
        if not name or name.isspace():
            if not marked:
                self.report("NC119", key.place, "This key has no name.", QUOTE_ALL)
        elif name == "<<" and key.plain:
            message = "'<<' merges mappings in YAML; a scenario says everything where it stands."
            self.report("NC114", key.place, message, "Write the keys out.")
        elif (first := frame.seen.get(name)) is not None:
            self.twice(frame, key, first)
        else:
            frame.seen[name], frame.skip = key.place, False
        if frame.flow and key.plain and (glued := GLUED_COLON.match(self.text, end)):
            tell(self.read, "no space in braces", self.read.lines.place(glued.start(1)))

    def twice(self, frame: Frame, key: Scalar, first: Place) -> None:
        """A key that stands in the same mapping already."""
        above = frame.parts[-1] if frame.parts else None
        if isinstance(above, Scalar) and above.plain and not above.text and not frame.flow:
            # The key above has nothing below it because it is indented as far as its own keys.
            frame.again = True
        if frame.again:
            return
        message = f"The key '{brief(key.text)}' already stands in line {first.line}."
        hint = "Delete one of the two, or rename it."
        listed = len(self.stack) > 1 and not self.stack[-2].mapping and not frame.flow
        if listed and frame.keys and frame.keys[0].place == first:
            # All keys of an entry without its dash are those of the entry above it once more.
            frame.again = True
            hint = "If a new entry of the list begins here, write '- ' before it; else delete it."
        self.report("NC110", key.place, message, hint)

    def left_out(self, frame: Frame, place: Place, start: int) -> None:
        """A key without a value, or a dash without an item."""
        if frame.key is None:
            dash = Place(place.line, max(1, place.column - 1))
            self.add(Scalar("", dash, plain=True), start, start)
            return
        span = (start, start)
        if frame.flow and not gap_colon(self.text, frame.key_span[1], start):
            frame.bare.add(len(frame.parts))
            span = frame.key_span
        self.add(Scalar("", frame.key.place, plain=True), *span)

    def alias(self, event: Event) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        place = self.read.lines.place(start)
        self.left -= 1
        self.gap(start)
        rest = self.text[end : end + 80].split("\n", 1)[0].lstrip(" ")
        if rest and rest[0] not in "#,:]}\t":
            message = "To YAML a value that begins with an asterisk is no text."
            self.report("NC150", place, message, QUOTE_ALL)
            raise _Stop
        message = f"'*{brief(event.anchor or '')}' is a YAML alias; a scenario has none."
        self.report("NC113", place, message, f"Write it out. {_IF_TEXT}")
        self.end, self.last = end, (start, end, "")
        stand_in = Scalar(self.text[start:end], place, plain=False)
        if self.stack and self.stack[-1].mapping and self.stack[-1].key is None:
            self.key(self.stack[-1], stand_in, start, end)
        else:
            self.add(stand_in, start, end)

    def open_mapping(self, event: Event) -> None:
        self.open(event, mapping=True)

    def open(self, event: Event, *, mapping: bool = False) -> None:
        place, start, flow = self.begin(event), event.start_mark.index, bool(event.flow_style)
        if len(self.stack) >= MAX_DEPTH:
            message = f"Here values are nested more than {MAX_DEPTH} levels deep."
            self.report("NC121", place, message, "A scenario needs about twelve.")
            raise _Stop
        if self.stack and self.stack[-1].mapping and self.stack[-1].key is None:
            message = "A key is a single text, not a list and not keys of its own."
            if not self.explicit(start):
                self.report("NC118", place, message, _IF_TEXT)
        pair = mapping and flow and self.text[start] not in "{&!"
        self.stack.append(Frame(place, start, mapping=mapping, flow=flow, pair=pair))
        self.end = max(self.end, start)

    def close(self, event: Event) -> None:
        frame = self.stack.pop()
        end = event.end_mark.index
        if frame.flow:
            self.gap(end)
            self.end = max(self.end, end)
            self.last = (frame.start, end, "" if frame.pair else "flow")
        top = self.stack[-1] if self.stack else None
        if top is not None and top.mapping and top.key is None:
            top.key, top.skip = Scalar("", frame.place, plain=False), True
            top.broken = True
            top.key_span = (frame.start, end)
        else:
            self.add(finish(self.read, frame, end), frame.start, end)

    def add(self, node: Node, start: int, end: int) -> None:
        """Put a finished value where it belongs."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if frame.mapping:
            key, frame.key = frame.key, None
            if frame.skip or key is None:
                frame.bare.discard(len(frame.parts))
                return
            frame.keys.append(key)
        frame.parts.append(node)
        if frame.flow:
            frame.spans.append((start, end))
