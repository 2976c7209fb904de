"""What a scenario asks about the past: the moves and outcomes that somebody has to remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.scenario.expressions.tree import Done, walk

if TYPE_CHECKING:
    from sim.program.model import Program


def remembered(program: Program) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The indices of moves, and of outcomes, of which something asks whether they were made."""
    moves: dict[int, None] = {}
    outcomes: dict[int, None] = {}
    for move in program.moves:
        if move.once:
            moves[move.index] = None
        moves.update(dict.fromkeys((*move.after, *move.unless)))
    for tree in program.scenario.expressions.values():
        for node in walk(tree):
            if isinstance(node, Done):
                move = program.move(node.move)
                if node.outcome is None:
                    moves[move.index] = None
                else:
                    outcomes[program.outcome_of(move, node.outcome).index] = None
    return tuple(moves), tuple(outcomes)
