"""What the core asks about storms and joys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ... import features, views
from ...domain.memory import Memory
from ...domain.memory_kinds import MemoryKind
from ...registry import Feature
from ...storage.memories import MemoryReader

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...app import App
    from ...services.review import Review
    from ...services.writing import UnsavedDraft
    from ...views.screen import Screen


class StormJoy(Feature):
    """The draft of a storm or a joy holds the answers to its questions."""

    review_part = "words"
    review_place = 10

    draft_kinds = ("storm", "joy")

    def memories(self, app: App, day: date) -> Iterable[Memory]:
        """Return the storm of the day before, unless there have been many: then they rest."""
        reader, before = MemoryReader.beside(app.reader), day - timedelta(days=1)
        if not reader.stored("storm", before, before):
            return ()
        limits = features.storm_joy.model
        since = day - timedelta(days=limits.STORMS_DAYS - 1)
        has_many = reader.stored("storm", since, before) >= limits.MANY_STORMS
        return () if has_many else (Memory(MemoryKind.STORM, before),)

    def review_section(self, review: Review, screen: Screen, today: date) -> list[RenderableType]:
        """Return the storms of a review; its joys come at the top."""
        return views.review.own_lines("Storms", review.storms, review, screen, today)

    def review_markdown(self, review: Review, today: date) -> list[str]:
        """Return the storms of a review in Markdown."""
        return views.review.own_lines_markdown("Storms", review.storms)

    def save_draft(self, app: App, unsaved: UnsavedDraft) -> list[RenderableType]:
        """Store a storm or a joy with the answers in its draft."""
        saved = features.storm_joy.service.save_left_behind(app, unsaved)
        return features.storm_joy.view.saved(
            saved,
            app.out,
            day_start=f"{app.settings.day_starts_at:%H:%M}",
            numbers=app.settings.streaks,
        )


FEATURE = StormJoy()
