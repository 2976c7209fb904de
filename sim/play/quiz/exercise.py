"""A sitting that is going on: claim after claim, each answer on the disk before it counts."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.errors import JournalError
from sim.play.journal import JournalWriter, read_journal
from sim.play.progress import today
from sim.play.quiz.scoring import VERDICTS
from sim.play.quiz.store import FORMAT, free_path, header_of

if TYPE_CHECKING:
    from sim.play.quiz.claims import Item
    from sim.play.quiz.sitting import Sitting


class Exercise:
    """A sitting that is going on. ``writer`` is None where answers are not kept."""

    def __init__(self, sitting: Sitting, writer: JournalWriter | None) -> None:
        self.sitting = sitting
        self.writer = writer

    @classmethod
    def begin(cls, sitting: Sitting, *, keep: bool = True) -> Exercise:
        """Sit down: the file is there before the first claim is asked.

        Raises :class:`JournalError` if it cannot be written.
        """
        if not keep:
            return cls(replace(sitting, path=None), None)
        path = free_path(sitting)
        return cls(replace(sitting, path=path), JournalWriter.create(path, header_of(sitting)))

    @classmethod
    def resume(cls, sitting: Sitting) -> Exercise:
        """Go on with a sitting that was read, at the first claim that has no answer."""
        if sitting.path is None:
            raise ValueError("a sitting that is not kept cannot be gone on with")
        journal = read_journal(sitting.path, FORMAT)
        exercise = cls(sitting, JournalWriter.resume(journal))
        if exercise.item is None:
            exercise.finish()
        return exercise

    @property
    def item(self) -> Item | None:
        """The claim that is asked now; None when all are sorted."""
        left = self.sitting.left
        return left[0] if left else None

    @property
    def order(self) -> tuple[tuple[Item, str], ...]:
        """What was sorted so far, each claim with the verdict given, the latest last."""
        asked = {item.id: item for item in self.sitting.items}
        return tuple((asked[name], given) for name, given in self.sitting.given.items())

    def take(self, verdict: str) -> None:
        """Take the verdict on the claim that is asked; it is on the disk before it counts.

        Raises :class:`JournalError` if it cannot be saved; the claim is then still asked.
        """
        item = self.item
        if item is None or verdict not in VERDICTS:
            raise ValueError(f"{verdict!r} is no verdict on a claim that is asked")
        if self.writer is not None:
            self.writer.append("answer", item=item.id, verdict=verdict)
        given = {**self.sitting.given, item.id: verdict}
        self.sitting = replace(self.sitting, given=given)
        if self.item is None:
            self.finish()

    def finish(self) -> None:
        """Write down that all claims are sorted; the answers alone say it too."""
        if self.writer is not None:
            with contextlib.suppress(JournalError):
                self.writer.append("done", day=today())
        self.sitting = replace(self.sitting, done=True)

    def close(self) -> None:
        """Let go of the file."""
        if self.writer is not None:
            self.writer.close()
            self.writer = None
