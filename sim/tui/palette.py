"""The palette of commands, from the registry: what can be done on this screen, by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.command import DiscoveryHit, Hit, Provider

from sim.play.commands import commands_at
from sim.tui.keys import keys_in_words
from sim.tui.page import Commanded
from sim.tui.text import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.command import Hits


class _Offer(NamedTuple):
    words: str
    help: str
    run: Callable[[], None]


class RegistryProvider(Provider):
    """The commands that can be given now; a numbered one by what each number means."""

    def _offers(self) -> Iterator[_Offer]:
        screen = self.screen
        if not isinstance(screen, Commanded):
            return
        for entry in commands_at(screen.PLACE):
            if entry.id == "palette" or screen.can(entry.id) is not True:
                continue
            if entry.numbered:
                for number, words in screen.choices():
                    run = partial(self._run, screen, entry.id, number)
                    yield _Offer(f"{number}  {words}", entry.help, run)
                continue
            label = screen.label_for(entry.id)
            words = f"{label}  ({keys_in_words(screen, entry)})"
            yield _Offer(words, entry.help, partial(self._run, screen, entry.id, 0))

    @staticmethod
    def _run(screen: Commanded[object], name: str, number: int) -> None:
        screen.call_next(screen.action_do, name, number)

    async def discover(self) -> Hits:
        """Everything, in the order of the registry."""
        for offer in self._offers():
            yield DiscoveryHit(literal(offer.words), offer.run, offer.words, offer.help)

    async def search(self, query: str) -> Hits:
        """What fits the letters typed."""
        matcher = self.matcher(query)
        for offer in self._offers():
            score = matcher.match(offer.words)
            if score > 0:
                yield Hit(score, literal(offer.words), offer.run, offer.words, offer.help)
