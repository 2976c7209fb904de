"""What stands while the story is read that was asked for on the command line."""

from __future__ import annotations

from sim.tui.screens.reading import Reading
from sim.tui.typeset import words_block


class Waiting(Reading):
    """The first page, and the lowest; it spares the newsstand at the start.

    Who comes back to it has left the story, and goes on to the newsstand.
    """

    def __init__(self, words: str) -> None:
        super().__init__("newscycle", [words_block(words, "muted")])
        self._covered = False

    def on_screen_suspend(self) -> None:
        """Something has been opened; from now on there is nothing to wait for."""
        self._covered = True
        self.paper.show([])

    def on_screen_resume(self) -> None:
        """Make way for the newsstand, if anything was opened."""
        if self._covered and self.app.screen is self:
            self.shell.show_newsstand()

    def do_back(self) -> None:
        """To the newsstand; what is being read will be opened above it."""
        self.shell.show_newsstand()
