"""``newscycle run``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.output import json_option, print_json, seed_option
from sim.cli.research import (
    INDENT,
    canonical,
    given,
    lines_of,
    metered,
    options,
    research_options,
    resume_option,
    runs_option,
    say,
    show_forced,
    show_strategies,
    span,
    warn,
    who_works,
)

if TYPE_CHECKING:
    from sim.lab.results import EnsembleResult
    from sim.program.model import Program

RUNS = 100_000
MOST = 1_000_000_000
FILE = click.Path(path_type=Path)


@click.command()
@click.argument("scenario")
@runs_option("stories (default: 100,000)")
@seed_option
@research_options
@click.option("--out", type=FILE, metavar="FILE", help="One row a story, as .csv or .parquet.")
@click.option("--events", type=FILE, metavar="FILE", help="One row an event, as .csv.")
@click.option(
    "--sequences", type=FILE, metavar="FILE", help="The stage in each round, one row a story: .csv."
)
@click.option(
    "--precision",
    type=float,
    metavar="P",
    help="Stop when every ending's share is known to ±P (such as 0.002); --runs is the most then."
    " Stopping there makes intervals very slightly optimistic.",
)
@resume_option
@json_option
def command(
    scenario: str,
    runs: int | None,
    seed: int | None,
    lines: tuple[str, ...],
    what_ifs: tuple[str, ...],
    first: int,
    workers: int | None,
    dask: str | None,
    out: Path | None,
    events: Path | None,
    sequences: Path | None,
    precision: float | None,
    resume: bool,
    as_json: bool,
) -> None:
    """Tell many stories of SCENARIO and count what they come to: shares with intervals, and rows.

    The same seed gives the same rows, whatever the number of workers, and after --resume too.
    """
    from sim.errors import UsageError
    from sim.lab.ensemble import ensemble
    from sim.lab.strategies import planned
    from sim.play.session import fresh_seed
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    if resume and seed is None:
        raise UsageError("--resume needs the --seed of the run that was interrupted.")
    loaded = load(scenario)
    program = lower(loaded)
    every = lines_of(program, lines, what_ifs)
    warn(program, planned(program, every))
    number = runs or (RUNS if precision is None else MOST)
    chosen = fresh_seed() if seed is None else seed
    if seed is None:
        click.echo(f"Seed {chosen}.", err=True)
    written = [path for path in (out, events, sequences) if path is not None]
    said = canonical(
        "newscycle", "run", scenario, "--runs", number, "--seed", chosen,
        *options("--do", every), *given("--first", first or None), *given("--out", out),
        *given("--events", events), *given("--sequences", sequences),
        *given("--precision", precision),
    )  # fmt: skip
    with (
        metered(number, "stories", kept=bool(written)) as meter,
        who_works(number, workers, dask) as by,
    ):
        result = ensemble(
            loaded,
            runs=number,
            seed=chosen,
            do=every,
            first=first,
            executor=by,
            rows=False,
            out=out,
            events=events,
            sequences=sequences,
            precision=precision,
            resume=resume,
            progress=meter,
            command=said,
        )
    for path in written:
        click.echo(f"Written: {path}, and {path.name}.manifest.json beside it.", err=True)
    if as_json:
        print_json(result.as_json())
        return
    _show(program, result, precision)
    again = ["newscycle", "story", scenario, "--seed", result.seed, "--number", "K"]
    say(f"One of them again: {canonical(*again, *options('--do', result.lines))}")


def _show(program: Program, result: EnsembleResult, precision: float | None) -> None:
    """The result for people."""
    from sim.engine.telling import tell_apart

    last = result.first + result.runs - 1
    say(
        f"{program.title}: {result.runs:,} stories, sampled"
        f" (seed {result.seed}, numbers {result.first} to {last})."
    )
    if result.lines:
        say(f"What if: {'  '.join(result.lines)}")
    say("Endings (share, 95 % interval of Wilson 1927):")
    for name, share in sorted(result.endings.items(), key=lambda pair: -pair[1].count):
        label = tell_apart(program.stages[program.stage_index[name]].label, program)
        say(f"  {span(share)}  {label} ({name})", INDENT)
    show_forced(result.forced, "What was forced")
    show_strategies(result.strategies)
    say("At the end (mean, 95 % interval by the normal approximation, sampled):")
    for name, mean in {"rounds": result.rounds, "days": result.days, **result.variables}.items():
        say(f"  {mean.mean:8.2f}  [{mean.low:.2f}, {mean.high:.2f}]  {name}")
    if precision is not None:
        reached = "reached" if result.widest <= precision else "not reached"
        say(f"Precision {precision:g}: {reached}; the widest interval is ±{result.widest:.2g}.")
