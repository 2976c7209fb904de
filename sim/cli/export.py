"""``newscycle export``."""

from __future__ import annotations

import click


@click.command()
@click.argument("scenario")
@click.option("--to", "form", type=click.Choice(["prism"]), required=True, help="The language.")
@click.option("--out", type=click.Path(dir_okay=False), help="The file to write (default: print).")
@click.option(
    "--for",
    "actor",
    metavar="ACTOR",
    help="Leave this actor's moves open: a Markov decision process.",
)
@click.option("--properties", is_flag=True, help="Write the properties to check instead.")
def command(scenario: str, form: str, out: str | None, actor: str | None, properties: bool) -> None:
    """Write SCENARIO for other tools: prism, the language of PRISM and Storm."""
    from pathlib import Path

    from sim.errors import NewscycleError
    from sim.lab.exact.solve import actor_called
    from sim.lab.export.prism import prism_model, prism_properties
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    program = lower(load(scenario))
    if actor is not None:
        actor_called(program, actor)
    made = prism_properties(program, actor) if properties else prism_model(program, actor)
    if out is None:
        click.echo(made, nl=False)
        return
    try:
        Path(out).write_text(made, "utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NewscycleError(f"{out} could not be written: {reason}.") from None
    click.echo(f"Written to {out}.", err=True)
