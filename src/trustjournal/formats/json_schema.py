"""A JSON Schema of our JSON export (`records`), for other programs.

It can't express rules about the file as a whole, such as unique ids; the importer checks those.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain import ids
from ..domain.periods import WEEK
from ..records.section import FORMAT, HEAD, Field
from ..records.sections import SECTIONS

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
    """Return the schema of an exported journal."""
    head = {name: {"description": about, **_HEAD[name]} for name, about in HEAD.items()}
    sections = {
        name: {"description": section.about, "type": "array", "items": _object(section.fields)}
        for name, section in SECTIONS.items()
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
    """Return the schema of a field; an optional or redactable field may be null."""
    values = _values(field)
    if field.optional or field.redactable:
        values = {"anyOf": [values, {"type": "null"}]}
    return {"description": field.about, **values}


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


def _values(field: Field) -> dict[str, Any]:
    if field.choices:
        return {"enum": list(field.choices)}
    if field.kind == "rows":
        return {"type": "array", "items": _object(field.rows or {})}
    number = {"type": "integer", "minimum": field.low, "maximum": field.high}
    if field.kind == "numbers":
        values = {"anyOf": [number, {"type": "null"}]}
        return {"type": "object", "additionalProperties": values}
    return number if field.kind == "number" else _PLAIN[field.kind]
