"""The shell: what comes after what. Screens never import one another; they ask for a place here.

A screen's module, and whatever reads scenarios, is imported when it is first needed, so that the
first paint is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from sim.errors import JournalError
from sim.play.places import Place
from sim.tui.above import Above
from sim.tui.memory import PAUSE, Memory, clear_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from textual.screen import Screen

    from sim.author.preview import Preview
    from sim.play.saves import Save
    from sim.play.session import Casting, Session
    from sim.scenario.reader import Scenario

T = TypeVar("T")


class Shell(Above):
    """Places, and pages above them. The newsstand lies below everything else.

    Where a story was asked for at the start, that is only so once somebody has gone there.
    """

    def __init__(self) -> None:
        super().__init__()
        self.last_played = ""
        self._session: Session | None = None
        self._noted: Session | None = None
        self._save_name: str | None = None
        self._memory: Memory | None = None

    def on_mount(self) -> None:
        """Clear up memory while nothing happens."""
        self._memory = Memory()
        self.set_interval(PAUSE, self._memory.look)

    def on_unmount(self) -> None:
        """Leave the clearing up as it was."""
        if self._memory is not None:
            self._memory.restore()

    # -- places -------------------------------------------------------------------------------

    @property
    def _below(self) -> int:
        """How many screens stay below everything else: the page to wait on, the newsstand."""
        return next((n for n, screen in enumerate(self.screen_stack, 1) if is_newsstand(screen)), 1)

    def _go(self, screen: Screen[Any]) -> None:
        """Let ``screen`` take the place of everything above the lowest."""
        while len(self.screen_stack) > self._below + 1:
            self.pop_screen()
        if len(self.screen_stack) == self._below + 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def show_newsstand(self) -> None:
        """The start screen."""
        self._close()
        self.guide = None
        while len(self.screen_stack) > self._below:
            self.pop_screen()
        if not is_newsstand(self.screen):
            from sim.tui.screens.newsstand import Newsstand

            self.push_screen(Newsstand())

    def show_casting(self, scenario: Scenario, casting: Casting | None = None) -> None:
        """Who plays whom in ``scenario``; ``casting`` is what was cast before."""
        self._close()
        if casting is None:
            self._go(self._casting(scenario))
        else:
            lines, voting = casting.temperaments, casting.voting
            luck = (casting.seed, casting.number)
            self._go(self._casting(scenario, casting.players, lines, *luck, voting))

    def _casting(
        self,
        scenario: Scenario,
        seats: Sequence[str] = (),
        tempers: Sequence[str] = (),
        seed: int | None = None,
        number: int = 0,
        voting: Sequence[str] = (),
    ) -> Screen[Any]:
        from sim.play.session import fresh_seed
        from sim.program.lower import lower
        from sim.tui.screens.casting import CastingPage

        fresh = fresh_seed() if seed is None else seed
        page = CastingPage(lower(scenario), fresh, seats, tempers, voting)
        page.number = number
        return page

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
            lambda: self.show_casting(scenario, casting),
        )
        self._go(page)

    def begin_guide(self, scenario: Scenario) -> None:
        """The guided first play, with a fresh guide."""
        from sim.play.guide import ROLE, SEED, Guide
        from sim.play.session import Casting

        self.show_opening(scenario, Casting((ROLE,), SEED))
        self.guide = Guide()

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

    def show_desk(
        self, session: Session, *, resumed: bool = False, rewound: str = "", wish: str = ""
    ) -> None:
        """Play; ``rewound`` are words for a story that went back, ``wish`` a move to be marked."""
        from sim.tui.screens.desk import DeskPage

        self._close()
        self._session = session
        self.last_played = session.program.id
        self._go(DeskPage(session, resumed=resumed, rewound=rewound, wish=wish))
        clear_up()
        self.run_worker(_fetch_pages, thread=True, group="ahead", exit_on_error=False)

    def show_preview(self, preview: Preview) -> None:
        """A file that is being written, with its story."""
        from sim.tui.screens.preview import PreviewPage

        self._close()
        self._go(PreviewPage(preview))

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
            ending = session.story.ending or ""
            note_ending(session.program.id, session.casting.players, ending, session.kept_as)

    def _close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def leave(self, session: Session) -> None:
        """Leave a story for the newsstand, after a question."""
        kept = f"It is kept as {session.name}." if session.name else "It is not kept."
        words = f"Leave this story? {kept}"
        self.ask_whether(words, "Leave it", "Stay", self.show_newsstand)

    # -- loading ------------------------------------------------------------------------------

    def show_record(self, scenario: Scenario) -> None:
        """What really happened in ``scenario``."""
        from sim.program.lower import lower
        from sim.tui.screens.beside import open_record

        open_record(self, lower(scenario))

    def show_saves(self) -> None:
        """The stories that were begun."""
        from sim.tui.screens.saves import Saves

        self.load(_read_saves, lambda saves: self.push_screen(Saves(saves)))

    def resume(self, path: Path) -> None:
        """Go on with the journal at ``path``; a story that is over shows its ending."""
        from sim.tui.goingon import resume

        resume(self, path, self._resumed)

    def give_up(self) -> None:
        """A story was not gone on with after all; stay, unless nothing else is open yet."""

    def _resumed(self, session: Session) -> None:
        if session.ended:
            session.close()
            self.show_ending(session)
        else:
            self.show_desk(session, resumed=True)

    def open_file(self, path: Path) -> None:
        """Read a scenario file and cast it."""
        from sim.scenario.catalog import load

        self.load(lambda: load(path), self.show_casting)

    def load(self, job: Callable[[], T], then: Callable[[T], object]) -> None:
        """Do ``job`` in the background, then hand over what it found, or say what went wrong."""
        raise NotImplementedError


def is_newsstand(screen: Screen[Any]) -> bool:
    """Whether this is the start screen, which need not have been imported."""
    return getattr(screen, "PLACE", None) is Place.NEWSSTAND


def _fetch_pages() -> None:
    """Import what a key at the desk opens, so that the first such key is as quick as the next."""
    for name in ("map", "wire", "reading", "help", "question"):
        import_module(f"sim.tui.screens.{name}")


def _read_saves() -> list[Save]:
    from sim.play.saves import saves

    return saves()
