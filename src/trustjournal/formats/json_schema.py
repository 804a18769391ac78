"""The form of our JSON (`domain.whole`) as a JSON Schema, for other programs.

What takes a view of the whole file, such as an id used twice, it cannot say; the reader does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain import ids
from ..domain.periods import WEEK
from ..domain.record_schema import FORMAT, HEAD, SECTIONS, Field

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DAY = {"type": ["string", "null"], "format": "date"}
_HEAD: dict[str, dict[str, Any]] = {
    "format": {"const": FORMAT},
    "private": {"type": "boolean"},
    "from": _DAY,
    "to": _DAY,
    "meta": {"type": "object", "properties": {"salt": {"type": "string"}}},
}


def json_schema() -> dict[str, Any]:
    """The schema of a whole journal."""
    head = {name: {"description": about, **_HEAD[name]} for name, about in HEAD.items()}
    sections = {
        name: {"description": each.about, "type": "array", "items": _object(each.fields)}
        for name, each in SECTIONS.items()
    }
    return {
        "$schema": DRAFT,
        "title": "A journal of trust",
        "description": "What `trust export json` writes and `trust import` reads.",
        "type": "object",
        "properties": head | sections,
        "required": ["format", "meta"],
        "additionalProperties": False,
    }


def _object(fields: Mapping[str, Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: _field(field) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if not field.optional],
        "additionalProperties": False,
    }


def _field(field: Field) -> dict[str, Any]:
    """One field; one that may be missing, or whose words may be left out, may also be null."""
    takes = _takes(field)
    if field.optional or field.redactable:
        takes = {"anyOf": [takes, {"type": "null"}]}
    return {"description": field.about, **takes}


_PLAIN: dict[str, dict[str, Any]] = {
    "id": {"type": "string", "pattern": f"^[{ids.ALPHABET}]{{{ids.LENGTH}}}$"},
    "hash": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "day": {"type": "string", "format": "date"},
    "week": {"type": "string", "pattern": f"^{WEEK.pattern}$"},
    "moment": {"type": "string", "format": "date-time"},
    "flag": {"type": "boolean"},
    "text": {"type": "string"},
    "texts": {"type": "array", "items": {"type": "string"}},
}


def _takes(field: Field) -> dict[str, Any]:
    if field.choices:
        return {"enum": list(field.choices)}
    if field.kind == "rows":
        return {"type": "array", "items": _object(field.rows or {})}
    number = {"type": "integer", "minimum": field.low, "maximum": field.high}
    if field.kind == "numbers":
        values = {"anyOf": [number, {"type": "null"}]}
        return {"type": "object", "additionalProperties": values}
    return number if field.kind == "number" else _PLAIN[field.kind]
