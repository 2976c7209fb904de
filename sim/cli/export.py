"""``newscycle export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.program.model import Program


@click.command()
@click.argument("scenario")
@click.option(
    "--to",
    "form",
    type=click.Choice(["prism", "dot", "mermaid"]),
    required=True,
    help="The language.",
)
@click.option("--out", type=click.Path(dir_okay=False), help="The file to write (default: print).")
@click.option(
    "--for",
    "actor",
    metavar="ACTOR",
    help="Leave this actor's moves open: a Markov decision process (prism).",
)
@click.option("--properties", is_flag=True, help="Write the properties to check instead (prism).")
def command(scenario: str, form: str, out: str | None, actor: str | None, properties: bool) -> None:
    """Write SCENARIO for other tools: prism is the language of PRISM and Storm; dot (Graphviz)
    and mermaid have its stages and the ways between them, as newscycle graph draws them.
    """
    from pathlib import Path

    from sim.cli.files import write_text
    from sim.errors import UsageError
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    if form != "prism" and (properties or actor is not None):
        raise UsageError("--for and --properties say something about --to prism only.")
    made = _made(lower(load(scenario)), form, actor, properties=properties)
    if out is None:
        click.echo(made, nl=False)
        return
    write_text(Path(out), made)
    click.echo(f"Written to {out}.", err=True)


def _made(program: Program, form: str, actor: str | None, *, properties: bool) -> str:
    if form != "prism":
        from sim.cli.graph import drawn

        return drawn(program, form)
    from sim.lab.exact.solve import actor_called
    from sim.lab.export.prism import prism_model, prism_properties

    if actor is not None:
        actor_called(program, actor)
    return prism_properties(program, actor) if properties else prism_model(program, actor)
