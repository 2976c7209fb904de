"""Mappings and lists as they end: what prose and formulas became inside braces and brackets.

Inside them a comma, a colon or a brace cuts a text in two, and YAML says nothing. What was cut is
reported where it begins and mended, so that it reads on as meant and one slip is one problem.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.meant import change_meant
from sim.scenario.nodes import Mapping, Place, Scalar, Sequence, brief
from sim.scenario.traps import NO_SPACE, missing_space
from sim.scenario.wording import QUOTE_ALL

if TYPE_CHECKING:
    from sim.scenario.nodes import Node, Reading, Report

_ENTRY = re.compile(r"[\w+-][\w.+-]*")
_PARENTHESIS = re.compile(r"[()]")


class Frame:
    """A mapping or list that is still being read.

    ``spans`` says where each value in braces or brackets was written. The entries in ``bare`` have
    no colon; the span of such a one is that of its key. ``skip`` drops the entry at hand;
    ``again`` says that an entry of a list begins anew without its dash;
    ``broken`` says that a key is no text.
    """

    __slots__ = (
        "again", "bare", "broken", "flow", "key", "key_span", "keys", "mapping", "pair", "parts",
        "place", "seen", "skip", "spans", "start",
    )  # fmt: skip

    def __init__(self, place: Place, start: int, *, mapping: bool, flow: bool, pair: bool) -> None:
        self.place, self.start = place, start
        self.mapping, self.flow, self.pair = mapping, flow, pair
        self.parts: list[Node] = []
        self.keys: list[Scalar] = []
        self.spans: list[tuple[int, int]] = []
        self.bare: set[int] = set()
        self.seen: dict[str, Place] = {}
        self.key: Scalar | None = None
        self.key_span = (0, 0)
        self.skip = self.broken = self.again = False


def finish(read: Reading, frame: Frame, end: int) -> Node:
    """The node that ``frame`` holds when it ends before ``end``."""
    text = read.text
    if frame.pair:
        return _pair(read, frame)
    if frame.broken and frame.flow and not frame.parts:
        return Scalar(text[frame.start : end], frame.place, plain=False)
    cut = frame.flow and text.find("(", frame.start, end) >= 0
    if frame.mapping:
        if cut or frame.bare:
            return _mend_mapping(read, frame, end)
        return Mapping(tuple(zip(frame.keys, frame.parts, strict=True)), frame.place)
    return _mend_sequence(read, frame) if cut else Sequence(tuple(frame.parts), frame.place)


def _pair(read: Reading, frame: Frame) -> Scalar:
    """``[Mayor: enough]`` holds a pair, not a text."""
    end = max((stop for _, stop in frame.spans), default=frame.key_span[1])
    whole = read.text[frame.start : end]
    message = f"The colon inside makes a key and a value of '{brief(whole)}'."
    read.report("NC152", frame.place, message, QUOTE_ALL)
    return Scalar(whole, frame.place, plain=False)


def _mend_mapping(read: Reading, frame: Frame, end: int) -> Node:
    parts, spans, bare = frame.parts, frame.spans, frame.bare
    if len(parts) == 1 and bare and not NO_SPACE.match(frame.keys[0].text):
        whole = read.text[frame.start : end]
        message = f"To YAML '{brief(whole)}' is no text, because it begins with a brace."
        meant = change_meant(whole)
        read.report("NC150", frame.place, message, f"Write: {meant}" if meant else QUOTE_ALL)
        return Scalar(whole, frame.place, plain=False)
    if len(bare) == len(parts) > 1 and all(_ENTRY.fullmatch(key.text) for key in frame.keys):
        listed = f"[{', '.join(key.text for key in frame.keys)}]"
        message = "Braces hold keys with values; a list stands in brackets."
        read.report("NC154", frame.place, message, f"Write: {brief(listed, 60)}")
        return Sequence(tuple(frame.keys), frame.place)
    entries = list(zip(frame.keys, parts, strict=True))
    nodes = [key if number in bare else value for number, (key, value) in enumerate(entries)]
    cuts = _cuts(read.text, nodes, spans)
    kept: list[tuple[Scalar, Node]] = []
    number = 0
    while number < len(entries):
        key, value = entries[number]
        if number in bare:
            _report_bare(read, spans[number][0], key, kept[-1][1] if kept else None)
        elif number in cuts:
            first, last = number, cuts[number]
            while number < last and number + 1 in bare:
                number += 1
            start, stop, last = spans[first][0], spans[number][1], spans[cuts[first]][1]
            kept.append((key, _join(read, value.place, start, stop, last)))
        else:
            kept.append((key, value))
        number += 1
    return Mapping(tuple(kept), frame.place)


def _mend_sequence(read: Reading, frame: Frame) -> Sequence:
    parts, spans = frame.parts, frame.spans
    cuts = _cuts(read.text, parts, spans)
    kept: list[Node] = []
    number = 0
    while number < len(parts):
        last = cuts.get(number, number)
        item = parts[number]
        if last > number:
            start, stop = spans[number][0], spans[last][1]
            item = _join(read, item.place, start, stop, stop)
        kept.append(item)
        number = last + 1
    return Sequence(tuple(kept), frame.place)


def _cuts(text: str, nodes: list[Node], spans: list[tuple[int, int]]) -> dict[int, int]:
    """From which to which entry a pair of parentheses spans, in plain texts; the widest ones."""
    cuts: dict[int, int] = {}
    opened: list[int] = []
    for number, node in enumerate(nodes):
        if not isinstance(node, Scalar) or not node.plain:
            continue
        for match in _PARENTHESIS.finditer(text, *spans[number]):
            if match[0] == "(":
                opened.append(number)
            elif opened and (first := opened.pop()) != number:
                cuts[first] = number
    return cuts


def _join(read: Reading, place: Place, start: int, end: int, last: int) -> Scalar:
    """One text again, to ``end``, of what the author wrote to ``last``."""
    whole = read.text[start:last]
    message = "Inside braces or brackets the comma in parentheses cuts this value in two."
    read.report("NC153", place, message, f'Put it in quotation marks: "{brief(whole, 60)}"')
    return Scalar(read.text[start:end], place, plain=False)


def _report_bare(read: Reading, start: int, key: Scalar, before: Node | None) -> None:
    """An entry in braces without a colon, after the value ``before``."""
    if found := NO_SPACE.match(key.text):
        at = read.lines.place(read.text.index(":", start))
        read.report("NC107", at, f"After '{found[1]}:' a space is missing.", missing_space(key))
    elif isinstance(before, Scalar) and before.plain and before.text:
        message = f"Inside braces the comma ends the text '{brief(before.text)}'."
        hint = f"If '{brief(key.text)}' belongs to it, put the whole text in quotation marks."
        read.report("NC154", before.place, message, hint)
    else:
        message = f"Inside braces each entry is 'key: value', but '{brief(key.text)}' has no colon."
        read.report("NC154", key.place, message, "Write its value, or delete it.")


def report_no_mapping(root: Node | None, report: Report) -> None:
    """Say what the file is, where it should consist of keys and their values."""
    hint = "A scenario begins with 'newscycle: 1'."
    if root is None or (isinstance(root, Scalar) and root.plain and not root.text):
        report("NC009", None, "The file is empty but for comments.", hint)
    elif isinstance(root, Scalar) and (advice := missing_space(root)):
        place = Place(root.place.line, root.place.column + root.text.index(":"))
        report("NC107", place, "After the first colon a space is missing.", advice)
    else:
        what = "a list" if isinstance(root, Sequence) else "one text"
        message = f"The file is {what}; it should consist of keys and their values."
        report("NC012", root.place, message, hint)
