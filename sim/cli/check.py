"""``newscycle check``."""

from __future__ import annotations

import click

from sim.cli.output import json_option, print_json
from sim.errors import ExitCode


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--all", "everything", is_flag=True, help="Show every problem in full.")
@json_option
def command(files: tuple[str, ...], strict: bool, everything: bool, as_json: bool) -> None:
    """Find everything that is wrong with scenario files, at once."""
    from sim.author.check import check_file
    from sim.author.report import told
    from sim.scenario.catalog import locate
    from sim.scenario.codes import Severity
    from sim.scenario.problems import summary

    problems = [problem for name in files for problem in check_file(locate(name))]
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    failed = any(problem.severity in bad for problem in problems)
    if as_json:
        print_json(
            {
                "files": len(files),
                "problems": [problem.as_json() for problem in problems],
                "proved": [],
                "exact": None,
            }
        )
    else:
        if problems:
            click.echo(told(problems, everything=everything))
            click.echo()
        what = f"{len(files)} file{'s' if len(files) > 1 else ''}"
        click.echo(f"{what}: {summary(problems)}.")
        if any(problems):
            click.echo("newscycle explain CODE says more about each.")
    if failed:
        raise click.exceptions.Exit(ExitCode.BAD_DATA)
