"""All checks of one file: the reader's, and those that need the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.record import StepError, replay_record
from sim.program.lower import lower
from sim.scenario.problems import Problems
from sim.scenario.reader import examine, examine_text, place_in

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario.problems import Problem
    from sim.scenario.reader import Scenario


def check_file(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with the scenario at ``path``, by place in the file."""
    return _further(*examine(path))


def check_text(text: str, *, file: str, name: str) -> tuple[Problem, ...]:
    """Everything that is wrong with the scenario that ``text`` describes."""
    return _further(*examine_text(text, file=file, name=name))


def _further(scenario: Scenario | None, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    if scenario is None:
        return problems
    found = (*problems, *_record(scenario))
    return tuple(sorted(found, key=lambda p: (p.line, p.column, p.code)))


def _record(scenario: Scenario) -> tuple[Problem, ...]:
    program = lower(scenario)
    if program.record is None:
        return ()
    try:
        replay_record(program)
    except StepError as error:
        problems = Problems(scenario.path, scenario.text)
        path = ("record", "ending") if error.step is None else ("record", "steps", error.step)
        problems("NC605", place_in(scenario, path), str(error))
        return problems.items
    return ()
