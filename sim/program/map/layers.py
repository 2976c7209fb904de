"""Which stage stands above which: longest-path layers, few crossings, no row wider than the room.

The steps are those of Sugiyama, Tagawa and Toda (1981): turn back what leads back, layer, order
each layer by the barycentres of its neighbours, keep the order with the fewest crossings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Row = tuple[int, ...]
Pair = tuple[int, int]

SWEEPS = 4
DONE = -1


def rows_of(
    nodes: Sequence[int], pairs: Sequence[Pair], width_of: Callable[[int], int], room: int, gap: int
) -> tuple[Row, ...]:
    """``nodes`` in rows, from the top; no row is wider than ``room`` cells unless one node is.

    ``pairs`` are the links; those that lead back do not count for the layers.
    """
    forward = _forward(nodes, pairs)
    layers = _ordered(_longest_paths(nodes, forward), forward)
    rows: list[Row] = []
    for layer in layers:
        row: list[int] = []
        used = 0
        for node in layer:
            width = width_of(node)
            if row and used + gap + width > room:
                rows.append(tuple(row))
                row, used = [], 0
            used += width + (gap if row else 0)
            row.append(node)
        rows.append(tuple(row))
    return tuple(rows)


def _forward(nodes: Sequence[int], pairs: Sequence[Pair]) -> list[Pair]:
    """The links that do not lead back to where a walk from the first node has come from."""
    following: dict[int, list[int]] = {node: [] for node in nodes}
    for source, target in pairs:
        following[source].append(target)
    state = dict.fromkeys(nodes, "new")
    back = set()
    for root in nodes:
        if state[root] != "new":
            continue
        state[root] = "open"
        walk = [(root, iter(following[root]))]
        while walk:
            node, targets = walk[-1]
            target = next(targets, DONE)
            if target == DONE:
                state[node] = "done"
                walk.pop()
            elif state[target] == "open":
                back.add((node, target))
            elif state[target] == "new":
                state[target] = "open"
                walk.append((target, iter(following[target])))
    return [pair for pair in pairs if pair not in back]


def _longest_paths(nodes: Sequence[int], forward: Sequence[Pair]) -> list[list[int]]:
    """Layers: each node one below the lowest of those that lead to it."""
    waiting = dict.fromkeys(nodes, 0)
    following: dict[int, list[int]] = {node: [] for node in nodes}
    for source, target in forward:
        waiting[target] += 1
        following[source].append(target)
    layer = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not waiting[node]]
    for node in ready:  # grows while it is walked
        for target in following[node]:
            layer[target] = max(layer[target], layer[node] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    found: list[list[int]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for node in nodes:
        found[layer[node]].append(node)
    return found


def _ordered(layers: list[list[int]], forward: Sequence[Pair]) -> list[list[int]]:
    """The same layers, each in an order with few crossings."""
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for source, target in forward:
        above.setdefault(target, []).append(source)
        below.setdefault(source, []).append(target)
    best, least = layers, _crossings(layers, forward)
    for sweep in range(SWEEPS):
        if not least:
            break
        neighbours = below if sweep % 2 else above
        place = {node: float(at) for layer in best for at, node in enumerate(layer)}
        tried = []
        for layer in best:
            order = sorted(layer, key=lambda node: _centre(node, neighbours, place))
            place |= {node: float(at) for at, node in enumerate(order)}
            tried.append(order)
        crossings = _crossings(tried, forward)
        if crossings < least:
            best, least = tried, crossings
    return best


def _centre(node: int, neighbours: Mapping[int, list[int]], place: Mapping[int, float]) -> float:
    found = neighbours.get(node)
    return sum(place[n] for n in found) / len(found) if found else place[node]


def _crossings(layers: Sequence[Sequence[int]], forward: Sequence[Pair]) -> int:
    """Crossings between neighbouring layers."""
    place = {node: (row, at) for row, layer in enumerate(layers) for at, node in enumerate(layer)}
    between: dict[int, list[tuple[int, int]]] = {}
    for source, target in forward:
        (top, left), (bottom, right) = place[source], place[target]
        if bottom == top + 1:
            between.setdefault(top, []).append((left, right))
    return sum(
        (a < c and b > d) or (a > c and b < d)
        for pairs in between.values()
        for at, (a, b) in enumerate(pairs)
        for c, d in pairs[at + 1 :]
    )
