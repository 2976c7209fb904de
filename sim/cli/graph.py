"""``newscycle graph``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.output import Whole
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.program.model import Program

FORMS = ("text", "svg", "mermaid", "dot")
WIDTH = 100
ENDINGS = {
    ".svg": "svg",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".txt": "text",
    "": "text",
}


@click.command()
@click.argument("scenario")
@click.option(
    "--to",
    "form",
    type=click.Choice(FORMS),
    help="What to write (default: what the name of --out says, else text).",
)
@click.option("--out", type=click.Path(dir_okay=False), help="The file to write (default: print).")
@click.option("--brief", is_flag=True, help="One cause on each arrow, and how many others, only.")
@click.option(
    "--width",
    type=Whole(40, 1000),
    default=WIDTH,
    show_default=True,
    help="Columns of the picture in text.",
)
def command(scenario: str, form: str | None, out: str | None, brief: bool, width: int) -> None:
    """Draw the stages of SCENARIO and the ways between them, with moves and conditions."""
    from sim.cli.files import write_text
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    kind = form or form_of(out)
    if kind is None:
        raise UsageError(
            f"The name {Path(str(out)).name} does not say what to write. Let it end in .svg, .mmd,"
            " .dot or .txt, or say --to. For slides take .svg; a browser prints it as PDF."
        )
    made = drawn(lower(load(scenario)), kind, brief=brief, width=width)
    if out is None:
        click.echo(made, nl=False)
        return
    write_text(Path(out), made)
    click.echo(f"Written to {out}.", err=True)


def form_of(out: str | None) -> str | None:
    """The form that a file's name asks for; text without a file, None for an unknown ending."""
    return "text" if out is None else ENDINGS.get(Path(out).suffix.lower())


def drawn(program: Program, form: str, *, brief: bool = False, width: int = WIDTH) -> str:
    """The graph of ``program`` in one of the forms."""
    from sim.lab.export.graph.diagram import diagram_of

    diagram = diagram_of(program, brief=brief)
    if form == "mermaid":
        from sim.lab.export.graph.mermaid import mermaid

        return mermaid(diagram)
    if form == "dot":
        from sim.lab.export.graph.dot import dot

        return dot(diagram)
    if form == "svg":
        from sim.lab.export.graph.svg import svg

        return svg(diagram)
    from sim.lab.export.graph.characters import characters

    return characters(diagram, width)
