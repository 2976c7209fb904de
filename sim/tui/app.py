"""The application: how it opens, loads in the background, and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.binding import Binding
from textual.worker import Worker, WorkerState

from sim.errors import NewscycleError
from sim.tui.keys import keys_for
from sim.tui.page import Page
from sim.tui.shell import Shell
from sim.tui.text import parting
from sim.tui.themes import THEMES
from sim.tui.welcome import school

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.binding import BindingType
    from textual.command import Provider
    from textual.screen import Screen

    from sim.author.preview import Preview
    from sim.play.quiz.due import Wish
    from sim.play.session import Deal, Session
    from sim.scenario.reader import Scenario

T = TypeVar("T")


def _registry_provider() -> type[Provider]:
    from sim.tui.palette import RegistryProvider

    return RegistryProvider


class NewscycleApp(Shell):
    """The application. Given nothing it opens at the newsstand; given more, further on.

    ``deal`` reads what is to be played and how it is cast, while a first page stands: with players
    it goes straight to the page before the story, without them to the casting. What is wrong with
    it closes the application, and is its ``failure``. ``name`` is what the story is kept as.
    ``resume`` is the path of a journal. ``preview`` is a file that is being written. ``guided``
    opens the guided first play. ``quiz`` opens the claims of the scenario, to be sorted.
    """

    TITLE = "newscycle"
    CSS_PATH: ClassVar[list[str]] = ["styles/frame.tcss", "styles/beside.tcss", "styles/roles.tcss"]  # type: ignore[assignment]
    AUTO_FOCUS = None
    COMMANDS: ClassVar[set[Any]] = {_registry_provider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys_for("quit"), "quit", show=False, priority=True, id="quit"),
        Binding(keys_for("palette"), "command_palette", show=False, priority=True, id="palette"),
    ]

    def __init__(
        self,
        deal: Callable[[], Deal] | None = None,
        *,
        name: str | None = None,
        resume: Path | None = None,
        preview: Preview | None = None,
        projector: bool = False,
        guided: bool = False,
        quiz: Wish | None = None,
    ) -> None:
        super().__init__()
        self.failure: NewscycleError | None = None
        self.projector, self._guided = projector, guided
        self._deal, self._resume, self._quiz = deal, resume, quiz
        self._save_name, self._preview = name, preview
        for theme in THEMES:
            self.register_theme(theme)
        self.apply(self.settings)

    # -- the first screen ---------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """The newsstand, or a page to wait on for what is further on."""
        further = (self._resume, self._preview, self._deal)
        if not self._guided and all(what is None for what in further):
            from sim.tui.screens.newsstand import Newsstand

            return Newsstand()
        from sim.tui.screens.waiting import Waiting

        return Waiting("Opening the journal…" if self._resume else "Reading the scenario…")

    def on_mount(self) -> None:
        """Further on, if it was said what to play."""
        if self._resume is not None:
            self.call_after_refresh(self.resume, self._resume)
        elif self._preview is not None:
            self.show_preview(self._preview)
        elif self._guided:
            self.load(school, self.begin_guide)
        elif self._deal is not None:
            self.call_after_refresh(self.load, self._deal, self._dealt)

    def _dealt(self, deal: Deal) -> None:
        scenario, casting = deal
        self._deal = None
        if scenario is None:
            self.show_newsstand()
        elif self._quiz is not None:
            self._sort_claims(scenario, self._quiz)
        elif casting.players:
            self.show_opening(scenario, casting)
        else:
            self.show_casting(scenario, casting)
        self._tell_settings()

    def _tell_settings(self) -> None:
        """Say on the first page what was wrong with the settings, beside what it says itself."""

        def tell() -> None:
            if isinstance(page := self.screen, Page) and (words := self.tell_settings()):
                page.say(f"{page.said} {words}".strip())

        if self.setting_notes:
            self.call_after_refresh(self.call_after_refresh, tell)

    def _sort_claims(self, scenario: Scenario, wish: Wish) -> None:
        from sim.program.lower import lower
        from sim.tui.knowing import open_quiz

        open_quiz(self, lower(scenario), None, wish)

    # -- loading ------------------------------------------------------------------------------

    def _resumed(self, session: Session) -> None:
        self._resume = None
        super()._resumed(session)
        self._tell_settings()

    def load(self, job: Callable[[], T], then: Callable[[T], object]) -> None:
        """Do ``job`` in a thread, then hand over what it found, or say what went wrong."""

        def work() -> None:
            try:
                found = job()
            except NewscycleError as error:
                self.call_from_thread(self._failed, error)
            else:
                self.call_from_thread(then, found)

        self.run_worker(work, thread=True, exclusive=True, group="load", exit_on_error=False)

    def give_up(self) -> None:
        """The story that was to be gone on with is not: what lies below is the newsstand."""
        self._resume = None

    def _failed(self, error: NewscycleError) -> None:
        if self._deal is not None:
            self.failure = error
            self.exit()
            return
        self.give_up()
        self.show_trouble(error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault in the background is shown, never swallowed."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.show_trouble(event.worker.error)

    # -- the whole ------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        """Leave; a story that is not over is kept, and the terminal says how to go on."""
        words = self._farewell()
        self.exit(message=parting(words) if words else None)

    def _farewell(self) -> str:
        session = self._session
        if session is None or session.name is None or session.ended:
            return ""
        return f"Kept as {session.name}. To go on: newscycle play --resume {session.name}"

    def on_unmount(self) -> None:
        """Let go of the journal."""
        self._close()
