"""The reference of the format as a page: every key from the model, never written by hand."""

# ruff: noqa: E501  (lines of a Markdown table cannot be broken)

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, PlainValidator

from sim.scenario import scalars, source
from sim.scenario.codes import CATALOGUE
from sim.scenario.schema import ScenarioFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

_READ_AS = {
    scalars.read_words: "text",
    scalars.read_integer: "whole number",
    scalars.read_count: "number from 1",
    scalars.read_natural: "number from 0",
    scalars.read_flag: "true or false",
    scalars.read_start: "whole number, or true or false",
    scalars.read_formula: "expression",
    scalars.read_id: "id",
    scalars.read_new_id: "id",
    scalars.read_key: "id",
    scalars.read_new_key: "id",
    scalars.read_outcome_name: "id, or the place of an outcome",
    scalars.read_move_name: "move",
    scalars.read_date: "date",
    scalars.read_language: "language tag",
    scalars.read_url: "web address",
    scalars.read_probability: "number from 0 to 1",
    scalars.read_certainty: "certainty",
    scalars.read_verdict: "verdict",
    scalars.read_news_kind: "kind of news",
    scalars.read_sign: "up or down",
    scalars.read_never: "false",
}
"""What people call each kind of leaf."""

_HEAD = """\
# Reference: the scenario file, format 1

Every key that a scenario file may have. A key in **bold** is required; every other one may be left
out. [The tutorial](tutorial.md) builds a file step by step, [the how-tos](howto.md) answer single
questions, [the problem codes](problems/README.md) explain what `newscycle check` says.

This page is written by `newscycle schema --markdown` from the model of the format.
"""

_WORDS = """
## Kinds of values

| kind | what it is |
|---|---|
| text | Any words on a line, or a block that begins with `>-`. In quotation marks if it begins with a \
special sign or has `: ` or ` #` in it. |
| text or versions | A text, or a list of `{{when: expression, text: …}}` of which the first one that \
holds is shown. `{{date}}`, `{{variable}}` and `{{actor.name}}` are filled in; `{{{{` is a brace. |
| id | Small letters, digits and `_`, beginning with a letter, {longest} characters at most. Not one of the \
reserved words: {reserved}. |
| move | The id of a move, as `actor.move`; just `move` for one of the actor's own. |
| date | Year, month and day: `2024-09-02`. |
| certainty | {certainties}. The first two need a source. |
| verdict | {verdicts}. |
| kind of news | {kinds}. |
| expression | A number, or a formula in the language below. |

## Expressions

Conditions, weights, chances and effects are written in one small language. Numbers are whole, and
nothing else can be called or named. An expression with a comma, a bracket or a brace needs quotation
marks inside `{{…}}`.

| you write | it is |
|---|---|
| `attention` | the value of a variable |
| `stage == viral`, `stage in [viral, police]` | where the story stands |
| `round`, `day`, `rounds_in_stage` | the round (from 1), the day (from 0), rounds ended in this stage |
| `done(police.arrest)` | whether that move has been made |
| `done(police.arrest, calm)` | whether it has been made and turned out so |
| `secret == true_story` | an unknown against one of its values |
| `+ - * // %` | arithmetic; `//` divides and rounds down |
| `== != < <= > >=`, `1 <= trust < 4` | comparisons, also chained |
| `and`, `or`, `not` | logic |
| `x if condition else y` | one or the other |
| `min(a, b)`, `max(a, b)`, `abs(a)` | the smaller, the larger, the size |

## Intervention lines

Under `do:` of a what-if or an expectation, and on the command line after `--do`.

| you write | it is |
|---|---|
| `police.arrest@3` | they make this move in round 3, if they can |
| `police.arrest@3+` | as soon as they can, from round 3 on |
| `police.arrest:calm@3` | likewise, with this outcome |
| `never:base.publish` | the move is never possible |
| `base.publish*2`, `base.publish*0.5` | its weight is multiplied |
| `attention=4`, `attention=4@5` | a starting value; a value set when round 5 begins |
| `police~hardline` | a temperament; also `~uniform` (all moves equal) and `~wait` |
| `police~best`, `police~FILE.json` | best play for its own `wants`, solved for; [a strategy](exact.md#strategies) |

## Limits

A file has at most {bytes} MiB, {lines:,} lines and {nodes:,} keys and values; a text at most {text:,}
characters. There are {codes} [problem codes](problems/README.md).
"""


def reference_page() -> str:
    """The whole page, as Markdown."""
    parts = [_HEAD]
    for model in _models():
        parts.append(f"\n## {_title(model)}\n")
        parts.append(f"{_sentence(model)}\n")
        rows = [_row(name, field) for name, field in model.model_fields.items()]
        parts += ["| key | value | meaning |", "|---|---|---|", *rows, ""]
    parts.append(
        _WORDS.format(
            longest=40,
            reserved=", ".join(f"`{word}`" for word in sorted(scalars.RESERVED)),
            certainties=", ".join(scalars.CERTAINTIES),
            verdicts=", ".join(scalars.VERDICTS),
            kinds=", ".join(scalars.NEWS_KINDS),
            bytes=source.MAX_BYTES // 2**20,
            lines=source.MAX_LINES,
            nodes=source.MAX_NODES,
            text=source.MAX_TEXT,
            codes=len(CATALOGUE),
        ).strip("\n")
    )
    return "\n".join(parts) + "\n"


def _models() -> Iterator[type[BaseModel]]:
    """The parts of a file, each after the one in which it stands first."""
    todo: list[type[BaseModel]] = [ScenarioFile]
    seen: set[type[BaseModel]] = {ScenarioFile}
    while todo:
        model = todo.pop(0)
        yield model
        for field in model.model_fields.values():
            for inner in _inside(field.annotation):
                if inner not in seen and inner.__name__ != "Variant":
                    seen.add(inner)
                    todo.append(inner)


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _inside(part)


def _title(model: type[BaseModel]) -> str:
    if model is ScenarioFile:
        return "The file"
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in model.__name__).strip()
    return words[0].upper() + words[1:]


def _sentence(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").split())


def _row(name: str, field: FieldInfo) -> str:
    key = field.alias or name
    shown = f"**`{key}`**" if field.is_required() else f"`{key}`"
    meaning = (field.description or "").replace("|", "\\|")
    kind = _kind(field)
    if not field.is_required() and isinstance(field.default, (int, str)):
        default = str(field.default).lower() if isinstance(field.default, bool) else field.default
        kind += f" (`{default}`)"
    return f"| {shown} | {kind} | {meaning} |"


def _kind(field: FieldInfo) -> str:
    if field.metadata:
        return _said(Annotated[field.annotation, *field.metadata])
    return _said(field.annotation)


def _said(annotation: Any) -> str:
    """What a value of this type is called."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for mark in args[1:]:
            if isinstance(mark, PlainValidator):
                return _READ_AS[mark.func]  # type: ignore[index]
        if any(isinstance(mark, BeforeValidator) for mark in args[1:]):
            (item,) = get_args(args[0])
            return f"{_said(item)}, or a list of them"
        return _said(args[0])
    if origin is dict:
        return f"{_said(args[0])}: {_said(args[1])}"
    if origin is list:
        return f"list of: {_said(args[0])}"
    if origin in (Union, UnionType):
        options = [_said(part) for part in args if part is not type(None)]
        if len(options) == 2 and options[0] == "text":
            return "text or versions"
        return ", or ".join(dict.fromkeys(options))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{_title(annotation).lower()}](#{_title(annotation).lower().replace(' ', '-')})"
    return "text" if annotation is str else str(annotation)


def undescribed() -> list[str]:
    """Keys without a description: none, if the reference is to be one."""
    return [
        f"{model.__name__}.{name}"
        for model in _models()
        for name, field in model.model_fields.items()
        if not field.description
    ]
