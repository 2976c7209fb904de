"""Predict before you see: questions about what others will do, answered with how sure one is.

A question is made from the program: whether somebody whom nobody plays makes a certain move, or
whether the story comes to a certain stage, by the end of a certain round. It is *open*: the story
is played on from the very moment a few dozen times, by policy and on luck of its own, and what came
about in about half of the tries is asked. What a player decides is never asked, nor is an ending.

Answers are kept in the journal, and judged at the end (:mod:`sim.play.judging`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.engine.events import Moved, StageEntered
from sim.engine.story import Story
from sim.engine.telling import tell_apart
from sim.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.engine.state import State
    from sim.play.session import Session
    from sim.program.model import Move, Program

TRIES = 40
AHEAD = (1, 2, 3)
"""How many rounds ahead, beside the present one, a question may look."""
OPEN = (0.25, 0.75)
FIRST_TRY = 1 << 40
"""Number of the first story that is tried: far from any that is played."""


@dataclass(frozen=True, slots=True)
class Question:
    """Whether ``what`` comes about by the end of round ``by``.

    ``what`` is a stage's id, or ``actor.move``. Of ``tries`` stories played on from the moment
    of asking, in round ``asked``, ``came`` had it.
    """

    what: str
    asked: int
    by: int
    tries: int
    came: int

    def words(self, program: Program) -> str:
        """The question as a sentence."""
        until = f"by the end of round {self.by}"
        if "." in self.what:
            move = program.move(self.what)
            name = tell_apart(program.actors[move.actor].name, program)
            return f"{name}: “{tell_apart(move.label, program)}”. Will it come to that {until}?"
        stage = program.stages[program.stage_index[self.what]]
        return f"Will the story come to “{tell_apart(stage.label, program)}” {until}?"


# -- asking ---------------------------------------------------------------------------------------


class Forecasts:
    """The questions of one session, of which at most one is ``open`` at a time."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.open: Question | None = None
        self._asked_at = -1
        self._looked_at = -1
        self._asked: list[Question] = [question for question, *_ in answers(session)]

    def due(self) -> bool:
        """Whether it is time to look for another question: three times, early in a story.

        An open question lapses when another decision is before the players.
        """
        session = self.session
        now = len(session.decisions)
        if self.open is not None and self._asked_at != now:
            self.open = None
        rounds, number = session.program.rounds, len(self._asked)
        if session.ended or number >= 3 or now == self._looked_at:
            return False
        first = (2, 2 + rounds // 5, 2 + 2 * rounds // 5)[number]
        last = max((question.asked for question in self._asked), default=0)
        return session.story.state.round >= max(first, last + 1)

    def search(self) -> Callable[[], Question | None]:
        """The search for a question about this moment: slow (0.1 s), and safe in a thread."""
        session = self.session
        self._looked_at = len(session.decisions)
        start = session.story.state.copy()
        known = frozenset(q.what for q in self._asked)
        actors = frozenset(q.what.partition(".")[0] for q in self._asked)
        happened = frozenset(happenings(session.story))
        return lambda: _search(session, start, happened | known, actors)

    def ask(self, question: Question | None) -> None:
        """Have ``question`` open until the next decision."""
        if question is not None and len(self.session.decisions) == self._looked_at:
            self.open = question
            self._asked_at = self._looked_at
            self._asked.append(question)

    def answer(self, text: str) -> str:
        """Take an answer to the open question; in a sentence what was taken.

        Raises :class:`UsageError` for what is no answer and
        :class:`~sim.errors.JournalError` if it cannot be kept.
        """
        question, session = self.open, self.session
        if question is None:
            raise UsageError("No question is open now. There will be another, or there was.")
        sure = read_sure(text)
        session.keep(
            "forecast",
            number=len(session.decisions) + 1,
            trail=_trail(session, len(session.decisions)),
            seat=session.actor,
            what=question.what,
            asked=question.asked,
            by=question.by,
            tries=question.tries,
            came=question.came,
            sure=sure,
        )
        self.open = None
        return f"Kept: {sure} %. The ending says what came."


HOW_SURE = "A number from 0 to 100: 0 surely not, 50 no idea, 100 surely."


def read_sure(text: str) -> int:
    """The percentage that was typed; raises :class:`UsageError` for anything else."""
    word = text.strip().removesuffix("%").strip()
    if not (word.isascii() and word.isdigit() and len(word) <= 3 and int(word) <= 100):
        raise UsageError(f"Type how sure you are. {HOW_SURE}")
    return int(word)


def _search(
    session: Session, start: State, known: frozenset[str], actors: frozenset[str]
) -> Question | None:
    """The most open question about the moment ``start``; None if nothing is open."""
    program = session.program
    now = start.round
    ends = [min(now + ahead, program.rounds) for ahead in AHEAD]
    came: dict[tuple[str, int], int] = {}
    plan = session.story.plan
    for number in range(TRIES):
        story = Story(
            program, session.casting.seed, FIRST_TRY + number, plan=plan, start=start
        )  # fmt: skip
        for what, when in happenings(story).items():
            for end in dict.fromkeys(ends):
                if when <= end:
                    came[what, end] = came.get((what, end), 0) + 1
    best: tuple[tuple[bool, int], Question] | None = None
    for what in _askable(program, session.casting.players):
        if what in known:
            continue
        for end in dict.fromkeys(ends):
            times = came.get((what, end), 0)
            if not OPEN[0] <= times / TRIES <= OPEN[1]:
                continue
            rank = (what.partition(".")[0] in actors, abs(2 * times - TRIES))
            if best is None or rank < best[0]:
                best = rank, Question(what, now, end, TRIES, times)
    return None if best is None else best[1]


def happenings(story: Story) -> dict[str, int]:
    """The stages and moves of a story, each with the round in which it first came."""
    found: dict[str, int] = {}
    for event in story.events:
        if isinstance(event, Moved):
            found.setdefault(f"{event.actor}.{event.move}", event.round)
        elif isinstance(event, StageEntered):
            found.setdefault(event.to, event.round)
    return found


def _askable(program: Program, players: tuple[str, ...]) -> Iterator[str]:
    """Stages that no player's act leads to, and public moves of those whom nobody plays."""
    played = {program.actor_index[name] for name in players}
    by_players = {
        arc.target
        for arc in program.arcs
        if arc.move is not None and program.moves[arc.move].actor in played
    }
    for stage in program.stages:
        if not stage.ending and stage.index not in by_players:
            yield stage.id
    for move in program.moves:
        if move.actor not in played and not move.is_wait and _public(move, played):
            yield move.name


def _public(move: Move, played: set[int]) -> bool:
    """Whether the players read of the move when it is made, whatever comes of it."""
    for outcome in move.outcomes:
        for item in outcome.news.items if outcome.news is not None else ():
            if item.seen_by is not None and not played <= item.seen_by:
                return False
    return True


# -- what was answered ----------------------------------------------------------------------------


def _trail(session: Session, number: int) -> str:
    """The first ``number`` decisions in eight letters, to know whether a forecast is about them."""
    text = "\n".join(f"{actor}.{move}" for actor, move in session.decisions[:number])
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def answers(session: Session) -> list[tuple[Question, str, int]]:
    """What was answered in this very story: question, seat, percentage.

    An answer from a branch that was left behind does not count here; of two answers to one
    question the first does.
    """
    found: dict[Question, tuple[Question, str, int]] = {}
    for kind, data in session.asides:
        if kind != "forecast":
            continue
        read = _read(session, data)
        if read is not None:
            found.setdefault(read[0], read)
    return list(found.values())


def _read(session: Session, data: dict[str, Any]) -> tuple[Question, str, int] | None:
    program = session.program
    try:
        number = int(data["number"]) - 1
        question = Question(
            str(data["what"]), int(data["asked"]), int(data["by"]), int(data["tries"]),
            int(data["came"]),
        )  # fmt: skip
        seat, sure = str(data["seat"]), int(data["sure"])
    except (KeyError, TypeError, ValueError):
        return None
    known = question.what in (program.move_index if "." in question.what else program.stage_index)
    fits = number <= len(session.decisions) and data.get("trail") == _trail(session, number)
    if not known or not fits or seat not in program.actor_index or not 0 <= sure <= 100:
        return None
    return question, seat, sure
