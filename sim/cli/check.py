"""``newscycle check``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sim.cli.output import LAST, Whole, json_option, print_json
from sim.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.author.check import Checked
    from sim.play.firstplay import Reading


STATES = 250_000
"""Counted in a quarter of a second; what has more is said to have more."""
PROOFS = 2_000_000
"""Looked at for proofs: some seconds, and less than a gigabyte."""


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--plays",
    metavar="N",
    type=Whole(1, 100_000),
    default=None,
    help="Tell N stories by the weights in the file and N in which every move is equally likely;"
    " say what they reach, how often, and how long a first play takes.",
)
@click.option(
    "--seed",
    type=Whole(0, LAST),
    default=1,
    show_default=True,
    help="Fixes the luck of the plays.",
)
@click.option(
    "--exact",
    is_flag=True,
    help="Prove from all states that nothing in the file is idle, and try expectations exactly.",
)
@click.option(
    "--states",
    metavar="N",
    type=Whole(1, 10_000_000),
    default=None,
    help="Count states up to N, to see whether exact odds can be had (250,000 unless given), and"
    " look at about N for proofs (2,000,000).",
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
    exact: bool,
    states: int | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Find everything that is wrong with scenario files, at once, and try their expectations."""
    from sim.author.check import Wanted, look_at
    from sim.scenario.catalog import locate
    from sim.scenario.codes import Severity

    counted = states or STATES
    wanted = Wanted(
        states=counted,
        plays=plays or 0,
        seed=seed,
        proofs=(states or PROOFS) if exact else 0,
        stories=as_json or everything,
        progress=_progress if exact and sys.stderr.isatty() else None,
    )
    found = [look_at(locate(name), wanted) for name in files]
    if wanted.progress is not None:
        click.echo("\r\x1b[K", nl=False, err=True)
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    failed = any(problem.severity in bad for checked in found for problem in checked.problems)
    if as_json:
        print_json(_document(found, counted))
    else:
        for line in _told(found, counted, everything=everything):
            click.echo(line)
    if failed:
        raise click.exceptions.Exit(ExitCode.BAD_DATA)


def _progress(now: int, states: int) -> None:
    """One line on a terminal that is written over."""
    click.echo(f"\rProving: round {now}, {states:,} states looked at …\x1b[K", nl=False, err=True)


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
    if checked.proofs is not None:
        from sim.author.proofs.told import proofs_told

        yield "\n".join(proofs_told(checked.proofs, everything=everything))
    if checked.coverage is not None:
        from sim.author.showing import coverage_told

        yield "\n".join(coverage_told(checked.coverage))
        if readings := _readings(checked):
            from sim.play.firstplay import reading_told

            said = checked.coverage.program.scenario.file.minutes
            yield "\n".join(reading_told(readings, said))


def _readings(checked: Checked) -> list[Reading]:
    """First plays as people read them, as many as there were plays; none where nobody plays."""
    if checked.coverage is None:
        return []
    from sim.play.firstplay import first_plays

    coverage = checked.coverage
    return first_plays(coverage.program, coverage.plays, coverage.seed)


def _document(found: Sequence[Checked], states: int) -> dict[str, object]:
    document: dict[str, object] = {
        "files": len(found),
        "problems": [problem.as_json() for checked in found for problem in checked.problems],
        "proved": [],
        "exact": None,
    }
    proved = [checked for checked in found if checked.proofs is not None]
    if proved:
        from sim.author.proofs.told import proofs_json, proved_json

        document["exact"] = all(c.proofs.exact for c in proved if c.proofs)
        document["proved"] = [a for c in proved if c.proofs for a in proved_json(c.file, c.proofs)]
        document["proofs"] = [proofs_json(c.file, c.proofs) for c in proved if c.proofs]
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
        read = [(c.file, readings) for c in found if (readings := _readings(c))]
        if read:
            from sim.play.firstplay import reading_json

            document["reading"] = [reading_json(file, readings) for file, readings in read]
    return document
