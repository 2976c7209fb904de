"""Problems as people read them: in full while they are few, grouped when they are many.

At 300 mistakes nobody reads a list in the order of the file; most of them are a few slips seen from
many places. So the same sentence is said once, with the lines where it holds.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sim.scenario.codes import CATALOGUE
from sim.scenario.problems import SEVERITY_ORDER, summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.scenario.problems import Problem

FEW = 20
"""So many problems of one file are shown one by one."""
IN_FULL = 3
"""So many different sentences of one code are shown with their line of the file."""
IN_SHORT = 6
"""So many more are shown without it."""
NUMBERS = 12
"""So many line numbers are listed."""


def told(problems: Sequence[Problem], *, everything: bool = False) -> str:
    """``problems``, by file, the gravest first; with ``everything`` each one in full."""
    parts = []
    for file, found in groupby(problems, key=lambda p: p.file):
        own = sorted(found, key=lambda p: (SEVERITY_ORDER[p.severity], p.line, p.column, p.code))
        if everything or len(own) <= FEW:
            parts += [str(problem) for problem in own]
        else:
            parts.append(f"{file}: {summary(own)}, grouped by kind; --all shows each in full.")
            parts += _grouped(own)
    return "\n\n".join(parts)


def _grouped(problems: Sequence[Problem]) -> Iterator[str]:
    by_code: dict[str, list[Problem]] = {}
    for problem in problems:
        by_code.setdefault(problem.code, []).append(problem)
    for code, found in by_code.items():
        entry = CATALOGUE[code]
        often = "once" if len(found) == 1 else f"{len(found)} times"
        title = f"{entry.severity.value} {code} · {entry.title} · {often}"
        yield "\n".join([f"{title}\n{'─' * len(title)}", *_kinds(found)])


def _kinds(problems: Sequence[Problem]) -> Iterator[str]:
    """The different sentences of one code; those said most often come first."""
    said: dict[tuple[str, str | None], list[Problem]] = {}
    for problem in problems:
        said.setdefault((problem.message, problem.hint), []).append(problem)
    kinds = sorted(said.values(), key=lambda same: (-len(same), same[0].line))
    for number, same in enumerate(kinds[: IN_FULL + IN_SHORT]):
        first = same[0]
        yield str(first) if number < IN_FULL else _on_one_line(first)
        if len(same) > 1:
            yield f"  Also in {_lines(same[1:])}."
    rest = [problem for same in kinds[IN_FULL + IN_SHORT :] for problem in same]
    if rest:
        yield f"And {len(rest)} more of this kind, in {_lines(rest)}."


def _on_one_line(problem: Problem) -> str:
    """A problem without its line of the file, but with the word that was meant."""
    head = str(problem).split("\n", 1)[0]
    meant = problem.hint is not None and problem.hint.startswith("Did you mean")
    return f"{head} {problem.hint}" if meant else head


def _lines(problems: Sequence[Problem]) -> str:
    numbers = sorted({problem.line for problem in problems})
    shown = ", ".join(map(str, numbers[:NUMBERS]))
    more = f" and {len(numbers) - NUMBERS} more" if len(numbers) > NUMBERS else ""
    return f"line{'s' if len(numbers) > 1 else ''} {shown}{more}"
