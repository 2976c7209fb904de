"""What either YAML reader says when it gives up, brought to one name for each kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KINDS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"directive|duplicate tag", "directive"),
        (r"end of stream|document (?:separator|indicator)", "quote"),
        (r"a tag|tag handle", "tag"),
        (r"an alias|an anchor", "anchor"),
        (r"escape|hexa?decimal", "escape"),
        (r"tab character", "tab"),
        (r"block scalar", "block text"),
        (r"mapping values are not", "value"),
        (r"mapping keys are not", "question"),
        (r"sequence entries are not", "item"),
        (r"unexpected ':'", "flow"),
        (r"expected ':'", "colon"),
        (r"cannot start any token", "start"),
        (r"',' or '[\]}]'", "flow"),
        (r"node content", "node"),
        (r"block end|expected key|expected '-'", "block"),
        (r"document start", "document"),
    )
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a reader gave up: what it was at (``context``), and what it met (``index``).

    ``sequence`` says that it was at a list in block style.
    """

    kind: str
    context: int | None
    index: int
    sequence: bool


@dataclass(frozen=True, slots=True)
class Before:
    """The last thing read before: from where to where, and how it was written.

    ``style`` is a quotation mark, ``|``, ``>``, "plain", "flow" for a collection in braces or
    brackets that has just ended, or "" for anything else. ``bracket`` is the innermost bracket
    or brace that is still open.
    """

    start: int
    end: int
    style: str
    bracket: int | None


def fault(error: Exception, index: int) -> Fault:
    """What either reader means by ``error``; ``index`` is how far it had read."""
    context, problem = getattr(error, "context", None), getattr(error, "problem", None)
    context_mark = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or context_mark
    words = f"{context}|{problem}" if problem else "escape"
    kind = next((kind for pattern, kind in _KINDS if pattern.search(words)), "other")
    at = mark.index if mark is not None else index
    start = context_mark.index if context_mark is not None else None
    return Fault(kind, start, at, "block collection" in words)
