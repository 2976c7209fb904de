"""``newscycle balance``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli.output import Whole, json_option, print_json, seed_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.author.balance import Flag, Judged
    from sim.lab.worth import Gain, Way, Worth
    from sim.program.model import Program

#: Stories for each way of acting.
RUNS = 8_000
#: States that exact best play may look at before it is left out.
STATES = 2_000_000
WAYS = {
    "policy": "by its usual policy",
    "uniform": "any move, all alike",
    "wait": "always waiting",
    "plan": "the best move by stage",
    "best": "best play",
}


@click.command()
@click.argument("scenario")
@click.option("--runs", type=Whole(100, 1_000_000), default=RUNS, help="Stories a way (8,000).")
@seed_option
@click.option("--budget", type=Whole(1), default=STATES, help="States for best play (2,000,000).")
@json_option
def command(scenario: str, runs: int, seed: int | None, budget: int, as_json: bool) -> None:
    """Show what each role of SCENARIO can get, and what each of its moves is worth to it.

    Flags roles that are hopeless or trivial and moves that are always best, never worth it or move
    nothing; a comment "# meant: reason" right above one in the file says that this is meant.
    """
    from sim.author.balance import judge
    from sim.errors import UsageError
    from sim.play.session import fresh_seed
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    program = lower(load(scenario))
    if not any(actor.playable for actor in program.actors):
        raise UsageError(f"Nobody can be played in {program.title}; there is nothing to balance.")
    luck = fresh_seed() if seed is None else seed
    if seed is None:
        click.echo(f"Seed {luck}.", err=True)
    found = []
    for judged in judge(program, runs=runs, seed=luck, budget=budget):
        found.append(judged)
        if not as_json:
            _show(program, judged, first=len(found) == 1, runs=runs, seed=luck)
    flags = [flag for judged in found for flag in judged.flags]
    if as_json:
        print_json(_document(program, found, runs, luck))
    else:
        _conclude(flags)


# -- for people -------------------------------------------------------------------------------


def _show(program: Program, judged: Judged, *, first: bool, runs: int, seed: int) -> None:
    from sim.engine.telling import tell_apart

    role = judged.role
    if first:
        click.echo(
            f"{program.title}: {runs:,} stories a way of acting, sampled (seed {seed}); 95 %"
            " intervals."
        )
    click.echo(f"\n{tell_apart(role.actor.name, program)} ({role.actor.id})")
    if role.ways[0].points is not None:
        click.echo(f"  Points in these stories: {role.least:g} to {role.most:g}.")
    for way in role.ways:
        click.echo(_way(way))
    if role.best is not None:
        click.echo(_way(role.best))
    else:
        click.echo(f"  {WAYS['best']:24} not known: {role.reason.rstrip('.')}.")
    click.echo(
        f"  {'move':18} {'can':>5} {'chosen':>7}  {'points, if chosen at its first chance':38}"
        " ending moved most"
    )
    for worth in role.moves:
        click.echo(_move(worth))
    for flag in judged.flags:
        click.echo(f"  {_flag(flag)}")


def _way(way: Way) -> str:
    most = sorted(way.endings.items(), key=lambda pair: -pair[1].share)[:3]
    endings = ", ".join(f"{name} {share.share:.0%}" for name, share in most if share.share >= 0.005)
    name = WAYS.get(way.name, f"as {way.name}")
    points = ""
    if way.points is not None:
        mean = way.points
        points = f"{mean.mean:7.2f} " + (
            "exact" if way.exact else f"[{mean.low:.2f}, {mean.high:.2f}]"
        )
    return f"  {name:24} {points:24} {endings}"


def _move(worth: Worth) -> str:
    from sim.lab.worth import shifted

    gain = worth.first
    points = f"{gain.mean:+6.2f} [{gain.low:+.2f}, {gain.high:+.2f}] of {gain.turns}"
    moved = shifted(worth)
    ending = ""
    if moved is not None and abs(moved[1].difference) >= 0.005:
        change = moved[1]
        ending = (
            f"{moved[0]} {100 * change.difference:+.0f}"
            f" [{100 * change.low:+.0f}, {100 * change.high:+.0f}]"
        )
    return (
        f"  {worth.move.id:18} {worth.can.share:5.0%} {worth.chosen.share:7.0%}  {points:38}"
        f" {ending}"
    ).rstrip()


def _flag(flag: Flag) -> str:
    who = flag.actor if flag.move is None else f"{flag.actor}.{flag.move}"
    reason = f"; meant: {flag.meant}" if flag.meant is not None else ""
    return f"{'·' if reason else '!'} {who} is {flag.what} (line {flag.line}){reason}".replace(
        "is moves", "moves"
    )


def _conclude(flags: Sequence[Flag]) -> None:
    from sim.author.balance import RULES

    left = [flag for flag in flags if flag.meant is None]
    click.echo()
    for what in dict.fromkeys(flag.what for flag in flags):
        click.echo(f"{what}: {RULES[what]}.")
    if left:
        click.echo(f"{len(left)} of {len(flags)} findings are not said to be meant.")
    else:
        click.echo(f"No finding that the file does not say is meant ({len(flags)} meant).")


# -- for tools --------------------------------------------------------------------------------


def _document(program: Program, found: Sequence[Judged], runs: int, seed: int) -> dict[str, Any]:
    from sim.author.balance import RULES

    return {
        "scenario": program.id,
        "hash": program.hash,
        "runs": runs,
        "seed": seed,
        "kind": "sampled",
        "interval": {
            "level": 0.95,
            "shares": "Wilson 1927",
            "means": "normal approximation",
            "differences": "Newcombe 1998, method 10",
        },
        "rules": dict(RULES),
        "roles": [_role(program, judged) for judged in found],
    }


def _role(program: Program, judged: Judged) -> dict[str, Any]:
    role = judged.role
    ways = [*role.ways, *([role.best] if role.best is not None else [])]
    return {
        "actor": role.actor.id,
        "points": [role.least, role.most],
        "ways": [
            {
                "way": way.name,
                "exact": way.exact,
                "points": None if way.points is None else _gain(way.points),
                "endings": {
                    name: {"share": share.share}
                    if way.exact
                    else {"share": share.share, "low": share.low, "high": share.high}
                    for name, share in way.endings.items()
                },
            }
            for way in ways
        ],
        "best_unknown": None if role.best is not None else role.reason,
        "moves": [_worth(program, worth) for worth in role.moves],
        "flags": [
            {"move": f.move, "what": f.what, "line": f.line, "meant": f.meant} for f in judged.flags
        ],
    }


def _worth(program: Program, worth: Worth) -> dict[str, Any]:
    return {
        "move": worth.move.id,
        "can_be_chosen": _share(worth.can),
        "chosen": _share(worth.chosen),
        "first_chance": {
            "points": _gain(worth.first),
            "endings": {
                name: {"difference": d.difference, "low": d.low, "high": d.high}
                for name, d in worth.endings.items()
            },
        },
        "stages": [
            {
                "stage": program.stages[found.stage].id,
                "against_leaving": _gain(found.against_leaving),
                "against": {
                    program.moves[index].id: _gain(gain) for index, gain in found.against.items()
                },
            }
            for found in worth.stages
        ],
    }


def _gain(gain: Gain) -> dict[str, Any]:
    return {"mean": gain.mean, "low": gain.low, "high": gain.high, "stories": gain.turns}


def _share(share: Any) -> dict[str, float]:
    return {"share": share.share, "low": share.low, "high": share.high}
