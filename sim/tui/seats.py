"""What each person at the keyboard has read, and what is still to be read to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.events import Moved
from sim.play.desk import desk_of
from sim.play.wire import beats
from sim.tui.typeset import BeatBlock, situation_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.play.session import Session
    from sim.play.wire import Beat
    from sim.tui.widgets.sheet import Block


class Seats:
    """Keeps, by seat, how many beats of the story were read there.

    Each seat reads the story in its own words, so a beat is counted by seat. Somebody who comes
    back to a story knows all of it up to their own last act.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._read: dict[str, int] = {}
        self._situations: dict[str, str] = {}

    def know_all(self) -> None:
        """Everything so far has been read, in every seat: this story went back to where it is."""
        for seat in self.session.casting.players:
            self._read[seat] = len(self._told(seat))
            self._situations[seat] = desk_of(self.session, seat).view.situation

    def sit(self, seat: str) -> tuple[list[Block], list[Block]]:
        """What the person in ``seat`` has read, and what they have not."""
        told = self._told(seat)
        known = self._read.setdefault(seat, self._known(seat))
        read: list[Block] = [BeatBlock(beat) for beat in told[:known]]
        return read, self._unread(seat, told[known:])

    def news(self, seat: str) -> list[Block]:
        """What the last decision brought, for the person in ``seat``."""
        return self._unread(seat, beats(self.session.news, self.session.program, seat))

    def shown(self, seat: str, blocks: Iterable[Block]) -> None:
        """These blocks were read in ``seat``."""
        self._read[seat] += sum(isinstance(block, BeatBlock) for block in blocks)

    def on_record(self, seat: str) -> bool:
        """Whether what was read in ``seat`` so far is all on the record."""
        left = self.session.story.report.left_record_at
        if left is None:
            return True
        before = beats(self.session.story.events[:left], self.session.program, seat)
        return self._read.get(seat, 0) <= len(before)

    def read_in(self, seat: str) -> list[Beat]:
        """All beats that were read in ``seat``."""
        return self._told(seat)[: self._read.get(seat, 0)]

    def _told(self, seat: str) -> list[Beat]:
        return beats(self.session.story.events, self.session.program, seat)

    def _known(self, seat: str) -> int:
        events = self.session.story.events
        own = [at for at, e in enumerate(events) if isinstance(e, Moved) and e.actor == seat]
        return len(beats(events[: own[-1]], self.session.program, seat)) if own else 0

    def _unread(self, seat: str, told: Sequence[Beat]) -> list[Block]:
        """Beats as blocks; then how things stand, if that has changed since this seat read it."""
        blocks: list[Block] = [BeatBlock(beat) for beat in told]
        desk = desk_of(self.session, seat)
        text = desk.view.situation
        if text and not self.session.ended and self.session.actor == seat:
            if self._situations.get(seat) != text:
                blocks.append(situation_block(text, desk.mark))
            self._situations[seat] = text
        return blocks


def own_act(blocks: Sequence[Block]) -> int:
    """How many blocks, from the first, are the player's own act and the stages that it led to.

    None if the player only waited: there is nothing to see in that alone.
    """
    first = blocks[0].beat if blocks and isinstance(blocks[0], BeatBlock) else None
    if first is None or first.mark is None:
        return 0
    number = 0
    for block in blocks:
        beat = block.beat if isinstance(block, BeatBlock) else None
        if beat is None or not ((beat.mine and not number) or beat.kind in ("stage", "ending")):
            break
        number += 1
    return number
