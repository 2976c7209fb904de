"""The map of a story: how far it has come, in which words its ways read, and what stays hidden.

Until a first ending of the scenario was reached the endings are silhouettes: no names, and no
word on what leads to them. After it everything is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.events import StageEntered
from sim.engine.readers import Reader
from sim.engine.telling import tell_apart
from sim.engine.ways import arcs_taken, ways_in_words
from sim.play.mapodds import chance_words, known_odds, odds_words
from sim.play.progress import endings_found
from sim.play.reading import Entry, Section
from sim.play.wire import short_day
from sim.program.map.cells import ByCharacters
from sim.program.map.drawing import Standing, drawn
from sim.program.map.graph import stage_graph
from sim.program.map.placing import Words, placed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.play.mapodds import MapOdds
    from sim.play.session import Session
    from sim.program.map.drawing import Run
    from sim.program.map.graph import Link, StageGraph
    from sim.program.map.placing import Measure, Placed
    from sim.program.model import Program

FOUND, MISSING, TAKEN = "■", "□", "◆"
FILE_WIDTH = 88
"""How wide the picture in a file may be."""

UNSEEN = "an ending not seen yet"
LEGEND = (
    "║ the story is here · ━ your way · ─ other ways · ● joined · ┼ crossing",
    "■ found · □ not found · ◆ how this story ended",
)


@dataclass(frozen=True, slots=True)
class StageMap:
    """One moment of a story on the map of its program.

    ``told`` says that endings have names here; ``found`` are those that were ever found; ``days``
    are the days on which this story entered a stage, ``taken`` the arcs by which it did. ``odds``
    are those of the endings, once they are known; nobody sees them before a first ending.
    """

    program: Program
    graph: StageGraph
    reader: Reader
    standing: Standing
    found: frozenset[int]
    days: Mapping[int, tuple[str, ...]]
    taken: frozenset[int]
    odds: MapOdds | None = None

    @property
    def told(self) -> bool:
        """Whether a first ending was reached, so that nothing needs hiding."""
        return self.reader.told

    @property
    def start(self) -> int:
        """The stage to look at first: the present one."""
        return 0 if self.standing.here is None else self.standing.here

    def label(self, stage: int) -> str:
        """What people call a stage; an ending has no name before a first one was reached."""
        if self.program.stages[stage].ending and not self.told:
            return UNSEEN
        return tell_apart(self.program.stages[stage].label, self.program)

    def causes(self, link: Link, *, taken: bool = False) -> list[str]:
        """What takes a link, in words; nothing for an ending that has no name yet.

        With ``taken`` only what took this story along it.
        """
        if self.program.stages[link.target].ending and not self.told:
            return []
        arcs = [self.program.arcs[i] for i in link.arcs if not taken or i in self.taken]
        return ways_in_words(arcs, self.program, self.reader)

    def sign(self, ending: int) -> str:
        """How an ending is marked: this story's, found before, or not found."""
        if ending == self.standing.here:
            return TAKEN
        return FOUND if ending in self.found else MISSING


def map_of(session: Session, seat: str | None) -> StageMap:
    """The map as the player of ``seat`` may see it now (None: everything that is public)."""
    story, program = session.story, session.program
    index = program.stage_index
    found = frozenset(index[e] for e in endings_found(program.id) if e in index)
    entered = [e for e in story.events if isinstance(e, StageEntered)]
    days: dict[int, tuple[str, ...]] = {}
    for event in entered:
        stage = index[event.to]
        days[stage] = (*days.get(stage, ()), short_day(program, event.day))
    return StageMap(
        program=program,
        graph=stage_graph(program),
        reader=Reader(seat, told=bool(found) or session.ended),
        standing=Standing(
            story.state.stage,
            frozenset(days),
            frozenset((index[e.before], index[e.to]) for e in entered if e.before is not None),
        ),
        found=found,
        days=days,
        taken=frozenset(arcs_taken(story.events, program)),
        odds=known_odds(program) if found or session.ended else None,
    )


# -- the picture ----------------------------------------------------------------------------


def picture(chart: StageMap, room: int, measure: Measure) -> tuple[Placed, list[list[Run]]]:
    """The map laid out for ``room`` columns, and its lines."""
    words = _words(chart)
    plan = placed(chart.graph, words, room, measure)
    return plan, drawn(plan, words, chart.standing, measure)


def _words(chart: StageMap) -> Words:
    graph = chart.graph
    return Words(
        labels={stage: chart.label(stage) for stage in graph.stages},
        entries={stage: _entry(chart, stage) for stage in graph.stages},
        exits={stage: _exits(chart, stage) for stage in graph.stages},
    )


def _entry(chart: StageMap, stage: int) -> tuple[str, ...]:
    """How a stage is reached, in two lines at most; the way that was taken comes first."""
    links = chart.graph.ways_into(stage)
    taken = [cause for link in links for cause in chart.causes(link, taken=True)]
    others = [cause for link in links for cause in chart.causes(link)]
    causes = list(dict.fromkeys([*taken, *others]))
    if len(causes) <= 2:
        return tuple(causes)
    return (causes[0], f"or one of {len(causes) - 1} other ways")


def _exits(chart: StageMap, stage: int) -> tuple[str, ...]:
    links = [link for link in chart.graph.exits if link.source == stage]
    if not links:
        return ()
    if not chart.told:
        count = len(links)
        return (f"{MISSING * count} {'an ending' if count == 1 else f'{count} endings'}",)
    return tuple(f"{chart.sign(link.target)} {chart.label(link.target)}" for link in links)


def ending_line(chart: StageMap, ending: int) -> str:
    """An ending as it stands in the list below the picture."""
    words = chart.label(ending)
    notes = []
    if chart.told and chart.odds is not None:
        notes.append(chance_words(chart.odds, ending))
    record = chart.program.record
    if chart.told and record is not None and record.ending == ending:
        notes.append("on record")
    if ending == chart.standing.here:
        notes.append("how this story ended")
    sign = chart.sign(ending)
    return f"{sign} {words[:1].upper()}{words[1:]}" + (f" · {', '.join(notes)}" if notes else "")


def odds_line(chart: StageMap) -> str:
    """Where the odds beside the endings come from; nothing before a first ending."""
    return odds_words(chart.odds) if chart.told else ""


def calendar_line(chart: StageMap) -> str:
    """What comes when the rounds run out, said once for all stages."""
    program = chart.program
    return (
        f"When the last round is over, round {program.rounds}, every stage leads to"
        f" {_quoted(chart, program.at_end)}."
    )


def _quoted(chart: StageMap, stage: int) -> str:
    ending = chart.program.stages[stage].ending
    label = chart.label(stage)
    return label if ending and not chart.told else f"“{label}”"


# -- in words -------------------------------------------------------------------------------


def title_of(chart: StageMap, stage: int) -> str:
    """A stage's label, and how the story stands to it."""
    label = chart.label(stage)
    days = chart.days.get(stage, ())
    if stage == chart.standing.here:
        how = "how this story ended" if chart.program.stages[stage].ending else "the story is here"
    elif days:
        how = f"the story was here: {', '.join(days)}"
    elif chart.program.stages[stage].ending:
        how = "found before" if stage in chart.found else "not found yet"
    else:
        how = "not reached in this story"
    return f"{label[:1].upper()}{label[1:]} · {how}"


def stage_sections(chart: StageMap, stage: int) -> list[Section]:
    """The ways out of a stage and into it, in words."""
    sections = []
    ends = chart.program.stages[stage].ending
    if not ends:
        out = chart.graph.ways_from(stage)
        sections.append(Section("Ways out", _entries(chart, out, "to", calendar=False)))
    into = chart.graph.ways_into(stage)
    calendar = stage == chart.program.at_end
    if ends and not chart.told:
        words = "What leads here is told once you have reached a first ending."
        sections.append(Section("Ways in", (Entry(words),)))
    elif into or calendar:
        sections.append(Section("Ways in", _entries(chart, into, "from", calendar=calendar)))
    return [section for section in sections if section.entries]


def _entries(
    chart: StageMap, links: Sequence[Link], joint: str, *, calendar: bool
) -> tuple[Entry, ...]:
    found, unnamed = [], 0
    for link in links:
        other = link.target if joint == "to" else link.source
        causes = chart.causes(link)
        if not causes:
            unnamed += 1
            continue
        words = f"{'; or '.join(causes)}."
        if taken := chart.causes(link, taken=True):
            of_several = f": {'; '.join(taken)}" if len(taken) < len(causes) else ""
            words += f" This story went this way{of_several}."
        found.append(Entry(words, f"{joint} {_quoted(chart, other)}"))
    if unnamed:
        many = f"{unnamed} endings not seen yet" if unnamed > 1 else UNSEEN
        found.append(Entry("what leads there is told after a first ending.", f"to {many}"))
    if calendar:
        found.append(Entry("when the last round is over.", "from every stage"))
    return tuple(found)


def map_sections(chart: StageMap, order: Sequence[int] = ()) -> list[Section]:
    """The whole map as text: each stage with its ways out, then the endings."""
    sections = []
    for stage in order or chart.graph.stages:
        out = _entries(chart, chart.graph.ways_from(stage), "to", calendar=False)
        none = Entry("No way leads on but the end of the rounds.")
        sections.append(Section(title_of(chart, stage), out or (none,)))
    endings = [Entry(ending_line(chart, ending)) for ending in chart.graph.endings]
    notes = [Entry(words) for words in (odds_line(chart), calendar_line(chart)) if words]
    return [*sections, Section("Endings", (*endings, *notes))]


def picture_rows(chart: StageMap, room: int) -> list[str]:
    """The picture as lines of text."""
    _, rows = picture(chart, room, ByCharacters())
    return ["".join(text for text, _ in row).rstrip() for row in rows]


def export_sections(chart: StageMap, room: int = FILE_WIDTH) -> list[Section]:
    """The map for a file or a line player: the picture, then everything in words."""
    entries = (Entry("", rows=tuple(picture_rows(chart, room))), Entry(LEGEND[0]), Entry(LEGEND[1]))
    return [Section("The picture", entries), *map_sections(chart)]
