"""``check --exact``: a scenario's claims proved or refuted, as problems and as a list.

The walk is over every state that the very program people play can come to
(:mod:`sim.lab.exact.reach`); what a story can show comes with the command that tells it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.author.proofs import moves, stages, texts
from sim.author.proofs.claims import Ledger
from sim.author.proofs.passages import passages_of
from sim.author.retell import replay
from sim.lab.exact.reach import Reach
from sim.lab.exact.witness import witnesses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim.author.places import Places
    from sim.author.proofs.claims import Claim, Finding, What
    from sim.lab.exact.watch import Sight
    from sim.program.model import Program
    from sim.scenario.problems import Problem, Problems

SHOWN = ("ending", "stage", "move", "outcome", "transition")
"""What is shown to be possible by a story."""

SAME = {
    "NC910": ("NC508",),
    "NC912": ("NC510",),
    "NC913": ("NC427",),
    "NC914": ("NC420", "NC510"),
    "NC915": ("NC421",),
    "NC916": ("NC507", "NC506"),
    "NC917": ("NC511", "NC512"),
    "NC918": (),
    "NC919": (),
    "NC920": ("NC706",),
    "NC921": ("NC507", "NC506"),
}
"""By the code of a proof: those that say as much without one."""
HAPPENS = ("NC917", "NC918", "NC919")
"""Of these it is said in which round and stage they happen."""
SETTLED = {"NC424": "chances", "NC425": "weights"}
"""What the file alone makes one suspect, and a proof decides."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One claim, decided or not (``holds`` None); ``story`` is a command that shows it."""

    what: What
    name: str
    line: int
    column: int
    holds: bool | None
    story: str | None


@dataclass(frozen=True, slots=True)
class Proofs:
    """What was proved. ``exact``: no state was left out, so every claim is decided.

    ``states``: how many were looked at; ``rounds``: up to which round all of them.
    """

    exact: bool
    states: int
    rounds: int
    answers: tuple[Answer, ...]


def prove(
    program: Program,
    places: Places,
    report: Problems,
    known: Iterable[Problem],
    most: int,
    *,
    stories: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Proofs:
    """Prove what can be proved of ``program``, and report what does not hold.

    ``known`` are problems found without proofs: what they say is not said twice. At most about
    ``most`` states are looked at. ``stories``: find a story for everything that is possible, too.
    """
    passages = passages_of(program)
    reach = Reach(program, tuple(passages.values()), most=most, progress=progress).run()
    ledger = Ledger(program, reach)
    stages.enter(ledger)
    moves.enter(ledger)
    texts.enter(ledger, passages)
    claims = ledger.claims
    told = _stories(program, reach, claims, everything=stories)
    said = {(problem.code, problem.line, problem.column) for problem in known}
    answers = []
    for claim in claims:
        place = places.place(claim.path, key=claim.key)
        if claim.finding is not None and not _is_said(claim, said, places):
            message, hint = _words(program, reach, claim.finding, told)
            report(claim.finding.code, place, message, hint)
        shown = claim.sight or (claim.finding.sight if claim.finding is not None else None)
        story = told.get(shown) if shown is not None else None
        answers.append(Answer(claim.what, claim.name, place.line, place.column, claim.holds, story))
    return Proofs(reach.whole, reach.states, reach.whole_rounds, tuple(answers))


def settled(proofs: Proofs, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """``problems`` without those suspicions that ``proofs`` have decided, one way or the other."""
    decided = {
        (answer.what, answer.line, answer.column)
        for answer in proofs.answers
        if answer.holds is not None
    }
    return tuple(
        problem
        for problem in problems
        if (SETTLED.get(problem.code), problem.line, problem.column) not in decided
    )


def _is_said(claim: Claim, said: set[tuple[str, int, int]], places: Places) -> bool:
    """Whether a problem at the same place, or around it, says as much already."""
    around = claim.path[:2] if claim.what == "transition" else claim.path
    spots = [places.place(path, key=claim.key) for path in (claim.path, around)]
    same = () if claim.finding is None else SAME[claim.finding.code]
    return any((code, spot.line, spot.column) in said for code in same for spot in spots)


def _stories(
    program: Program, reach: Reach, claims: Iterable[Claim], *, everything: bool
) -> dict[Sight, str]:
    """Commands for what findings show; with ``everything`` for all that is possible, too."""
    sights = []
    for claim in claims:
        if claim.finding is not None and claim.finding.sight is not None:
            sights.append(claim.finding.sight)
        elif everything and claim.sight is not None and claim.what in SHOWN:
            sights.append(claim.sight)
    found = witnesses(reach, sights)
    return {sight: replay(program, witness.lines(program)) for sight, witness in found.items()}


def _words(
    program: Program, reach: Reach, finding: Finding, stories: dict[Sight, str]
) -> tuple[str, str | None]:
    """Sentence and advice; with the story that shows it, and where that happens."""
    sight = finding.sight
    if sight is None:
        return finding.message, finding.hint
    hint = " ".join(filter(None, (finding.hint, f"See one: {stories[sight]}")))
    if sight.step < 0 or finding.code not in HAPPENS:
        return finding.message, hint
    stage = program.stages[reach.stage_at(sight)].id
    now = reach.steps[sight.step].now
    return f"{finding.message} It happens in round {now}, in the stage '{stage}'.", hint
