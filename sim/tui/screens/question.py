"""Questions before a screen: yes or no, or a line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical

from sim.play.commands import Place
from sim.tui.keys import bindings_for
from sim.tui.page import Dialog
from sim.tui.text import prose
from sim.tui.widgets.field import UNTYPEABLE, Field
from sim.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from textual.widget import Widget

    Judge: TypeAlias = Callable[[str, bool], str | None]
    """What is wrong with an answer, if anything; whether the same one was just given before."""


class Question(Dialog[bool]):
    """Yes or no: enter for yes, escape for no."""

    BINDINGS = bindings_for(Place.QUESTION)

    def __init__(self, words: str, yes: str, no: str) -> None:
        super().__init__()
        self.words, self.yes, self.no = words, yes, no

    def parts(self) -> Iterator[Widget]:
        """The question in a box."""
        with Vertical(id="box"):
            yield Sheet(lambda width: prose(self.words, "text", width))

    def label_for(self, name: str) -> str:
        """The two answers in the words of the question."""
        return {"answer": self.yes, "back": self.no}.get(name) or super().label_for(name)

    def do_answer(self) -> None:
        """Yes."""
        self.dismiss(True)

    def do_back(self) -> None:
        """No."""
        self.dismiss(False)


class Ask(Dialog[None]):
    """A line of text, asked for until it is right or given up."""

    BINDINGS = bindings_for(Place.QUESTION)
    AUTO_FOCUS = "Field"

    def __init__(self, words: str, value: str, judge: Judge) -> None:
        super().__init__()
        self.words, self.value, self.judge = words, value, judge
        self._last: str | None = None

    def parts(self) -> Iterator[Widget]:
        """The question and the line."""
        with Vertical(id="box"):
            yield Sheet(lambda width: prose(self.words, "text", width))
            yield Field(self.value, ident="field")
            yield Sheet(ident="wrong")

    def label_for(self, name: str) -> str:
        """Enter takes the line, escape gives it up."""
        return {"answer": "Take it", "back": "Never mind"}.get(name) or super().label_for(name)

    @on(Field.Refused)
    def _refused(self) -> None:
        self._wrong(UNTYPEABLE)

    @on(Field.Submitted)
    async def _submitted(self, event: Field.Submitted) -> None:
        event.stop()
        await self.action_do("answer")

    def do_answer(self) -> None:
        """Judge the line; close if it is right."""
        text = self.query_one("#field", Field).value
        wrong = self.judge(text, text == self._last)
        self._last = text
        if wrong is None:
            self.dismiss()
        else:
            self._wrong(wrong)

    def _wrong(self, words: str) -> None:
        self.query_one("#wrong", Sheet).show(lambda width: prose(words, "warn", width))

    def do_back(self) -> None:
        """Give it up."""
        self.dismiss()
