"""Going on with a story: what the newsstand offers first, and which edition it goes on with."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from sim.engine.telling import long_date
from sim.errors import JournalError
from sim.tui.text import BLANK, Line, cut, flow, prose
from sim.tui.widgets.picker import entry_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.play.rewind import Fit
    from sim.play.saves import Save
    from sim.play.session import Session
    from sim.tui.shell import Shell

AS_PLAYED = "Exactly where it stopped; nothing of the edit is in it."
EDITED = "In a story of its own; the old one is kept as it is."


def resume(shell: Shell, path: Path, then: Callable[[Session], None]) -> None:
    """Go on with the journal at ``path``; ask first if the scenario was edited since."""
    from sim.play.editions import present_edition
    from sim.play.rewind import carry_over
    from sim.play.session import Session

    def job() -> tuple[Session, Fit | None]:
        session = Session.resume(path)
        if session.ended:
            return session, None
        edition = present_edition(session.program.scenario, session.file)
        return session, None if edition is None else carry_over(session, edition)

    def show(found: tuple[Session, Fit | None]) -> None:
        session, fit = found
        if fit is None:
            then(session)
        else:
            _ask_edition(shell, session, fit, then)

    shell.load(job, show)


def _ask_edition(shell: Shell, session: Session, fit: Fit, then: Callable[[Session], None]) -> None:
    """The edited scenario, as far as the story fits it, or the one that was played?"""
    from sim.play.rewind import keep_carried
    from sim.tui.screens.fork import Fork, Path

    def edited() -> None:
        session.close()
        try:
            then(keep_carried(fit, session))
        except (JournalError, OSError) as error:
            shell.show_trouble(error)

    def never() -> None:
        session.close()
        shell.give_up()

    paths = [Path("Go on with the scenario as you played it", AS_PLAYED, lambda: then(session))]
    if fit.session is not None:
        paths.insert(0, Path("Go on with the edited one", EDITED, edited))
    shell.push_screen(Fork(str(fit), paths, never))


# -- the newsstand's first line ---------------------------------------------------------------


def waiting_story() -> tuple[Save | None, str]:
    """The story to go on with; what went wrong in looking for it, if anything did."""
    from sim.play.progress import reconcile
    from sim.play.saves import saves, unfinished

    try:
        kept = saves()
        reconcile(kept)
        return unfinished(kept), ""
    except Exception as error:  # noqa: BLE001 - a fault here must not close the stand
        return None, f"The saves could not be looked through: {type(error).__name__}: {error}"


def offer_lines(save: Save, width: int, marked: bool) -> list[Line]:
    """The story that waits, at the top of the newsstand's list."""
    made = flow([("Go on: ", "own"), (save.title, "here" if marked else "text")], width - 2)
    made.append(Line(((f"  {cut(_where(save), width - 4)}", "muted"),)))
    return [*entry_lines(made, marked), BLANK]


def offer_page(save: Save, width: int) -> list[Line]:
    """What is said of it beside the list."""
    words = f"You stopped here, {_where(save)}. Nothing is lost: enter goes on exactly there."
    day = long_date(datetime.date.fromisoformat(save.day)) if save.day else "a day not known"
    when = f"Last played on {day}. Kept as {save.name}."
    return [
        *flow([(save.title, "strong")], width), BLANK, *prose(words, "text", width), BLANK,
        *prose(when, "muted", width),
    ]  # fmt: skip


def _where(save: Save) -> str:
    number = save.decisions
    who = " and ".join(name.replace("_", " ") for name in save.players)
    after = f"after {number} decision{'' if number == 1 else 's'}" if number else "at its beginning"
    return f"{after}, as {who}"
