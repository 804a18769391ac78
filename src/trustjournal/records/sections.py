"""All sections of a journal, those of the core and those of the features."""

from __future__ import annotations

from collections.abc import Iterator

from .. import registry
from . import entries, intentions, pauses, people, questions
from .section import Section

_ORDER = (
    "entries",
    "revisions",
    "checkins",
    "unsaid",
    "intentions",
    "prompt_events",
    "focus",
    "people",
    "promises",
    "promise_events",
    "pulses",
    "sittings",
    "shares",
    "pauses",
    "person_dates",
)
"""The order of a file: sections come before those that refer to them. A new one comes last."""


def _declared() -> Iterator[Section]:
    for module in (entries, intentions, questions, people, pauses):
        yield from module.SECTIONS
    for feature in registry.WITH_RECORDS:
        yield from registry.part(feature, "record").SECTIONS


def _in_order(declared: dict[str, Section]) -> dict[str, Section]:
    return {name: declared.pop(name) for name in _ORDER} | declared


SECTIONS = _in_order({section.name: section for section in _declared()})
