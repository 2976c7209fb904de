"""What every screen has: its place in the registry, the keys at its foot, a line for messages.

A command ``x`` of the registry is carried out by the method ``do_x`` of the screen; ``can`` says
whether it makes sense now. Both keys, the clicks on the line of keys, and the palette end in
:meth:`Commanded.action_do`.
"""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import on
from textual._context import NoActiveAppError
from textual.screen import ModalScreen, Screen
from textual.worker import Worker, WorkerState

from sim.play.commands import Place, command, commands_at
from sim.tui.keys import keys_in_words
from sim.tui.text import Line, centred, clean, prose
from sim.tui.widgets.keyline import Key, KeyLine
from sim.tui.widgets.sheet import LOOKS, Paper, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.widget import Widget

    from sim.tui.shell import Shell

R = TypeVar("R")

LEAST_WIDTH, LEAST_HEIGHT = 60, 20
FEW = ("choose", "confirm", "read_on", "vote", "help")
"""The keys at the foot of the desk on a projector."""


class Commanded(Screen[R]):
    """A screen whose keys come from the registry."""

    PLACE: ClassVar[Place]
    FOREMOST: ClassVar[tuple[str, ...]] = ()
    """Commands that must not be pushed out of the line of keys, in their order."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual's own way, never changed
        (0, "-thin"),
        (LEAST_WIDTH, "-narrow"),
        (80, "-normal"),
        (110, "-wide"),
        (132, "-large"),
        (150, "-broad"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-low"),
        (LEAST_HEIGHT, "-short"),
        (32, "-tall"),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {*Screen.COMPONENT_CLASSES, *LOOKS}

    def __init__(self) -> None:
        # With the classes of the window from the start, the first layout is the right one.
        super().__init__(classes=" ".join(self._window_classes()))

    def _window_classes(self) -> Iterator[str]:
        try:
            width, height = self.app.size
        except NoActiveAppError:
            return
        for size, steps in (
            (width, self.HORIZONTAL_BREAKPOINTS),
            (height, self.VERTICAL_BREAKPOINTS),
        ):
            yield [name for least, name in steps if size >= least][-1]

    @property
    def shell(self) -> Shell:
        """The application, by its own type: where screens hand over to each other."""
        return cast("Shell", self.app)

    def parts(self) -> Iterator[Widget]:
        """What stands on the screen."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The parts, a line for messages, the keys; and a page for windows that are too small."""
        yield from self.parts()
        yield Sheet(ident="message")
        yield KeyLine(ident="keys")
        yield Sheet(_too_small, ident="too-small")

    def on_mount(self) -> None:
        """Show the keys, once there are any; on a projector, less and larger."""
        self.set_class(self.shell.projector, "-projector")
        self.refresh_keys()

    def on_screen_resume(self) -> None:
        """Show the keys as they are now."""
        self.refresh_keys()

    # -- words to the player ------------------------------------------------------------------

    def say(self, text: str, role: str = "warn") -> None:
        """Tell the player something, above the keys, until the next command."""
        message = self.query_one("#message", Sheet)
        if not text and not message.has_class("-said"):
            return  # nothing to take back: no need to lay anything out again
        message.show((lambda width: prose(text, role, width)) if text else None)
        message.set_class(bool(text), "-said")

    @property
    def said(self) -> str:
        """What the line for messages says."""
        lines = self.query_one("#message", Sheet).lines(1000)
        return " ".join(line.plain for line in lines).strip()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A fault in the background is shown, never swallowed."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.shell.show_trouble(event.worker.error)

    # -- commands -----------------------------------------------------------------------------

    @property
    def too_small(self) -> bool:
        """Whether the window is too small to show what a key would do."""
        return self.app.size.width < LEAST_WIDTH or self.app.size.height < LEAST_HEIGHT

    def can(self, name: str) -> bool | None:
        """Whether a command makes sense now; None greys it, False hides it."""
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ask :meth:`can`; nothing that cannot be seen can be done."""
        if action != "do":
            return True
        name = str(parameters[0])
        if self.too_small and name != "quit":
            return None
        return self.can(name)

    async def action_do(self, name: str, number: int = 0) -> None:
        """Carry out a command of the registry."""
        if self.check_action("do", (name,)) is not True:
            return
        self.say("")
        method = getattr(self, f"do_{name}")
        done = method(number) if command(name).numbered else method()
        if isawaitable(done):
            await done
        if self.app.screen is self:
            self.refresh_keys()

    @on(KeyLine.Pressed)
    async def _key_pressed(self, event: KeyLine.Pressed) -> None:
        event.stop()
        if not command(event.command).numbered:
            await self.action_do(event.command)

    def label_for(self, name: str) -> str:
        """What a command is called here and now."""
        return command(name).label

    def refresh_keys(self) -> None:
        """Show which commands can be given now."""
        self.refresh_bindings()
        shown, active = [], self.active_bindings
        for entry in commands_at(self.PLACE):
            state = self.can(entry.id)
            few = self.shell.projector and self.PLACE is Place.DESK and entry.id not in FEW
            if entry.footer and state is not False and not few:
                keys = keys_in_words(self, entry, most=1, active=active)
                shown.append(Key(entry.id, keys, self.label_for(entry.id), state is True))
        # Help stands at the right edge, where it can never be pushed out.
        first = self.FOREMOST
        shown.sort(key=lambda key: first.index(key.command) if key.command in first else len(first))
        shown.sort(key=lambda key: key.command == "help")
        self.query_one("#keys", KeyLine).show(tuple(shown))

    def do_help(self) -> None:
        """Every key of this screen."""
        self.shell.show_help(self)

    def do_palette(self) -> None:
        """Every command by name."""
        self.app.action_command_palette()

    def do_theme(self) -> None:
        """The next theme."""
        self.say(self.shell.next_theme(), "head")

    def do_settings(self) -> None:
        """Colours, movement, keys, forecasts."""
        self.shell.show_settings()

    async def do_quit(self) -> None:
        """Leave the application."""
        await self.app.action_quit()

    def choices(self) -> list[tuple[int, str]]:
        """What the numbered command can mean now, for the palette: number and words."""
        return []


class Page(Commanded[None]):
    """A screen that fills the window."""


class Scrolling(Page):
    """A page with one paper that scrolls; the space bar reads on while there is more."""

    FOREMOST: ClassVar[tuple[str, ...]] = ("turn",)

    def __init__(self) -> None:
        super().__init__()
        self._more = False

    @property
    def paper(self) -> Paper:
        """What scrolls."""
        return self.query_one("#paper", Paper)

    def on_mount(self) -> None:
        """Keep an eye on how far was read."""
        self.watch(self.paper, "scroll_y", self._moved, init=False)

    def on_resize(self) -> None:
        """What fits on the page may have changed."""
        self.call_after_refresh(self._moved)

    def _moved(self) -> None:
        """Offer to read on, or do so no longer."""
        if self._more == self.paper.seen_to_end:
            self._more = not self._more
            self.refresh_keys()

    def can(self, name: str) -> bool | None:
        """There is more to read until the last line is in view."""
        return self._more if name == "turn" else super().can(name)

    def do_turn(self) -> None:
        """On, by a page."""
        self.paper.turn(1)

    def do_line_up(self) -> None:
        """One line back."""
        self.paper.move(-1)

    def do_line_down(self) -> None:
        """One line on."""
        self.paper.move(1)

    def do_page_up(self) -> None:
        """One page back."""
        self.paper.turn(-1)

    def do_page_down(self) -> None:
        """One page on."""
        self.paper.turn(1)

    def do_first(self) -> None:
        """To the beginning."""
        self.paper.to_line(0)

    def do_last(self) -> None:
        """To the end."""
        self.paper.to_end()


class Dialog(Commanded[R], ModalScreen[R]):
    """A question before the screen that it is about."""

    PLACE = Place.QUESTION


def _too_small(width: int) -> list[Line]:
    words = (
        "This window is too small to play in.",
        f"Please make it at least {LEAST_WIDTH} columns wide and {LEAST_HEIGHT} lines high.",
        "Your place is kept.",
    )
    return [line for text in words for line in centred(clean(text), "text", width)]
