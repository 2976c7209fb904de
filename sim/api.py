"""What ``import sim`` offers; the package itself imports this only when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine import story as engine
from sim.engine.record import trail_of
from sim.engine.views import View, view_of
from sim.errors import UsageError
from sim.lab.strategies import planned
from sim.program.lower import lower
from sim.scenario.catalog import load
from sim.scenario.reader import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Scenario", "Story", "View", "load"]


class Story(engine.Story):
    """One run of ``scenario``.

    ``seed`` (0 to 2^64-1) and ``number`` fix its luck; ``players`` are ids of actors for whom
    :meth:`choose` decides; ``do`` are intervention lines. After construction, and after each
    choice, the story stands at the next decision of a player, or at its end.

    Raises :class:`~sim.errors.UsageError` for an actor who cannot be played, and
    :class:`~sim.errors.InterventionError` for a line that cannot be meant. ``uncovered`` counts, by
    actor's place, the choices about which a strategy said nothing.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        seed: int,
        number: int = 0,
        players: Iterable[str] = (),
        do: Iterable[str] = (),
    ) -> None:
        program = lower(scenario)
        names = tuple(players)
        for name in names:
            if name not in program.actor_index or not program.actor(name).playable:
                raise UsageError(f"'{name}' cannot be played in {program.title}.")
        super().__init__(
            program,
            seed,
            number,
            players=names,
            plan=planned(program, do),
            trail=trail_of(program),
        )

    def view(self, actor: str) -> View:
        """What the player of ``actor`` sees now; ``moves`` are empty unless it is their turn."""
        return view_of(self, actor)
