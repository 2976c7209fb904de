"""The leaves of the format as types: each with its reader and its piece of the JSON Schema."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Discriminator, PlainValidator, WithJsonSchema

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

_ID_PATTERN = "^[a-z][a-z0-9_]{0,39}$"
_ID_SCHEMA = WithJsonSchema({"type": "string", "pattern": _ID_PATTERN})
_FORMULA_SCHEMA = WithJsonSchema({"type": ["string", "integer", "boolean"]})

Words = Annotated[
    str,
    PlainValidator(read_words),
    WithJsonSchema({"type": ["string", "number", "boolean"], "minLength": 1}),
]
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
    WithJsonSchema({"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$"}),
]
Date = Annotated[
    datetime.date,
    PlainValidator(read_date),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
]
Language = Annotated[str, PlainValidator(read_language), WithJsonSchema({"type": "string"})]
Url = Annotated[
    str, PlainValidator(read_url), WithJsonSchema({"type": "string", "pattern": "^https?://"})
]
Probability = Annotated[
    float,
    PlainValidator(read_probability),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]
Certainty = Annotated[
    str, PlainValidator(read_certainty), WithJsonSchema({"enum": list(CERTAINTIES)})
]
Verdict = Annotated[str, PlainValidator(read_verdict), WithJsonSchema({"enum": list(VERDICTS)})]
NewsKind = Annotated[
    str, PlainValidator(read_news_kind), WithJsonSchema({"enum": list(NEWS_KINDS)})
]
Sign = Annotated[str, PlainValidator(read_sign), WithJsonSchema({"enum": list(SIGNS)})]
Never = Annotated[Literal[False], PlainValidator(read_never), WithJsonSchema({"const": False})]
TEXT_SHAPE = Discriminator(text_shape)
WAIT_SHAPE = Discriminator(wait_shape)
