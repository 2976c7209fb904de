"""``newscycle record``."""

from __future__ import annotations

import click

from sim.cli.output import json_option, print_json


@click.command()
@click.argument("scenario")
@json_option
def command(scenario: str, as_json: bool) -> None:
    """Replay what really happened in SCENARIO, step by step, through the engine."""
    from sim.engine.record import record_story
    from sim.plain.telling import section_lines, tell_story
    from sim.play.pages import record_sections, sources_section
    from sim.play.stories import record_json
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    program = lower(load(scenario))
    story, director = record_story(program)
    if as_json:
        print_json(record_json(story, director))
        return
    tell_story(story, click.echo)
    sources = sources_section(program)
    sections = [*record_sections(program)[1:], *([sources] if sources else [])]
    for line in section_lines(sections):
        click.echo(line)
