"""States as whole numbers: packed into words, so that equal ones can be found by sorting.

A layer of states is kept as a few 64-bit words each; what cannot be read any more (see
:mod:`sim.lab.exact.liveness`) is left out before packing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.lab.exact.liveness import DAY, WAITED
from sim.lab.rows import Rows, layout_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.lab.exact.liveness import Liveness
    from sim.lab.rows import Words
    from sim.program.model import Program

    Column = NDArray[Any]

WORD = 64


class _Place(NamedTuple):
    """Where a column of the rows is found: an attribute, or one ``among`` those in it."""

    name: str
    among: int | None = None

    def of(self, rows: Rows) -> Column:
        found: Any = getattr(rows, self.name)
        column: Column = found if self.among is None else found[self.among]
        return column

    def put(self, rows: Rows, column: Column) -> None:
        """``column`` in place of what is there."""
        if self.among is None:
            setattr(rows, self.name, column)
        else:
            getattr(rows, self.name)[self.among] = column


class _Field(NamedTuple):
    """A column, its least value, and where it lies: word, shift, mask.

    ``pauses``: in place of the round from which on a move is open, the rounds until then.
    """

    place: _Place
    low: int
    word: int
    shift: np.uint64
    mask: np.uint64
    pauses: bool


class _Group(NamedTuple):
    """Fields of one word that are numbers of one kind, to be read together."""

    places: tuple[_Place, ...]
    kind: np.dtype[Any]
    word: int
    shifts: Words
    masks: Words
    lows: Words
    pauses: bool


class _Dead(NamedTuple):
    """A column that nothing can read in some stages, and the number that stands for all there."""

    place: _Place
    value: int
    stages: frozenset[int]
    inside: NDArray[np.bool_]


class Packer:
    """Packs the rows of one program. ``words`` is how many words a state takes."""

    def __init__(self, program: Program, liveness: Liveness, orders: int) -> None:
        self.program = program
        self.orders = orders
        self.layout = layout_of(program)
        self.words = 1
        self._used = [0]
        self._fields: list[_Field] = []
        self._alike: list[tuple[_Place, int, NDArray[np.bool_], Column]] = []
        self._dead: list[_Dead] = []
        self._plan(liveness)
        self._blank = Rows(program, 0, orders)
        self._groups = self._grouped()
        packed = {field.place for field in self._fields}
        self._unread = [
            (place, place.of(self._blank).dtype)
            for place in _places(self._blank)
            if place not in packed
        ]

    def _plan(self, liveness: Liveness) -> None:
        program, layout = self.program, self.layout

        def lives(item: tuple[str, int], place: _Place, low: int = 0) -> bool:
            """Whether anything can read it in some stage; where nothing can, it is forgotten."""
            live = np.array(liveness.stages(item))
            if not live.all():
                dead = frozenset((~live).nonzero()[0].tolist())
                self._dead.append(_Dead(place, low, dead, ~live))
            told = liveness.alike.get(item)
            if told is not None:
                self._merge(place, low, told, live)
            return bool(live.any())

        widths: list[tuple[int, int, _Place]] = [(len(program.stages) - 1, 0, _Place("stage"))]
        for variable in program.variables:
            place = _Place("values", variable.index)
            if lives(("variable", variable.index), place, variable.low):
                widths.append((variable.high - variable.low, variable.low, place))
        for unknown in program.unknowns:
            place = _Place("truths", unknown.index)
            if lives(("truth", unknown.index), place):
                widths.append((len(unknown.values) - 1, 0, place))
        for index in layout.cooling:
            place = _Place("ready", index)
            if lives(("ready", index), place):
                widths.append((program.moves[index].cooldown + 1, 0, place))
        if lives(DAY, _Place("day")):
            longest = max(stage.days for stage in program.stages) * program.rounds
            widths.append((longest, 0, _Place("day")))
            if len({stage.days for stage in program.stages}) > 1:
                widths.append((len(program.stages) - 1, 0, _Place("began_in")))
        if lives(WAITED, _Place("waited")):
            most = program.rounds
            if (told := liveness.alike.get(WAITED)) is not None:
                live = liveness.stages(WAITED)
                most = max(max(here) for here, is_live in zip(told, live, strict=True) if is_live)
            widths.append((most, 0, _Place("waited")))
        widths.append((1, 0, _Place("unsettled")))
        for most, low, place in sorted(widths, key=lambda row: -row[0]):
            self._give_room(most.bit_length(), low, place)
        for kind, flags in (("made", layout.moves), ("outcome", layout.outcomes)):
            for index, flag in flags.items():
                place = _Place("flags", flag)
                if lives((kind, index), place):
                    self._give_room(1, 0, place)
        for order in range(self.orders):
            self._give_room(1, 0, _Place("orders", order))
        self.words = len(self._used)

    def _give_room(self, width: int, low: int, place: _Place) -> None:
        if not width:
            return
        room = (word for word, used in enumerate(self._used) if used + width <= WORD)
        word = next(room, len(self._used))
        if word == len(self._used):
            self._used.append(0)
        used = self._used[word]
        self._used[word] += width
        mask = np.uint64((1 << width) - 1)
        pauses = place.name == "ready"
        self._fields.append(_Field(place, low, word, np.uint64(used), mask, pauses))

    def _grouped(self) -> list[_Group]:
        together: dict[tuple[int, np.dtype[Any], bool], list[_Field]] = {}
        for field in self._fields:
            kind = field.place.of(self._blank).dtype
            together.setdefault((field.word, kind, field.pauses), []).append(field)
        return [
            _Group(
                tuple(field.place for field in fields),
                kind,
                word,
                _upright([int(field.shift) for field in fields]),
                _upright([int(field.mask) for field in fields]),
                _upright([field.low for field in fields]),
                pauses,
            )
            for (word, kind, pauses), fields in together.items()
        ]

    def _merge(
        self, place: _Place, low: int, told: tuple[tuple[int, ...], ...], live: NDArray[np.bool_]
    ) -> None:
        """Numbers that are alike are to count as one, where they are remembered at all."""
        merges = [
            bool(x) and len(set(here)) < len(here) for x, here in zip(live, told, strict=True)
        ]
        table = np.array(told, dtype=self.layout.integer)
        self._alike.append((place, low, np.array(merges), table))

    def forget(self, rows: Rows) -> None:
        """Leave out of ``rows`` what nothing can read any more."""
        stage, present = rows.stage, rows.present
        for place, value, stages, inside in self._dead:
            if present <= stages:
                place.of(rows)[:] = value
            elif not present.isdisjoint(stages):
                place.of(rows)[inside.take(stage)] = value
        for place, low, merges, table in self._alike:
            if any(merges[there] for there in present):
                column = place.of(rows)
                column[:] = table[stage, column - low]

    def pack(self, rows: Rows, now: int) -> list[Words]:
        """The words of ``rows`` at round ``now``; call :meth:`forget` first."""
        words: list[Words] = []
        for place, low, word, shift, _, pauses in self._fields:
            column = place.of(rows)
            if pauses:
                column = np.maximum(column - now, 0)
            elif low:
                column = column - low
            part = column.astype(np.uint64)
            if word == len(words):
                words.append(part)  # the first of a word lies at its lower end
                continue
            part <<= shift
            words[word] |= part
        return words

    def unpack(self, words: list[Words], now: int) -> Rows:
        """The rows that were packed into ``words``."""
        size = len(words[0])
        rows = self._blank.outline(size)
        for place, kind in self._unread:
            place.put(rows, np.zeros(size, dtype=kind))
        for places, kind, word, shifts, masks, lows, pauses in self._groups:
            columns = words[word] >> shifts
            columns &= masks
            columns += np.uint64(now) if pauses else lows
            for place, column in zip(places, columns.astype(kind), strict=True):
                place.put(rows, column)
        rows.present = set(np.bincount(rows.stage).nonzero()[0].tolist())
        return rows


def _places(rows: Rows) -> list[_Place]:
    """Where all columns of ``rows`` are found."""
    lists = ("values", "flags", "truths", "orders")
    return [
        *(_Place(name) for name in ("stage", "began_in", "day", "waited", "unsettled")),
        *(_Place(name, place) for name in lists for place in range(len(getattr(rows, name)))),
        *(_Place("ready", index) for index in rows.ready),
    ]


def _upright(numbers: list[int]) -> Words:
    """One number a row; sums wrap round, so that those below nought are right too."""
    return np.array([number % (1 << WORD) for number in numbers], dtype=np.uint64)[:, np.newaxis]
