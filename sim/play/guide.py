"""The guided first play: short hints beside the real desk, keyed on what is on the screen.

No engine of its own and no script: the player plays ``leaking_roof`` as the pupil, as everybody
does, and each hint is shown when the moment that it is about has come. It is data, so that it can
be read, corrected and translated in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

SCENARIO, ROLE, SEED = "leaking_roof", "pupil", 12
OFFER = (
    "Is this your first time here? A guided start takes two minutes and can be left at any time."
)


class Moment(StrEnum):
    """What is on the screen."""

    CHOICE = "a choice"
    MARKED = "a marked move"
    OWN_ACT = "what came of the player's own act"
    NEWS = "what the others did"
    LATER_CHOICE = "a choice after numbers have changed"
    QUESTION = "a question about what comes next"
    LAST = "a choice when all is said"


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint: the moment it waits for; its words at the desk, and for the line player.

    ``{why}`` and the like stand for the keys of commands, as they are at present.
    """

    moment: Moment
    text: str
    plain: str


HINTS: tuple[Hint, ...] = (
    Hint(
        Moment.CHOICE,
        "Your turn. {choose} or the arrows mark a move, and you read more about it. Nothing happens"
        " before you press {confirm}.",
        "Your turn. Type the number of a move and press enter. A first play goes forward only, as"
        " real news does.",
    ),
    Hint(
        Moment.MARKED,
        "Marked, not made: you may still change your mind. Pressing {confirm} makes the move; it is"
        " kept before it takes effect.",
        "",
    ),
    Hint(
        Moment.OWN_ACT,
        "The wire says what came of it. The word at the right edge is how sure one can be of an"
        " item; “Because” is why a number moved. Press {read_on} to go on.",
        "Above stands what came of your act. The word in brackets is how sure one can be of an"
        " item; “Because” is why a number moved.",
    ),
    Hint(
        Moment.NEWS,
        "Everybody else acts after you. The same act can turn out in more than one way, so nobody's"
        " story is quite like yours. Press {read_on} to read on.",
        "Everybody else acts after you. The same act can turn out in more than one way, so nobody's"
        " story is quite like yours.",
    ),
    Hint(
        Moment.LATER_CHOICE,
        "Another round. {why} says what moves each number and which gate closes each move that is"
        " not in the list. {briefing} is your task once more.",
        "Another round. ? says what moves each number and which gate closes each move that is not"
        " in the list. i is your task once more.",
    ),
    Hint(
        Moment.QUESTION,
        "Once in a while the desk asks what you expect. {forecast} answers; the ending says how"
        " well you judged. You need not.",
        "Once in a while you are asked what you expect. p and a number answers, as in: p 70. The"
        " ending says how well you judged. You need not.",
    ),
    Hint(
        Moment.LAST,
        "That is all there is to know. {help} lists every key, {journal} all the news so far. At"
        " the end you see what was missed, and can play it otherwise.",
        "That is all there is to know. h lists every letter, j is all the news so far. At the end"
        " you see what was missed, and can play it otherwise.",
    ),
)

NEEDED = tuple(h for h in HINTS if h.moment not in (Moment.QUESTION, Moment.LAST))
"""What must have been said before the last hint; a question may not come at all."""
ONE_A_TURN = (Moment.LATER_CHOICE, Moment.QUESTION, Moment.LAST)


class Guide:
    """How far a guided play has come. Each hint is shown once, when its moment comes."""

    def __init__(self) -> None:
        self.seen: list[Hint] = []
        self.shown: Hint | None = None
        self._turn = -1

    def look(self, moments: Collection[Moment], turn: int) -> Hint | None:
        """The hint for a screen on which ``moments`` are, after ``turn`` decisions.

        The one before stays while its moment lasts. After the first round there is one a turn.
        """
        for hint in HINTS:
            if hint not in self.seen and hint.moment in moments and self._may(hint, turn):
                self.seen.append(hint)
                self.shown = hint
                if hint.moment in ONE_A_TURN:
                    self._turn = turn
                return hint
        if self.shown is not None and self.shown.moment not in moments:
            self.shown = None
        return self.shown

    def _may(self, hint: Hint, turn: int) -> bool:
        if hint.moment is Moment.LAST and not all(other in self.seen for other in NEEDED):
            return False
        return hint.moment not in ONE_A_TURN or turn > max(self._turn, 0)

    def spoken(self, moments: Collection[Moment], turn: int) -> list[str]:
        """All that the line player has to say of ``moments``, each hint once."""
        said: list[str] = []
        while True:
            before = len(self.seen)
            hint = self.look(moments, turn)
            if hint is None or len(self.seen) == before:
                return said
            if hint.plain:
                said.append(hint.plain)

    @property
    def done(self) -> bool:
        """Whether the last hint was shown."""
        return HINTS[-1] in self.seen
