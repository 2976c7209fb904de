"""``newscycle explain``."""

from __future__ import annotations

import click


@click.command()
@click.argument("code")
def command(code: str) -> None:
    """Explain the problem CODE (such as NC201), with a bad and a good example."""
    from sim.scenario.explanations import explanation

    click.echo(explanation(code))
