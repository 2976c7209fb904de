"""``newscycle solve``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.files import write_text
from sim.cli.output import Whole, do_option, json_option, print_json
from sim.cli.research import FURTHER, budgeted, say
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.lab.exact.solve import Solution
    from sim.lab.solve import Rules
    from sim.program.model import Program

FILE = click.Path(path_type=Path)
TITLES = {
    "sequence": "The best sequence, whatever happens",
    "by_stage": "The best move in each stage",
}


@click.command()
@click.argument("scenario")
@click.option("--for", "actor", metavar="ACTOR", help="Whose best play is sought.")
@click.option(
    "--against", metavar="ACTOR", multiple=True, help="Who plays against it; may be repeated."
)
@click.option("--goal", metavar="EXPRESSION", help="What counts at the end, such as 'trust * 2'.")
@click.option("--reach", metavar="ENDING", help="An ending to come to.")
@click.option("--avoid", metavar="ENDING", help="An ending not to come to.")
@click.option("--everyone", "all_of_them", is_flag=True, help="Each actor for its own points.")
@do_option
@click.option("--budget", type=Whole(1), help="How many states may be kept (8,000,000).")
@click.option(
    "--strategy", "out", type=FILE, metavar="FILE.json", help="Write it as rules, to be followed."
)
@click.option(
    "--rules",
    "kind",
    type=click.Choice(["best", "sequence", "by_stage"]),
    help="Which rules --strategy writes: best play (unless given), or the best simple ones.",
)
@click.option(
    "--effort",
    type=Whole(1, 10_000),
    default=1,
    help="How many seconds or so to search for each of the simple strategies.",
)
@json_option
def command(
    scenario: str,
    actor: str | None,
    against: tuple[str, ...],
    goal: str | None,
    reach: str | None,
    avoid: str | None,
    all_of_them: bool,
    lines: tuple[str, ...],
    budget: int | None,
    out: Path | None,
    kind: Rules | None,
    effort: int,
    as_json: bool,
) -> None:
    """Find the best that an actor of SCENARIO can do, exactly.

    The others act by their policies. Best play sees the whole state, so what it reaches is an upper
    bound for people. Beside it stand the best fixed sequence of moves and the best move a stage.
    With --strategy best play is written as rules that ACTOR~FILE.json follows.
    """
    from sim.lab.exact.solve import BUDGET
    from sim.lab.solve import solve
    from sim.program.lower import lower
    from sim.scenario.catalog import load

    if all_of_them and actor is not None:
        raise UsageError("--for is about one actor, --everyone about all: choose one.")
    if not all_of_them and actor is None:
        raise UsageError("Say for whom: --for ACTOR, or --everyone.")
    if kind is not None and out is None:
        raise UsageError("--rules goes with --strategy.")
    if out is not None and out.suffix != ".json":
        raise UsageError(f"{out.name}: the name of a strategy file ends in .json.")
    loaded = load(scenario)
    with budgeted(FURTHER):
        found = solve(
            loaded,
            for_=actor,
            against=against,
            goal=goal,
            reach=reach,
            avoid=avoid,
            do=lines,
            budget=budget or BUDGET,
            strategy=None if out is None else kind or "best",
            effort=effort,
        )
    program = lower(loaded)
    if out is not None and found.strategy is not None:
        write_text(out, found.strategy)
        number = found.strategy.count('"move": ')
        click.echo(f"Written: {out}, {number:,} rules. Follow it: --do '{actor}~{out}'", err=True)
    if as_json:
        print_json(
            {
                "scenario": program.id,
                "hash": program.hash,
                "do": list(lines),
                "exact": True,
                "goals": found.goals,
                "against": list(against),
                "value": found.values if actor is None else found.values[actor],
                "usual": found.usual if actor is None else found.usual[actor],
                "endings": found.endings,
                "first_moves": found.first_moves if actor is None else found.first_moves[actor],
                "sees_hidden_truths": found.hidden,
                "states": found.states,
                **_simple(found, actor),
            }
        )
        return
    _show(program, found, against)
    if actor is not None:
        _show_simple(program, found, actor)


def _simple(found: Solution, actor: str | None) -> dict[str, Any]:
    """The simple strategies, for JSON."""
    if actor is None:
        return {}
    if found.no_simple:
        return {"simple": {}, "no_simple": found.no_simple}
    return {
        "simple": {
            one.kind: {
                "moves": one.moves,
                "value": one.value,
                "costs": found.values[actor] - one.value,
                "best_of_its_kind": one.best,
                "none_exceeds": one.most,
                "rules": list(one.rules),
            }
            for one in found.simple
        }
    }


def _show_simple(program: Program, found: Solution, actor: str) -> None:
    """What simplicity costs."""
    if found.no_simple:
        say(f"Simple strategies: none were sought. {found.no_simple}")
        return
    odds = found.goals[actor].startswith(("reach ", "avoid "))
    best = found.values[actor]

    def shown(value: float) -> str:
        return f"{abs(value):.2%}" if odds else f"{value:.3f}"

    for one in found.simple:
        proof = "exact; the best of its kind"
        if not one.best:
            none = "none comes below" if found.goals[actor].startswith("avoid ") else "none exceeds"
            proof = f"exact; not proved the best: {none} {shown(one.most)}"
        cost = f"{best - one.value:.2%}" if odds else f"{best - one.value:.3f}"
        say(f"{TITLES[one.kind]}: {shown(one.value)} ({proof}). It costs {cost}.")
        where = "round " if one.kind == "sequence" else ""
        for moves in _runs(one.moves) if one.kind == "sequence" else one.moves.items():
            say(f"  {where}{moves[0]}: {moves[1]}")
    say("  Where the move cannot be made, it waits.")


def _runs(moves: dict[str, str]) -> list[tuple[str, str]]:
    """Rounds in a row with one move: ``3-5``."""
    found: list[tuple[str, str]] = []
    for number, move in moves.items():
        if found and found[-1][1] == move:
            found[-1] = (f"{found[-1][0].partition('-')[0]}-{number}", move)
        else:
            found.append((number, move))
    return found


def _show(program: Program, found: Solution, against: tuple[str, ...]) -> None:
    from sim.engine.telling import tell_apart

    versus = f", against {', '.join(against)}" if against else ""
    best, usually = f"at best{versus.replace(',', '', 1)}", "by its usual policy"
    if against or len(found.values) > 1:
        usually = "if all act by their usual policies"
    if len(found.values) > 1:
        best = "if each of these plays its best"
    say(f"{program.title}: best play, exact, over {found.states:,} states{versus}.")
    for name, value in found.values.items():
        words = found.goals[name]
        if words.startswith(("reach ", "avoid ")):
            shown, usual, form = f"{abs(value):.2%}", f"{abs(found.usual[name]):.2%}", "9.2%"
            words = f"{words}: the odds of that ending"
        else:
            shown, usual, form = f"{value:.3f}", f"{found.usual[name]:.3f}", "9.4f"
        say(f"{name}, {words}: {shown} {best}, {usual} {usually}.")
        moves = found.first_moves.get(name, {})
        if moves:
            say("  Moves of its first turn, and what each falls short of the best by:")
        for move, short in sorted(moves.items(), key=lambda pair: pair[1]):
            label = tell_apart(program.move(f"{name}.{move}").label, program)
            say(f"  {short:{form}}  {label} ({move})")
    say("Endings under best play, exact:")
    for ending, share in sorted(found.endings.items(), key=lambda pair: -pair[1]):
        label = tell_apart(program.stages[program.stage_index[ending]].label, program)
        say(f"  {share:7.2%}  {label} ({ending})")
    if found.hidden:
        say("Best play here knows the hidden truths; nobody who does not can reach more.")
