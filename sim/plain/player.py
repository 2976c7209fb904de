"""Playing line by line: choices from standard input, the story on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from sim.errors import JournalError
from sim.plain.asides import PlainAsides
from sim.plain.pages import HELP, Pages, open_after
from sim.plain.quiz import PlainQuiz, offer
from sim.plain.returning import FORWARD_ONLY, TreeWalk
from sim.plain.telling import (
    beat_lines,
    ending_lines,
    meter_line,
    section_lines,
    spaced,
    wrapped,
)
from sim.play.commands import Place, commands_at
from sim.play.desk import standing
from sim.play.gallery import gallery_sections
from sim.play.pages import debrief, ending_page, record_sections, sources_section
from sim.play.progress import may_rewind, note_ending, word_at_the_end
from sim.play.rewind import seed_words
from sim.play.timeline import comparison_sections
from sim.play.waiting import only_waits, waiting_words
from sim.play.wire import beats
from sim.scenario.chars import FORBIDDEN
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.engine.views import View
    from sim.play.session import Session

LONGEST_LINE = 1000


class PlainPlayer(PlainAsides):
    """Plays one session over two text streams."""

    def __init__(
        self,
        session: Session,
        source: TextIO,
        say: Callable[[str], object],
        prompt: Callable[[], object] | None = None,
    ) -> None:
        self.session = session
        self.source = source
        self.say = spaced(say)
        self._prompt = prompt or (lambda: say("> "))
        self.seat: str | None = None
        self.pages = Pages(session, self.say)
        super().__init__()

    def run(self) -> bool:
        """Play until the story ends (True) or the player leaves it (False)."""
        self._opening()
        while True:
            while not self.session.ended:
                if not self._turn():
                    self._leave()
                    return False
            self._end()
            following = self._after()
            if following is None:
                return True
            self._go_to(following)

    def _end(self) -> None:
        session = self.session
        self._tell_news()
        ending = session.story.ending or ""
        note_ending(session.program.id, session.casting.players, ending, session.kept_as)
        self._lines(ending_lines(ending_page(session)))
        if (said := standing(session)) is not None:
            self._lines(["", *wrapped(f"Your story is {said}.")])
        self.tell_forecasts()
        roles, made = session.casting.players, len(session.decisions)
        back = session.parent is not None
        words, name = word_at_the_end(session.program.id, roles, ending, made, rewound=back)
        if words:
            self._lines(["", *wrapped(f"{words} b goes back." if name == "rewind" else words)])

    def _go_to(self, session: Session) -> None:
        """Go on with another story: one that went back, or another branch."""
        self.session.close()
        self.session = session
        self.pages = Pages(session, self.say)
        self.seat = None

    def _ask(self) -> str:
        """A line of input; empty at its end."""
        self._prompt()
        return self.source.readline(LONGEST_LINE)

    def _quiz(self) -> None:
        program = self.session.program
        PlainQuiz(program, self.source, self.say, self._prompt).told(session=self.session)

    def _tree(self) -> Session | None:
        return TreeWalk(self.session, self._ask, self._lines).run()

    # -- pages --------------------------------------------------------------------------------

    def _lines(self, lines: list[str]) -> None:
        for line in lines:
            self.say(line)

    def _opening(self) -> None:
        session, file = self.session, self.session.program.scenario.file
        self.say(session.program.title)
        if file.setting:
            self.say(file.setting)
        if session.cut_off:
            self._lines(wrapped("The last line of this journal was not finished and is left out."))
        if session.decisions:
            number = len(session.decisions)
            self._lines(["", f"Going on after {number} decision{'s' if number > 1 else ''}."])
        elif note := session.program.teaching.content_note:
            self._lines(["", *wrapped(session.story.tell(note))])
        seeds = seed_words(session)
        self._lines([*wrapped(f"{seeds[:1].upper()}{seeds[1:]}."), ""])
        for actor in session.casting.players:
            self._briefing(session.view(actor))
        self._lines(["", *wrapped("Type the number of a move, or h for help.")])
        self.begin_asides()

    def _briefing(self, view: View) -> None:
        self._lines([f"You are: {view.name}."])
        if view.briefing:
            self._lines(wrapped(view.briefing))
        for want in view.wants:
            self._lines(wrapped(want, "- ", "  "))

    def _tell_news(self) -> None:
        for beat in beats(self.session.news, self.session.program, self.seat):
            self._lines(beat_lines(beat))

    def _turn(self) -> bool:
        """One decision; False if the player leaves."""
        session = self.session
        if len(session.casting.players) > 1 and session.actor != self.seat:
            name = session.view().name
            self._lines(
                ["", *wrapped(f"-- Pass the keyboard to: {name}. Press enter when there. --")]
            )
            if self.source.readline() == "":
                return False
        self.seat = session.actor
        self._tell_news()
        view = session.view()
        self._situation(view)
        self.show_asides(view)
        while True:
            self._prompt()
            line = self.source.readline(LONGEST_LINE)
            if line == "":
                return False
            word = self.meant(line)
            if word == "q":
                return False
            if word == "b":
                if self._went_back():
                    return True
                continue
            if self._side_page(word, view):
                continue
            move = self._move(word, view)
            if move is None:
                continue
            try:
                session.choose(move)
            except JournalError as error:
                self._lines(wrapped(str(error)))
                continue
            return True

    def _went_back(self) -> bool:
        """Whether the player chose another place in the tree, once this cast may go back."""
        if not may_rewind(self.session.program.id, self.session.casting.players):
            self._lines(wrapped(FORWARD_ONLY))
            return False
        following = self._tree()
        if following is None:
            return False
        self._go_to(following)
        return True

    def _situation(self, view: View) -> None:
        record = "on the record" if view.on_record else "off the record"
        where = f"[{view.stage_label}"
        if self.session.program.record is not None:
            where += f" · {record}"
        self._lines(["", *wrapped(f"{where} · round {view.round} of {view.rounds} at most]")])
        if view.situation:
            self._lines(wrapped(view.situation))
        if view.meters:
            self._lines(wrapped(". ".join(meter_line(m) for m in view.meters) + "."))
        only = only_waits(view)
        asked = "you can only wait now. Enter alone goes on." if only else "what do you do?"
        self._lines(["", *wrapped(f"{view.name}, {asked}")])
        for number, option in enumerate(view.moves, start=1):
            about = f" — {option.about}" if option.about else ""
            self._lines(wrapped(f"{number}. {option.label}{about}", "  ", "     "))
        if only:
            self._lines(wrapped(waiting_words(view), "     "))

    # -- what can be typed --------------------------------------------------------------------

    def _move(self, word: str, view: View) -> str | None:
        """The move that ``word`` means; None, with advice said, if it means none."""
        ids = [option.id for option in view.moves]
        if not word and only_waits(view):
            return ids[0]
        if word in ids:
            return word
        if word.isascii() and word.isdigit() and len(word) < 4 and 1 <= int(word) <= len(ids):
            return ids[int(word) - 1]
        if FORBIDDEN.search(word):
            self.say("That holds characters that cannot be typed here.")
        elif word in [closed.id for closed in view.closed]:
            self._gates(view, word)
        else:
            hint = did_you_mean(word, ids) if word else None
            self._lines(
                wrapped(f"Type a number from 1 to {len(ids)}, or h for help. {hint or ''}".strip())
            )
        return None

    def _side_page(self, word: str, view: View) -> bool:
        """Whether ``word`` asked for a page beside the story, which is then told."""
        if self.pages.told(word, self.seat):
            return True
        match word:
            case "h":
                self._help()
            case "?":
                self._why(view)
            case "i":
                self._briefing(view)
            case "g":
                self._glossary()
            case "r":
                self._lines(wrapped("The record opens after the first ending."))
            case "d":
                self._lines(wrapped("The debrief opens after the ending."))
            case _:
                return self.aside(word, view)
        return True

    def _help(self) -> None:
        for command in commands_at(Place.DESK):
            if command.plain is not None:
                self._lines(wrapped(f"{command.plain}: {command.help}", "  ", "     "))
        for words in HELP:
            self._lines(wrapped(words, "  ", "    "))
        self._lines(wrapped("The id of a move can be typed in place of its number.", "  "))

    def _why(self, view: View) -> None:
        for meter in view.meters:
            history = " → ".join(str(v) for v in meter.history)
            why = f" {meter.why}" if meter.why else ""
            self._lines(wrapped(f"{meter_line(meter)}.{why} So far: {history}.", "", "  "))
        if view.meters:
            self._lines(wrapped(f"More about one of them: ? {view.meters[0].label}"))
        for closed in view.closed:
            self._gates(view, closed.id)

    def _gates(self, view: View, move: str) -> None:
        for closed in view.closed:
            if closed.id == move:
                reasons = " ".join(closed.gates)
                self._lines(wrapped(f"Closed: {closed.label}. {reasons}", "", "  "))

    def _glossary(self) -> None:
        glossary = self.session.program.teaching.glossary
        if not glossary:
            self.say("This scenario has no glossary.")
        for term, text in glossary.items():
            self._lines(wrapped(f"{term}: {self.session.story.tell(text)}", "", "  "))

    # -- leaving ------------------------------------------------------------------------------

    def _leave(self) -> None:
        name = self.session.name
        if name is not None:
            self._lines(["", f"Kept as {name}. To go on:", f"  newscycle play --resume {name}"])

    def _after(self) -> Session | None:
        """After the ending: the pages that are open now, until the player leaves or goes back."""
        program = self.session.program
        pages = open_after(program)
        words = f"{', '.join(f'{key}: {what}' for key, what in pages)}, q: leave"
        asked = offer(program)
        glossary, quiz = bool(program.teaching.glossary), bool(asked)
        letters = [*(key for key, _ in pages), *(["g"] * glossary), *(["?"] * quiz)]
        self._lines(["", *wrapped(words), *wrapped(asked)])
        while True:
            line = self._ask()
            if self.pages.told(line.strip(), None):
                continue
            match line.strip():
                case "b" | "t":
                    if (following := self._tree()) is not None:
                        return following
                    self._lines(["", *wrapped(words), *wrapped(asked)])
                case "e":
                    self._lines(section_lines(gallery_sections(self.session.program)))
                case "c" if self.session.program.record is not None:
                    self._lines(section_lines(comparison_sections(self.session)))
                case "c":
                    self.say("This scenario is invented; there is no record.")
                case "r":
                    sections = record_sections(self.session.program)
                    sources = sources_section(self.session.program)
                    if not sections:
                        self.say("This scenario is invented; there is no record.")
                    self._lines(section_lines([*sections, *([sources] if sources else [])]))
                case "d":
                    self._lines(section_lines(debrief(self.session)))
                    self._lines(["", *wrapped(asked)])
                case "?":
                    self._quiz()
                case "h":
                    self._lines([line for text in HELP for line in wrapped(text, "  ", "    ")])
                case "g":
                    self._glossary()
                case "q":
                    return None
                case _:
                    if line == "":
                        return None
                    self.say(f"{', '.join(letters)}, h or q.")
