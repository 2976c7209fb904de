"""The picture on the map, laid out while somebody reads: the key that opens it need not wait."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from sim.tui.text import MEASURER

if TYPE_CHECKING:
    from sim.play.map import StageMap
    from sim.program.map.drawing import Run
    from sim.program.map.placing import Placed

Picture: TypeAlias = "tuple[Placed, list[list[Run]]]"


class MapAhead:
    """Keeps the last picture; it is good for one moment of a story and one width."""

    def __init__(self) -> None:
        self._kept: tuple[StageMap, int, Picture] | None = None

    @property
    def room(self) -> int | None:
        """How wide the last picture was; None before the first, when nobody can know."""
        return None if self._kept is None else self._kept[1]

    def picture(self, chart: StageMap, room: int) -> Picture:
        """``chart`` laid out for ``room`` columns, and its lines; nobody may change them."""
        from sim.play.map import picture

        moment = replace(chart, odds=None)  # they stand in words, not in the picture
        kept = self._kept
        if kept is None or kept[:2] != (moment, room):
            kept = self._kept = (moment, room, picture(moment, room, MEASURER))
        return kept[2]
