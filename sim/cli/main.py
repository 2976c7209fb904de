"""The ``newscycle`` command. A subcommand's module is imported only when it is called."""

from __future__ import annotations

import difflib
import errno
import sys
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

import sim
from sim.errors import ExitCode, NewscycleError, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Errors of the system that say that a disk takes no more.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: Name, module under ``sim.cli``, and the line that ``--help`` shows.
COMMANDS: dict[str, tuple[str, str]] = {
    "play": ("play", "Play a scenario, in full screen or line by line (--plain)."),
    "quiz": ("quiz", "What do we know? Sort the claims of a scenario: before, after, later."),
    "list": ("shelf", "List the bundled scenarios."),
    "record": ("record", "Replay what really happened."),
    "story": ("story", "Tell one story with nobody playing, as its events."),
    "replay": ("replay", "Tell a journal as a story."),
    "saves": ("saves", "List the stories that were begun."),
    "new": ("new", "Write a new scenario file, with comments, that passes check."),
    "settings": ("settings", "Show or change colours, keys and what else you can set."),
    "keys": ("keys", "List every command of the player with its keys."),
    "check": ("check", "Find everything that is wrong with scenario files."),
    "preview": ("preview", "Play a file while you write it: it is read again as you save."),
    "graph": ("graph", "Draw the stages and the ways between them."),
    "explain": ("explain", "Explain a problem code, with a bad and a good example."),
    "schema": ("schema", "Print the JSON Schema of scenario files, for editors."),
    "run": ("run", "Tell many stories and count what they come to."),
    "whatif": ("whatif", "Compare two worlds that differ in an intervention."),
    "sweep": ("sweep", "Compare many interventions, orders of acts included."),
    "odds": ("odds", "Compute the odds of the endings, exactly where that can be done."),
    "solve": ("solve", "Find the best that an actor can do."),
    "balance": ("balance", "Show what each role can get, and what its moves are worth."),
    "paths": ("paths", "Tell the most probable stories that come to an ending."),
    "export": ("export", "Write a scenario for other tools."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, with "did you mean"."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"sim.cli.{COMMANDS[cmd_name][0]}")
        found: click.Command = module.command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may be meant."""
        if args and args[0] not in COMMANDS:
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"There is no command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.version_option(sim.__version__, prog_name="newscycle")
@click.pass_context
def newscycle(ctx: click.Context) -> None:
    """Play the news cycle: how a story goes from an ignored meeting to a viral video, a police
    statement, an appeal and an apology, or elsewhere, because people acted differently.

    Without a command, the newsstand opens.
    """
    if ctx.invoked_subcommand is None:
        from sim.cli.play import open_newsstand

        open_newsstand()


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(run(args))


def run(args: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. A user never sees a traceback for what they wrote."""
    try:
        result = newscycle.main(args=None if args is None else list(args), standalone_mode=False)
    except click.Abort:
        click.echo("Interrupted.", err=True)
        return ExitCode.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ScenarioError as error:
        _show_problems(error)
        return error.exit_code
    except NewscycleError as error:
        click.echo(f"newscycle: {error}", err=True)
        return error.exit_code
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is left to say, and nobody to say it to.
        _let_go_of_output()
        return ExitCode.OK
    except OSError as error:
        if error.errno not in FULL:
            raise
        _let_go_of_output()
        reason = (error.strerror or str(error)).lower()
        click.echo(f"newscycle: The output could not be written: {reason}.", err=True)
        return ExitCode.FAILED
    # Without its standalone mode, click hands back the code of a command that left early.
    return result if isinstance(result, int) else ExitCode.OK


def _let_go_of_output() -> None:
    """What is still waiting to be written goes nowhere, or Python would try again and complain."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _show_problems(error: ScenarioError) -> None:
    from sim.scenario.codes import Severity
    from sim.scenario.problems import Problem, summary

    problems = [problem for problem in error.problems if isinstance(problem, Problem)]
    for problem in problems:  # check tells the rest
        if problem.severity is Severity.ERROR:
            click.echo(str(problem), err=True)
    click.echo(f"The scenario cannot be played: {summary(problems)}.", err=True)
