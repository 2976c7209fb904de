"""What is said of an ending that nobody has found yet: enough to look for it, and no more.

A hint names the stage before the ending. Where that would be the same for two of them it also
says who can bring it about, or what it depends on; then the other stages before it. It never says
what the ending is called, what happens in it, or by which move it comes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.engine.gates import ProgramLabels
from sim.engine.readers import Reader
from sim.engine.telling import tell_apart
from sim.scenario.expressions.tree import Clock, Done, Variable, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.program.model import Arc, Move, Program

NOBODY_ENDS_IT = "An ending that comes when nobody ends the story sooner"
MOST_NAMED = 3
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def hints(program: Program) -> dict[str, str]:
    """A hint for every ending of ``program``, by id; no two of them are alike."""
    ways = {
        stage.id: [arc for arc in program.arcs if arc.target == stage.index]
        for stage in program.stages
        if stage.ending
    }
    made = {ending: _hint(program, arcs) for ending, arcs in ways.items()}
    more: Sequence[Callable[[list[Arc]], str]] = (
        lambda arcs: _hint(program, arcs, causes=True),
        lambda arcs: _hint(program, arcs, causes=True, every=True),
    )
    for say in more:
        alike = _alike(made)
        made = {e: say(ways[e]) if hint in alike else hint for e, hint in made.items()}
    return _numbered(program, made)


def _alike(made: dict[str, str]) -> set[str]:
    return {hint for hint, times in Counter(made.values()).items() if times > 1}


def _numbered(program: Program, made: dict[str, str]) -> dict[str, str]:
    """The last resort: endings that come from the same places in the same way are counted."""
    found: dict[str, str] = {}
    for hint in dict.fromkeys(made.values()):
        endings = [ending for ending, said in made.items() if said == hint]
        moves = [
            {arc.move for arc in program.arcs if program.stages[arc.target].id == ending}
            for ending in endings
        ]
        luck = " between which luck decides" if set.intersection(*moves) - {None} else ""
        for at, ending in enumerate(endings, start=1):
            which = f" ({_word(at)} of {len(endings)}{luck})" if len(endings) > 1 else ""
            found[ending] = hint + which
    return {ending: found[ending] for ending in made}


def _word(at: int) -> str:
    return f"the {ORDINALS[at - 1]}" if at <= len(ORDINALS) else f"number {at}"


def _hint(
    program: Program, arcs: list[Arc], *, causes: bool = False, every: bool = False
) -> str:  # fmt: skip
    """``causes`` adds who or what leads there; ``every`` names all stages it is reached from."""
    ways = [arc for arc in arcs if arc.cause != "calendar"]
    if not ways:
        return NOBODY_ENDS_IT
    sources = sorted({arc.source for arc in ways})
    labels = [f"“{tell_apart(program.stages[s].label, program)}”" for s in sources]
    before = _listed(labels if every else labels[:1], "or")
    return f"An ending beyond {before}{_causes(program, ways) if causes else ''}"


def _causes(program: Program, ways: list[Arc]) -> str:
    """Who can bring the ending about, and what it depends on; nothing that is hidden is named."""
    labels = ProgramLabels(program)
    by: list[str] = []
    on: list[str] = []
    time = False
    for arc in ways:
        if arc.move is not None:
            by.append(_actor_of(program, program.moves[arc.move]))
        elif arc.condition is not None and Reader().sees(program, arc.condition):
            nodes = list(walk(arc.condition))
            on += [labels.variable(node.name) for node in nodes if isinstance(node, Variable)]
            on += [
                _actor_of(program, program.move(node.move))
                for node in nodes
                if isinstance(node, Done)
            ]
            time = time or any(isinstance(node, Clock) for node in nodes)
    parts = []
    if by:
        parts.append(f"{_few(by, 'or')} can bring it about")
    if on:
        parts.append(f"it depends on {_few(on, 'and')}")
    if time and not on:
        parts.append("it comes with time")
    return f"; {', or '.join(parts)}" if parts else ""


def _actor_of(program: Program, move: Move) -> str:
    """Whose move it is, as the name stands inside a sentence."""
    name = tell_apart(program.actors[move.actor].name, program)
    return f"the {name[4:]}" if name.startswith("The ") else name


def _few(names: list[str], word: str) -> str:
    distinct = list(dict.fromkeys(names))
    if len(distinct) > MOST_NAMED:
        distinct = [*distinct[:MOST_NAMED], "others"]
    return _listed(distinct, word)


def _listed(names: list[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
