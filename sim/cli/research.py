"""What the commands for researchers share: options, who does the work, progress, figures."""

from __future__ import annotations

import shlex
import shutil
import sys
import textwrap
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from sim.cli.output import Whole, do_option
from sim.errors import BudgetError, NewscycleError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from sim.engine.interventions import Plan
    from sim.lab.strategies import Uncovered
    from sim.lab.uncertainty import Share
    from sim.program.model import Program

#: Without --workers, runs of more stories than this use every processor.
FEW = 150_000

GO_ON = "What is finished is kept; the same command with --resume (and --seed) goes on from there."
FURTHER = "--budget N goes further, where there is memory for it."
#: Where words begin that stand after a share and its interval.
INDENT = 30

what_if_option = click.option(
    "--what-if",
    "what_ifs",
    metavar="ID",
    multiple=True,
    help="An intervention that the scenario names; may be repeated.",
)


def runs_option(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--runs``, and of what there are so many."""
    return click.option("--runs", type=Whole(1), help=f"How many {what}.")


first_option = click.option(
    "--first", type=Whole(0), default=0, help="Number of the first story (default: 0)."
)
workers_option = click.option(
    "--workers",
    type=Whole(1, 256),
    help="How many processes work on it (default: every processor, for few stories one).",
)
dask_option = click.option(
    "--dask", "dask", metavar="ADDRESS", help="The scheduler of a Dask cluster that works on it."
)
resume_option = click.option(
    "--resume", is_flag=True, help="Go on with the run that was interrupted."
)


def research_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command for researchers has."""
    for option in (dask_option, workers_option, first_option, what_if_option, do_option):
        command = option(command)
    return command


def lines_of(program: Program, lines: Sequence[str], what_ifs: Sequence[str]) -> tuple[str, ...]:
    """The lines given, after those of the what-ifs that the scenario names.

    Raises :class:`UsageError` for a name that it does not have.
    """
    from sim.scenario.suggest import did_you_mean

    known = {what_if.id: what_if.lines for what_if in program.teaching.what_ifs}
    found: list[str] = []
    for name in what_ifs:
        if name not in known:
            hint = did_you_mean(name, known) or (
                f"It names: {', '.join(known)}." if known else "It names none; use --do."
            )
            raise UsageError(f"{program.title} names no what-if '{name}'. {hint}")
        found += known[name]
    return (*found, *lines)


@contextmanager
def who_works(stories: int, workers: int | None, dask: str | None) -> Iterator[Executor | None]:
    """The executor that was asked for."""
    import os

    from sim.lab.workers import cluster, processes

    if dask is not None:
        if workers is not None:
            raise UsageError("--workers are processes here, --dask is a cluster: choose one.")
        with cluster(dask) as executor:
            yield executor
        return
    number = workers or (1 if stories <= FEW else os.cpu_count() or 1)
    with processes(number) as executor:
        yield executor


class Meter:
    """How far the work is: on a terminal a line that is written over, elsewhere nothing."""

    def __init__(self, total: int, what: str = "stories") -> None:
        self.total = total
        self.what = what
        self.told = 0
        self.began = time.monotonic()
        self._shown = 0.0
        self._width = 0

    def __call__(self, told: int) -> None:
        """``told`` stories are there."""
        self.told = told
        now = time.monotonic()
        if sys.stderr.isatty() and (not told or now - self._shown > 0.2):
            self._shown = now
            self._write(self.line(now - self.began))

    def line(self, seconds: float) -> str:
        """What is shown after so many seconds."""
        text = f"{self.told:,} of {self.total:,} {self.what}"
        if self.told and seconds > 0:
            speed = self.told / seconds
            text += f" · {speed:,.0f} a second · {_duration((self.total - self.told) / speed)} left"
        return text

    def _write(self, text: str) -> None:
        self._width = max(self._width, len(text))
        click.echo("\r" + text.ljust(self._width), nl=False, err=True)

    def close(self) -> None:
        """Wipe the line away."""
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)
            self._width = 0

    def finish(self) -> None:
        """Wipe the line away and say how long it took."""
        self.close()
        seconds = time.monotonic() - self.began
        click.echo(f"{self.told:,} {self.what} in {_duration(seconds)}.", err=True)


@contextmanager
def metered(total: int, what: str, *, kept: bool = False) -> Iterator[Meter]:
    """A meter that leaves the terminal tidy; after an interruption it says how to go on."""
    meter = Meter(total, what)
    meter(0)
    try:
        yield meter
    except (KeyboardInterrupt, NewscycleError) as error:
        meter.close()
        begun = meter.told or isinstance(error, KeyboardInterrupt)
        if kept and begun and "--resume" not in str(error):
            click.echo(GO_ON, err=True)
        raise
    except BaseException:
        meter.close()
        raise
    meter.finish()


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"


@contextmanager
def budgeted(advice: str) -> Iterator[None]:
    """What needs more states than the budget has is refused with ``advice``."""
    try:
        yield
    except BudgetError as error:
        # Other limits (rules of a strategy, ways between states) have advice of their own.
        if not str(error).endswith("for the budget."):
            raise
        raise BudgetError(f"{error} {advice}") from None


def canonical(*words: object) -> str:
    """A command line for manifests: only what can change the result."""
    return shlex.join(str(word) for word in words)


def options(name: str, values: Sequence[str]) -> list[str]:
    """A repeated option as words of a command line."""
    return [word for value in values for word in (name, value)]


def given(name: str, value: object) -> list[object]:
    """An option as words of a command line, if it was given."""
    return [] if value is None else [name, value]


def say(text: str, indent: int = 2) -> None:
    """A line of the result; on a terminal a long one is broken between words, indented after."""
    text = text.rstrip()
    if not sys.stdout.isatty():
        click.echo(text)
        return
    columns = max(40, shutil.get_terminal_size().columns)
    hanging = " " * min(indent, columns // 2)
    for line in textwrap.wrap(text, columns, subsequent_indent=hanging, break_on_hyphens=False):
        click.echo(line)


def span(share: Share) -> str:
    """A share with its interval."""
    interval = f"[{share.low:.2%}, {share.high:.2%}]"
    return f"{share.share:7.2%}  {interval:<17}"


def warn(program: Program, plan: Plan) -> None:
    """Say on standard error which strategies were made for something else."""
    from sim.lab.strategies import followed

    for strategy in followed(program, plan).values():
        if strategy.note is not None:
            click.echo(f"{strategy.note} Every name in it fits, so it is followed.", err=True)


def show_strategies(strategies: dict[str, Uncovered], title: str = "Strategies") -> None:
    """Which strategies were followed, and where they said nothing."""
    if strategies:
        say(f"{title} (stories with a choice that no rule covers, sampled):")
    for line, one in strategies.items():
        say(f"  {span(one.stories)}  {line} ({one.choices:,} choices; {one.sha256[:12]})", INDENT)


def show_uncovered(strategies: Mapping[str, dict[str, Any]]) -> None:
    """On how many choices each strategy said nothing, on average."""
    for line, followed in strategies.items():
        say(f"{line}: no rule for {followed['uncovered_choices']:.4g} choices a story on average.")


def say_uncounted(*worlds: Sequence[str]) -> None:
    """Odds do not count how often a forced move could be made: say who does."""
    from sim.scenario.lines import Force, parse_line

    forced = [line for lines in worlds for line in lines if isinstance(parse_line(line), Force)]
    if forced:
        say(
            f"{', '.join(forced)}: made where it is enabled then, else the actor acts as usual."
            " How often it could be made is not in these odds; newscycle run counts it."
        )


def show_forced(forced: dict[str, dict[str, Share]], title: str) -> None:
    """What became of forced moves."""
    if forced:
        say(f"{title} (shares of stories, sampled):")
    for line, words in forced.items():
        say(f"  {line}", 4)
        for word, share in words.items():
            say(f"  {span(share)}  {word.replace('_', ' ')}", INDENT)
