"""What do we know? How the closing exercise is opened: what is due, again or not, where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.telling import long_date

if TYPE_CHECKING:
    from sim.play.quiz.due import Seat, Wish
    from sim.play.quiz.exercise import Exercise
    from sim.play.quiz.sitting import Sitting
    from sim.play.session import Session
    from sim.program.model import Program
    from sim.tui.shell import Shell

AGAIN = "The first time stays what counts in comparisons."
READ = "What you said, what was meant, and how well you tell apart."


def open_quiz(
    shell: Shell,
    program: Program,
    session: Session | None = None,
    wish: Wish | None = None,
) -> None:
    """The sitting that is due, or that was wished for; ``session`` is a story just played."""
    from sim.play.quiz.due import Wish, seat

    asked = wish or Wish()

    def show(found: Seat) -> None:
        if found.finished is None or found.sitting.path is not None:
            _open(shell, found)
        else:
            _ask_again(shell, found, found.finished)

    shell.load(lambda: seat(program, asked.occasion, asked.player, session, asked.seed), show)


def _ask_again(shell: Shell, found: Seat, finished: Sitting) -> None:
    """Everything is sorted already: read how it went, or sort it once more?"""
    from sim.play.quiz.asking import WHEN
    from sim.tui.screens.fork import Fork, Path

    words = f"You have sorted these claims {WHEN[finished.occasion]}, on {_day(finished.day)}."
    paths = (
        Path("Read how it went", READ, lambda: show_results(shell, found.program, finished)),
        Path("Sort them again", AGAIN, lambda: _open(shell, found)),
    )
    shell.push_screen(Fork(words, paths))


def _day(day: str) -> str:
    import datetime

    try:
        return long_date(datetime.date.fromisoformat(day))
    except ValueError:
        return "a day not known"


def _open(shell: Shell, found: Seat) -> None:
    from sim.tui.screens.quiz import QuizPage

    def left(exercise: Exercise | None) -> None:
        if exercise is None:
            return
        exercise.close()
        if exercise.sitting.done:
            show_results(shell, found.program, exercise.sitting)

    shell.push_screen(QuizPage(found), left)


def show_results(shell: Shell, program: Program, sitting: Sitting) -> None:
    """What a sitting came to, as a page that can be kept as a file."""
    from sim.play.quiz.asking import TITLE
    from sim.play.quiz.store import kept
    from sim.play.quiz.words import result_sections
    from sim.tui.typeset import section_blocks

    sections = result_sections(program, sitting, kept(program.id, sitting.player))
    shell.show_reading(
        f"{TITLE} · {program.title}",
        section_blocks(sections),
        sections=sections,
        file_name=f"{program.id}-{sitting.occasion}.md",
    )
