"""A paper on which the words that were looked for stand out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.play.sifting import found_in
from sim.tui.text import Line
from sim.tui.widgets.late import LatePaper

if TYPE_CHECKING:
    from sim.tui.text import Piece


class FoundPaper(LatePaper):
    """Blocks of lines; ``words`` are marked where they stand within a line."""

    words = ""

    def dress(self, line: Line, at: int) -> Line:
        """The line with what was looked for marked."""
        if not self.words:
            return line
        pieces = [part for piece in line.pieces for part in _marked(piece, self.words)]
        right = [part for piece in line.right for part in _marked(piece, self.words)]
        return Line(tuple(pieces), tuple(right))


def _marked(piece: Piece, words: str) -> list[Piece]:
    text, role = piece
    parts: list[Piece] = []
    done = 0
    for start, end in found_in(text, words):
        parts += [(text[done:start], role), (text[start:end], "cursor")]
        done = end
    return [*parts, (text[done:], role)]
