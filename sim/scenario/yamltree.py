"""The event loop: PyYAML's events to our tree, with every refusal on the way.

Rules look at the text before and after an event, by its indexes, never at anything that the two
readers of PyYAML tell differently. The loop stops at a limit; it never drains what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

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
from sim.scenario.nodes import Lines, Mapping, Place, Reading, Scalar, Sequence, brief
from sim.scenario.syntax import Before, explain, fault
from sim.scenario.traps import (
    GLUED_COLON,
    Braces,
    check_block,
    check_escapes,
    check_hashtag,
    gap_colon,
    gap_question,
    gap_tab,
    mend_mapping,
    mend_sequence,
    missing_space,
    report_pair,
    report_question,
    report_tab,
    rest_is_empty,
    tell,
)
from sim.scenario.wording import QUOTE_ALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario.nodes import Node, Report

MAX_DEPTH = 30
"""How deeply lists and mappings may nest; a scenario needs about twelve."""

MAX_NODES = 200_000
"""Keys, values, lists and mappings together."""

MAX_TEXT = 20_000
"""Characters of one text."""


_IF_TEXT = "If it is text, put the whole text in quotation marks."


class _Mark(Protocol):
    index: int
    line: int
    column: int


class _Event(Protocol):
    """An event of either reader; which of the later attributes it has depends on its type."""

    start_mark: _Mark
    end_mark: _Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    flow_style: bool | None
    explicit: bool


class _Parser(Protocol):
    def get_event(self) -> _Event | None: ...


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still being read."""

    place: Place
    start: int
    mapping: bool
    flow: bool
    pair: bool
    parts: list[Node] = field(default_factory=list)
    keys: list[Scalar] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    bare: set[int] = field(default_factory=set)
    seen: dict[str, Place] = field(default_factory=dict)
    key: Scalar | None = None
    key_span: tuple[int, int] = (0, 0)
    skip: bool = False


class _Stop(Exception):
    """A limit or a second document: nothing further is read."""


def has_c_parser() -> bool:
    """Whether PyYAML's reader in C is installed."""
    return bool(yaml.__with_libyaml__)


def parse(text: str, report: Report, *, use_c: bool) -> Mapping | None:
    """The tree of ``text`` (``\\n`` line ends, no forbidden characters), or None."""
    return _Loop(Reading(text, Lines(text), report)).run(use_c=use_c)


class _Loop:
    """The state of one reading."""

    def __init__(self, read: Reading) -> None:
        self.read, self.text, self.report = read, read.text, read.report
        self.stack: list[_Frame] = []
        self.root: Node | None = None
        self.nodes = 0
        self.documents = 0
        self.end = 0
        self.last = (0, 0, "")
        self.has_tab, self.has_question = "\t" in self.text, "?" in self.text
        self.has_hash, self.has_escape = "#" in self.text, "\\" in self.text

    def run(self, *, use_c: bool) -> Mapping | None:
        """Read all events. The only place that knows which reader is at work."""
        handlers: dict[type, Callable[[_Event], None]] = {
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
        loader = cast("_Parser", (yaml.CSafeLoader if use_c else yaml.SafeLoader)(self.text))
        try:
            while (event := loader.get_event()) is not None:
                if (handler := handlers.get(type(event))) is not None:
                    handler(event)
        except _Stop:
            return None
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # The Python reader lets chr() and int() raise on absurd escapes and versions.
            bracket = self.stack[-1].start if self.stack and self.stack[-1].flow else None
            found = fault(error, getattr(loader, "index", self.end))
            explain(self.read, found, Before(*self.last, bracket))
            return None
        if isinstance(self.root, Mapping):
            return self.root
        self.no_mapping()
        return None

    def no_mapping(self) -> None:
        hint = "A scenario begins with 'newscycle: 1'."
        root = self.root
        if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
            self.report("NC009", None, "The file is empty but for comments.", hint)
            return
        what = "a list" if isinstance(root, Sequence) else "one text"
        if isinstance(root, Scalar) and (advice := missing_space(root)):
            place = Place(root.place.line, root.place.column + root.text.index(":"))
            self.report("NC107", place, "After the first colon a space is missing.", advice)
            return
        self.report("NC012", root.place, f"The file is {what}; it should consist of keys.", hint)

    def document(self, event: _Event) -> None:
        start = event.start_mark.index
        if self.text.startswith("%", start):
            tell(self.read, "directive", self.read.lines.place(start))
        self.documents += 1
        if self.documents > 1:
            message = "Here a second document begins; a file holds one scenario."
            hint = "Delete the line '---', or move what follows to a file of its own."
            self.report("NC115", self.read.lines.place(start), message, hint)
            raise _Stop

    def document_end(self, event: _Event) -> None:
        if not event.explicit:
            return
        place = self.read.lines.place(event.start_mark.index)
        message = "The line '...' ends the document for YAML; nothing below it is read."
        self.report("NC116", place, message, "Delete the line.")
        if not rest_is_empty(self.text, event.end_mark.index):
            raise _Stop

    def gap(self, start: int) -> None:
        """Between the last event and the one at ``start``: only spaces, signs and comments."""
        if self.has_tab and (at := gap_tab(self.text, self.end, start)) is not None:
            report_tab(self.read, at)

    def count(self, place: Place) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = f"The file has more than {MAX_NODES:,} keys and values."
            self.report("NC122", place, message, "Split the scenario into several files.")
            raise _Stop

    def before_key(self, start: int) -> bool:
        """Whether an explicit ``?`` stands before the key at ``start``; that is reported."""
        at = gap_question(self.text, self.end, start) if self.has_question else None
        if at is not None:
            tell(self.read, "explicit key", self.read.lines.place(at))
        return at is not None

    def properties(self, event: _Event, place: Place) -> None:
        if event.anchor is not None:
            message = f"'&{brief(event.anchor)}' is a YAML anchor; a scenario has none."
            self.report("NC112", place, message, f"Delete it. {_IF_TEXT}")
        # The C reader forgets the tag of "! text", so look at the text too.
        if (
            event.tag is not None
            or self.text[event.start_mark.index : event.start_mark.index + 1] == "!"
        ):
            tell(self.read, "tag", place)

    def scalar(self, event: _Event) -> None:
        mark, text, value = event.start_mark, self.text, event.value
        start, end, style = mark.index, event.end_mark.index, event.style or ""
        place = Place(mark.line + 1, mark.column + 1)
        self.count(place)
        frame = self.stack[-1] if self.stack else None
        is_key = frame is not None and frame.mapping and frame.key is None
        missing = not style and start == end
        if self.has_tab:
            self.gap(start)
            if not style and (at := text.find("\t", start, end)) >= 0:
                report_tab(self.read, at)
        if event.anchor is not None or event.tag is not None or text.startswith("!", start):
            self.properties(event, place)
        if style == '"':
            if self.has_escape and FORBIDDEN.search(value):
                check_escapes(self.read, start)
                value = FORBIDDEN.sub(REPLACEMENT, value)
        elif style in ("|", ">"):
            if self.has_tab or self.has_hash:
                check_block(self.read, start, end)
        elif not style and self.has_question and frame is not None and frame.flow and "?" in value:
            report_question(self.read, text.index("?", start))
        if len(value) > MAX_TEXT:
            message = f"This text has {len(value):,} characters; {MAX_TEXT:,} is the most."
            self.report("NC123", place, message, "A quotation mark may be missing; or shorten it.")
            value = value[:MAX_TEXT]
        if is_key:
            self.key(Scalar(value, place, not style), start, end)
        elif missing and frame is not None:
            self.left_out(frame, place, start)
        else:
            if not style and self.has_hash:
                check_hashtag(self.read, end, value)
            self.add(Scalar(value, place, not style), start, end)
        self.end = max(self.end, end)
        if not missing:
            self.last = (start, end, style or "plain")

    def key(self, key: Scalar, start: int, end: int) -> None:
        frame = self.stack[-1]
        marked = self.before_key(start + (start == end))
        frame.key, frame.key_span = key, (start, end)
        frame.skip = True
        if not key.text.strip():
            if not marked:
                self.report("NC119", key.place, "This key has no name.", QUOTE_ALL)
        elif key.plain and key.text == "<<":
            message = "'<<' merges mappings in YAML; a scenario says everything where it stands."
            self.report("NC114", key.place, message, "Write the keys out.")
        elif (first := frame.seen.get(key.text)) is not None:
            message = f"The key '{brief(key.text)}' already stands in line {first.line}."
            self.report("NC110", key.place, message, "Delete one of the two, or rename it.")
        else:
            frame.skip = False
            frame.seen[key.text] = key.place
        if frame.flow and key.plain and (glued := GLUED_COLON.match(self.text, end)):
            tell(self.read, "no space in braces", self.read.lines.place(glued.start(1)))

    def left_out(self, frame: _Frame, place: Place, start: int) -> None:
        """A key without a value, or a dash without an item."""
        if frame.key is None:
            self.add(
                Scalar("", Place(place.line, max(1, place.column - 1)), plain=True), start, start
            )
            return
        begin, end = frame.key_span
        if frame.flow and not gap_colon(self.text, end, start):
            frame.bare.add(len(frame.parts))
            start, end = begin, end
        else:
            if self.has_hash and not frame.flow:
                check_hashtag(self.read, start, "")
            end = start
        self.add(Scalar("", frame.key.place, plain=True), start, end)

    def alias(self, event: _Event) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        place = self.read.lines.place(start)
        self.count(place)
        self.gap(start)
        rest = self.text[end : self.text.find("\n", end) % (len(self.text) + 1)].lstrip(" ")
        if rest and rest[0] not in "#,:]}\t":
            message = "To YAML a value that begins with an asterisk is no text."
            self.report("NC150", place, message, QUOTE_ALL)
            raise _Stop
        message = f"'*{brief(event.anchor or '')}' is a YAML alias; a scenario has none."
        self.report("NC113", place, message, f"Write it out. {_IF_TEXT}")
        self.end, self.last = end, (start, end, "")
        stand_in = Scalar(self.text[start:end], place, plain=False)
        if self.stack and self.stack[-1].mapping and self.stack[-1].key is None:
            self.key(stand_in, start, end)
        else:
            self.add(stand_in, start, end)

    def open_mapping(self, event: _Event) -> None:
        self.open(event, mapping=True)

    def open(self, event: _Event, *, mapping: bool = False) -> None:
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1)
        self.count(place)
        self.gap(mark.index)
        if (
            event.anchor is not None
            or event.tag is not None
            or self.text.startswith("!", mark.index)
        ):
            self.properties(event, place)
        if len(self.stack) >= MAX_DEPTH:
            message = f"Here values are nested more than {MAX_DEPTH} levels deep."
            self.report("NC121", place, message, "A scenario needs about twelve.")
            raise _Stop
        if self.stack and self.stack[-1].mapping and self.stack[-1].key is None:
            self.before_key(mark.index)
            message = "A key is a single text, not something in brackets or braces."
            self.report("NC118", place, message, _IF_TEXT)
        flow = bool(event.flow_style)
        pair = mapping and flow and self.text[mark.index : mark.index + 1] != "{"
        self.stack.append(_Frame(place, mark.index, mapping, flow, pair))
        self.end = max(self.end, mark.index)

    def close(self, event: _Event) -> None:
        frame = self.stack.pop()
        end = event.end_mark.index
        if frame.flow:
            self.gap(end)
        node: Node
        if frame.pair:
            end = max((stop for _, stop in frame.spans), default=end)
            node = report_pair(self.read, frame.start, end, frame.place)
        elif frame.mapping:
            parts = list(zip(frame.keys, frame.parts, strict=True))
            if frame.flow:
                braces = Braces(frame.start, end, frame.place, parts, frame.spans, frame.bare)
                node = mend_mapping(self.read, braces)
            else:
                node = Mapping(tuple(parts), frame.place)
        elif frame.flow:
            node = mend_sequence(self.read, frame.place, frame.parts, frame.spans)
        else:
            node = Sequence(tuple(frame.parts), frame.place)
        if frame.flow:
            self.end = max(self.end, end)
            self.last = (frame.start, end, "" if frame.pair else "flow")
        top = self.stack[-1] if self.stack else None
        if top is not None and top.mapping and top.key is None:
            top.key, top.key_span, top.skip = (
                Scalar("", frame.place, plain=False),
                (frame.start, end),
                True,
            )
        else:
            self.add(node, frame.start, end)

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
