"""Verdicts meant and verdicts given, as a table for eyes and as sentences for ears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.play.quiz.asking import word
from sim.play.quiz.scoring import VERDICTS, table

if TYPE_CHECKING:
    from sim.play.quiz.sitting import Sitting

HEADS = {"documented": "docum.", "claimed": "claimed", "interpretation": "interp.",
         "unknown": "unknown", "wrong": "false"}  # fmt: skip


def table_rows(sitting: Sitting) -> tuple[str, ...]:
    """The verdicts meant, line by line, and how often each was given. 56 cells wide."""
    rows = table(sitting.pairs)
    made = [f"{'meant':14}{''.join(f'{HEADS[v]:>8}' for v in VERDICTS)}"]
    for meant in VERDICTS:
        cells = "".join(f"{_cell(rows[meant][given], meant == given):>8}" for given in VERDICTS)
        made.append(f"{word(meant):14}{cells}")
    return tuple(made)


def _cell(number: int, right: bool) -> str:
    return f"({number})" if right else f"{number or '·'} "


def table_sentences(sitting: Sitting) -> tuple[str, ...]:
    """The same table for ears: a sentence for each verdict that was meant."""
    made = []
    for meant, given in table(sitting.pairs).items():
        number = sum(given.values())
        if number:
            said = ", ".join(f"{word(v)} {n}" for v, n in given.items() if n)
            made.append(f"Meant {word(meant)}, {number}: you said {said}.")
    return tuple(made)
