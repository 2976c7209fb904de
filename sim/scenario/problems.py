"""Problems of a scenario file: one catalogue of codes, one way to say where and what.

A problem names its code, the place, the thing, and what to do. ``docs/problems/<code>.md`` has a
page for each code with a bad and a good example, and a test walks those pages.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario.codes import CATALOGUE, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.source import Place

SEVERITY_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or worth a look, in a scenario file.

    ``line`` and ``column`` count from 1, in characters; 0 means the file as a whole. ``text`` is
    the line itself, for people.
    """

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    message: str
    hint: str | None = None
    text: str | None = None

    @property
    def page(self) -> str:
        """The page that explains this code, inside the documentation."""
        return f"docs/problems/{self.code}.md"

    def as_json(self) -> dict[str, Any]:
        """The problem as INTERFACES.md promises it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "hint": self.hint,
            "page": self.page,
        }

    def __str__(self) -> str:
        where = self.file if self.line == 0 else f"{self.file}:{self.line}:{self.column}"
        lines = [f"{where}: {self.severity.value} {self.code}: {self.message}"]
        if self.text is not None and self.line:
            lines += excerpt(self.text, self.line, self.column)
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


def excerpt(text: str, line: int, column: int, width: int = 76) -> list[str]:
    """The source line and a caret below ``column``, cut to ``width`` around it.

    Where it does not fit, the spaces at its beginning go first.
    """
    start = 0
    if len(text) > width:
        indent = min(len(text) - len(text.lstrip()), column - 1)
        fits = len(text.rstrip()) - indent <= width
        start = indent if fits else max(indent, column - 1 - width * 2 // 3)
    shown = text[start : start + width].rstrip().replace("\t", " ")
    before = "…" if text[:start].strip() else ""
    after = "…" if start + width < len(text.rstrip()) else ""
    gutter = f"{line:>5} | "
    lead = before + shown[: max(0, column - 1 - start)]
    columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in lead)
    return [f"{gutter}{before}{shown}{after}", f"{' ' * (len(gutter) - 2)}| {' ' * columns}^"]


class Problems:
    """Collects the problems of one file, in reading order, each reported once."""

    def __init__(self, file: str, text: str = "") -> None:
        self.file = file
        self.lines = [line.rstrip("\r") for line in text.split("\n")]
        self._found: dict[tuple[str, int, int, str], Problem] = {}

    def __call__(
        self, code: str, place: Place | None, message: str, hint: str | None = None
    ) -> None:
        """Report ``code`` at ``place`` (None: the file as a whole)."""
        line, column = (place.line, place.column) if place else (0, 0)
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else None
        severity = CATALOGUE[code].severity
        problem = Problem(code, severity, self.file, line, column, message, hint, text)
        self._found.setdefault((code, line, column, message), problem)

    @property
    def items(self) -> tuple[Problem, ...]:
        """All problems, by place in the file."""
        return tuple(sorted(self._found.values(), key=lambda p: (p.line, p.column, p.code)))

    @property
    def has_errors(self) -> bool:
        """Whether anything found forbids playing the scenario."""
        return any(p.severity is Severity.ERROR for p in self._found.values())


def summary(problems: Sequence[Problem]) -> str:
    """``2 errors, 1 warning`` — or ``no problems``."""
    parts = []
    for severity in SEVERITY_ORDER:
        number = sum(p.severity is severity for p in problems)
        if number:
            parts.append(f"{number} {severity.value}{'' if number == 1 else 's'}")
    return ", ".join(parts) or "no problems"
