"""Queries for promises and their events."""

from __future__ import annotations

from collections.abc import Iterator

from ..domain.promises import Event, Promise
from .iso_text import day_of
from .query import Reads

PROMISES = """
    SELECT n, id, text, made_on, person, due, every, cue, size, origin, private, hidden
    FROM promise ORDER BY n"""
EVENTS = """
    SELECT promise_n, kind, day, occurrence, due, note, told_them, acknowledged, amends, change
    FROM promise_event ORDER BY promise_n, n"""
ANY = "SELECT 1 FROM promise LIMIT 1"
SAID = """
    SELECT p.id, said.kind FROM promise_event said JOIN promise p ON p.n = said.promise_n
    ORDER BY said.n DESC"""


def _day(value: object) -> object:
    return day_of(str(value)) if value else None


class PromisesReader(Reads):
    """Reads promises."""

    def all(self) -> list[Promise]:
        """Return every promise with its events, in the order they were made."""
        if self._value(ANY) is None:
            return []
        events: dict[object, list[Event]] = {}
        for promise_n, kind, day, occurrence, due, note, told_them, *repair in self._rows(EVENTS):
            events.setdefault(promise_n, []).append(
                Event(
                    kind,  # type: ignore[arg-type]  # the schema allows no other kind
                    day_of(str(day)),
                    _day(occurrence),  # type: ignore[arg-type]
                    _day(due),  # type: ignore[arg-type]
                    note,  # type: ignore[arg-type]
                    None if told_them is None else bool(told_them),
                    *repair,  # type: ignore[arg-type]
                )
            )
        return [_promise(row[1:], events.get(row[0], [])) for row in self._rows(PROMISES)]

    def said(self) -> Iterator[tuple[str, str]]:
        """Yield the promise id and the kind of every event, the last first."""
        for promise_id, kind in self._rows(SAID):
            yield str(promise_id), str(kind)


def _promise(row: tuple[object, ...], events: list[Event]) -> Promise:
    promise_id, text, made_on, person, due, every, cue, size, origin, private, hidden = row
    return Promise(
        str(promise_id),
        str(text),
        day_of(str(made_on)),
        person,  # type: ignore[arg-type]
        _day(due),  # type: ignore[arg-type]
        every,  # type: ignore[arg-type]
        cue,  # type: ignore[arg-type]
        size,  # type: ignore[arg-type]
        origin,  # type: ignore[arg-type]
        bool(private),
        bool(hidden),
        tuple(events),
    )
