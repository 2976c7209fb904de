"""Texts in the present state: the version that holds, with its placeholders filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.events import date_of

if TYPE_CHECKING:
    import datetime

    from sim.engine.rules import Rules
    from sim.engine.state import State
    from sim.program.model import Program, Text
    from sim.scenario.templates import Slot

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def long_date(date: datetime.date) -> str:
    """``30 March 2023``, whatever the machine's locale."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def short_date(date: datetime.date) -> str:
    """``30 Mar``."""
    return f"{date.day} {MONTHS[date.month - 1][:3]}"


def tell(text: Text, state: State, rules: Rules) -> str:
    """``text`` as it reads in ``state``; empty where no version holds."""
    if text.plain is not None:
        return text.plain
    for version in text.versions:
        if version.when is None or rules.closure(version.when)(state):
            return "".join(
                piece if isinstance(piece, str) else _fill(piece, state, rules)
                for piece in version.pieces
            )
    return ""


def tell_apart(text: Text | None, program: Program) -> str:
    """``text`` outside any story: the last version, with names in place of values."""
    if text is None:
        return ""
    if text.plain is not None:
        return text.plain
    return "".join(
        piece if isinstance(piece, str) else _name(piece, program)
        for piece in text.versions[-1].pieces
    )


def _fill(slot: Slot, state: State, rules: Rules) -> str:
    program = rules.program
    if slot.kind == "date":
        date = date_of(program, state.day)
        return f"day {state.day + 1}" if date is None else long_date(date)
    if slot.kind == "actor":
        return _name(slot, program)
    variable = program.variables[program.variable_index[slot.name]]
    value = state.values[variable.index]
    if variable.boolean:
        return "yes" if value else "no"
    return str(value)


def _name(slot: Slot, program: Program) -> str:
    """The name of what a placeholder stands for; a name inside a name stays an id."""
    if slot.kind == "actor":
        name = program.actors[program.actor_index[slot.name]].name
    elif slot.kind == "variable":
        name = program.variables[program.variable_index[slot.name]].label
    else:
        return "that day"
    return name.plain if name.plain is not None else slot.name
