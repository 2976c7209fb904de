"""What to look out for when only a part of each layer can be followed.

States that differ in what an open question reads are kept apart first: as many different answers as
there is room for. It changes what is found, never what is true of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.lab.rows import layout_of
from sim.scenario.expressions.tree import Done, UnknownIn, Variable, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.lab.exact.watch import Watch
    from sim.lab.rows import Rows
    from sim.program.model import Program
    from sim.scenario.expressions.tree import Expression

_MIX = np.uint64(0x9E3779B97F4A7C15)


class Aim:
    """The columns of states that the open questions of ``watch`` read."""

    def __init__(self, program: Program, watch: Watch) -> None:
        self.program, self.watch = program, watch
        self.values: set[int] = set()
        self.flags: set[int] = set()
        self.truths: set[int] = set()
        layout = layout_of(program)
        for tree in self._open():
            for node in walk(tree):
                match node:
                    case Variable(name=name):
                        self.values.add(program.variable_index[name])
                    case UnknownIn(unknown=name):
                        self.truths.add(program.unknown_index[name])
                    case Done(move=name, outcome=None):
                        self.flags.add(layout.moves[program.move_index[name]])
                    case Done(move=name, outcome=str() as outcome):
                        index = program.outcome_of(program.move(name), outcome).index
                        self.flags.add(layout.outcomes[index])
        for move in program.moves:
            if not move.is_wait and ("choice", move.index) not in watch.seen:
                self.flags |= {layout.moves[other] for other in (*move.after, *move.unless)}

    def _open(self) -> Iterator[Expression]:
        """Conditions and chances about which something has not been seen yet."""
        seen, program = self.watch.seen, self.program
        for move in program.moves:
            if move.when is not None and not self._divided("move", move.index):
                yield move.when
            for outcome in move.outcomes:
                if ("outcome", outcome.index) not in seen:
                    yield outcome.chance
        for item in program.transitions:
            taken = all(("taken", item.index, source) in seen for source in item.sources)
            if item.when is not None and not (taken and self._divided("transition", item.index)):
                yield item.when
        for number, passage in enumerate(self.watch.passages):
            for version, when in enumerate(passage.whens):
                shown = ("shown", number, version) in seen
                if when is None and not shown:
                    yield from (other for other in passage.whens if other is not None)
                elif when is not None and not (shown and self._divided("text", number, version)):
                    yield when

    def _divided(self, *name: str | int) -> bool:
        seen = self.watch.seen
        return ("holds", *name) in seen and ("fails", *name) in seen

    def group(self, rows: Rows) -> NDArray[np.uint64]:
        """A number for each row: the same for rows among which nothing open makes a difference."""
        group = rows.stage.astype(np.uint64)
        columns: list[NDArray[np.generic]] = [rows.values[slot] for slot in sorted(self.values)]
        columns += [rows.flags[flag] for flag in sorted(self.flags)]
        columns += [rows.truths[place] for place in sorted(self.truths)]
        for column in columns:
            group = (group ^ (group >> np.uint64(31))) * _MIX + column.astype(np.uint64)
        return group
