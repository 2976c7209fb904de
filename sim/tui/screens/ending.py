"""The ending: a front page, what became of everybody, what was reached and what was missed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.containers import Center

from sim.play.commands import Place, command
from sim.play.desk import standing
from sim.play.judging import forecast_section
from sim.play.pages import ending_page
from sim.play.progress import word_at_the_end
from sim.play.quiz.asking import TITLE
from sim.play.reading import debrief, journal_beats
from sim.play.rewind import seed_words
from sim.tui.keys import bindings_for, keys_in_words
from sim.tui.knowing import open_quiz
from sim.tui.page import Scrolling
from sim.tui.rewinding import open_tree
from sim.tui.screens.beside import (
    open_debrief,
    open_gallery,
    open_glossary,
    open_record,
    save_front_page,
)
from sim.tui.screens.comparison import Comparison
from sim.tui.text import BLANK, Line, cells, centred, cut, flow, prose
from sim.tui.typeset import heading_block, mark_pieces, section_blocks, words_block
from sim.tui.widgets.sheet import Paper, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget

    from sim.play.pages import EndingPage, Score
    from sim.play.session import Session
    from sim.tui.widgets.sheet import Block


class Ending(Scrolling):
    """The front page of the day on which the story ended."""

    PLACE = Place.ENDING
    FOREMOST = ("turn", "rewind", "debrief", "compare", "gallery", "quiz", "tree", "back")
    BINDINGS = bindings_for(Place.ENDING)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.page = ending_page(session)
        self._debriefed = False

    def on_mount(self) -> None:
        """A word to those who have been here before: how to come to another ending."""
        session = self.session
        words, name = word_at_the_end(
            session.program.id,
            session.casting.players,
            session.story.ending or "",
            len(session.decisions),
            rewound=session.parent is not None,
        )
        if words:
            key, label = keys_in_words(self, command(name), most=1), command(name).label
            words = f"{words} {key}: {label[:1].lower()}{label[1:]}."
            self.call_after_refresh(self.say, words, "head")

    def parts(self) -> Iterator[Widget]:
        """A paper in the middle."""
        yield Sheet(self._title, ident="masthead")
        with Center(id="middle"):
            judged, asked = _judged(self.session), self._asked()
            if asked and not judged:
                judged = [lambda _: [BLANK]]
            yield Paper([*_blocks(self.page), *judged, *asked], ident="paper")

    def _asked(self) -> list[Block]:
        """What is offered where there are claims to sort."""
        if not self.session.program.teaching.claims:
            return []
        words = (
            f"Claims from this story, true ones among them, to be sorted: {self._quiz_key} begins."
        )
        return [heading_block(TITLE), words_block(words)]

    @property
    def _quiz_key(self) -> str:
        return keys_in_words(self, command("quiz"), most=1)

    def on_screen_resume(self) -> None:
        """After the debrief, a word on what can be done next."""
        super().on_screen_resume()
        if self._debriefed and self.can("quiz"):
            self.say(f"{TITLE} {self._quiz_key} sorts claims from this story.", "head")
        self._debriefed = False

    def _title(self, width: int) -> list[Line]:
        right: tuple[tuple[str, str], ...] = ((seed_words(self.session), "muted"),)
        if (said := standing(self.session)) is not None:
            look = "real" if self.session.story.on_record else "mark"
            right = ((said, look), (" · ", "rule"), *right)
        title = cut(self.page.title, width - sum(cells(text) for text, _ in right) - 2)
        return [Line(((title, "strong"),), right)]

    def do_record(self) -> None:
        """What really happened."""
        open_record(self.shell, self.session.program)

    def do_debrief(self) -> None:
        """What there is to talk about."""
        open_debrief(self.shell, self.session.program, debrief(self.session))
        self._debriefed = True

    def do_quiz(self) -> None:
        """What do we know? The sitting that is due."""
        open_quiz(self.shell, self.session.program, self.session)

    def do_journal(self) -> None:
        """Everything, with nothing hidden any more."""
        self.shell.show_wire(self.session, journal_beats(self.session, None))

    def do_map(self) -> None:
        """The stages and the ways between them, with nothing hidden any more."""
        self.shell.show_map(self.session, None)

    def do_front_page(self) -> None:
        """The ending as a newspaper's front page, in a file."""
        save_front_page(self, self.session)

    def do_glossary(self) -> None:
        """The terms."""
        open_glossary(self.shell, self.session)

    def do_rewind(self) -> None:
        """The story tree at the last decision of this story."""
        open_tree(self.shell, self.session.program, self.session)

    def do_tree(self) -> None:
        """The story tree from its first line."""
        open_tree(self.shell, self.session.program, self.session, 1)

    def do_gallery(self) -> None:
        """The endings of this scenario."""
        open_gallery(self.shell, self.session.program)

    def do_compare(self) -> None:
        """This story beside what really happened."""
        self.shell.push_screen(Comparison(self.session))

    def can(self, name: str) -> bool | None:
        """Nothing can be compared where nothing is on record, and nothing sorted without claims."""
        program = self.session.program
        if name == "quiz":
            return bool(program.teaching.claims)
        return program.record is not None if name == "compare" else super().can(name)

    def do_again(self) -> None:
        """The casting of the same scenario, with the same people and new luck."""
        from sim.play.session import fresh_seed

        casting = replace(self.session.casting, seed=fresh_seed(), number=0)
        self.shell.show_casting(self.session.program.scenario, casting)

    def do_back(self) -> None:
        """To the newsstand."""
        self.shell.show_newsstand()


def _blocks(page: EndingPage) -> list[Block]:
    blocks: list[Block] = [_front(page)]
    if page.fates:
        blocks.append(heading_block("What became of them"))
        blocks += [_pair(fate.name, fate.text) for fate in page.fates]
    if page.scores:
        blocks.append(heading_block("What you reached"))
        blocks += [_score(score) for score in page.scores]
    blocks.append(heading_block(f"Endings found: {len(page.found)} of {page.total}"))
    blocks.append(_endings(page))
    return blocks


def _judged(session: Session) -> list[Block]:
    """How well the players judged, if they said what they expected."""
    section = forecast_section(session)
    return [lambda _: [BLANK], *section_blocks([section])] if section is not None else []


def _front(page: EndingPage) -> Block:
    def lines(width: int) -> list[Line]:
        double, single = Line((("═" * width, "rule"),)), Line((("─" * width, "rule"),))
        made = [double, *centred(page.headline.upper(), "strong", width)]
        made += [*centred(page.date, "date", width), single]
        made.append(Line((), mark_pieces(page.mark)))
        for paragraph in page.paragraphs:
            made += [*prose(paragraph, "text", width), BLANK]
        if page.documented:
            words = "This is how it ended on record; the way there may differ."
            made += [*prose(words, "real", width), BLANK]
        if page.last_lines:
            made += prose("The last lines on the wire", "muted", width)
            for words in page.last_lines:
                made += flow([(words, "text")], width, gutter=("│ ", "rule"))
            made.append(BLANK)
        return made

    return lines


def _pair(name: str, text: str) -> Block:
    return lambda width: [*flow([(f"{name}: ", "strong"), (text, "text")], width, hanging=2), BLANK]


def _score(score: Score) -> Block:
    """The points of one seat, each with what it is for."""

    def lines(width: int) -> list[Line]:
        total = ((f"{score.total:+d}" if score.total else "0", "strong"),)
        made = flow([(f"{score.name},", "strong"), (" points in all", "muted")], width, mark=total)
        for want, points in score.wants:
            worth = "in words only" if points is None else f"{points:+d}" if points else "0"
            made += flow([(want, "text")], width, gutter=("  ", "text"), mark=((worth, "head"),))
        return [*made, BLANK]

    return lines


def _endings(page: EndingPage) -> Block:
    """Those that were found by name, the others as silhouettes with a hint."""

    def lines(width: int) -> list[Line]:
        made = []
        for label in page.found:
            made += flow([(label, "text")], width, gutter=("■ ", "head"))
        for hint in page.missing:
            made += flow([(hint, "muted")], width, gutter=("□ ", "muted"))
        return made

    return lines
