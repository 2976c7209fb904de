"""``newscycle quiz``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from sim.cli.output import LAST, Whole, json_option, print_json
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.play.session import Deal
    from sim.program.model import Program


@click.command()
@click.argument("scenario")
@click.option("--before", is_flag=True, help="Before a first play; nothing is given away.")
@click.option("--after", is_flag=True, help="After it, with what each claim is, and why.")
@click.option("--later", is_flag=True, help="A week or so later.")
@click.option(
    "--name", metavar="NAME", default="", help="Whose answers: where several share a machine."
)
@click.option("--plain", is_flag=True, help="Line by line: no boxes, no colour.")
@click.option(
    "--seed", type=Whole(0, LAST),
    help="Fixes the order of the claims; without it everybody has another.",
)  # fmt: skip
@json_option
def command(
    scenario: str,
    before: bool,
    after: bool,
    later: bool,
    name: str,
    plain: bool,
    seed: int | None,
    as_json: bool,
) -> None:
    """What do we know? Sort the claims of SCENARIO: documented, claimed, interpretation, unknown
    or false.

    Without an occasion, the one that is due. --json asks nothing: it prints what is kept of all
    sittings, with measures and comparisons.
    """
    from sim.play.quiz.store import check_player
    from sim.program.lower import lower
    from sim.scenario.catalog import load, locate

    check_player(name)
    given = {"before": before, "after": after, "later": later}
    occasions = [word for word, is_given in given.items() if is_given]
    if len(occasions) > 1:
        raise UsageError("--before, --after and --later are one sitting each: choose one.")
    occasion = occasions[0] if occasions else None
    if as_json:
        if occasion is not None or plain or seed is not None:
            raise UsageError("--json prints what is kept of every occasion; it asks nothing.")
        _print_kept(lower(load(scenario)), name)
    elif plain:
        from sim.cli.play import prompt
        from sim.plain.quiz import PlainQuiz

        program = lower(load(scenario))
        PlainQuiz(program, sys.stdin, click.echo, prompt).run(occasion, name, seed=seed)
    else:
        locate(scenario)
        _open(scenario, occasion, name, seed)


def _print_kept(program: Program, name: str) -> None:
    from sim.play.quiz.report import document
    from sim.play.quiz.store import kept

    known = kept(program.id, name)
    for why in known.damaged.values():
        click.echo(f"newscycle: Left out: {why}", err=True)
    print_json(document(program, name, known))


def _open(scenario: str, occasion: str | None, name: str, seed: int | None) -> None:
    """The full screen; what is wrong with the file or the answers is found before the first claim.

    It is said on standard error, as everywhere.
    """
    from sim.play.quiz.due import Wish

    def deal() -> Deal:
        from sim.play.quiz.due import seat
        from sim.play.session import Casting
        from sim.program.lower import lower
        from sim.scenario.catalog import load

        found = load(scenario)
        seat(lower(found), occasion, name)
        return found, Casting((), 0)

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        deal()  # what is wrong with the file comes first
        raise UsageError("The full screen needs a terminal; --plain goes line by line.")
    from sim.tui.app import NewscycleApp

    app = NewscycleApp(deal, quiz=Wish(occasion, name, seed))
    app.run()
    if app.failure is not None:
        raise app.failure
    if app.return_code:
        raise click.exceptions.Exit(app.return_code)
