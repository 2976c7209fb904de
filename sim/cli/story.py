"""``newscycle story``."""

from __future__ import annotations

import click

from sim.cli.output import LAST, Whole, do_option, json_option, print_json, seed_option
from sim.cli.research import lines_of, warn, what_if_option


@click.command()
@click.argument("scenario")
@seed_option
@click.option("--number", type=Whole(0, LAST), default=0, help="Number of the story.")
@do_option
@what_if_option
@json_option
def command(
    scenario: str,
    seed: int | None,
    number: int,
    lines: tuple[str, ...],
    what_ifs: tuple[str, ...],
    as_json: bool,
) -> None:
    """Tell one story of SCENARIO with nobody playing."""
    from sim.engine.record import trail_of
    from sim.engine.story import Story
    from sim.lab.strategies import planned
    from sim.plain.telling import tell_story
    from sim.play.session import fresh_seed
    from sim.play.stories import story_json
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    program = lower(load(scenario))
    plan = planned(program, lines_of(program, lines, what_ifs))
    warn(program, plan)
    seed = fresh_seed() if seed is None else seed
    story = Story(program, seed, number, plan=plan, trail=trail_of(program))
    if as_json:
        print_json(story_json(story))
        return
    click.echo(f"Seed {seed}, story {number}.", err=True)
    tell_story(story, click.echo)
    for line, status in story.forced().items():
        click.echo(f"{line}: {status}", err=True)
    for actor, number in story.uncovered.items():
        name = program.actors[actor].id
        click.echo(f"{name}: no rule of its strategy held for {number} of its choices.", err=True)
