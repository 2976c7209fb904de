"""Placeholders in texts: ``{date}``, ``{variable}``, ``{actor.name}``; ``{{`` is a brace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

_NAME = re.compile(r"([a-z][a-z0-9_]*)(\.name)?")


class TemplateError(ValueError):
    """A brace that opens nothing: ``code`` and ``offset`` say what and where."""

    def __init__(self, code: str, message: str, offset: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.offset, self.hint = code, message, offset, hint


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder: the date, a variable's value or an actor's name."""

    kind: Literal["date", "variable", "actor"]
    name: str
    offset: int


Piece: TypeAlias = str | Slot


def parse_template(text: str) -> tuple[Piece, ...]:
    """``text`` cut into what stands as it is and what is filled in.

    Raises :class:`TemplateError` for a brace that is not closed or holds something else.
    """
    pieces: list[Piece] = []
    at = 0
    while (opening := text.find("{", at)) >= 0:
        pieces.append(text[at:opening])
        if text.startswith("{{", opening):
            pieces.append("{")
            at = opening + 2
            continue
        closing = text.find("}", opening)
        if closing < 0 or "{" in text[opening + 1 : closing]:
            raise TemplateError(
                "NC704",
                "A brace is opened and not closed.",
                opening,
                "Write {{ where a brace is meant as such.",
            )
        pieces.append(_slot(text[opening + 1 : closing], opening))
        at = closing + 1
    pieces.append(text[at:])
    return tuple(piece for piece in pieces if piece != "")


def _slot(inside: str, offset: int) -> Slot:
    match = _NAME.fullmatch(inside.strip())
    if match is None:
        hint = "Write {{ where a brace is meant as such."
        if small := _NAME.fullmatch(inside.strip().lower()):
            hint = f"Ids have small letters only: {{{small[0]}}}"
        raise TemplateError(
            "NC309",
            f"'{{{inside}}}' is not a placeholder: {{date}}, {{variable}} and {{actor.name}} are.",
            offset,
            hint,
        )
    name, dotted = match.groups()
    if dotted:
        return Slot("actor", name, offset)
    return Slot("date", name, offset) if name == "date" else Slot("variable", name, offset)
