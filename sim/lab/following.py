"""Strategies in columns: the first rule that holds and whose move can be made, for many rows.

The same rules as :func:`sim.engine.strategy.follow`; tests hold the two together.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from sim.lab.rows import WideView
from sim.scenario.expressions.tree import Absolute, Arithmetic, Extreme, Negative, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.strategy import Rule, Strategy
    from sim.lab.arrays import Columns
    from sim.lab.rows import Places, Truths, View
    from sim.program.model import Move

_GROWS = (Absolute, Arithmetic, Extreme, Negative)


def follow(
    strategy: Strategy,
    moves: Sequence[Move],
    masks: Sequence[Truths | None],
    view: View,
    columns: Columns,
) -> tuple[list[Places], Places]:
    """Apply ``strategy`` where ``view`` looks; ``masks`` say where each of ``moves`` is enabled.

    By move the places at which it is made, and the places about which no rule says anything. All
    places are those of the view.
    """
    place_of = {move.index: place for place, move in enumerate(moves)}
    left: Places = np.arange(view.size)
    free = np.ones(view.size, dtype=np.bool_)
    made: list[list[Places]] = [[] for _ in moves]
    for rule in strategy.rules:
        place = place_of.get(rule.move)
        if place is None or not _may_hold(rule, view):
            continue
        mask = masks[place]
        inside = left if mask is None else left[mask.take(left)]
        inside = _where(rule, inside, view, columns)
        if not len(inside):
            continue
        made[place].append(inside)
        free[inside] = False
        left = left[free.take(left)]
        if not len(left):
            break
    none: Places = np.zeros(0, dtype=np.intp)
    return [np.concatenate(parts) if parts else none for parts in made], left


def _may_hold(rule: Rule, view: View) -> bool:
    stages = rule.stages is None or not rule.stages.isdisjoint(view.rows.present)
    return stages and rule.first <= view.now <= rule.last


def _where(rule: Rule, inside: Places, view: View, columns: Columns) -> Places:
    """Those of the places ``inside`` at which ``rule`` holds."""
    rows = view.rows
    for allowed, column in ((rule.stages, rows.stage), (rule.began, rows.began_in)):
        if allowed is not None and len(inside):
            standing = view.narrowed(inside).column(column)
            inside = inside[reduce(np.logical_or, [standing == stage for stage in sorted(allowed)])]
    for move, low, high in rule.cooling:
        if len(inside):
            rest = np.maximum(view.narrowed(inside).column(rows.ready[move]) - view.now, 0)
            inside = inside[(low <= rest) & (rest <= high)]
    if rule.when is None or not len(inside):
        return inside
    narrow = view.narrowed(inside)
    if any(isinstance(node, _GROWS) for node in walk(rule.when)):
        narrow = WideView(narrow.rows, narrow.now, narrow.places)
    holds = columns.of(rule.when)(narrow)
    if isinstance(holds, np.ndarray) and holds.ndim:
        return inside[holds]
    return inside if holds else inside[:0]
