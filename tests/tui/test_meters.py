"""The numbers beside the wire: no label and no word for a value is ever cut."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sim.engine.views import Meter, word_for
from sim.play.session import Casting, Session
from sim.program.lower import lower
from sim.scenario.catalog import bundled, load
from sim.tui.text import cells
from sim.tui.widgets.meters import MOST, meter_block
from tests.tui.helpers import playing, rest, to_choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.tui.text import Line

SIZES = ((80, 24), (120, 40), (200, 60))
WIDTHS = (24, 30, 36, 42)
"""Of the column of numbers, from 80 columns on."""


def words_of(lines: list[Line]) -> str:
    """All words in order; a label that runs over two lines reads on."""
    texts = [text for line in lines for text, _ in (*line.pieces, (" ", ""), *line.right)]
    return " ".join(" ".join(f"{text} " for text in texts).split())


def moments(scenario: str) -> Iterator[tuple[Meter, ...]]:
    """The numbers of every role, at each of their values, with a short and a long history."""
    program = lower(load(scenario))
    for actor in program.actors:
        if not actor.playable:
            continue
        meters = Session(program, Casting((actor.id,), 1)).view().meters
        for step in range(max(meter.high - meter.low for meter in meters) + 1):
            yield tuple(_at(program, meter, step) for meter in meters)


def _at(program: object, meter: Meter, step: int) -> Meter:
    variable = next(v for v in program.variables if v.id == meter.id)
    value = min(meter.low + step, meter.high)
    history = (meter.low, meter.high) * step + (value,)
    return replace(meter, value=value, word=word_for(variable, value), history=history)


@pytest.mark.parametrize("scenario", sorted(bundled()))
def test_no_label_and_no_word_of_a_bundled_scenario_is_cut(scenario: str) -> None:
    for meters in moments(scenario):
        for width in WIDTHS:
            for room in (4, 9, 12, 20, 40):
                lines = meter_block(meters, room)(width)
                told = words_of(lines)
                assert "…" not in told
                for meter in meters[:MOST]:
                    assert " ".join(meter.label.split()) in told, (meter.label, width, room)
                    assert meter.word in told
                    assert meter.boolean or f"{meter.value}/{meter.high}" in told
                assert max(line_cells(line) for line in lines) <= width


def line_cells(line: Line) -> int:
    return sum(cells(text) for text, _ in (*line.pieces, *line.right))


def test_six_labels_of_two_lines_still_fit_beside_the_seat_at_80_by_24() -> None:
    for scenario in bundled():
        for meters in moments(scenario):
            assert len(meter_block(meters, 12)(24)) <= 12 + (len(meters) > MOST)


async def test_the_desk_shows_every_label_whole_at_every_size() -> None:
    for scenario in sorted(bundled()):
        shape = load(scenario)
        role = next(actor for actor, entry in shape.file.actors.items() if entry.playable)
        async with playing(SIZES[0], scenario=shape, players=[role], seed=3) as (app, pilot):
            await to_choice(app, pilot)
            for size in SIZES:
                await pilot.resize_terminal(*size)
                await rest(app, pilot)
                sheet = app.screen.query_one("#meters")
                assert sheet.size.width in range(WIDTHS[0], WIDTHS[-1] + 1)
                lines = sheet.lines(sheet.size.width)
                assert sheet.size.height == len(lines), "lines are left out"
                for meter in app.screen.moment.view.meters[:MOST]:
                    assert meter.label in words_of(lines)
