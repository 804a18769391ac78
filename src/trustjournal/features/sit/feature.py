"""What the core asks about sitting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ... import features
from ...registry import Feature

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...app import App
    from ...services.review import Review, ReviewDays
    from ...views.screen import Screen


class Sit(Feature):
    """A review says how long and on how many days it was."""

    review_part = "numbers"
    review_place = 10

    def review(self, app: App, days: ReviewDays) -> Mapping[str, Any]:
        """Return the minutes and the days of sitting."""
        return {"sat": features.sit.service.sat(app, days.period.start, days.period.end)}

    def review_section(self, review: Review, screen: Screen, today: date) -> list[RenderableType]:
        """Return the line about sitting."""
        return features.sit.view.review_section(review.features["sat"])

    def review_markdown(self, review: Review, today: date) -> list[str]:
        """Return the line about sitting in Markdown."""
        return features.sit.view.review_section_markdown(review.features["sat"])


FEATURE = Sit()
