"""Conversion of results to plain values, for JSON and drafts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from .prompts import OMIT_FROM_JSON

FLATTEN = "flatten"
"""Metadata of a field with a mapping whose keys are keys of the result in JSON."""
_PLAIN = frozenset({str, int, bool, float, type(None)})


def plain(value: Any) -> Any:
    """Convert any result to plain values: dates to ISO text, dataclasses to mappings.

    Fields with `OMIT_FROM_JSON` in their metadata are left out, and the keys of a mapping with
    `FLATTEN` take the place of its field.
    """
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def _fields(value: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        if field.metadata.get(FLATTEN):
            values |= plain(getattr(value, field.name))
        elif not field.metadata.get(OMIT_FROM_JSON):
            values[field.name] = plain(getattr(value, field.name))
    return values
