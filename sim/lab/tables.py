"""Rows of results: one row a story, or one an event, as columns and as CSV.

Column names are stable and speak the scenario's ids; numbers are whole.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.events import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sim.lab.sampler import Chunk
    from sim.lab.sequences import StageTrace
    from sim.lab.tracing import EventTable
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
            values.astype(np.min_scalar_type(min(v.low, -abs(v.high))))
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
    """Every event of a chunk as lines of CSV, story by story, in the order of time."""
    lines: list[list[list[object]]] = [[] for _ in numbers]
    dates: dict[int, str] = {}
    for event in table.events:
        days = event.days.tolist()
        for place, (lane, day) in enumerate(zip(event.lanes.tolist(), days, strict=True)):
            if day not in dates:
                date = date_of(program, day)
                dates[day] = "" if date is None else date.isoformat()
            row = _event(program, event, place)
            lines[lane].append([event.now, day, dates[day], *row])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for number, rows in zip(numbers.tolist(), lines, strict=True):
        for seq, row in enumerate(rows, start=1):
            writer.writerow([number, seq, *row])
    return out.getvalue().encode()


def _event(program: Program, event: Any, place: int) -> list[object]:
    """The columns from ``activity`` on, for one story."""
    match event.kind:
        case "round":
            return ["round", "round", "", "", "", "", "", "", "", "", ""]
        case "moved":
            move = program.moves[event.x]
            outcome = "" if event.y is None else program.outcomes[event.y].id
            actor = program.actors[move.actor].id
            activity = f"{move.name}:{outcome}" if len(move.outcomes) > 1 else move.name
            return [activity, "moved", actor, move.id, outcome, event.word, "", "", "", "", ""]
        case "changed":
            name = program.variables[event.x].id
            before, after = int(event.y[place]), int(event.z[place])
            return [name, "changed", "", "", "", "", name, "", before, after, event.word]
        case _:
            left = "" if event.y is None else program.stages[event.y[place]].id
            to = program.stages[event.x].id
            return [to, "stage", "", "", "", "", "", to, left, to, event.word]


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
