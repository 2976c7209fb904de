"""The preview: a file that is being written, with its story and what is said of it side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal, Vertical

from sim.engine.telling import tell_apart
from sim.engine.views import view_of
from sim.errors import NewscycleError
from sim.play.commands import Place
from sim.play.wire import beats, day_label, mark_of
from sim.scenario.problems import SEVERITY_ORDER, summary
from sim.scenario.reader import examine
from sim.tui.keys import bindings_for
from sim.tui.layout import option_entry
from sim.tui.page import Page
from sim.tui.screens.trouble import problem_block
from sim.tui.text import Line, cut, entitle, flow, prose
from sim.tui.typeset import BeatBlock, heading_block, situation_block, words_block
from sim.tui.widgets.meters import meter_strip
from sim.tui.widgets.picker import Picker
from sim.tui.widgets.sheet import Paper, Sheet
from sim.tui.widgets.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.widget import Widget

    from sim.author.preview import Preview
    from sim.engine.views import Closed, View
    from sim.scenario.problems import Problem
    from sim.scenario.reader import Scenario
    from sim.tui.widgets.sheet import Block

EVERY = 0.4
"""Seconds between two looks at the file."""
JUMP = (
    "Begin where? A stage, then values if you like, for example: {example}. What is not named is"
    " as at the start."
)


class PreviewPage(Page):
    """One preview. It looks at the file twice a second and reads it in the background."""

    PLACE = Place.PREVIEW
    BINDINGS = bindings_for(Place.PREVIEW)

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview
        self.reading = False
        self.view: View | None = None

    def parts(self) -> Iterator[Widget]:
        """Head and numbers; the story and its choices on the left, the file on the right."""
        yield Sheet(self._head, ident="masthead")
        yield Sheet(ident="numbers")
        with Horizontal(id="columns"):
            with Vertical(id="main"):
                yield Wire(ident="wire")
                yield Sheet(ident="prompt")
                yield Picker(ident="choices")
            yield Paper(ident="file")

    def on_mount(self) -> None:
        """Show what there is, and keep looking at the file."""
        self.call_after_refresh(self._show)
        self.set_interval(EVERY, self._look)

    @property
    def wire(self) -> Wire:
        """The story."""
        return self.query_one("#wire", Wire)

    @property
    def picker(self) -> Picker:
        """The choices."""
        return self.query_one("#choices", Picker)

    @property
    def file(self) -> Paper:
        """What is said of the file."""
        return self.query_one("#file", Paper)

    # -- the file -----------------------------------------------------------------------------

    def _look(self) -> None:
        """Read the file in the background if it has changed."""
        if not self.reading and self.preview.stale():
            self.reading = True
            self.shell.load(lambda: examine(self.preview.path), self._take)

    def _take(self, found: tuple[Scenario | None, tuple[Problem, ...]]) -> None:
        self.reading = False
        if self.preview.take(*found):
            self.say("")
            self._show()
            self.refresh_keys()

    # -- what is shown ------------------------------------------------------------------------

    def _show(self) -> None:
        """Everything anew: the story to its last beat, the choices, the file."""
        preview, story = self.preview, self.preview.story
        seat = preview.seat
        self.view = None if story is None or seat is None else view_of(story, seat)
        old = preview.broken and story is not None
        entitle(self.wire, "The story before the error" if old else "The story")
        entitle(self.picker, "What do you do?")
        entitle(self.file, self._file_title())
        self.file.set_class(preview.broken, "-broken")
        self.file.show(list(self._file_blocks()))
        self.query_one("#masthead", Sheet).show(self._head)
        meters = () if self.view is None else self.view.meters
        self.query_one("#numbers", Sheet).show(meter_strip(meters))
        self.wire.begin([], [])
        self.wire.add(self._story_blocks())
        self.wire.to_end()
        moves = () if self.view is None else self.view.moves
        self.set_class(not moves, "-over")
        self.query_one("#prompt", Sheet).show(self._prompt)
        entries = [option_entry(n, move, len(moves)) for n, move in enumerate(moves, start=1)]
        self.picker.fill(entries, 0 if entries else None)

    def _head(self, width: int) -> list[Line]:
        preview, view = self.preview, self.view
        state = "cannot be played" if preview.broken else "can be played"
        right = ((state, "warn" if preview.broken else "real"),)
        name = (cut(preview.path.name, max(width - len(state) - 2, 8)), "strong")
        lines = [Line((("Preview · ", "muted"), name), right)]
        if view is not None and preview.program is not None:
            where = f"{day_label(preview.program, view.day)} · round {view.round} of {view.rounds}"
            stage = f" · {view.stage_label}" if not view.ended else ""
            luck = f"luck {preview.seed}:{preview.number}"
            lines.append(
                Line(
                    ((cut(f"{where}{stage}", max(width - 40, 20)), "date"),),
                    ((cut(f"as {view.name} · {luck}", 38), "own"),),
                )
            )
        return lines

    def _prompt(self, width: int) -> list[Line]:
        if self.view is None:
            words = "There is no story yet: mend the file and save it."
        else:
            words = "The story is over. u takes the last choice back, r begins again, j jumps."
        return prose(words, "muted", width)

    def _story_blocks(self) -> list[Block]:
        preview, story = self.preview, self.preview.story
        if story is None or preview.program is None or self.view is None:
            return []
        told = beats(story.events, preview.program, preview.seat)
        blocks: list[Block] = [BeatBlock(beat) for beat in told]
        if not self.view.ended and self.view.situation:
            stage = preview.program.stages[preview.program.stage_index[self.view.stage]]
            mark = mark_of(stage.certainty, on_record=self.view.on_record, recorded=None)
            blocks.append(situation_block(self.view.situation, mark))
        return blocks

    def _file_title(self) -> str:
        return f"The file: {summary(self.preview.problems)}"

    def _file_blocks(self) -> Iterator[Block]:
        preview = self.preview
        again = preview.replayed
        if again.why is not None:
            told = f"{again.made} of {again.of} choices were made again. " if again.of else ""
            yield words_block(f"{told}{again.why}", "warn")
        if not preview.problems:
            yield words_block("Nothing is wrong with it.", "muted")
        for problem in sorted(preview.problems, key=lambda p: SEVERITY_ORDER[p.severity]):
            yield problem_block(problem)
        if self.view is not None and self.view.closed:
            yield heading_block("Not possible now")
            for closed in self.view.closed:
                yield _closed_block(closed)

    # -- commands -----------------------------------------------------------------------------

    def can(self, name: str) -> bool | None:
        """What needs a story, a choice or a move."""
        if name in ("choose", "confirm", "up", "down"):
            return bool(self.view and self.view.moves) or None
        if name == "take_back":
            return self.preview.made > 0 or None
        if name in ("jump", "from_start", "other_actor", "other_luck"):
            return self.preview.program is not None or None
        return True

    def choices(self) -> list[tuple[int, str]]:
        """The moves, for the palette."""
        moves = () if self.view is None else self.view.moves
        return [(number, move.label) for number, move in enumerate(moves, start=1)]

    def do_choose(self, number: int) -> None:
        """Mark a move by its number."""
        if self.view is not None and number <= len(self.view.moves):
            self.picker.mark(number - 1)
        else:
            self.say("There is no move with that number.")

    def do_up(self) -> None:
        """Mark the move above."""
        self.picker.step(-1)

    def do_down(self) -> None:
        """Mark the move below."""
        self.picker.step(1)

    def do_confirm(self) -> None:
        """Make the marked move."""
        if self.view is not None and self.picker.marked is not None:
            move = self.view.moves[self.picker.marked].id
            self._try(lambda: self.preview.choose(move))

    def do_take_back(self) -> None:
        """Take the last choice back."""
        self._try(self.preview.back)

    def do_from_start(self) -> None:
        """Begin again."""
        self._try(self.preview.restart)

    def do_other_luck(self) -> None:
        """The same choices with other luck."""
        self._try(self.preview.new_luck)

    def do_other_actor(self) -> None:
        """Play the next actor who can do anything."""
        program = self.preview.program
        if program is None:
            return
        able = [actor.id for actor in program.actors if actor.moves]
        seat = self.preview.seat
        at = able.index(seat) if seat in able else -1
        actor = able[(at + 1) % len(able)]
        self._try(lambda: self.preview.sit(actor))
        self.say(f"You play {tell_apart(program.actor(actor).name, program)} now.", "head")

    def do_jump(self) -> None:
        """Ask for a stage and values, and begin there."""
        program, view = self.preview.program, self.view
        if program is None or view is None:
            return
        values = " ".join(
            f"{m.id}={str(bool(m.value)).lower() if m.boolean else m.value}" for m in view.meters
        )
        stage = program.stages[0].id if view.ended else view.stage
        here = f"{stage} round={view.round} {values}".strip()
        example = f"{program.stages[0].id} round=2"
        self.shell.ask(JUMP.format(example=example), here, self._jump)

    def _jump(self, line: str, again: bool) -> str | None:
        """Jump; what is wrong with the line, in words, if anything is."""
        try:
            self.preview.go_to(line)
        except NewscycleError as error:
            return str(error)
        self._show()
        self.call_after_refresh(self.refresh_keys)
        return None

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except NewscycleError as error:
            self.say(str(error))
            return
        self._show()

    def do_page_up(self) -> None:
        """The story back by a page."""
        self.wire.turn(-1)

    def do_page_down(self) -> None:
        """The story on by a page."""
        self.wire.turn(1)

    def do_problems_up(self) -> None:
        """What is said of the file, back by half a page."""
        self.file.move(-max(self.file.size.height // 2, 1))

    def do_problems_down(self) -> None:
        """What is said of the file, on by half a page."""
        self.file.move(max(self.file.size.height // 2, 1))

    def do_back(self) -> None:
        """Leave; the file is the author's own and stays as it is."""
        self.shell.show_newsstand()

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.again:
            await self.action_do("confirm")
        else:
            await self.action_do("choose", event.index + 1)


def _closed_block(closed: Closed) -> Block:
    def lines(width: int) -> list[Line]:
        made = flow([(closed.label, "muted")], width, gutter=("· ", "muted"))
        return [*made, *prose(" ".join(closed.gates), "faded", width, 2)]

    return lines
