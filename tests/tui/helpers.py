"""What the tests of the screens share: a scenario of their own, keys, and what is on the screen."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sim.play.session import Casting, checked, fresh_seed
from sim.scenario.reader import Scenario, load_path
from sim.tui.app import NewscycleApp
from sim.tui.screens.deskkeys import Phase

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from textual.pilot import Pilot

TOWN_HALL = Path(__file__).parent / "fixtures" / "town_hall.yaml"
AT_ONCE = TOWN_HALL.with_name("at_once.yaml")
SMALL, LARGE = (80, 24), (140, 45)
T = TypeVar("T", bound="Callable[..., Awaitable[None]]")


def town_hall() -> Scenario:
    """The scenario that the pictures are made of."""
    return load_path(TOWN_HALL)


def application(
    scenario: Scenario | None = None,
    players: Sequence[str] = (),
    seed: int | None = None,
    number: int = 0,
    temperaments: Sequence[str] = (),
    voting: Sequence[str] = (),
    **how: Any,
) -> NewscycleApp:
    """The application, given what ``newscycle play`` gives it."""
    if scenario is None:
        return NewscycleApp(**how)
    luck = (fresh_seed() if seed is None else seed, number)
    casting = Casting(tuple(players), *luck, tuple(temperaments), tuple(voting))
    return NewscycleApp(lambda: (checked(scenario, casting), casting), **how)


@asynccontextmanager
async def playing(
    size: tuple[int, int] = SMALL, **how: Any
) -> AsyncIterator[tuple[NewscycleApp, Pilot[None]]]:
    """The application in a window of ``size``, once it has come to rest."""
    app = application(**how)
    async with app.run_test(size=size) as pilot:
        await rest(app, pilot)
        yield app, pilot


async def rest(app: NewscycleApp, pilot: Pilot[None]) -> None:
    """Wait until nothing is being loaded, laid out or drawn."""
    for _ in range(2):
        await pilot.pause()
        await app.workers.wait_for_complete()
    await pilot.pause()


async def press(app: NewscycleApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other, each once the application has come to rest."""
    for key in keys:
        await pilot.press(key)
        await rest(app, pilot)


def screen_text(app: NewscycleApp) -> str:
    """What is on the screen, as lines of text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def place(app: NewscycleApp) -> str:
    """Which screen is open."""
    return type(app.screen).__name__


async def to_choice(app: NewscycleApp, pilot: Pilot[None]) -> bool:
    """Read on until a move can be chosen (True) or the ending is there (False)."""
    for _ in range(400):
        if place(app) == "Ending":
            return False
        if place(app) == "Reading":
            await press(app, pilot, "escape")
        elif place(app) == "DeskPage" and app.screen.phase is Phase.CHOOSING:
            return True
        else:
            await press(app, pilot, "space")
    raise AssertionError(f"no choice and no ending:\n{screen_text(app)}")


async def play_out(app: NewscycleApp, pilot: Pilot[None], wishes: Sequence[str] = ()) -> Any:
    """Play to the ending by keys: the first wish that is open, else the last move; the session."""
    session = None
    while await to_choice(app, pilot):
        session = app.screen.session
        moves = [move.id for move in app.screen.moment.view.moves]
        wanted = next((moves.index(wish) for wish in wishes if wish in moves), len(moves) - 1)
        await press(app, pilot, str(wanted + 1), "enter")
    return session


def registering(tests: dict[str, T]) -> Callable[..., Callable[[T], T]]:
    """A decorator that puts a test into ``tests`` under the commands that it is about."""

    def of(*names: str) -> Callable[[T], T]:
        def register(test: T) -> T:
            tests.update(dict.fromkeys(names, test))
            return test

        return register

    return of


def resident(
    size: tuple[int, int] = SMALL, seed: int = 3
) -> AbstractAsyncContextManager[tuple[NewscycleApp, Pilot[None]]]:
    """A story of the town hall with one person, who plays the resident and saves as "mine"."""
    return playing(size, scenario=town_hall(), players=["resident"], seed=seed, name="mine")
