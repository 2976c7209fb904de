"""What is kept of one person and one scenario as one document, for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.play.quiz.due import change
from sim.play.quiz.scoring import counts, measures, table
from sim.play.quiz.sitting import OCCASIONS

if TYPE_CHECKING:
    from sim.play.quiz.due import Change
    from sim.play.quiz.scoring import Counts, Estimate, Measures
    from sim.play.quiz.sitting import Sitting
    from sim.play.quiz.store import Kept
    from sim.program.model import Program


def document(program: Program, player: str, known: Kept) -> dict[str, Any]:
    """Every sitting with its answers and measures, and the first ones compared."""
    firsts = [first for occasion in OCCASIONS if (first := known.first(occasion)) is not None]
    pairs = [(then, now) for n, now in enumerate(firsts) for then in firsts[:n]]
    return {
        "scenario": program.id,
        "hash": program.scenario.hash,
        "player": player,
        "signal": "documented",
        "correction": "log-linear (Hautus 1995)",
        "sittings": [_sitting(sitting) for sitting in known.sittings],
        "comparisons": [_change(change(then, now)) for then, now in pairs],
        "damaged": dict(known.damaged),
    }


def _sitting(sitting: Sitting) -> dict[str, Any]:
    found = counts(sitting.pairs)
    return {
        "occasion": sitting.occasion,
        "number": sitting.number,
        "day": sitting.day,
        "done": sitting.done,
        "seed": sitting.seed,
        "hash": sitting.hash,
        "claims": len(sitting.items),
        "right": sum(meant == given for meant, given in sitting.pairs),
        **_measured(found, measures(found)),
        "table": table(sitting.pairs),
        "answers": [
            {"id": i.id, "text": i.text, "core": i.core, "meant": i.verdict, "given": given}
            for i, given in sitting.answers
        ],
        "file": None if sitting.path is None else str(sitting.path),
    }


def _measured(found: Counts, measured: Measures | None) -> dict[str, Any]:
    return {
        "hits": found.hits,
        "documented": found.signals,
        "false_alarms": found.false_alarms,
        "others": found.noise,
        "d_prime": None if measured is None else _estimate(measured.d_prime),
        "criterion": None if measured is None else _estimate(measured.criterion),
    }


def _estimate(found: Estimate) -> dict[str, float]:
    numbers = {"value": found.value, "error": found.error, "low": found.low, "high": found.high}
    return {name: round(number, 6) for name, number in numbers.items()}


def _change(found: Change) -> dict[str, Any]:
    """A comparison, on the claims that both sittings had."""
    return {
        "from": found.then,
        "to": found.now,
        "claims": found.claims,
        "then": {"right": found.right_then, **_measured(found.counts_then, found.measures_then)},
        "now": {"right": found.right_now, **_measured(found.counts_now, found.measures_now)},
        "d_prime": None if found.d_prime is None else _estimate(found.d_prime),
        "criterion": None if found.criterion is None else _estimate(found.criterion),
    }
