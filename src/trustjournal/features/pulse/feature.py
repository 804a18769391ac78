"""What the core asks about the pulse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ... import features
from ...registry import Feature

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...app import App
    from ...domain.periods import Period
    from ...services.review import Review, ReviewDays
    from ...storage.writer import Transaction
    from ...views.screen import Screen


class Pulse(Feature):
    """The pulse is offered after the review of a week."""

    review_part = "numbers"
    review_place = 20

    def forget_not_safe(self, store: Transaction) -> None:
        """Forget the answers that there was no ease at all."""
        features.pulse.store.forget_low_ease(store)

    def review(self, app: App, days: ReviewDays) -> Mapping[str, Any]:
        """Return the course of the last weeks."""
        service = features.pulse.service
        if not days.begins_safe:
            return {"pulse": service.nothing(days.end)}
        return {"pulse": service.look(app, days.end, quotes=not days.unsafe)}

    def review_section(self, review: Review, screen: Screen, today: date) -> list[RenderableType]:
        """Return the pulse of a review."""
        return features.pulse.view.review_section(review.features["pulse"], screen, today)

    def review_markdown(self, review: Review, today: date) -> list[str]:
        """Return the pulse of a review in Markdown."""
        return features.pulse.view.review_section_markdown(review.features["pulse"], today)

    def after_review(self, app: App, period: Period) -> None:
        """Offer the pulse of this week after the review of a week, if it is due."""
        if app.settings.ask_pulse and period.kind == "week" and features.pulse.service.due(app):
            features.pulse.commands.offer(app)


FEATURE = Pulse()
