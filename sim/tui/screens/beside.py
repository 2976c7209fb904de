"""Pages beside a story, which the desk and the ending both open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.play.reading import (
    Section,
    briefing_sections,
    glossary_section,
    record_sections,
    sources_section,
    why_sections,
)
from sim.tui.typeset import BeatBlock, section_blocks, words_block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.engine.views import View
    from sim.play.session import Session
    from sim.play.wire import Beat
    from sim.program.model import Program
    from sim.tui.shell import Shell
    from sim.tui.widgets.sheet import Block


def open_journal(shell: Shell, session: Session, told: Sequence[Beat]) -> None:
    """Everything on the wire so far, the newest in view."""
    blocks: list[Block] = [BeatBlock(beat) for beat in told]
    blocks = blocks or [words_block("Nothing was reported yet.")]
    shell.show_reading(f"The journal · {session.program.title}", blocks, at_end=True)


def open_glossary(shell: Shell, session: Session) -> None:
    """The terms of the scenario."""
    _sections(shell, "Glossary", session.program, [glossary_section(session)])


def open_why(shell: Shell, session: Session, seat: str) -> None:
    """What moves the numbers, and what closes the closed moves."""
    _sections(shell, "Why?", session.program, why_sections(session, seat))


def open_briefing(shell: Shell, program: Program, view: View) -> None:
    """Who somebody is."""
    _sections(shell, "Briefing", program, briefing_sections(view))


def open_record(shell: Shell, program: Program) -> None:
    """What really happened, with the sources."""
    sections = record_sections(program)
    sources = sources_section(program)
    if not sections:
        words = "This scenario is invented; there is no record."
        shell.show_reading(f"On record · {program.title}", [words_block(words)])
        return
    _sections(shell, "On record", program, [*sections, *([sources] if sources else [])])


def open_debrief(shell: Shell, program: Program, sections: Sequence[Section]) -> None:
    """What there is to talk about."""
    _sections(shell, "Debrief", program, sections)


def _sections(shell: Shell, what: str, program: Program, sections: Sequence[Section]) -> None:
    name = f"{program.id}-{what.lower().strip('?').replace(' ', '-')}.md"
    title = f"{what} · {program.title}"
    shell.show_reading(title, section_blocks(sections), sections=sections, file_name=name)
