"""What the core asks about promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ... import features
from ...domain.memory import Memory
from ...registry import Feature

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ...app import App
    from ...domain.book import BookLine, Selection
    from ...domain.periods import Period
    from ...records.section import Omitted
    from ...services.review import Review, ReviewDays
    from ...services.writing import UnsavedDraft
    from ...views.screen import Screen


class Promises(Feature):
    """Promises have a day, and their drafts are stored as promises."""

    review_place = 20

    draft_key = "promise"

    # Without a promise nothing of them is imported: that takes longer than all the rest of the
    # question of the day.

    def practice_due(self, app: App, day: date) -> str | None:
        """Return reliability if a promise was due."""
        if not app.reader.any_promise():
            return None
        return "reliability" if features.promises.service.due_on(app, day) else None

    def memories(self, app: App, day: date) -> Iterable[Memory]:
        """Return a promise kept the day before, and those kept and moved this season."""
        return features.promises.service.memories(app, day) if app.reader.any_promise() else ()

    def today(self, app: App, *, unsafe: bool) -> Mapping[str, Any]:
        """Return the promises due today or past their date, a few at the most.

        In the safety pause none that is to someone or names the person.
        """
        if not app.reader.any_promise():
            return {"promised": ()}
        return {"promised": tuple(features.promises.service.for_today(app, unsafe=unsafe))}

    def today_rows(self, due: Mapping[str, Any], day: date) -> list[tuple[str, str]]:
        """Return a line for each promise."""
        return [
            ("" if n else "Promised", features.promises.view.due_line(promise, day))
            for n, promise in enumerate(due["promised"])
        ]

    def review(self, app: App, days: ReviewDays) -> Mapping[str, Any]:
        """Sum up what was kept, moved, is ahead or past its date."""
        return {
            "deeds": features.promises.service.words_and_deeds(
                app,
                days.period.start,
                days.period.end,
                safe_until=days.safe_until if days.unsafe else None,
            )
        }

    def review_further(self, app: App, period: Period) -> Mapping[str, Any]:
        """Count the promises of a month or longer."""
        if period.kind == "week":
            return {"promises": None}
        return {"promises": features.promises.service.counts(app, period.start, period.end)}

    def review_section(self, review: Review, screen: Screen, today: date) -> list[RenderableType]:
        """Return the promises of a review."""
        return features.promises.view.review_section(review.features["deeds"], today, screen.width)

    def review_markdown(self, review: Review, today: date) -> list[str]:
        """Return the promises of a review in Markdown."""
        return features.promises.view.review_section_markdown(review.features["deeds"], today)

    def review_rows(self, review: Review) -> list[tuple[str, str]]:
        """Return the numbers of kept, moved and repaired promises."""
        counts = review.further.features.get("promises")
        summary = features.promises.view.counted(counts) if counts else ""
        return [("Promises", summary)] if summary else []

    def left_out_of(self, review: Review) -> tuple[list[str], int]:
        """Return the note on promises that are only counted, and how many passages are private."""
        deeds = review.features["deeds"]
        return features.promises.view.left_out(deeds), deeds.private_parts

    def about_person(self, app: App, alias: str, screen: Screen) -> list[RenderableType]:
        """Return the open promises to someone."""
        if not app.reader.any_promise():
            return []
        items = features.promises.service.open_to(app, alias)
        return features.promises.view.to_person(items, app.now.today)

    def book_lists(
        self, app: App, selection: Selection, omitted: Omitted
    ) -> Mapping[str, Sequence[BookLine]]:
        """Return the promises that were kept, and what became of the others."""
        if not app.reader.any_promise():
            return {}
        return features.promises.book.lists(app, selection, omitted)

    def check_draft(self, about: Any) -> None:
        """Raise `ValueError` for a malformed description of a promise."""
        features.promises.drafts.check(about)

    def can_store_draft(self, app: App, unsaved: UnsavedDraft) -> bool:
        """Return whether the journal still has the promise that a draft repairs."""
        return features.promises.drafts.can_be_stored(app, unsaved)

    def is_draft_stored(self, app: App, unsaved: UnsavedDraft) -> bool:
        """Return whether the promise, or its repair, has been stored."""
        return features.promises.drafts.is_stored(app, unsaved)

    def save_draft(self, app: App, unsaved: UnsavedDraft) -> list[RenderableType]:
        """Store a promise, or the repair of one."""
        saved = features.promises.drafts.save_left_behind(app, unsaved)
        return features.promises.view.saved_late(saved, app.now.today)


FEATURE = Promises()
