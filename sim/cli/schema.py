"""``newscycle schema``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--markdown", is_flag=True, help="The reference for people instead, as Markdown.")
@click.option("--out", type=click.Path(dir_okay=False), help="Write it to a file.")
def command(markdown: bool, out: str | None) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from sim.cli.files import write_text

    if markdown:
        from sim.author.reference import reference_page

        text = reference_page()
    else:
        from sim.scenario.schema import json_schema

        text = json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        write_text(Path(out), text)
