"""The clock, and the record against it. (Whether the record can be replayed, the engine says.)"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.context import Context
    from sim.scenario.parts import Record


def check(context: Context) -> None:
    """Report dates that cannot be, and steps that stand in the wrong order."""
    file = context.file
    days = [stage.days_per_round for stage in file.stages.values() if stage.days_per_round]
    longest = file.calendar.rounds * max([file.calendar.days_per_round, *days])
    start = file.calendar.start
    if start is not None and longest > (datetime.date.max - start).days:
        context.report(
            "NC607",
            ("calendar", "rounds"),
            f"Counted from {start}, the longest story ends after the year 9999.",
            "Fewer rounds, or fewer days in each, are enough.",
        )
    if file.record is not None:
        _record(context, file.record, start, longest)


def _record(context: Context, record: Record, start: datetime.date | None, longest: int) -> None:
    file = context.file
    order = file.calendar.order or list(file.actors)
    rank = {name: number for number, name in enumerate(order)}
    before: tuple[datetime.date, str] | None = None
    for number, step in enumerate(record.steps):
        path = ("record", "steps", number)
        actor = step.move.partition(".")[0]
        outcomes = context.names.moves.get(step.move, ())
        if step.outcome is None and len(outcomes) > 1:
            context.report(
                "NC603",
                (*path, "move"),
                f"'{step.move}' can turn out in several ways; say which one is on record.",
                f"Add 'outcome:' with one of: {', '.join(outcomes)}.",
                whole=path,
            )
        if step.date is None:
            continue
        if start is not None and not 0 <= (step.date - start).days < longest:
            context.report(
                "NC604",
                (*path, "date"),
                f"{step.date} is outside the calendar, which begins on {start}"
                f" and lasts {longest} days at most.",
                "Let it begin earlier, or last longer; or move the step to the 'aftermath'.",
                whole=("calendar",),
            )
        if before is not None:
            date, earlier = before
            if step.date < date:
                context.report(
                    "NC602",
                    (*path, "date"),
                    f"This step of {step.date} stands after one of {date}.",
                    "Put the steps in the order of their dates.",
                )
            elif step.date == date and rank.get(actor, 0) < rank.get(earlier, 0):
                context.report(
                    "NC606",
                    (*path, "move"),
                    f"'{actor}' acts before '{earlier}' in each round, so this step of the same"
                    " day is made a round later.",
                    "Change calendar.order, or the order of the steps, if that matters.",
                )
        before = (step.date, actor)
