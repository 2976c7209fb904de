"""Lines that name strategies, made ready: files are read, best play is solved for.

What comes out is a plan that carries the strategies' texts, so that it can travel to workers, into
journals and manifests without the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.engine.interventions import is_strategy, plan_of
from sim.engine.strategyfile import MOST_BYTES
from sim.errors import BudgetError, InterventionError, StrategyError, UsageError
from sim.lab.uncertainty import wilson
from sim.scenario.checks.what_ifs import faults
from sim.scenario.lines import Behave, LineError, parse_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from sim.engine.interventions import Plan
    from sim.engine.strategy import Strategy
    from sim.lab.uncertainty import Share
    from sim.program.model import Program


#: States that ``actor~best`` may take to solve for, so that a refusal does not take minutes.
BUDGET = 5_000_000


def planned(program: Program, lines: Iterable[str], given: Mapping[str, str] | None = None) -> Plan:
    """``lines`` as a plan, with every strategy that they name.

    ``given`` has the texts of strategies that are at hand already, by their lines. Raises as
    :func:`~sim.engine.interventions.plan_of` does; :class:`StrategyError` for a file that cannot be
    read; :class:`BudgetError` where ``actor~best`` is too large to be solved for.
    """
    texts = tuple(lines)
    found = dict(given or {})
    named = list(_named(program, texts))
    if any(line.text not in found for line in named) and not faults(program.scenario.file, texts):
        for line in named:
            if line.text not in found:
                found[line.text] = _text_of(program, texts, line)
    return plan_of(program, texts, found)


def _named(program: Program, texts: Iterable[str]) -> Iterator[Behave]:
    """The lines that name a strategy."""
    for text in texts:
        try:
            line = parse_line(text)
        except LineError:
            continue
        if not isinstance(line, Behave) or line.actor not in program.actor_index:
            continue
        if is_strategy(program.actor(line.actor), line.policy):
            yield line


def _text_of(program: Program, texts: tuple[str, ...], line: Behave) -> str:
    if line.policy != "best":
        return read_file(line.policy)
    others = tuple(
        text for text in texts if not text.strip().endswith("~best") and text.strip() != line.text
    )
    try:
        return _best(program, line.actor, others, _files(program, others))
    except UsageError as error:
        raise InterventionError(f"{line.text}: {error}") from None
    except BudgetError as error:
        raise BudgetError(
            f"{line.text}: {error} Best play is solved for state by state, and this scenario is too"
            f" large for that. 'newscycle solve --for {line.actor} --strategy FILE.json --budget N'"
            " may go further, once, and its file can be followed; a temperament needs no solving;"
            " fewer rounds or forbidden moves (never:…) make fewer states."
        ) from None


def _files(program: Program, texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The texts of the files that ``texts`` name, so that a change in one is seen."""
    return tuple((line.text, read_file(line.policy)) for line in _named(program, texts))


@lru_cache(maxsize=32)
def _best(
    program: Program, actor: str, lines: tuple[str, ...], files: tuple[tuple[str, str], ...]
) -> str:
    """The best strategy of ``actor`` for its own wants; the others act as ``lines`` say."""
    from sim.lab.exact.goals import points
    from sim.lab.exact.solve import find
    from sim.lab.exact.strategies import best_strategy

    body = program.actor(actor)
    plan = plan_of(program, lines, dict(files))
    goals = {actor: points(program, body)}
    found = find(program, goals, plan=plan, budget=BUDGET, keep=True)
    return best_strategy(program, found, body, plan, budget=BUDGET)


def read_file(name: str) -> str:
    """The text of a strategy file. Raises :class:`StrategyError` if it cannot be had."""
    path = Path(name)
    try:
        if not path.is_file():
            what = "is no ordinary file" if path.exists() else "is not there"
            raise StrategyError(f"The strategy {name} {what}. 'newscycle solve' writes one.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StrategyError(f"The strategy {name} could not be read: {reason}.") from None
    if len(data) > MOST_BYTES:
        raise StrategyError(f"{name}: A strategy has at most {MOST_BYTES:,} bytes.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StrategyError(f"{name}: This is not text in UTF-8.") from None


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A strategy that was followed, and how often no rule of it held. Sampled.

    ``choices``: how many choices in all stories were left to the actor's usual policy; ``stories``:
    the share of stories in which there was one. ``sha256`` is that of the strategy's text; ``note``
    says that it was made for another version of the scenario.
    """

    actor: str
    sha256: str
    choices: int
    stories: Share
    note: str | None


def followed(program: Program, plan: Plan) -> dict[str, Strategy]:
    """The strategies of ``plan``, by their lines."""
    found = {}
    for line in _named(program, plan.lines):
        strategy = plan.policies[program.actor_index[line.actor]].strategy
        if strategy is not None:
            found[line.text] = strategy
    return found


def uncovered_of(
    program: Program, plan: Plan, counts: NDArray[np.int64], runs: int
) -> dict[str, Uncovered]:
    """The strategies of ``plan``, by line; ``counts`` has a row for each of its ruled actors."""
    found = {}
    for line, strategy in followed(program, plan).items():
        choices, stories = counts[plan.ruled.index(strategy.actor)].tolist()
        actor = program.actors[strategy.actor].id
        found[line] = Uncovered(
            actor, strategy.digest, choices, wilson(stories, runs), strategy.note
        )
    return found


def uncovered_json(found: Mapping[str, Uncovered], name: str = "strategies") -> dict[str, Any]:
    """What commands print of them; nothing if there are none."""
    if not found:
        return {}
    return {
        name: {
            line: {
                "actor": one.actor,
                "sha256": one.sha256,
                "uncovered_choices": one.choices,
                "uncovered_stories": {
                    "share": one.stories.share, "low": one.stories.low, "high": one.stories.high
                },
            }
            for line, one in found.items()
        }
    }  # fmt: skip


def manifested(program: Program, plan: Plan, name: str = "strategies") -> dict[str, Any]:
    """What a manifest says of the strategies of ``plan``; nothing if there are none."""
    every = {
        line: {"actor": program.actors[strategy.actor].id, "sha256": strategy.digest}
        for line, strategy in followed(program, plan).items()
    }
    return {name: every} if every else {}


def at_hand(plan: Plan) -> tuple[tuple[str, str], ...]:
    """The texts of the strategies of ``plan``, by line, for a job."""
    return tuple(sorted(plan.strategies.items()))
