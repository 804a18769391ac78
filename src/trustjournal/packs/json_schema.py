"""The table of `schema` as a JSON Schema, with which editors complete and check packs.

It is a little stricter than the reader: it flags unknown keys and texts that look like numbers.
It cannot express rules about the pack as a whole, such as an id used twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..domain.practices import PRACTICES
from . import schema
from .schema import Field

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Build the JSON Schema of a pack."""
    pack = _object(schema.PACK)
    pack["properties"]["schema"]["maximum"] = schema.VERSION
    return {
        "$schema": DRAFT,
        "title": "A pack of questions for trust",
        "description": "`trust packs check FILE` says more than this can.",
        **pack,
    }


def _object(fields: Mapping[str, Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: _field(name, field) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
    }


def _field(name: str, field: Field) -> dict[str, Any]:
    """Describe one key; an optional one may also be present without a value."""
    takes = _takes(name, field)
    if field.required:
        return {"description": field.about, **takes}
    return {"description": field.about, "anyOf": [takes, {"type": "null"}]}


def _takes(name: str, field: Field) -> dict[str, Any]:
    match field.kind:
        case "table":
            return {"type": "array", "items": _row(field)}
        case "texts":
            text = _text(field)
            most = {"maxItems": field.high} if field.high else {}
            return {"anyOf": [text, {"type": "array", "items": text, **most}]}
        case "number":
            return {"type": "integer", "minimum": field.low, "maximum": field.high}
        case "flag":
            return {"type": "boolean"}
        case "slug":
            slug = {"type": "string", "pattern": f"^{schema.SLUG}$"}
            # A pack may define practices of its own; editors should still suggest the ten.
            return {"anyOf": [_ten_practices(), slug]} if name == "practice" else slug
        case _:
            return _text(field)


def _row(field: Field) -> dict[str, Any]:
    row = _object(field.rows or {})
    # One of the ten practices may be listed as just its id.
    return {"anyOf": [_ten_practices(), row]} if field.rows is schema.PRACTICE else row


def _ten_practices() -> dict[str, Any]:
    return {"enum": list(PRACTICES)}


def _text(field: Field) -> dict[str, Any]:
    if field.choices:
        return {"enum": list(field.choices)}
    pattern = r"\S" if field.required else re.escape(field.holds)
    return {"type": "string", "maxLength": field.limit, **({"pattern": pattern} if pattern else {})}
