"""Strategies as files: JSON, read with everything that is wrong said at once.

::

    {"newscycle_strategy": 1,
     "scenario": {"id": "leaking_roof", "title": "The leaking roof", "hash": "…"},
     "actor": "head",
     "rules": [
      {"stage": "shared", "rounds": [1, 4], "when": "facts >= 1", "move": "open_letters"},
      {"move": "wait"}]}

Conditions are in the language of scenarios, and bounded as there. Whatever else stands at the top
(``goal``, ``value``, ``found``, …) is for people.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeGuard

from sim.engine.strategy import Cooling, Rule, Strategy
from sim.errors import StrategyError
from sim.program.remembered import remembered
from sim.scenario.checks.formulas import facts_of
from sim.scenario.expressions.errors import ExpressionError
from sim.scenario.expressions.intervals import bounds
from sim.scenario.expressions.parse import Names, parse
from sim.scenario.expressions.tree import All, Done, Kind, kind_of, walk
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.program.model import Move, Program
    from sim.scenario.expressions.tree import Expression

FORMAT = 1
MOST_BYTES = 4_000_000
MOST_RULES = 20_000
#: So many problems are told one by one.
SHOWN = 20
LARGEST = 2**31
MOST_PARTS = 100
#: What a file may say; all but the first and the last two is for people.
KEYS = (
    "newscycle_strategy", "scenario", "goal", "value", "usual", "endings", "found", "sees", "do",
    "against", "states", "made_by", "note", "actor", "rules",
)  # fmt: skip
RULE_KEYS = ("stage", "rounds", "when", "cooling", "began_in", "move", "note")


def names_of(program: Program) -> Names:
    """What a condition may speak of."""
    return Names(
        {v.id: Kind.BOOLEAN if v.boolean else Kind.INTEGER for v in program.variables},
        {u.id: frozenset(u.values) for u in program.unknowns},
        frozenset(program.stage_index),
        {move.name: tuple(o.id for o in move.outcomes) for move in program.moves},
    )


def read_strategy(text: str, program: Program, actor: str, name: str) -> Strategy:
    """The strategy in ``text``, for ``actor`` of ``program``; ``name`` is what to call it.

    Raises :class:`StrategyError` with all that is wrong.
    """
    return _Reader(program, actor, name).read(text)


class _Reader:
    def __init__(self, program: Program, actor: str, name: str) -> None:
        self.program = program
        self.actor = program.actor(actor)
        self.name = name
        self.problems: list[str] = []
        self.moves = {move.id: move for move in self.actor.moves}
        self.names = names_of(program)
        self.facts = facts_of(program.scenario.file)
        self.known = tuple(map(frozenset, remembered(program)))
        self.parsed: dict[str, Expression | None] = {}

    def read(self, text: str) -> Strategy:
        found = self._document(text)
        rules: list[Rule] = []
        if found is not None:
            rules = [
                rule
                for number, written in enumerate(found["rules"], start=1)
                if (rule := self._rule(written, f"rule {number}")) is not None
            ]
        note = None if found is None else self._fit(found.get("scenario"))
        if self.problems:
            raise StrategyError(self._told(note))
        digest = hashlib.sha256(text.encode()).hexdigest()
        return Strategy(self.actor.index, tuple(rules), text, digest, note)

    def _told(self, note: str | None) -> str:
        lines = [f"{self.name}: {problem}" for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"{self.name}: and {len(self.problems) - SHOWN} more.")
        if note is not None:
            lines.append(f"{note} It does not fit.")
        return "\n".join(lines)

    # -- the whole ----------------------------------------------------------------------------

    def _document(self, text: str) -> dict[str, Any] | None:
        if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
            self._no(f"A strategy has at most {MOST_BYTES:,} bytes.")
            return None
        try:
            found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        except RecursionError:
            self._no("It is nested too deeply.")
            return None
        except ValueError as error:
            self._no(f"This is not JSON: {str(error)[:200]}.")
            return None
        if not isinstance(found, dict) or "newscycle_strategy" not in found:
            self._no('This is no strategy: it does not begin with {"newscycle_strategy": 1.')
            return None
        if found["newscycle_strategy"] != FORMAT or isinstance(found["newscycle_strategy"], bool):
            self._no(f"This version reads strategies of format {FORMAT} only.")
            return None
        self._keys(found, KEYS, "A strategy")
        actor, rules = found.get("actor"), found.get("rules")
        if actor != self.actor.id:
            said = f"'{_brief(actor)}'" if isinstance(actor, str) else "nobody"
            self._no(f"This is a strategy of {said}, not of '{self.actor.id}'.")
        if not isinstance(rules, list) or not rules:
            self._no("rules is a list with at least one rule.")
            return None
        if len(rules) > MOST_RULES:
            self._no(f"A strategy has at most {MOST_RULES:,} rules.")
            return None
        return found

    def _fit(self, made_for: Any) -> str | None:
        """A sentence if the strategy was made for something else than this very text."""
        if not isinstance(made_for, dict) or not isinstance(made_for.get("hash"), str):
            return None
        program = self.program
        if made_for["hash"] == program.hash:
            return None
        if made_for.get("id") == program.id:
            return f"{self.name} was made for another version of {program.title}."
        return f"{self.name} was made for another scenario than {program.title}."

    def _no(self, problem: str) -> None:
        self.problems.append(problem)

    def _keys(self, found: dict[str, Any], known: Iterable[str], what: str) -> None:
        for key in found:
            if key not in known:
                hint = did_you_mean(key, known) or f"It has: {', '.join(known)}."
                self._no(f"{what} has no '{_brief(key)}'. {hint}")

    # -- one rule -----------------------------------------------------------------------------

    def _rule(self, written: Any, where: str) -> Rule | None:
        if not isinstance(written, dict):
            self._no(f'{where} is no rule; write {{"stage": …, "when": …, "move": …}}.')
            return None
        before = len(self.problems)
        self._keys(written, RULE_KEYS, where)
        move = self._move(written.get("move"), where)
        stages = self._stages(written.get("stage"), f"{where}, stage")
        began = self._stages(written.get("began_in"), f"{where}, began_in")
        if began is not None and len({stage.days for stage in self.program.stages}) == 1:
            self._no(f"{where}, began_in: nothing here depends on where a round began.")
        first, last = self._rounds(written.get("rounds"), f"{where}, rounds")
        cooling = self._cooling(written.get("cooling"), f"{where}, cooling")
        when = self._when(written.get("when"), f"{where}, when")
        if move is None or len(self.problems) > before:
            return None
        return Rule(move.index, first, last, stages, when, cooling, began)

    def _move(self, name: Any, where: str) -> Move | None:
        if isinstance(name, str) and name in self.moves:
            return self.moves[name]
        if not isinstance(name, str):
            self._no(f"{where} names no move of '{self.actor.id}'.")
            return None
        hint = did_you_mean(name, self.moves) or f"Its moves are: {', '.join(self.moves)}."
        self._no(f"{where}: '{self.actor.id}' has no move '{_brief(name)}'. {hint}")
        return None

    def _stages(self, names: Any, where: str) -> frozenset[int] | None:
        if names is None:
            return None
        every = [names] if isinstance(names, str) else names
        if not isinstance(every, list) or not every or not all(isinstance(x, str) for x in every):
            self._no(f"{where}: the id of a stage belongs here, or a list of some.")
            return None
        known = [stage.id for stage in self.program.stages if not stage.ending]
        for name in every:
            if name not in known:
                hint = did_you_mean(name, known) or f"Stages are: {', '.join(known)}."
                self._no(f"{where}: there is no stage '{_brief(name)}' to act in. {hint}")
        index = self.program.stage_index
        return frozenset(index[name] for name in every if name in known)

    def _rounds(self, span: Any, where: str) -> tuple[int, int]:
        last = self.program.rounds
        if span is None:
            return 1, last
        if _is_whole(span):
            span = [span, span]
        if not _is_span(span) or not 1 <= span[0] <= span[1]:
            self._no(f"{where}: a round belongs here, or the first and the last: [2, 5].")
        elif span[1] > last:
            self._no(f"{where}: the story has {last} rounds at most.")
        else:
            return span[0], span[1]
        return 1, last

    def _cooling(self, found: Any, where: str) -> tuple[Cooling, ...]:
        if found is None:
            return ()
        if not isinstance(found, dict):
            self._no(f'{where}: moves and rounds belong here: {{"paper.ask": [0, 1]}}.')
            return ()
        known = {move.name: move for move in self.program.moves if move.cooldown}
        read = []
        for name, span in found.items():
            span = [span, span] if _is_whole(span) else span
            if name not in known:
                hint = did_you_mean(name, known) or "Write actor.move."
                self._no(f"{where}: no move '{_brief(name)}' cools down. {hint}")
            elif not _is_span(span) or not 0 <= span[0] <= span[1]:
                self._no(f"{where}: '{name}' needs a number of rounds, or two: [0, 1].")
            else:
                read.append(Cooling(known[name].index, span[0], span[1]))
        return tuple(read)

    def _when(self, found: Any, where: str) -> Expression | None:
        """A condition, or a list of such, of which all must hold."""
        if found is None:
            return None
        if not isinstance(found, list):
            return self._part(found, where)
        if not 2 <= len(found) <= MOST_PARTS:
            self._no(f"{where}: a list has 2 to {MOST_PARTS} conditions, all of which must hold.")
            return None
        parts = [self._part(text, where) for text in found]
        return All(tuple(part for part in parts if part is not None))

    def _part(self, text: Any, where: str) -> Expression | None:
        if not isinstance(text, str) or not text.isprintable():
            self._no(f"{where}: a condition belongs here, such as 'attention > 2'.")
            return None
        if text not in self.parsed:
            self.parsed[text] = self._condition(text, where)
        return self.parsed[text]

    def _condition(self, text: str, where: str) -> Expression | None:
        try:
            tree = parse(text, self.names, Kind.BOOLEAN)
            spans = [bounds(x, self.facts) for x in walk(tree) if kind_of(x) is Kind.INTEGER]
        except ExpressionError as error:
            hint = f" {error.hint}" if error.hint else ""
            self._no(f"{where}: {error.message}{hint}")
            return None
        if any(max(-low, high) >= LARGEST for low, high in spans):
            self._no(f"{where}: a number in it may grow past 2^31.")
            return None
        for node in walk(tree):
            if isinstance(node, Done) and not self._remembers(node):
                self._no(
                    f"{where}: nothing in the scenario asks whether '{node.move}' was made, so"
                    " nothing remembers it."
                )
                return None
        return tree

    def _remembers(self, node: Done) -> bool:
        move = self.program.move(node.move)
        if node.outcome is None:
            return move.index in self.known[0]
        return self.program.outcome_of(move, node.outcome).index in self.known[1]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"'{_brief(twice)}' stands twice in one place")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_span(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_whole, value))


def _brief(text: str) -> str:
    """A name from a file for a message: never long, and nothing that a terminal would obey."""
    return "".join(char if char.isprintable() else "�" for char in text[:60])
