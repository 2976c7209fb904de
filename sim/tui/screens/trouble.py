"""What went wrong, as a page that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import JournalError, NewscycleError, ScenarioError
from sim.scenario.problems import SEVERITY_ORDER, Problem, excerpt, summary
from sim.tui.text import Line, cells, cut, flow, prose
from sim.tui.typeset import words_block

if TYPE_CHECKING:
    from sim.tui.widgets.sheet import Block

KEPT = "Nothing that was decided is lost: every decision is on disk before it takes effect."


def trouble_page(error: BaseException) -> tuple[str, list[Block]]:
    """Title and blocks of the page for ``error``."""
    if isinstance(error, ScenarioError):
        problems = [p for p in error.problems if isinstance(p, Problem)]
        if problems:
            return _problems(problems)
    if isinstance(error, JournalError):
        blocks = [
            words_block(str(error)),
            words_block("The file is left as it is; other stories are not touched.", "muted"),
        ]
        return "This story cannot be resumed", blocks
    if isinstance(error, NewscycleError):
        return "That did not work", [words_block(str(error))]
    what = f"{type(error).__name__}: {error}"
    blocks = [
        words_block("Something went wrong inside newscycle. This is a fault of the program."),
        words_block(what, "warn"),
        words_block(KEPT),
        words_block("Please report the line above, and what you did before.", "muted"),
    ]
    return "A fault of the program", blocks


def _problems(problems: list[Problem]) -> tuple[str, list[Block]]:
    file = problems[0].file
    blocks = [words_block(f"{file}: {summary(problems)}.", "muted")]
    worst_first = sorted(problems, key=lambda problem: SEVERITY_ORDER[problem.severity])
    blocks += [problem_block(problem) for problem in worst_first]
    return "This file cannot be played", blocks


def problem_block(problem: Problem) -> Block:
    """One problem: where, what, the line of the file, and what to do."""

    def lines(width: int) -> list[Line]:
        at = f"line {problem.line}, column {problem.column}"
        where = at if problem.line else "the whole file"
        mark = ((f"{problem.severity.value} {problem.code}", "warn"),)
        if cells(where) + cells(mark[0][0]) + 2 > width:
            where = where.replace("column", "col.")
        made = flow([(where, "muted")], width, mark=mark)
        made += prose(problem.message, "strong", width)
        if problem.text is not None and problem.line:
            rows = excerpt(problem.text, problem.line, problem.column, max(width - 10, 20))
            made += [Line(((row, "text"),)) for row in rows]
        if problem.hint:
            made += prose(problem.hint, "text", width, 2)
        return [*made, Line(((cut(" ", width), "text"),))]

    return lines
