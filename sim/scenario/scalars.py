"""How one scalar of a scenario file is read: the text that it is becomes what its field needs.

YAML decides nothing here. Every scalar arrives as text with its place; the field that it fills
says what it must be. Each reader raises ``PydanticCustomError`` whose type is a problem code.
"""

from __future__ import annotations

import datetime
import keyword
import re
from typing import Literal

from pydantic_core import PydanticCustomError

from sim.scenario.meant import (
    date_meant,
    id_like,
    probability_meant,
    range_meant,
    whole_number_meant,
)
from sim.scenario.source import Scalar, surprising
from sim.scenario.suggest import did_you_mean

MAX_INTEGER = 2**53
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
INTEGER = re.compile(r"0|[+-]?[1-9][0-9]*")
DECIMAL = re.compile(r"(?:0|1|0?\.[0-9]{1,12}|1\.0{1,12})")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
RESERVED = frozenset(
    [
        "wait",
        "never",
        "uniform",
        "best",
        "stage",
        "round",
        "day",
        "rounds_in_stage",
        "done",
        "true",
        "false",
        "and",
        "or",
        "not",
        "in",
        "if",
        "else",
        "min",
        "max",
        "abs",
    ]
)
CERTAINTIES = ("documented", "claimed", "interpretation", "unknown", "invented")
VERDICTS = ("documented", "claimed", "interpretation", "unknown", "wrong")
NEWS_KINDS = (
    "video", "post", "statement", "broadcast", "article", "letter", "speech", "rumour",
)  # fmt: skip
SIGNS = ("up", "down")
MEANT = {
    "true": "true",
    "yes": "true",
    "on": "true",
    "false": "false",
    "no": "false",
    "off": "false",
}
"""What people write for true and false, in small letters, and what it should be."""

_TRUE_OR_FALSE = dict.fromkeys(("y", "t", "1", "ja", "oui", "si", "sí", "да"), "true")
_TRUE_OR_FALSE |= dict.fromkeys(("n", "f", "0", "nein", "non", "нет"), "false")
"""The same in other ways, where nothing else can be meant."""


def wrong(code: str, message: str, hint: str | None = None) -> PydanticCustomError:
    """An error that the reader turns into a problem; braces in ``message`` mean nothing."""
    context = {"message": message, "hint": hint or ""}
    return PydanticCustomError(code, "{message}", context)


def scalar(value: object, what: str, hint: str | None = None) -> Scalar:
    """``value`` if it is one scalar; else a problem that says that ``what`` is needed."""
    if isinstance(value, Scalar):
        return value
    shape = "a list" if isinstance(value, list) else "several keys"
    raise wrong("NC203", f"{what} is needed here, not {shape}.", hint)


def read_words(value: object) -> str:
    """A text, taken as it is written: ``title: 1984`` is the title 1984."""
    found = scalar(value, "A text")
    if not found.text.strip():
        raise wrong("NC204", "The text is empty.", "Write something, or leave the key out.")
    if found.plain and (advice := surprising(found)) and not any(c.isdigit() for c in found.text):
        raise wrong("NC205", advice)
    return found.text.strip()


def read_integer(value: object) -> int:
    """A whole number: ``0``, ``12``, ``+3``, ``-3``."""
    found = scalar(value, "A whole number")
    if not INTEGER.fullmatch(found.text):
        meant = whole_number_meant(found.text)
        hint = f"Write: {meant}" if meant else None
        if meant is None and (bounds := range_meant(found.text)):
            hint = f"From the lowest to the highest: {bounds}"
        if "#" in found.text and INTEGER.fullmatch(found.text.partition("#")[0].strip()):
            hint = "Before the # of a comment stands a space."
        if not found.plain and INTEGER.fullmatch(found.text.strip()):
            hint = "Write the number without quotes."
        raise wrong("NC206", f"A whole number is needed here, not '{_short(found.text)}'.", hint)
    if len(found.text) > 17 or abs(int(found.text)) > MAX_INTEGER:
        raise wrong("NC207", f"The number {_short(found.text)} is too large; ±2^53 is the most.")
    return int(found.text)


def read_count(value: object) -> int:
    """A whole number of at least 1 (days, rounds)."""
    number = read_integer(value)
    if not 1 <= number <= 10_000:
        raise wrong("NC208", f"A number from 1 to 10,000 is needed here, not {number}.")
    return number


def read_natural(value: object) -> int:
    """A whole number of at least 0."""
    number = read_integer(value)
    if number < 0:
        raise wrong("NC208", f"A number of at least 0 is needed here, not {number}.")
    return number


def read_flag(value: object) -> bool:
    """``true`` or ``false``."""
    found = scalar(value, "true or false")
    if found.text not in ("true", "false"):
        word = found.text.lower()
        meant = MEANT.get(word) or _TRUE_OR_FALSE.get(word)
        raise wrong(
            "NC209",
            f"true or false is needed here, not '{_short(found.text)}'.",
            f"Write {meant}." if meant else None,
        )
    return found.text == "true"


def read_start(value: object) -> int | bool:
    """The first value of a variable: a whole number, or ``true`` or ``false``."""
    found = scalar(value, "A whole number, or true or false,")
    return read_flag(found) if found.text.lower() in MEANT else read_integer(found)


def read_formula(value: object) -> str:
    """A number or an expression, kept as text until all names are known."""
    joined = "Several conditions are one text, with 'and' or 'or' between them."
    found = scalar(value, "A number or an expression", joined if isinstance(value, list) else None)
    if not found.text.strip():
        raise wrong("NC204", "The expression is empty.")
    return found.text


def read_id(value: object) -> str:
    """An id: ``[a-z][a-z0-9_]*``, at most 40 characters, not reserved."""
    found = scalar(value, "An id")
    return checked_id(found.text)


def checked_id(text: str) -> str:
    """``text`` if it can be an id."""
    if not ID.fullmatch(text):
        hint = None
        suggestion = id_like(text)
        if suggestion and ID.fullmatch(suggestion):
            hint = f"For example: {suggestion}"
        raise wrong(
            "NC210",
            f"'{_short(text)}' cannot be an id: an id begins with a small letter and has only"
            " small letters from a to z, digits and _, at most 40 of them.",
            hint,
        )
    return text


def new_id(text: str) -> str:
    """An id that names something new, so that reserved words are refused too."""
    checked_id(text)
    if text in RESERVED or keyword.iskeyword(text):
        hint = "Take another word, or add one to it."
        raise wrong("NC211", f"'{text}' is a reserved word and cannot be an id.", hint)
    return text


def read_new_id(value: object) -> str:
    """An id that the file introduces."""
    return new_id(scalar(value, "An id").text)


def read_key(value: object) -> str:
    """A key that names something which the file has elsewhere."""
    return checked_id(str(value))


def read_new_key(value: object) -> str:
    """A key that introduces an id."""
    return new_id(str(value))


def read_outcome_name(value: object) -> str:
    """An outcome: its id, or its place among the outcomes (``1``, ``2`` …)."""
    found = scalar(value, "An outcome")
    return found.text if found.text.isdigit() else checked_id(found.text)


def read_move_name(value: object) -> str:
    """A move as ``actor.move``, or ``move`` for one of the actor's own."""
    found = scalar(value, "A move (actor.move)")
    parts = found.text.split(".")
    if len(parts) > 2 or not all(ID.fullmatch(part) for part in parts):
        raise wrong("NC212", f"'{_short(found.text)}' is not a move; write actor.move.")
    return found.text


def read_date(value: object) -> datetime.date:
    """A day as ``2023-03-19``."""
    found = scalar(value, "A date")
    if not DATE.fullmatch(found.text):
        meant = date_meant(found.text) or "in 2023-03-19"
        raise wrong("NC213", f"'{_short(found.text)}' is not a date; write it as {meant}.")
    try:
        return datetime.date.fromisoformat(found.text)
    except ValueError:
        raise wrong("NC213", f"There is no day {found.text} in the calendar.") from None


def read_language(value: object) -> str:
    """A language tag of BCP 47, such as ``en`` or ``pt-BR``."""
    found = scalar(value, "A language tag")
    if not LANGUAGE.fullmatch(found.text):
        raise wrong(
            "NC214", f"'{_short(found.text)}' is not a language tag.", "For example: en, or pt-BR."
        )
    return found.text


def read_url(value: object) -> str:
    """A web address with http or https."""
    found = scalar(value, "A web address")
    if not re.fullmatch(r"https?://[^\s<>\"'`{}|\\^]{3,2000}", found.text):
        raise wrong(
            "NC215",
            f"'{_short(found.text)}' is not a web address; one begins with https:// or http://.",
        )
    return found.text


def read_probability(value: object) -> float:
    """A probability from 0 to 1."""
    found = scalar(value, "A probability")
    if not DECIMAL.fullmatch(found.text):
        meant = probability_meant(found.text)
        raise wrong(
            "NC216",
            f"A probability from 0 to 1 is needed here, not '{_short(found.text)}'.",
            f"Write: {meant}" if meant else None,
        )
    return float(found.text)


def read_certainty(value: object) -> str:
    """How sure we are of something."""
    return _one_of(value, CERTAINTIES, "A certainty")


def read_verdict(value: object) -> str:
    """What is known about a claim."""
    return _one_of(value, VERDICTS, "A verdict")


def read_news_kind(value: object) -> str:
    """The medium of a news item."""
    return _one_of(value, NEWS_KINDS, "A kind of news")


def read_sign(value: object) -> str:
    """The direction of a mechanism."""
    return _one_of(value, SIGNS, "up or down")


def _one_of(value: object, options: tuple[str, ...], what: str) -> str:
    found = scalar(value, what)
    if found.text not in options:
        raise wrong(
            "NC217",
            f"'{_short(found.text)}' is not one of: {', '.join(options)}.",
            did_you_mean(found.text, options),
        )
    return found.text


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:57] + "…"


def text_shape(value: object) -> str:
    """Which of its two shapes a text has: words, or a list of versions."""
    return "~variants" if isinstance(value, list) else "~words"


def wait_shape(value: object) -> str:
    """Which of its two shapes ``wait`` has: false, or keys of its own."""
    return "~never" if isinstance(value, Scalar) else "~wait"


def read_never(value: object) -> Literal[False]:
    """``wait: false``, and nothing else."""
    if read_flag(value):
        raise wrong("NC209", "Every actor may wait unless 'wait: false' is said.")
    return False
