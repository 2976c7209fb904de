"""The preview line by line: the file is looked at again before every line that is typed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, TextIO

from sim.author.report import told
from sim.engine.views import view_of
from sim.errors import NewscycleError
from sim.plain.telling import beat_lines, meter_line, wrapped
from sim.play.wire import beats
from sim.scenario.problems import summary
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.author.preview import Preview
    from sim.engine.views import View

LONGEST_LINE = 1000
HELP = (
    "Type the number or the id of a move. Enter alone looks at the file again.",
    "u takes the last choice back, r begins again, n changes the luck,",
    "j STAGE attention=4 round=3 begins at a stage with values, a ACTOR plays somebody else,",
    "p shows what is wrong with the file, c the moves that are closed, q leaves.",
)


class PlainPreview:
    """One preview over two text streams."""

    def __init__(
        self,
        preview: Preview,
        source: TextIO,
        say: Callable[[str], object],
        prompt: Callable[[], object],
    ) -> None:
        self.preview, self.source = preview, source
        self.say, self._prompt = say, prompt
        self._told = 0

    def run(self) -> None:
        """Go on until the author leaves, or the input ends."""
        for line in HELP:
            self.say(line)
        self._file()
        self._story(anew=True)
        while True:
            self._prompt()
            line = self.source.readline(LONGEST_LINE)
            if line == "" or line.strip() == "q":
                return
            if self.preview.look():
                self._changed()
                if not line.strip():
                    continue
            self._do(line.strip())

    def _changed(self) -> None:
        self.say("")
        self.say("The file has changed.")
        self._file()
        self._story(anew=True)

    def _do(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        acts: dict[str, Callable[[], object]] = {
            "u": self.preview.back,
            "r": self.preview.restart,
            "n": self.preview.new_luck,
            "j": lambda: self.preview.go_to(rest),
            "a": lambda: self.preview.sit(rest.strip()),
        }
        try:
            if not line:
                self.say("The file has not changed.")
            elif word == "p":
                self._file()
            elif word == "c":
                self._closed()
            elif word in ("h", "?"):
                for words in HELP:
                    self.say(words)
            elif word in acts:
                acts[word]()
                self._story(anew=True)
            elif (move := self._move(line)) is not None:
                self.preview.choose(move)
                self._story(anew=False)
        except NewscycleError as error:
            self._lines(wrapped(str(error)))

    def _view(self) -> View | None:
        story, seat = self.preview.story, self.preview.seat
        return None if story is None or seat is None else view_of(story, seat)

    def _move(self, word: str) -> str | None:
        view = self._view()
        moves = [] if view is None else [move.id for move in view.moves]
        if word.isdigit() and 1 <= int(word) <= len(moves):
            return moves[int(word) - 1]
        if word in moves:
            return word
        hint = did_you_mean(word, moves) or "h lists what can be typed."
        self._lines(wrapped(f"There is no move {shlex.quote(word)} now. {hint}"))
        return None

    # -- telling ------------------------------------------------------------------------------

    def _lines(self, lines: list[str]) -> None:
        for line in lines:
            self.say(line)

    def _file(self) -> None:
        preview = self.preview
        self.say(f"{preview.path.name}: {summary(preview.problems)}.")
        if preview.problems:
            self.say(told(preview.problems))
        if preview.broken and preview.story is not None:
            self._lines(wrapped("The story is of the last version that could be played."))

    def _story(self, *, anew: bool) -> None:
        """The story, or what is new in it; then the choices."""
        preview, story, view = self.preview, self.preview.story, self._view()
        if story is None or view is None or preview.program is None:
            self.say("There is no story yet: mend the file and save it.")
            return
        if anew:
            self._told = 0
            again = preview.replayed
            self.say(f"You play {view.name}. Luck {preview.seed}:{preview.number}.")
            if again.why is not None:
                many = f"{again.made} of {again.of} choices were made again. " if again.of else ""
                self._lines(wrapped(f"{many}{again.why}"))
        for beat in beats(story.events[self._told :], preview.program, preview.seat):
            self._lines(beat_lines(beat))
        self._told = len(story.events)
        if view.ended:
            self._lines(wrapped("The story is over. u takes the last choice back, r begins again."))
            return
        if view.situation:
            self._lines(["", *wrapped(view.situation)])
        self._lines([meter_line(meter) for meter in view.meters])
        for number, move in enumerate(view.moves, start=1):
            self._lines(wrapped(f"{move.label} ({move.id})", f"{number}. ", "   "))

    def _closed(self) -> None:
        view = self._view()
        if view is None or not view.closed:
            self.say("No move is closed.")
            return
        for closed in view.closed:
            self._lines(wrapped(f"{closed.label}: {' '.join(closed.gates)}", "- ", "  "))
