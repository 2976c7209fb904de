"""``newscycle odds --bounds``: what is certain of the odds, in words or as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.cli.output import print_json
from sim.cli.research import say

if TYPE_CHECKING:
    from sim.engine.story import Story
    from sim.lab.bounds import Bounds
    from sim.program.model import Program
    from sim.scenario.reader import Scenario


def bounded(
    scenario: Scenario,
    lines: tuple[str, ...],
    after: Story | None,
    keep: int | None,
    begin: dict[str, Any] | None,
    *,
    by_round: bool,
    as_json: bool,
) -> None:
    """Compute the bounds and print them."""
    from sim.lab.bounds import KEEP, bounds
    from sim.program.lower import lower

    found = bounds(scenario, do=lines, after=after, keep=keep or KEEP)
    if as_json:
        print_json(found.as_json(by_round=by_round) | ({} if begin is None else {"from": begin}))
    else:
        _show(lower(scenario), found, begin, by_round=by_round)


def _show(program: Program, found: Bounds, begin: dict[str, Any] | None, *, by_round: bool) -> None:
    from sim.cli.odds import from_where
    from sim.engine.telling import tell_apart

    labels = {stage.id: tell_apart(stage.label, program) for stage in program.stages}
    say(
        f"Odds of the endings{from_where(begin)}, bounded, over {found.states:,} states"
        f" (the {found.keep:,} most probable of each turn), least and most:"
    )
    for name, bound in sorted(found.endings.items(), key=lambda pair: -pair[1].low):
        say(f"  {bound.low:7.2%} to {bound.high:7.2%}  {labels[name]} ({name})")
    if found.left_out == 0:
        say("Nothing was left out: these odds are exact.")
    else:
        say(
            f"{found.left_out:.2%} of all stories were left out on the way; --keep with a larger"
            " number leaves out less."
        )
    if by_round:
        for number, row in enumerate(found.by_round, start=1):
            spans = (f"{n} {b.low:.2%} to {b.high:.2%}" for n, b in row.items() if b.high)
            say(f"  by round {number}: {', '.join(spans) or 'none yet'}", 4)
