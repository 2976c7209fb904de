"""All checks of one file: the reader's, and those that need the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.author.places import Places
from sim.engine.record import StepError, replay_record
from sim.program.lower import lower
from sim.scenario.problems import Problems
from sim.scenario.reader import examine, examine_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.author.expect import Trial
    from sim.author.plays import Coverage, Stop
    from sim.author.proofs.prove import Proofs
    from sim.lab.budget import Budget
    from sim.program.model import Program
    from sim.scenario.problems import Problem
    from sim.scenario.reader import Scenario


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look at beyond the file itself.

    ``expect``: try the expectations; ``states``: count states up to so many; ``plays``: tell so
    many stories, with luck from ``seed``.
    """

    expect: bool = True
    states: int = 0
    plays: int = 0
    seed: int = 1
    proofs: int = 0
    stories: bool = True
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: problems by place in the file, and what plays showed of a sound one."""

    file: str
    problems: tuple[Problem, ...]
    trials: tuple[Trial, ...] = ()
    budget: Budget | None = None
    coverage: Coverage | None = None
    proofs: Proofs | None = None


def check_file(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with the scenario at ``path``, by place in the file."""
    return look_at(path, Wanted()).problems


def check_text(text: str, *, file: str, name: str) -> tuple[Problem, ...]:
    """What is wrong with the scenario that ``text`` describes, its expectations left untried."""
    return _further(file, *examine_text(text, file=file, name=name), Wanted(expect=False)).problems


def look_at(path: Path, wanted: Wanted) -> Checked:
    """The scenario at ``path``, looked at as ``wanted``."""
    return _further(str(path), *examine(path), wanted)


def _further(
    file: str, scenario: Scenario | None, problems: tuple[Problem, ...], wanted: Wanted
) -> Checked:
    if scenario is None:
        return Checked(file, problems)
    program, places = lower(scenario), Places(scenario)
    report = Problems(scenario.path, scenario.text)
    _record(program, places, report)
    trials: tuple[Trial, ...] = ()
    coverage = budget = proofs = None
    if wanted.states:
        from sim.lab.budget import state_budget

        budget = state_budget(program, wanted.states)
    if wanted.proofs:
        from sim.author.proofs.prove import prove, settled

        proofs = prove(
            program, places, report, problems, wanted.proofs,
            stories=wanted.stories, progress=wanted.progress,
        )  # fmt: skip
        problems = settled(proofs, problems)
    if wanted.expect and scenario.file.expect:
        from sim.author.expect import run_expectations

        exact = wanted.proofs if proofs is not None and proofs.exact else 0
        trials = run_expectations(program, places, exact)
        _expectations(trials, places, report)
    if wanted.plays:
        from sim.author.plays import run_plays

        coverage = run_plays(program, wanted.plays, wanted.seed, places)
        _plays(coverage, places, report)
    found = sorted((*problems, *report.items), key=lambda p: (p.line, p.column, p.code))
    return Checked(file, tuple(found), trials, budget, coverage, proofs)


def _record(program: Program, places: Places, report: Problems) -> None:
    if program.record is None:
        return
    try:
        replay_record(program)
    except StepError as error:
        path = ("record", "ending") if error.step is None else ("record", "steps", error.step)
        report("NC605", places.place(path), str(error))


def _expectations(trials: tuple[Trial, ...], places: Places, report: Problems) -> None:
    for trial in trials:
        if trial.holds is False:
            what = "ends at" if trial.what == "ending" else "reaches"
            under = f", with {', '.join(trial.do)}," if trial.do else ""
            found = (
                f"with a probability of exactly {trial.share:.6g}"
                if trial.exact
                else f"in {trial.share:.1%} of {trial.runs:,} sampled stories"
                f" ({trial.low:.1%} to {trial.high:.1%})"
            )
            report(
                "NC903",
                places.place(("expect", trial.number, "odds")),
                f"The story{under} {what} '{trial.stage}' {found}, not in"
                f" {trial.least:.4g} to {trial.most:.4g}.",
                "Change the story, or the odds that you expect, whichever is wrong.",
            )


def _plays(coverage: Coverage, places: Places, report: Problems) -> None:
    from sim.author.plays import STUCK
    from sim.author.retell import command

    by_stage: dict[str, list[Stop]] = {}
    for stop in coverage.stuck:
        by_stage.setdefault(stop.stage, []).append(stop)
    for stage, stops in by_stage.items():
        first = stops[0]
        report(
            "NC901",
            places.place(("stages", stage), key=True),
            f"In {len(stops):,} of {2 * coverage.plays:,} plays the story got stuck in '{stage}':"
            f" for {STUCK} rounds or more nobody could do anything but wait, until the calendar"
            " ended it.",
            f"See one: {command(coverage.program, first.play)}",
        )
    for stop in coverage.broken[:3]:
        acts = ", ".join(stop.journal[-5:]) or "the beginning"
        report(
            "NC902",
            places.place(("stages", stop.stage), key=True) if stop.stage else None,
            f"A play broke off in round {stop.round}, after {acts}: {stop.error}.",
            "This is a fault of newscycle, not of the file. Please report it, with: "
            + command(coverage.program, stop.play),
        )
