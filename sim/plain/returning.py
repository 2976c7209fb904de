"""Going back, line by line: the story tree as numbered lines, and the question which luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import JournalError
from sim.plain.telling import wrapped
from sim.play.branches import back_to, mark_at, never_tried, rows_of
from sim.play.progress import may_rewind
from sim.play.rewind import rewind
from sim.play.saves import path_of
from sim.play.session import Session, fresh_seed
from sim.play.tree import NOT_KEPT, grow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.play.branches import Mark, Row
    from sim.play.tree import Tree

    Ask = Callable[[], str]
    Lines = Callable[[list[str]], None]

FORWARD_ONLY = "A first play goes forward only; after an ending of this role every way is open."
MOST = 60
"""Lines of a tree that are told whole; a larger one is folded, as on the screen."""


class TreeWalk:
    """The story tree of the scenario of ``session``, asked for in lines.

    ``ask`` prompts and reads a line (empty text: the input has ended); ``lines`` tells lines.
    """

    def __init__(self, session: Session, ask: Ask, lines: Lines) -> None:
        self.session = session
        self.ask = ask
        self.lines = lines
        kept = session.kept_as
        self.tree: Tree = grow(session.program, session if kept is None else None)
        self.story = kept or NOT_KEPT
        self.opened: set[Mark] = set()
        self.rows: list[Row] = []
        self.suggested, self.hint = back_to(self.tree, self.story)
        self._unfold_first()

    def _unfold_first(self) -> None:
        """All of a small tree; of a large one the way to the last choice of this story."""
        while True:
            rows = rows_of(self.tree, self.opened, self.story)
            folded = {row.mark for row in rows if row.fold == "closed"}
            if not folded or len(rows) > MOST:
                break
            self.opened |= folded
        if len(rows) > MOST:
            mark = mark_at(self.tree, self.story, self.suggested)
            self.opened = set() if mark is None else {("cast", mark[1]), ("way", *mark[1:3]), mark}

    def run(self) -> Session | None:
        """Walk until somebody goes somewhere; None if they stay where they are."""
        self._tell()
        while True:
            word = self.ask()
            if not word.strip():
                return None
            number, _, more = word.strip().removeprefix("+").partition(" ")
            row = self._row(number)
            if row is None:
                self.lines(wrapped(f"Type a number from 1 to {len(self.rows)}, or enter to stay."))
            elif word.strip().startswith("+") or row.kind == "cast":
                self._turn(row)
            elif (found := self._go(row, more.strip())) is not None:
                return found

    def _row(self, number: str) -> Row | None:
        if number.isascii() and number.isdigit() and len(number) < 6:
            at = int(number) - 1
            return self.rows[at] if 0 <= at < len(self.rows) else None
        return None

    def _tell(self) -> None:
        self.rows = rows_of(self.tree, self.opened, self.story)
        said = ["", *wrapped(f"== The story tree: {self.tree.program.title} ==")]
        if self.tree.unreadable:
            said += wrapped(f"{self.tree.unreadable} journals that cannot be read are left out.")
        for number, row in enumerate(self.rows, start=1):
            indent = "  " * (min(row.depth, 9) + (row.kind != "cast"))
            said += wrapped(f"{indent}{number}. {row_words(row)}", "", f"{indent}   ")
        self.lines(said)
        mark = mark_at(self.tree, self.story, self.suggested)
        for number, row in enumerate(self.rows, start=1):
            if row.mark == mark and self.hint:
                self.lines(wrapped(self.hint.replace("Marked is", f"Line {number} is")))
        self.lines(
            wrapped(
                "A number goes there; + and a number folds or unfolds that line; enter alone"
                " stays. “s” or “n” after the number: with the same luck, or with new luck."
            )
        )

    def _turn(self, row: Row) -> None:
        if row.fold is None:
            self.lines(wrapped("There is nothing below that line."))
            return
        self.opened ^= {row.mark}
        self._tell()

    def _go(self, row: Row, luck: str) -> Session | None:
        if row.kind == "missing":
            self.lines(wrapped("Nobody has found the way there yet."))
            return None
        if row.kind in ("ending", "stopped"):
            return self._resume(row)
        ended = any(b.players == row.players and b.root.endings for b in self.tree.branchings)
        if not ended and not may_rewind(self.tree.program.id, row.players):
            self.lines(wrapped(FORWARD_ONLY))
            return None
        if luck not in ("s", "n"):
            self.lines(
                wrapped(
                    f"Back to decision {row.decision}, {row.when}. s: with the same luck, so that"
                    " what you do not touch happens as it did. n: with new luck for all that"
                    " follows. Enter alone stays."
                )
            )
            luck = self.ask().strip()
        return self._rewind(row, luck) if luck in ("s", "n") else None

    def _resume(self, row: Row) -> Session | None:
        if row.story in (self.session.kept_as, NOT_KEPT) and not self.session.ended:
            return None
        try:
            return Session.resume(path_of(row.story))
        except JournalError as error:
            self.lines(wrapped(str(error)))
            return None

    def _rewind(self, row: Row, luck: str) -> Session | None:
        own = row.story in (self.session.kept_as, NOT_KEPT)
        seed = fresh_seed() if luck == "n" else None
        try:
            old = self.session if own else Session.resume(path_of(row.story), write=False)
            fresh = rewind(old, row.decision, seed=seed, keep=self.session.kept_as is not None)
        except JournalError as error:
            self.lines(wrapped(str(error)))
            return None
        words = f"Back at decision {row.decision}"
        words += ", with the same luck." if seed is None else f", with new luck, seed {seed}."
        if fresh.name:
            words += f" A story of its own, kept as {fresh.name}."
        if row.kind != "untried":
            words += never_tried(row).replace("□ ", "")
        else:
            words += f" Never tried here: {row.label} ({row.move})."
        self.lines(["", *wrapped(words)])
        return fresh


def row_words(row: Row) -> str:
    """One line of the tree in words, with no sign that a screen reader would have to spell."""
    aside = row.aside.replace("□ ", "")
    fold = {"closed": "folded", "open": "", None: ""}[row.fold]
    after = "; ".join(part for part in (aside, fold) if part)
    head = {
        "cast": "",
        "decision": f"{row.when}, decision {row.decision}: ",
        "way": f"{row.when}, otherwise: " if row.when else "",
        "untried": f"{row.when}, never tried: ",
        "ending": f"{row.when}, ending: ",
        "stopped": f"{row.when}: ",
        "missing": "",
    }[row.kind]
    return f"{head}{row.label}{f' ({after})' if after else ''}"
