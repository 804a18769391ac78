"""What the core asks about check-ins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ... import features
from ...domain.memory import Memory
from ...registry import Feature

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...app import App
    from ...services.review import Review, ReviewDays
    from ...services.writing import Stored, UnsavedDraft
    from ...views.screen import Screen


class Checkins(Feature):
    """Check-ins have a rhythm, and days to come back to something."""

    review_place = 30

    draft_kinds = ("checkin",)
    drafts_are_entries = True

    def practice_due(self, app: App, day: date) -> str | None:
        """Return the practice of check-ins if one was due."""
        if not app.reader.any_checkin():
            return None
        return "check-ins" if features.checkin.service.due_since(app, day) else None

    def memories(self, app: App, day: date) -> Iterable[Memory]:
        """Return what was heard in a check-in the day before."""
        return features.checkin.service.heard_before(app, day) if app.reader.any_checkin() else ()

    def today(self, app: App, *, unsafe: bool) -> Mapping[str, Any]:
        """Return a check-in, or coming back to one, that would fit today."""
        if unsafe or not app.reader.any_checkin():
            return {"checkin_due": None}
        return {"checkin_due": features.checkin.service.due(app)}

    def about_person(self, app: App, alias: str, screen: Screen) -> list[RenderableType]:
        """Return when the last check-in with someone was."""
        if not app.reader.any_checkin():
            return []
        day = features.checkin.service.last_with(app, alias)
        return features.checkin.view.last_with(day, app.now.today) if day else []

    def today_rows(self, due: Mapping[str, Any], day: date) -> list[tuple[str, str]]:
        """Return the line about it."""
        if not due["checkin_due"]:
            return []
        return [("Check-in", features.checkin.view.due_line(due["checkin_due"], day))]

    def review(self, app: App, days: ReviewDays) -> Mapping[str, Any]:
        """Return the check-ins of a period, and what comes after it."""
        end = days.safe_until if days.unsafe else days.period.end
        held = features.checkin.service.look(app, days.period.start, end, ahead=not days.unsafe)
        return {"checkins": held}

    def review_section(self, review: Review, screen: Screen, today: date) -> list[RenderableType]:
        """Return the check-ins of a review."""
        held = review.features["checkins"]
        view = features.checkin.view
        return view.review_section(held, review.period.kind, today, screen.width)

    def review_markdown(self, review: Review, today: date) -> list[str]:
        """Return the check-ins of a review in Markdown."""
        return features.checkin.view.review_section_markdown(review.features["checkins"], today)

    def store_draft(self, app: App, unsaved: UnsavedDraft) -> Stored:
        """Store a check-in with the answers in its draft."""
        return features.checkin.service.store_left_behind(app, unsaved)


FEATURE = Checkins()
