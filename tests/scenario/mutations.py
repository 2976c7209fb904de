"""The kinds of mistakes of the mutation test, each made at every place where it can be made.

Typing errors in names and keys are in :mod:`tests.scenario.typos`.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from sim.scenario.source import Mapping, Scalar, Sequence
from tests.scenario.originals import Entry, Mutation, Original, place_of
from tests.scenario.typos import EFFECT, FORMULA, TYPOS, FoundBy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORDS = r".*/(label|about|text|because|name|role|headline|body|briefing|feedback|why|term)"
CONDITION = r".*/when"
WHOLE = r"(.*/)?(rounds|days_per_round|cooldown)|variables/*/start|variables/*/range/#"
REQUIRED = (
    r"newscycle|title|calendar/(rounds|at_end)|transitions/#/(from|to)|(.*/)?headline|record/ending"
    r"|sources/*/title|claims/#/(text|verdict)|record/steps/#/move|actors/*/wants/#/text"
    r"|debrief/concepts/#/(term|text)|debrief/mechanisms/#/(cause|effect|sign)|expect/#/odds"
    r"|what_ifs/*/do|record/aftermath/#/text"
)

KINDS: dict[str, Callable[[Original], Iterator[Mutation]]] = dict(TYPOS)


def kind(name: str, *codes: str) -> Callable[[FoundBy], FoundBy]:
    """Register a kind of mistake: a function that yields texts and the lines to be reported."""

    def register(make: FoundBy) -> FoundBy:
        def run(original: Original) -> Iterator[Mutation]:
            for text, line in make(original):
                lines = line if isinstance(line, tuple) else (line,)
                yield Mutation(name, text, lines, codes)

        KINDS[name] = run
        return make

    return register


def _spans(node: Scalar) -> int:
    """Somewhere in the middle of a text, after a space if it has one."""
    space = node.text.find(" ", len(node.text) // 3)
    return space if space > 0 else len(node.text)


# -- YAML as text ---------------------------------------------------------------------------


@kind("a key twice", "NC110")
def key_twice(o: Original):
    for entry in o.entries:
        if o.own_line(entry):
            line = entry.key.place.line
            yield o.insert(line, o.lines[line - 1]), line + 1


@kind("no space after a colon")
def no_space(o: Original):
    for entry in o.entries:
        if o.own_line(entry):
            line, key = entry.key.place.line, entry.key.text
            yield o.put(line, entry.key.place.column - 1, f"{key}: ", f"{key}:"), line


@kind("a colon inside a text")
def colon_inside(o: Original):
    for entry, node in o.scalars(WORDS):
        if node.plain and o.own_line(entry):
            yield o.inside(node, "", ": ", _spans(node)), node.place.line


@kind("a text that begins with a special sign")
def special_sign(o: Original):
    for number, (entry, node) in enumerate(o.scalars(WORDS)):
        if node.plain and o.own_line(entry):
            sign = ("{", "*", "@", "%", "`", "&", "!")[number % 7]
            yield o.swap(node, sign + node.text), node.place.line


@kind("a quotation mark that is never closed")
def open_quote(o: Original):
    for _, node in o.scalars(".*"):
        if not node.plain:
            start = o.raw(node)
            mark = o.lines[node.place.line - 1][start - 1]
            yield o.put(node.place.line, start, node.text + mark, node.text), node.place.line


@kind("a bracket that is never closed")
def open_bracket(o: Original):
    for entry in o.entries:
        line = o.lines[place_of(entry).line - 1]
        group = isinstance(entry.node, Sequence | Mapping) and entry.key is not None
        if group and line.endswith(("]", "}")) and line[entry.node.place.column - 1] in "[{":
            number = place_of(entry).line
            yield o.put(number, len(line) - 1, line[-1], ""), number


@kind("a tab as indentation", "NC105")
def tab(o: Original):
    for entry in o.entries:
        if o.own_line(entry) and entry.key.place.column > 2:
            yield o.put(entry.key.place.line, 0, o.indent(entry), "\t"), entry.key.place.line


@kind("a line indented too far")
def indented(o: Original):
    for line, entry in o.by_line.items():
        above = o.by_line.get(line - 1)
        if above is not None and above.path[:-1] == entry.path[:-1]:
            yield o.put(line, 0, "", " "), line


@kind("a hashtag in a text", "NC155")
def hashtag(o: Original):
    for entry, node in o.scalars(WORDS):
        if node.plain and o.own_line(entry) and " " in node.text:
            yield o.inside(node, " ", " #", node.text.rindex(" ")), node.place.line


@kind("an anchor, an alias or a tag")
def anchor(o: Original):
    for number, (entry, node) in enumerate(o.scalars(".*")):
        if node.plain and o.own_line(entry):
            sign = ("&a ", "*a ", "!a ")[number % 3]
            yield o.swap(node, sign + node.text), node.place.line


# -- shape ----------------------------------------------------------------------------------


@kind("a required key left out", "NC202")
def left_out(o: Original):
    for entry in o.at(REQUIRED):
        line = o.lines[place_of(entry).line - 1]
        if not re.fullmatch(rf"\s*(- )?{entry.key.text}: .*", line):
            continue
        if isinstance(entry.node, Scalar) and o.raw(entry.node) is None:
            continue
        number = entry.key.place.line
        if line.lstrip().startswith("- ") and not re.match(
            rf" {{{entry.key.place.column - 1}}}[a-z]", o.lines[number]
        ):
            continue
        owner = o.by_path[entry.path[:-1]]
        where = place_of(owner).line
        if where > number:
            where -= 1
        yield o.without(number), where


@kind("a word where a number is needed", "NC206")
def word_for_number(o: Original):
    for _, node in o.scalars(WHOLE):
        if node.text not in ("true", "false"):
            yield o.swap(node, "many"), node.place.line


@kind("yes for true", "NC209")
def yes_for_true(o: Original):
    for _, node in o.scalars(r"stages/*/ending|.*/once|actors/*/playable"):
        yield o.swap(node, "yes"), node.place.line


@kind("a list where a text is needed")
def list_for_text(o: Original):
    for entry, node in o.scalars(r".*/(label|name|to|at_end|ending|start|url|verdict)"):
        if o.own_line(entry):
            yield o.swap(node, "[1, 2]"), node.place.line


@kind("a text where keys are needed", "NC203")
def text_for_keys(o: Original):
    for entry in o.at(rf"{EFFECT}|{EFFECT}/(change|news)|actors/*/moves|actors/*/temperaments"):
        inner = entry.node
        if not isinstance(inner, Mapping) or entry.key is None or not inner.entries:
            continue
        first, last = entry.key.place.line, _last_line(o, entry)
        line = o.lines[first - 1]
        if not line.rstrip().endswith(":") or line.lstrip().startswith("- "):
            continue
        kept = [*o.lines[: first - 1], f"{line} something", *o.lines[last:]]
        yield "\n".join(kept), first


def _last_line(o: Original, entry: Entry) -> int:
    """The last line of a block that begins with a key."""
    depth = entry.key.place.column - 1
    line = entry.key.place.line
    while line < len(o.lines) and (
        not o.lines[line].strip() or len(o.lines[line]) - len(o.lines[line].lstrip()) > depth
    ):
        line += 1
    return line


@kind("a day that does not exist", "NC213")
def no_such_day(o: Original):
    for number, (_, node) in enumerate(o.scalars(r"calendar/start|record/steps/#/date")):
        yield o.swap(node, ("2023-02-30", "30 March 2023")[number % 2]), node.place.line


@kind("an address that is none", "NC215")
def no_address(o: Original):
    for _, node in o.scalars(r"sources/*/url"):
        yield o.swap(node, node.text.replace("://", ":/")), node.place.line


@kind("a range upside down", "NC223")
def upside_down(o: Original):
    for entry in o.at(r"variables/*/range"):
        low, high = (item for item in entry.node.items)
        start = o.raw(low)
        both = f"{low.text}, {high.text}"
        yield o.put(low.place.line, start, both, f"{high.text}, {low.text}"), low.place.line


@kind("a start outside its range", "NC224")
def outside(o: Original):
    for entry, node in o.scalars(r"variables/*/start"):
        if (*entry.path[:-1], "range") in o.by_path:
            yield o.swap(node, "99"), node.place.line


# -- effects and expressions ------------------------------------------------------------------


@kind("a change without a sign", "NC228")
def unsigned(o: Original):
    for _, node in o.scalars(rf"{EFFECT}/change/*"):
        if re.fullmatch(r"[+-]\d+", node.text):
            yield o.swap(node, node.text[1:]), node.place.line


@kind("a variable both changed and set", "NC229")
def changed_and_set(o: Original):
    for entry in o.at(rf"{EFFECT}/change"):
        if (*entry.path[:-1], "set") in o.by_path or not _block(o, entry):
            continue
        name = entry.node.entries[0][0].text
        line = entry.key.place.line
        yield o.insert(line, f"{o.indent(entry)}set: {{{name}: 1}}"), line


def _block(o: Original, entry: Entry) -> bool:
    line = o.lines[entry.key.place.line - 1]
    return line == f"{o.indent(entry)}{entry.key.text}:"


def _numbers(o: Original) -> dict[str, tuple[int, int]]:
    ranges = {}
    for entry in o.at(r"variables/*/range"):
        low, high = (int(item.text) for item in entry.node.items)
        ranges[str(entry.path[1])] = (low, high)
    return ranges


def _conditions(o: Original) -> Iterator[tuple[Scalar, str, int, int]]:
    """Conditions with a number of the story that can be read into them, and its range."""
    ranges = list(_numbers(o).items())
    for number, (_, node) in enumerate(o.scalars(CONDITION)):
        name, (low, high) = ranges[number % len(ranges)]
        yield node, name, low, high


@kind("a condition that can never hold", "NC420")
def never(o: Original):
    for node, name, _, high in _conditions(o):
        yield o.swap(node, f"({node.text}) and {name} > {high}"), node.place.line


@kind("a condition that always holds", "NC421")
def always(o: Original):
    for node, name, low, _ in _conditions(o):
        yield o.swap(node, f"({node.text}) or {name} >= {low}"), node.place.line


@kind("a number where truth is needed", "NC404")
def number_for_truth(o: Original):
    for node, name, _, _ in _conditions(o):
        yield o.swap(node, name), node.place.line


@kind("a parenthesis that is never closed", "NC401")
def open_parenthesis(o: Original):
    for _, node in o.scalars(CONDITION):
        yield o.swap(node, f"({node.text}"), node.place.line


@kind("an operator of another language", "NC415")
def foreign(o: Original):
    for _, node in o.scalars(FORMULA):
        for old, new in ((" and ", " && "), (" or ", " || "), (" == ", " = "), (" >= ", " => ")):
            if old in node.text:
                yield o.inside(node, old, new, node.text.index(old)), node.place.line
                break


@kind("a division by something that can be 0", "NC410")
def division(o: Original):
    zero = next(name for name, (low, high) in _numbers(o).items() if low <= 0 <= high)
    for _, node in o.scalars(r"actors/*/moves/*/weight|.*/points"):
        yield o.swap(node, f"7 // {zero}"), node.place.line


@kind("a negative weight or chance", "NC423")
def negative(o: Original):
    for entry, node in o.scalars(r"actors/*/moves/*/weight|.*/chance"):
        if len(_siblings(o, entry)) > 1 or entry.path[-1] == "weight":
            yield o.swap(node, "-1"), node.place.line


@kind("an outcome that cannot happen", "NC427")
def no_chance(o: Original):
    for entry, node in o.scalars(r".*/chance"):
        if len(_siblings(o, entry)) > 1:
            yield o.swap(node, "0"), node.place.line


def _siblings(o: Original, entry: Entry) -> tuple[object, ...]:
    node = o.by_path[entry.path[:-2]].node
    return node.items if isinstance(node, Sequence) else ()


@kind("a condition on waiting", "NC414")
def on_waiting(o: Original):
    actor = o.names("actors")[0]
    for _, node in o.scalars(CONDITION):
        yield o.swap(node, f"done({actor}.wait)"), node.place.line


# -- the state machine ------------------------------------------------------------------------


def _stages(o: Original, *, ending: bool) -> list[str]:
    return [
        name for name in o.names("stages") if (("stages", name, "ending") in o.by_path) is ending
    ]


def _below(o: Original, key: str) -> int:
    """The line after the one that says ``key:`` alone."""
    return o.by_path[key,].key.place.line + 1


@kind("a stage that nothing leads to", "NC508")
def stray(o: Original):
    for name in o.names("stages")[1:]:
        line = o.by_path["stages", name].key.place.line
        yield o.insert(line, "  stray: {text: Nobody comes here.}"), line


@kind("two stages that only reach each other", "NC509")
def trap(o: Original):
    stages = o.by_path["stages", o.names("stages")[1]].key.place.line
    arcs = _below(o, "transitions")
    for name in _stages(o, ending=False):
        text = str(
            o.insert(
                arcs,
                f"  - {{from: {name}, to: trap, when: round == 2}}",
                "  - {from: trap, to: snare, when: round == 3}",
                "  - {from: snare, to: trap, when: round == 4}",
            )
        ).split("\n")
        text[stages - 1 : stages - 1] = ["  trap: {text: In.}", "  snare: {text: Still in.}"]
        yield "\n".join(text), (stages, stages + 1)


@kind("two stages that nothing else leads to", "NC508")
def island(o: Original):
    stages = o.by_path["stages", o.names("stages")[1]].key.place.line
    arcs = _below(o, "transitions")
    for name in _stages(o, ending=True):
        text = str(
            o.insert(
                arcs,
                "  - {from: lagoon, to: reef, when: round == 3}",
                "  - {from: reef, to: lagoon, when: round == 4}",
                f"  - {{from: reef, to: {name}}}",
            )
        ).split("\n")
        text[stages - 1 : stages - 1] = ["  lagoon: {text: In.}", "  reef: {text: Still in.}"]
        yield "\n".join(text), (stages, stages + 1)


def _transitions(o: Original) -> Iterator[tuple[Entry, list[str], str]]:
    """Each transition with the stages that it leaves, and a stage that it does not enter."""
    for entry in o.at("transitions/#"):
        node = o.by_path[(*entry.path, "from")].node
        texts = [node.text] if isinstance(node, Scalar) else [item.text for item in node.items]
        target = o.by_path[(*entry.path, "to")].node.text
        yield entry, texts, target


def _arc(sources: list[str], target: str, when: str | None) -> str:
    condition = "" if when is None else f', when: "{when}"'
    return f"  - {{from: [{', '.join(sources)}], to: {target}{condition}}}"


@kind("a transition below one that is always taken", "NC507")
def always_above(o: Original):
    for entry, sources, target in _transitions(o):
        other = next(s for s in _stages(o, ending=True) if s != target)
        line = entry.node.place.line
        yield o.insert(line, _arc(sources, other, None)), line + 1


@kind("a transition below one with the same condition", "NC507")
def same_above(o: Original):
    for entry, sources, target in _transitions(o):
        other = next(s for s in _stages(o, ending=True) if s != target)
        when = o.by_path.get((*entry.path, "when"))
        line = entry.node.place.line
        if when is not None:
            yield o.insert(line, _arc(sources, other, when.node.text)), line + 1


@kind("a transition below one with a wider condition", "NC507")
def wider_above(o: Original):
    for entry, sources, target in _transitions(o):
        other = next(s for s in _stages(o, ending=True) if s != target)
        when = o.by_path.get((*entry.path, "when"))
        line = entry.node.place.line
        if when is not None:
            wider = f"({when.node.text}) or round == 7"
            yield o.insert(line, _arc(sources, other, wider)), line + 1


@kind("a way out of an ending", "NC503")
def out_of_ending(o: Original):
    ending = _stages(o, ending=True)[0]
    for _, node in o.scalars(r"transitions/#/from(/#)?|actors/*/moves/*/in(/#)?"):
        yield o.swap(node, ending), node.place.line


@kind("a transition to where it comes from", "NC504")
def to_itself(o: Original):
    for entry, sources, _ in _transitions(o):
        node = o.by_path[(*entry.path, "to")].node
        yield o.swap(node, sources[0]), node.place.line


def _moves(o: Original) -> Iterator[Entry]:
    for entry in o.at(r"actors/*/moves/*"):
        if o.lines[entry.key.place.line - 1].rstrip().endswith(":"):
            yield entry


@kind("a move that needs itself", "NC510")
def needs_itself(o: Original):
    for entry in _moves(o):
        if (*entry.path, "after") not in o.by_path:
            line = entry.key.place.line
            yield o.insert(line + 1, f"{o.indent(entry)}  after: {entry.key.text}"), line


@kind("a move that needs what it forbids", "NC313")
def needs_forbidden(o: Original):
    for entry in _moves(o):
        _, actor, _, own = entry.path
        other = next((m for m in o.names("actors", str(actor), "moves") if m != own), None)
        taken = {(*entry.path, key) for key in ("after", "unless")} & o.by_path.keys()
        if other is not None and not taken:
            line = entry.key.place.line
            space = o.indent(entry)
            yield (
                o.insert(line + 1, f"{space}  after: {other}", f"{space}  unless: {other}"),
                line + 2,
            )


@kind("a move in a stage that is never reached", "NC510")
def never_reached(o: Original):
    stage = o.by_path["stages", o.names("stages")[1]].key.place.line
    for entry in _moves(o):
        inside = (*entry.path, "in")
        node = o.by_path[inside].node if inside in o.by_path else None
        if isinstance(node, Scalar) and o.own_line(o.by_path[inside]):
            text = str(o.swap(node, "stray")).split("\n")
            text.insert(stage - 1, "  stray: {text: Nobody comes here.}")
            yield "\n".join(text), entry.key.place.line + (entry.key.place.line >= stage)


@kind("a condition on a stage where the move is not possible", "NC420")
def wrong_stage(o: Original):
    for entry in _moves(o):
        inside = (*entry.path, "in")
        if (*entry.path, "when") in o.by_path or inside not in o.by_path:
            continue
        node = o.by_path[inside].node
        here = {node.text} if isinstance(node, Scalar) else {item.text for item in node.items}
        other = next((s for s in _stages(o, ending=False) if s not in here), None)
        if other is not None:
            line = entry.key.place.line + 1
            yield o.insert(line, f"{o.indent(entry)}  when: stage == {other}"), line


# -- calendar and record ----------------------------------------------------------------------


@kind("a calendar that does not end at an ending", "NC601")
def no_ending(o: Original):
    for _, node in o.scalars("calendar/at_end"):
        for stage in _stages(o, ending=False):
            yield o.swap(node, stage), node.place.line


@kind("an ending that is only a stage", "NC307")
def only_a_stage(o: Original):
    for _, node in o.scalars(r"expect/#/ending|record/ending"):
        yield o.swap(node, _stages(o, ending=False)[0]), node.place.line


@kind("an actor twice in the order", "NC227")
def twice_in_order(o: Original):
    nodes = [node for _, node in o.scalars("calendar/order/#")]
    for node in nodes[1:]:
        yield o.swap(node, nodes[0].text), node.place.line


@kind("a record out of order", "NC602")
def out_of_order(o: Original):
    before = None
    for _, node in o.scalars("record/steps/#/date"):
        if before is not None:
            day = datetime.date.fromisoformat(before) - datetime.timedelta(days=1)
            yield o.swap(node, day.isoformat()), node.place.line
        before = node.text


@kind("a step outside the calendar", "NC604")
def outside_calendar(o: Original):
    for _, node in o.scalars("record/steps/#/date"):
        year = int(node.text[:4]) - 3
        yield o.swap(node, f"{year}{node.text[4:]}"), node.place.line


@kind("a record that leads elsewhere", "NC605")
def leads_elsewhere(o: Original):
    for _, node in o.scalars("record/ending"):
        for ending in _stages(o, ending=True):
            if ending != node.text:
                yield o.swap(node, ending), node.place.line


@kind("a step that does not say how it turned out", "NC603")
def how_unsaid(o: Original):
    for entry, _ in o.scalars("record/steps/#/outcome"):
        move = o.by_path[(*entry.path[:-1], "move")].node
        outcomes = o.by_path.get(("actors", *_moves_path(move.text), "outcomes"))
        if outcomes is not None and len(outcomes.node.items) > 1 and o.own_line(entry):
            yield o.without(entry.key.place.line), move.place.line


def _moves_path(name: str) -> tuple[str, str, str]:
    actor, _, move = name.partition(".")
    return actor, "moves", move


# -- texts and sources --------------------------------------------------------------------------


@kind("documented or claimed without a source", "NC701")
def unsourced(o: Original):
    places = rf"stages/*|actors/*/moves/*(/outcomes/#)?|claims/#|record/steps/#|{EFFECT}/news(/#)?"
    for entry in o.at(f"({places})/source"):
        owner = entry.path[:-1]
        keys = ("certainty", "verdict") if owner[0] != "record" else ("date",)
        sure = next((o.by_path[(*owner, k)] for k in keys if (*owner, k) in o.by_path), None)
        line = entry.key.place.line
        own = re.fullmatch(r"\s*source: \S.*", o.lines[line - 1])
        above = [owner[:n] for n in range(2, len(owner))]
        borrowed = any((*path, "source") in o.by_path for path in above)
        if sure is None or not own or borrowed:
            continue
        if sure.key.text == "date" or sure.node.text in ("documented", "claimed"):
            yield o.without(line), sure.node.place.line - (sure.node.place.line > line)


@kind("a headline that is too long", "NC702")
def long_headline(o: Original):
    for entry, node in o.scalars(r".*/headline"):
        if node.plain and o.own_line(entry):
            yield o.swap(node, node.text + " and so on" * 12), node.place.line


@kind("a text that is too long for a screen", "NC703", "NC702")
def long_text(o: Original):
    for entry, node in o.scalars(WORDS):
        if (
            node.plain
            and o.own_line(entry)
            and entry.path[-1] != "headline"
            and len(entry.path) > 1
        ):
            if entry.path[0] == "debrief" and entry.path[-1] == "term":
                continue
            yield o.swap(node, node.text + " and so on" * 130), node.place.line


@kind("a brace that is never closed", "NC704")
def open_brace(o: Original):
    for entry, node in o.scalars(WORDS):
        if o.own_line(entry) and entry.path[-1] != "term" and " " in node.text:
            yield o.inside(node, " ", " {date ", node.text.index(" ")), node.place.line


@kind("a source that nothing cites", "NC312")
def uncited(o: Original):
    if ("sources",) not in o.by_path:
        return
    for name in o.names("sources"):
        line = o.by_path["sources", name].key.place.line
        yield o.insert(line, "  unread_paper: {title: A paper that nobody read}"), line


@kind("a variable that nothing reads", "NC311")
def unread(o: Original):
    for name in o.names("variables"):
        line = o.by_path["variables", name].key.place.line
        yield o.insert(line, "  weather: {start: 0, range: [0, 3]}"), line


# -- what-ifs and expectations ------------------------------------------------------------------


@kind("a what-if line that cannot be read", "NC801")
def unreadable_line(o: Original):
    for _, node in o.scalars(r"(what_ifs/*|expect/#)/do(/#)?"):
        if re.search(r"@\d+\+?$", node.text):
            yield o.swap(node, node.text.partition("@")[0]), node.place.line


@kind("a what-if line after the last round", "NC803")
def after_the_last(o: Original):
    for _, node in o.scalars(r"(what_ifs/*|expect/#)/do(/#)?"):
        if "@" in node.text:
            yield o.swap(node, node.text.partition("@")[0] + "@999"), node.place.line


@kind("odds upside down", "NC806")
def odds_upside_down(o: Original):
    for entry in o.at(r"expect/#/odds"):
        first = entry.node.items[0]
        if o.raw(first) is not None and o.lines[first.place.line - 1].count("[") == 1:
            line = o.lines[first.place.line - 1]
            start = line.index("[")
            yield o.put(first.place.line, start, line[start:], "[0.9, 0.1]"), first.place.line
