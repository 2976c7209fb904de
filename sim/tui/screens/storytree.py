"""The story tree: every story that was played of a scenario, to walk through and to go back in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on

from sim.play.branches import back_to, mark_at, rows_of
from sim.play.commands import Place
from sim.tui.keys import bindings_for
from sim.tui.page import Page
from sim.tui.text import BLANK, Line, cells, cut, entitle, flow
from sim.tui.widgets.picker import Picker
from sim.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.widget import Widget

    from sim.play.branches import Mark, Row
    from sim.play.tree import Tree
    from sim.tui.widgets.picker import Entry

DEEPEST = 9
"""Levels that are indented; what lies deeper stands as far to the right as these."""

GO = {
    "decision": "Rewind to here",
    "way": "Rewind to here",
    "untried": "Try it",
    "ending": "See this ending",
    "stopped": "Go on with it",
}


class Rows(Picker):
    """Lines that say what was done and how it ended, side by side: wider than prose."""

    measure: ClassVar[int] = 140


class StoryTree(Page):
    """Lines on top, what the marked one means below. ``leave`` is told of the line gone to."""

    PLACE = Place.TREE
    BINDINGS = bindings_for(Place.TREE)

    def __init__(
        self,
        tree: Tree,
        leave: Callable[[Row], str | None],
        story: str = "",
        decision: int = 0,
    ) -> None:
        super().__init__()
        self.grown = tree
        self.leave = leave
        self.story = story if story in tree.stories else next(iter(tree.stories), "")
        self.opened: set[Mark] = set()
        self.lines: list[Row] = []
        suggested, self.hint = back_to(tree, self.story)
        if decision or not story:
            self.hint = ""
        self._begin(decision or suggested)

    def _begin(self, decision: int) -> None:
        """Unfold the way to the decision that matters first, and that decision."""
        mark = mark_at(self.grown, self.story, decision)
        if mark is None:
            self.opened |= {("cast", n) for n in range(len(self.grown.branchings))}
        else:
            self.opened |= {("cast", mark[1]), ("way", *mark[1:3]), mark}
        self._first = mark

    def parts(self) -> Iterator[Widget]:
        """Title, lines, and what the marked one means."""
        yield Sheet(self._title, ident="masthead")
        yield Rows([_waiting], ident="tree")
        yield Sheet(ident="about")

    def _title(self, width: int) -> list[Line]:
        number = len(self.grown.stories)
        said = f"{number} {'story' if number == 1 else 'stories'}"
        if self.grown.unreadable:
            said += f" · {self.grown.unreadable} that cannot be read left out"
        title = cut(self.grown.program.title, width - cells(said) - 15)
        return [Line(((title, "strong"), (" · story tree", "muted")), ((said, "muted"),))]

    def on_mount(self) -> None:
        """Show the lines, with the one that matters first marked."""
        entitle(self.query_one("#about"), "The marked line")
        self._fill(self._first)
        self.say(self.hint, "head")

    @property
    def picker(self) -> Picker:
        """The lines."""
        return self.query_one("#tree", Picker)

    @property
    def marked(self) -> Row | None:
        """The marked line."""
        index = self.picker.marked
        return self.lines[index] if self.lines and index is not None else None

    def _fill(self, mark: Mark | None) -> None:
        self.lines = rows_of(self.grown, self.opened, self.story)
        marks = [row.mark for row in self.lines]
        at = marks.index(mark) if mark in marks else 0
        entries = [_entry(row) for row in self.lines] or [_nothing]
        self.picker.fill(entries, at if self.lines else None)
        self._tell()

    def _tell(self) -> None:
        """Say below what the marked line means."""
        row = self.marked

        def lines(width: int) -> list[Line]:
            if row is None:
                return []
            made = flow([(f"{row.sign} " if row.sign in "□■" else "", "head"),
                         (row.label, "strong")], width)  # fmt: skip
            for words in row.details:
                made += flow([(words, "text")], width)
            return made

        self.query_one("#about", Sheet).show(lines)
        if self.is_mounted:
            self.refresh_keys()

    # -- commands -----------------------------------------------------------------------------

    def can(self, name: str) -> bool | None:
        """Only what is folded can be unfolded, and nobody knows the way to a missing ending."""
        row = self.marked if self.is_mounted else None
        if name == "jump":
            return True if row is not None and row.kind in GO else None
        if name == "unfold":
            return True if row is not None and row.fold == "closed" else None
        if name == "fold":
            return True if row is not None and (row.fold == "open" or row.parent) else None
        return super().can(name)

    def label_for(self, name: str) -> str:
        """What enter does on the marked line."""
        row = self.marked if self.is_mounted else None
        if name == "jump" and row is not None:
            return GO.get(row.kind, "Go there")
        return super().label_for(name)

    def _move(self, by: int) -> None:
        self.picker.step(by)
        self._tell()

    def do_up(self) -> None:
        """The line above."""
        self._move(-1)

    def do_down(self) -> None:
        """The line below."""
        self._move(1)

    def do_page_up(self) -> None:
        """A page of lines up."""
        self._move(-max(self.picker.size.height - 1, 1))

    def do_page_down(self) -> None:
        """A page of lines down."""
        self._move(max(self.picker.size.height - 1, 1))

    def do_first(self) -> None:
        """The first line."""
        self._move(-len(self.lines))

    def do_last(self) -> None:
        """The last line."""
        self._move(len(self.lines))

    def do_unfold(self) -> None:
        """Show what is below the marked line."""
        row = self.marked
        if row is not None:
            self.opened.add(row.mark)
            self._fill(row.mark)

    def do_fold(self) -> None:
        """Fold the marked line, or go to the one that it parts from."""
        row = self.marked
        if row is None:
            return
        if row.fold == "open":
            self.opened.discard(row.mark)
            self._fill(row.mark)
        elif row.parent is not None:
            self._fill(row.parent)

    def do_next_locked(self) -> None:
        """The next line with something locked, from the top again after the last."""
        at = self.picker.marked or 0
        places = [n for n, row in enumerate(self.lines) if _locks(row)]
        if not places:
            self.say("Everything that was open on the lines shown here has been tried.", "head")
            return
        self.picker.mark(next((n for n in places if n > at), places[0]))
        self._tell()

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.again:
            await self.action_do("jump")
        else:
            event.picker.mark(event.index)
            self._tell()

    def do_jump(self) -> None:
        """Go where the marked line leads."""
        row = self.marked
        if row is not None and (words := self.leave(row)) is not None:
            self.say(words)

    def do_back(self) -> None:
        """Back to where the tree was opened."""
        self.dismiss()


def _locks(row: Row) -> bool:
    return row.kind == "untried" or (row.kind == "decision" and "□" in row.aside)


def _waiting(width: int, marked: bool) -> list[Line]:
    return [BLANK]


def _nothing(width: int, marked: bool) -> list[Line]:
    return flow([("No story of this scenario has been played yet.", "muted")], width)


LOOKS = {
    "cast": "strong", "untried": "muted", "missing": "muted", "ending": "head", "way": "text",
    "stopped": "own", "decision": "text",
}  # fmt: skip


def _entry(row: Row) -> Entry:
    """One line: how deep, folded or not, which decision and day, what was done, how often."""

    def lines(width: int, marked: bool) -> list[Line]:
        point = "▸" if marked else " "
        indent = "│ " * min(row.depth, DEEPEST)
        number = f"{row.decision:>2}. " if row.decision else "" if row.kind == "cast" else "    "
        when = f"{row.when:<7}" if row.kind != "cast" and row.when else ""
        head = f"{indent}{_sign(row)} {number}{when}"
        aside = cut(row.aside, max(width * 2 // 5, 8))
        room = width - 2 - cells(head) - (cells(aside) + 2 if aside else 0)
        look = "here" if marked else LOOKS[row.kind]
        pieces = (
            (f"{point} ", "key"),
            (indent, "rule"),
            (f"{_sign(row)} ", "key" if row.fold else LOOKS[row.kind]),
            (f"{number}{when}", "muted"),
            (cut(row.label, max(room, 8)), look),
        )
        return [Line(pieces, ((aside, "muted"),) if aside else ())]

    return lines


def _sign(row: Row) -> str:
    """The sign of a line; one that is only marked never looks like one that can be unfolded."""
    return {"▸": "+", "▾": "−"}.get(row.sign, row.sign)
