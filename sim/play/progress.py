"""Which endings were found, by scenario and role: a small file that survives everything.

Written whole to a new file and renamed, so that a crash leaves the old one. A damaged file is put
aside, not deleted, and the list begins anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path

from sim.play.saves import data_folder

Found = dict[str, dict[str, list[str]]]


def _file() -> Path:
    return data_folder() / "progress.json"


def found() -> Found:
    """Endings found so far: scenario id → actor id → ending ids, in the order of finding."""
    path = _file()
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError:
        return {}
    except ValueError:
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".damaged"))
        return {}
    return _sound(data)


def _sound(data: object) -> Found:
    """Only what has the right shape: the file is the user's, and anything may stand in it."""
    result: Found = {}
    if isinstance(data, dict):
        for scenario, roles in data.items():
            if isinstance(scenario, str) and isinstance(roles, dict):
                result[scenario] = {
                    role: [e for e in endings if isinstance(e, str)]
                    for role, endings in roles.items()
                    if isinstance(role, str) and isinstance(endings, list)
                }
    return result


def endings_found(scenario: str) -> list[str]:
    """All endings of ``scenario`` that were ever found, whatever the role."""
    every = [e for endings in found().get(scenario, {}).values() for e in endings]
    return list(dict.fromkeys(every))


def note_ending(scenario: str, roles: tuple[str, ...], ending: str) -> None:
    """Remember that ``ending`` was found by whoever played ``roles``; a full disk is no tragedy."""
    data = found()
    for role in roles:
        endings = data.setdefault(scenario, {}).setdefault(role, [])
        if ending not in endings:
            endings.append(ending)
    with contextlib.suppress(OSError):
        _write(_file(), json.dumps(data, indent=1, sort_keys=True))


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
