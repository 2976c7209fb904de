"""``newscycle odds``."""

from __future__ import annotations

import click

from sim.cli.output import do_option, json_option, print_json
from sim.errors import UsageError


@click.command()
@click.argument("scenario")
@do_option
@click.option("--by-round", is_flag=True, help="Also by the end of each round.")
@click.option(
    "--reference", is_flag=True, help="The slow, plain computation; small scenarios only."
)
@json_option
def command(
    scenario: str, lines: tuple[str, ...], by_round: bool, reference: bool, as_json: bool
) -> None:
    """Compute the exact odds of the endings of SCENARIO."""
    from sim.engine.interventions import plan_of
    from sim.engine.telling import tell_apart
    from sim.lab.reference import reference_odds
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    if not reference:
        raise UsageError("Only the reference computation is there so far; add --reference.")
    program = lower(load(scenario))
    odds = reference_odds(program, plan_of(program, lines))
    if as_json:
        document = {
            "scenario": program.id,
            "hash": program.hash,
            "do": list(lines),
            "exact": True,
            "endings": odds.endings,
            "states": odds.states,
            "expected_rounds": odds.expected_rounds,
        }
        if by_round:
            document["by_round"] = list(odds.by_round)
        print_json(document)
        return
    click.echo(f"Odds of the endings, exact, over {odds.states:,} states:")
    for name, share in sorted(odds.endings.items(), key=lambda pair: -pair[1]):
        label = tell_apart(program.stages[program.stage_index[name]].label, program)
        click.echo(f"  {share:7.2%}  {label} ({name})")
    click.echo(f"A story lasts {odds.expected_rounds:.1f} rounds on average.")
    if by_round:
        for number, row in enumerate(odds.by_round, start=1):
            shares = ", ".join(f"{name} {share:.2%}" for name, share in row.items() if share)
            click.echo(f"  by round {number}: {shares or 'none yet'}")
