"""The preview of a file that is being written: read it again when it changes, play on from there.

No screen here. A preview holds the last version of the file that could be played with a story of
it, the choices that were made so far, and what is wrong with the file as it is now. When the file
changes, the choices are made again as far as they still fit. A broken file leaves the story as it
was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.gates import gates
from sim.engine.record import trail_of
from sim.engine.state import State
from sim.engine.story import Story
from sim.errors import ChoiceError, UsageError
from sim.program.lower import lower
from sim.scenario.codes import Severity
from sim.scenario.reader import examine
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from sim.program.model import Program, Variable
    from sim.scenario.problems import Problem
    from sim.scenario.reader import Scenario

_WORD = re.compile(r"([a-z][a-z0-9_]*)(?:=([+-]?[a-z0-9]+))?")


@dataclass(frozen=True, slots=True)
class Choice:
    """A move made in the preview, and the round in which it was made."""

    actor: str
    move: str
    round: int


@dataclass(frozen=True, slots=True)
class Jump:
    """Where a story is made to begin: a stage, a round, and values of variables, by id."""

    stage: str
    round: int
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of the choices when the file was read again: ``why`` says what did not fit."""

    made: int
    of: int
    why: str | None = None


class Preview:
    """One file, being written. ``seat`` is the actor that is played (None: the first that can be).

    After construction, and after :meth:`look` has returned True, ``problems`` are those of the file
    as it is now; ``story`` is of the last sound version, or None if there never was one.
    """

    def __init__(self, path: Path, *, seed: int = 1, seat: str | None = None) -> None:
        self.path = path
        self.seed = seed
        self.number = 0
        self.wanted = seat
        self.problems: tuple[Problem, ...] = ()
        self.program: Program | None = None
        self.story: Story | None = None
        self.choices: list[Choice] = []
        self.made = 0
        self.jump: Jump | None = None
        self.replayed = Replayed(0, 0)
        self.reads = 0
        self._seen: tuple[int, ...] | None = None
        self._text: str | None = None
        self.look()

    # -- the file -----------------------------------------------------------------------------

    @property
    def broken(self) -> bool:
        """Whether the file as it is now cannot be played; the story is then an older one."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def look(self) -> bool:
        """Read the file again if it has changed on the disk; whether anything is different now."""
        return self.stale() and self.take(*examine(self.path))

    def stale(self) -> bool:
        """Whether the file has changed on the disk since this was asked last."""
        seen = _stamp(self.path)
        if seen == self._seen:
            return False
        self._seen = seen
        return True

    def take(self, scenario: Scenario | None, problems: tuple[Problem, ...]) -> bool:
        """Take over what reading the file found; whether anything is different now."""
        self.reads += 1
        changed = problems != self.problems
        self.problems = problems
        if scenario is None:
            return True
        if scenario.text == self._text:
            return changed
        self._text = scenario.text
        self.program = lower(scenario)
        self._tell()
        return True

    # -- the story ----------------------------------------------------------------------------

    @property
    def seat(self) -> str | None:
        """The actor that is played: the one wanted, else the first that can be, else the first."""
        if self.program is None:
            return None
        if self.wanted in self.program.actor_index:
            return self.wanted
        with_moves = [actor for actor in self.program.actors if actor.moves]
        playable = [actor for actor in with_moves if actor.playable]
        return (playable or with_moves or list(self.program.actors))[0].id

    def choose(self, move: str) -> None:
        """Make ``move``. What was left of older choices that no longer fit is forgotten.

        Raises :class:`ChoiceError` if it cannot be made.
        """
        story = self._playing()
        actor, now = story.actor, story.state.round
        if actor is None:
            raise ChoiceError("The story is over.")
        story.choose(move)
        self.choices = [*self.choices[: self.made], Choice(actor.id, move, now)]
        self.made += 1
        self.replayed = Replayed(self.made, self.made)

    def back(self) -> bool:
        """Take back the last choice; False if there is none."""
        if not self.made:
            return False
        self.choices = self.choices[: self.made - 1]
        self._tell()
        return True

    def restart(self) -> None:
        """Begin again, from the first stage, without choices."""
        self.choices, self.jump = [], None
        self._tell()

    def new_luck(self) -> None:
        """The same choices in another story: the next number of the seed."""
        self.number += 1
        self._tell()

    def sit(self, actor: str) -> None:
        """Play another actor, from the beginning. Raises :class:`UsageError` for an unknown one."""
        program = self._program()
        if actor not in program.actor_index:
            hint = did_you_mean(actor, program.actor_index) or ""
            raise UsageError(f"There is no actor '{actor}'. {hint}".strip())
        self.wanted, self.choices = actor, []
        self._tell()

    def go_to(self, line: str) -> None:
        """Begin at a stage with values, as ``viral attention=4 round=3``; the rest as at the start.

        Raises :class:`UsageError`, and changes nothing, for what the file does not have.
        """
        self.jump = _jump_of(self._program(), line)
        self.choices = []
        self._tell()

    def _program(self) -> Program:
        if self.program is None:
            raise UsageError("There is no story yet: mend the file and save it.")
        return self.program

    def _playing(self) -> Story:
        self._program()
        if self.story is None:
            raise ChoiceError("Nobody in this file has anything to do.")
        return self.story

    def _tell(self) -> None:
        """Tell the story anew and make the choices again, as far as they fit."""
        program, seat = self.program, self.seat
        if program is None or seat is None:
            return
        start, lost = None, None
        if self.jump is not None:
            start, lost = _state(program, self.jump)
        trail = trail_of(program) if start is None else None
        self.story = Story(
            program, self.seed, self.number, players=(seat,), start=start, trail=trail
        )
        self.made, why = 0, lost
        for choice in self.choices if lost is None else ():
            why = self._again(self.story, choice)
            if why is not None:
                break
            self.made += 1
        self.replayed = Replayed(self.made, len(self.choices), why)

    def _again(self, story: Story, choice: Choice) -> str | None:
        """Make a choice again; what is in the way, if anything is."""
        name = f"{choice.actor}.{choice.move}"
        actor = story.actor
        if actor is None:
            return f"'{name}' of round {choice.round} no longer fits: the story is over before it."
        if actor.id != choice.actor:
            return f"'{name}' of round {choice.round} no longer fits: '{actor.id}' is played now."
        try:
            story.choose(choice.move)
        except ChoiceError:
            move = next((move for move in actor.moves if move.id == choice.move), None)
            if move is None:
                return f"'{name}' no longer fits: there is no such move any more."
            why = " ".join(gates(move, story.state, story.rules))
            return f"'{name}' of round {choice.round} no longer fits. {why}".rstrip()
        return None


def _stamp(path: Path) -> tuple[int, ...]:
    """What tells one version of a file from another without reading it; () if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _jump_of(program: Program, line: str) -> Jump:
    stage, now = None, 1
    values: list[tuple[str, int]] = []
    for word in line.split():
        match = _WORD.fullmatch(word)
        if match is None:
            raise UsageError(f"'{word}' is neither a stage nor a value such as attention=4.")
        name, value = match[1], match[2]
        if value is None:
            stage = _stage(program, name)
        elif name == "round":
            now = _number(name, value, 1, program.rounds)
        elif name in program.variable_index:
            variable = program.variables[program.variable_index[name]]
            values.append((name, _value(variable, value)))
        else:
            hint = did_you_mean(name, [*program.variable_index, "round"]) or ""
            raise UsageError(f"There is no variable '{name}'. {hint}".strip())
    return Jump(stage or program.stages[0].id, now, tuple(values))


def _stage(program: Program, name: str) -> str:
    if name not in program.stage_index:
        hint = did_you_mean(name, program.stage_index) or ""
        raise UsageError(f"There is no stage '{name}'. {hint}".strip())
    if program.stages[program.stage_index[name]].ending:
        raise UsageError(f"'{name}' is an ending: there is nothing to play from there on.")
    return name


def _value(variable: Variable, text: str) -> int:
    if variable.boolean:
        if text not in ("true", "false"):
            raise UsageError(f"'{variable.id}' is true or false, not {text}.")
        return int(text == "true")
    return _number(variable.id, text, variable.low, variable.high)


def _number(name: str, text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,9}", text) or not low <= int(text) <= high:
        raise UsageError(f"'{name}' reaches from {low} to {high}, so it cannot be {text}.")
    return int(text)


def _state(program: Program, jump: Jump) -> tuple[State | None, str | None]:
    """The state to begin in; what of the jump no longer fits, if anything, and then no state."""
    words = [jump.stage, f"round={jump.round}"]
    for name, value in jump.values:
        index = program.variable_index.get(name)
        truth = index is not None and program.variables[index].boolean
        words.append(f"{name}={str(bool(value)).lower() if truth else value}")
    try:
        _jump_of(program, " ".join(words))
    except UsageError as error:
        return None, f"The jump to '{jump.stage}' no longer fits. {error}"
    state = State(program)
    state.stage = state.began_in = program.stage_index[jump.stage]
    state.round = jump.round
    state.day = (jump.round - 1) * program.stages[state.stage].days
    for name, value in jump.values:
        state.values[program.variable_index[name]] = value
    return state, None
