"""What YAML accepts and no author means, and what only one of two YAML readers accepts.

PyYAML comes with two readers, one in C (libyaml) and one in Python. Where they differ, found by
reading both and by millions of generated texts, the file is refused by a rule that looks only at
the accepted text around an event, so that no file has to be read twice:

====================================  ==========  ==========  =========================
written                               C           Python      treated as
====================================  ==========  ==========  =========================
``[Who spoke?, b]``, ``{a?: 1}``      a text      error       NC140, at the ``?``
``[?]``, ``[?a]``                     error       a key       NC120, NC140
``{a:[1]}``, ``{a:}``                 error       a key       NC107, at the colon
``|# note``, ``># note``              a comment   error       NC140, at the ``#``
a tab between values or in plain      accepted    error       NC105, NC106
a tab before a block text's lines     error       text        NC105
``"\\ud83d"``                          error       surrogate   NC135
``"\\U00110000"``                      error       crash       NC136
``! text``, ``!,``                    text/error  a tag       NC111
``%UNKNOWN x``                        error       ignored     NC117
place of a value that is left out     next token  the colon   the place of its key
====================================  ==========  ==========  =========================
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.scenario.chars import FORBIDDEN, advice, verdict
from sim.scenario.nodes import brief
from sim.scenario.wording import QUOTE_ALL, SLIPS

if TYPE_CHECKING:
    from sim.scenario.nodes import Place, Reading, Scalar

NO_SPACE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):(?!//)(?=\S)")
"""A text that was meant as ``key: value`` but has no space after its colon."""

GLUED_COLON = re.compile(r" *(:)[,\[\]{}]")
"""What follows a key in braces that only the Python reader sees as one."""

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Spaces of word processors and web pages, for a class of characters."""

_SPECIAL_SPACE = re.compile(rf" *(?:- +)?(?:[{{\[]? *[A-Za-z_][A-Za-z0-9_]* *:|-)?([{_SPACES}])")
_TAB = re.compile(r"#[^\n]*|(\t)")
_QUESTION = re.compile(r"#[^\n]*|(\?)")
_COLON = re.compile(r"#[^\n]*|(:)")
_INK = re.compile(r"#[^\n]*|(\S)")
_TABBED_LINE = re.compile(r"^ *(\t)", re.MULTILINE)
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*(#)?")
_HASHTAG = re.compile(r" +(#\w+)")
_NO_WORDS = re.compile(r"[-+0-9.]*|true|false")
_ESCAPE = re.compile(
    r'"|\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0abt\tnvfre "/\\N_LP\n])|.)'
)
_NAMED = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b"} | {
    "N": "\x85", "L": "\u2028", "P": "\u2029"
}  # fmt: skip


def gap_tab(text: str, start: int, end: int) -> int | None:
    """The first tab between two values, comments left aside."""
    return _outside_comments(_TAB, text, start, end)


def gap_question(text: str, start: int, end: int) -> int | None:
    """The ``?`` before a key that makes it an explicit one."""
    if text.find("?", start, end) < 0:
        return None
    return _outside_comments(_QUESTION, text, start, end)


def gap_colon(text: str, start: int, end: int) -> bool:
    """Whether a key in braces is followed by a colon at all."""
    return _outside_comments(_COLON, text, start, end) is not None


def rest_is_empty(text: str, start: int) -> bool:
    """Whether nothing but space and comments follows."""
    return _outside_comments(_INK, text, start, len(text)) is None


def _outside_comments(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    return next((m.start(1) for m in pattern.finditer(text, start, end) if m[1]), None)


def report_tab(read: Reading, at: int) -> None:
    """Say what is wrong with the tab at ``at``: at the beginning of its line, or elsewhere."""
    place = read.lines.place(at)
    if read.text[read.lines.start(place.line) : at].strip(" \t"):
        message = "Here stands a tab, which only some programs accept between YAML values."
        read.report("NC106", place, message, "Use spaces instead of the tab.")
    else:
        message = "This line is indented with a tab; YAML counts only spaces."
        hint = "Replace each tab by two spaces; most editors can do that for the whole file."
        read.report("NC105", place, message, hint)


def check_block(read: Reading, start: int, end: int) -> None:
    """Refuse what the two readers see differently in the block text at ``start``."""
    text = read.text
    header = _BLOCK_HEADER.match(text, start)
    if header is None:
        return
    if header[1]:
        message = "Only one of the two YAML readers in use accepts a comment right after | or >."
        hint = "Put a space before the #, or the comment on a line of its own."
        read.report("NC140", read.lines.place(header.start(1)), message, hint)
    line_end = text.find("\n", start, end)
    line_end = end if line_end < 0 else line_end
    tab = gap_tab(text, start, line_end)
    if tab is None:
        found = _TABBED_LINE.search(text, line_end, end)
        tab = found.start(1) if found else None
    if tab is not None:
        report_tab(read, tab)


def report_question(read: Reading, at: int) -> None:
    """NC140: a ``?`` in brackets is a letter to one reader and the mark of a key to the other."""
    message = "Inside braces or brackets only one of the two YAML readers in use accepts a '?'."
    read.report("NC140", read.lines.place(at), message, QUOTE_ALL)


def check_hashtag(read: Reading, end: int, value: str) -> None:
    """NC155: ``We are #one`` is only "We are"; the rest is a comment to YAML."""
    found = _HASHTAG.match(read.text, end)
    if found is None or (value and _NO_WORDS.fullmatch(value)):
        return
    kept = f"The text is only '{brief(value)}'" if value else "Nothing is left of the value"
    message = f"{kept}: from '{brief(found[1])}' on, the line is a comment."
    hint = "If it belongs to the text, quote the whole text; if not, write a space after the #."
    read.report("NC155", read.lines.place(found.start(1)), message, hint)


def check_escapes(read: Reading, start: int) -> bool:
    """Report every bad escape in the double-quoted text that opens at ``start``.

    Returns whether there was any. Stops at the first that is no escape at all, as YAML does.
    """
    found = False
    for match in _ESCAPE.finditer(read.text, start + 1):
        if match[0] == '"':
            break
        digits = match[1] or match[2] or match[3]
        place, written = read.lines.place(match.start()), brief(match[0])
        if (digits is None and match[4] is None) or (digits and int(digits, 16) > 0x10FFFF):
            message = f"'{written}' means nothing in a text in double quotation marks."
            hint = "Write \\\\ for a backslash, or put the text in single quotation marks."
            read.report("NC136", place, message, hint)
            return True
        char = chr(int(digits, 16)) if digits else _NAMED.get(match[4], "")
        if not char or not FORBIDDEN.match(char):
            continue
        found = True
        if "\ud800" <= char <= "\udfff":
            message = f"'{written}' is only half of a character."
            read.report("NC135", place, message, "Write the character itself instead.")
        else:
            code, what = verdict(char)
            read.report("NC135", place, f"'{written}' writes {what}.", advice(code))
    return found


def tell(read: Reading, slip: str, place: Place) -> None:
    """Report a slip that is said in the same words when no parser gives up on it."""
    read.report(SLIPS[slip][0], place, *SLIPS[slip][1:])


def special_space(text: str) -> int | None:
    """Where a line, or a key, has a special space in the place of a common one that YAML needs."""
    found = _SPECIAL_SPACE.match(text)
    return None if found is None else found.start(1)


def check_lone_quote(read: Reading, start: int, end: int) -> None:
    """NC156: ``name: The mayor"`` is shown with its quotation mark."""
    if read.text.count('"', start, end) == 1:
        tell(read, "lone quote", read.lines.place(read.text.index('"', start, end)))


def missing_space(scalar: Scalar) -> str | None:
    """Advice for ``title:The roof``, which YAML takes as one text, where keys were expected."""
    found = NO_SPACE.match(scalar.text) if scalar.plain else None
    if found is None:
        return None
    rest = brief(scalar.text[found.end() :])
    return f"Write a space after the colon: {found[1]}: {rest}"


_SURPRISES = (
    (re.compile(r"~|null|Null|NULL"), "nothing at all"),
    (re.compile(r"(?:y|yes|on)", re.IGNORECASE), "true"),
    (re.compile(r"(?:n|no|off)", re.IGNORECASE), "false"),
    (re.compile(r"TRUE|FALSE"), "true or false"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?"), "a date"),
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"), "a time in seconds"),
    (re.compile(r"[-+]?0[xX][0-9A-Fa-f_]+|[-+]?0[bB][01_]+"), "a number in another base"),
    (re.compile(r"[-+]?0[oO]?[0-7_]+"), "an octal number"),
    (re.compile(r"[-+]?0[0-9_]+"), "a number, without its first zero"),
    (re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*"), "a number, without its underscores"),
    (re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+"), "a decimal number"),
    (re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)"), "a decimal number"),
    (re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"), "an infinite or undefined number"),
    (re.compile(r"=|<<"), "an instruction of its own"),
)  # fmt: skip


def surprising(scalar: Scalar) -> str | None:
    """Advice on a plain scalar that many YAML programs do not read as the text that it looks like.

    ``no``, ``1:30``, ``0123``, a date, nothing at all … (YAML 1.1, and what the 1.2 core schema
    and libyaml users keep of it). None for anything else, and for whatever stands in quotes.
    """
    if not scalar.plain:
        return None
    text = scalar.text
    if not text:
        return "Nothing stands here; write '' for an empty text, or leave the key out."
    if len(text) > 40:
        return None
    for pattern, meaning in _SURPRISES:
        if pattern.fullmatch(text):
            return f"YAML may read {text} as {meaning}; write '{text}' in quotes."
    return None
