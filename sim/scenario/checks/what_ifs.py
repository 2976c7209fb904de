"""What-if lines and expectations name things that exist, and say nothing that contradicts.

``faults`` serves the lines of a file and those of a command line alike.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sim.scenario.lines import Assign, Behave, Forbid, Force, LineError, parse_line
from sim.scenario.suggest import did_you_mean, one_slip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.scenario.context import Context, Path
    from sim.scenario.lines import Line
    from sim.scenario.parts import Move
    from sim.scenario.schema import ScenarioFile

POLICIES = ("uniform", "wait", "best")


class Fault(NamedTuple):
    """What is wrong with the line whose place is ``line``."""

    line: int
    code: str
    message: str
    hint: str | None = None


def check(context: Context) -> None:
    """Report lines that cannot be read, name nothing, or contradict each other."""
    for name, what_if in context.file.what_ifs.items():
        _report(context, ("what_ifs", name, "do"), what_if.do)
    for number, expectation in enumerate(context.file.expect):
        path: Path = ("expect", number)
        _report(context, (*path, "do"), expectation.do or [])
        if (expectation.reaches is None) == (expectation.ending is None):
            context.report(
                "NC805",
                path,
                "An expectation names a stage (reaches) or an ending, one of them.",
                whole=path,
            )
        low, high = expectation.odds
        if low > high:
            context.report(
                "NC806", (*path, "odds"), f"The odds begin at {low:g} and end at {high:g}."
            )


def _report(context: Context, path: Path, lines: list[str]) -> None:
    named = any(context.misses((part,)) for part in ("actors", "variables", "unknowns", "calendar"))
    for fault in faults(context.file, lines):
        if not (named and fault.code in ("NC802", "NC803")):
            context.report(fault.code, (*path, fault.line), fault.message, fault.hint)


def faults(file: ScenarioFile, lines: Sequence[str]) -> list[Fault]:
    """Everything that is wrong with ``lines``, taken together, as a what-if on ``file``."""
    found: list[Fault] = []
    read: list[tuple[int, Line]] = []
    for index, text in enumerate(lines):
        try:
            line = parse_line(text)
        except LineError as error:
            found.append(Fault(index, "NC801", str(error), _meant(text)))
            continue
        wrong = list(_names(file, index, line))
        found += wrong
        if not wrong:
            read.append((index, line))
    return sorted([*found, *_contradictions(read)])


def _meant(text: str) -> str | None:
    """A hint for a line whose first word is nearly 'never'."""
    word, colon, rest = text.partition(":")
    if colon and "." in rest and one_slip(word.strip(), "never"):
        return f"Did you mean 'never:{rest.strip()}'?"
    return None


def _names(file: ScenarioFile, index: int, line: Line) -> Iterator[Fault]:
    """What ``line`` names that is not there, or that cannot be."""
    if isinstance(line, Assign):
        yield from _assign(file, index, line)
        return
    actor = file.actors.get(line.actor)
    if actor is None:
        yield _nothing(index, f"There is no actor called '{line.actor}'.", line.actor, file.actors)
        return
    if isinstance(line, Behave):
        known = [*(actor.temperaments or {}), *POLICIES]
        if line.policy == "wait" and not actor.wait:
            yield Fault(index, "NC803", f"'{line.actor}' never waits.")
        elif line.policy not in known and not line.policy.endswith(".json"):
            message = f"'{line.actor}' has no temperament '{line.policy}'."
            yield _nothing(index, message, line.policy, known)
        return
    options = [*actor.moves, *(("wait",) if actor.wait else ())]
    if line.move not in options:
        message = f"'{line.actor}' has no move '{line.move}'."
        yield _nothing(index, message, line.move, options)
    elif isinstance(line, Force):
        outcomes = [] if line.move == "wait" else _outcomes(actor.moves[line.move])
        if line.outcome is not None and line.outcome not in outcomes:
            message = f"'{line.move}' has no outcome '{line.outcome}'."
            yield _nothing(index, message, line.outcome, outcomes)
        if line.round > file.calendar.rounds:
            rounds = file.calendar.rounds
            yield Fault(index, "NC803", f"The story has {rounds} rounds at most.")


def _outcomes(move: Move) -> list[str]:
    if move.outcomes is None:
        return ["1"]
    return [outcome.id or str(n) for n, outcome in enumerate(move.outcomes, start=1)]


def _assign(file: ScenarioFile, index: int, line: Assign) -> Iterator[Fault]:
    if (unknown := file.unknowns.get(line.name)) is not None:
        if line.round is not None:
            yield Fault(index, "NC803", "A hidden truth can only be set for the whole story.")
        elif line.value not in unknown.values:
            message = f"'{line.name}' has no value '{line.value}'."
            hint = did_you_mean(line.value, unknown.values)
            yield Fault(index, "NC803", message, hint)
        return
    variable = file.variables.get(line.name)
    if variable is None:
        known = [*file.variables, *file.unknowns]
        what = "variable and no unknown" if file.unknowns else "variable"
        yield _nothing(index, f"There is no {what} called '{line.name}'.", line.name, known)
    elif isinstance(variable.start, bool):
        if line.value not in ("true", "false"):
            yield Fault(index, "NC803", f"'{line.name}' is true or false, not {line.value}.")
    else:
        low, high = variable.range or (0, 0)
        if not line.value.lstrip("+-").isdigit() or not low <= int(line.value) <= high:
            message = f"'{line.name}' reaches from {low} to {high}, so it cannot be {line.value}."
            yield Fault(index, "NC803", message)
    if line.round is not None and line.round > file.calendar.rounds:
        yield Fault(index, "NC803", f"The story has {file.calendar.rounds} rounds at most.")


def _nothing(index: int, message: str, name: str, known: Iterable[str]) -> Fault:
    return Fault(index, "NC802", message, did_you_mean(name, known))


def _contradictions(read: list[tuple[int, Line]]) -> Iterator[Fault]:
    forbidden = {(x.actor, x.move) for _, x in read if isinstance(x, Forbid)}
    exact: dict[tuple[str, int], str] = {}
    waiting: set[str] = set()
    for index, line in read:
        if not isinstance(line, Force):
            continue
        if (line.actor, line.move) in forbidden:
            message = f"'{line.actor}.{line.move}' is forbidden by another line."
            yield Fault(index, "NC804", message)
        if line.waiting and line.text in waiting:
            message = f"'{line.text}' stands here twice; give the second a later round."
            yield Fault(index, "NC804", message)
        waiting.add(line.text)
        if not line.waiting:
            earlier = exact.setdefault((line.actor, line.round), line.text)
            if earlier is not line.text:
                message = f"'{earlier}' has '{line.actor}' act in round {line.round} already."
                yield Fault(index, "NC804", message)
    for what, kind in ((Assign, "value"), (Behave, "policy")):
        keys = [_subject(line) for _, line in read if isinstance(line, what)]
        twice = {key for key, number in Counter(keys).items() if number > 1}
        for index, line in read:
            if isinstance(line, what) and _subject(line) in twice:
                message = f"Another line gives '{_subject(line)[0]}' a {kind} too; keep one."
                yield Fault(index, "NC804", message)


def _subject(line: Line) -> tuple[str, int | None]:
    return (line.name, line.round) if isinstance(line, Assign) else (line.actor, None)
