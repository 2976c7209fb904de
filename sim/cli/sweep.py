"""``newscycle sweep``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.output import seed_option
from sim.cli.research import (
    canonical,
    given,
    lines_of,
    metered,
    options,
    research_options,
    resume_option,
    runs_option,
    warn,
    who_works,
)
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.lab.plan import SweepPlan

RUNS = 20_000
FILE = click.Path(path_type=Path)


@click.command()
@click.argument("scenario")
@click.option(
    "--vary",
    "factors",
    metavar="LINE[,LINE]…",
    multiple=True,
    help="The levels of one factor, 'nothing' among them if you like; each --vary is one more.",
)
@click.option("--orders", "moves", metavar="MOVE,MOVE,…", help="Moves to be made in every order.")
@click.option("--rounds", metavar="R,R,…", help="The rounds over which --orders puts its moves.")
@click.option(
    "--waiting", is_flag=True, help="In --orders: from its round on, each as soon as it is enabled."
)
@click.option("--plan", type=FILE, metavar="FILE.yaml", help="The combinations, from a file.")
@runs_option("pairs of stories for each combination (default: 20,000)")
@seed_option
@research_options
@click.option("--out", type=FILE, metavar="FILE.csv", required=True, help="The table.")
@resume_option
def command(
    scenario: str,
    factors: tuple[str, ...],
    moves: str | None,
    rounds: str | None,
    waiting: bool,
    plan: Path | None,
    runs: int | None,
    seed: int | None,
    lines: tuple[str, ...],
    what_ifs: tuple[str, ...],
    first: int,
    workers: int | None,
    dask: str | None,
    out: Path,
    resume: bool,
) -> None:
    """Compare many interventions on SCENARIO with one baseline, as one tidy table.

    --vary crosses interventions, --orders tries every order of acts, --plan reads both from a
    file. --do and --what-if hold in every world, the baseline's too.
    """
    from sim.lab.strategies import planned as with_strategies
    from sim.lab.sweep import sweep
    from sim.play.session import fresh_seed
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    if resume and seed is None:
        raise UsageError("--resume needs the --seed of the sweep that was interrupted.")
    loaded = load(scenario)
    planned = _plan(factors, moves, rounds, plan, waiting=waiting)
    program = lower(loaded)
    common = (*lines_of(program, lines, what_ifs), *planned.do)
    for point in planned.points:
        warn(program, with_strategies(program, (*common, *point.lines)))
    number = runs or RUNS
    chosen = fresh_seed() if seed is None else seed
    if seed is None:
        click.echo(f"Seed {chosen}.", err=True)
    said = canonical(
        "newscycle", "sweep", scenario, *options("--vary", factors), *given("--orders", moves),
        *given("--rounds", rounds), *(["--waiting"] if waiting else []), *given("--plan", plan),
        "--runs", number, "--seed", chosen, *options("--do", common),
        *given("--first", first or None), "--out", out,
    )  # fmt: skip
    total = number * len(planned.points)
    with (
        metered(total, "pairs of stories", kept=True) as meter,
        who_works(2 * total, workers, dask) as executor,
    ):
        result = sweep(
            loaded,
            planned.points,
            runs=number,
            seed=chosen,
            do=common,
            first=first,
            executor=executor,
            out=out,
            resume=resume,
            progress=meter,
            command=said,
        )
    click.echo(
        f"{out}: {len(planned.points):,} combinations, {len(result.rows):,} rows, sampled in"
        f" {number:,} pairs of stories each; {out.name}.manifest.json says how.",
        err=True,
    )


def _plan(
    factors: tuple[str, ...],
    moves: str | None,
    rounds: str | None,
    plan: Path | None,
    *,
    waiting: bool,
) -> SweepPlan:
    """The points that were asked for."""
    from sim.lab.plan import SweepPlan, read_plan
    from sim.lab.points import cross, orders, together

    if plan is not None:
        if factors or moves or rounds:
            raise UsageError("--plan holds all combinations; --vary and --orders go into it.")
        return read_plan(plan)
    groups = []
    if factors:
        groups.append(cross([_split(factor) for factor in factors]))
    if moves is not None:
        if rounds is None:
            raise UsageError("--orders needs --rounds: over which rounds the moves are put.")
        numbers = _split(rounds)
        if not all(number.isascii() and number.isdigit() for number in numbers):
            raise UsageError(f"--rounds are whole numbers, such as 2,5,9, not '{rounds}'.")
        groups.append(orders(_split(moves), [int(n) for n in numbers], waiting=waiting))
    elif rounds is not None or waiting:
        raise UsageError("--rounds and --waiting belong to --orders.")
    if not groups:
        raise UsageError("Say what to vary: --vary, --orders or --plan.")
    return SweepPlan(tuple(together(*groups)))


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
