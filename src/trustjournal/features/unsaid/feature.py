"""What the core asks about marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from ... import features
from ...domain.memory import Memory
from ...registry import Feature

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...app import App
    from ...domain.entry import Entry
    from ...services.review import Review, ReviewDays
    from ...storage.writer import Transaction
    from ...views.screen import Screen


class Marks(Feature):
    """A mark belongs to an entry."""

    review_place = 10

    def memories(self, app: App, day: date) -> Iterable[Memory]:
        """Return words that were marked as mine to keep some weeks ago."""
        return features.unsaid.service.kept_mine(app, day)

    def review(self, app: App, days: ReviewDays) -> Mapping[str, Any]:
        """Return the id of an entry and one thing in it that is not said yet, or None."""
        service = features.unsaid.service
        mark = service.one(app, min(days.end, days.safe_until)) if days.begins_safe else None
        return {"unsaid": (mark.entry, service.words_of(mark)) if mark else None}

    def review_section(self, review: Review, screen: Screen, today: date) -> list[RenderableType]:
        """Return the thing not yet said."""
        unsaid = review.features["unsaid"]
        return features.unsaid.view.review_section(*unsaid) if unsaid else []

    def review_markdown(self, review: Review, today: date) -> list[str]:
        """Return the thing not yet said in Markdown."""
        unsaid = review.features["unsaid"]
        return features.unsaid.view.review_section_markdown(unsaid[1]) if unsaid else []

    def about_entry(self, app: App, entry: Entry) -> list[RenderableType]:
        """Return the marks of an entry."""
        marks = features.unsaid.service.unsaid_of(app).of_entry(entry.id)
        return features.unsaid.view.states(marks)

    def mark_stored(self, store: Transaction, number: int, now: datetime) -> None:
        """Mark a whole entry as not yet said."""
        features.unsaid.store.mark_number(store, number, None, "not-yet", now)


FEATURE = Marks()
