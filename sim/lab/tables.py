"""Rows of results: one row a story, or one an event, as columns and as CSV.

Column names are stable and speak the scenario's ids; numbers are whole.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.events import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sim.lab.sampler import Chunk
    from sim.lab.sequences import StageTrace
    from sim.lab.tracing import Event, EventTable
    from sim.program.model import Program

EVENT_COLUMNS = (
    "story", "seq", "round", "day", "date", "activity", "event", "actor", "move", "outcome", "how",
    "variable", "stage", "from", "to", "cause",
)  # fmt: skip


def column_names(program: Program) -> list[str]:
    """The names of a story's columns, in order.

    ``number``; ``ending`` (an id); ``rounds`` and ``days`` when it came; one column a variable,
    its last value; ``first_STAGE``, the round in which a stage was first entered (0: never);
    ``made_ACTOR.MOVE``, how often a move was made; ``unknown_NAME``, the hidden truth.
    """
    return [
        "number",
        "ending",
        "rounds",
        "days",
        *(f"value_{variable.id}" for variable in program.variables),
        *(f"first_{stage.id}" for stage in program.stages),
        *(f"made_{move.name}" for move in program.moves),
        *(f"unknown_{unknown.id}" for unknown in program.unknowns),
    ]


def row_columns(program: Program, chunk: Chunk) -> dict[str, NDArray[Any]]:
    """The stories of ``chunk`` as columns; ending and unknowns as indices."""
    small = np.int8 if program.rounds <= np.iinfo(np.int8).max else np.int16
    arrays: list[NDArray[Any]] = [
        chunk.numbers,
        chunk.ending,
        chunk.rounds,
        chunk.days,
        *(
            values.astype(np.min_scalar_type(min(v.low, -v.high - 1)))
            for v, values in zip(program.variables, chunk.values, strict=True)
        ),
        *(column.astype(small) for column in chunk.entered),
        *(column.astype(small) for column in chunk.made),
        *chunk.truths,
    ]
    return dict(zip(column_names(program), arrays, strict=True))


def names_of(program: Program) -> dict[str, list[str]]:
    """The columns that hold indices, and what these stand for."""
    return {
        "ending": [stage.id for stage in program.stages],
        **{f"unknown_{unknown.id}": list(unknown.values) for unknown in program.unknowns},
    }


def readable(program: Program, columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The same columns with ids in place of indices."""
    words = names_of(program)
    return {
        name: np.array(words[name])[column] if name in words else column
        for name, column in columns.items()
    }


def csv_rows(program: Program, columns: dict[str, NDArray[Any]]) -> bytes:
    """The stories as lines of CSV, without the heading."""
    lists = [column.tolist() for column in readable(program, columns).values()]
    return "".join(",".join(map(str, row)) + "\n" for row in zip(*lists, strict=True)).encode()


def csv_heading(names: Iterable[str]) -> bytes:
    """A heading line."""
    return (",".join(names) + "\n").encode()


def event_rows(program: Program, numbers: NDArray[np.uint64], table: EventTable) -> bytes:
    """Every event of a chunk as lines of CSV, story by story, in the order of time.

    All cells are ids, dates and numbers, so none needs quotation marks.
    """
    lines: list[list[str]] = [[] for _ in numbers]
    dates: dict[int, str] = {}
    for event in table.events:
        days = event.days.tolist()
        for day in set(days) - dates.keys():
            date = date_of(program, day)
            dates[day] = "" if date is None else date.isoformat()
        heads = {day: f"{event.now},{day},{dates[day]}," for day in set(days)}
        told = _tails(program, event)
        for lane, day, tail in zip(event.lanes.tolist(), days, told, strict=False):
            lines[lane].append(heads[day] + tail)
    return "".join(
        f"{number},{seq},{line}\n"
        for number, rows in zip(numbers.tolist(), lines, strict=True)
        for seq, line in enumerate(rows, start=1)
    ).encode()


def _tails(program: Program, event: Event) -> Iterable[str]:
    """The columns from ``activity`` on, for each story that has the event."""
    match event.kind:
        case "round":
            return repeat("round,round,,,,,,,,,")
        case "moved":
            move = program.moves[event.x]
            outcome = "" if event.y is None else program.outcomes[int(event.y)].id
            actor = program.actors[move.actor].id
            activity = f"{move.name}:{outcome}" if len(move.outcomes) > 1 else move.name
            return repeat(f"{activity},moved,{actor},{move.id},{outcome},{event.word},,,,,")
        case "changed":
            name = program.variables[event.x].id
            values = zip(_listed(event.y), _listed(event.z), strict=True)
            return [
                f"{name},changed,,,,,{name},,{before},{after},{event.word}"
                for before, after in values
            ]
        case _:
            to = program.stages[event.x].id
            if event.y is None:
                return repeat(f"{to},stage,,,,,,{to},,{to},{event.word}")
            return [
                f"{to},stage,,,,,,{to},{program.stages[before].id},{to},{event.word}"
                for before in _listed(event.y)
            ]


def _listed(column: NDArray[Any] | int | None) -> list[int]:
    found: list[int] = np.atleast_1d(np.asarray(column)).tolist()
    return found


def sequence_names(program: Program) -> list[str]:
    """The columns of state sequences: ``number``, then one a round."""
    return ["number", *(f"round_{number}" for number in range(1, program.rounds + 1))]


def sequence_rows(program: Program, numbers: NDArray[np.uint64], trace: StageTrace) -> bytes:
    """The stages of each story, one column a round, empty once it has ended.

    The wide form (STS) that TraMineR reads: Gabadinho et al., J. Stat. Softw. 40(4), 2011.
    """
    names = np.array([*(stage.id for stage in program.stages), ""])
    columns = [numbers.tolist(), *(names[row].tolist() for row in trace.stages[1:])]
    return "".join(",".join(map(str, row)) + "\n" for row in zip(*columns, strict=True)).encode()
