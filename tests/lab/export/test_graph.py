"""The graph of a scenario: every way of it is in every form, in words that mean nothing else."""

from __future__ import annotations

import dataclasses
import json
import re
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.events import StageEntered
from sim.engine.record import replay_record
from sim.lab.export.graph.characters import characters
from sim.lab.export.graph.diagram import Cause, diagram_of
from sim.lab.export.graph.dot import dot
from sim.lab.export.graph.mermaid import mermaid
from sim.lab.export.graph.svg import svg
from sim.program.lower import lower
from sim.program.map.cells import ByCharacters
from sim.scenario.catalog import bundled
from sim.scenario.chars import FORBIDDEN
from sim.scenario.reader import load_text
from tests import conftest
from tests.benchmarks.scenarios import many_stages
from tests.lab.export.readers import (
    SVG,
    Read,
    ask_graphviz,
    ask_mermaid,
    bare,
    read_dot,
    read_mermaid,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.lab.export.graph.diagram import Diagram
    from sim.program.model import Program

program_of = cache(conftest.program_of)
NAMES = [*conftest.FIXTURE_NAMES, *bundled()]
HOSTILE = (
    'He said "no"', "[sic] [/b] [@click=quit]", "<b>bold</b> &amp; <br> &#35; <script>x</script>",
    "100 % of it; really", "#quot; #35; # heading", "%%{init: {'theme': 'dark'}}%% %% remark",
    "line\nbreak\\nand \\N \\G \\E \\l \\", "1. first", "- item", "* star _under_ ~~x~~ `code`",
    "`**markdown**`", "a --> b", "end", "subgraph x", "A|B|C", "{a} {{b}}", "(round) ((x))",
    "ﬂ°°35¶ß and Straße", "Петропавловск, 聞く, العربية, 👩‍🏫", "$$x^2$$ \\(y\\)", "]]> <!-- -->",
    "---", "click A href 'javascript:alert(1)'", "\"'", "x@{ shape: rect }", ":::ending", "~", "=",
)  # fmt: skip
SIGNS = "\"'`#%&;:<>[]{}()|\\/*_~-=+@!$^.,? \n\t0aZéßжك聞ﬂ°¶👩\u200d\u00a0"
WORDS = st.text(
    st.one_of(
        st.sampled_from(SIGNS),
        st.characters(exclude_categories=["Cs"]).filter(lambda char: not FORBIDDEN.search(char)),
    ),
    min_size=1,
    max_size=60,
)


def with_words(diagram: Diagram, words: Sequence[str]) -> Diagram:
    """``diagram`` with other words in every place, as flat as those of a scenario."""
    said = [" ".join(text.split()) or "nothing" for text in words]
    nodes = tuple(
        dataclasses.replace(node, label=said[node.index % len(said)]) for node in diagram.nodes
    )
    ways = tuple(
        dataclasses.replace(
            way,
            causes=tuple(
                Cause(said[(number + at + 3) % len(said)], cause.on_record)
                for at, cause in enumerate(way.causes)
            ),
        )
        for number, way in enumerate(diagram.ways)
    )
    return dataclasses.replace(diagram, title=said[-1], nodes=nodes, ways=ways)


def expected(diagram: Diagram, form: str) -> Read:
    """What a file in this form must say."""
    before, calendar = {"mermaid": ("stage_", "the_calendar"), "dot": ("", "the calendar")}[form]
    name = {node.index: before + node.id for node in diagram.nodes}
    nodes = {name[node.index]: bare("Start: " * node.start + node.label) for node in diagram.nodes}
    edges = [
        (
            name[way.source],
            name[way.target],
            bare(*(cause.words for cause in way.causes)),
            way.on_record,
        )
        for way in diagram.ways
    ]
    end = (calendar, name[diagram.at_end], "", form == "dot" and diagram.calendar_on_record)
    return Read({**nodes, calendar: bare(diagram.calendar)}, [*edges, end])


def assert_same(found: Read, wanted: Read) -> None:
    assert found.nodes == wanted.nodes
    assert sorted(found.edges) == sorted(wanted.edges)


def check_svg(diagram: Diagram) -> None:
    """The picture is sound, fetches and runs nothing, and says everything."""
    text = svg(diagram)
    root = ElementTree.fromstring(text)  # noqa: S314
    kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert kinds <= {"svg", "title", "desc", "style", "rect", "text", "g", "path"}
    for element in root.iter():
        assert not [key for key in element.attrib if key.startswith("on") or "href" in key]
    style = root.findtext(f"{SVG}style") or ""
    assert "url(" not in style
    assert "@import" not in style
    assert root.findtext(f"{SVG}title") == diagram.title
    told = [group.findtext(f"{SVG}title") for group in root.iter(f"{SVG}g")]
    shown = bare(
        *(e.text or "" for e in root.iter(f"{SVG}text") if e.get("class", "").startswith("said"))
    )
    for node in diagram.nodes:
        assert node.label in told
    assert len(told) == len(diagram.nodes) + len(diagram.ways)
    if not diagram.brief:
        for way in diagram.ways:
            for cause in way.causes:
                assert bare(cause.words) in shown
    width, height = (float(root.get(side, "")) for side in ("width", "height"))
    for element in root.iter(f"{SVG}text"):
        assert 0 <= float(element.get("x", "")) < width
        assert 0 < float(element.get("y", "")) < height


def check_characters(diagram: Diagram, room: int) -> None:
    lines = characters(diagram, room).split("\n")
    words = bare(*lines)
    for node in diagram.nodes:
        assert node.ending or bare(node.label) in words
    for way in diagram.ways:
        assert bare("→", "■" * diagram.nodes[way.target].ending) in words
        for cause in way.causes:
            assert bare(cause.words) in words


@pytest.mark.parametrize("name", NAMES)
def test_every_arc_is_in_one_way_with_what_takes_it(name: str) -> None:
    program = program_of(name)
    diagram = diagram_of(program)
    ways = {(way.source, way.target): way for way in diagram.ways}
    assert len(ways) == len(diagram.ways)
    arcs = [arc for arc in program.arcs if arc.cause != "calendar"]
    assert {(arc.source, arc.target) for arc in arcs} == set(ways)
    for arc in arcs:
        said = [cause.words for cause in ways[arc.source, arc.target].causes]
        assert len(said) == len(set(said))
        if arc.move is not None:
            label = program.moves[arc.move].label.plain
            assert label is None or any(" ".join(label.split()) in words for words in said)
    assert [node.id for node in diagram.nodes if node.start] == [program.stages[0].id]
    assert [node.id for node in diagram.nodes if node.ending] == [
        stage.id for stage in program.stages if stage.ending
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_way_of_the_record_is_the_way_that_the_record_goes(name: str) -> None:
    program = program_of(name)
    diagram = diagram_of(program)
    found = {(way.source, way.target) for way in diagram.ways if way.on_record}
    if program.record is None:
        assert not found
        assert not diagram.recorded
        return
    entered = [e for e in replay_record(program)[0].events if isinstance(e, StageEntered)]
    index = program.stage_index
    wanted = {
        (index[e.before], index[e.to])
        for e in entered
        if e.before is not None and e.cause != "calendar"
    }
    assert found == wanted
    assert {node.id for node in diagram.nodes if node.on_record} == {e.to for e in entered}


def test_there_is_a_record_among_them_and_only_what_happened_is_on_it() -> None:
    diagram = diagram_of(program_of("petropavlovsk"))
    ids = [node.id for node in diagram.nodes]
    ways = {(ids[way.source], ids[way.target]): way for way in diagram.ways}
    noticed = ways["noticed", "viral"]
    assert noticed.on_record
    assert [cause.on_record for cause in noticed.causes].count(True) == 1
    assert not ways["appeal", "custody"].on_record


def test_a_cause_that_leads_in_from_some_stages_only_says_from_which() -> None:
    diagram = diagram_of(program_of("leaking_roof"))
    ids = [node.id for node in diagram.nodes]
    said = [cause.words for cause in diagram.causes_into(ids.index("repaired"))]
    assert (
        "The head teacher: Write to the council again (read) (from Rain on the papers, Sun again)"
        in said
    )
    assert [cause.words for cause in diagram.causes_into(ids.index("town"))] == [
        "Parents send it on, when attention is at least 4"
    ]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_can_be_read_back(name: str) -> None:
    diagram = diagram_of(program_of(name))
    title, found = read_mermaid(mermaid(diagram))
    assert title == diagram.caption
    assert_same(found, expected(diagram, "mermaid"))
    title, found = read_dot(dot(diagram))
    assert title == bare(diagram.caption)
    assert_same(found, expected(diagram, "dot"))
    check_svg(diagram)
    check_characters(diagram, 100)


@pytest.mark.parametrize("name", NAMES)
def test_a_brief_graph_has_the_same_ways_with_fewer_words(name: str) -> None:
    program = program_of(name)
    full, brief = diagram_of(program), diagram_of(program, brief=True)
    check_svg(brief)
    _, found = read_mermaid(mermaid(brief))
    _, wanted = read_mermaid(mermaid(full))
    assert [edge[:2] for edge in found.edges] == [edge[:2] for edge in wanted.edges]
    assert found.nodes == wanted.nodes
    _, dotted = read_dot(dot(brief))
    assert [edge[2] for edge in dotted.edges] == [edge[2] for edge in found.edges]
    words = (sum(len(edge[2]) for edge in read.edges) for read in (found, wanted))
    if name in bundled():
        assert next(words) < 0.8 * next(words)
    for way in brief.ways:
        assert len(brief.causes_of(way)) <= 2
        if way.on_record:
            assert brief.causes_of(way)[0].on_record


@settings(max_examples=80)
@given(words=st.lists(WORDS, min_size=5, max_size=12))
def test_any_words_are_written_as_words(words: list[str]) -> None:
    diagram = with_words(diagram_of(program_of("paper")), words)
    title, found = read_mermaid(mermaid(diagram))
    assert title == diagram.caption
    assert_same(found, expected(diagram, "mermaid"))
    title, found = read_dot(dot(diagram))
    assert title == bare(diagram.caption)
    assert_same(found, expected(diagram, "dot"))


@settings(max_examples=8)
@given(words=st.lists(WORDS, min_size=5, max_size=12), room=st.sampled_from([40, 80]))
def test_any_words_can_be_drawn(words: list[str], room: int) -> None:
    diagram = with_words(diagram_of(program_of("paper")), words)
    check_svg(diagram)
    check_characters(diagram, room)


def _quoted(text: str) -> str:
    return json.dumps(text.replace("{", "{{"), ensure_ascii=False)


def hostile_program() -> Program:
    """A scenario that has a hostile text in every place that a graph shows."""
    text = [_quoted(words) for words in HOSTILE]
    stages = [f"  s{n}: {{label: {words}, text: x}}" for n, words in enumerate(text)]
    ends = [f"  e{n}: {{label: {words}, text: x, ending: true}}" for n, words in enumerate(text)]
    count = len(text)
    arcs = [
        f"  - {{from: s{n}, to: e{n}, label: {words}, when: v{n} > 2}}"
        for n, words in enumerate(text)
    ]
    values = [
        f"  v{n}: {{label: {words}, start: 1, range: [0, 5]}}" for n, words in enumerate(text)
    ]
    moves = [
        f"      m{n}: {{label: {words}, in: s{n}, to: s{(n + 1) % count}, change: {{v{n}: +1}}}}"
        for n, words in enumerate(text)
    ]
    return lower(
        load_text(
            "\n".join(
                [
                    "newscycle: 1",
                    f"title: {text[2]}",
                    "calendar: {rounds: 40, at_end: e0}",
                    "variables:",
                    *values,
                    "stages:",
                    *stages,
                    *ends,
                    "transitions:",
                    *arcs,
                    "actors:",
                    "  who:",
                    f"    name: {text[0]}",
                    "    moves:",
                    *moves,
                    "",
                ]
            )
        )
    )


def test_hostile_texts_of_a_scenario_are_read_back() -> None:
    diagram = diagram_of(hostile_program())
    assert {" ".join(text.split()) for text in HOSTILE} == {n.label for n in diagram.nodes}
    assert_same(read_mermaid(mermaid(diagram))[1], expected(diagram, "mermaid"))
    assert_same(read_dot(dot(diagram))[1], expected(diagram, "dot"))
    check_svg(diagram)
    check_characters(diagram, 100)


def test_mermaid_itself_reads_every_graph_as_it_was_meant() -> None:
    diagrams = [diagram_of(program_of(name)) for name in NAMES]
    diagrams += [diagram_of(hostile_program()), words_as_ids()]
    brief = [dataclasses.replace(diagram, brief=True) for diagram in diagrams]
    found = ask_mermaid([mermaid(diagram) for diagram in (*diagrams, *brief)])
    for diagram, read in zip(diagrams, found, strict=False):
        assert_same(read, expected(diagram, "mermaid"))
    for diagram, read in zip(diagrams, found[len(diagrams) :], strict=True):
        assert read.nodes == expected(diagram, "mermaid").nodes


@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_graphviz_itself_draws_every_graph_as_it_was_meant(name: str) -> None:
    diagram = diagram_of(hostile_program() if name == "hostile" else program_of(name))
    title, found = ask_graphviz(dot(diagram))
    assert title == bare(diagram.caption)
    assert_same(found, expected(diagram, "dot"))


def words_as_ids() -> Diagram:
    """A graph whose stages are called what means something in the other languages."""
    words = "end graph subgraph style click default call href direction node edge strict digraph"
    stages = [f"  {word}: {{text: x}}" for word in words.split()]
    arcs = [
        f"  - {{from: {a}, to: {b}, when: round > 1}}"
        for a, b in zip(words.split(), [*words.split()[1:], "over"], strict=True)
    ]
    text = "\n".join(
        ["newscycle: 1", "title: Words", "calendar: {rounds: 30, at_end: over}", "stages:",
         *stages, "  over: {ending: true, text: x}", "transitions:", *arcs, "actors:",
         "  who: {moves: {go: {}}}", ""]
    )  # fmt: skip
    return diagram_of(lower(load_text(text)))


def test_words_of_dot_may_be_ids() -> None:
    assert_same(ask_graphviz(dot(words_as_ids()))[1], expected(words_as_ids(), "dot"))


def test_pictures_of_the_bundled_scenarios_have_the_shape_of_a_page() -> None:
    for name, brief, most in (("leaking_roof", False, 1.2), ("petropavlovsk", True, 1.2)):
        root = ElementTree.fromstring(svg(diagram_of(program_of(name), brief=brief)))  # noqa: S314
        width, height = (float(root.get(side, "")) for side in ("width", "height"))
        assert height < most * width
        assert width < 1800


@pytest.mark.parametrize("name", bundled())
def test_text_keeps_to_its_width(name: str) -> None:
    for room in (80, 100, 160):
        lines = characters(diagram_of(program_of(name)), room).split("\n")
        assert max(map(ByCharacters().cells, lines)) <= room


def test_two_hundred_stages_are_drawn() -> None:
    diagram = diagram_of(lower(load_text(many_stages())))
    assert_same(read_dot(dot(diagram))[1], expected(diagram, "dot"))
    check_svg(diagram)


def test_the_picture_is_light_or_dark_as_the_reader_wants() -> None:
    style = re.search(r"<style>(.*)</style>", svg(diagram_of(program_of("roof"))), re.DOTALL)
    assert style
    light, _, dark = style[1].partition("@media (prefers-color-scheme: dark)")
    for what in ("text {", ".paper {", ".box {", ".arrow {", ".way path {"):
        assert what in light
        assert what in dark
