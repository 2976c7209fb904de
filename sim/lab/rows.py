"""The states of many stories side by side, as columns; and what expressions see of some of them.

All rows stand at the same round and the same actor's turn. A row has what a state of the story
engine has, but keeps only what something in the scenario can read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np

from sim.program.remembered import remembered
from sim.scenario.checks.formulas import facts_of
from sim.scenario.expressions.errors import ExpressionError
from sim.scenario.expressions.intervals import Facts, bounds
from sim.scenario.expressions.tree import Clock, kind_of, walk
from sim.scenario.expressions.tree import Kind as ExpressionKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.engine.state import State
    from sim.program.model import Program
    from sim.scenario.expressions.tree import Expression

_Any = TypeVar("_Any", bound=np.generic)
Whole: TypeAlias = "NDArray[np.int64] | NDArray[np.int32] | NDArray[np.int16]"
Truths: TypeAlias = "NDArray[np.bool_]"
Places: TypeAlias = "NDArray[np.intp]"
Words: TypeAlias = "NDArray[np.uint64]"


class Layout:
    """Which columns a program needs: what is read, and how wide its numbers are.

    ``moves`` and ``outcomes`` give the column of each that must be remembered.
    """

    def __init__(self, program: Program) -> None:
        expressions = list(program.scenario.expressions.values())
        nodes = [node for tree in expressions for node in walk(tree)]
        clocks = {node.name for node in nodes if isinstance(node, Clock)}
        self.reads_day = "day" in clocks
        self.reads_waited = "rounds_in_stage" in clocks
        self.round_moves_stages = any(
            isinstance(node, Clock) and node.name == "round"
            for transition in program.transitions
            if transition.when is not None
            for node in walk(transition.when)
        )
        self.integer = _integer(program, expressions)
        self.moves: dict[int, int] = {}
        self.outcomes: dict[int, int] = {}
        self.flags = 0
        moves, outcomes = remembered(program)
        for index in moves:
            self._remember(self.moves, index)
        for index in outcomes:
            self._remember(self.outcomes, index)
        self.cooling = tuple(move.index for move in program.moves if move.cooldown)

    def _remember(self, columns: dict[int, int], index: int) -> None:
        if index not in columns:
            columns[index] = self.flags
            self.flags += 1


def _integer(program: Program, expressions: list[Expression]) -> np.dtype[np.signedinteger]:
    """The narrowest whole numbers that hold every value of any part of any expression, twice."""
    known = facts_of(program.scenario.file)
    stages = frozenset(stage.id for stage in program.stages)
    facts = Facts(known.variables, known.clocks, stages, known.values)
    ranges = [*facts.variables.values(), *facts.clocks.values()]
    try:
        ranges += [
            bounds(node, facts)
            for tree in expressions
            for node in walk(tree)
            if kind_of(node) is ExpressionKind.INTEGER
        ]
    except ExpressionError:
        return np.dtype(np.int64)
    most = max((max(-low, high) for low, high in ranges), default=0)
    for narrow in (np.int16, np.int32):
        if most <= np.iinfo(narrow).max // 2:
            return np.dtype(narrow)
    return np.dtype(np.int64)


@lru_cache(maxsize=32)
def layout_of(program: Program) -> Layout:
    """The layout of ``program``, worked out once."""
    return Layout(program)


class Rows:
    """The columns. ``day``, ``waited`` and ``began_in`` are as in the story engine's state.

    ``values`` has one column a variable; ``flags`` one for each remembered move and outcome;
    ``ready`` maps a move with a cooldown to the first round in which it is enabled again;
    ``orders`` has one for each of the what-if's moves: whether it was made; ``unsettled`` marks
    rows in which a transition may hold although nothing has changed since the last look.
    ``present`` has every stage in which a row stands, and perhaps some that were left of late.
    """

    __slots__ = (
        "began_in", "day", "flags", "orders", "present", "ready", "size", "stage", "truths",
        "unsettled", "values", "waited",
    )  # fmt: skip

    def __init__(self, program: Program, size: int, orders: int = 0) -> None:
        """Columns in which nothing has been put yet: all nought, in the first stage."""
        layout = layout_of(program)
        self.size = size
        self.stage = np.zeros(size, dtype=np.int16)
        self.present = {0}
        self.began_in = np.zeros(size, dtype=np.int16)
        self.values = [np.zeros(size, dtype=layout.integer) for _ in program.variables]
        self.day = np.zeros(size, dtype=layout.integer)
        self.waited = np.zeros(size, dtype=layout.integer)
        self.flags = [np.zeros(size, dtype=np.bool_) for _ in range(layout.flags)]
        self.ready = {index: np.zeros(size, dtype=np.int16) for index in layout.cooling}
        self.truths = [np.zeros(size, dtype=np.intp) for _ in program.unknowns]
        self.orders = [np.zeros(size, dtype=np.bool_) for _ in range(orders)]
        self.unsettled = np.zeros(size, dtype=np.bool_)

    @classmethod
    def starting(cls, program: Program, size: int, orders: int = 0) -> Rows:
        """``size`` rows with the values and pauses that a story starts with."""
        rows = cls(program, size, orders)
        for column, variable in zip(rows.values, program.variables, strict=True):
            column[:] = variable.start
        for column in rows.ready.values():
            column[:] = 1
        return rows

    @classmethod
    def like(cls, program: Program, state: State, size: int, orders: int = 0) -> Rows:
        """``size`` rows that all stand where ``state`` stands."""
        rows, layout = cls(program, size, orders), layout_of(program)
        rows.stage[:] = state.stage
        rows.present = {state.stage}
        rows.began_in[:] = state.began_in
        rows.day[:] = state.day
        rows.waited[:] = state.rounds_in_stage
        for column, value in zip(rows.values, state.values, strict=True):
            column[:] = value
        for column, value in zip(rows.truths, state.truths, strict=True):
            column[:] = value
        for index, flag in layout.moves.items():
            rows.flags[flag][:] = state.made[index]
        for index, flag in layout.outcomes.items():
            rows.flags[flag][:] = state.turned_out[index]
        for index, column in rows.ready.items():
            column[:] = state.ready[index]
        rows.unsettled[:] = True
        return rows

    def outline(self, size: int) -> Rows:
        """``size`` rows with the columns of these, each of which has yet to be replaced."""
        other = Rows.__new__(Rows)
        other.size = size
        other.stage, other.present, other.began_in = self.stage, self.present, self.began_in
        other.day, other.waited, other.unsettled = self.day, self.waited, self.unsettled
        other.values, other.flags = self.values.copy(), self.flags.copy()
        other.ready, other.truths = self.ready.copy(), self.truths.copy()
        other.orders = self.orders.copy()
        return other

    def take(self, places: Places) -> Rows:
        """The rows at ``places``, copied."""
        other = Rows.__new__(Rows)
        other.size = len(places)
        other.stage = self.stage.take(places)
        other.present = set(np.bincount(other.stage).nonzero()[0].tolist())
        other.began_in = self.began_in.take(places)
        other.values = [column.take(places) for column in self.values]
        other.day = self.day.take(places)
        other.waited = self.waited.take(places)
        other.flags = [column.take(places) for column in self.flags]
        other.ready = {index: column.take(places) for index, column in self.ready.items()}
        other.truths = [column.take(places) for column in self.truths]
        other.orders = [column.take(places) for column in self.orders]
        other.unsettled = self.unsettled.take(places)
        return other


class View:
    """What an expression sees of the rows at ``places`` (None: of all), gathered when asked for."""

    __slots__ = ("_seen", "now", "places", "rows")

    def __init__(self, rows: Rows, now: int, places: Places | None) -> None:
        self.rows = rows
        self.now = now
        self.places = places
        self._seen: dict[int, Whole] = {}

    @property
    def size(self) -> int:
        """How many rows are looked at."""
        return self.rows.size if self.places is None else len(self.places)

    def value(self, slot: int) -> Whole:
        """The values of a variable."""
        found = self._seen.get(slot)
        if found is None:
            column = self.rows.values[slot]
            found = column if self.places is None else column.take(self.places)
            self._seen[slot] = found
        return found

    def column(self, column: NDArray[_Any]) -> NDArray[_Any]:
        """Any column of the rows, at the places looked at."""
        return column if self.places is None else column.take(self.places)

    def flag(self, flag: int) -> Truths:
        """Whether a remembered move or outcome has happened."""
        return self.column(self.rows.flags[flag])

    def narrowed(self, inside: Places) -> View:
        """A view of some of the rows looked at, by their places in this view."""
        places = inside if self.places is None else self.places.take(inside)
        return View(self.rows, self.now, places)


class WideView(View):
    """A view with room for any expression: the columns are as narrow as the scenario's own are."""

    __slots__ = ()

    def value(self, slot: int) -> NDArray[np.int64]:
        """The values of a variable."""
        return super().value(slot).astype(np.int64)

    def column(self, column: NDArray[Any]) -> NDArray[Any]:
        """Any column of the rows."""
        found = super().column(column)
        return found if found.dtype == np.bool_ else found.astype(np.int64)
