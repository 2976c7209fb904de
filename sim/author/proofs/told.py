"""What proofs showed, as lines for people and as JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.author.proofs.prove import Answer, Proofs

WIDTH = 96
OPEN = 8
"""So many claims that were not decided are named."""

_SAID = {
    "ending": ("ending can be reached", "endings can be reached"),
    "stage": ("other stage can be reached", "other stages can be reached"),
    "move": ("move can be made", "moves can be made"),
    "outcome": ("outcome can come", "outcomes can come"),
    "transition": ("transition is taken", "transitions are taken"),
    "version": ("version of a text is shown", "versions of texts are shown"),
    "actor": ("actor is never without a move", "actors are never without a move"),
    "chances": ("move has a chance above 0", "moves always have a chance above 0"),
    "weights": ("actor has a weight above 0", "actors always have a weight above 0"),
}
_HOLDS = ("condition sometimes holds", "conditions sometimes hold")
_FAILS = ("sometimes does not", "sometimes do not")
_NAMED = {
    "chances": "chances of {} never all 0",
    "weights": "weights of {} never all 0",
    "actor": "{} never without a move",
    "version": "version {}",
}


def proofs_told(proofs: Proofs, *, everything: bool = False) -> Iterator[str]:
    """What was proved, refuted and left open; with ``everything`` a story for each that has one."""
    if proofs.exact:
        yield f"Proofs (exact): all {proofs.states:,} states that a story can come to."
    else:
        until = (
            f"all of them up to round {proofs.rounds}"
            if proofs.rounds > 1
            else "all of the first round"
            if proofs.rounds
            else "a part of each round"
        )
        yield from _lines(
            f"Proofs (bounded): {proofs.states:,} states, {until}; from then on a part of each"
            " round. What was seen can happen; what was not seen is open."
        )
    proved = [answer for answer in proofs.answers if answer.holds]
    if proved:
        yield from _lines(f"  Proved: {_counted(proved)}.")
    refuted = [answer for answer in proofs.answers if answer.holds is False]
    if refuted:
        yield from _lines(f"  Not so: {_named(refuted, everything=everything)}.")
    undecided = [answer for answer in proofs.answers if answer.holds is None]
    if undecided:
        yield from _lines(
            f"  Not decided ({len(undecided)}): {_named(undecided, everything=everything)}."
        )
        yield from _lines("  --states N looks at more of them.")
    if everything:
        for answer in proofs.answers:
            if answer.story is not None and answer.what in ("ending", "stage"):
                yield f"  {answer.what} {answer.name} (line {answer.line}):"
                yield f"    {answer.story}"


def _lines(text: str) -> list[str]:
    indent = " " * (len(text) - len(text.lstrip()))
    return textwrap.wrap(
        text, WIDTH, subsequent_indent=indent + "  ", break_on_hyphens=False, break_long_words=False
    )


def _counted(answers: Iterable[Answer]) -> str:
    numbers: dict[str, int] = {}
    for answer in answers:
        what: str = answer.what
        if what == "condition":
            what = "fails" if answer.name.startswith("not ") else "holds"
        numbers[what] = numbers.get(what, 0) + 1
    holds, fails = numbers.pop("holds", 0), numbers.pop("fails", 0)
    parts = [
        f"{numbers[what]} {said[numbers[what] > 1]}"
        for what, said in _SAID.items()
        if what in numbers
    ]
    if holds or fails:
        parts.append(f"{holds} {_HOLDS[holds != 1]} and {fails} {_FAILS[fails != 1]}")
    return ", ".join(parts)


def _named(answers: list[Answer], *, everything: bool) -> str:
    names = [f"{_name(answer)} (line {answer.line})" for answer in answers]
    shown = names if everything or len(names) <= OPEN + 1 else names[:OPEN]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more (--all names them)" if more else "")


def _name(answer: Answer) -> str:
    if answer.what == "condition":
        if answer.name.startswith("not "):
            return f"condition of {answer.name[4:]} sometimes false"
        return f"condition of {answer.name} sometimes true"
    return _NAMED.get(answer.what, f"{answer.what} {{}}").format(answer.name)


def proved_json(file: str, proofs: Proofs) -> list[dict[str, Any]]:
    """The claims that hold, for ``--json``."""
    return [_as_json(file, answer) for answer in proofs.answers if answer.holds]


def proofs_json(file: str, proofs: Proofs) -> dict[str, Any]:
    """How it was proved, what was refuted and what is open, for ``--json``."""
    return {
        "file": file,
        "exact": proofs.exact,
        "states": proofs.states,
        "whole_rounds": proofs.rounds,
        "refuted": [_as_json(file, a) for a in proofs.answers if a.holds is False],
        "undecided": [_as_json(file, a) for a in proofs.answers if a.holds is None],
    }


def _as_json(file: str, answer: Answer) -> dict[str, Any]:
    claim = answer.name
    document: dict[str, Any] = {"file": file, "what": answer.what, "name": claim}
    if answer.what == "condition":
        sometimes = not claim.startswith("not ")
        document["name"] = claim if sometimes else claim[4:]
        document["sometimes"] = sometimes
    document |= {"line": answer.line, "column": answer.column}
    if answer.story is not None:
        document["story"] = answer.story
    return document
