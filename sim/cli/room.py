"""Playing in a room: a class that votes, a class code, a projector, the guided start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.play.session import Casting, Session
    from sim.scenario.reader import Scenario


@dataclass(frozen=True, slots=True)
class Room:
    """What was asked for beside an ordinary play."""

    voting: bool
    code: str | None
    projector: bool
    guided: bool

    def __bool__(self) -> bool:
        """Whether anything was."""
        return self.voting or self.code is not None or self.projector or self.guided

    def check(self, *, cast: bool, resumed: bool, scenario: bool) -> None:
        """Raise :class:`UsageError` for what does not go together."""
        if resumed and (self.voting or self.code is not None or self.guided):
            raise UsageError(
                "--resume goes on with a story as it was begun; nothing else goes with it."
            )
        if self.code is not None and (cast or self.guided):
            raise UsageError(
                "--code says who plays, how the others act, and the seed; leave those out."
            )
        if self.guided and (scenario or cast):
            raise UsageError(
                "--guide has a story and a role of its own; nothing else goes with it."
            )

    def cast(
        self, scenario: str | None, casting: Casting | None
    ) -> tuple[Scenario | None, Casting | None]:
        """The scenario and the cast, as far as they were said.

        ``casting`` is what the other options say; it has been checked.
        """
        from sim.play.session import Casting
        from sim.scenario.catalog import load

        if self.guided:
            from sim.play.guide import ROLE, SCENARIO, SEED

            return load(SCENARIO), Casting((ROLE,), SEED)
        chosen = None if scenario is None else load(scenario)
        if self.code is not None:
            from sim.play.classcode import bundled_shelf, read_code

            found = read_code(self.code, bundled_shelf() if chosen is None else [chosen])
            chosen, casting = found.scenario, found.casting
        if self.voting:
            if casting is None or not casting.players:
                raise UsageError("Say with --as whom the class plays; or cast it on the screen.")
            casting = replace(casting, voting=casting.players)
        return chosen, casting

    def open(
        self,
        open_screen: Callable[..., None],
        scenario: Scenario | None,
        casting: Casting | None,
        name: str | None,
    ) -> None:
        """In full screen."""
        if self.guided:
            open_screen(guided=True, projector=self.projector, name=name)
        elif scenario is None or casting is None:
            open_screen(projector=self.projector)
        else:
            open_screen(
                scenario=scenario, players=casting.players, seed=casting.seed,
                number=casting.number,
                temperaments=casting.temperaments, voting=casting.voting, name=name,
                projector=self.projector,
            )  # fmt: skip

    def prepare_plain(self) -> None:
        """Line by line: hints for who is to be guided, short lines for a projector."""
        if self.guided:
            from sim.play.settings import BEGUN, note_guide

            note_guide(BEGUN)
        if self.projector:
            from sim.plain.telling import PROJECTED, widest

            widest.set(PROJECTED)

    def play(self, session: Session, play_plain: Callable[[Session], None]) -> None:
        """Line by line, a session that has been cast."""
        self.prepare_plain()
        play_plain(session)
