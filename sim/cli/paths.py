"""``newscycle paths``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.output import Whole, do_option, json_option, print_json
from sim.cli.research import FURTHER, budgeted, say, warn

if TYPE_CHECKING:
    from sim.lab.exact.paths import Path
    from sim.program.model import Program


@click.command()
@click.argument("scenario")
@click.option("--ending", required=True, metavar="ENDING", help="Where the stories end.")
@click.option("--top", type=Whole(1, 1000), default=5, help="How many (default: 5).")
@do_option
@click.option("--budget", type=Whole(1), help="How many states may be computed (30,000,000).")
@json_option
def command(
    scenario: str,
    ending: str,
    top: int,
    lines: tuple[str, ...],
    budget: int | None,
    as_json: bool,
) -> None:
    """Tell the most probable stories of SCENARIO that come to an ending, exactly."""
    from sim.lab.exact.goals import ending_called
    from sim.lab.exact.odds import BUDGET
    from sim.lab.exact.paths import likeliest
    from sim.lab.strategies import planned
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    program = lower(load(scenario))
    plan = planned(program, lines)
    warn(program, plan)
    stage = ending_called(program, ending)
    with budgeted(FURTHER):
        found = likeliest(program, stage, top=top, plan=plan, budget=budget or BUDGET)
    if as_json:
        print_json(
            {
                "scenario": program.id,
                "hash": program.hash,
                "do": list(lines),
                "exact": True,
                "ending": ending,
                "paths": [path.as_json() for path in found],
            }
        )
        return
    if not found:
        say(f"No story comes to '{ending}' (exact).")
    for number, path in enumerate(found, start=1):
        _show(program, number, path)


def _show(program: Program, number: int, path: Path) -> None:
    """A story in words."""
    say(
        f"{number}. One story in {1 / path.probability:,.0f} ({path.probability:.3g}, exact),"
        f" over in round {path.rounds}:"
    )
    for line in in_words(program, path):
        say(f"   {line}", 6)


def in_words(program: Program, path: Path) -> list[str]:
    """A story's hidden truths and, act by act, who does what; waiting is left out."""
    from sim.engine.telling import tell_apart

    lines = []
    for name, value in path.truths.items():
        label = tell_apart(program.unknowns[program.unknown_index[name]].label, program)
        lines.append(f"{label}: {value}")
    for deed in path.deeds:
        if deed.move.is_wait:
            continue
        who = tell_apart(program.actors[deed.move.actor].name, program)
        what = tell_apart(deed.move.label, program)
        several = deed.outcome is not None and len(deed.move.outcomes) > 1
        how = f" ({deed.outcome.id})" if several and deed.outcome is not None else ""
        lines.append(f"round {deed.round}: {who}: {what}{how}")
    return lines
