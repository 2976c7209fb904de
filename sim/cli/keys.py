"""``newscycle keys``."""

from __future__ import annotations

import click

from sim.cli.output import json_option, print_json


@click.command()
@json_option
def command(as_json: bool) -> None:
    """List every command of the player with its keys, yours included."""
    from sim.play.keypage import as_lines, as_rows
    from sim.play.settings import load_settings

    settings, notes = load_settings()
    for note in notes:
        click.echo(note, err=True)
    if as_json:
        print_json(as_rows(settings.keys))
        return
    for line in as_lines(settings.keys):
        click.echo(line)
