"""``newscycle list``."""

from __future__ import annotations

import click

from sim.cli.output import json_option, print_json


@click.command("list")
@json_option
def command(as_json: bool) -> None:
    """List the bundled scenarios."""
    from sim.play.pages import poster, shelf
    from sim.scenario.catalog import load

    posters = [poster(load(path)) for _, path in shelf()]
    if as_json:
        print_json(
            [
                {
                    "id": p.id,
                    "title": p.title,
                    "setting": p.setting,
                    "summary": p.summary,
                    "real": p.real,
                    "playable": [actor for actor, _ in p.playable],
                    "endings": p.endings,
                    "minutes": p.minutes,
                }
                for p in posters
            ]
        )
        return
    width = max((len(p.id) for p in posters), default=0)
    for p in posters:
        where = f", {p.setting}" if p.setting else ""
        click.echo(f"{p.id:<{width}}  {p.title}{where}. About {p.minutes} minutes.")
        roles = ", ".join(f"{name} ({actor})" for actor, name in p.playable)
        click.echo(f"{'':<{width}}  Play as: {roles}.")
