"""What plays and expectations showed, as lines for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.author.expect import wilson
from sim.author.retell import command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.author.expect import Trial
    from sim.author.places import Part
    from sim.author.plays import Coverage, Stop

RARE, RAREST = 0.2, 8
"""What comes in a smaller share of the plays is rare; so many are shown with such a play."""
NEVER = 30
"""So many parts that were never reached are listed."""
WIDTH = 96

_HOLDS = {True: "holds", False: "does not hold", None: "open"}


# -- expectations -----------------------------------------------------------------------------


def trials_told(trials: Sequence[Trial], *, everything: bool) -> Iterator[str]:
    """What was expected and what was sampled, of those that do not simply hold (or of all)."""
    failed = sum(trial.holds is False for trial in trials)
    unsure = sum(trial.holds is None for trial in trials)
    held = len(trials) - failed - unsure
    parts = [
        f"{held} hold",
        f"{failed} do not" if failed else "",
        f"{unsure} open" if unsure else "",
    ]
    exact = sum(trial.exact for trial in trials)
    how = "exact" if exact == len(trials) else "sampled, not exact"
    if 0 < exact < len(trials):
        how = f"{exact} exact, {len(trials) - exact} sampled"
    yield f"Expectations: {', '.join(part for part in parts if part)} ({how})."
    for trial in trials:
        if trial.holds and not everything:
            continue
        mark = _HOLDS[trial.holds]
        yield (
            f"  line {trial.line:<5} {trial.what} {trial.stage}"
            f"{' with ' + ', '.join(trial.do) if trial.do else ''}"
        )
        found = (
            f"exactly {trial.share:.6g}"
            if trial.exact
            else f"sampled {trial.share:.3f} ({_range(trial.low, trial.high)})"
            f" in {trial.runs:,} stories"
        )
        yield f"  {'':10} expected {_range(trial.least, trial.most)}; {found}: {mark}"
    if any(not trial.exact and (everything or not trial.holds) for trial in trials):
        yield "  In brackets: intervals of Wilson 1927, 99.9 %, so that few of many miss."
    if unsure:
        yield "  Open: the interval reaches over a bound, so these stories cannot decide it."


def _range(low: float, high: float) -> str:
    return f"{low:.3f} to {high:.3f}"


def trials_json(file: str, trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """The expectations for ``--json``."""
    return [
        {
            "file": file,
            "line": trial.line,
            "do": list(trial.do),
            trial.what: trial.stage,
            "expected": [trial.least, trial.most],
            "method": "exact" if trial.exact else "sampled",
            "share": trial.share,
            "low": trial.low,
            "high": trial.high,
            "runs": trial.runs,
            "holds": trial.holds,
        }
        for trial in trials
    ]


# -- plays ------------------------------------------------------------------------------------


def coverage_told(coverage: Coverage) -> Iterator[str]:
    """What the plays reached, how often, and what they never did."""
    reached, lines = coverage.lines
    yield (
        f"Plays: {coverage.plays:,} by the weights in the file and {coverage.plays:,} in which"
        f" every move is equally likely (seed {coverage.seed})."
    )
    missed = len(coverage.never)
    yield (
        f"They reached {len(coverage.parts) - missed} of {len(coverage.parts)} parts of the file,"
        f" on {reached} of {lines} lines."
    )
    yield ""
    yield "Endings, by the weights in the file (sampled, 95 % intervals of Wilson 1927)"
    for part in sorted(_of(coverage, "ending"), key=lambda p: -coverage.parts[p].policy):
        yield f"  {_share(coverage, part)}  {part.name} (line {part.line})"
    if coverage.never:
        yield from ("", "Never reached")
        yield from _listed(coverage.never)
    if coverage.only_at_random:
        yield from ("", "Reached only where every move is equally likely")
        yield from _listed(coverage.only_at_random)
    yield from _rarest(coverage)
    yield from ("", *_turns(coverage))


def _of(coverage: Coverage, what: str) -> list[Part]:
    return [part for part in coverage.parts if part.what == what]


def _share(coverage: Coverage, part: Part) -> str:
    hits = coverage.parts[part].policy
    low, high = wilson(hits, coverage.plays, z=1.96)
    return f"{hits / coverage.plays:6.1%} ({low:.1%} to {high:.1%})"


def _listed(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts[:NEVER]:
        yield f"  line {part.line:<5} {_named(part)}"
    if len(parts) > NEVER:
        yield f"  and {len(parts) - NEVER} more"


def _named(part: Part) -> str:
    match part.what:
        case "version":
            return f"version {part.number + 1} of the text of {part.name}"
        case "news":
            return f"news {part.number + 1} of {part.name}: {part.headline}"
        case _:
            return f"{part.what} {part.name}"


def _rarest(coverage: Coverage) -> Iterator[str]:
    some = [
        part
        for part, tally in coverage.parts.items()
        if part.what in ("ending", "outcome")
        and tally.first is not None
        and tally.policy < RARE * coverage.plays
    ]
    some.sort(key=lambda part: (coverage.parts[part].policy, part.line))
    if some:
        yield from ("", "The rarest endings and outcomes, and a play with each")
    for part in some[:RAREST]:
        first = coverage.parts[part].first
        yield f"  {_share(coverage, part)}  {_named(part)} (line {part.line})"
        if first is not None:
            yield f"      {command(coverage.program, first)}"


def _turns(coverage: Coverage) -> Iterator[str]:
    """Acts by stage and actor, in blocks of columns that fit."""
    program = coverage.program
    actors = [actor for actor in program.actors if actor.moves]
    stages = [stage for stage in program.stages if not stage.ending]
    yield "Acts by stage and actor, in all plays (·: could only wait; blank: never had a turn)"
    first = max(len(stage.id) for stage in stages) + 4
    block: list[int] = []
    blocks: list[list[int]] = []
    room = WIDTH - first
    for number, actor in enumerate(actors):
        needed = max(len(actor.id), 6) + 2
        if needed > room and block:
            blocks.append(block)
            block, room = [], WIDTH - first
        block.append(number)
        room -= needed
    blocks.append(block)
    for columns in blocks:
        heads = [actors[n].id for n in columns]
        wide = [max(len(head), 6) + 2 for head in heads]
        yield " " * first + "".join(f"{h:>{w}}" for h, w in zip(heads, wide, strict=True))
        for stage in stages:
            cells = [_cell(coverage, stage.index, actors[n].index) for n in columns]
            row = "".join(f"{c:>{w}}" for c, w in zip(cells, wide, strict=True))
            yield f"  {stage.id:<{first - 2}}{row}".rstrip()


def _cell(coverage: Coverage, stage: int, actor: int) -> str:
    cell = coverage.cells.get((stage, actor))
    if cell is None or not cell.turns:
        return ""
    return f"{cell.acts:,}" if cell.choice else "·"


def coverage_json(file: str, coverage: Coverage) -> dict[str, Any]:
    """What the plays showed, for ``--json``."""
    program = coverage.program
    reached, lines = coverage.lines
    return {
        "file": file,
        "runs": coverage.plays,
        "random": coverage.plays,
        "seed": coverage.seed,
        "lines": {"reached": reached, "all": lines},
        "endings": {part.name: _odds(coverage, part) for part in _of(coverage, "ending")},
        "outcomes": {part.name: _odds(coverage, part) for part in _of(coverage, "outcome")},
        "parts": [_part(coverage, part) for part in coverage.parts],
        "turns": [
            {
                "stage": program.stages[stage].id,
                "actor": program.actors[actor].id,
                "turns": cell.turns,
                "acts": cell.acts,
                "choice": cell.choice,
            }
            for (stage, actor), cell in sorted(coverage.cells.items())
        ],
        "stuck": list(_stops(coverage, coverage.stuck)),
        "broken": list(_stops(coverage, coverage.broken)),
    }


def _odds(coverage: Coverage, part: Part) -> dict[str, Any]:
    hits = coverage.parts[part].policy
    low, high = wilson(hits, coverage.plays, z=1.96)
    return {"count": hits, "share": hits / coverage.plays, "low": low, "high": high}


def _part(coverage: Coverage, part: Part) -> dict[str, Any]:
    tally = coverage.parts[part]
    return {
        "what": part.what,
        "name": part.name,
        "line": part.line,
        "runs": tally.policy,
        "random": tally.random,
        "replay": None if tally.first is None else command(coverage.program, tally.first),
    }


def _stops(coverage: Coverage, stops: Iterable[Stop]) -> Iterator[dict[str, Any]]:
    for stop in stops:
        yield {
            "round": stop.round,
            "stage": stop.stage,
            "error": stop.error,
            "journal": list(stop.journal),
            "replay": command(coverage.program, stop.play),
        }
