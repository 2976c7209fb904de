"""States as whole numbers: packed into words, so that equal ones can be found by sorting.

A layer of states is kept as a few 64-bit words each; what cannot be read any more (see
:mod:`sim.lab.exact.liveness`) is left out before packing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.exact.liveness import DAY, WAITED
from sim.lab.rows import Rows, layout_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.lab.exact.liveness import Liveness
    from sim.lab.rows import Words
    from sim.program.model import Program

    Column = NDArray[np.generic]

WORD = 64


class _Field(NamedTuple):
    """A column of the rows, its least value, and where it lies: word, shift, mask."""

    get: Callable[[Rows, int], Column]
    put: Callable[[Rows, int, Column], None]
    low: int
    word: int
    shift: np.uint64
    mask: np.uint64


class Packer:
    """Packs the rows of one program. ``words`` is how many words a state takes."""

    def __init__(self, program: Program, liveness: Liveness, orders: int) -> None:
        self.program = program
        self.orders = orders
        self.layout = layout_of(program)
        self.words = 1
        self._used = [0]
        self._fields: list[_Field] = []
        self._alike: list[tuple[Callable[[Rows], Column], int, NDArray[np.bool_], Column]] = []
        self._dead_values: list[tuple[int, int, NDArray[np.bool_]]] = []
        self._dead_ready: list[tuple[int, NDArray[np.bool_]]] = []
        self._dead_truths: list[tuple[int, NDArray[np.bool_]]] = []
        self._dead_flags: list[tuple[int, NDArray[np.bool_]]] = []
        self._plan(liveness)

    def _plan(self, liveness: Liveness) -> None:
        program, layout = self.program, self.layout

        def live(kind: str, index: int) -> NDArray[np.bool_]:
            return np.array(liveness.stages((kind, index)))

        widths: list[tuple[int, int, Callable[..., Column], Callable[..., None]]] = []
        widths.append((len(program.stages) - 1, 0, *_plain("stage")))
        for variable in program.variables:
            lives = live("variable", variable.index)
            if lives.any():
                pair = _listed("values", variable.index)
                widths.append((variable.high - variable.low, variable.low, *pair))
            if not lives.all():
                self._dead_values.append((variable.index, variable.low, ~lives))
            told = liveness.alike.get(("variable", variable.index))
            if told is not None:
                self._merge(_listed("values", variable.index)[0], variable.low, told, lives)
        for unknown in program.unknowns:
            lives = live("truth", unknown.index)
            if lives.any():
                widths.append((len(unknown.values) - 1, 0, *_listed("truths", unknown.index)))
            if not lives.all():
                self._dead_truths.append((unknown.index, ~lives))
        for index in layout.cooling:
            lives = live("ready", index)
            if lives.any():
                widths.append((program.moves[index].cooldown + 1, 0, *_ready(index)))
            if not lives.all():
                self._dead_ready.append((index, ~lives))
        self._live_day = np.array(liveness.stages(DAY))
        self._live_waited = np.array(liveness.stages(WAITED))
        if self._live_day.any():
            longest = max(stage.days for stage in program.stages) * program.rounds
            widths.append((longest, 0, *_plain("day")))
            if len({stage.days for stage in program.stages}) > 1:
                widths.append((len(program.stages) - 1, 0, *_plain("began_in")))
        if self._live_waited.any():
            most = program.rounds
            if (told := liveness.alike.get(WAITED)) is not None:
                self._merge(_plain("waited")[0], 0, told, self._live_waited)
                most = max(
                    max(here) for here, lives in zip(told, self._live_waited, strict=True) if lives
                )
            widths.append((most, 0, *_plain("waited")))
        widths.append((1, 0, *_plain("unsettled")))
        for most, low, get, put in sorted(widths, key=lambda row: -row[0]):
            self._place(most.bit_length(), low, get, put)
        for kind, flags in (("made", layout.moves), ("outcome", layout.outcomes)):
            for index, flag in flags.items():
                lives = live(kind, index)
                if lives.any():
                    self._place(1, 0, *_listed("flags", flag))
                if not lives.all():
                    self._dead_flags.append((flag, ~lives))
        for place in range(self.orders):
            self._place(1, 0, *_listed("orders", place))
        self.words = len(self._used)

    def _place(
        self, width: int, low: int, get: Callable[..., Column], put: Callable[..., None]
    ) -> None:
        if not width:
            return
        room = (word for word, used in enumerate(self._used) if used + width <= WORD)
        word = next(room, len(self._used))
        if word == len(self._used):
            self._used.append(0)
        used = self._used[word]
        self._used[word] += width
        mask = np.uint64((1 << width) - 1)
        self._fields.append(_Field(get, put, low, word, np.uint64(used), mask))

    def _merge(
        self,
        get: Callable[[Rows, int], Column],
        low: int,
        told: tuple[tuple[int, ...], ...],
        lives: NDArray[np.bool_],
    ) -> None:
        """Numbers that are alike are to count as one, where they are remembered at all."""
        merges = [
            bool(x) and len(set(here)) < len(here) for x, here in zip(lives, told, strict=True)
        ]
        table = np.array(told, dtype=self.layout.integer)
        self._alike.append((lambda rows: get(rows, 0), low, np.array(merges), table))

    def forget(self, rows: Rows) -> None:
        """Leave out of ``rows`` what nothing can read any more."""
        stage = rows.stage
        for slot, low, dead in self._dead_values:
            rows.values[slot][dead.take(stage)] = low
        for place, dead in self._dead_truths:
            rows.truths[place][dead.take(stage)] = 0
        for index, dead in self._dead_ready:
            rows.ready[index][dead.take(stage)] = 0
        for flag, dead in self._dead_flags:
            rows.flags[flag][dead.take(stage)] = False
        rows.day[~self._live_day.take(stage)] = 0
        rows.waited[~self._live_waited.take(stage)] = 0
        for get, low, merges, table in self._alike:
            if any(merges[place] for place in rows.present):
                column = get(rows)
                column[:] = table[stage, column - low]

    def pack(self, rows: Rows, now: int) -> list[Words]:
        """The words of ``rows`` at round ``now``; call :meth:`forget` first."""
        words: list[Words] = []
        for field in self._fields:
            column = field.get(rows, now)
            if field.low:
                column = np.subtract(column, field.low)
            part = column.astype(np.uint64)
            if field.word == len(words):
                words.append(part)  # the first of a word lies at its lower end
                continue
            part <<= field.shift
            words[field.word] |= part
        return words

    def unpack(self, words: list[Words], now: int) -> Rows:
        """The rows that were packed into ``words``."""
        rows = Rows(self.program, len(words[0]), self.orders)
        for field in self._fields:
            part = words[field.word] >> field.shift
            part &= field.mask
            column = part.view(np.int64)
            if field.low:
                column += field.low
            field.put(rows, now, column)
        rows.present = set(np.bincount(rows.stage).nonzero()[0].tolist())
        return rows


def _plain(name: str) -> tuple[Callable[..., Column], Callable[..., None]]:
    def get(rows: Rows, now: int) -> Column:
        column: Column = getattr(rows, name)
        return column

    def put(rows: Rows, now: int, column: Column) -> None:
        getattr(rows, name)[:] = column

    return get, put


def _listed(name: str, place: int) -> tuple[Callable[..., Column], Callable[..., None]]:
    def get(rows: Rows, now: int) -> Column:
        column: Column = getattr(rows, name)[place]
        return column

    def put(rows: Rows, now: int, column: Column) -> None:
        getattr(rows, name)[place][:] = column

    return get, put


def _ready(index: int) -> tuple[Callable[..., Column], Callable[..., None]]:
    def get(rows: Rows, now: int) -> Column:
        return np.maximum(rows.ready[index] - now, 0)

    def put(rows: Rows, now: int, column: Column) -> None:
        rows.ready[index][:] = np.add(column, now)

    return get, put
