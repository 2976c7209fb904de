"""What the newsstand says at the very first start, and two ways in: the guide, a class code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import NewscycleError
from sim.play.guide import OFFER, SCENARIO
from sim.play.settings import offers_guide
from sim.tui.keys import keys_in_words
from sim.tui.page import Page

if TYPE_CHECKING:
    from sim.play.session import Casting
    from sim.scenario.reader import Scenario


class CodePage(Page):
    """A page on which a class code can be typed."""

    def do_code(self) -> None:
        """Ask for a code."""
        self.shell.ask("The class code, as it stands on the board:", self.own_code(), self._take)

    def own_code(self) -> str:
        """The code that stands in the line at first."""
        return ""

    def shelf(self) -> list[Scenario]:
        """Among which scenarios the code is looked up."""
        from sim.play.classcode import bundled_shelf

        return bundled_shelf()

    def _take(self, text: str, again: bool) -> str | None:
        from sim.play.classcode import read_code

        try:
            found = read_code(text, self.shelf())
        except NewscycleError as error:
            return str(error)
        self.call_after_refresh(self.coded, found.scenario, found.casting)
        return None

    def coded(self, scenario: Scenario, casting: Casting) -> None:
        """Go on to the story of the code."""
        if casting.players:
            self.shell.show_opening(scenario, casting)
        else:
            self.shell.show_casting(scenario, casting)


class ClaimsPage(CodePage):
    """A page on which the claims of a scenario can be sorted."""

    @property
    def subject(self) -> Scenario | None:
        """The scenario that the page is about at present."""
        raise NotImplementedError

    def do_quiz(self) -> None:
        """What do we know? The sitting that is due."""
        if self.subject is not None:
            from sim.program.lower import lower
            from sim.tui.knowing import open_quiz

            open_quiz(self.shell, lower(self.subject))


class WelcomePage(ClaimsPage):
    """The newsstand's words to those who come for the first time."""

    def welcome(self) -> None:
        """Say what was wrong with the settings, or offer the guide."""
        if not self.is_current:
            return
        if words := self.shell.tell_settings():
            self.say(words)
        elif _offered():
            from sim.play.commands import command

            keys = keys_in_words(self, command("guide"), most=1)
            self.say(f"{OFFER} {keys} begins it; anything else goes on without.", "head")

    def do_guide(self) -> None:
        """The guided start."""
        self.shell.load(school, self.shell.begin_guide)


def _offered() -> bool:
    from sim.scenario.catalog import bundled

    return offers_guide() and SCENARIO in bundled()


def school() -> Scenario:
    """The scenario in which people are guided."""
    from sim.scenario.catalog import load

    return load(SCENARIO)
