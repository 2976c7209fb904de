"""What ways of acting, and moves, are worth to a role: the values that a balance is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.lab.uncertainty import Z95

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.lab.uncertainty import Difference, Share
    from sim.program.model import Actor, Move

#: The 99.5 % point of the normal distribution: what verdicts rest on has intervals of 99 %.
Z99 = 2.5758293035489004


@dataclass(frozen=True, slots=True)
class Gain:
    """A mean of points, or of differences in them, over ``turns`` stories.

    ``low`` and ``high``: its 95 % interval; ``surely_above`` and ``surely_below``: the ends of the
    99 % one (normal approximation both).
    """

    mean: float
    low: float
    high: float
    surely_above: float
    surely_below: float
    turns: int


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which a role may act through whole stories, and what it comes to.

    ``points``: their mean with its interval; None where the role wants nothing that counts.
    ``exact``: best play, which has no interval and no sampled shares.
    """

    name: str
    points: Gain | None
    endings: dict[str, Share]
    exact: bool = False


@dataclass(frozen=True, slots=True)
class InStage:
    """A move in one stage: taken against left, and against each other move open with it."""

    stage: int
    against_leaving: Gain
    against: dict[int, Gain]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a move is worth to its role. Shares are of stories in which everybody acts by policy.

    ``can``: in which it can be chosen at some turn that leaves a choice; ``chosen``: in which it is
    made; ``first``: points at its first chance, taken minus left; ``endings``: what that does to
    each ending, Newcombe's interval; ``stages``: likewise by stage.
    """

    move: Move
    can: Share
    chosen: Share
    first: Gain
    endings: dict[str, Difference]
    stages: tuple[InStage, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """The balance of one role. ``least`` and ``most``: the points that stories brought it.

    ``best``: exact best play, or None with the reason.
    """

    actor: Actor
    least: float
    most: float
    ways: tuple[Way, ...]
    best: Way | None
    reason: str
    moves: tuple[Worth, ...]


def gain_of(worth: NDArray[np.float64]) -> Gain:
    """Mean and intervals of independent values."""
    if not len(worth):
        return Gain(0.0, 0.0, 0.0, 0.0, 0.0, 0)
    mean = float(worth.mean())
    error = float(worth.std(ddof=1)) / len(worth) ** 0.5 if len(worth) > 1 else 0.0
    half, wide = Z95 * error, Z99 * error
    return Gain(mean, mean - half, mean + half, mean - wide, mean + wide, len(worth))


def shifted(worth: Worth) -> tuple[str, Difference] | None:
    """The ending that taking the move at its first chance moves most."""
    if not worth.endings or not worth.first.turns:
        return None
    name = max(worth.endings, key=lambda ending: abs(worth.endings[ending].difference))
    return name, worth.endings[name]
