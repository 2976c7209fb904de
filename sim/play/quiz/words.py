"""What is said of sorted claims: in words first, then in numbers. The same in every front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.play.quiz.asking import TITLE, WHEN, capital, verdict_words, word
from sim.play.quiz.claims import answer_to
from sim.play.quiz.due import changes
from sim.play.quiz.scoring import VERDICTS, counts, measures, table
from sim.play.quiz.sitting import BEFORE
from sim.play.quiz.tabled import table_rows, table_sentences
from sim.play.reading import Entry, Section

if TYPE_CHECKING:
    from sim.play.quiz.due import Change
    from sim.play.quiz.scoring import Counts, Estimate, Measures
    from sim.play.quiz.sitting import Sitting
    from sim.play.quiz.store import Kept
    from sim.program.model import Program

FEW = 3
"""With fewer claims of a kind than this nothing is said of a person."""
SLIGHT, CLEAR, STRONG = 0.3, 1.0, 2.0
"""From where d' counts as a little, well, very well: 58, 76 and 92 of 100 pairs named right."""
LEAN, LEAN_MUCH = 0.2, 0.6


def result_sections(
    program: Program, sitting: Sitting, known: Kept, *, aloud: bool = False
) -> list[Section]:
    """What a sitting came to; ``aloud`` tells the table in sentences.

    Before the story nothing is given away.
    """
    if sitting.occasion == BEFORE:
        return [_thanks(sitting)]
    found = counts(sitting.pairs)
    measured = measures(found)
    sections = [Section(f"{TITLE} {capital(WHEN[sitting.occasion])}", _in_words(sitting))]
    sections += [_compared(c) for c in changes(known, sitting)]
    sections.append(Section("What you said, and what was meant", _table(sitting, aloud=aloud)))
    if measured is not None:
        sections.append(Section("The numbers", _numbers(found, measured)))
    sections.append(Section("How far this goes", tuple(map(Entry, LIMITS))))
    sections.append(Section("Claim by claim", _claims(program, sitting)))
    return sections


def _thanks(sitting: Sitting) -> Section:
    number = len(sitting.answers)
    return Section(
        f"{TITLE} {capital(WHEN[BEFORE])}",
        (
            Entry(f"{number} claims sorted. What they are is told after the story, so that this"
                  " page does not teach what it asks."),
            Entry("Some of them are false, and some nobody knows: take none of them for known until"
                  " you have read what it is."),
            Entry("Once you have come to an ending, the same claims are asked again, and you read"
                  " both beside each other."),
        ),
    )  # fmt: skip


LIMITS = (
    (
        "This is about the claims of one story. It is no test of how well you judge the news at"
        " large: what was learned here need not carry over."
    ),
    (
        "The same claims come again on each occasion. Having met them before helps by itself, and"
        " so does being told what they are; only a group that did not play can show what playing"
        " adds."
    ),
    (
        "The verdicts are those of the scenario's author. Where you disagree and can say why, that"
        " is worth more than a point."
    ),
)


def _in_words(sitting: Sitting) -> tuple[Entry, ...]:
    found = counts(sitting.pairs)
    measured = measures(found)
    right = sum(meant == given for meant, given in sitting.pairs)
    said = [Entry(f"{right} of {len(sitting.pairs)} claims sorted as they are meant.")]
    if measured is None or min(found.signals, found.noise) < FEW:
        said.append(Entry(
            f"Too few claims to say more of you: {found.signals} documented, {found.noise} not."
        ))  # fmt: skip
    else:
        said.append(Entry(apart_words(measured), "Telling apart"))
        said.append(Entry(lean_words(measured), "Leaning"))
        said.append(Entry(unsure_words(found, measured), "How sure that is"))
    if (mixed := mix_up_words(sitting)) is not None:
        said.append(Entry(mixed, "Most often mixed up"))
    return tuple(said)


def apart_words(measured: Measures) -> str:
    """How well somebody tells documented claims from all others."""
    value, rest = measured.d_prime.value, "what is on record from what is not"
    of_100 = (
        f" Given two claims of which one is documented, somebody who tells apart as you did would"
        f" name it about {100 * measured.pairs_right:.0f} times in 100; tossing a coin names it 50"
        " times."
    )
    if value <= -SLIGHT:
        head = "The wrong way round" if measured.d_prime.clear else f"You did not tell {rest}"
        words = f"{head}: you called documented claims documented less often than others."
    elif value < SLIGHT:
        words = f"You hardly tell {rest}."
    elif value < CLEAR:
        words = f"You tell {rest} a little."
    elif value < STRONG:
        words = f"You tell {rest} well."
    else:
        words = f"You tell {rest} very well."
    return words + of_100


def lean_words(measured: Measures) -> str:
    """Which way somebody errs."""
    value = measured.criterion.value
    much = " far" if abs(value) >= LEAN_MUCH else ""
    if value >= LEAN:
        return (
            f"You lean{much} towards doubt: you would rather miss something documented than take"
            " something else for it. Doubting everything is not the same as telling apart."
        )
    if value <= -LEAN:
        return (
            f"You lean{much} towards trust: you would rather take something for documented that is"
            " not than miss something that is."
        )
    return "You lean neither towards doubt nor towards trust."


def unsure_words(found: Counts, measured: Measures) -> str:
    """What so few claims cannot say."""
    clear, lean = measured.d_prime.clear, measured.criterion.clear
    beyond = "is more than chance would easily make"
    if clear and lean:
        said = f"Each of the two {beyond}."
    elif clear:
        said = f"That you tell apart {beyond}; the leaning may be chance."
    elif lean:
        said = f"The leaning {beyond}; how well you tell apart may be chance."
    else:
        said = "Either may be chance."
    number = found.signals + found.noise
    return f"{said} {number} claims are few: another {number} could have come out rather otherwise."


def mix_up_words(sitting: Sitting) -> str | None:
    """The verdict that was most often taken for another one, if any was twice."""
    rows = table(sitting.pairs)
    worst = max(
        ((rows[meant][given], meant, given) for meant in VERDICTS for given in VERDICTS
         if meant != given),
        key=lambda row: row[0],
    )  # fmt: skip
    times, meant, given = worst
    if times < 2:
        return None
    return f"{times} times you said {word(given)} where {word(meant)} was meant."


def _numbers(found: Counts, measured: Measures) -> tuple[Entry, ...]:
    best = measures(found.best)
    assert best is not None  # noqa: S101 - the same claims
    return (
        Entry(f"{_estimate(measured.d_prime)}. 0 is no telling apart; with these claims the most"
              f" that can be had is {best.d_prime.value:.2f}.", "d′"),
        Entry(f"{_estimate(measured.criterion)}. 0 leans nowhere, above is doubt, below is trust.",
              "c"),
        Entry(f"Of {found.signals} documented claims you called {found.hits} documented; of"
              f" {found.noise} others, {found.false_alarms}. “Documented” is taken as: can be"
              " relied on as fact. The four other verdicts are taken together as: cannot."),
        Entry("Rates with 0.5 added to counts and 1 to totals (Hautus 1995), so that no rate is 0"
              " or 1; standard errors after Gourevitch and Galanter (1967). With so few claims the"
              " intervals are rather too wide than too narrow."),
    )  # fmt: skip


def _estimate(found: Estimate) -> str:
    return (
        f"{_signed(found.value)} (standard error {found.error:.2f}; 95 % interval from"
        f" {_signed(found.low)} to {_signed(found.high)})"
    )


def _signed(number: float) -> str:
    """Two decimals, with a true minus sign, and no sign before nought."""
    text = f"{number:.2f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")


def _table(sitting: Sitting, *, aloud: bool) -> tuple[Entry, ...]:
    if aloud:
        return tuple(map(Entry, table_sentences(sitting)))
    words = "In the lines what was meant, in the columns what you said; in brackets: as meant."
    return (Entry(words, rows=table_rows(sitting)),)


def _claims(program: Program, sitting: Sitting) -> tuple[Entry, ...]:
    made = []
    for item, given in sitting.answers:
        answer = answer_to(program, item)
        words = f"{verdict_words(item.verdict, given)} {answer.feedback}".rstrip()
        made.append(Entry(words, f"“{item.text}”", None, answer.sources, " "))
    return tuple(made)


# -- compared -------------------------------------------------------------------------------------


def _compared(found: Change) -> Section:
    title = f"Compared with {'before the story' if found.then == BEFORE else 'after the story'}"
    return Section(title, tuple(map(Entry, change_words(found))))


def change_words(found: Change) -> list[str]:
    """How two sittings differ: in words, then in numbers."""
    d_prime, criterion = found.d_prime, found.criterion
    head = (
        f"On the {found.claims} claims that you sorted both times: {found.right_then} as meant"
        f" then, {found.right_now} now."
    )
    few = min(found.counts_now.signals, found.counts_now.noise) < FEW
    then, now = found.measures_then, found.measures_now
    if then is None or now is None or d_prime is None or criterion is None or few:
        return [head, "Too few claims to say more."]
    return [
        head,
        f"{_apart_change(d_prime)} {_lean_change(d_prime, criterion)}",
        f"{_both('d′', then.d_prime, now.d_prime)} {_both('c', then.criterion, now.criterion)}",
    ]


def _apart_change(d_prime: Estimate) -> str:
    if abs(d_prime.value) < SLIGHT and not d_prime.clear:
        return "You tell apart about as well as then, as far as so few claims can show."
    better = "better" if d_prime.value > 0 else "less well"
    sure = (
        "by more than chance would easily make"
        if d_prime.clear
        else "but by no more than chance can make with so few claims"
    )
    return f"You tell apart {better} than then, {sure}."


def _lean_change(d_prime: Estimate, criterion: Estimate) -> str:
    if abs(criterion.value) < LEAN:
        return "You lean as you did."
    who = "You" if criterion.clear else "Perhaps you"
    if criterion.value < 0:
        return f"{who} trust more than then: “documented” comes to you more readily."
    words = f"{who} doubt more than then: “documented” comes to you less readily."
    if d_prime.value < SLIGHT:
        words += " That is more doubt of everything, not better telling apart."
    return words


def _both(name: str, then: Estimate, now: Estimate) -> str:
    difference = now - then
    return (
        f"{name} {_signed(then.value)} then, {_signed(now.value)} now: {_gained(difference.value)}"
        f" (standard error {difference.error:.2f}; 95 % interval from {_gained(difference.low)}"
        f" to {_gained(difference.high)})."
    )


def _gained(number: float) -> str:
    """A difference, always with its sign."""
    return f"{'+' if round(number, 2) > 0 else ''}{_signed(number)}"
