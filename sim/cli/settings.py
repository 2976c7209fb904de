"""``newscycle settings``."""

from __future__ import annotations

import click

from sim.cli.output import json_option, print_json
from sim.errors import NewscycleError, UsageError


@click.command()
@click.argument("words", nargs=-1)
@json_option
def command(words: tuple[str, ...], as_json: bool) -> None:
    """Show the settings, or change one: theme newsprint; animation off; key journal f5."""
    from sim.play.settings import (
        changed_by_words,
        load_settings,
        rows,
        save_settings,
        settings_file,
    )

    settings, notes = load_settings()
    for note in notes:
        click.echo(note, err=True)
    if words:
        new, said = changed_by_words(settings, list(words))
        if new is settings:
            raise UsageError(said)
        if wrong := save_settings(new):
            raise NewscycleError(wrong)
        click.echo(said, err=True)
        settings = new
    if as_json:
        print_json(
            {
                "theme": settings.theme,
                "animation": settings.animation,
                "forecasts": settings.forecasts,
                "guide": settings.guide,
                "keys": dict(settings.keys),
                "file": str(settings_file()),
            }
        )
    elif not words:
        for row in rows(settings):
            click.echo(f"{row.name}: {row.value}")
        for name, key in settings.keys.items():
            click.echo(f"key {name}: {key}")
        click.echo(f"Kept in {settings_file()}.", err=True)
