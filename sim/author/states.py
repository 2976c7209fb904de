"""The state budget of a scenario, as lines for people and as JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.lab.budget import Budget, Factor

WIDTH = 96
STRONGEST = 6
"""So many of the things that multiply states are named."""
WORTH = 1.05
"""What multiplies by less is not worth a word."""
_MOST_WRITTEN = 10**12


def budget_told(budget: Budget, most: int, *, everything: bool = False) -> Iterator[str]:
    """How many states there are, whether they could be counted, and what multiplies them."""
    layers = budget.layers
    if budget.counted:
        yield from _lines(
            f"Size: the story can stand in {budget.looked_at:,} different states (all counted), so"
            f" odds can be exact. A round begins with {max(layers):,} of them at most."
        )
    else:
        yield from _lines(
            f"Size: the story can stand in more than {most:,} different states by the end of round"
            f" {len(layers)}; the others were not counted (--states N goes further). A round begins"
            f" with {_number(budget.bound)} of them at most."
        )
    strong = [factor for factor in budget.factors if factor.times >= WORTH]
    shown = strong if everything else strong[:STRONGEST]
    if shown:
        how = (
            f"×2: half as many without it; in round {budget.seen_in}"
            if shown[0].counted
            else "by their number of values, for no round could be counted"
        )
        yield from _lines(f"  What makes them many ({how}): {', '.join(map(_named, shown))}.")
    if everything:
        counts = ", ".join(f"{number:,}" for number in layers)
        more = "" if budget.counted else ", …"
        yield from _lines(f"  At the beginning of each round: {counts}{more}")


def _lines(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ")


def _named(factor: Factor) -> str:
    kind = "" if factor.kind in ("variable", "stage") else f"{_KINDS[factor.kind]} "
    return f"{kind}{factor.name} ×{factor.times:.2g}"


_KINDS = {
    "unknown": "unknown",
    "move": "having made",
    "cooldown": "cooldown of",
    "clock": "clock",
}


def _number(number: int) -> str:
    if number < _MOST_WRITTEN:
        return f"{number:,}"
    return f"10^{len(str(number))}"


def budget_json(file: str, budget: Budget, most: int) -> dict[str, Any]:
    """The state budget for ``--json``."""
    return {
        "file": file,
        "counted": budget.counted,
        "budget": most,
        "states": budget.looked_at,
        "layers": list(budget.layers),
        "bound": budget.bound,
        "factors_of_round": budget.seen_in,
        "factors": [
            {
                "kind": factor.kind,
                "name": factor.name,
                "times": round(factor.times, 4),
                "counted": factor.counted,
            }
            for factor in budget.factors
        ],
    }
