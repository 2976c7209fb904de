"""``newscycle preview``."""

from __future__ import annotations

import sys

import click

from sim.cli.output import LAST, Whole
from sim.errors import UsageError


@click.command()
@click.argument("file")
@click.option("--as", "actor", metavar="ACTOR", help="Whom you play; another key changes it.")
@click.option(
    "--seed",
    type=Whole(0, LAST),
    default=1,
    show_default=True,
    help="Fixes all luck.",
)
@click.option("--plain", is_flag=True, help="Line by line: no boxes, no colour.")
def command(file: str, actor: str | None, seed: int, plain: bool) -> None:
    """Play FILE while you write it.

    It is read again as you save, and your choices are made again as far as they fit. What is wrong
    with the file stands beside the story; while it cannot be played, the last story stays.
    """
    from sim.author.preview import Preview
    from sim.scenario.catalog import locate

    path = locate(file)
    if not path.exists():
        raise UsageError(f"There is no file {path}. To write one: newscycle new {path.stem}")
    if not plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The full screen needs a terminal; --plain goes line by line.")
    preview = Preview(path, seed=seed, seat=actor)
    if actor is not None and preview.program is not None:
        preview.sit(actor)
    if plain:
        from sim.cli.play import prompt
        from sim.plain.preview import PlainPreview

        PlainPreview(preview, sys.stdin, click.echo, prompt).run()
    else:
        from sim.tui.app import NewscycleApp

        app = NewscycleApp(preview=preview)
        app.run()
        if app.return_code:
            raise click.exceptions.Exit(app.return_code)
