"""The gallery of endings, by role: found ones with when and how often, others as silhouettes."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from sim.engine.telling import long_date, tell_apart
from sim.play.hints import hints
from sim.play.progress import found
from sim.play.reading import Entry, Section

if TYPE_CHECKING:
    from sim.play.progress import Finding
    from sim.program.model import Program


def gallery_sections(program: Program) -> list[Section]:
    """The endings of ``program``, one section for each role played so far, the other roles last.

    An ending that was found in another role has its name; all others have a hint at most.
    """
    known = found().get(program.id, {})
    endings = {s.id: tell_apart(s.label, program) for s in program.stages if s.ending}
    anybody = {name for role in known.values() for name in role}
    hint = hints(program)
    sections = []
    unplayed = []
    for actor in program.actors:
        if not actor.playable:
            continue
        mine = known.get(actor.id, {})
        have = [name for name in endings if name in mine]
        entries = [Entry(_when(mine[name]), f"■ {endings[name]}", None, (), " — ") for name in have]
        who = tell_apart(actor.name, program)
        if not have:
            unplayed.append(Entry(f"□ {who}"))
            continue
        entries += [
            Entry("not found in this role yet", f"□ {endings[name]}", None, (), " — ")
            if name in anybody
            else Entry(f"□ {hint[name]}")
            for name in endings
            if name not in mine
        ]
        title = f"{who}: {len(have)} of {len(endings)} endings found"
        sections.append(Section(title, tuple(entries)))
    if unplayed:
        title = f"Not played to an end yet: {len(endings)} endings locked in each role"
        sections.append(Section(title, tuple(unplayed)))
    return sections


def _when(finding: Finding) -> str:
    """How often and on which days an ending was found."""
    times = "once" if finding.times == 1 else f"{finding.times} times"
    if finding.first is None:
        return f"found {times}"
    if finding.last is None or finding.first == finding.last:
        return f"found {times}, on {_date(finding.first)}"
    return f"found {times}, first on {_date(finding.first)}, last on {_date(finding.last)}"


def _date(day: str) -> str:
    return long_date(datetime.date.fromisoformat(day))
