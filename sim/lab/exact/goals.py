"""What somebody is after: points at the end, an ending to reach or to avoid, or an expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import UsageError
from sim.lab.rows import WideView, layout_of
from sim.scenario.checks.formulas import facts_of
from sim.scenario.expressions.errors import ExpressionError
from sim.scenario.expressions.intervals import bounds
from sim.scenario.expressions.parse import Names, parse
from sim.scenario.expressions.tree import Done, Kind, walk
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.lab.arrays import Columns
    from sim.lab.rows import Rows
    from sim.program.model import Actor, Program
    from sim.scenario.expressions.tree import Expression


@dataclass(frozen=True, slots=True)
class Goal:
    """A number that is counted when a story has ended; the more the better.

    ``words`` say what it is; ``reads`` are the expressions that are worked out at the end.
    """

    words: str
    reads: tuple[Expression, ...] = ()
    stage: int | None = None
    sign: int = 1

    def worth(self, columns: Columns, rows: Rows, now: int) -> NDArray[np.float64]:
        """What it comes to in stories that have ended in round ``now``."""
        if self.stage is not None:
            came: NDArray[np.float64] = (rows.stage == self.stage).astype(np.float64)
            return self.sign * came
        total = np.zeros(rows.size)
        view = WideView(rows, now, None)
        for tree in self.reads:
            total += columns.of(tree)(view)
        return total


def points(program: Program, actor: Actor) -> Goal:
    """The points of what ``actor`` wants. Raises :class:`UsageError` if it wants nothing."""
    trees = tuple(want.points for want in actor.wants if want.points is not None)
    if not trees:
        raise UsageError(
            f"'{actor.id}' has no wants with points in {program.title}. "
            "Say what counts with --reach, --avoid or --goal."
        )
    return Goal(f"points of {actor.id}", trees)


def reaching(program: Program, name: str, *, avoid: bool = False) -> Goal:
    """To come to an ending, or not to. Raises :class:`UsageError` for what is no ending."""
    return Goal(
        f"{'avoid' if avoid else 'reach'} {name}",
        stage=ending_called(program, name),
        sign=-1 if avoid else 1,
    )


def ending_called(program: Program, name: str) -> int:
    """The index of an ending. Raises :class:`UsageError` for anything else."""
    endings = [stage.id for stage in program.stages if stage.ending]
    if name not in endings:
        hint = did_you_mean(name, endings) or f"Endings are: {', '.join(endings)}."
        raise UsageError(f"'{name}' is no ending of {program.title}. {hint}")
    return program.stage_index[name]


def expressed(program: Program, text: str) -> Goal:
    """An expression over the story as it ended; true counts as 1.

    Raises :class:`UsageError` for one that cannot be read, can divide by zero, may grow past
    2^31, or asks for a move that nothing in the scenario remembers.
    """
    names = Names(
        {v.id: Kind.BOOLEAN if v.boolean else Kind.INTEGER for v in program.variables},
        {u.id: frozenset(u.values) for u in program.unknowns},
        frozenset(program.stage_index),
        {move.name: tuple(o.id for o in move.outcomes) for move in program.moves},
    )
    try:
        tree = parse(text, names)
        low, high = bounds(tree, facts_of(program.scenario.file))
    except ExpressionError as error:
        hint = f" {error.hint}" if error.hint else ""
        raise UsageError(f"{text}: {error}{hint}") from None
    if max(abs(low), abs(high)) >= 2**31:
        raise UsageError(f"{text}: this may grow past 2^31.")
    layout = layout_of(program)
    for node in walk(tree):
        if isinstance(node, Done):
            move = program.move(node.move)
            if node.outcome is None:
                known = move.index in layout.moves
            else:
                known = program.outcome_of(move, node.outcome).index in layout.outcomes
            if not known:
                raise UsageError(
                    f"{text}: nothing in the scenario asks whether '{node.move}' was made, so the"
                    " computation does not remember it. Count a variable or an ending instead."
                )
    return Goal(text, (tree,))
