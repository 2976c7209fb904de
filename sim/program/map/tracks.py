"""Lines side by side: the first place at which a stretch lies over no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Stretch = tuple[int, int]


def first_free(lines: list[list[Stretch]], start: int, end: int, gap: int = 0) -> int:
    """The first of ``lines`` with room from ``start`` to ``end``, which is then taken.

    ``gap`` is what has to stay free between two stretches. A line is added where none has room.
    """
    for at, line in enumerate(lines):
        if all(end + gap < other or last + gap < start for other, last in line):
            line.append((start, end))
            return at
    lines.append([(start, end)])
    return len(lines) - 1


def tracks_of(nets: Mapping[int, Sequence[int]]) -> tuple[dict[int, int], int]:
    """A line for each net that runs sideways, so that none runs over another; how many lines.

    ``nets`` are the columns that each net joins. The left-edge rule of channel routing (Hashimoto
    and Stevens 1971).
    """
    lines: list[list[Stretch]] = []
    tracks: dict[int, int] = {}
    spans = {net: (min(columns), max(columns)) for net, columns in nets.items()}
    for net, (left, right) in sorted(spans.items(), key=lambda item: (item[1], item[0])):
        if left < right:
            tracks[net] = first_free(lines, left, right, 1)
    return tracks, len(lines)
