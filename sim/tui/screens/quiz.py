"""What do we know? One claim after the other, five verdicts below it, then what it is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, Vertical

from sim.errors import JournalError
from sim.play.commands import Place
from sim.play.quiz.asking import (
    TITLE,
    WHEN,
    capital,
    opening_sections,
    word,
)
from sim.play.quiz.scoring import VERDICTS
from sim.play.quiz.sitting import BEFORE
from sim.tui.keys import bindings_for
from sim.tui.page import Commanded
from sim.tui.sorting import claim_block, past_block, told_block, verdict_entry
from sim.tui.text import Line, cells, cut, entitle
from sim.tui.typeset import section_blocks
from sim.tui.widgets.picker import Picker
from sim.tui.widgets.sheet import Paper, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget

    from sim.play.quiz.claims import Item
    from sim.play.quiz.due import Seat
    from sim.play.quiz.exercise import Exercise

MARK_FIRST = "Mark a verdict first: 1 to 5, the arrows, or a click."


class Phase(StrEnum):
    """What the player is doing."""

    READING = "reading how it goes"
    SORTING = "sorting"
    TOLD = "told what it is"


class QuizPage(Commanded["Exercise | None"]):
    """The sitting. It is closed with the exercise as its result, None if it was never begun."""

    PLACE = Place.QUIZ
    BINDINGS = bindings_for(Place.QUIZ)
    FOREMOST = ("decide", "sort", "back")

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.exercise: Exercise | None = None
        self.phase = Phase.READING
        self.told: tuple[Item, str] | None = None

    def parts(self) -> Iterator[Widget]:
        """A title; the claim, the verdicts and what is told, one below the other."""
        yield Sheet(self._title, ident="masthead")
        with Horizontal(id="sitting"):
            with Vertical(id="asked"):
                yield Sheet(ident="claim")
                verdicts = Picker(ident="verdicts")
                entitle(verdicts, "This is …")
                yield verdicts
                yield Paper(section_blocks(opening_sections(self.seat)), ident="paper")
            so_far = Paper(ident="so-far")
            entitle(so_far, "Sorted so far")
            yield so_far

    def _title(self, width: int) -> list[Line]:
        right = capital(WHEN[self.seat.occasion])
        title = cut(f"{TITLE} · {self.seat.program.title}", width - cells(right) - 2)
        return [Line(((title, "strong"),), ((right, "muted"),))]

    @property
    def sitting_items(self) -> tuple[Item, ...]:
        """All claims of this sitting, in their order."""
        return self.seat.sitting.items

    @property
    def _place(self) -> int:
        """Which claim is before the player, counted from 1."""
        done = 0 if self.exercise is None else len(self.exercise.sitting.answers)
        return done if self.told is not None else done + 1

    @property
    def picker(self) -> Picker:
        """The verdicts."""
        return self.query_one("#verdicts", Picker)

    @property
    def paper(self) -> Paper:
        """How it goes, and what a claim is."""
        return self.query_one("#paper", Paper)

    # -- what is shown ------------------------------------------------------------------------

    def _show(self) -> None:
        """What belongs to the present phase."""
        self.set_class(self.phase is Phase.SORTING, "-sorting")
        self.set_class(self.phase is Phase.TOLD, "-told")
        self.query_one("#masthead", Sheet).show(self._title)
        item = self._item
        claim = self.query_one("#claim", Sheet)
        claim.show(None if item is None else claim_block(item))
        entitle(claim, f"Claim {self._place} of {len(self.sitting_items)}")
        if self.phase is Phase.SORTING:
            self.picker.fill([verdict_entry(n, v) for n, v in enumerate(VERDICTS, start=1)], None)
            self.call_after_refresh(self._settled)
        elif self.told is not None:
            self.paper.show([told_block(self.seat, *self.told)])
        if self.exercise is not None:
            told = self.seat.occasion != BEFORE
            so_far = self.query_one("#so-far", Paper)
            so_far.show([past_block(*answer, told=told) for answer in self.exercise.order])
            so_far.to_end()

    def _settled(self) -> None:
        """Once all is laid out: the keys as they are now, and no verdicts below the window.

        The page may have been left in the meantime.
        """
        if not self.is_current:
            return
        self.refresh_keys()
        room = self.query_one("#asked").size.height
        self.picker.styles.max_height = max(room - self.query_one("#claim").outer_size.height, 5)

    @property
    def _item(self) -> Item | None:
        """The claim before the player."""
        if self.told is not None:
            return self.told[0]
        return None if self.exercise is None else self.exercise.item

    def can(self, name: str) -> bool | None:
        """Verdicts are there to be marked while a claim is to be sorted."""
        if name in ("sort", "up", "down"):
            return True if self.phase is Phase.SORTING else None
        return super().can(name)

    def label_for(self, name: str) -> str:
        """Enter begins, takes a verdict, or goes on."""
        if name == "decide" and self.phase is Phase.READING:
            read = self.is_mounted and not self.paper.seen_to_end
            return "Read on" if read else "Begin"
        if name == "decide" and self.phase is Phase.TOLD:
            more = self.exercise is not None and self.exercise.item is not None
            return "Next claim" if more else "How it went"
        return super().label_for(name)

    def choices(self) -> list[tuple[int, str]]:
        """The verdicts by their numbers, for the palette."""
        return [(n, capital(word(v))) for n, v in enumerate(VERDICTS, start=1)]

    def on_resize(self) -> None:
        """What fits on the page may have changed."""
        self.call_after_refresh(self._settled)

    # -- commands -----------------------------------------------------------------------------

    def do_sort(self, number: int) -> None:
        """Mark a verdict."""
        self.picker.mark(number - 1)

    def do_up(self) -> None:
        """The verdict above."""
        self.picker.step(-1)

    def do_down(self) -> None:
        """The verdict below."""
        self.picker.step(1)

    def do_page_up(self) -> None:
        """Turn back what is told."""
        self.paper.turn(-1)

    def do_page_down(self) -> None:
        """Turn what is told."""
        self.paper.turn(1)

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.again:
            await self.action_do("decide")
            return
        event.picker.mark(event.index)
        self.say("")

    def do_decide(self) -> None:
        """Begin; or take the marked verdict; or go on to the next claim."""
        if self.phase is Phase.SORTING:
            self._take()
        elif not self.paper.seen_to_end:
            self.paper.turn(1)
            self.call_after_refresh(self._settled)
        elif self.phase is Phase.READING:
            self._sit_down(keep=True)
        else:
            self._go_on()

    def _sit_down(self, *, keep: bool) -> None:
        try:
            self.exercise = self.seat.sit_down(keep=keep)
        except JournalError as error:
            if self.seat.sitting.path is not None:
                self.say(str(error))
                return
            words = f"{error} Sort the claims without keeping the answers?"
            self.shell.ask_whether(
                words, "Sort anyway", "Not now", lambda: self._sit_down(keep=False)
            )
            return
        self._go_on()

    def _go_on(self) -> None:
        """The next claim; after the last, how it went."""
        self.told = None
        if self.exercise is not None and self.exercise.item is None:
            self.dismiss(self.exercise)
            return
        self.phase = Phase.SORTING
        self._show()
        self.refresh_keys()

    def _take(self) -> None:
        exercise, marked = self.exercise, self.picker.marked
        if exercise is None or exercise.item is None:
            return
        if marked is None:
            self.say(MARK_FIRST)
            return
        item, verdict = exercise.item, VERDICTS[marked]
        try:
            exercise.take(verdict)
        except JournalError as error:
            self.say(str(error))
            return
        if self.seat.occasion == BEFORE:
            self._go_on()
            return
        self.told, self.phase = (item, verdict), Phase.TOLD
        self._show()
        self.call_after_refresh(self._settled)

    def do_back(self) -> None:
        """Leave. What is sorted is kept, and it goes on there."""
        if self.exercise is not None:
            self.exercise.close()
        self.dismiss(self.exercise)

    def on_unmount(self) -> None:
        """Let go of the file."""
        if self.exercise is not None:
            self.exercise.close()
