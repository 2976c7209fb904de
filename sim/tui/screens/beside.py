"""Pages beside a story, which the desk and the ending both open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.play.gallery import gallery_sections
from sim.play.reading import (
    Section,
    briefing_sections,
    glossary_section,
    record_sections,
    sources_section,
)
from sim.play.why import why_sections
from sim.tui.typeset import section_blocks, words_block

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.engine.views import View
    from sim.play.session import Session
    from sim.program.model import Program
    from sim.tui.page import Commanded
    from sim.tui.shell import Shell


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


def open_gallery(shell: Shell, program: Program) -> None:
    """The endings: found, and missing."""
    _sections(shell, "Endings", program, gallery_sections(program))


def open_debrief(shell: Shell, program: Program, sections: Sequence[Section]) -> None:
    """What there is to talk about."""
    _sections(shell, "Debrief", program, sections)


def save_front_page(page: Commanded[None], session: Session) -> None:
    """The ending as a newspaper's front page: a picture or text, in a file."""
    from sim.play.frontpage import NAME_WORDS, front_page, write_front_page
    from sim.tui.saving import ask_for_file

    front = front_page(session)
    name = f"{session.program.id}-front-page.svg"

    def write(path: Path, replace: bool) -> None:
        write_front_page(path, front, replace=replace)

    ask_for_file(page, NAME_WORDS, name, write)


def _sections(shell: Shell, what: str, program: Program, sections: Sequence[Section]) -> None:
    name = f"{program.id}-{what.lower().strip('?').replace(' ', '-')}.md"
    title = f"{what} · {program.title}"
    shell.show_reading(title, section_blocks(sections), sections=sections, file_name=name)
