"""``newscycle whatif``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.output import json_option, print_json, seed_option
from sim.cli.research import (
    INDENT,
    budgeted,
    lines_of,
    metered,
    research_options,
    runs_option,
    say,
    say_uncounted,
    show_forced,
    show_strategies,
    show_uncovered,
    span,
    warn,
    who_works,
)
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.lab.whatif import WhatIfResult
    from sim.program.model import Program

RUNS = 100_000
#: So many acts, and ways from one ending to another, are shown.
MOST = 5
#: Adjusted differences that are as sharp as this many times the pairs are shown.
WORTH_SHOWING = 1.5


@click.command()
@click.argument("scenario")
@research_options
@click.option(
    "--against", metavar="LINE", multiple=True, help="What holds in the baseline; may be repeated."
)
@runs_option("pairs of stories (default: 100,000)")
@seed_option
@click.option("--exact", is_flag=True, help="Exact odds of both worlds; smaller scenarios only.")
@json_option
def command(
    scenario: str,
    lines: tuple[str, ...],
    what_ifs: tuple[str, ...],
    against: tuple[str, ...],
    runs: int | None,
    seed: int | None,
    first: int,
    workers: int | None,
    dask: str | None,
    exact: bool,
    as_json: bool,
) -> None:
    """Compare two worlds of SCENARIO that differ in an intervention, on the same luck.

    Both worlds share everything that the intervention does not touch, so that what differs is its
    effect. Figures are sampled, with paired intervals; with --exact the odds of the endings of both
    worlds are computed instead, and nothing is said of single stories.
    """
    from sim.cli.research import canonical, given, options
    from sim.lab.strategies import planned
    from sim.lab.whatif import whatif
    from sim.play.session import fresh_seed
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    loaded = load(scenario)
    program = lower(loaded)
    every = lines_of(program, lines, what_ifs)
    if not every and not against:
        named = ", ".join(what_if.id for what_if in program.teaching.what_ifs)
        also = f", or --what-if with one that the scenario names: {named}" if named else ""
        raise UsageError(f"Say what is different: --do with a line{also}.")
    for side in (every, against):
        warn(program, planned(program, side))
    if exact:
        if runs or seed is not None or first or workers or dask:
            raise UsageError("Exact odds have no --runs, --seed, --first, --workers or --dask.")
        _exact(program, every, against, as_json=as_json)
        return
    number = runs or RUNS
    chosen = fresh_seed() if seed is None else seed
    if seed is None:
        click.echo(f"Seed {chosen}.", err=True)
    said = canonical(
        "newscycle", "whatif", scenario, *options("--do", every), *options("--against", against),
        "--runs", number, "--seed", chosen, *given("--first", first or None),
    )  # fmt: skip
    with metered(number, "pairs of stories") as meter, who_works(2 * number, workers, dask) as by:
        result = whatif(
            loaded,
            do=every,
            against=against,
            runs=number,
            seed=chosen,
            first=first,
            executor=by,
            progress=meter,
            command=said,
        )
    if as_json:
        print_json(result.as_json())
        return
    _show(program, result)


def _exact(
    program: Program, lines: Sequence[str], against: Sequence[str], *, as_json: bool
) -> None:
    """Both worlds' odds, exactly. Raises :class:`BudgetError` for too many states."""
    from sim.engine.telling import tell_apart
    from sim.lab.exact.odds import exact_odds
    from sim.lab.odds import strategies_of
    from sim.lab.strategies import planned

    plans = planned(program, against), planned(program, lines)
    with budgeted("Leave out --exact: both worlds are sampled then, with paired intervals."):
        base, other = (exact_odds(program, plan) for plan in plans)
    strategies = {
        name: strategies_of(program, plan, found.uncovered)
        for name, plan, found in (
            ("strategies", plans[1], other), ("strategies_base", plans[0], base)
        )
        if plan.ruled
    }  # fmt: skip
    endings = {
        name: {"base": share, "what_if": other.endings[name],
               "difference": other.endings[name] - share}
        for name, share in base.endings.items()
    }  # fmt: skip
    if as_json:
        document = {"scenario": program.id, "hash": program.hash, "do": list(lines),
                    "against": list(against), "kind": "exact", "exact": True,
                    "endings": endings, "states": base.states + other.states,
                    **strategies}  # fmt: skip
        print_json(document)
        return
    click.echo(f"{program.title}: two worlds, exact.")
    click.echo(f"What if: {'  '.join(lines) or 'nothing'}")
    if against:
        click.echo(f"Against: {'  '.join(against)}")
    click.echo("Endings (base, what if, difference):")
    for name, d in sorted(endings.items(), key=lambda pair: -abs(pair[1]["difference"])):
        label = tell_apart(program.stages[program.stage_index[name]].label, program)
        click.echo(
            f"  {d['base']:7.2%} {d['what_if']:7.2%} {d['difference']:+8.2%}  {label} ({name})"
        )
    for found in strategies.values():
        show_uncovered(found)
    say_uncounted(lines, against)


def _show(program: Program, result: WhatIfResult) -> None:
    """The result for people."""
    from sim.engine.telling import tell_apart

    labels = {stage.id: tell_apart(stage.label, program) for stage in program.stages}
    say(
        f"{program.title}: {result.runs:,} pairs of stories on the same luck, sampled"
        f" (seed {result.seed})."
    )
    say(f"What if: {'  '.join(result.lines) or 'nothing'}")
    if result.against:
        say(f"Against: {'  '.join(result.against)}")
    say("Endings (base, what if, difference, paired 95 % interval of Newcombe 1998):")
    for name, d in sorted(result.endings.items(), key=lambda pair: -abs(pair[1].difference)):
        interval = f"[{d.low:+.2%}, {d.high:+.2%}]"
        say(
            f"  {d.base.share:7.2%} {d.what_if.share:7.2%} {d.difference:+8.2%}"
            f"  {interval:<19}  {labels[name]} ({name})",
            INDENT + 18,
        )
    _show_adjusted(result, labels)
    say("Untouched in every act, variable and stage (share of pairs, sampled):")
    say(f"  {span(result.untouched)}")
    _show_parting(result)
    show_forced(result.forced, "What was forced")
    show_forced(result.forced_base, "What was forced in the baseline")
    show_strategies(result.strategies)
    show_strategies(result.strategies_base, "Strategies in the baseline")
    for number, links in zip(("first", "second", "third"), result.chain, strict=True):
        if links:
            say(f"Acts that differ {number} (shares of pairs, sampled{_cut(len(links))}):")
        for link in links[:MOST]:
            say(f"  {span(link.share)}  {link.words}", INDENT)
    if result.moved:
        say(f"From one ending to another (shares of pairs, sampled{_cut(len(result.moved))}):")
    for (before, after), share in list(result.moved.items())[:MOST]:
        say(f"  {span(share)}  {labels[before]} → {labels[after]}", INDENT)
    say("Intervals of shares are those of Wilson 1927, 95 %.")


def _cut(number: int) -> str:
    """That of so many only the most frequent are shown."""
    return f"; the {MOST} most frequent" if number > MOST else ""


def _show_adjusted(result: WhatIfResult, labels: dict[str, str]) -> None:
    """The same differences, sharper: those that gain half as many pairs again, or more."""
    found = {name: d.adjusted for name, d in result.endings.items() if d.adjusted is not None}
    rows = sorted(found.items(), key=lambda pair: -abs(pair[1].difference))
    rows = [(name, one) for name, one in rows if one.gain >= WORTH_SHOWING]
    if rows:
        say(
            "Less the luck of the draws (sampled, 95 % intervals by the normal approximation; ×3:"
            " as sharp as from 3 times the pairs):"
        )
    for name, one in rows:
        interval = f"[{one.low:+.2%}, {one.high:+.2%}]"
        say(
            f"  {one.difference:+8.2%}  {interval:<19}  ×{one.gain:<5.3g} {labels[name]} ({name})",
            INDENT + 10,
        )


def _show_parting(result: WhatIfResult) -> None:
    """When the worlds part: the rounds in which something happens."""
    shares = result.parted_by_round
    rounds = [r for r in range(1, len(shares)) if shares[r].count > shares[r - 1].count]
    if rounds:
        say("Parted by the end of round (shares of pairs, sampled):")
    for number in rounds:
        say(f"  {span(shares[number])}  {number}", INDENT)
