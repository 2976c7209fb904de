"""Reading YAML with places: every refusal at its place, both readers alike, nothing ever slow."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import nodes, source
from sim.scenario.source import (
    SOURCE_CODES,
    Mapping,
    Place,
    Scalar,
    Sequence,
    decode,
    find,
    key_place,
    load_file,
    missing_space,
    read_tree,
    surprising,
)
from tests.scenario import hostile

PARSERS = ["c", "python"] if source.has_c_parser() else ["python"]
both_parsers = pytest.mark.parametrize("parser", PARSERS)

Found = list[tuple[str, int, int]]


class Notes:
    """Collects reports as (code, line, column) and keeps what was said."""

    def __init__(self) -> None:
        self.found: Found = []
        self.said: list[str] = []

    def __call__(self, code, place, message, hint=None):
        line, column = (place.line, place.column) if place else (0, 0)
        self.found.append((code, line, column))
        self.said += [message, hint or ""]

    @property
    def errors(self) -> Found:
        return [found for found in self.found if SOURCE_CODES[found[0]][0] == "error"]


def read(text, parser=None):
    notes = Notes()
    return read_tree(text, notes, parser=parser), notes


# Each: what the author did, the text, and exactly what is reported, by code, line and column.
BAD = {
    "a file of comments only": ("# nothing\n\n", [("NC009", 0, 0)]),
    "a marker and nothing else": ("---\n", [("NC009", 0, 0)]),
    "too many lines": ("#\n" * 200_001, [("NC010", 200_001, 1)]),
    "a line that is too long": ("a: b\nc: " + "x" * 20_000, [("NC011", 2, 1)]),
    "a list at the top": ("# hello\n- a\n", [("NC012", 2, 1)]),
    "one text at the top": ("'hello'\n", [("NC012", 1, 1)]),
    "a bracket after words in a key": ("a: b\n@c: d\n", [("NC150", 2, 1)]),
    "two values without a comma": ("x: [{a: b} {c: d}]\n", [("NC150", 1, 5)]),
    "entries on lines without a comma": ("x: {\n  a: 1\n  b: 2\n}\n", [("NC101", 2, 7)]),
    "two commas": ("x: [a,, b]\n", [("NC101", 1, 7)]),
    "a bracket closed by a brace": ("x: [a, {b: c]\n", [("NC101", 1, 13)]),
    "a quote open to the end": ('a: b\ntitle: "The roof\nc: d\n', [("NC102", 2, 8)]),
    "a quote closed by the next one": ('title: "The roof\nlabel: "x"\n', [("NC102", 1, 8)]),
    "a quote closed by one far below": ('a: "b\nc: d\ne: f\ng: "h"\n', [("NC102", 1, 4)]),
    "an apostrophe at the beginning": ("title: 'Tis the season\n", [("NC102", 1, 8)]),
    "a quoted key left open": ('a: b\n"c: d\n', [("NC102", 2, 1)]),
    "a quote open before a marker": ('a: "b\n---\nc: d"\n', [("NC102", 1, 4)]),
    "a bracket never closed": ("range: [0, 5\nnext: [1, 2]\n", [("NC103", 1, 8)]),
    "a brace never closed": ("a: b\nchange: {c: 1, d: 2\nnext: x\n", [("NC103", 2, 9)]),
    "a brace open in a list": ("x:\n  - {a: 1\n  - {b: 2}\n", [("NC103", 2, 5)]),
    "a bracket open to the end": ("x: [a, b\n", [("NC103", 1, 4)]),
    "a bracket too many": ("a: [1, 2]]\n", [("NC103", 1, 10)]),
    "a line between two levels": ("a:\n    b: 1\n  c: 2\n", [("NC104", 3, 3)]),
    "a line below a value": ("a:\n  b: 1\n    c: 2\n", [("NC104", 3, 5)]),
    "words below a value": ("a:\n  b: One, two.\n   c d: e\n  f: g\n", [("NC104", 3, 4)]),
    "a line left of the first": ("  a: 1\nb: 2\n", [("NC104", 2, 1)]),
    "an item between two levels": ("a:\n  - x\n - y\n", [("NC104", 3, 2)]),
    "a key among items": ("a:\n  - x\n  b: 1\n", [("NC104", 3, 3)]),
    "an item among keys": ("a:\n  b: 1\n  - x\n", [("NC104", 3, 3)]),
    "a key half below its item": ("- a: b\n c: d\n", [("NC104", 2, 2)]),
    "a line indented with a tab": ("a:\n\tb: 1\n", [("NC105", 2, 1)]),
    "a tab after spaces": ("a:\n  \tb: 1\n", [("NC105", 2, 3)]),
    "a tab before a block text's line": ("a: |\n  b\n  \tc\n", [("NC105", 3, 3)]),
    "a tab instead of a block text's indent": ("a: |\n\tb\n", [("NC105", 2, 1)]),
    "a tab after the colon": ("a: b\nc:\td\n", [("NC106", 2, 3)]),
    "a tab before the colon": ("a\t: b\n", [("NC106", 1, 2)]),
    "a tab in a text": ("a: b\tc\n", [("NC106", 1, 5)]),
    "a tab in brackets": ("a: [b,\tc]\n", [("NC106", 1, 7)]),
    "a tab before a comment": ('a: "b"\t# c\n', [("NC106", 1, 7)]),
    "a tab after |": ("a: |\t\n  b\n", [("NC106", 1, 5)]),
    "a tab at the end": ("a: b\n# c\n\t\n", [("NC105", 3, 1)]),
    "no space after a colon": ("newscycle: 1\ntitle:The roof\na: b\n", [("NC107", 2, 6)]),
    "no space on the last line": ("newscycle: 1\ntitle:The roof\n", [("NC107", 2, 6)]),
    "no space in the only line": ("newscycle:1\n", [("NC107", 1, 10)]),
    "no space in a list": ("- chance:60\n  to: x\n", [("NC107", 1, 9)]),
    "no space in braces": ("x: {label:Post, y: z}\n", [("NC107", 1, 10)]),
    "no space before a bracket": ("x: {range:[0, 5]}\n", [("NC107", 1, 10)]),
    "no value before a brace": ("x: {range:}\n", [("NC107", 1, 10)]),
    "a space only before the colon": ("x: {range :[0, 5]}\n", [("NC107", 1, 11)]),
    "a line without a colon": ("text: A pupil films\nrain falling.\nb: c\n", [("NC108", 2, 1)]),
    "a heading without a colon": ("stages\n  a: b\n", [("NC108", 1, 1)]),
    "a list on the key's line": ("a: - b\n", [("NC109", 1, 4)]),
    "a key twice": ("a: 1\nb: 2\na: 3\n", [("NC110", 3, 1)]),
    "a key twice, once in quotes": ("x: {a: 1, 'a': 2}\n", [("NC110", 1, 11)]),
    "a key three times": ("a: 1\na: 2\na: 3\n", [("NC110", 2, 1), ("NC110", 3, 1)]),
    "a tag": ("a: !!str b\n", [("NC111", 1, 4)]),
    "an exclamation mark alone": ("a: ! b\n", [("NC111", 1, 4)]),
    "a tag on a list": ("a: !x [b]\n", [("NC111", 1, 4)]),
    "an exclamation mark in brackets": ("a: [!, b]\n", [("NC111", 1, 5)]),
    "a broken tag": ("a: !<b c\n", [("NC111", 1, 4)]),
    "an anchor": ("a: &x b\n", [("NC112", 1, 4)]),
    "an anchor on keys": ("a: &x\n  b: c\n", [("NC112", 1, 4)]),
    "an alias": ("a: &x b\nc: *x\n", [("NC112", 1, 4), ("NC113", 2, 4)]),
    "an alias as key": ("*x : b\n", [("NC113", 1, 1)]),
    "a merge key": ("a:\n  <<: b\n", [("NC114", 2, 3)]),
    "a second document": ("a: b\n---\nc: d\n", [("NC115", 2, 1)]),
    "a marker at the end": ("a: b\n---\n", [("NC115", 2, 1)]),
    "dots at the end": ("a: b\n...\n# end\n", [("NC116", 2, 1)]),
    "dots in the middle": ("a: b\n...\nc: d\n", [("NC116", 2, 1)]),
    "dots at the beginning": ("...\na: b\n", [("NC116", 1, 1)]),
    "a version line": ("%YAML 1.1\n---\na: b\n", [("NC117", 1, 1)]),
    "an unknown directive": ("# x\n%FOO bar\n---\na: b\n", [("NC117", 2, 1)]),
    "a directive in the middle": ("a: b\n%c: d\n", [("NC117", 2, 1)]),
    "an absurd version": ("%YAML 1." + "9" * 5000 + "\n---\na: b\n", [("NC117", 1, 1)]),
    "a list as key": ("[a]: b\n", [("NC118", 1, 1)]),
    "keys as key": ("x: {{a: b}: c}\n", [("NC118", 1, 5)]),
    "two braces": ("text: {{actor}}\n", [("NC118", 1, 8)]),
    "an empty key": ('a: b\n"": c\n', [("NC119", 2, 1)]),
    "no key": ("a: b\n: c\n", [("NC119", 2, 1)]),
    "no key in braces": ("x: {: c}\n", [("NC119", 1, 5)]),
    "an explicit key": ("a: b\n? c\n: d\n", [("NC120", 2, 1)]),
    "an explicit key without value": ("? a\n", [("NC120", 1, 1)]),
    "an explicit list as key": ("? - a\n: b\n", [("NC120", 1, 1)]),
    "an explicit key in braces": ("x: {? a : b}\n", [("NC120", 1, 5)]),
    "a text that begins with ?": ("text: ? what\n", [("NC120", 1, 7)]),
    "thirty-one brackets": ("a: " + "[" * 31, [("NC121", 1, 33)]),
    "a text that is too long": ("a: b\nc: |\n" + "  text\n" * 5_000, [("NC123", 2, 4)]),
    "a key that is too long": ("a: b\n" + "k" * 1_100 + ": c\n", [("NC123", 2, 1)]),
    "an escape character": ("a: b\nc: d\x1b[31m\n", [("NC130", 2, 5)]),
    "a C1 control": ("a: \x9bb\n", [("NC130", 1, 4)]),
    "a delete character": ("a: b\x7f\n", [("NC130", 1, 5)]),
    "an override": ("a: b\u202ec\n", [("NC131", 1, 5)]),
    "an isolate in a comment": ("a: b # \u2066\n", [("NC131", 1, 8)]),
    "a next-line character": ("a: b\x85c\n", [("NC132", 1, 5)]),
    "a line separator": ("a: b\u2028c\n", [("NC132", 1, 5)]),
    "a lone carriage return": ("a: b\r\nc: d\re\n", [("NC132", 2, 5)]),
    "a byte order mark inside": ("a: b\ufeff\n", [("NC134", 1, 5)]),
    "a special space as indentation": ("a:\n\u00a0\u00a0b: c\n", [("NC133", 2, 1)]),
    "a special space before a key below a value": ("a: b\n\u00a0\u00a0c: d\n", [("NC133", 2, 1)]),
    "a special space after a colon": ("a: b\nc:\u00a0d\ne: f\n", [("NC133", 2, 3)]),
    "a noncharacter": ("a: \uffff\n", [("NC134", 1, 4)]),
    "a high noncharacter": ("a: \U0001fffe\n", [("NC134", 1, 4)]),
    "a surrogate": ("a: \ud800\n", [("NC134", 1, 4)]),
    "an escaped escape": ('a: b\nc: "d \\e[31m"\n', [("NC135", 2, 7)]),
    "every forbidden escape": (
        'a: "\\x1b \\u202e \\x9b \\0 \\N"\n',
        [("NC135", 1, column) for column in (5, 10, 17, 22, 25)],
    ),
    "an escape on a later line": ('a: "b\n  c \\r"\n', [("NC135", 2, 5)]),
    "half a character": ('a: "\\ud83d\\ude00"\n', [("NC135", 1, 5), ("NC135", 1, 11)]),
    "an unknown escape": ('a: "C:\\quotes"\n', [("NC136", 1, 7)]),
    "an escape cut short": ('a: "\\x4"\n', [("NC136", 1, 5)]),
    "an escape beyond Unicode": ('a: "\\U00110000"\n', [("NC136", 1, 5)]),
    "an escape beyond all numbers": ('a: "\\UFFFFFFFF"\n', [("NC136", 1, 5)]),
    "a question in brackets": ("x: [Who spoke?, b]\n", [("NC140", 1, 14)]),
    "a question in braces": ("x: {label: Why?, y: z}\n", [("NC140", 1, 15)]),
    "a question mark in a key": ("x: {a?: z}\n", [("NC140", 1, 6)]),
    "a comment right after |": ("a: |# b\n  c\n", [("NC140", 1, 5)]),
    "a text in braces only": ("text: {actor}\n", [("NC150", 1, 7)]),
    "a text that begins with braces": ("text: {actor} said so\n", [("NC150", 1, 7)]),
    "a text that begins with braces and a comma": ("text: {date}, at noon\n", [("NC150", 1, 7)]),
    "a text that begins with brackets": ("text: [sic] he said\n", [("NC150", 1, 7)]),
    "a text that begins with *": ("text: *Breaking news\n", [("NC150", 1, 7)]),
    "a text in asterisks": ("text: *Breaking* news\n", [("NC150", 1, 7)]),
    "a text that begins with &": ("text: & so on\n", [("NC150", 1, 7)]),
    "a text that begins with %": ("text: %50 of pupils\n", [("NC150", 1, 7)]),
    "a text that begins with @": ("text: @mayor says\n", [("NC150", 1, 7)]),
    "a text that begins with a backtick": ("text: `code`\n", [("NC150", 1, 7)]),
    "a text that begins with >": ("text: > 50 pupils\n", [("NC150", 1, 7)]),
    "a text that begins with |": ("text: |pipe\n", [("NC150", 1, 7)]),
    "a text that begins with ]": ("text: ] b\n", [("NC150", 1, 7)]),
    "a quotation with more text": ('headline: "Enough" says mayor\n', [("NC151", 1, 11)]),
    "a quotation in braces": ('x: {a: "Enough" says mayor, b: c}\n', [("NC151", 1, 8)]),
    "a quotation in a list": ('- "Enough" says mayor\n', [("NC151", 1, 3)]),
    "a quotation and a colon": ('text: "He said": no\n', [("NC151", 1, 7)]),
    "an apostrophe inside": ("title: 'It's fine'\n", [("NC151", 1, 8)]),
    "a colon in a text": ("headline: Mayor: enough\n", [("NC152", 1, 11)]),
    "a colon in a text of several lines": ("a: one\n  two\n  and three: four\n", [("NC152", 1, 4)]),
    "a colon in braces": ("x: {headline: Mayor: enough, y: z}\n", [("NC152", 1, 15)]),
    "a colon in brackets": ("x: [a, Mayor: enough]\n", [("NC152", 1, 8)]),
    "a comma in a formula": ("x: {weight: min(3, attention)}\n", [("NC153", 1, 13)]),
    "commas in a formula": ("x: {w: min(1, max(a, b), 4), y: z}\n", [("NC153", 1, 8)]),
    "a comma in a formula in a list": ("x: [min(3, a), 2]\n", [("NC153", 1, 5)]),
    "a comma and a colon in parentheses": ("x: {a: Rain (cold, b: wet)}\n", [("NC153", 1, 8)]),
    "brackets in a formula": ("x: {when: stage in [a, b], y: z}\n", [("NC153", 1, 11)]),
    "a comma in a text in braces": ("x: {label: Rain, hail, y: z}\n", [("NC154", 1, 12)]),
    "an entry without value": ('x: {a: "b", c}\n', [("NC154", 1, 13)]),
    "a hashtag": ("headline: We are #one\n", [("NC155", 1, 18)]),
    "a hashtag in a list": ("- a\n- b #c\n", [("NC012", 1, 1), ("NC155", 2, 5)]),
    "a quotation mark at the end only": (
        'a: The "big\nb: mayor"\n',
        [("NC156", 1, 8), ("NC156", 2, 9)],
    ),
    "several at once": (
        "a: &x 1\nb: {c: 1, c: 2}\nd: e #f\ng: 'h' i\n",
        [("NC112", 1, 4), ("NC110", 2, 11), ("NC155", 3, 6), ("NC151", 4, 4)],
    ),
}
ELSEWHERE = {f"NC00{n}" for n in range(1, 9)} | {"NC122"}
"""Codes that have tests of their own below."""


@both_parsers
@pytest.mark.parametrize("slip", BAD)
def test_a_slip_is_reported_at_its_place_and_nothing_else_is(slip, parser):
    text, expected = BAD[slip]
    tree, notes = read(text, parser)
    assert sorted(notes.found, key=lambda found: found[1:]) == expected
    if tree is None:
        assert notes.errors


def test_every_code_has_an_example():
    shown = {code for _, found in BAD.values() for code, _, _ in found}
    assert shown | ELSEWHERE == set(SOURCE_CODES)
    assert not shown & ELSEWHERE


def test_titles_are_short_and_severities_known():
    for severity, title in SOURCE_CODES.values():
        assert severity in ("error", "warning")
        assert 5 <= len(title.split()) <= 8
        assert title[0].isupper()
        assert not title.endswith(".")


@pytest.mark.parametrize("slip", BAD)
def test_messages_are_sentences_in_a_calm_voice(slip):
    _, notes = read(BAD[slip][0])
    for said in filter(None, notes.said):
        assert "\n" not in said
        assert len(said) < 200
        assert said[0] in "'" or said[0].isupper() or said[0].isdigit() or said.startswith("Put")
        assert not said.endswith("!")


@both_parsers
def test_the_example_scenario_is_read_without_a_word(parser):
    tree, notes = read(hostile.SCENARIO, parser)
    assert notes.found == []
    assert [key.text for key, _ in tree.entries] == [
        "newscycle", "title", "calendar", "variables", "stages", "transitions", "actors",
    ]  # fmt: skip
    assert find(tree, ("calendar", "rounds")) == Place(3, 39)
    assert key_place(tree, ("calendar", "rounds")) == Place(3, 31)
    assert find(tree, ("variables", "attention", "range", 1)) == Place(6, 61)
    post = ("actors", "pupil", "moves", "post")
    assert find(tree, (*post, "outcomes", 1, "news", "headline")) == Place(31, 63)
    assert key_place(tree, (*post, "outcomes", 1)) == Place(30, 13)


@both_parsers
def test_places_that_do_not_exist_fall_back_to_the_nearest_value(parser):
    tree, _ = read("a: b\nc:\n  d: [1, 2]\n", parser)
    assert find(tree, ()) == Place(1, 1)
    assert find(tree, ("x", "y")) == Place(1, 1)
    assert find(tree, ("c", "x")) == key_place(tree, ("c", "x")) == Place(3, 3)
    assert find(tree, ("c", "d", 7)) == Place(3, 6)
    assert find(tree, ("c", "d", "x")) == Place(3, 6)
    assert find(tree, ("a", 0)) == Place(1, 4)
    assert key_place(tree, ("c", "d", 1)) == Place(3, 10)
    assert key_place(tree, ("c", "d")) == Place(3, 3)
    assert key_place(tree, ()) == Place(1, 1)


@both_parsers
def test_texts_keep_what_was_written_and_where(parser):
    text = (
        "plain: no\n"
        "single: 'it''s'\n"
        'double: "a\\tb \\u00e9"\n'
        "block: |\n  one\n  two # not a comment\n"
        "folded: >-\n  one\n  two\n\n  three\n"
        "several: one\n  two\n"
        "url: http://x.org/a#b # a comment\n"
        "'quoted key': 1:30\n"
        "brackets: [a, 'b', [c]]\n"
    )
    tree, notes = read(text, parser)
    assert notes.found == []
    values = [value for _, value in tree.entries]
    assert values[:-1] == [
        Scalar("no", Place(1, 8), plain=True),
        Scalar("it's", Place(2, 9), plain=False),
        Scalar("a\tb é", Place(3, 9), plain=False),
        Scalar("one\ntwo # not a comment\n", Place(4, 8), plain=False),
        Scalar("one two\nthree", Place(7, 9), plain=False),
        Scalar("one two", Place(12, 10), plain=True),
        Scalar("http://x.org/a#b", Place(14, 6), plain=True),
        Scalar("1:30", Place(15, 15), plain=True),
    ]
    assert values[-1] == Sequence(
        (
            Scalar("a", Place(16, 12), plain=True),
            Scalar("b", Place(16, 15), plain=False),
            Sequence((Scalar("c", Place(16, 21), plain=True),), Place(16, 20)),
        ),
        Place(16, 11),
    )


@both_parsers
def test_a_value_left_out_stands_at_its_key_or_dash(parser):
    tree, notes = read("a:\nb:\n  -\n  - c\nd: {e: , f:  }\ng: [h]\n", parser)
    assert notes.found == []
    assert find(tree, ("a",)) == Place(1, 1)
    assert find(tree, ("b", 0)) == Place(3, 3)
    assert find(tree, ("d", "e")) == Place(5, 5)
    assert find(tree, ("d", "f")) == Place(5, 10)
    assert tree.entries[0][1] == Scalar("", Place(1, 1), plain=True)


@both_parsers
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_count_characters_after_any_mark_and_line_end(parser, end, mark):
    text = mark + end.join(["é😀: {b: '😀', c: d}", "", "e: |", "  😀", "  f", "g: h", ""])
    wanted = [Place(1, 9), Place(1, 17), Place(3, 4), Place(6, 4)]
    notes = Notes()
    decoded = decode(text.encode(), notes)
    for form in (text, decoded):
        tree, notes = read(form, parser)
        assert notes.found == []
        first = ("é😀", "b"), ("é😀", "c"), ("e",), ("g",)
        assert [find(tree, path) for path in first] == wanted
        assert tree.entries[1][1].text == "😀\nf\n"


@both_parsers
def test_what_is_refused_reads_on_as_it_was_meant(parser):
    text = (
        "x: {weight: min(3, max(a, b)), label: y}\n"
        "y: {text: {actor}, z: [Mayor: enough, min(1, 2)]}\n"
        "a: 1\na: 2\n"
    )
    tree, notes = read(text, parser)
    codes = sorted(code for code, _, _ in notes.found)
    assert codes == ["NC110", "NC150", "NC152", "NC153", "NC153"]
    texts = [value.text for _, value in tree.entries[0][1].entries]
    assert texts == ["min(3, max(a, b))", "y"]
    inner = tree.entries[1][1].entries
    assert inner[0][1].text == "{actor}"
    assert [item.text for item in inner[1][1].items] == ["Mayor: enough", "min(1, 2)"]
    assert [(key.text, value.text) for key, value in tree.entries[2:]] == [("a", "1")]


@both_parsers
def test_a_slip_repeated_is_told_twenty_times_and_counted(parser):
    _, notes = read("".join(f"a: {n}\n" for n in range(100)), parser)
    assert notes.found == [("NC110", line, 1) for line in range(2, 23)]
    assert notes.said[-2].startswith("79 more places")
    _, notes = read("a: b\x1b\n" * 100, parser)
    assert [found for found in notes.found if found[0] == "NC130"] == [
        ("NC130", line, 5) for line in range(1, 22)
    ]


@both_parsers
def test_a_leading_marker_comments_and_empty_lines_are_fine(parser):
    tree, notes = read("\n# hello\n---\n# more\na: b   # comment\n\n# end", parser)
    assert (notes.found, find(tree, ("a",))) == ([], Place(5, 4))


@both_parsers
@pytest.mark.parametrize(
    "text",
    [
        "a: what?\n", "a: b?c\n", "a: 'Who?'\nb: ['Why?']\n", "a: b # \tc\n", "a: 'b\tc'\n",
        'a: "b\tc\\t"\n', "a: |\n  b\tc\n", "a: http://x\n", "a: b:c\n", "a: 10:30\n",
        "a: [b:c, http://x]\n", "a: {b: c:d}\n", "a: b#c\n", "a: b # c\n", "a: 1 #c\n",
        "a: true #c\n", "a: 'b' #c\n", "a: b ## c\n", "a: (b, c)\n", "a: min(1, 2) in [b]\n",
        "a: b {c} d\n", "a: [(b), c]\n", "a: ['(', b, ')']\n", "a: -1\n", "a: -b\n", "a: +4\n",
        "a: 50% off\n", "a: b & c * d\n", "a: it's\n", "a: b \"c\" d\n", "a: [b, ]\n", "a: {}\n",
        "a: []\n", "a: \u200ed\u200f\u061c\u200c\u200d\n", "a: <\n", "a: ''\n",
        "a: b\n  c\n\n  d\n", "a:\n- b\n- c\n", "a: [b,\n c]\n", "a: {'b':[c]}\n", "a: =\n",
    ],
)  # fmt: skip
def test_honest_texts_pass_without_a_word(text, parser):
    tree, notes = read(text, parser)
    assert notes.found == []
    assert isinstance(tree, Mapping)


@pytest.mark.parametrize(
    "text",
    [
        "no", "No", "NO", "yes", "on", "off", "y", "n", "~", "null", "Null", "", "1:30", "12:30:45",
        "0123", "0o17", "089", "1_000", "0x1F", "0b11", "1e3", "1E-3", "1.5e3", ".5", "1.5", "1.",
        "2024-09-02", "2024-9-2 10:00:00", ".inf", "-.inf", ".NaN", "TRUE", "<<", "=",
    ],
)  # fmt: skip
def test_words_that_yaml_may_read_otherwise_come_with_advice(text):
    advice = surprising(Scalar(text, Place(1, 1), plain=True))
    assert advice is not None
    assert f"'{text}'" in advice
    assert surprising(Scalar(text, Place(1, 1), plain=False)) is None


@pytest.mark.parametrize(
    "text",
    ["true", "false", "True", "0", "1", "42", "-3", "+4", "1984", "None", "nobody", "once",
     "1 of 2", "1:75x", "10 000", "e3", "1-2", "2024", "a", "-", "no one", "x" * 99],
)  # fmt: skip
def test_other_words_are_no_surprise(text):
    assert surprising(Scalar(text, Place(1, 1), plain=True)) is None


def test_a_missing_space_is_advised_where_keys_were_expected():
    assert "chance: 60" in missing_space(Scalar("chance:60", Place(1, 1), plain=True))
    assert missing_space(Scalar("chance:60", Place(1, 1), plain=False)) is None
    for text in ("http://x", "10:30", "a: b", "plain"):
        assert missing_space(Scalar(text, Place(1, 1), plain=True)) is None


@both_parsers
def test_too_many_values_stop_the_reading_where_the_limit_is(parser):
    row, rows = 100, 2_700
    text = "a: [" + ("b," * row + "\n") * rows + "]\n"
    allowed = source.MAX_NODES - len(text) // 40
    tree, notes = read(text, parser)
    past = allowed - 3  # the mapping, its key and the list come first
    line, column = past // row + 1, past % row * 2 + 1
    assert (tree, notes.found) == (None, [("NC122", line, column)])


def test_a_text_beyond_the_file_limit_is_refused_at_once():
    tree, notes = read("#" * (source.MAX_BYTES + 1))
    assert (tree, notes.found) == (None, [("NC006", 0, 0)])


def test_the_python_reader_takes_over_where_libyaml_is_missing(monkeypatch):
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert not source.has_c_parser()
    tree, _ = read("a: b\n")
    assert find(tree, ("a",)) == Place(1, 4)
    with pytest.raises(ValueError, match="libyaml"):
        read("a: b\n", "c")


def test_long_quotations_in_messages_are_cut():
    assert nodes.brief("a  b\nc") == "a b c"
    assert nodes.brief("word " * 40) == "word word word word word word word word…"


# Files and bytes.


def load(path):
    notes = Notes()
    return load_file(Path(path), notes), notes


def test_a_file_is_loaded_as_it_is(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_bytes(b"a: b\r\n")
    assert load(file)[0] == b"a: b\r\n"


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    assert load(tmp_path / "none.yaml")[1].found == [("NC001", 0, 0)]
    (tmp_path / "file").write_text("x")
    assert load(tmp_path / "file" / "below.yaml")[1].found == [("NC001", 0, 0)]
    _, notes = load(tmp_path / "\x1b[31m\n.yaml")
    assert not any("\x1b" in said or "\n" in said for said in notes.said)


def test_a_folder_is_not_a_scenario(tmp_path):
    assert load(tmp_path)[1].found == [("NC002", 0, 0)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_a_device_and_a_socket_are_refused_without_waiting(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert load(pipe)[1].found == [("NC003", 0, 0)]
    assert load("/dev/zero")[1].found == [("NC003", 0, 0)]
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        assert load(tmp_path / "socket")[1].found == [("NC003", 0, 0)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_file_swapped_for_a_pipe_is_refused_without_waiting(tmp_path, monkeypatch):
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.write_text("a: b")
    before = file.stat()
    monkeypatch.setattr(Path, "stat", lambda self, **kwargs: before)
    assert load(pipe)[1].found == [("NC003", 0, 0)]


def test_a_file_that_may_not_be_read_is_said_to_be_so(tmp_path, monkeypatch):
    file = tmp_path / "a.yaml"
    file.write_text("a: b")

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert load(file)[1].found == [("NC004", 0, 0)]


def test_other_failures_are_told_with_their_reason(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (loop, tmp_path / ("x" * 5000), "a\0b"):
        data, notes = load(path)
        assert (data, notes.found) == (None, [("NC005", 0, 0)])


def test_a_file_beyond_the_limit_is_not_read(tmp_path):
    file = tmp_path / "a.yaml"
    with file.open("wb") as large:
        large.truncate(10**12)
    assert load(file)[1].found == [("NC006", 0, 0)]
    file.write_bytes(b"#" * source.MAX_BYTES)
    assert len(load(file)[0]) == source.MAX_BYTES


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="no such file system here")
def test_a_file_that_hides_its_size_is_read_as_far_as_allowed():
    assert load("/proc/version")[0].startswith(b"Linux")


BYTES = {
    "nothing": (b"", [("NC009", 0, 0)], "empty"),
    "only spaces": (b" \n\r\n\t", [("NC009", 0, 0)], "empty"),
    "UTF-16": ("a: é\n".encode("utf-16"), [("NC007", 0, 0)], "UTF-16"),
    "UTF-16 without a mark": ("title: x\n".encode("utf-16-be"), [("NC007", 0, 0)], "UTF-16"),
    "UTF-32": ("a: b\n".encode("utf-32"), [("NC007", 0, 0)], "UTF-32"),
    "Latin-1": ("a: b\r\nc: é café\n".encode("latin-1"), [("NC007", 2, 4)], "'é' in Latin-1"),
    "Windows quotes": ("a: “b”\n".encode("cp1252"), [("NC007", 1, 4)], "'“' in Latin-1"),
    "a surrogate": (b"a: \xed\xa0\x80\n", [("NC007", 1, 4)], "surrogate"),
    "an overlong form": (b"\xef\xbb\xbfa: \xc0\x80\n", [("NC007", 1, 4)], "C0"),
    "a cut character": ("a: é".encode()[:-1], [("NC007", 1, 4)], "C3"),
    "zeros": (b"a: b\0\n", [("NC008", 0, 0)], "not a plain text"),
    "a Word file": (b"PK\x03\x04abc", [("NC008", 0, 0)], "Word"),
    "a PDF file": (b"%PDF-1.7\n", [("NC008", 0, 0)], "PDF"),
    "a Rich Text file": (b"{\\rtf1 a}", [("NC008", 0, 0)], "Rich Text"),
    "a web page": (b"\n<!DOCTYPE html>\n<p>", [("NC008", 0, 0)], "web page"),
    "an old Macintosh file": (b"a: b\rc: d\r", [("NC132", 1, 5)], "Macintosh"),
    "control characters": (b"a: \x1b\nb: \x07\n", [("NC130", 1, 4), ("NC130", 2, 4)], "U+001B"),
    "a mark inside": ("\ufeffa: \ufeffb".encode(), [("NC134", 1, 4)], "U+FEFF"),
    "an override": ("a: b\u202e".encode(), [("NC131", 1, 5)], "right-to-left override"),
}


@pytest.mark.parametrize("case", BYTES)
def test_bytes_that_are_no_clean_text_are_refused_with_their_name(case):
    data, expected, word = BYTES[case]
    notes = Notes()
    assert decode(data, notes) is None
    assert notes.found == expected
    assert word in notes.said[0]


def test_a_mark_is_dropped_and_line_ends_are_made_one():
    notes = Notes()
    assert decode("\ufeffa: é\r\nb: \u200c\n".encode(), notes) == "a: é\nb: \u200c\n"
    assert notes.found == []


# Both readers alike.

SCALARS = [
    "a", "b", "no", "1", "x y", "'q'", '"q"', "''", '""', "'it''s'", "é", "😀", "http://x", "a:b",
    '"\\n"', '"\\e"', '"\\ud800"', "a#b", "-1", "- x", "?x", "x?", "? x", "*a", "&a b", "!t b",
    "%x", "@x", "|\n  text", ">-\n  text\n\n  more", "|2\n  x", "|# c\n  x", "~", "", "(", "f(1",
    "2)", "'open", '"open', "x: y", "x #y", "x # y", "[", "{", "]", "}", "\t", "x\ty", "<<", "=",
    "...", "---", ": x", ":x", "x:",
]  # fmt: skip
GLUE = [
    "\n", "\n  ", "\n    ", "\n- ", "\n  - ", ": ", ":", " :", ", ", ",", "[", "]", "{", "}", "- ",
    "? ", " #c\n", "#", " ", "  ", "\n\n", "\n---\n", "\n...\n", "\n%", "\t", "\\", "'", '"', "?",
    "|", ">", "!", "&", "*", "a", "'b'", '"c"', "\n \n", "e: f\n", "k:\n", ":}", ":[", "|#", "\r\n",
    "-", "`", "@", "~", "é",
]  # fmt: skip


def _flow(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(children, max_size=3)
    pairs = st.lists(st.tuples(st.sampled_from(SCALARS), children), max_size=3)
    colon = st.sampled_from([": ", ":", " : ", " :", ":\n "])
    return st.one_of(
        st.tuples(items, st.sampled_from([", ", ",", ",\n ", " , "])).map(
            lambda t: "[" + t[1].join(t[0]) + "]"
        ),
        st.tuples(pairs, colon).map(
            lambda t: "{" + ", ".join(key + t[1] + value for key, value in t[0]) + "}"
        ),
    )


def _indented(text: str, by: str) -> str:
    return text.replace("\n", "\n" + by)


def _block(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(st.sampled_from(SCALARS), children), min_size=1, max_size=3)
    gap = st.sampled_from([" ", "\n  ", "\n", " # c\n  ", "  ", "\t", ""])
    return st.one_of(
        st.tuples(pairs, gap).map(
            lambda t: "\n".join(k + ":" + t[1] + _indented(v, "  ") for k, v in t[0])
        ),
        st.tuples(
            st.lists(children, min_size=1, max_size=3), st.sampled_from(["- ", "-  ", "-"])
        ).map(lambda t: "\n".join(t[1] + _indented(v, "  ") for v in t[0])),
    )


FLOWS = st.recursive(st.sampled_from(SCALARS), _flow, max_leaves=6)
DOCUMENTS = st.recursive(st.one_of(st.sampled_from(SCALARS), FLOWS), _block, max_leaves=8)
SNIPPETS = st.lists(st.sampled_from(SCALARS + GLUE), max_size=14).map("".join)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A piece of a real scenario with a few characters changed."""
    text = draw(st.sampled_from([hostile.SCENARIO, hostile.honest(60).decode()]))
    lines = text.split("\n")
    first = draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[first : first + draw(st.integers(1, 12))]) + "\n"
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 3))
        text = text[:at] + draw(st.sampled_from(SCALARS + GLUE)) + text[at + cut :]
    return text


def same_answer(text: str) -> None:
    """Both readers refuse ``text``, or both read the same tree with the same warnings."""
    (c_tree, c_notes), (python_tree, python_notes) = read(text, "c"), read(text, "python")
    assert bool(c_notes.errors) == bool(python_notes.errors)
    assert c_tree is not None or c_notes.errors
    assert python_tree is not None or python_notes.errors
    if not c_notes.errors:
        assert c_tree == python_tree
        assert c_notes.found == python_notes.found


needs_both = pytest.mark.skipif(len(PARSERS) < 2, reason="libyaml is not installed")
EXAMPLES = settings(max_examples=1_500, deadline=None)


@needs_both
@EXAMPLES
@given(text=DOCUMENTS.map(lambda text: text + "\n"))
def test_both_readers_agree_on_well_built_documents(text):
    same_answer(text)


@needs_both
@EXAMPLES
@given(text=st.one_of(FLOWS.map("k: {}\n".format), FLOWS.map("k: {{a: {}, b: c}}\n".format)))
def test_both_readers_agree_on_braces_and_brackets(text):
    same_answer(text)


@needs_both
@EXAMPLES
@given(text=mangled())
def test_both_readers_agree_on_mangled_scenarios(text):
    same_answer(text)


@needs_both
@EXAMPLES
@given(text=SNIPPETS)
def test_both_readers_agree_on_snippets(text):
    same_answer(text)


@needs_both
@EXAMPLES
@given(text=st.text(alphabet="ab:-?#,[]{}'\"|>&*!%\\ \n\t", max_size=24))
def test_both_readers_agree_on_any_signs(text):
    same_answer(text)


@needs_both
@pytest.mark.slow
@settings(max_examples=20_000, deadline=None)
@given(text=st.one_of(DOCUMENTS, FLOWS.map("k: {}\n".format), mangled(), SNIPPETS))
def test_both_readers_agree_on_very_many_texts(text):
    same_answer(text)


@needs_both
@pytest.mark.parametrize("slip", BAD)
def test_both_readers_report_each_slip_first_at_the_same_place(slip):
    text = BAD[slip][0]
    assert read(text, "c")[1].found[:1] == read(text, "python")[1].found[:1]


@both_parsers
@settings(max_examples=500, deadline=None)
@given(data=st.binary(max_size=64))
def test_no_bytes_bring_the_reading_down(parser, data):
    notes = Notes()
    text = decode(data, notes)
    if text is None:
        assert notes.errors
    else:
        read_tree(text, notes, parser=parser)


@both_parsers
@settings(max_examples=500, deadline=None)
@given(text=st.text(max_size=64))
def test_no_text_brings_the_reading_down(parser, text):
    tree, notes = read(text, parser)
    assert tree is not None or notes.errors


# Nothing is slow, large or fatal.


HARMLESS = {
    "hashes", "open parentheses", "huge indentation", "huge integer", "huge integers",
    "escaped quotes", "quoted items", "closed brackets", "every limit at once", "honest",
}  # fmt: skip


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("group", ["HOSTILE", pytest.param("LARGE", marks=pytest.mark.slow)])
def test_no_file_takes_five_seconds_or_half_a_gigabyte(parser, group):
    done = subprocess.run(
        [sys.executable, hostile.__file__, parser, group],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert {row[0] for row in rows} == set(getattr(hostile, group))
    for name, seconds, megabytes, codes in rows:
        assert float(seconds) < 5, name
        assert int(megabytes) < 500, name
        assert (codes == "tree") == (name in HARMLESS), (name, codes)
        assert codes, name


@needs_both
def test_fifty_thousand_honest_lines_are_read_without_a_hang():
    text = hostile.honest().decode()
    assert 49_900 < text.count("\n") <= 50_000
    begin = time.process_time()
    tree, notes = read(text, "c")
    used = time.process_time() - begin
    assert notes.found == []
    assert len(tree.entries) == 7
    assert used < 10
