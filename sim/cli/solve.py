"""``newscycle solve``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.output import do_option, json_option, print_json
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.lab.exact.solve import Solution
    from sim.program.model import Program


@click.command()
@click.argument("scenario")
@click.option("--for", "actor", metavar="ACTOR", help="Whose best play is sought.")
@click.option(
    "--against", metavar="ACTOR", multiple=True, help="Who plays against it; may be repeated."
)
@click.option("--goal", metavar="EXPRESSION", help="What counts at the end, such as 'trust * 2'.")
@click.option("--reach", metavar="ENDING", help="An ending to come to.")
@click.option("--avoid", metavar="ENDING", help="An ending not to come to.")
@click.option("--everyone", "all_of_them", is_flag=True, help="Each actor for its own points.")
@do_option
@click.option(
    "--budget", type=click.IntRange(1), help="How many states may be computed (30,000,000)."
)
@json_option
def command(
    scenario: str,
    actor: str | None,
    against: tuple[str, ...],
    goal: str | None,
    reach: str | None,
    avoid: str | None,
    all_of_them: bool,
    lines: tuple[str, ...],
    budget: int | None,
    as_json: bool,
) -> None:
    """Find the best that an actor of SCENARIO can do, exactly.

    The others act by their policies. Best play sees the whole state, so what it reaches is an upper
    bound for people.
    """
    from sim.lab.exact.odds import BUDGET
    from sim.lab.solve import solve
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    if all_of_them == (actor is not None):
        raise UsageError("Say for whom: --for ACTOR, or --everyone.")
    loaded = load(scenario)
    found = solve(
        loaded,
        for_=actor,
        against=against,
        goal=goal,
        reach=reach,
        avoid=avoid,
        do=lines,
        budget=budget or BUDGET,
    )
    program = lower(loaded)
    if as_json:
        print_json(
            {
                "scenario": program.id,
                "hash": program.hash,
                "do": list(lines),
                "exact": True,
                "goals": found.goals,
                "against": list(against),
                "value": found.values if actor is None else found.values[actor],
                "usual": found.usual if actor is None else found.usual[actor],
                "endings": found.endings,
                "first_moves": found.first_moves if actor is None else found.first_moves[actor],
                "sees_hidden_truths": found.hidden,
                "states": found.states,
            }
        )
        return
    _show(program, found, against)


def _show(program: Program, found: Solution, against: tuple[str, ...]) -> None:
    from sim.engine.telling import tell_apart

    versus = f", against {', '.join(against)}" if against else ""
    click.echo(f"{program.title}: best play, exact, over {found.states:,} states{versus}.")
    for name, value in found.values.items():
        words = found.goals[name]
        if words.startswith(("reach ", "avoid ")):
            shown, usual = f"{abs(value):.2%}", f"{abs(found.usual[name]):.2%}"
            words = f"{words}: the odds of that ending"
        else:
            shown, usual = f"{value:.3f}", f"{found.usual[name]:.3f}"
        click.echo(f"{name}, {words}: {shown} at best, {usual} by its usual policy.")
        moves = found.first_moves.get(name, {})
        if moves:
            click.echo("  Moves of its first turn, and what each falls short of the best by:")
        for move, short in sorted(moves.items(), key=lambda pair: pair[1]):
            label = tell_apart(program.move(f"{name}.{move}").label, program)
            click.echo(f"  {short:9.4f}  {label} ({move})")
    click.echo("Endings under best play, exact:")
    for ending, share in sorted(found.endings.items(), key=lambda pair: -pair[1]):
        label = tell_apart(program.stages[program.stage_index[ending]].label, program)
        click.echo(f"  {share:7.2%}  {label} ({ending})")
    if found.hidden:
        click.echo("Best play here knows the hidden truths; nobody who does not can reach more.")
