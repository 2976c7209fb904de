"""Plays that nobody plays: what they reach of a scenario, how often, and what they never reach.

Half of them go by policy, as an ensemble does; in the other half every actor picks any enabled
move with equal odds, so that what policies hardly ever do is tried too. Frequencies are told of
the first half only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.author.places import Part, Places, parts_of
from sim.engine.events import Moved, NewsPublished, OutcomeDrawn, StageEntered
from sim.engine.interventions import plan_of
from sim.engine.story import Story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.events import How
    from sim.engine.interventions import Plan
    from sim.program.model import Move, Outcome, Program

STUCK = 3
"""After so many rounds in which nobody could do anything but wait, a story is stuck."""


@dataclass(slots=True)
class Cell:
    """What one actor did in one stage: turns, acts other than waiting, and whether it had any."""

    turns: int = 0
    acts: int = 0
    choice: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    """One play, to be told again: ``random`` if all moves were equally likely."""

    seed: int
    number: int
    random: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A play that broke off, or got stuck, with its journal: acts as intervention lines."""

    play: Play
    round: int
    stage: str
    journal: tuple[str, ...]
    error: str | None = None


@dataclass(slots=True)
class Tally:
    """How often a part was reached by policy and at random, and the first play that did."""

    policy: int = 0
    random: int = 0
    first: Play | None = None


@dataclass(slots=True)
class Coverage:
    """What a number of plays reached: ``plays`` by policy, and as many at random."""

    program: Program
    plays: int
    seed: int
    parts: dict[Part, Tally]
    cells: dict[tuple[int, int], Cell]
    stuck: list[Stop] = field(default_factory=list)
    broken: list[Stop] = field(default_factory=list)

    @property
    def never(self) -> list[Part]:
        """The parts that no play reached, in the order of the file."""
        return [part for part, tally in self.parts.items() if tally.first is None]

    @property
    def only_at_random(self) -> list[Part]:
        """The parts that were reached, but by no play of the policies."""
        return [p for p, tally in self.parts.items() if tally.first and not tally.policy]

    @property
    def lines(self) -> tuple[int, int]:
        """How many lines on which a part begins were reached, and how many there are."""
        every = {part.line for part in self.parts}
        missed = {part.line for part in self.never}
        return len(every - missed), len(every)


class Watched(Story):
    """A story that counts what it does.

    ``open_round`` is the last round in which somebody could do anything but wait: surely so if it
    is ``thorough``, else as far as somebody did.
    """

    def __init__(
        self,
        program: Program,
        play: Play,
        plan: Plan,
        cells: dict[tuple[int, int], Cell],
        *,
        thorough: bool = False,
    ) -> None:
        self.arcs: list[int] = []
        self.versions: set[tuple[int, int]] = set()
        self.open_round = 0
        self._thorough = thorough
        self.acts: list[str] = []
        self._cells = cells
        super().__init__(program, play.seed, play.number, plan=plan)
        self._version(self.state.stage)

    def _take(self, arc: int, cause: object) -> None:
        self.arcs.append(arc)
        super()._take(arc, cause)  # type: ignore[arg-type]

    def _act(self, move: Move, outcome: Outcome | None, how: How) -> None:
        stage = self.program.stages[self.state.stage]
        cell = self._cells.setdefault((stage.index, move.actor), Cell())
        cell.turns += 1
        cell.acts += not move.is_wait
        if move.is_wait and (self._thorough or not cell.choice):
            choice = any(not option.is_wait for option in self.enabled)
        else:
            choice = not move.is_wait
        cell.choice |= choice
        if choice:
            self.open_round = self.state.round
        self._version(stage.index)
        when = self.state.round
        super()._act(move, outcome, how)
        if not move.is_wait:
            drawn = next(e for e in reversed(self.events) if isinstance(e, OutcomeDrawn))
            self.acts.append(f"{move.name}:{drawn.outcome}@{when}")

    def _version(self, index: int) -> None:
        text = self.program.stages[index].text
        if text is None or len(text.versions) < 2:
            return
        for number, version in enumerate(text.versions):
            if version.when is None or self.rules.closure(version.when)(self.state):
                self.versions.add((index, number))
                return


def run_plays(program: Program, plays: int, seed: int, places: Places) -> Coverage:
    """Tell ``plays`` stories by policy and as many at random, and say what they reached."""
    return _Runner(program, plays, seed, places).run()


class _Runner:
    def __init__(self, program: Program, plays: int, seed: int, places: Places) -> None:
        self.program = program
        self.coverage = Coverage(program, plays, seed, {}, {})
        self.by_key: dict[tuple[object, ...], list[Part]] = {}
        for part in parts_of(program, places):
            self.coverage.parts[part] = Tally()
            self.by_key.setdefault(_key(part), []).append(part)
        self.arc_owner = {
            arc: transition.index
            for transition in program.transitions
            for arc in transition.arcs.values()
        }

    def run(self) -> Coverage:
        uniform = plan_of(self.program, random_lines(self.program))
        for random in (False, True):
            plan = uniform if random else plan_of(self.program, ())
            for number in range(self.coverage.plays):
                self._one(Play(self.coverage.seed, number, random), plan)
        return self.coverage

    def _one(self, play: Play, plan: Plan) -> None:
        story = Watched.__new__(Watched)
        try:
            story.__init__(self.program, play, plan, self.coverage.cells)  # type: ignore[misc]
        except Exception as error:  # noqa: BLE001  (whatever it is, the author must learn of it)
            self._broke_off(play, story, error)
            return
        for key in self._reached(story):
            for part in self.by_key.get(key, ()):
                tally = self.coverage.parts[part]
                tally.random += play.random
                tally.policy += not play.random
                tally.first = tally.first or play
        last = [e for e in story.events if isinstance(e, StageEntered)][-1]
        if last.cause == "calendar" and self.program.rounds - story.open_round >= STUCK:
            # Only now is it worth asking in every round what could have been done.
            story = Watched(self.program, play, plan, {}, thorough=True)
            if self.program.rounds - story.open_round >= STUCK:
                self.coverage.stuck.append(
                    Stop(play, story.open_round + 1, str(last.before), tuple(story.acts))
                )

    def _reached(self, story: Watched) -> set[tuple[object, ...]]:
        found: set[tuple[object, ...]] = {("version", *pair) for pair in story.versions}
        for event in story.events:
            match event:
                case Moved(actor=actor, move=move):
                    found.add(("move", f"{actor}.{move}"))
                case OutcomeDrawn(actor=actor, move=move, outcome=outcome):
                    found.add(("outcome", f"{actor}.{move}:{outcome}"))
                case StageEntered(to=to):
                    found |= {("stage", to), ("ending", to)}
                case NewsPublished(headline=headline):
                    found.add(("news", headline))
        found |= {("transition", self.arc_owner[a]) for a in story.arcs if a in self.arc_owner}
        return found

    def _broke_off(self, play: Play, story: Watched, error: Exception) -> None:
        state = getattr(story, "state", None)
        now = 0 if state is None else state.round
        stage = "" if state is None else self.program.stages[state.stage].id
        told = f"{type(error).__name__}: {error}"
        self.coverage.broken.append(Stop(play, now, stage, tuple(story.acts), told))


def _key(part: Part) -> tuple[object, ...]:
    match part.what:
        case "transition":
            return (part.what, part.index)
        case "version":
            return (part.what, part.index, part.number)
        case "news":
            return (part.what, part.headline)
        case _:
            return (part.what, part.name)


def random_lines(program: Program) -> Sequence[str]:
    """Intervention lines under which every actor picks any enabled move."""
    return [f"{actor.id}~uniform" for actor in program.actors if actor.moves]
