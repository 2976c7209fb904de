"""Files that were made to hurt: slow, huge, deep, or just wrong, as functions that build them.

``HOSTILE`` and ``LARGE`` map a name to a builder of bytes; ``honest`` builds a long sound scenario
to compare with. Nothing takes long to build, and nothing is larger than about ten MiB.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.source import MAX_BYTES, decode, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable

MILLION = 1_000_000
MIB = 2**20

SCENARIO = """\
newscycle: 1
title: The leaking roof
calendar: {start: 2024-09-02, rounds: 8, at_end: faded}

variables:
  attention: {label: Public attention, start: 1, range: [0, 5], drift: -1}

stages:
  ignored:  {label: Nobody notices, text: A pupil films rain falling on exam papers.}
  viral:    {label: The clip goes round}
  apology:  {label: The head apologises, ending: true, text: The roof is fixed by Friday.}
  faded:    {label: The story dies, ending: true, text: It rains again in November.}

transitions:
  - {from: viral, to: faded, when: attention == 0}

actors:
  pupil:
    name: The pupil who filmed
    moves:
      post:
        label: Post the clip
        in: ignored
        once: true
        outcomes:
          - chance: 60
            to: viral
            change: {attention: +4}
            news: {by: The class chat, kind: video, headline: Rain stops exam}
          - chance: 40
            news: {by: The class chat, kind: video, headline: Eleven views}
  head:
    name: The head teacher
    moves:
      apologise: {label: Apologise, in: viral, to: apology, weight: 1 + attention}
      say_nothing: {label: Say nothing, in: viral, change: {attention: +1}, weight: 3}
"""
"""The scenario of DESIGN section 2."""

_ACTOR = """\
  actor{n}:
    name: Actor number {n}
    about: |
      A line about this actor.
      And another one, with "quotes" and a colon: here.
    moves:
      speak:
        label: 'Say what number {n} thinks'
        in: [ignored, viral]
        when: attention > 2 and not done(pupil.post)
        outcomes:
          - chance: 60
            to: viral
            change: {{attention: +1}}
            news: {{by: The class chat, kind: post, headline: "Number {n} speaks"}}
          - chance: 40
            because: nobody listens   # a comment
      wait_longer: {{label: Wait longer, in: viral, weight: 3}}

"""


def honest(lines: int = 50_000) -> bytes:
    """A sound scenario of about ``lines`` lines."""
    head = SCENARIO.encode()
    each = _ACTOR.count("\n")
    count = (lines - SCENARIO.count("\n")) // each
    return head + "".join(_ACTOR.format(n=n) for n in range(count)).encode()


def _many(text: str, count: int = MILLION, head: str = "a:\n", tail: str = "") -> bytes:
    return (head + text * count + tail).encode()


def _numbered(form: str, count: int, head: str = "a:\n") -> bytes:
    return (head + "".join(form.format(n=n) for n in range(count))).encode()


def _merge_bomb() -> bytes:
    lines = ["a0: &a0 {x: 1}"]
    for n in range(1, 9):
        before = ", ".join([f"*a{n - 1}"] * 9)
        lines.append(f"a{n}: &a{n} {{<<: [{before}]}}")
    return "\n".join(lines).encode()


def _ladder(step: str, depth: int) -> bytes:
    return "".join(f"{step * n}k:\n" for n in range(depth)).encode()


def _full_house() -> bytes:
    """As close to every limit at once as it gets, with nothing wrong before the end."""
    lines = [f"k{n}: [a, 'b', \"c\"]\n" for n in range(33_000)]
    lines += ["# " + "x" * 98 + "\n"] * 30_000
    return "".join(lines).encode()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "byte order mark only": lambda: b"\xef\xbb\xbf",
    "blank lines": lambda: b"\n" * MILLION,
    "spaces": lambda: (b" " * 99 + b"\n") * 40_000,
    "only comments": lambda: b"# nothing\n" * 150_000,
    "zeros": lambda: b"\0" * MIB,
    "random bytes": lambda: bytes((n * n * 7 + n // 3) % 256 for n in range(MIB)),
    "all bytes": lambda: bytes(range(256)),
    "utf-16": lambda: SCENARIO.encode("utf-16"),
    "utf-16 without mark": lambda: SCENARIO.encode("utf-16-le"),
    "utf-32": lambda: SCENARIO.encode("utf-32"),
    "latin-1": lambda: "title: Café\n".encode("latin-1"),
    "too large by far": lambda: b"a: 1\n" * (2 * MILLION),
    "bidirectional": lambda: "a: \u202e\n".encode() * 100_000,
    "lone carriage returns": lambda: b"a: 1\r" * 100_000,
    "merge bomb": _merge_bomb,
    "million brackets": lambda: b"[" * MILLION,
    "million braces": lambda: b"{" * MILLION,
    "brackets on lines": lambda: b"[\n" * 190_000,
    "braces on lines": lambda: b"{\n" * 190_000,
    "brackets by the thousand": lambda: (b"[" * 1000 + b"\n") * 1000,
    "keys in braces": lambda: b"{a: " * 4000 + b"\n",
    "closing brackets": lambda: b"]" * 10_000,
    "million dashes": lambda: b"- " * MILLION,
    "dashes on a line": lambda: b"- " * 9_000,
    "million question marks": lambda: b"? " * MILLION,
    "question marks on a line": lambda: b"? " * 9_000,
    "million colons": lambda: b": " * MILLION,
    "colons on lines": lambda: b":\n" * 190_000,
    "million quotes": lambda: b'"' * MILLION,
    "single quotes on lines": lambda: b"'\n" * 190_000,
    "quoted items": lambda: b"a: [" + b'"",' * 6_000 + b"]\n",
    "escaped quotes": lambda: b'a: "' + b'\\"' * 9_000 + b'"\n',
    "absurd escape": lambda: b'a: "\\UFFFFFFFF"\n',
    "ladder of one": lambda: _ladder(" ", 1_900),
    "ladder of eight": lambda: _ladder("        ", 900),
    "huge indentation": lambda: b"a:\n" + b" " * 15_000 + b"b: 1\n",
    "huge integer": lambda: b"a: " + b"9" * 19_000 + b"\n",
    "huge version": lambda: b"%YAML 1." + b"9" * 19_000 + b"\n---\na: 1\n",
    "eight MiB of one text": lambda: b"a: " + b"x" * (8 * MIB) + b"\n",
    "four MiB of one line": lambda: b"a: " + b"x" * (4 * MIB - 10) + b"\n",
    "empty lines in a quoted text": lambda: b'a: "' + b"\n" * 190_000 + b'"\n',
    "anchors on a line": lambda: b"a: [" + b"&x y," * 3_900 + b"]\n",
    "tabs": lambda: b"a:\n" + b"\tb: 1\n" * 100_000,
    "tabs in a line": lambda: b"a:" + b"\t" * 19_000 + b"b\n",
    "tabs in a block text": lambda: b"a: |\n  x\n" + b"\t\n" * 190_000,
    "hashes": lambda: b"a: b" + b" #" * 9_000 + b"\n",
    "documents": lambda: b"---\n" * 190_000,
    "document ends": lambda: b"...\n" * 190_000,
    "directives": lambda: b"%TAG ! !x\n" * 190_000,
    "commas": lambda: b"a: [" + b"," * 10_000,
    "long key": lambda: b"k" * 2_000 + b": 1\n",
    "deep but closed": lambda: b"a: " + b"[" * 500 + b"]" * 500 + b"\n",
    "html": lambda: b"<!DOCTYPE html><html><body>not a scenario</body></html>",
}

LARGE: dict[str, Callable[[], bytes]] = {
    "escape characters": lambda: b"a: \x1b[31m\n" * 100_000,
    "alias bomb": lambda: _numbered("  - &b{n} [*b{n}, *b{n}]\n", 50_000),
    "closed brackets": lambda: b"a: [" + b"[],\n" * 190_000 + b"]\n",
    "dashes on lines": lambda: b"-\n" * 190_000,
    "question marks on lines": lambda: b"?\n" * 190_000,
    "question marks in brackets": lambda: b"a: [" + b"why?,\n" * 100_000 + b"]\n",
    "quotes on lines": lambda: b'"\n' * 190_000,
    "open quote at the top": lambda: b'a: "' + b"word word\n" * 150_000,
    "open quotes everywhere": lambda: b"a: 'it\n" * 150_000,
    "bad escapes": lambda: b'- "\\e\\u202e\\x9b"\n' * 100_000,
    "half characters": lambda: b'- "\\ud800"\n' * 100_000,
    "huge integers": lambda: b"a:\n" + (b"- " + b"9" * 15_000 + b"\n") * 250,
    "four MiB of one quoted text": lambda: b'a: "' + (b"x" * 99 + b"\n") * 41_000 + b'"\n',
    "four MiB of one block text": lambda: b"a: |\n" + (b" " + b"x" * 98 + b"\n") * 41_000,
    "four MiB of one plain text": lambda: b"a:\n" + (b" word" * 20 + b"\n") * 41_000,
    "empty lines in a block text": lambda: b"a: |\n" + b"\n" * 190_000 + b"  x\n",
    "million anchors": lambda: _numbered("- &n{n} x\n", 180_000),
    "million aliases": lambda: _many("- *x\n", 180_000),
    "million tags": lambda: _many("- !!str x\n", 180_000),
    "million keys": lambda: _numbered("k{n}: 1\n", 190_000, ""),
    "one key again and again": lambda: b"a: 1\n" * 190_000,
    "million items": lambda: b"a: [" + (b"1," * 4_000 + b"\n") * 250 + b"]\n",
    "million pairs": lambda: b"a: [" + (b"b: c, " * 3_000 + b"\n") * 60 + b"]\n",
    "bare words in braces": lambda: b"a: {" + b"b,\n" * 100_000 + b"}\n",
    "open parentheses": lambda: b"a: [" + b"(,\n" * 100_000 + b"]\n",
    "open parentheses in braces": lambda: b"a: {k: (,\n" + b"b,\n" * 100_000 + b"c)}\n",
    "parentheses across": lambda: b"a: [" + b"(,\n" * 80_000 + b"),\n" * 80_000 + b"]\n",
    "tabs between": lambda: b"- a:\tb\n" * 100_000,
    "hashtags": lambda: b"- We are #one\n" * 150_000,
    "block headers": lambda: b"- |\n" * 190_000,
    "words without colon": lambda: b"word\n" * 190_000,
    "every limit at once": _full_house,
    "emoji": lambda: "a: 😀\n".encode() * 150_000,
    "honest": honest,
}
"""The same as far as the limits allow: each costs a reader seconds."""


def most_memory() -> int:
    """The most memory that this process had, in megabytes.

    Linux hands the figure of ``getrusage`` down from whoever started the process, however large.
    """
    import resource  # not on Windows

    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))):
        return int(found[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(parser: str, group: str) -> None:
    """Read every file of a group; print the name, CPU seconds, MB at most so far, and codes.

    A fresh process gives honest numbers: ``python hostile.py c HOSTILE``.
    """

    for name, build in {"HOSTILE": HOSTILE, "LARGE": LARGE}[group].items():
        data, codes = build(), set()

        def report(code: str, place: object, message: str, hint: str | None = None) -> None:
            codes.add(code)  # noqa: B023  (called only before the next round)

        begin = time.process_time()
        if len(data) > MAX_BYTES:  # load_file would not have let it pass
            codes.add("NC006")
            data = b"a: b"
        text = decode(data, report)
        tree = None if text is None else read_tree(text, report, parser=parser)
        seconds = time.process_time() - begin
        peak = most_memory()
        found = [*sorted(codes), *(["tree"] if tree else [])]
        print(name, f"{seconds:.2f}", peak, " ".join(found), sep="\t", flush=True)


if __name__ == "__main__":
    measure(sys.argv[1], sys.argv[2])
