"""Where answers are kept: one file for each sitting, append-only and checksummed like a journal.

The first line has all that fixes a sitting: the scenario with its hash, the occasion, who answers,
the seed of the order, and the claims as they were asked, each with the verdict that was meant. So a
file can be scored by itself, whatever becomes of the scenario. Each further line is one answer, on
the disk before it counts; a last line says that all were given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sim
from sim.errors import JournalError, UsageError
from sim.play.journal import read_journal
from sim.play.quiz.claims import Item
from sim.play.quiz.scoring import VERDICTS
from sim.play.quiz.sitting import OCCASIONS, Sitting
from sim.play.saves import data_folder, stem_of

if TYPE_CHECKING:
    from pathlib import Path

    from sim.play.journal import Entry

FORMAT = "newscycle-quiz/1"
SUFFIX = ".quiz"
PLAYER = re.compile(r"[a-z0-9][a-z0-9_-]{0,23}")


def quiz_folder() -> Path:
    """Where answers are kept."""
    return data_folder() / "quiz"


def check_player(name: str) -> str:
    """``name``, if answers can be kept under it. Raises :class:`UsageError`."""
    if name and (not PLAYER.fullmatch(name) or name in OCCASIONS):
        raise UsageError(
            f"'{name[:80]}' cannot be a name to keep answers under: small letters, digits, - and _,"
            " at most 24 of them, beginning with a letter or digit."
        )
    return name


def free_path(sitting: Sitting) -> Path:
    """A file for a new sitting: ``leaking_roof.after.quiz``, or with a name before the occasion."""
    number = sitting.number
    while True:
        who = f".{sitting.player}" if sitting.player else ""
        again = f"-{number}" if number > 1 else ""
        path = quiz_folder() / f"{stem_of(sitting.scenario)}{who}.{sitting.occasion}{again}{SUFFIX}"
        if not path.exists():
            return path
        number += 1


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one person and one scenario; ``damaged``: occasion → why it is unreadable."""

    sittings: tuple[Sitting, ...]
    damaged: dict[str, str]

    def first(self, occasion: str) -> Sitting | None:
        """The first sitting on this occasion that was finished: the one that counts."""
        return next((s for s in self.sittings if s.occasion == occasion and s.done), None)

    def open(self, occasion: str) -> Sitting | None:
        """The latest sitting on this occasion, if it was broken off."""
        of = [s for s in self.sittings if s.occasion == occasion]
        return of[-1] if of and not of[-1].done else None

    def number(self, occasion: str) -> int:
        """How many sittings there were on this occasion."""
        return sum(s.occasion == occasion for s in self.sittings)


def kept(scenario: str, player: str = "") -> Kept:
    """All sittings of ``player`` with this scenario, in their order."""
    who = f".{player}" if player else ""
    name = re.compile(
        re.escape(f"{stem_of(scenario)}{who}.") + rf"({'|'.join(OCCASIONS)})(?:-(\d{{1,6}}))?"
    )
    found: list[Sitting] = []
    damaged: dict[str, str] = {}
    for path in sorted(quiz_folder().glob(f"*{SUFFIX}")):
        match = name.fullmatch(path.stem)
        if match is None:
            continue
        try:
            sitting = read_sitting(path)
        except JournalError as error:
            damaged.setdefault(match[1], str(error))
        else:
            if sitting.scenario == scenario:
                found.append(replace(sitting, number=int(match[2] or 1)))
    found.sort(key=lambda s: (OCCASIONS.index(s.occasion), s.number))
    return Kept(tuple(found), damaged)


def header_of(sitting: Sitting) -> dict[str, Any]:
    """The first line of a sitting's file."""
    return {
        "format": FORMAT,
        "scenario": {
            "id": sitting.scenario, "title": sitting.title, "hash": sitting.hash,
        },
        "occasion": sitting.occasion,
        "player": sitting.player,
        "day": sitting.day,
        "seed": sitting.seed,
        "items": [
            {"id": i.id, "text": i.text, "verdict": i.verdict, "core": i.core}
            for i in sitting.items
        ],
        "versions": {"newscycle": sim.__version__},
    }  # fmt: skip


def read_sitting(path: Path) -> Sitting:
    """The sitting in a file. Raises :class:`JournalError`, naming the bad line."""
    journal = read_journal(path, FORMAT)
    header = journal.header
    try:
        scenario = header["scenario"]
        sitting = Sitting(
            str(header["occasion"]), str(header["player"]), 1, str(header["day"]),
            int(header["seed"]), str(scenario["id"]), str(scenario["title"]),
            str(scenario["hash"]),
            tuple(
                Item(str(i["id"]), str(i["text"]), str(i["verdict"]), bool(i["core"]))
                for i in header["items"]
            ),
            {}, path=path,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise _bad(path, 1, "something is missing that a sitting needs") from None
    if sitting.occasion not in OCCASIONS or any(i.verdict not in VERDICTS for i in sitting.items):
        raise _bad(path, 1, "it names an occasion or a verdict that there is not")
    for entry in journal.entries:
        sitting = _read_line(path, sitting, entry)
    # A machine may have stopped between the last answer and the line that says so.
    return sitting if sitting.left else replace(sitting, done=True)


def _read_line(path: Path, sitting: Sitting, entry: Entry) -> Sitting:
    if entry.type == "done":
        return replace(sitting, done=True)
    if entry.type != "answer":
        return sitting
    item, verdict = entry.data.get("item"), entry.data.get("verdict")
    if not any(item == i.id for i in sitting.items) or item in sitting.given:
        raise _bad(path, entry.number + 1, "it answers a claim that was not asked then")
    if verdict not in VERDICTS:
        raise _bad(path, entry.number + 1, "that is no verdict")
    return replace(sitting, given={**sitting.given, str(item): str(verdict)})


def _bad(path: Path, line: int, why: str) -> JournalError:
    return JournalError(f"{path}, line {line}: {why}.")
