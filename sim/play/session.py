"""One play session: who sits where, the story, and its journal. Both fronts stand on this."""

from __future__ import annotations

import contextlib
import platform
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sim
from sim.engine.luck import SEED_LIMIT
from sim.engine.record import trail_of
from sim.engine.story import Story
from sim.engine.views import view_of
from sim.errors import ChoiceError, JournalError, UsageError
from sim.lab.strategies import at_hand, planned
from sim.play.editions import own_path
from sim.play.journal import JournalWriter, read_journal
from sim.play.origin import Parent, parent_in, scenario_in, seed_in
from sim.program.keys import SCHEME
from sim.program.lower import lower
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from sim.engine.events import Event
    from sim.engine.interventions import Plan
    from sim.engine.views import View
    from sim.play.journal import Journal
    from sim.program.model import Program
    from sim.scenario.reader import Scenario


@dataclass(frozen=True, slots=True)
class Casting:
    """Who plays and how the others act.

    ``players`` are actor ids, in the order in which people sat down; ``temperaments`` are lines
    ``actor~name``; ``seed`` and ``number`` fix the luck. ``voting`` are those of the players whom
    a class plays, by votes. ``strategies`` has the texts of those that ``temperaments`` name, by
    line, once the story has begun: from then on no file counts.
    """

    players: tuple[str, ...]
    seed: int
    number: int = 0
    temperaments: tuple[str, ...] = ()
    voting: tuple[str, ...] = ()
    strategies: tuple[tuple[str, str], ...] = ()

    @property
    def luck(self) -> str:
        """Which luck this is: the seed, and which of its stories unless it is the first."""
        return f"{self.seed}, story {self.number}" if self.number else str(self.seed)


Deal = tuple["Scenario | None", Casting]
"""What is to be played, if that was said, and how it is cast so far."""


def fresh_seed() -> int:
    """A seed that people can read out, and that makes a short class code: six digits at most."""
    return secrets.randbelow(10**6)


def check_casting(program: Program, casting: Casting) -> Plan:
    """The plan that ``casting`` makes for ``program``.

    Raises :class:`UsageError` if it does not fit, and as :func:`~sim.lab.strategies.planned` does.
    """
    playable = [actor.id for actor in program.actors if actor.playable]
    for name in casting.players:
        if name not in playable:
            known = name in program.actor_index
            what = f"'{name}' cannot be played" if known else f"There is no actor '{name}'"
            hint = did_you_mean(name, playable) or f"Playable are: {', '.join(playable)}."
            raise UsageError(f"{what} in {program.title}. {hint}")
    if len(set(casting.players)) != len(casting.players):
        raise UsageError("One actor cannot be played twice.")
    if not set(casting.voting) <= set(casting.players):
        raise UsageError("Only an actor who is played can be played by the class.")
    if not 0 <= casting.seed < SEED_LIMIT:
        raise UsageError("A seed is a whole number from 0 to 2^64-1.")
    for line in casting.temperaments:
        if "~" not in line:
            raise UsageError(f"'{line}' is not a temperament; write actor~name.")
    return planned(program, casting.temperaments, dict(casting.strategies))


def checked(scenario: Scenario, casting: Casting) -> Scenario:
    """``scenario``, if ``casting`` fits it. Raises :class:`UsageError`."""
    check_casting(lower(scenario), casting)
    return scenario


def start_story(program: Program, casting: Casting) -> Story:
    """The story that ``casting`` describes, at its first decision."""
    plan = check_casting(program, casting)
    return Story(
        program,
        casting.seed,
        casting.number,
        players=casting.players,
        plan=plan,
        trail=trail_of(program),
    )


class Session:
    """A story being played, decision by decision, with every decision on disk first.

    ``news`` are the events since the last decision: what the player has not read yet. ``marks``
    says how many events there had been at each decision, and there are now. ``lucks`` are pairs
    of a decision's number, from 1, and the seed from which all luck comes from there on.
    ``kept_as`` is the name of its journal, closed or not; ``file`` is the scenario's, if it is
    the user's own. ``asides`` are the lines of the journal that are no decisions, by type.
    """

    def __init__(
        self, program: Program, casting: Casting, writer: JournalWriter | None = None
    ) -> None:
        self.program = program
        self.casting = casting
        self.story = start_story(program, casting)
        self.writer = writer
        self.kept_as: str | None = None if writer is None else writer.path.stem
        self.decisions: list[tuple[str, str]] = []
        self.marks: list[int] = [len(self.story.events)]
        self.lucks: list[tuple[int, int]] = []
        self.parent: Parent | None = None
        self.file: str | None = None
        self.news: list[Event] = list(self.story.events)
        self.cut_off = False
        self.asides: list[tuple[str, dict[str, Any]]] = []

    @classmethod
    def begin(cls, scenario: Scenario, casting: Casting, journal: Path | None) -> Session:
        """Start a new session; ``journal`` is the file to keep it in (None: keep nothing)."""
        program = lower(scenario)
        casting = replace(casting, strategies=at_hand(check_casting(program, casting)))
        writer, file = None, own_path(scenario)
        if journal is not None:
            writer = JournalWriter.create(journal, header_of(scenario, casting, file))
        session = cls(program, casting, writer)
        session.file = file
        return session

    @classmethod
    def resume(cls, path: Path, *, write: bool = True) -> Session:
        """Go on with the journal at ``path``, exactly where it stopped.

        Raises :class:`JournalError` if it is damaged, or if a decision in it cannot be made.
        """
        journal = read_journal(path)
        session = cls._replay(path, journal)
        if write:
            session.writer = JournalWriter.resume(journal)
            if not any(entry.type == "ended" for entry in journal.entries):
                session.note_end()
        return session

    @classmethod
    def replayed(cls, path: Path, scenario: str) -> Session | None:
        """The journal at ``path`` as it stands, to be looked at; None if of another scenario.

        Raises :class:`JournalError` as :meth:`resume` does.
        """
        journal = read_journal(path)
        kept = journal.header.get("scenario")
        if not isinstance(kept, dict) or kept.get("id") != scenario:
            return None
        return cls._replay(path, journal)

    @classmethod
    def _replay(cls, path: Path, journal: Journal) -> Session:
        scenario, casting = _from_header(path, journal.header)
        session = cls(lower(scenario), casting)
        session.kept_as = path.stem
        file = journal.header["scenario"].get("path")
        session.file = file if isinstance(file, str) else None
        session.cut_off = journal.cut_off
        session.parent = parent_in(journal.header)
        for entry in journal.entries:
            if entry.type == "choose":
                session._repeat(path, entry.number + 1, entry.data)
            elif entry.type == "luck":
                session.reseed(seed_in(path, entry))
            else:
                session.asides.append((entry.type, entry.data))
        return session

    def _repeat(self, path: Path, line: int, data: dict[str, Any]) -> None:
        actor = self.actor
        if actor is None or actor != data.get("actor"):
            raise JournalError(f"{path}, line {line}: it is not the turn of '{data.get('actor')}'.")
        try:
            self.repeat(str(data.get("move")))
        except ChoiceError as error:
            raise JournalError(f"{path}, line {line}: {error}") from None

    @property
    def name(self) -> str | None:
        """The name under which the session is kept, while it is being played."""
        return None if self.writer is None else self.kept_as

    @property
    def actor(self) -> str | None:
        """The id of the actor who must choose; None when the story is over."""
        return None if self.story.actor is None else self.story.actor.id

    @property
    def ended(self) -> bool:
        """Whether the story is over."""
        return self.story.ended

    def view(self, actor: str | None = None) -> View:
        """What ``actor`` (default: who must choose, or who chose first) sees now."""
        return view_of(self.story, actor or self.actor or self.casting.players[0])

    def choose(self, move: str) -> list[Event]:
        """Make ``move`` for the actor who must choose; what happened until the next decision.

        The decision is on disk before it takes effect. Raises :class:`ChoiceError` if the move
        cannot be made and :class:`JournalError` if it cannot be saved; then nothing has changed.
        """
        if move not in [option.id for option in self.story.enabled]:
            raise ChoiceError(f"The move '{move}' cannot be made now.")
        if self.writer is not None:
            self.writer.append(
                "choose",
                number=len(self.decisions) + 1,
                round=self.story.state.round,
                actor=self.actor,
                move=move,
            )
        news = self._choose(move)
        self.note_end()
        return news

    def note_end(self) -> None:
        """Write down that the story is over, for the list of saves: the decisions say it too."""
        if self.writer is not None and self.ended:
            with contextlib.suppress(JournalError):
                self.writer.append("ended", ending=self.story.ending)

    def reseed(self, seed: int) -> None:
        """Let all luck from the next decision on come from ``seed``; nothing is written down."""
        self.story.reseed(seed)
        following = len(self.decisions) + 1
        self.lucks = [*(luck for luck in self.lucks if luck[0] != following), (following, seed)]

    def repeat(self, move: str) -> None:
        """Make a move that stands in a journal already. Raises :class:`ChoiceError`."""
        self._choose(move)

    def _choose(self, move: str) -> list[Event]:
        actor = self.actor
        self.news = self.story.choose(move)
        self.decisions.append((actor or "", move))
        self.marks.append(len(self.story.events))
        return self.news

    def keep(self, type_: str, **data: Any) -> None:
        """Keep in the journal what is no decision: a vote, a forecast. Replay passes it over.

        Raises :class:`JournalError` if it cannot be saved; then it is not kept here either.
        """
        if self.writer is not None:
            self.writer.append(type_, **data)
        self.asides.append((type_, data))

    def close(self) -> None:
        """Let go of the journal; everything is in it already."""
        if self.writer is not None:
            self.writer.close()
            self.writer = None


def header_of(scenario: Scenario, casting: Casting, file: str | None) -> dict[str, Any]:
    """What the first line of a journal says; ``file`` is where the user's own scenario is."""
    kept = {
        "id": scenario.id,
        "title": scenario.file.title,
        "hash": scenario.hash,
        "text": scenario.text,
    }
    if file is not None:
        kept["path"] = file
    strategies = {"strategies": dict(casting.strategies)} if casting.strategies else {}
    return {
        "scenario": kept,
        "seed": casting.seed,
        "number": casting.number,
        "players": list(casting.players),
        "temperaments": list(casting.temperaments),
        "voting": list(casting.voting),
        **strategies,
        "versions": {
            "newscycle": sim.__version__,
            "luck": SCHEME,
            "python": platform.python_version(),
        },
    }


def _from_header(path: Path, header: dict[str, Any]) -> tuple[Scenario, Casting]:
    try:
        kept = header["scenario"]
        scenario = scenario_in(str(kept["text"]), str(kept["id"]))
        casting = Casting(
            tuple(str(name) for name in header["players"]),
            int(header["seed"]),
            int(header["number"]),
            tuple(str(line) for line in header["temperaments"]),
            tuple(str(name) for name in header.get("voting", ())),
            tuple((str(line), str(text)) for line, text in header.get("strategies", {}).items()),
        )
        luck = header["versions"]["luck"]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise JournalError(f"{path}, line 1: something is missing that a story needs.") from None
    if luck != SCHEME:
        raise JournalError(
            f"{path} was played with another kind of luck ({luck}); this version has {SCHEME}."
        )
    if scenario.hash != kept.get("hash"):
        raise JournalError(f"{path}, line 1: the scenario's text does not fit its hash.")
    return scenario, casting
