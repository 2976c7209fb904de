"""``newscycle replay``."""

from __future__ import annotations

import click

from sim.cli.output import json_option, print_json


@click.command()
@click.argument("journal")
@json_option
def command(journal: str, as_json: bool) -> None:
    """Tell JOURNAL (a save's name, or a file) as a story."""
    from sim.plain.telling import section_lines, tell_story
    from sim.play.judging import forecast_section
    from sim.play.rewind import seed_words
    from sim.play.saves import existing
    from sim.play.session import Session
    from sim.play.stories import session_json

    session = Session.resume(existing(journal), write=False)
    if session.cut_off:
        click.echo("The last line was not finished and is left out.", err=True)
    if as_json:
        print_json(session_json(session))
        return
    seeds = seed_words(session)
    click.echo(f"{session.program.title}. {seeds[:1].upper()}{seeds[1:]}.", err=True)
    if (parent := session.parent) is not None:
        click.echo(f"It parts from {parent.name} at decision {parent.decision}.", err=True)
    tell_story(
        session.story, click.echo, session.casting.players[0] if session.casting.players else None
    )
    forecasts = forecast_section(session) if session.ended else None
    for said in section_lines([forecasts]) if forecasts is not None else ():
        click.echo(said)
    if not session.ended:
        click.echo(f"After {len(session.decisions)} decisions, not over yet.", err=True)
