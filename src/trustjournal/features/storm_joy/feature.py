"""What the core asks about storms and joys."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ... import features, views
from ...registry import Feature

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...app import App
    from ...services.review import Review
    from ...services.writing import LeftBehind
    from ...views.screen import Screen


class StormJoy(Feature):
    """The draft of a storm or a joy holds the answers to its questions."""

    review_part = "words"
    review_place = 10

    draft_kinds = ("storm", "joy")

    def review_section(self, review: Review, screen: Screen, today: date) -> list[RenderableType]:
        """Return the storms of a review; its joys come at the top."""
        return views.review.own_lines("Storms", review.storms, review, screen, today)

    def review_markdown(self, review: Review, today: date) -> list[str]:
        """Return the storms of a review in Markdown."""
        return views.review.own_lines_markdown("Storms", review.storms)

    def save_draft(self, app: App, unsaved: LeftBehind) -> list[RenderableType]:
        """Store a storm or a joy with the answers in its draft."""
        saved = features.storm_joy.service.save_left_behind(app, unsaved)
        return features.storm_joy.view.saved(
            saved,
            app.out,
            day_start=f"{app.settings.day_starts_at:%H:%M}",
            numbers=app.settings.streaks,
        )


FEATURE = StormJoy()
