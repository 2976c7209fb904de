"""What is to be proved of a scenario, and what a walk over everything that can happen says of it.

A claim that something can happen is proved by one sight of it, whatever the size of the model. That
it cannot happen, or never fails to, is proved only by a walk that left nothing out; if the walk was
bounded such a claim is undecided (``holds`` None).

Causes are named, not their consequences: of a move whose stage no story comes to nothing is said,
for the stage is reported; an outcome of a move that cannot be made is not reported either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sim.author.proofs.ranges import looked_at
from sim.scenario.checks.formulas import facts_of
from sim.scenario.checks.worlds import worlds
from sim.scenario.expressions.evaluate import evaluate
from sim.scenario.expressions.intervals import Facts, bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.lab.exact.reach import Reach
    from sim.lab.exact.watch import Key, Sight
    from sim.program.model import Move, Program
    from sim.scenario.context import Path
    from sim.scenario.expressions.tree import Expression

What = Literal[
    "ending", "stage", "move", "outcome", "transition", "condition", "version", "actor",
    "chances", "weights",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a claim does not hold, as a problem: its code, sentence and advice.

    ``sight`` is what a story can show of it. ``idle``: nothing is kept from happening by it.
    """

    code: str
    message: str
    hint: str | None = None
    sight: Sight | None = None
    idle: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """Something that should be so.

    ``path`` is the place in the file (``key``: of the key there); ``sight`` is where it was seen,
    or, of what should never be, where it was seen not to hold. ``finding`` is None where it holds,
    is undecided, or fails only because of something else that is reported.
    """

    what: What
    name: str
    path: Path
    key: bool
    holds: bool | None
    sight: Sight | None
    finding: Finding | None = None


class Ledger:
    """The claims about one program, entered one by one, in the light of ``reach``."""

    def __init__(self, program: Program, reach: Reach) -> None:
        self.program, self.reach = program, reach
        self.seen = reach.watch.seen
        self.claims: list[Claim] = []

    def can(
        self, what: What, name: str, path: Path, question: Key, finding: Finding | None,
        *, key: bool = False,
    ) -> bool:  # fmt: skip
        """Something can happen; ``finding`` is why it matters where it cannot."""
        sight = self.seen.get(question)
        holds = True if sight is not None else (False if self.reach.whole else None)
        self.claims.append(
            Claim(what, name, path, key, holds, sight, finding if holds is False else None)
        )
        return sight is not None

    def never(
        self, what: What, name: str, path: Path, question: Key, finding: Finding, *, sure: bool
    ) -> None:
        """Something must not happen; where it was seen, that is a ``finding``.

        ``sure``: the ranges alone rule it out, whatever was left out of the walk.
        """
        sight = self.seen.get(question)
        holds = False if sight is not None else (True if self.reach.whole or sure else None)
        shown = replace(finding, sight=sight) if sight is not None else None
        self.claims.append(Claim(what, name, path, True, holds, sight, shown))

    def positive(self, trees: Sequence[Expression], move: Move) -> bool:
        """Whether one of some numbers is above 0 whatever the values, in the stages of ``move``.

        It need not always be the same one, if all that they hang on can be tried.
        """
        known = facts_of(self.program.scenario.file)
        stages = frozenset(self.program.stages[stage].id for stage in move.stages)
        facts = Facts(known.variables, known.clocks, stages, known.values)
        if any(bounds(tree, facts)[0] > 0 for tree in trees):
            return True
        every = worlds(trees, facts)
        return every is not None and all(
            any(evaluate(tree, world) > 0 for tree in trees) for world in every
        )

    def was_looked_at(self, *name: str | int) -> bool:
        """Whether a condition was evaluated in any state."""
        return ("holds", *name) in self.seen or ("fails", *name) in self.seen

    def condition(
        self, name: Key, label: str, path: Path, when: Expression, *, always: bool = True
    ) -> None:
        """A condition: it sometimes holds, and (``always``: that matters) sometimes does not."""
        if not self.was_looked_at(*name) and self.reach.whole:
            return
        lies = looked_at(self.program, self.reach.watch.ranges.get(name, {}))
        self.can(
            "condition", label, path, ("holds", *name),
            Finding("NC914", "In no state of any story does this condition hold.", lies),
        )  # fmt: skip
        if ("holds", *name) in self.seen or not self.reach.whole:
            finding = Finding(
                "NC915",
                "Wherever this condition is looked at, it holds.",
                " ".join(filter(None, (lies, "Leave it out if that is meant."))),
                idle=True,
            )
            self.can(
                "condition", f"not {label}", path, ("fails", *name), finding if always else None
            )
