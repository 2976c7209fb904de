"""Why the numbers are what they are: their history, each change with its cause, what moves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.events import Changed, RoundBegan
from sim.engine.telling import tell_apart
from sim.play.causes import in_general
from sim.play.chart import bar_rows
from sim.play.progress import endings_found
from sim.play.reading import Entry, Section, meter_words
from sim.play.wire import beats

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.engine.events import Event
    from sim.engine.views import Meter
    from sim.play.session import Session
    from sim.play.wire import Beat
    from sim.program.model import Variable


def why_sections(session: Session, seat: str | None) -> list[Section]:
    """What moves each number, so far and in general; and what closes each closed move.

    ``seat`` sees its own numbers and its own causes only; None sees everything.
    """
    story, program = session.story, session.program
    view = session.view(seat)
    told = beats(story.events, program, seat)
    open_book = session.ended or bool(endings_found(program.id))
    sections = []
    for meter in view.meters:
        variable = program.variables[program.variable_index[meter.id]]
        entries = [*_chart(story.events, variable), *_so_far(told, meter)]
        if meter.why:
            entries.append(Entry(meter.why, "In general"))
        entries += in_general(program, variable, told=open_book)
        sections.append(Section(meter_words(meter), tuple(entries)))
    if view.closed:
        closed = tuple(Entry(" ".join(c.gates), c.label) for c in view.closed)
        sections.append(Section("What you cannot do now", closed))
    return sections or [Section("Nothing to explain", (Entry("This story keeps no numbers."),))]


def history(events: Iterable[Event], variable: Variable) -> list[tuple[int, int]]:
    """A variable at the end of each round so far: round and value; round 0 is the start."""
    value = variable.start
    found = [(0, value)]
    for event in events:
        if isinstance(event, RoundBegan):
            found.append((event.round, value))
        elif isinstance(event, Changed) and event.variable == variable.id:
            value = event.after
            found[-1] = (found[-1][0], value)
    return found


def _chart(events: Sequence[Event], variable: Variable) -> tuple[Entry, ...]:
    """The history of a number as a small chart; a boolean needs none."""
    if variable.boolean:
        return ()
    past = history(events, variable)
    if len(past) < 2:
        return ()
    return (Entry("", rows=bar_rows(past, variable.low, variable.high)),)


def _so_far(told: Sequence[Beat], meter: Meter) -> tuple[Entry, ...]:
    """Each change of ``meter`` with its day and its cause."""
    found = []
    for beat in told:
        for effect in beat.effects:
            if effect.variable != meter.id:
                continue
            change = str(effect).removeprefix(effect.label).lstrip(": ")
            because = f" Because: {beat.because}" if beat.because else ""
            when = f"{beat.date}, round {beat.round}"
            found.append(Entry(f"{change}. {_cause(beat)}.{because}", when, None, (), " — "))
    start = Entry("as the story began", str(meter.history[0]), None, (), " ")
    nothing = Entry("Nothing has changed it so far.")
    return (*(() if meter.boolean else (start,)), *(found or (nothing,)))


def _cause(beat: Beat) -> str:
    if beat.kind == "stage":
        return f"The story came to “{beat.title}”"
    if beat.kind == "ending":
        return f"The story ended: {beat.title}"
    return f"You: {beat.what}" if beat.mine and beat.what else beat.title


def names_of(session: Session, words: str, seat: str | None) -> list[str]:
    """The numbers that ``words`` may mean: by id, or by a part of what they are called."""
    program = session.program
    known = {
        meter.id: tell_apart(program.variables[program.variable_index[meter.id]].label, program)
        for meter in session.view(seat).meters
    }
    folded = words.casefold()
    if folded in known:
        return [folded]
    return [name for name, label in known.items() if folded in label.casefold()]
