"""``newscycle odds``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli.output import LAST, Whole, do_option, json_option, print_json
from sim.cli.research import say, say_uncounted, show_uncovered, warn
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.engine.interventions import Plan
    from sim.engine.story import Story
    from sim.lab.odds import Odds
    from sim.program.model import Program

WAYS_OUT = (
    "So the odds are sampled. Certain, but often wide: --bounds. Exact late in a play: --from"
    " JOURNAL@N."
)


@click.command()
@click.argument("scenario")
@do_option
@click.option("--from", "origin", metavar="JOURNAL@N", help="From decision N of a play on.")
@click.option("--by-round", is_flag=True, help="Also by the end of each round.")
@click.option(
    "--sensitivity",
    is_flag=True,
    help="Also which weights and chances matter most, and how far the odds may be off.",
)
@click.option(
    "--worlds",
    type=Whole(2, 100_000),
    help="With --sensitivity: in how many worlds the guesses are off (default: 200).",
)
@click.option(
    "--budget",
    type=Whole(1),
    help="How many states may be computed before sampling (default: 30,000,000).",
)
@click.option(
    "--runs", type=Whole(1), help="How many stories to sample past it (default: 100,000)."
)
@click.option("--seed", type=Whole(0, LAST), default=0, help="Of what is sampled.")
@click.option(
    "--stories",
    type=Whole(0, 1000),
    help="How many of each ending's most probable stories are told (default: 1).",
)
@click.option(
    "--bounds",
    is_flag=True,
    help="Bounds that are certain, where the states are too many to be exact.",
)
@click.option(
    "--keep",
    type=Whole(1),
    help="With --bounds: how many states of a turn go on (default: 100,000).",
)
@click.option(
    "--reference", is_flag=True, help="The slow, plain computation; small scenarios only."
)
@json_option
def command(
    scenario: str,
    lines: tuple[str, ...],
    origin: str | None,
    by_round: bool,
    sensitivity: bool,
    worlds: int | None,
    budget: int | None,
    runs: int | None,
    seed: int,
    stories: int | None,
    bounds: bool,
    keep: int | None,
    reference: bool,
    as_json: bool,
) -> None:
    """Compute the odds of the endings of SCENARIO.

    Exact where the states fit the budget; else sampled, with intervals, and marked as that.
    --bounds gives the least and the most that the odds can be instead, without sampling.
    """
    from sim.cli.bounds import bounded
    from sim.cli.sensitivity import sensitivity_json, show_ranges, show_slopes
    from sim.lab.exact.odds import BUDGET
    from sim.lab.exact.sensitivity import WORLDS, ranges, slopes
    from sim.lab.odds import RUNS, odds
    from sim.lab.strategies import planned
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    if worlds is not None and not sensitivity:
        raise UsageError("--worlds goes with --sensitivity.")
    loaded = load(scenario)
    program = lower(loaded)
    most = budget or BUDGET
    if keep is not None and not bounds:
        raise UsageError("--keep goes with --bounds.")
    if sensitivity and origin is not None:
        raise UsageError("--sensitivity is for odds from the beginning; leave out --from.")
    if bounds:
        if sensitivity or stories or reference or budget or runs:
            raise UsageError("--bounds goes with --do, --from, --by-round, --keep and --json only.")
        after = None if origin is None else _standing(program, origin)
        lines = (*(after.plan.lines if after else ()), *lines)
        begin = _begin(origin, after)
        bounded(loaded, lines, after, keep, begin, by_round=by_round, as_json=as_json)
        return
    warn(program, planned(program, lines))
    if reference:
        if origin is not None or sensitivity or stories:
            raise UsageError(
                "The reference computation has no --from, no --sensitivity and no --stories."
            )
        found = _reference(program, planned(program, lines), most)
    else:
        after = None if origin is None else _standing(program, origin)
        lines = (*(after.plan.lines if after else ()), *lines)
        found = odds(
            loaded, do=lines, after=after, budget=most, seed=seed,
            runs=1 if sensitivity else runs or RUNS,  # samples are of no use to it
            stories=1 if stories is None else stories,
        )  # fmt: skip
    begin = None if reference else _begin(origin, after)
    document = found.as_json(by_round=by_round) | ({} if begin is None else {"from": begin})
    if sensitivity:
        if not found.exact:
            raise UsageError(
                f"{found.reason} --sensitivity needs exact odds; newscycle sweep can vary weights"
                " and sample."
            )
        plan = planned(program, lines)
        matter = slopes(program, plan, budget=most)
        off = ranges(program, plan, worlds=worlds or WORLDS, seed=seed, budget=most)
        document["sensitivity"] = sensitivity_json(matter, off, worlds or WORLDS)
    if as_json:
        print_json(document)
        return
    _show(program, found, begin, by_round=by_round)
    if not reference and stories != 0:
        _show_stories(program, found, stories)
    if sensitivity:
        show_slopes(matter)
        show_ranges(off, _labels(program), worlds or WORLDS)


def _reference(program: Program, plan: Plan, most: int) -> Odds:
    """The slow computation, as odds like any other."""
    from sim.lab.odds import Odds
    from sim.lab.reference import MOST_STATES, reference_odds

    found = reference_odds(program, plan, most=min(most, MOST_STATES))
    return Odds(
        program.id,
        program.hash,
        plan.lines,
        True,
        found.endings,
        found.by_round,
        found.expected_rounds,
        found.states,
    )


def _standing(program: Program, origin: str) -> Story:
    """The story as it stood before a decision: ``JOURNAL@N``."""
    from sim.play.saves import existing
    from sim.play.stories import story_before

    name, at, number = origin.rpartition("@")
    if not at or not number.isascii() or not number.isdigit():
        raise UsageError(f"'{origin}' is not JOURNAL@N, such as my_game@3 for the third decision.")
    story = story_before(existing(name), int(number))
    if story.program is not program:
        raise UsageError(f"{name} is a play of {story.program.title}, or of another version of it.")
    return story


def _begin(origin: str | None, after: Story | None) -> dict[str, Any] | None:
    """Which decision of a play the odds are from, if not from the beginning."""
    if origin is None or after is None:
        return None
    name, _, number = origin.rpartition("@")
    return {"journal": name, "decision": int(number), "round": after.state.round}


def from_where(begin: dict[str, Any] | None) -> str:
    """The same in words."""
    if begin is None:
        return ""
    return " from decision {decision} of {journal} on (round {round})".format(**begin)


def _labels(program: Program) -> dict[str, str]:
    from sim.engine.telling import tell_apart

    return {stage.id: tell_apart(stage.label, program) for stage in program.stages}


def _show(program: Program, found: Odds, begin: dict[str, Any] | None, *, by_round: bool) -> None:
    labels = _labels(program)
    what = f"Odds of the endings{from_where(begin)}"
    if found.exact:
        say(f"{what}, exact, over {found.states:,} states:")
    else:
        click.echo(f"{found.reason} {WAYS_OUT}", err=True)
        say(
            f"{what}, sampled from {found.runs:,} stories (seed {found.seed}),"
            " with 95 % intervals (shares: Wilson 1927; means: normal approximation):"
        )
    for name, share in sorted(found.endings.items(), key=lambda pair: -pair[1]):
        span = ""
        if found.intervals is not None:
            interval = f"[{found.intervals[name].low:.2%}, {found.intervals[name].high:.2%}]"
            span = f"  {interval:<17}"
        say(f"  {share:7.2%}{span}  {labels[name]} ({name})")
    mean = f"{found.expected_rounds:.2f}"
    if found.rounds is not None:
        mean += f" [{found.rounds.low:.2f}, {found.rounds.high:.2f}]"
    say(f"A story lasts {mean} rounds on average.")
    if found.values:
        say(f"At its end, on average: {_values(program, found, found.values)}.")
    show_uncovered(found.strategies or {})
    say_uncounted(found.lines)
    if by_round:
        for number, row in enumerate(found.by_round, start=1):
            shares = ", ".join(f"{name} {share:.2%}" for name, share in row.items() if share)
            say(f"  by round {number}: {shares or 'none yet'}", 4)


def _values(program: Program, found: Odds, values: dict[str, float]) -> str:
    """The means of the variables; that of a yes is its share."""
    from sim.engine.telling import tell_apart

    parts = []
    for variable in program.variables:
        words = f"{tell_apart(variable.label, program)} {values[variable.id]:.2f}"
        if found.means is not None:
            mean = found.means[variable.id]
            words += f" [{mean.low:.2f}, {mean.high:.2f}]"
        parts.append(words)
    return ", ".join(parts)


def _show_stories(program: Program, found: Odds, asked: int | None) -> None:
    """Each ending's most probable stories; why there are none is said to those who asked."""
    from sim.cli.paths import in_words
    from sim.lab.odds import STORIES_BUDGET

    if found.stories is None:
        if found.exact:
            click.echo(
                f"Likeliest stories are told up to {STORIES_BUDGET:,} states; newscycle paths has"
                " them for one ending.",
                err=True,
            )
        elif asked:
            click.echo("Likeliest stories come with exact odds only.", err=True)
        return
    say("The most probable stories of each ending, exact, waiting left out:")
    labels = _labels(program)
    for name in sorted(found.stories, key=lambda name: -found.endings[name]):
        if not found.stories[name]:
            say(f"  {labels[name]} ({name}): no story comes to it")
        for path in found.stories[name]:
            say(
                f"  {labels[name]} ({name}): one story in {1 / path.probability:,.0f}"
                f" ({path.probability:.3g}), over in round {path.rounds}",
                4,
            )
            for line in in_words(program, path):
                say(f"    {line}", 6)
