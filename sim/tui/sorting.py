"""Claims and verdicts as lines: what is asked, what was said of it, what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.play.quiz.asking import MEANINGS, capital, verdict_words, word
from sim.play.quiz.claims import answer_to
from sim.tui.text import BLANK, Line, cells, flow, prose

if TYPE_CHECKING:
    from sim.play.quiz.claims import Item
    from sim.play.quiz.due import Seat
    from sim.tui.widgets.picker import Entry
    from sim.tui.widgets.sheet import Block


def claim_block(item: Item) -> Block:
    """The claim itself."""
    return lambda width: [BLANK, *flow([(item.text, "strong")], width), BLANK]


def verdict_entry(number: int, verdict: str) -> Entry:
    """A verdict with its number and what it means; more of it while there is little room."""

    def lines(width: int, marked: bool) -> list[Line]:
        name = f"{capital(word(verdict)):<16}"
        head = [(f"{'▸' if marked else ' '}{number}  ", "key")]
        look = "here" if marked else "text"
        if width < cells(name) + 44:
            made = flow([(name.rstrip(), look)], width, gutter=head[0])
            return [*made, *prose(MEANINGS[verdict], "muted", width, 4)] if marked else made
        indent = (f"{head[0][0]}{name}", look)
        first, *more = flow([(MEANINGS[verdict], "muted")], width, gutter=indent)
        pieces = (head[0], (name, look), *first.pieces[1:])
        return [Line(pieces), *more]

    return lines


def past_block(item: Item, given: str, *, told: bool) -> Block:
    """A claim that was sorted, with what was said of it and, once it is told, what it is."""

    def lines(width: int) -> list[Line]:
        sign = "· " if not told else "■ " if given == item.verdict else "□ "
        made = flow([(item.text, "text")], width, gutter=(sign, "muted"))
        words = verdict_words(item.verdict, given) if told else f"You said {word(given)}."
        return [*made, *prose(words, "muted", width, 2), BLANK]

    return lines


def told_block(seat: Seat, item: Item, given: str) -> Block:
    """What a claim is, why, and where that is known from."""
    answer = answer_to(seat.program, item)
    right = item.verdict == given

    def lines(width: int) -> list[Line]:
        sign = ("■ ", "real") if right else ("□ ", "warn")
        made = [BLANK, *flow([(verdict_words(item.verdict, given), "strong")], width, gutter=sign)]
        made += [BLANK]
        if answer.feedback:
            made += [*prose(answer.feedback, "text", width, 2), BLANK]
        if answer.sources:
            made += prose(f"Source: {'; '.join(answer.sources)}", "muted", width, 2, 2)
        return made

    return lines
