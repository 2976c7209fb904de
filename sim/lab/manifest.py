"""What made a result: enough to make it again, to the byte."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

import sim
from sim.errors import NewscycleError
from sim.lab.store import why
from sim.program.keys import SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sim.scenario.reader import Scenario


def manifest_of(
    scenario: Scenario,
    *,
    seed: int,
    first: int,
    runs: int,
    lines: Iterable[str],
    command: str | None,
    **more: Any,
) -> dict[str, Any]:
    """The manifest of a run. ``command`` leaves out what cannot change the result."""
    return {
        "newscycle": sim.__version__,
        "kind": "sampled",
        "scenario": {
            "id": scenario.id,
            "title": scenario.file.title,
            "version": scenario.file.version,
            "hash": scenario.hash,
        },
        "seed": seed,
        "first": first,
        "runs": runs,
        "do": list(lines),
        "luck": SCHEME,
        "numpy": np.__version__,
        "command": command,
        **more,
    }


def write_manifest(beside: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of the file ``beside``, with that file's own checksum."""
    digest = hashlib.sha256()
    with beside.open("rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
    full = {**manifest, "file": beside.name, "sha256": digest.hexdigest()}
    path = beside.with_name(beside.name + ".manifest.json")
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_text(json.dumps(full, indent=1, ensure_ascii=False) + "\n", "utf-8")
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise NewscycleError(
            f"{path} could not be written: {why(error)}. {beside} itself is whole."
        ) from None
