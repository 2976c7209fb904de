"""``newscycle schema``."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.output import print_json


@click.command()
@click.option("--out", type=click.Path(dir_okay=False), help="Write it to a file.")
def command(out: str | None) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from sim.cli.files import write_text
    from sim.scenario.schema import json_schema

    if out is None:
        print_json(json_schema())
    else:
        write_text(Path(out), json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n")
