"""Values that nothing can tell apart: in a state, one of them stands for all.

Where the story asks no more of a number than whether it is at least 2, then 2, 3 and 4 are alike,
if nothing lowers it; where something lowers it by one, they are not. Values are alike in a stage if
whatever is looked at there says the same of them, if every effect that may follow makes values of
them that are alike, and if they are alike in each stage to which a way leads. Found by refining: at
first all values are alike, and classes are split until none of them has to be (the coarsest stable
partition; Hopcroft 1971, Paige and Tarjan 1987). States that differ in such values alone are
bisimilar, so every answer is the same with one state in place of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sim.engine.closures import constant_of
from sim.scenario.checks.formulas import facts_of
from sim.scenario.expressions.errors import ExpressionError
from sim.scenario.expressions.evaluate import evaluate
from sim.scenario.expressions.intervals import Facts, bounds
from sim.scenario.expressions.tree import Clock, Constant, Truth, Variable, children

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.program.model import Assignment, Program
    from sim.scenario.expressions.tree import Expression

Name: TypeAlias = str
"""Of a variable; that of the rounds in a stage is :data:`CLOCK`."""
Table: TypeAlias = tuple[int, ...]
"""What becomes of each value, the least first."""

CLOCK = ":rounds_in_stage"
#: Numbers with more values than this are not looked at, nor effects that may add so many.
MOST = 256
#: In place of a table: every value is told from every other.
ALL_APART = None


class Looks(NamedTuple):
    """What may happen in one stage: what is looked at, what is done, and where it may lead."""

    trees: Sequence[Expression]
    effects: Sequence[Assignment]
    onward: frozenset[int]
    living: frozenset[int]
    """The variables of which anything can still be read, by index."""


@dataclass(frozen=True, slots=True)
class _World:
    """In which one number has a value; nothing else is ever asked for."""

    value: int

    def variable(self, name: str) -> int:
        return self.value

    def clock(self, name: str) -> int:
        return self.value

    def stage(self) -> str:
        raise NotImplementedError

    def unknown(self, name: str) -> str:
        raise NotImplementedError

    def done(self, move: str, outcome: str | None) -> bool:
        raise NotImplementedError


def values_alike(
    program: Program, stages: Sequence[Looks]
) -> dict[Name, tuple[tuple[int, ...], ...]]:
    """For each number of which some values are alike, by stage: what stands for each value.

    Variables of two values are not looked at; they are alive or not.
    """
    return _Classes(program, stages).found()


class _Classes:
    def __init__(self, program: Program, stages: Sequence[Looks]) -> None:
        self.program, self.stages = program, stages
        self._named: dict[int, frozenset[str]] = {}
        self._parted: dict[int, list[tuple[Name, Expression]]] = {}
        self._tables: dict[tuple[int, str], Table] = {}
        self._facts: Facts | None = None
        self.ranges = {
            v.id: range(v.low, v.high + 1)
            for v in program.variables
            if 2 < v.high - v.low + 1 <= MOST
        }
        if program.rounds < MOST:
            self.ranges[CLOCK] = range(program.rounds + 1)

    def found(self) -> dict[Name, tuple[tuple[int, ...], ...]]:
        looked = [self._looked(here) for here in self.stages]
        done = [self._done(here) for here in self.stages]
        found = {}
        for name in self.ranges:
            told = self._told(name, looked, done)
            if told is not None:
                found[name] = told
        return found

    def _told(
        self,
        name: Name,
        looked: Sequence[Mapping[Name, set[Table] | None]],
        done: Sequence[Mapping[Name, set[Table] | None]],
    ) -> tuple[tuple[int, ...], ...] | None:
        """What stands for each value in each stage; None if no two values are alike anywhere."""
        values = self.ranges[name]
        identity = tuple(range(len(values)))
        tables: list[set[Table] | None] = []
        for seen, made in zip(looked, done, strict=True):
            one, other = seen.get(name, set()), made.get(name, set())
            tables.append(None if one is None or other is None else other)
        if all(table is ALL_APART for table in tables):
            return None
        classes: list[Table] = [
            identity if table is ALL_APART else _split([*(seen.get(name) or ())], identity)
            for table, seen in zip(tables, looked, strict=True)
        ]
        changed = True
        while changed:
            changed = False
            for place, table in enumerate(tables):
                here = classes[place]
                if table is ALL_APART or here == identity:
                    continue
                onward = () if name == CLOCK else self.stages[place].onward
                columns = [here, *(classes[to] for to in onward)]
                columns += [tuple(here[to] for to in becomes) for becomes in table]
                classes[place] = _split(columns, identity)
                changed |= classes[place] != here
        if all(here == identity for here in classes):
            return None
        return tuple(tuple(values[n] for n in here) for here in classes)

    # -- what tells values apart ----------------------------------------------------------------

    def _looked(self, here: Looks) -> dict[Name, set[Table] | None]:
        """What is said of each value where it is looked at."""
        trees = list(here.trees)
        # What a number makes of itself alone says nothing of it to anybody else.
        trees += [e.expression for e in self._lasting(here) if not self._alone(e)]
        found: dict[Name, set[Table] | None] = {}
        for tree in trees:
            for name, part in self._parts(tree):
                if name not in self.ranges:
                    continue
                if isinstance(part, Variable | Clock):
                    found[name] = ALL_APART
                elif (tables := found.setdefault(name, set())) is not None:
                    tables.add(self._table(part, name))
        return found

    def _done(self, here: Looks) -> dict[Name, set[Table] | None]:
        """What becomes of each value, as places, by the effects that hang on it."""
        found: dict[Name, set[Table] | None] = {}
        if CLOCK in self.ranges:
            last = self.program.rounds
            found[CLOCK] = {tuple(min(n + 1, last) for n in range(last + 1))}
        for effect in self._lasting(here):
            variable = self.program.variables[effect.variable]
            if variable.id not in self.ranges:
                continue
            steps = self._steps(effect)
            tables = found.setdefault(variable.id, set())
            if steps is ALL_APART or tables is ALL_APART:
                found[variable.id] = ALL_APART
                continue
            low, high = variable.low, variable.high
            for step in steps:
                tables.add(
                    tuple(
                        min(max(value + more, low), high) - low
                        for value, more in zip(self.ranges[variable.id], step, strict=True)
                    )
                )
        return found

    def _lasting(self, here: Looks) -> Iterator[Assignment]:
        """The effects on what can still be read."""
        return (effect for effect in here.effects if effect.variable in here.living)

    def _alone(self, effect: Assignment) -> bool:
        """Whether what it makes of a variable hangs on the variable's own value and on no other."""
        name = self.program.variables[effect.variable].id
        return name in self.ranges and self._names(effect.expression) == {name}

    def _steps(self, effect: Assignment) -> list[Table] | None:
        """All that an effect may add to each value of its variable, for any values of the others.

        None of it where the new value hangs on the old one, if at all, only by parts that are
        looked at.
        """
        name = self.program.variables[effect.variable].id
        values, tree = self.ranges[name], effect.expression
        if self._alone(effect):
            table = self._table(tree, name)
            if effect.adds:
                return [table]
            return [tuple(new - old for new, old in zip(table, values, strict=True))]
        if not effect.adds:
            return []
        if name in self._names(tree):
            return ALL_APART
        step = constant_of(tree)
        if step is not None:
            return [(step,) * len(values)]
        if self._facts is None:
            known = facts_of(self.program.scenario.file)
            places = frozenset(stage.id for stage in self.program.stages)
            self._facts = Facts(known.variables, known.clocks, places, known.values)
        try:
            low, high = bounds(tree, self._facts)
        except ExpressionError:
            return ALL_APART
        if high - low > MOST:
            return ALL_APART
        return [(step,) * len(values) for step in range(low, high + 1)]

    # -- expressions ----------------------------------------------------------------------------

    def _parts(self, tree: Expression) -> list[tuple[Name, Expression]]:
        """The largest parts of ``tree`` that hang on one number alone, with its name."""
        found = self._parted.get(id(tree))
        if found is None:
            names = self._names(tree)
            if len(names) == 1:
                found = [(next(iter(names)), tree)]
            else:
                below = children(tree) if names else ()
                found = [part for child in below for part in self._parts(child)]
            self._parted[id(tree)] = found
        return found

    def _names(self, tree: Expression) -> frozenset[str]:
        """What the value of ``tree`` hangs on; all that is no number is called by one name."""
        found = self._named.get(id(tree))
        if found is None:
            match tree:
                case Variable(name=name):
                    found = frozenset([name])
                case Clock(name="rounds_in_stage"):
                    found = frozenset([CLOCK])
                case Constant() | Truth():
                    found = frozenset()
                case _:
                    below = children(tree)
                    found = frozenset().union(*map(self._names, below)) if below else _OTHER
            self._named[id(tree)] = found
        return found

    def _table(self, tree: Expression, name: Name) -> Table:
        """The values of ``tree`` for each value of the one number that it hangs on."""
        found = self._tables.get((id(tree), name))
        if found is None:
            found = tuple(evaluate(tree, _World(value)) for value in self.ranges[name])
            self._tables[id(tree), name] = found
        return found


_OTHER = frozenset([":other"])


def _split(columns: Sequence[Table], identity: Table) -> Table:
    """For each place the least one that is like it in every column."""
    first: dict[tuple[int, ...], int] = {}
    if not columns:
        return (0,) * len(identity)
    return tuple(first.setdefault(row, n) for n, row in enumerate(zip(*columns, strict=True)))
