"""``newscycle odds --sensitivity``: how much the guesses matter, in words or as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.cli.research import say

if TYPE_CHECKING:
    from sim.lab.exact.sensitivity import Range, Slope

MATTER = 10
"""So many guesses are named."""


def show_slopes(matter: list[Slope]) -> None:
    """The guesses that move the odds most, and by how much."""
    say(
        f"The {min(MATTER, len(matter))} guesses that matter most (exact): if one is a tenth"
        " larger, the odds move by about"
    )
    for slope in matter[:MATTER]:
        moved = sorted(slope.by_ending.items(), key=lambda pair: -abs(pair[1]))[:3]
        words = ", ".join(f"{name} {change * 10:+.2f} points" for name, change in moved if change)
        say(f"  {slope.kind} of {slope.name}: {words or 'nothing'}", 4)


def show_ranges(off: dict[str, Range], labels: dict[str, str], worlds: int) -> None:
    """How far each ending's odds lie apart if every guess is off; ``labels`` by ending."""
    say(
        f"If every weight and chance is off by up to half ({worlds:,} sampled worlds, each factor"
        " uniform from 0.5 to 1.5): least, middle 95 %, most"
    )
    for name, r in sorted(off.items(), key=lambda pair: -pair[1].most):
        middle = f"{r.low:7.2%} to {r.high:7.2%}"
        say(f"  {r.least:7.2%}  {middle}  {r.most:7.2%}  {labels[name]} ({name})")


def sensitivity_json(matter: list[Slope], off: dict[str, Range], worlds: int) -> dict[str, Any]:
    """Both as a document."""
    return {
        "slopes": [{"name": s.name, "kind": s.kind, "by_ending": s.by_ending} for s in matter],
        "slopes_are": "exact derivatives of odds by the natural logarithm of the weight or chance",
        "ranges": {
            name: {"least": r.least, "low": r.low, "high": r.high, "most": r.most}
            for name, r in off.items()
        },
        "ranges_are": f"sampled: {worlds} worlds, every factor uniform from 0.5 to 1.5;"
        " low and high hold the middle 95 %",
    }
