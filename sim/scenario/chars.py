"""Bytes to characters: UTF-8 only, and none that could fool a reader or a terminal.

Refused, written out or produced by an escape: control characters (C0 but tab and line feed, DEL,
C1), the bidirectional embeddings, overrides and isolates (they show a text in another order than
it is stored: Trojan Source, CVE-2021-42574) with the deprecated U+206A to U+206F beside them, the
line breaks that only some programs break at (U+0085, U+2028, U+2029, a lone carriage return),
U+FEFF anywhere but at the very beginning, surrogates and noncharacters.

Allowed: U+200C and U+200D, which Persian, Hindi and emoji need; and the marks U+200E, U+200F and
U+061C. Those stand for one invisible letter with a direction: they settle on which side a full
stop goes in Hebrew or Arabic prose, reach no further than their neighbours, and reverse nothing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sim.scenario.nodes import Bounded, Lines

if TYPE_CHECKING:
    from sim.scenario.nodes import Report

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(17)
)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufeff\ud800-\udfff"
    f"{_NONCHARACTERS}]"
)
"""One character that a scenario may not contain (``\\r\\n`` is taken out before)."""

REPLACEMENT = "\ufffd"

_LOOKS = (
    (b"PK\x03\x04", "a Word, OpenDocument or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"%PDF", "a PDF file"),
    (b"{\\rtf", "a Rich Text file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)
_UTF16 = "UTF-16"
_UTF32 = "UTF-32"
_SAVE = "Save it as plain text in UTF-8; editors offer that as 'Encoding' under 'Save as'."


def decode(data: bytes, report: Report) -> str | None:
    """The text of a scenario file, or None where something had to be refused.

    A byte order mark is dropped and ``\\r\\n`` becomes ``\\n``, so that every place counts alike.
    All forbidden characters are reported, each with its place.
    """
    if not data.strip(b" \t\r\n"):
        report("NC009", None, "The file is empty.", "A scenario begins with 'newscycle: 1'.")
        return None
    if not _is_utf8(data, report):
        return None
    text = data.decode("utf-8").removeprefix("\ufeff")
    text = text.replace("\r\n", "\n")
    if (at := text.find("\r")) >= 0:
        report(
            "NC132",
            Lines(text).place(at),
            "This line ends as old Macintosh files do (a carriage return alone).",
            "Save the file with Unix (LF) or Windows (CRLF) line ends.",
        )
        return None
    return text if clean(text, report) == text else None


def clean(text: str, report: Report) -> str:
    """``text`` with every forbidden character reported and replaced by U+FFFD.

    The length stays, and with it every place, so that reading can go on and find more.
    """
    if FORBIDDEN.search(text) is None:
        return text
    lines, out = Lines(text), Bounded(report)
    for match in FORBIDDEN.finditer(text):
        code, what = verdict(match[0])
        out(code, lines.place(match.start()), f"Here stands {what}.", advice(code))
    out.close()
    return FORBIDDEN.sub(REPLACEMENT, text)


def verdict(char: str) -> tuple[str, str]:
    """The code for a forbidden character, and what to call it."""
    point = ord(char)
    name = f"U+{point:04X}"
    if point in {0x0D, 0x85, 0x2028, 0x2029}:
        return "NC132", f"a line break that only some programs see ({name})"
    if point < 0xA0:
        return "NC130", f"an invisible control character ({name})"
    if 0x202A <= point <= 0x206F:
        words = unicodedata.name(char).lower()
        return "NC131", f"an invisible character that can reorder the text ({name}, {words})"
    if point == 0xFEFF:
        return "NC134", f"an invisible byte order mark ({name})"
    return "NC134", f"a number that stands for no character ({name})"


def advice(code: str) -> str:
    """What to do about a forbidden character."""
    if code == "NC132":
        return "Delete it and press Enter instead."
    return "Delete it. It often comes along when text is pasted: retyping the line removes it."


def _is_utf8(data: bytes, report: Report) -> bool:
    wide = _wide(data)
    if wide:
        report("NC007", None, f"The file is written in {wide}, not in UTF-8.", _SAVE)
        return False
    head = data[:64].lstrip().lower()
    look = next((what for magic, what in _LOOKS if head.startswith(magic.lower())), None)
    if look is not None or b"\x00" in data:
        what = f"It looks like {look}." if look else "It contains bytes that no text has."
        report("NC008", None, f"The file is not a plain text file. {what}", _SAVE)
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        _not_utf8(data, error.start, report)
        return False
    return True


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32, told by the byte order mark or by the zeros beside Latin letters."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return _UTF32
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _UTF16
    sample = data[:4096]
    half = max(1, len(sample) // 2)
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return _UTF16 if max(even, odd) > 0.4 * half and min(even, odd) < 0.1 * half else None


def _not_utf8(data: bytes, at: int, report: Report) -> None:
    before = data[:at].decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    place = Lines(before).place(len(before))
    byte = data[at : at + 1]
    if byte == b"\xed" and data[at + 1 : at + 2] >= b"\xa0":
        what = "half of a character pair (a surrogate)"
    else:
        what = f"the byte {byte.hex().upper()}"
        letter = byte.decode("cp1252", "ignore")
        if letter:
            what += f", which is '{letter}' in Latin-1 or Windows-1252"
    report("NC007", place, f"The file is not in UTF-8: here stands {what}.", _SAVE)
