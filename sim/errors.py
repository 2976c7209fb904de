"""What can go wrong, and with which exit code a command then ends.

The tree::

    NewscycleError                 the run failed                      exit 1
    ├── ScenarioError              a scenario file is bad              exit 65
    ├── JournalError               a journal is damaged or foreign     exit 65
    ├── UsageError                 what was asked for makes no sense   exit 2
    │   ├── InterventionError      a what-if line that cannot be meant
    │   └── ChoiceError            a move that cannot be made now
    ├── PlanError                  a sweep's plan is bad               exit 65
    ├── StrategyError              a strategy file is bad              exit 65
    ├── RecordError                the record cannot be replayed       exit 65
    ├── BudgetError                larger than the stated budget       exit 1
    └── MissingExtraError          an optional package is not there    exit 1
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class ExitCode(IntEnum):
    """How a command ends (``EX_DATAERR`` of BSD's sysexits for bad data)."""

    OK = 0
    FAILED = 1
    USAGE = 2
    BAD_DATA = 65
    INTERRUPTED = 130


class NewscycleError(Exception):
    """The root of everything that newscycle raises on purpose."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED


class ScenarioError(NewscycleError):
    """A scenario that cannot be played; ``problems`` says all that is wrong with it."""

    exit_code = ExitCode.BAD_DATA

    def __init__(self, problems: Sequence[object]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class JournalError(NewscycleError):
    """A journal that is damaged, truncated where it matters, or not a journal at all."""

    exit_code = ExitCode.BAD_DATA


class UsageError(NewscycleError):
    """A request that makes no sense as it stands."""

    exit_code = ExitCode.USAGE


class InterventionError(UsageError):
    """A what-if line that names nothing, or contradicts another one."""


class ChoiceError(UsageError):
    """A choice that cannot be made now; the story is unchanged."""


class RecordError(NewscycleError):
    """A step of the record that cannot be made, or is never reached."""

    exit_code = ExitCode.BAD_DATA


class PlanError(NewscycleError):
    """A file that plans a sweep and cannot be understood; the message names the place."""

    exit_code = ExitCode.BAD_DATA


class StrategyError(NewscycleError):
    """A strategy file that cannot be read, or does not fit the scenario; all that is wrong."""

    exit_code = ExitCode.BAD_DATA


class BudgetError(NewscycleError):
    """A computation that would exceed its stated budget, refused before it harms."""


class MissingExtraError(NewscycleError):
    """A feature whose optional packages are not installed; the message names the command."""
