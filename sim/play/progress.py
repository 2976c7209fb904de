"""Which endings were found, by scenario and role, when and how often: a file that survives.

Written whole to a new file and renamed, so that a crash leaves the old one. A damaged file is put
aside, not deleted; what the journals in the folder of saves know is then gathered from them. So
nothing is lost unless both are.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.play.saves import data_folder, saves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.play.saves import Save

FORMAT = "newscycle-progress/2"


@dataclass(frozen=True, slots=True)
class Finding:
    """An ending that was found: how often, and on which days first and last (None: not known).

    ``stories`` are the names of the journals that end there; some may be deleted by now.
    """

    times: int
    first: str | None
    last: str | None
    stories: tuple[str, ...] = ()

    def again(self, day: str | None, story: str | None) -> Finding:
        """The same ending found once more; a story that is in it already counts once."""
        if story is not None and story in self.stories:
            return self
        known = [d for d in (self.first, self.last, day) if d]
        stories = self.stories if story is None else (*self.stories, story)
        return Finding(self.times + 1, min(known, default=None), max(known, default=None), stories)


NEVER = Finding(0, None, None)
FOUND_BEFORE = (
    "You have come to this ending before. An earlier decision, or new luck, can lead elsewhere."
)
NO_TURN = "The story was over before it was your turn. With new luck it will be another one."

Found = dict[str, dict[str, dict[str, Finding]]]
"""Scenario id → actor id → ending id → what is known of it, in the order of finding."""


def _file() -> Path:
    return data_folder() / "progress.json"


def found() -> Found:
    """Endings found so far; from the journals where the file is missing or damaged."""
    path = _file()
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError:
        data = None
    except (ValueError, RecursionError):
        data = None
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".damaged"))
    if not isinstance(data, dict):
        result: Found = {}
        known = saves()
        _gather(result, known)
        if known:
            # Kept even if no story has ended yet: journals are read once, not at every question.
            _keep(result)
        return result
    return _sound(data)


def _sound(data: dict[Any, Any]) -> Found:
    """Only what has the right shape: the file is the user's, and anything may stand in it.

    Early versions kept a plain list of endings by scenario and role.
    """
    inside = data.get("found") if data.get("format") == FORMAT else data
    result: Found = {}
    for scenario, roles in inside.items() if isinstance(inside, dict) else ():
        if not isinstance(scenario, str) or not isinstance(roles, dict):
            continue
        result[scenario] = {}
        for role, endings in roles.items():
            if isinstance(endings, list):
                kept = {e: Finding(1, None, None) for e in endings if isinstance(e, str)}
            elif isinstance(endings, dict):
                kept = {e: f for e, x in endings.items() if (f := _finding(x)) is not None}
            else:
                continue
            result[scenario][role] = kept
    return result


def _finding(value: object) -> Finding | None:
    if not isinstance(value, dict):
        return None
    times, names = value.get("times"), value.get("stories")
    if not isinstance(times, int) or times < 1:
        return None
    stories = tuple(n for n in names if isinstance(n, str)) if isinstance(names, list) else ()
    return Finding(times, _day(value.get("first")), _day(value.get("last")), stories)


def _day(value: object) -> str | None:
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return None


def endings_found(scenario: str) -> list[str]:
    """All endings of ``scenario`` that were ever found, whatever the role."""
    every = [e for endings in found().get(scenario, {}).values() for e in endings]
    return list(dict.fromkeys(every))


def may_rewind(scenario: str, roles: Iterable[str]) -> bool:
    """Whether everybody in ``roles`` has come to an ending of ``scenario``: then all is open.

    The first play of a role commits.
    """
    known = found().get(scenario, {})
    return all(known.get(role) for role in roles)


def word_at_the_end(
    scenario: str, roles: Iterable[str], ending: str, decisions: int, *, rewound: bool
) -> tuple[str, str]:  # fmt: skip
    """What helps to come to another ending, and which command does: both empty if nothing is amiss.

    ``decisions`` is how many were made. It is said of a story in which nobody had a turn, and of
    one that went back (``rewound``) and came to an ending that ``roles`` had come to before.
    """
    if not decisions:
        return NO_TURN, "again"
    known = found().get(scenario, {})
    if rewound and any(known.get(role, {}).get(ending, NEVER).times > 1 for role in roles):
        return FOUND_BEFORE, "rewind"
    return "", ""


def note_ending(
    scenario: str, roles: tuple[str, ...], ending: str, story: str | None = None
) -> None:
    """Remember that ``ending`` was found by whoever played ``roles``, in the journal ``story``.

    A full disk is no tragedy: the journal knows the ending too, and :func:`reconcile` asks it.
    """
    with _locked():
        data = found()
        _note(data, scenario, roles, ending, today(), story)
        _keep(data)


def reconcile(known: Iterable[Save]) -> None:
    """Take over from journals what the list of endings does not know yet."""
    with _locked():
        data = found()
        if _gather(data, known):
            _keep(data)


def today() -> str:
    """The date, as it is kept."""
    return datetime.datetime.now().astimezone().date().isoformat()


def _gather(data: Found, known: Iterable[Save]) -> bool:
    """Whether journals held an ending that is not in ``data``; it is then."""
    news = False
    for save in known:
        if save.ended is not None:
            news |= _note(data, save.scenario, save.players, save.ended, save.day, save.name)
    return news


def _note(
    data: Found, scenario: str, roles: tuple[str, ...], ending: str, day: str | None,
    story: str | None,
) -> bool:  # fmt: skip
    news = False
    for role in roles:
        endings = data.setdefault(scenario, {}).setdefault(role, {})
        before = endings.get(ending)
        endings[ending] = (before or NEVER).again(day, story)
        news |= endings[ending] is not before
    return news


def _keep(data: Found) -> None:
    plain = {
        scenario: {
            role: {
                ending: {
                    "times": f.times, "first": f.first, "last": f.last, "stories": f.stories
                }
                for ending, f in endings.items()
            }
            for role, endings in roles.items()
        }
        for scenario, roles in data.items()
    }  # fmt: skip
    with contextlib.suppress(OSError):
        _write(_file(), json.dumps({"format": FORMAT, "found": plain}, indent=1))


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    """Nobody else writes in the meantime, where files can be locked."""
    try:
        import fcntl

        folder = data_folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = (folder / "progress.lock").open("ab")
    except (ImportError, OSError):
        yield
        return
    with file:
        with contextlib.suppress(OSError):
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
