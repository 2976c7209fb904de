"""The player as people feel it: from the start, or from a key, to what is painted."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textual.screen import Screen

from sim.play.wire import Beat, Item, Mark
from sim.scenario.catalog import load
from sim.tui.typeset import BeatBlock
from tests.tui.helpers import application, press, rest, to_choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.pilot import Pilot

ITEMS = 300
KINDS = ("video", "post", "article", "statement")
MARKS = (Mark("invented", None), Mark("documented", None), Mark("claimed", None))
LONG = "The clip is everywhere by lunch, and nobody asks any more who filmed it, or why. " * 2


def wire_of(count: int = ITEMS) -> list[Beat]:
    """A long wire: rounds of ten acts each, by four actors, through four media."""
    beats = []
    for number in range(count):
        if number % 10 == 0:
            title = f"Day {number // 10 + 1} · round {number // 10 + 1}"
            beats.append(Beat("round", number // 10 + 1, "1 Jan", title))
        actor = f"actor{number % 4}"
        item = Item(f"Paper {number % 7}", KINDS[number % 4], f"Headline {number}", LONG,
                    MARKS[number % 3], (), False)  # fmt: skip
        beats.append(
            Beat("act", number // 10 + 1, "1 Jan", f"Actor {actor}: act {number}", None, actor,
                 False, (item,), because="a picture says more", who=f"Actor {actor}",
                 what=f"act {number}")
        )  # fmt: skip
    return beats


SCROLL_BARS = re.compile("[\u2580-\u259f]")


class Quantiles(NamedTuple):
    """Seconds; ``work`` is the processor time behind the 95th percentile."""

    p50: float
    p95: float
    work: float

    def __str__(self) -> str:
        return (
            f"p50 {self.p50 * 1e3:.1f} ms, p95 {self.p95 * 1e3:.1f} ms"
            f" (p95 of processor time {self.work * 1e3:.1f} ms)"
        )


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


@dataclass(frozen=True, slots=True)
class Paint:
    """A paint: when it was done, on the clock and in work, and what then stood on the screen."""

    clock: float
    work: float
    shown: str


class Stopwatch:
    """Seconds from a key to the end of the first paint after it; on the clock, and of work.

    With ``whole`` to the paint from which on no word on the screen changed any more: all of a page
    is there, but perhaps for a scroll bar. On a machine that others use too, only the work says
    what the program needs.
    """

    def __init__(self, *, whole: bool = False) -> None:
        self.whole = whole
        self.painted: list[Paint] = []
        self.taken: list[tuple[float, float]] = []
        self.looking = (0.0, 0.0)
        self.original = Screen._compositor_refresh

    def __enter__(self) -> Stopwatch:
        original = self.original

        def paint(screen: Screen[object]) -> None:
            original(screen)
            if screen.app.screen is not screen:
                return  # it lies below another one
            clock, work = self.now()
            shown = ""
            if self.whole:
                strips = screen._compositor.render_strips()
                shown = SCROLL_BARS.sub(" ", "\n".join(strip.text for strip in strips))
                # What looking took is not the program's.
                then = self.now()
                spent = self.looking
                self.looking = spent[0] + then[0] - clock, spent[1] + then[1] - work
            self.painted.append(Paint(clock, work, shown))

        Screen._compositor_refresh = paint  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        Screen._compositor_refresh = self.original  # type: ignore[method-assign]

    async def press(self, pilot: Pilot[None], keys: Sequence[str]) -> None:
        """Press keys one by one, and note how long each took; one that paints nothing is not."""
        for key in keys:
            start = self.now()
            await pilot.press(key)
            await pilot.pause()
            self.stop(start)

    def now(self) -> tuple[float, float]:
        """Now, on the clock and in work, without what looking has taken."""
        return time.perf_counter() - self.looking[0], time.process_time() - self.looking[1]

    def stop(self, start: tuple[float, float]) -> None:
        """Note the time to the paint that counts since ``start``, if anything was painted."""
        after = [paint for paint in self.painted if paint.clock > start[0]]
        if not after:
            return
        at = 0
        if self.whole:
            at = len(after) - 1
            while at and after[at - 1].shown == after[-1].shown:
                at -= 1
        self.taken.append((after[at].clock - start[0], after[at].work - start[1]))

    @property
    def quantiles(self) -> Quantiles:
        """The median and the 95th percentile on the clock, and the latter of work."""
        clock, work = zip(*self.taken, strict=True)
        return Quantiles(statistics.median(clock), _p95(clock), _p95(work))


DESK = ["2", "1", "pageup", "pageup", "pagedown", "home", "end", "down", "up", "ctrl+up",
        "ctrl+down"]  # fmt: skip


async def key_to_paint(size: tuple[int, int]) -> Quantiles:
    """The desk with 300 items on its wire."""
    app = application(scenario=load("petropavlovsk"), players=["police"], seed=3)
    async with app.run_test(size=size) as pilot:
        await rest(app, pilot)
        await to_choice(app, pilot)
        wire = app.screen.wire
        wire.begin([BeatBlock(beat) for beat in wire_of()], [])
        await press(app, pilot, "end")
        with Stopwatch() as watch:
            await watch.press(pilot, DESK * 4)
        return watch.quantiles


WIRE = ["a", "a", "k", "c", "backspace", "pageup", "pagedown", "home", "end", "up", "down"]
SEARCH = ["slash", *"headline 29", *["backspace"] * 3, "escape"]
MAP = ["up", "up", "down", "home", "up", "left", "right", "down", "pagedown", "pageup"]


OPENINGS = 20


async def pages_to_paint(size: tuple[int, int]) -> dict[str, Quantiles]:
    """The wire with 300 items and the map, by kind of key."""
    found = {}
    app = application(scenario=load("petropavlovsk"), players=["police"], seed=3)
    async with app.run_test(size=size) as pilot:
        await rest(app, pilot)
        await to_choice(app, pilot)
        told = wire_of()
        with Stopwatch(whole=True) as watch:
            for _ in range(OPENINGS):
                start = watch.now()
                app.show_wire(app.screen.session, told)
                await pilot.pause()
                watch.stop(start)
                await press(app, pilot, "escape")
            found["opening the wire, all of it"] = watch.quantiles
        app.show_wire(app.screen.session, told)
        await rest(app, pilot)
        for words, keys in (("keys on the wire", WIRE), ("searching the wire", SEARCH)):
            with Stopwatch() as watch:
                await watch.press(pilot, keys * 4)
                found[words] = watch.quantiles
        await press(app, pilot, "escape")
        with Stopwatch(whole=True) as watch:
            for _ in range(OPENINGS):
                await watch.press(pilot, ["m"])
                await press(app, pilot, "escape")
            found["opening the map, all of it"] = watch.quantiles
        await press(app, pilot, "m")
        with Stopwatch() as watch:
            await watch.press(pilot, MAP * 4)
            found["keys on the map"] = watch.quantiles
    return found
