"""What somebody meant who wrote a value in the way of everyday life: as it is written in a file.

A date as ``30.3.2023``, an id with an umlaut, a range as ``0-5``, a number as ``1,000``. Each
function returns None where it cannot tell.
"""

from __future__ import annotations

import calendar
import contextlib
import datetime
import re
import unicodedata

_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if number}
_YEAR_FIRST = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_EITHER = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:\.|st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? ([0-9]{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_RANGE = re.compile(r"[(\[]?(-?[0-9]+) ?(?:-|–|\.{2,3}|…|[^\W\d]{1,5}|,|;) ?(-?[0-9]+)[)\]]?")
_NUMBER = re.compile(r"([+-]?)0*([0-9]+)(?:\.0*)?(?: [a-z]+|,|;)?")
_CHANGE = re.compile(r"[{(]?([a-z][a-z0-9_]*) ?[:=]? ?([+-])=? ?([a-z0-9_]+)[})]?")
_PERCENT = re.compile(r"([0-9]{1,3}) ?%?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[,_' ][0-9]{3})+")
_FOLDED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"}
)


def date_meant(text: str) -> str | None:
    """The days that ``text`` may mean, as they are written: two of them where both are possible."""
    if found := _YEAR_FIRST.fullmatch(text):
        options = [(found[1], found[2], found[3])]
    elif found := _DAY_FIRST.fullmatch(text):
        options = [(found[3], found[2], found[1])]
    elif found := _EITHER.fullmatch(text):
        options = [(found[3], found[2], found[1]), (found[3], found[1], found[2])]
    elif found := _DAY_MONTH.fullmatch(text):
        options = [(found[3], _month(found[2]), found[1])]
    elif found := _MONTH_DAY.fullmatch(text):
        options = [(found[3], _month(found[1]), found[2])]
    else:
        return None
    days: list[str] = []
    for year, month, day in options:
        with contextlib.suppress(ValueError):
            days.append(str(datetime.date(int(year), int(month), int(day))))
    return " or ".join(dict.fromkeys(days)) or None


def _month(word: str) -> str:
    """The number of a month by its English name or the beginning of it; 0 for another word."""
    number = _MONTHS.get(word[:3].lower(), 0)
    return str(number if calendar.month_name[number].lower().startswith(word.lower()) else 0)


def ascii_letters(text: str) -> str:
    """``text`` in small letters without accents; umlauts become two letters."""
    folded = unicodedata.normalize("NFC", text).lower().translate(_FOLDED)
    return unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()


def range_meant(text: str) -> str | None:
    """Two bounds as a list: ``[0, 5]`` for ``0-5`` or ``(0, 5)``."""
    found = _RANGE.fullmatch(text)
    return f"[{found[1]}, {found[2]}]" if found else None


def change_meant(text: str) -> str | None:
    """A change as it is written: ``{attention: +3}`` for ``attention += 3``."""
    found = _CHANGE.fullmatch(text.strip())
    return f"{{{found[1]}: {found[2]}{found[3]}}}" if found else None


def probability_meant(text: str) -> str | None:
    """A probability for so many of a hundred: 0.1 for ``10`` or ``10 %``."""
    found = _PERCENT.fullmatch(text)
    return f"{int(found[1]) / 100:g}" if found and int(found[1]) <= 100 else None


def id_like(text: str) -> str:
    """What is left of ``text`` in the letters of an id; it may be empty, or no id."""
    return re.sub(r"[^a-z0-9_]+", "_", ascii_letters(text)).strip("_")[:40]


def decimals_meant(texts: list[str]) -> str | None:
    """The decimals that commas have cut in two: ``[0.02, 0.98]`` for ``[0,02, 0,98]``."""
    if len(texts) % 2 or not all(text.isascii() and text.isdigit() for text in texts):
        return None
    pairs = zip(texts[::2], texts[1::2], strict=True)
    return f"[{', '.join(f'{whole}.{rest}' for whole, rest in pairs)}]"


def whole_number_meant(text: str) -> str | None:
    """A whole number without ``.0``, zeros before it, marks between thousands, or a unit."""
    if _THOUSANDS.fullmatch(text):
        return re.sub(r"[^-0-9]", "", text)
    found = _NUMBER.fullmatch(text)
    return f"{found[1]}{found[2]}" if found else None
