"""How many cells a text takes where there is no terminal to ask: in files and lines of text."""

from __future__ import annotations

from unicodedata import combining, east_asian_width


class ByCharacters:
    """Each character one cell, wide ones two, marks above a letter none."""

    def cells(self, text: str) -> int:
        """Cells that ``text`` takes."""
        return sum(2 if east_asian_width(char) in "WF" else not combining(char) for char in text)

    def cut(self, text: str, width: int) -> str:
        """``text`` on one line of at most ``width`` cells."""
        flat = " ".join(text.split())
        if self.cells(flat) <= width:
            return flat
        while flat and self.cells(flat) > width - 1:
            flat = flat[:-1]
        return f"{flat.rstrip()}…"
