"""``newscycle check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.output import json_option, print_json
from sim.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.author.check import Checked


STATES = 250_000
"""Counted in a quarter of a second; what has more is said to have more."""


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--plays",
    metavar="N",
    type=click.IntRange(1, 100_000),
    default=None,
    help="Tell N stories by policy and N at random; say what they reach, and how often.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**64 - 1),
    default=1,
    show_default=True,
    help="Fixes the luck of the plays.",
)
@click.option(
    "--states",
    metavar="N",
    type=click.IntRange(1, 50_000_000),
    default=STATES,
    show_default=True,
    help="Count states up to N, to see whether exact odds can be had.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Show every problem and expectation in full."
)
@json_option
def command(
    files: tuple[str, ...],
    strict: bool,
    plays: int | None,
    seed: int,
    states: int,
    everything: bool,
    as_json: bool,
) -> None:
    """Find everything that is wrong with scenario files, at once, and try their expectations."""
    from sim.author.check import Wanted, look_at
    from sim.scenario.catalog import locate
    from sim.scenario.codes import Severity

    wanted = Wanted(states=states, plays=plays or 0, seed=seed)
    found = [look_at(locate(name), wanted) for name in files]
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    failed = any(problem.severity in bad for checked in found for problem in checked.problems)
    if as_json:
        print_json(_document(found, states))
    else:
        for line in _told(found, states, everything=everything):
            click.echo(line)
    if failed:
        raise click.exceptions.Exit(ExitCode.BAD_DATA)


def _told(found: Sequence[Checked], states: int, *, everything: bool) -> Iterator[str]:
    from sim.author.report import told
    from sim.scenario.problems import summary

    problems = [problem for checked in found for problem in checked.problems]
    if problems:
        yield told(problems, everything=everything)
        yield ""
    for checked in found:
        sections = list(_sections(checked, states, everything=everything))
        if sections and len(found) > 1:
            yield f"{checked.file}\n{'═' * len(checked.file)}"
        for section in sections:
            yield section
            yield ""
    what = f"{len(found)} file{'s' if len(found) > 1 else ''}"
    yield f"{what}: {summary(problems)}."
    if problems:
        yield "newscycle explain CODE says more about each."


def _sections(checked: Checked, states: int, *, everything: bool) -> Iterator[str]:
    """What plays and expectations showed of one file."""
    if checked.trials:
        from sim.author.showing import trials_told

        yield "\n".join(trials_told(checked.trials, everything=everything))
    if checked.budget is not None:
        from sim.author.states import budget_told

        yield "\n".join(budget_told(checked.budget, states, everything=everything))
    if checked.coverage is not None:
        from sim.author.showing import coverage_told

        yield "\n".join(coverage_told(checked.coverage))


def _document(found: Sequence[Checked], states: int) -> dict[str, object]:
    document: dict[str, object] = {
        "files": len(found),
        "problems": [problem.as_json() for checked in found for problem in checked.problems],
        "proved": [],
        "exact": None,
    }
    if any(checked.trials for checked in found):
        from sim.author.showing import trials_json

        tried = [trial for c in found for trial in trials_json(c.file, c.trials)]
        document["expectations"] = tried
    if any(checked.budget is not None for checked in found):
        from sim.author.states import budget_json

        document["states"] = [budget_json(c.file, c.budget, states) for c in found if c.budget]
    if any(checked.coverage is not None for checked in found):
        from sim.author.showing import coverage_json

        document["plays"] = [coverage_json(c.file, c.coverage) for c in found if c.coverage]
    return document
