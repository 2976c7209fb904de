"""Big letters for a projector: five dots high and three wide, set in half blocks.

A terminal has one size of type. What must be read from the last row, the stage of the story, is
therefore drawn: three lines high, four cells a letter. Only letters without accents, digits and a
few signs have a shape; a text with any other is not drawn big at all, rather than with gaps.
"""

from __future__ import annotations

import unicodedata

WIDE = 4
_SHAPES = """
A .#. #.# ### #.# #.#|B ##. #.# ##. #.# ##.|C .## #.. #.. #.. .##|D ##. #.# #.# #.# ##.
E ### #.. ##. #.. ###|F ### #.. ##. #.. #..|G .## #.. #.# #.# .##|H #.# #.# ### #.# #.#
I ### .#. .#. .#. ###|J ..# ..# ..# #.# .#.|K #.# #.# ##. #.# #.#|L #.. #.. #.. #.. ###
M #.# ### ### #.# #.#|N ##. #.# #.# #.# #.#|O .#. #.# #.# #.# .#.|P ##. #.# ##. #.. #..
Q .#. #.# #.# ### .##|R ##. #.# ##. #.# #.#|S .## #.. .#. ..# ##.|T ### .#. .#. .#. .#.
U #.# #.# #.# #.# ###|V #.# #.# #.# #.# .#.|W #.# #.# ### ### #.#|X #.# #.# .#. #.# #.#
Y #.# #.# .#. .#. .#.|Z ### ..# .#. #.. ###|0 ### #.# #.# #.# ###|1 .#. ##. .#. .#. ###
2 ##. ..# .#. #.. ###|3 ##. ..# .#. ..# ##.|4 #.# #.# ### ..# ..#|5 ### #.. ##. ..# ##.
6 .## #.. ### #.# ###|7 ### ..# ..# .#. .#.|8 ### #.# ### #.# ###|9 ### #.# ### ..# ##.
. ... ... ... ... .#.|, ... ... ... .#. #..|! .#. .#. .#. ... .#.|? ##. ..# .#. ... .#.
- ... ... ### ... ...|' .#. .#. ... ... ...|: ... .#. ... .#. ...|/ ..# ..# .#. #.. #..
"""
SHAPES: dict[str, tuple[str, ...]] = {
    shape[0]: tuple(shape[2:].split()) for row in _SHAPES.split("\n") for shape in row.split("|")
    if shape
} | {" ": ("...",) * 5}  # fmt: skip
_DOTS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def big(text: str, width: int) -> list[str] | None:
    """``text`` in three lines of big type; None if it does not fit, or has no shape."""
    plain = unicodedata.normalize("NFC", text).upper().replace("\u2019", "'")
    if not plain.strip() or len(plain) * WIDE - 1 > width:
        return None
    if any(char not in SHAPES for char in plain):
        return None
    rows = [" ".join(SHAPES[char][at] for char in plain) for at in range(5)] + [""]
    lines = []
    for top, bottom in ((0, 1), (2, 3), (4, 5)):
        upper, lower = rows[top], rows[bottom].ljust(len(rows[top]))
        lines.append("".join(_DOTS[a == "#", b == "#"] for a, b in zip(upper, lower, strict=True)))
    return lines
