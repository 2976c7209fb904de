"""``newscycle play``, and the newsstand that opens without a command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from sim.cli.output import seed_option
from sim.cli.research import warn
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.play.saves import Save
    from sim.play.session import Casting, Deal, Session
    from sim.scenario.reader import Scenario


@click.command()
@click.argument("scenario", required=False)
@click.option(
    "--as", "players", metavar="ACTOR", multiple=True, help="Whom you play; several take turns."
)
@seed_option
@click.option(
    "--temperament", "temperaments", metavar="ACTOR~NAME", multiple=True,
    help="How an actor acts that nobody plays.",
)  # fmt: skip
@click.option(
    "--plain", is_flag=True, help="Numbered lines on standard output: no boxes, no colour."
)
@click.option("--class", "voting", is_flag=True, help="A class plays, by votes typed in.")
@click.option("--code", metavar="CODE", help="Meet the world of a class code.")
@click.option("--projector", is_flag=True, help="Larger and less, to be read from the last row.")
@click.option("--guide", "guided", is_flag=True, help="The guided first play, two minutes.")
@click.option(
    "--from-story", "row", metavar="SEED:NUMBER",
    help="The luck of one story of a run: its seed, and the number of its row.",
)  # fmt: skip
@click.option("--save", "name", metavar="NAME", help="Keep the story under this name.")
@click.option("--resume", "resumed", metavar="NAME", help="Go on with a story that was begun.")
@click.option(
    "--as-played", is_flag=True,
    help="With --resume and --plain: the scenario as it was then, whatever was edited since."
    " The full screen asks.",
)  # fmt: skip
def command(
    scenario: str | None,
    players: tuple[str, ...],
    seed: int | None,
    temperaments: tuple[str, ...],
    plain: bool,
    voting: bool,
    code: str | None,
    projector: bool,
    guided: bool,
    row: str | None,
    name: str | None,
    resumed: str | None,
    as_played: bool,
) -> None:
    """Play SCENARIO: the id of a bundled one, or the path of a file."""
    from sim.cli.room import Room
    from sim.play.saves import existing, path_of
    from sim.scenario.catalog import load, locate

    if as_played and not (plain and resumed):
        raise UsageError("--as-played goes with --resume and --plain.")
    room = Room(voting, code, projector, guided)
    dealt = bool(players or seed is not None or temperaments or row)
    room.check(
        cast=dealt, resumed=resumed is not None, scenario=scenario is not None,
        played=bool(players),
    )  # fmt: skip
    if resumed is not None and (scenario or dealt or name):
        raise UsageError(
            "--resume goes on with a story as it was begun; nothing else goes with it."
        )
    number = 0
    if row is not None:
        seed, number = _story_of(row, scenario, seed)
    if name is not None:
        path_of(name)
    if resumed is not None:
        path = existing(resumed)
        if plain:
            room.prepare_plain()
            _play_plain(_resume_plainly(path, as_played=as_played))
        else:
            _open(resume=path, projector=projector)
        return
    if scenario is not None:
        locate(scenario)

    def deal() -> Deal:
        """The scenario and the cast, as far as they were said: read, and found to fit."""
        from sim.play.session import Casting, checked, fresh_seed

        said = Casting(players, fresh_seed() if seed is None else seed, number, temperaments)
        return room.cast(None if scenario is None else checked(load(scenario), said), said)

    if plain:
        found = deal()
        room.prepare_plain()
        session = _begin_plainly(*found, name)
        warn(session.program, session.story.plan)
        _play_plain(session)
    elif guided:
        _open(guided=True, projector=projector, name=name)
    elif scenario is None and code is None:
        if dealt:
            raise UsageError("Say which SCENARIO is to be played; newscycle list names some.")
        _open(projector=projector)
    else:
        _open(deal, projector=projector, name=name)


def _story_of(row: str, scenario: str | None, seed: int | None) -> tuple[int, int]:
    """Seed and number of the story that ``--from-story`` names."""
    from sim.engine.luck import SEED_LIMIT

    if scenario is None or seed is not None:
        raise UsageError("--from-story needs a SCENARIO, and says the seed itself.")
    parts = row.split(":")
    whole = all(part.isascii() and part.isdigit() and len(part) <= 20 for part in parts)
    if len(parts) != 2 or not whole or max(map(int, parts)) >= SEED_LIMIT:
        raise UsageError(f"'{row}' is not SEED:NUMBER, such as 7:1234 for row 1234 of seed 7.")
    return int(parts[0]), int(parts[1])


def open_newsstand() -> None:
    """The application at its start screen."""
    _open()


def _open(deal: Callable[[], Deal] | None = None, **how: Any) -> None:
    """The full screen; ``deal`` is read while its first page stands."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        if deal is not None:
            deal()  # what is wrong with the file comes first
        raise UsageError(
            "The full screen needs a terminal. Add --plain to play line by line:"
            " newscycle play SCENARIO --as ACTOR --plain"
        )
    from sim.tui.memory import put_off

    put_off()
    from sim.tui.app import NewscycleApp

    app = NewscycleApp(deal, **how)
    app.run()
    if app.failure is not None:
        raise app.failure
    if app.return_code:
        raise click.exceptions.Exit(app.return_code)


def _resume_plainly(path: Path, *, as_played: bool) -> Session:
    """A story that was begun; on the edited scenario, as far as it fits, if that was edited."""
    from sim.plain.telling import wrapped
    from sim.play.editions import present_edition
    from sim.play.rewind import carry_over, keep_carried
    from sim.play.session import Session

    session = Session.resume(path)
    edition = None
    if not session.ended and not as_played:
        edition = present_edition(session.program.scenario, session.file)
    if edition is None:
        return session
    fit = carry_over(session, edition)
    again = f"newscycle play --plain --as-played --resume {session.name}"
    words = str(fit)
    if fit.session is not None:
        words += f" What was before the edit is kept as it was: {again}"
    for line in [*wrapped(words), ""]:
        click.echo(line)
    if fit.session is None:
        return session
    session.close()
    return keep_carried(fit, session)


def _begin_plainly(scenario: Scenario | None, casting: Casting, name: str | None) -> Session:
    """A story to be played line by line; what was not said is asked."""
    from dataclasses import replace

    from sim.plain.casting import ask_player, ask_scenario
    from sim.play.session import Session, checked
    from sim.scenario.catalog import load

    if scenario is None:
        chosen = ask_scenario(sys.stdin, click.echo, waiting=_waiting())
        if not isinstance(chosen, str):
            return _resume_plainly(chosen, as_played=False)
        scenario = checked(load(chosen), casting)
    if not casting.players:
        casting = replace(casting, players=(ask_player(scenario, sys.stdin, click.echo),))
    return Session.begin(scenario, casting, _journal(scenario, name))


def _waiting() -> Save | None:
    """The story that the last session left, and what journals know of endings taken over."""
    from sim.play.progress import reconcile
    from sim.play.saves import saves, unfinished

    kept = saves()
    reconcile(kept)
    return unfinished(kept)


def _journal(scenario: Scenario, save: str | None) -> Path:
    import datetime

    from sim.play import saves

    now = datetime.datetime.now().astimezone()
    return saves.path_of(save or saves.fresh_name(scenario.id, now))


def prompt() -> None:
    """Ask for a line: on the same line where a person types, on one of its own in a pipe."""
    click.echo("> ", nl=not sys.stdin.isatty())


def _play_plain(session: Session) -> None:
    from sim.plain.player import PlainPlayer

    player = PlainPlayer(session, sys.stdin, click.echo, prompt)
    try:
        player.run()
    finally:
        player.session.close()
