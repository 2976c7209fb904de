"""The settings, and below them the keys: lists in which the marked line can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Center, Vertical
from textual.message import Message

from sim.play.commands import Place
from sim.play.keymap import SHIPPED, keys_now
from sim.play.settings import changed, rekeyed, rows, settings_file
from sim.tui.keys import bindings_for, key_name
from sim.tui.page import Dialog, Page
from sim.tui.text import BLANK, Line, cells, cut, flow, prose
from sim.tui.widgets.picker import Picker, entry_lines
from sim.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.events import Key
    from textual.widget import Widget

    from sim.play.commands import Command
    from sim.play.settings import Row, Settings
    from sim.tui.widgets.picker import Entry


class _List(Page):
    """A list in the middle of the page, of which one entry is marked."""

    def entries(self) -> list[Entry]:
        """The lines of the list."""
        raise NotImplementedError

    def top(self, width: int) -> list[Line]:
        """The title."""
        raise NotImplementedError

    def parts(self) -> Iterator[Widget]:
        """A title and the list."""
        yield Sheet(self.top, ident="masthead")
        with Center(id="middle"):
            yield Picker(self.entries(), ident="paper")

    @property
    def picker(self) -> Picker:
        """The list."""
        return self.query_one("#paper", Picker)

    def again(self) -> None:
        """Show the list anew, with the same line marked."""
        self.picker.fill(self.entries(), self.picker.marked)

    def do_up(self) -> None:
        """Mark the one above."""
        self.picker.step(-1)

    def do_down(self) -> None:
        """Mark the one below."""
        self.picker.step(1)

    def do_back(self) -> None:
        """Back to where the page was opened."""
        self.dismiss()


class SettingsPage(_List):
    """What can be set, each with what it is now; the last line opens the keys."""

    PLACE = Place.SETTINGS
    BINDINGS = bindings_for(Place.SETTINGS)

    def top(self, width: int) -> list[Line]:
        """Where they are kept, so that they can be edited or carried along."""
        where = cut(f"kept in {settings_file()}", max(width - 12, 10))
        return [Line((("Settings", "strong"),), ((where, "muted"),))]

    def entries(self) -> list[Entry]:
        """One line for each setting, and one for the keys."""
        return [*(_setting(row) for row in rows(self.shell.settings)), self._keys_entry]

    def _keys_entry(self, width: int, marked: bool) -> list[Line]:
        number = len(self.shell.settings.keys)
        state = f"{number} changed" if number else "as usual"
        return _lines("Keys", state, "Give commands other keys.", width, marked)

    def label_for(self, name: str) -> str:
        """The last line leads on."""
        if name == "change" and self.is_mounted and self.picker.marked == len(self._names):
            return "Open"
        return super().label_for(name)

    @property
    def _names(self) -> list[str]:
        return [row.name for row in rows(self.shell.settings)]

    def do_change(self) -> None:
        """The next value of the marked setting."""
        marked = self.picker.marked or 0
        if marked >= len(self._names):
            self.shell.push_screen(KeysPage(), lambda _: self.again())
            return
        wrong = self.shell.set(changed(self.shell.settings, self._names[marked]))
        self.again()
        if wrong:
            self.say(wrong)

    def do_settings(self) -> None:
        """The same key closes what it opened."""
        self.dismiss()

    def do_theme(self) -> None:
        """The list names the theme, so it changes with it."""
        super().do_theme()
        self.again()

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        event.picker.mark(event.index)
        if event.again:
            await self.action_do("change")
        self.refresh_keys()


class KeysPage(_List):
    """Every command with its key; a key that is taken is refused in words."""

    PLACE = Place.KEYS
    BINDINGS = bindings_for(Place.KEYS)

    def top(self, width: int) -> list[Line]:
        """The title."""
        return [Line((("Keys", "strong"), (" · each command and what gives it", "muted")))]

    def entries(self) -> list[Entry]:
        """One line for each command; numbered ones by each number."""
        settings = self.shell.settings
        return [_key_entry(name, entry, settings) for name, (entry, _) in SHIPPED.items()]

    @property
    def marked(self) -> str:
        """The id of what is marked."""
        return list(SHIPPED)[self.picker.marked or 0]

    def can(self, name: str) -> bool | None:
        """Only what was changed can be taken back."""
        if name == "unkey":
            return True if self.marked in self.shell.settings.keys else None
        return super().can(name)

    def do_rekey(self) -> None:
        """Wait for a key."""
        name = self.marked
        label = _label(name, SHIPPED[name][0])
        self.shell.push_screen(Catch(label), lambda key: self._take(name, key))

    def _take(self, name: str, key: str | None) -> None:
        if key is None:
            return
        settings, words = rekeyed(self.shell.settings, name, key)
        if settings is self.shell.settings:
            self.say(words)
            return
        self._set(settings)

    def _set(self, settings: Settings) -> None:
        wrong = self.shell.set(settings)
        self.again()
        self.refresh_keys()
        if wrong:
            self.say(wrong)

    def do_unkey(self) -> None:
        """The usual key again, unless another command has it now."""
        from sim.play.settings import changed_by_words

        settings, words = changed_by_words(self.shell.settings, ["key", self.marked, "usual"])
        if settings is self.shell.settings:
            self.say(words)
            return
        self._set(settings)

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.again:
            await self.action_do("rekey")
            return
        event.picker.mark(event.index)
        self.refresh_keys()


class Catcher(Sheet, can_focus=True):
    """Takes the next key, whatever it means elsewhere."""

    class Caught(Message):
        """A key was pressed."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def on_key(self, event: Key) -> None:
        """Keep it from everybody else."""
        event.stop()
        event.prevent_default()
        self.post_message(self.Caught(event.key))


class Catch(Dialog[str | None]):
    """Asks for a key by pressing it; escape gives it up."""

    BINDINGS = bindings_for(Place.QUESTION)
    AUTO_FOCUS = "Catcher"

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label_words = label

    def parts(self) -> Iterator[Widget]:
        """The question in a box."""
        words = f"Press the new key for “{self.label_words}”. Escape leaves it as it is."
        with Vertical(id="box"):
            yield Catcher(lambda width: prose(words, "text", width))

    def can(self, name: str) -> bool | None:
        """Nothing but giving it up: every other key is the answer."""
        return name in ("back", "quit")

    def label_for(self, name: str) -> str:
        """What escape does here."""
        return "Never mind" if name == "back" else super().label_for(name)

    @on(Catcher.Caught)
    def _caught(self, event: Catcher.Caught) -> None:
        event.stop()
        self.dismiss(None if event.key == "escape" else event.key)

    def do_answer(self) -> None:
        """Enter is a key like any other."""
        self.dismiss("enter")

    def do_back(self) -> None:
        """Give it up."""
        self.dismiss(None)


def _lines(label: str, state: str, text: str, width: int, marked: bool) -> list[Line]:
    room = width - cells(state) - 4
    look = "here" if marked else "text"
    made = [Line(((cut(label, room), look),), ((state, "head"),))]
    made += prose(text, "muted", width - 4, 2)
    return [*entry_lines(made, marked), BLANK]


def _setting(row: Row) -> Entry:
    return lambda width, marked: _lines(row.label, row.value, row.help, width, marked)


def _label(name: str, entry: Command) -> str:
    number = name.partition(".")[2]
    return f"{entry.label} {number}" if number else entry.label


def _key_entry(name: str, entry: Command, settings: Settings) -> Entry:
    keys = ", ".join(key_name(key) for key in keys_now(name, settings.keys))
    usual = ", ".join(key_name(key) for key in SHIPPED[name][1])
    state = f"{keys} (usually {usual})" if name in settings.keys else keys
    where = ", ".join(entry.places)

    def lines(width: int, marked: bool) -> list[Line]:
        look = "here" if marked else "text"
        head = ((cut(_label(name, entry), width - cells(state) - 4), look),)
        made = [Line(head, ((state, "head"),))]
        if marked:
            made += flow([(f"{entry.help} ", "text"), (f"Where: {where}.", "muted")], width - 4,
                         gutter=("  ", "text"))  # fmt: skip
        return entry_lines(made, marked)

    return lines
