"""One wrong letter in each kind of name, at every place where it is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from sim.scenario.checks.likeness import SHORTEST
from sim.scenario.scalars import CERTAINTIES, NEWS_KINDS, SIGNS, VERDICTS
from sim.scenario.schema import keys_at
from tests.scenario.originals import Mutation, Original, is_format_key, typo

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

FoundBy: TypeAlias = "Callable[[Original], Iterator[tuple[Any, Any]]]"

EFFECT = r"(actors/*/moves/*(/outcomes/#)?|stages/*/on_enter)"
FORMULA = r".*/(when|weight|chance|drift|points)|.*/(change|set)/*|actors/*/temperaments/*/*"

TYPOS: dict[str, Callable[[Original], Iterator[Mutation]]] = {}


def spots(o: Original, pattern: str) -> Iterator[tuple[int, int, str]]:
    """Line, column (from 0) and text of each value at ``pattern``."""
    for _, node in o.scalars(pattern):
        column = o.raw(node)
        assert column is not None
        yield node.place.line, column, node.text


def _typos(
    kind: str,
    o: Original,
    found: Iterator[tuple[int, int, str]],
    taken: Collection[str],
    *codes: str,
) -> Iterator[Mutation]:
    for line, column, word in found:
        wrong = typo(word, (line, column), taken)
        if wrong is not None:
            yield Mutation(kind, o.put(line, column, word, wrong), (line,), codes, word)


def _everything(o: Original) -> set[str]:
    """All ids of the file: a typing error that hits one of them is another mistake."""
    return {str(part) for entry in o.entries for part in entry.path}


def _register(name: str, pattern: str, *codes: str) -> None:
    def run(o: Original) -> Iterator[Mutation]:
        return _typos(name, o, spots(o, pattern), _everything(o), *codes)

    TYPOS[name] = run


_register(
    "a stage misspelt",
    r"calendar/at_end|transitions/#/(from(/#)?|to)|actors/*/moves/*/in(/#)?"
    r"|actors/*/moves/*(/outcomes/#)?/to|record/ending|expect/#/(reaches|ending)",
    "NC301",
)
_register(
    "an actor misspelt",
    rf"calendar/order/#|{EFFECT}/news(/#)?/seen_by(/#)?|variables/*/seen_by(/#)?",
    "NC303",
)
_register("a source misspelt", r".*/source(/#)?", "NC306")


def _words(o: Original, pattern: str, form: str) -> Iterator[tuple[int, int, str]]:
    """Words of the form ``form`` inside the formulas (or lines) at ``pattern``."""
    for line, column, text in spots(o, pattern):
        for match in re.finditer(form, text):
            yield line, column + match.start(1), match[1]


def _typo_kind(name: str, *codes: str) -> Callable[[Any], Any]:
    def register(find: Callable[[Original], Iterator[tuple[int, int, str]]]) -> Any:
        TYPOS[name] = lambda o: _typos(name, o, find(o), _everything(o), *codes)
        return find

    return register


@_typo_kind("a variable misspelt in an expression", "NC406", "NC408")
def _variables(o: Original) -> Iterator[tuple[int, int, str]]:
    form = rf"(?<![.\w])({'|'.join(o.names('variables'))})(?![.\w(])"
    return _words(o, FORMULA, form)


@_typo_kind("a stage misspelt in an expression", "NC406", "NC408")
def _stages(o: Original) -> Iterator[tuple[int, int, str]]:
    form = rf"(?<![.\w])({'|'.join(o.names('stages'))})(?![.\w(])"
    return _words(o, FORMULA, form)


@_typo_kind("a move misspelt in done()", "NC407")
def _done(o: Original) -> Iterator[tuple[int, int, str]]:
    return _words(o, FORMULA, r"done\(\w+\.(\w+)")


@_typo_kind("an actor misspelt in done()", "NC407")
def _done_actor(o: Original) -> Iterator[tuple[int, int, str]]:
    return _words(o, FORMULA, r"done\((\w+)\.\w+")


@_typo_kind("a word of the language misspelt", "NC406", "NC408", "NC403", "NC401", "NC413")
def _language(o: Original) -> Iterator[tuple[int, int, str]]:
    return _words(o, FORMULA, r"\b(done|round|rounds_in_stage|day|stage|min|max|true|false)\b")


@_typo_kind("a move misspelt", "NC304")
def _moves(o: Original) -> Iterator[tuple[int, int, str]]:
    pattern = r"actors/*/moves/*/(after|unless)(/#)?|record/steps/#/move|claims/#/after(/#)?"
    return _words(o, pattern, r"(?:\w+\.)?(\w+)$")


@_typo_kind("the actor of a move misspelt", "NC304")
def _moves_actor(o: Original) -> Iterator[tuple[int, int, str]]:
    pattern = r"actors/*/moves/*/(after|unless)(/#)?|record/steps/#/move|claims/#/after(/#)?"
    return _words(o, pattern, r"(\w+)\.\w+$")


@_typo_kind("an outcome misspelt in the record", "NC305")
def _outcomes(o: Original) -> Iterator[tuple[int, int, str]]:
    return spots(o, r"record/steps/#/outcome")


@_typo_kind("a name misspelt in a what-if line", "NC802", "NC803", "NC801")
def _what_ifs(o: Original) -> Iterator[tuple[int, int, str]]:
    return _words(o, r"(what_ifs/*|expect/#)/do(/#)?", r"([a-z]\w+)(?=[.~@*=:]|$)")


def _keys(o: Original, pattern: str) -> Iterator[tuple[int, int, str]]:
    for entry in o.at(pattern):
        if entry.key is not None and entry.key.plain:
            yield entry.key.place.line, entry.key.place.column - 1, entry.key.text


@_typo_kind("a variable misspelt under change or set", "NC302")
def _effects(o: Original) -> Iterator[tuple[int, int, str]]:
    return _keys(o, rf"{EFFECT}/(change|set)/*")


@_typo_kind("an actor misspelt under inside or fates", "NC303")
def _inside(o: Original) -> Iterator[tuple[int, int, str]]:
    return _keys(o, rf"{EFFECT}/inside/*|stages/*/fates/*")


@_typo_kind("a move misspelt in a temperament", "NC304")
def _temperaments(o: Original) -> Iterator[tuple[int, int, str]]:
    return _keys(o, r"actors/*/temperaments/*/*")


def _format_keys(o: Original) -> Iterator[Mutation]:
    for entry in o.entries:
        if entry.key is None or not is_format_key(entry):
            continue
        key = entry.key
        wrong = typo(key.text, key.place, [*keys_at(entry.path[:-1])])
        if wrong is not None:
            text = o.put(key.place.line, key.place.column - 1, key.text, wrong)
            codes = ("NC201", "NC202", "NC210")
            yield Mutation("a key misspelt", text, (key.place.line,), codes, key.text)


TYPOS["a key misspelt"] = _format_keys


def _capital(o: Original) -> Iterator[Mutation]:
    for entry in o.entries:
        if entry.key is None or not is_format_key(entry):
            continue
        key = entry.key
        text = o.put(key.place.line, key.place.column - 1, key.text, key.text.capitalize())
        yield Mutation(
            "a key with a capital letter", text, (key.place.line,), ("NC201", "NC202"), key.text
        )


TYPOS["a key with a capital letter"] = _capital

for _name, _pattern, _options in (
    ("a certainty misspelt", r".*/certainty", CERTAINTIES),
    ("a verdict misspelt", r"claims/#/verdict", VERDICTS),
    ("a kind of news misspelt", rf"{EFFECT}/news(/#)?/kind", NEWS_KINDS),
    ("a sign misspelt", r"debrief/mechanisms/#/sign", SIGNS),
):

    def _run(
        o: Original, name: str = _name, pattern: str = _pattern, options: Any = _options
    ) -> Iterator[Mutation]:
        return _typos(name, o, spots(o, pattern), options, "NC217")

    TYPOS[_name] = _run


def _placeholder(o: Original) -> Iterator[Mutation]:
    names = o.names("variables")
    for number, (entry, node) in enumerate(o.scalars(r".*/(label|text|because|body|headline)")):
        meant = names[number % len(names)]
        wrong = typo(meant, number, _everything(o))
        if wrong is not None and o.own_line(entry) and " " in node.text:
            text = o.inside(node, " ", f" {{{wrong}}} ", node.text.index(" "))
            yield Mutation("a placeholder misspelt", text, (node.place.line,), ("NC309",), meant)


TYPOS["a placeholder misspelt"] = _placeholder


NAMING = (
    r".*/(in|from|after|unless|do|seen_by)(/#)?|.*/(to|when|weight|chance|move|points"
    r"|drift|at_end|reaches|ending)|calendar/order/#"
)
"""Where stages, variables, actors and moves are named."""


def _defined(o: Original) -> Iterator[Mutation]:
    """Misspelt where it is introduced: reported at a place where it is used."""
    for entry in o.at(r"(stages|variables|sources|actors)/*|actors/*/moves/*"):
        key = entry.key
        if key is None or not key.plain:
            continue
        word = re.compile(rf"(?<!\w){key.text}(?!\w)")
        uses = tuple(
            number
            for number, line in enumerate(o.lines, start=1)
            if number != key.place.line and word.search(line)
        )
        # A source may have the name of a move that nothing names; only sources are cited.
        where = r".*/source(/#)?" if entry.path[0] == "sources" else NAMING
        used = any(
            word.search(other.node.text)
            for other in o.entries
            if other.node is not entry.node
            and hasattr(other.node, "text")
            and re.fullmatch(where, other.where)
        )
        wrong = typo(key.text, key.place, _everything(o))
        if used and wrong is not None:
            text = o.put(key.place.line, key.place.column - 1, key.text, wrong)
            kind = "an id misspelt where it is introduced"
            yield Mutation(kind, text, uses, (), wrong, any_line=True)


TYPOS["an id misspelt where it is introduced"] = _defined


def _confusable(o: Original) -> Iterator[Mutation]:
    """Beside an id another one that differs by a letter."""
    groups = (("variables", "{start: 0, range: [0, 3]}"), ("stages", "{text: Nearly the same.}"))
    for group, body in groups:
        for name in o.names(group)[1:]:
            wrong = typo(name, group, _everything(o))
            # Shorter ids differ by a letter all the time; nothing is said of those.
            if wrong is not None and min(len(name), len(wrong)) >= SHORTEST:
                line = o.by_path[group, name].key.place.line
                text = o.insert(line + 0, f"  {wrong}: {body}")
                kind = "two ids that are easily confused"
                yield Mutation(kind, text, (line, line + 1), ("NC235",), any_line=True)


TYPOS["two ids that are easily confused"] = _confusable
