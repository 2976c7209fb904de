"""The shell: it opens screens for each other, keeps the session, and loads in the background.

Screens never import one another; what comes after one is decided here. A screen's module, and
whatever reads scenarios, is imported when it is first needed, so that the first paint is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import App
from textual.binding import Binding
from textual.worker import Worker, WorkerState

from sim.errors import JournalError, NewscycleError
from sim.tui.keys import keys_for
from sim.tui.text import parting
from sim.tui.themes import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual.binding import BindingType
    from textual.command import Provider
    from textual.screen import Screen

    from sim.play.reading import Section
    from sim.play.session import Casting, Session
    from sim.scenario.reader import Scenario
    from sim.tui.page import Commanded
    from sim.tui.screens.question import Judge
    from sim.tui.widgets.sheet import Block

T = TypeVar("T")


def _registry_provider() -> type[Provider]:
    from sim.tui.palette import RegistryProvider

    return RegistryProvider


class NewscycleApp(App[None]):
    """The application. Given nothing it opens at the newsstand; given more, further on.

    ``scenario`` with ``players`` goes straight to the page before the story; alone, to the
    casting. ``resume`` is the path of a journal. ``name`` is what the story is kept as.
    """

    TITLE = "newscycle"
    CSS_PATH: ClassVar[list[str]] = ["styles/frame.tcss", "styles/roles.tcss"]  # type: ignore[assignment]
    AUTO_FOCUS = None
    COMMANDS: ClassVar[set[Any]] = {_registry_provider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys_for("quit"), "quit", show=False, priority=True, id="quit"),
        Binding(keys_for("palette"), "command_palette", show=False, priority=True, id="palette"),
    ]

    def __init__(
        self,
        scenario: Scenario | None = None,
        players: Sequence[str] = (),
        seed: int | None = None,
        temperaments: Sequence[str] = (),
        name: str | None = None,
        resume: Path | None = None,
    ) -> None:
        super().__init__()
        self._scenario, self._players, self._seed = scenario, tuple(players), seed
        self._temperaments, self._save_name, self._resume = tuple(temperaments), name, resume
        self._session: Session | None = None
        self._noted: Session | None = None
        self.last_played = ""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    # -- the first screen ---------------------------------------------------------------------

    def get_default_screen(self) -> Screen[Any]:
        """The newsstand lies below everything else."""
        from sim.tui.screens.newsstand import Newsstand

        return Newsstand()

    def on_mount(self) -> None:
        """Further on, if it was said what to play."""
        if self._resume is not None:
            self.show_reading("newscycle", [self._opening_words()])
            self.call_after_refresh(self.resume, self._resume)
        elif self._scenario is not None and self._players:
            self.show_opening(self._scenario, self._cast())
        elif self._scenario is not None:
            self._go(self._casting(self._scenario, (), self._temperaments, self._seed))

    @staticmethod
    def _opening_words() -> Block:
        from sim.tui.typeset import words_block

        return words_block("Opening the journal…", "muted")

    def _cast(self) -> Casting:
        from sim.play.session import Casting, fresh_seed

        seed = fresh_seed() if self._seed is None else self._seed
        return Casting(self._players, seed, 0, self._temperaments)

    # -- places -------------------------------------------------------------------------------

    def _go(self, screen: Screen[Any]) -> None:
        """Let ``screen`` take the place of everything above the newsstand."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 2:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def show_newsstand(self) -> None:
        """The start screen."""
        self._close()
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def show_casting(self, scenario: Scenario, seats: Sequence[str] = ()) -> None:
        """Who plays whom in ``scenario``."""
        self._close()
        self._go(self._casting(scenario, seats))

    def _casting(
        self, scenario: Scenario, seats: Sequence[str], tempers: Sequence[str] = (),
        seed: int | None = None,
    ) -> Screen[Any]:  # fmt: skip
        from sim.play.session import fresh_seed
        from sim.program.lower import lower
        from sim.tui.screens.casting import CastingPage

        fresh = fresh_seed() if seed is None else seed
        return CastingPage(lower(scenario), fresh, seats, tempers)

    def show_opening(self, scenario: Scenario, casting: Casting) -> None:
        """What is read before the first round."""
        from sim.play.reading import opening_sections
        from sim.play.session import Session
        from sim.tui.screens.opening import Opening

        glance = Session.begin(scenario, casting, None)
        page = Opening(
            scenario.file.title,
            scenario.file.setting or "",
            opening_sections(glance),
            lambda: self._begin(scenario, casting),
            lambda: self.show_casting(scenario, casting.players),
        )
        self._go(page)

    def _begin(self, scenario: Scenario, casting: Casting) -> None:
        """Start the story and its journal; without one only if the player agrees."""
        import datetime

        from sim.play.saves import fresh_name, path_of
        from sim.play.session import Session

        now = datetime.datetime.now().astimezone()
        try:
            path = path_of(self._save_name or fresh_name(scenario.id, now))
            session = Session.begin(scenario, casting, path)
        except (JournalError, OSError) as error:
            unkept = Session.begin(scenario, casting, None)
            words = f"{error} Play without keeping the story?"
            self.ask_whether(words, "Play anyway", "Not now", lambda: self.show_desk(unkept))
        else:
            self._save_name = None
            self.show_desk(session)

    def show_desk(self, session: Session, *, resumed: bool = False) -> None:
        """Play."""
        from sim.tui.screens.desk import DeskPage

        self._close()
        self._session = session
        self.last_played = session.program.id
        self._go(DeskPage(session, resumed=resumed))

    def show_ending(self, session: Session) -> None:
        """The front page after the last round."""
        from sim.tui.screens.ending import Ending

        self.note(session)
        self._go(Ending(session))

    def note(self, session: Session) -> None:
        """Remember an ending, once, as soon as it is reached."""
        if session.ended and self._noted is not session:
            from sim.play.progress import note_ending

            self._noted = session
            note_ending(session.program.id, session.casting.players, session.story.ending or "")

    def _close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    # -- pages above a place --------------------------------------------------------------------

    def show_reading(
        self, title: str, blocks: Sequence[Block], *, sections: Sequence[Section] = (),
        file_name: str = "", at_end: bool = False,
    ) -> None:  # fmt: skip
        """A page to read."""
        from sim.tui.screens.reading import Reading

        self.push_screen(Reading(title, blocks, sections, file_name, at_end=at_end))

    def show_record(self, scenario: Scenario) -> None:
        """What really happened in ``scenario``."""
        from sim.program.lower import lower
        from sim.tui.screens.beside import open_record

        open_record(self, lower(scenario))

    def show_help(self, about: Commanded[Any]) -> None:
        """Every key of a screen."""
        from sim.tui.screens.help import Help

        self.push_screen(Help(about))

    def show_files(self) -> None:
        """The line for a file's name."""
        from sim.tui.screens.files import Files

        self.push_screen(Files())

    def show_saves(self) -> None:
        """The stories that were begun."""
        from sim.tui.screens.saves import Saves

        self._load(_read_saves, lambda saves: self.push_screen(Saves(saves)))

    def show_trouble(self, error: BaseException) -> None:
        """What went wrong."""
        from sim.tui.screens.trouble import trouble_page

        title, blocks = trouble_page(error)
        self.show_reading(title, blocks)

    def show_cover(self, name: str, reveal: Callable[[], None], leave: Callable[[], None]) -> None:
        """Nothing but a name, until the right person sits at the keyboard."""
        from sim.tui.screens.cover import Cover

        self.push_screen(Cover(name, reveal, leave))

    def uncover(self) -> None:
        """Take the cover off."""
        self.pop_screen()

    def ask(self, words: str, value: str, judge: Judge) -> None:
        """Ask for a line of text until ``judge`` finds nothing wrong with it."""
        from sim.tui.screens.question import Ask

        self.push_screen(Ask(words, value, judge))

    def ask_whether(self, words: str, yes: str, no: str, then: Callable[[], None]) -> None:
        """Ask a question, and do ``then`` if the answer is yes."""
        from sim.tui.screens.question import Question

        self.push_screen(Question(words, yes, no), lambda answer: then() if answer else None)

    def leave(self, session: Session) -> None:
        """Leave a story for the newsstand, after a question."""
        kept = f"It is kept as {session.name}." if session.name else "It is not kept."
        words = f"Leave this story? {kept}"
        self.ask_whether(words, "Leave it", "Stay", self.show_newsstand)

    # -- loading ------------------------------------------------------------------------------

    def resume(self, path: Path) -> None:
        """Go on with the journal at ``path``; a story that is over shows its ending."""
        from sim.play.session import Session

        self._load(lambda: Session.resume(path), self._resumed)

    def _resumed(self, session: Session) -> None:
        self._resume = None
        if session.ended:
            session.close()
            self.show_ending(session)
        else:
            self.show_desk(session, resumed=True)

    def open_file(self, path: Path) -> None:
        """Read a scenario file and cast it."""
        from sim.scenario.catalog import load

        self._load(lambda: load(path), self.show_casting)

    def _load(self, job: Callable[[], T], then: Callable[[T], object]) -> None:
        """Do ``job`` in a thread, then hand over what it found, or say what went wrong."""

        def work() -> None:
            try:
                found = job()
            except NewscycleError as error:
                self.call_from_thread(self._failed, error)
            else:
                self.call_from_thread(then, found)

        self.run_worker(work, thread=True, exclusive=True, group="load", exit_on_error=False)

    def _failed(self, error: NewscycleError) -> None:
        if self._resume is not None:
            self._resume = None
            self.show_newsstand()
        self.show_trouble(error)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault in the background is shown, never swallowed."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.show_trouble(event.worker.error)

    # -- the whole ------------------------------------------------------------------------------

    def next_theme(self) -> str:
        """Change to the next theme; its name in words."""
        names = [theme.name for theme in THEMES]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
        return self.theme.replace("-", " ")

    async def action_quit(self) -> None:
        """Leave; a story that is not over is kept, and the terminal says how to go on."""
        session = self._session
        words = None
        if session is not None and session.name is not None and not session.ended:
            name = session.name
            words = parting(f"Kept as {name}. To go on: newscycle play --resume {name}")
        self.exit(message=words)

    def on_unmount(self) -> None:
        """Let go of the journal."""
        self._close()


def _read_saves() -> Sequence[Any]:
    from sim.play.saves import saves

    return saves()
