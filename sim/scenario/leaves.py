"""The leaves of the format as types: each with its reader and its piece of the JSON Schema."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, PlainValidator, WithJsonSchema

from sim.scenario.scalars import (
    CERTAINTIES,
    NEWS_KINDS,
    SIGNS,
    VERDICTS,
    read_certainty,
    read_count,
    read_date,
    read_flag,
    read_formula,
    read_id,
    read_integer,
    read_key,
    read_language,
    read_move_name,
    read_natural,
    read_never,
    read_new_id,
    read_new_key,
    read_news_kind,
    read_outcome_name,
    read_probability,
    read_sign,
    read_start,
    read_url,
    read_verdict,
    read_words,
    text_shape,
    wait_shape,
)

_WORDS: dict[str, Any] = {"type": ["string", "number", "boolean"], "minLength": 1}
_ID: dict[str, Any] = {
    "type": "string",
    "pattern": "^[a-z][a-z0-9_]{0,39}$",
    "patternErrorMessage": "An id has small letters, digits and _, and begins with a letter.",
}
_MOVE: dict[str, Any] = {
    "type": "string",
    "pattern": r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$",
    "patternErrorMessage": "A move is written as actor.move, or just move for one of its own.",
}
_ID_SCHEMA = WithJsonSchema(_ID)
_FORMULA_SCHEMA = WithJsonSchema({"type": ["string", "integer", "boolean"]})

_MEANS = {
    "documented": "What a source reports as fact; needs a source.",
    "claimed": "What somebody says, proven or not; needs a source.",
    "interpretation": "A reading of what happened.",
    "unknown": "What nobody has shown.",
    "invented": "What the author made up.",
    "wrong": "What is shown to be wrong.",
}


def _explained(words: tuple[str, ...]) -> dict[str, Any]:
    return {"enum": list(words), "enumDescriptions": [_MEANS[word] for word in words]}


Words = Annotated[str, PlainValidator(read_words), WithJsonSchema(_WORDS)]
Integer = Annotated[int, PlainValidator(read_integer), WithJsonSchema({"type": "integer"})]
Count = Annotated[
    int,
    PlainValidator(read_count),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 10_000}),
]
Natural = Annotated[
    int, PlainValidator(read_natural), WithJsonSchema({"type": "integer", "minimum": 0})
]
Flag = Annotated[bool, PlainValidator(read_flag), WithJsonSchema({"type": "boolean"})]
Start = Annotated[
    int | bool, PlainValidator(read_start), WithJsonSchema({"type": ["integer", "boolean"]})
]
Formula = Annotated[str, PlainValidator(read_formula), _FORMULA_SCHEMA]
Id = Annotated[str, PlainValidator(read_id), _ID_SCHEMA]
NewId = Annotated[str, PlainValidator(read_new_id), _ID_SCHEMA]
Key = Annotated[str, PlainValidator(read_key), _ID_SCHEMA]
NewKey = Annotated[str, PlainValidator(read_new_key), _ID_SCHEMA]
OutcomeName = Annotated[
    str, PlainValidator(read_outcome_name), WithJsonSchema({"type": ["string", "integer"]})
]
MoveName = Annotated[
    str,
    PlainValidator(read_move_name),
    WithJsonSchema(_MOVE),
]
Date = Annotated[
    datetime.date,
    PlainValidator(read_date),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "patternErrorMessage": "A date is written as 2023-03-30.",
        }
    ),
]
Language = Annotated[str, PlainValidator(read_language), WithJsonSchema({"type": "string"})]
Url = Annotated[
    str,
    PlainValidator(read_url),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^https?://",
            "patternErrorMessage": "An address begins with https:// or http://.",
        }
    ),
]
Probability = Annotated[
    float,
    PlainValidator(read_probability),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]
Certainty = Annotated[
    str,
    PlainValidator(read_certainty),
    WithJsonSchema(
        {"enum": list(CERTAINTIES), "enumDescriptions": list(map(_MEANS.get, CERTAINTIES))}
    ),
]
Verdict = Annotated[
    str,
    PlainValidator(read_verdict),
    WithJsonSchema(_explained(VERDICTS)),
]
NewsKind = Annotated[
    str, PlainValidator(read_news_kind), WithJsonSchema({"enum": list(NEWS_KINDS)})
]
Sign = Annotated[str, PlainValidator(read_sign), WithJsonSchema({"enum": list(SIGNS)})]
Never = Annotated[Literal[False], PlainValidator(read_never), WithJsonSchema({"const": False})]
TEXT_SHAPE = Discriminator(text_shape)
WAIT_SHAPE = Discriminator(wait_shape)


def as_list(value: object) -> object:
    """One thing may be written where a list of them is meant."""
    return value if isinstance(value, list) else [value]


AS_LIST = BeforeValidator(as_list)


def _one_or_list(item: dict[str, Any], least: int = 0) -> WithJsonSchema:
    several = {"type": "array", "items": item, **({"minItems": least} if least else {})}
    return WithJsonSchema({"anyOf": [item, several]})


Ids = Annotated[list[Id], AS_LIST, _one_or_list(_ID)]
SomeIds = Annotated[list[Id], AS_LIST, Field(min_length=1), _one_or_list(_ID, 1)]
SourceIds = Annotated[list[Id], AS_LIST, _one_or_list(_ID)]
Moves = Annotated[list[MoveName], AS_LIST, _one_or_list(_MOVE)]
Lines = Annotated[list[Words], AS_LIST, Field(min_length=1), _one_or_list(_WORDS, 1)]
