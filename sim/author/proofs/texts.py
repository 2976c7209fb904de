"""Claims about texts in versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.author.proofs.claims import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.author.proofs.claims import Ledger
    from sim.lab.exact.watch import Key, Passage
    from sim.scenario.context import Path


def enter(ledger: Ledger, passages: Mapping[Path, Passage]) -> None:
    """Each version of each text is shown in some story."""
    for number, (path, passage) in enumerate(passages.items()):
        text(ledger, number, path, passage)


def text(ledger: Ledger, number: int, path: Path, passage: Passage) -> None:
    """Each version of a text is shown in some story."""
    last = len(passage.whens) - 1
    label = ".".join(map(str, path))
    told = any(("shown", number, version) in ledger.seen for version in range(last + 1))
    for version, when in enumerate(passage.whens):
        name: Key = ("text", number, version)
        where: Path = (*path, version)
        if when is not None:
            ledger.condition(name, label, (*where, "when"), when, always=version == last)
            if ledger.was_looked_at(*name) and ("holds", *name) not in ledger.seen:
                continue
        if not told and ledger.reach.whole and not ledger.was_looked_at(*name):
            continue
        finding = Finding(
            "NC920",
            "No story ever shows this version: where it could be shown, one above it always"
            " comes first.",
            "Put the version with the narrower condition first, or take this one out.",
        )
        ledger.can("version", f"{label} {version + 1}", where, ("shown", number, version), finding)
