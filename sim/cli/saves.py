"""``newscycle saves``."""

from __future__ import annotations

import click

from sim.cli.output import json_option, print_json


@click.command()
@json_option
def command(as_json: bool) -> None:
    """List the stories that were begun, the latest first."""
    from sim.play.saves import saves, saves_folder

    found = saves()
    if as_json:
        print_json(
            [
                {
                    "name": s.name,
                    "title": s.title,
                    "scenario": s.scenario,
                    "players": list(s.players),
                    "decisions": s.decisions,
                    "ending": s.ended,
                    "day": s.day,
                    "parent": s.parent,
                    "from_decision": s.parted or None,
                    "problem": s.problem,
                }
                for s in found
            ]
        )
        return
    if not found:
        click.echo(f"No story has been begun yet ({saves_folder()}).")
    for s in found:
        if s.problem:
            click.echo(f"{s.name}  cannot be resumed: {s.problem}")
            continue
        state = f"ended in {s.ended}" if s.ended else f"{s.decisions} decisions, not over"
        parted = f", from decision {s.parted} of {s.parent}" if s.parent else ""
        who = ", ".join(s.players) or "nobody"
        click.echo(f"{s.name}  {s.title}, as {who}{parted}: {state}")
