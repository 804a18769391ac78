"""Promises as lists in a book: those that were kept, and what became of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ...app import App
from ...domain.book import BookLine, Selection
from ...domain.private_marks import has_visible_words
from ...domain.text import label_key
from ...records.section import Omitted
from . import model
from .model import Event, Promise
from .store import PromisesReader

_ENDED = {
    "moved": "moved",
    "partly": "partly kept",
    "released": "let go",
    "withdrawn": "couldn't",
    "broken": "broken",
    "repair": "repaired",
}


def lists(app: App, selection: Selection, omitted: Omitted) -> Mapping[str, Sequence[BookLine]]:
    """Return the lines for kept promises and for the others; count those that are left out."""
    kept, others = [], []
    for promise in PromisesReader.beside(app.reader).all():
        times = model.times_kept(promise, selection.first, selection.last)
        events = _events(promise, selection)
        if not (times or events) or not _is_about(promise, selection):
            continue
        if label_key(promise.person or "") in selection.unquoted:
            omitted.unquoted_promises += 1
            continue
        if promise.private and not selection.include_private:
            if promise.hidden:
                omitted.private_promises += 1
            else:
                omitted.promises_to_someone += 1
            continue
        shown = promise
        if not selection.include_private:
            omitted.private_parts += model.private_spans(promise)
            shown = model.redacted(promise)
        if not has_visible_words(shown.text):
            continue
        if times:
            kept.append(BookLine(_words(shown), _times(times, shown, selection)))
        if events:
            others.append(BookLine(_words(shown), _became(_events(shown, selection))))
    return {"words": kept, "promises": others}


def _is_about(promise: Promise, selection: Selection) -> bool:
    if selection.person is None:
        return True
    return label_key(promise.person or "") == label_key(selection.person)


def _events(promise: Promise, selection: Selection) -> list[Event]:
    """Return what else became of a promise in these days."""
    return [
        event
        for event in model.effective_events(promise.events)
        if event.kind in _ENDED and selection.first <= event.day <= selection.last
    ]


def _words(promise: Promise) -> str:
    return f"{promise.text} (promised to {promise.person})" if promise.person else promise.text


def _times(times: int, promise: Promise, selection: Selection) -> str:
    if times > 1:
        return f"kept {times} times"
    days = [
        event.day
        for event in model.effective_events(promise.events)
        if event.kind == "kept" and selection.first <= event.day <= selection.last
    ]
    return f"kept on {_day(days[0])}" if days else "kept"


def _became(events: Sequence[Event]) -> str:
    """Return what became of it, in order, with the words of a repair."""
    return "; ".join(
        ": ".join(filter(None, (f"{_ENDED[event.kind]} on {_day(event.day)}", event.acknowledged)))
        for event in events
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"
