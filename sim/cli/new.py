"""``newscycle new``."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.output import Whole
from sim.errors import NewscycleError, ScenarioError, UsageError

if TYPE_CHECKING:
    import datetime

    from sim.author.new import Answers

ROUNDS = Whole(4, 200)


@click.command()
@click.argument("name")
@click.option(
    "--from",
    "source",
    metavar="SCENARIO",
    help="Copy a bundled scenario, or a file, instead of asking.",
)
@click.option("--title", help="Title of the scenario.")
@click.option("--setting", help="Where and when, in a few words.")
@click.option("--beginning", help="What has happened when the story begins, in a sentence.")
@click.option("--actors", help="Who acts, separated by commas.")
@click.option("--rounds", type=ROUNDS, help="The longest story, in rounds.")
@click.option(
    "--start",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day (YYYY-MM-DD); without it days are only counted.",
)
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def command(
    name: str,
    source: str | None,
    title: str | None,
    setting: str | None,
    beginning: str | None,
    actors: str | None,
    rounds: int | None,
    start: datetime.datetime | None,
    force: bool,
) -> None:
    """Write NAME.yaml: a commented scenario that passes check.

    On a terminal it asks for what no option gives; elsewhere it takes the defaults.
    """
    path = _path(name, force=force)
    if source is not None:
        given = (setting, beginning, actors, rounds, start)
        if any(value is not None for value in given):
            raise UsageError("With --from only --title can be changed; edit the copy for the rest.")
        text = _copy(source, title)
    else:
        from sim.author.new import new_scenario

        day = None if start is None else start.date()
        text = new_scenario(_answers(path, title, setting, beginning, actors, rounds, day))
    _write(path, text, force=force)
    _after(path)


def _path(name: str, *, force: bool) -> Path:
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = path.with_name(f"{path.name}.yaml")
    if path.is_dir() or not path.parent.is_dir():
        where = path if path.is_dir() else path.parent
        what = "is a folder" if path.is_dir() else "is no folder that is there"
        raise UsageError(f"{where} {what}; name a file to write.")
    if path.exists() and not force:
        raise UsageError(f"{path} is there already, and was left as it is; --force overwrites it.")
    return path


def _copy(source: str, title: str | None) -> str:
    from sim.author.new import copied
    from sim.scenario.catalog import locate
    from sim.scenario.reader import examine

    file = locate(source)
    scenario, problems = examine(file)
    if scenario is None:
        raise ScenarioError(problems)
    return copied(scenario.text, source, title)


def _answers(
    path: Path,
    title: str | None,
    setting: str | None,
    beginning: str | None,
    actors: str | None,
    rounds: int | None,
    start: datetime.date | None,
) -> Answers:
    from sim.author.new import Answers, names_in, title_from

    usual = Answers(title_from(path.stem))
    title = _ask("Title", title, usual.title)
    setting = _ask("Where and when, in a few words", setting, usual.setting)
    beginning = _ask("What has happened when it begins", beginning, usual.beginning)
    names = _ask("Who acts, separated by commas", actors, ", ".join(usual.actors))
    if rounds is None:
        rounds = (
            click.prompt("The longest story, in rounds", default=usual.rounds, type=ROUNDS)
            if _asks()
            else usual.rounds
        )
    return Answers(title, setting, beginning, names_in(names), rounds, start)


def _asks() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(question: str, given: str | None, usual: str) -> str:
    if given is not None or not _asks():
        return usual if given is None else given
    return str(click.prompt(question, default=usual))


def _write(path: Path, text: str, *, force: bool) -> None:
    """Write the file; one that has appeared meanwhile is left alone unless ``force``."""
    if force:
        from sim.cli.files import write_text

        write_text(path, text)
        return
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already, and was left as it is.") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NewscycleError(f"{path} could not be written: {reason}.") from None


def _after(path: Path) -> None:
    shown = path if path.is_absolute() or path.parent != Path() else Path(path.name)
    posix = os.name == "posix"
    typed = shlex.quote(str(shown)) if posix else subprocess.list2cmdline([str(shown)])
    steps = (
        (f"newscycle check {typed}", "says what is wrong with it: nothing yet"),
        (f"newscycle preview {typed}", "plays it while you write, in a second window"),
        (f"newscycle play {typed}", "plays it"),
        (f"newscycle check {typed} --plays 500", "says how often each ending comes"),
    )
    wide = max(len(words) for words, _ in steps)
    click.echo(f"Wrote {shown}. What now:")
    for words, meaning in steps:
        click.echo(f"  {words:<{wide}}  {meaning}")
