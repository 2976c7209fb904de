"""Playing in a room: a class that votes, a class code, a projector, the guided start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.play.session import Casting, Deal
    from sim.scenario.reader import Scenario


NOBODY_TO_VOTE_FOR = "Say with --as whom the class plays; or cast it on the screen."


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

    def check(self, *, cast: bool, resumed: bool, scenario: bool, played: bool) -> None:
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
        if self.voting and not (played or self.code is not None or self.guided):
            raise UsageError(NOBODY_TO_VOTE_FOR)

    def cast(self, scenario: Scenario | None, casting: Casting) -> Deal:
        """The scenario and the cast, as far as they were said.

        ``casting`` is what the other options say; it has been checked.
        """
        from sim.play.session import Casting
        from sim.scenario.catalog import load

        if self.guided:
            from sim.play.guide import ROLE, SCENARIO, SEED

            return load(SCENARIO), Casting((ROLE,), SEED)
        if self.code is not None:
            from sim.play.classcode import bundled_shelf, read_code

            found = read_code(self.code, bundled_shelf() if scenario is None else [scenario])
            scenario, casting = found.scenario, found.casting
        if self.voting:
            if not casting.players:
                raise UsageError(NOBODY_TO_VOTE_FOR)
            casting = replace(casting, voting=casting.players)
        return scenario, casting

    def prepare_plain(self) -> None:
        """Line by line: hints for who is to be guided, short lines for a projector."""
        if self.guided:
            from sim.play.settings import BEGUN, note_guide

            note_guide(BEGUN)
        if self.projector:
            from sim.plain.telling import PROJECTED, widest

            widest.set(PROJECTED)
