"""The start screen: scenarios as front pages.

The list is fetched after the first paint, in a thread: reading scenarios takes longer than
drawing a screen.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Horizontal
from textual.message import Message

from sim.play.commands import Place
from sim.tui.goingon import offer_lines, offer_page, waiting_story
from sim.tui.keys import bindings_for
from sim.tui.offers import (
    Offer,
    fetching_lines,
    front_block,
    offer_entry,
    open_block,
    open_entry,
)
from sim.tui.text import Line, entitle
from sim.tui.welcome import WelcomePage
from sim.tui.widgets.picker import Picker
from sim.tui.widgets.sheet import Paper, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget

    from sim.play.saves import Save
    from sim.scenario.reader import Scenario
    from sim.tui.widgets.picker import Entry


class Newsstand(WelcomePage):
    """A list on the left, the marked scenario's front page on the right."""

    PLACE = Place.NEWSSTAND
    BINDINGS = bindings_for(Place.NEWSSTAND)

    class Fetched(Message):
        """All scenarios were read."""

        def __init__(self, offers: tuple[Offer, ...], waiting: Save | None, trouble: str) -> None:
            super().__init__()
            self.offers = offers
            self.waiting = waiting
            self.trouble = trouble

    def __init__(self) -> None:
        super().__init__()
        self.offers: tuple[Offer, ...] | None = None
        self.waiting: Save | None = None
        self._known: dict[tuple[str, int], Scenario] = {}

    def parts(self) -> Iterator[Widget]:
        """Name of the place, list, front page."""
        yield Sheet(self._title, ident="masthead")
        with Horizontal(id="stand"):
            titles = Picker(ident="titles")
            entitle(titles, "The newsstand")
            yield titles
            yield Paper(ident="front")

    def _title(self, width: int) -> list[Line]:
        right = f"{self.app.theme.replace('-', ' ')} · F1 help · ^p commands"
        return [Line((("NEWSCYCLE", "strong"),), ((right, "muted"),))]

    def on_mount(self) -> None:
        """Draw the frame; the papers come after. The masthead names the theme, and follows it."""
        masthead = self.query_one("#masthead", Sheet)
        self.app.theme_changed_signal.subscribe(self, lambda _: masthead.show(self._title))
        self.query_one("#titles", Picker).fill([fetching_lines], None)

    def on_screen_resume(self) -> None:
        """Fetch the papers, or look how many endings were found since."""
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        if self.is_current:
            self.fetch()

    @work(thread=True, exit_on_error=False, exclusive=True)
    def fetch(self) -> None:
        """Read all scenarios that have changed since they were last read."""
        from sim.play.pages import poster, shelf
        from sim.scenario.catalog import load

        waiting, trouble = waiting_story()
        offers = []
        for name, path in shelf():
            try:
                key = (str(path), path.stat().st_mtime_ns)
                scenario = self._known.get(key) or load(path)
                self._known[key] = scenario
                offers.append(Offer(name, scenario, poster(scenario)))
            except Exception as error:  # noqa: BLE001 - one bad file must not close the stand
                offers.append(Offer(name, None, None, error))
        self.post_message(self.Fetched(tuple(offers), waiting, trouble))

    @on(Fetched)
    def _fetched(self, event: Fetched) -> None:
        waited = self.first
        self.offers, self.waiting = event.offers, event.waiting
        picker = self.query_one("#titles", Picker)
        entries: list[Entry] = [offer_entry(offer) for offer in event.offers]
        if event.waiting is not None:
            entries.insert(0, partial(offer_lines, event.waiting))
        names = [offer.name for offer in event.offers]
        last = self.shell.last_played
        marked = 0 if picker.marked is None else picker.marked + self.first - waited
        if last:
            # Back from a story: it is marked if it waits, else the scenario that it was of.
            marked = 0 if event.waiting is not None or last not in names else names.index(last)
        self.shell.last_played = ""
        picker.fill([*entries, open_entry], max(marked, 0))
        if event.trouble:
            self.say(event.trouble)
        self._show()
        self.refresh_keys()
        self.welcome()

    # -- commands -----------------------------------------------------------------------------

    @property
    def first(self) -> int:
        """The place of the first scenario in the list: below a story that waits, if one does."""
        return int(self.waiting is not None)

    @property
    def goes_on(self) -> bool:
        """Whether the story that waits is marked."""
        return self.waiting is not None and self.query_one("#titles", Picker).marked == 0

    @property
    def marked(self) -> Offer | None:
        """The marked scenario; None for a story that waits, and for the line to open a file."""
        index = self.query_one("#titles", Picker).marked
        if self.offers is None or index is None:
            return None
        index -= self.first
        return self.offers[index] if 0 <= index < len(self.offers) else None

    @property
    def subject(self) -> Scenario | None:
        """The scenario that is marked, or that of the story that waits."""
        offer = self.marked
        if self.goes_on and self.waiting is not None and self.offers is not None:
            wanted = self.waiting.scenario
            offer = next((o for o in self.offers if o.name == wanted), None)
        return None if offer is None else offer.scenario

    def can(self, name: str) -> bool | None:
        """Nothing can be played before the list is there; the record opens after an ending."""
        if name == "record":
            offer = self.marked
            poster = None if offer is None else offer.poster
            return True if poster is not None and poster.real and poster.found else None
        if name == "quiz":
            return True if self.subject is not None and self.subject.file.claims else None
        if name in ("tree", "gallery"):
            return None if self.subject is None else True
        if name == "play":
            return True if self.offers is not None else None
        return super().can(name)

    def label_for(self, name: str) -> str:
        """What enter would do."""
        if name == "play" and self.offers is not None:
            if self.goes_on:
                return "Go on"
            if self.marked is None:
                return "Open a file"
            if self.marked.trouble is not None:
                return "What is wrong"
        return super().label_for(name)

    def do_up(self) -> None:
        """Mark the one above."""
        self.query_one("#titles", Picker).step(-1)
        self._show()

    def do_down(self) -> None:
        """Mark the one below."""
        self.query_one("#titles", Picker).step(1)
        self._show()

    def do_page_up(self) -> None:
        """Turn the front page back."""
        self.query_one("#front", Paper).turn(-1)

    def do_page_down(self) -> None:
        """Turn the front page."""
        self.query_one("#front", Paper).turn(1)

    @on(Picker.Picked)
    async def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        if event.again:
            await self.action_do("play")
            return
        event.picker.mark(event.index)
        self._show()
        self.refresh_keys()

    def do_play(self) -> None:
        """On to the casting, or to what is wrong with the file."""
        offer = self.marked
        if self.goes_on and self.waiting is not None:
            from sim.play.saves import path_of

            self.shell.resume(path_of(self.waiting.name))
        elif offer is None:
            self.shell.show_files()
        elif offer.trouble is not None:
            self.shell.show_trouble(offer.trouble)
        elif offer.scenario is not None:
            self.shell.show_casting(offer.scenario)

    def do_resume(self) -> None:
        """To the list of saves."""
        self.shell.show_saves()

    def do_open_file(self) -> None:
        """To the line for a file's name."""
        self.shell.show_files()

    def do_record(self) -> None:
        """What really happened, after the first ending."""
        offer = self.marked
        if offer is not None and offer.scenario is not None:
            self.shell.show_record(offer.scenario)

    def do_gallery(self) -> None:
        """The endings of the marked scenario."""
        if self.subject is not None:
            from sim.program.lower import lower
            from sim.tui.screens.beside import open_gallery

            open_gallery(self.shell, lower(self.subject))

    def do_tree(self) -> None:
        """The story tree of the marked scenario."""
        if self.subject is not None:
            from sim.program.lower import lower
            from sim.tui.rewinding import open_tree

            open_tree(self.shell, lower(self.subject))

    def _show(self) -> None:
        offer = self.marked
        roomy = self.has_class("-tall")
        block = open_block if offer is None else front_block(offer, roomy=roomy)
        if self.goes_on and self.waiting is not None:
            block = partial(offer_page, self.waiting)
        self.query_one("#front", Paper).show([block])
