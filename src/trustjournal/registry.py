"""The features of the journal, and what the core asks of each.

A feature is a folder in `features`, which the core knows by its name alone. Its modules are
imported when the core asks for them, so that a command pays only for what it uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date, datetime

    from rich.console import RenderableType

    from .app import App
    from .domain.book import BookLine, Selection
    from .domain.entry import Entry
    from .domain.memory import Memory
    from .domain.periods import Period
    from .records.section import Omitted
    from .services.review import Review, ReviewDays
    from .services.writing import Stored, UnsavedDraft
    from .storage.writer import Transaction
    from .views.screen import Screen

COMMANDS: dict[str, tuple[str, ...]] = {
    "sit": ("sit",),
    "promises": ("promise",),
    "checkin": ("checkin",),
    "unsaid": ("unsaid",),
    "pulse": ("pulse",),
    "storm_joy": ("storm", "joy"),
    "share": ("share",),
}
"""Every feature, and its commands. Their parts of a result in JSON are in this order."""
ReviewPart: TypeAlias = Literal["words", "deeds", "numbers"]
"""The parts of a review: first what I wrote, then what I did, and the numbers last."""
WITH_RECORDS = tuple(name for name in COMMANDS if name != "storm_joy")
"""The features with records of their own, which their `record` declares."""


class Feature:
    """What the core asks of a feature. A feature answers what concerns it; the rest is nothing."""

    draft_key = ""
    """The key in a draft's description that makes the draft one of this feature."""
    draft_kinds: tuple[str, ...] = ()
    """The kinds of entries whose drafts are drafts of this feature."""

    drafts_are_entries = False
    """Whether the core saves its drafts as it saves entries, with `store_draft`."""

    review_part: ReviewPart = "deeds"
    """The part of a review that its section is in."""
    review_place = 100
    """The place of its section in that part: lower ones come first."""

    def practice_due(self, app: App, day: date) -> str | None:
        """Return the practice with something due on a day, judged by what was recorded before."""
        return None

    def memories(self, app: App, day: date) -> Iterable[Memory]:
        """Return what a day may take up again, judged by what was recorded before."""
        return ()

    def today(self, app: App, *, unsafe: bool) -> Mapping[str, Any]:
        """Return what is due today, by the key it has in JSON. `unsafe` is the safety pause."""
        return {}

    def today_rows(self, due: Mapping[str, Any], day: date) -> list[tuple[str, str]]:
        """Return labelled lines for the screen of today, from what `today` returned."""
        return []

    def about_entry(self, app: App, entry: Entry) -> list[RenderableType]:
        """Return lines to show below an entry."""
        return []

    def about_person(self, app: App, alias: str, screen: Screen) -> list[RenderableType]:
        """Return lines for the page of a person."""
        return []

    def mark_stored(self, store: Transaction, number: int, now: datetime) -> None:
        """Mark an entry that was stored with the option of this feature; `number` is its row."""

    def forget_not_safe(self, store: Transaction) -> None:
        """Forget everything that tells that something was not safe."""

    def review(self, app: App, days: ReviewDays) -> Mapping[str, Any]:
        """Return its part of a review, by the key it has in JSON."""
        return {}

    def review_further(self, app: App, period: Period) -> Mapping[str, Any]:
        """Return what only the review of a month or longer shows, by its key in JSON."""
        return {}

    def review_section(self, review: Review, screen: Screen, today: date) -> list[RenderableType]:
        """Return its section of the screen of a review; nothing without something to show."""
        return []

    def review_markdown(self, review: Review, today: date) -> list[str]:
        """Return its section of a review in Markdown."""
        return []

    def review_rows(self, review: Review) -> list[tuple[str, str]]:
        """Return labelled lines for the review of a month or longer."""
        return []

    def left_out_of(self, review: Review) -> tuple[list[str], int]:
        """Return notes on what it left out of a review, and its number of private passages."""
        return [], 0

    def book_lists(
        self, app: App, selection: Selection, omitted: Omitted
    ) -> Mapping[str, Sequence[BookLine]]:
        """Return its lists for a book, by the part of the book, and count what it leaves out."""
        return {}

    def after_review(self, app: App, period: Period) -> None:
        """Offer what belongs after the review of a period, at a terminal."""

    def check_draft(self, about: Any) -> None:
        """Raise `ValueError` if the description of a draft, under `draft_key`, is malformed."""

    def can_store_draft(self, app: App, unsaved: UnsavedDraft) -> bool:
        """Return whether a draft can still be stored as what it was begun as."""
        return True

    def is_draft_stored(self, app: App, unsaved: UnsavedDraft) -> bool:
        """Return whether a draft under `draft_key` has been stored already."""
        return False

    def store_draft(self, app: App, unsaved: UnsavedDraft) -> Stored:
        """Store a draft as an entry, if `drafts_are_entries`."""
        raise NotImplementedError

    def save_draft(self, app: App, unsaved: UnsavedDraft) -> list[RenderableType]:
        """Store a draft, unless `drafts_are_entries`, and return the confirmation to show."""
        raise NotImplementedError


def part(feature: str, module: str) -> ModuleType:
    """Import one module of a feature, such as its `record`."""
    return import_module(f"{__package__}.features.{feature}.{module}")


@cache
def feature(name: str) -> Feature:
    """Return a feature by its name."""
    declared: Feature = part(name, "feature").FEATURE
    return declared


def all_features() -> Iterator[Feature]:
    """Yield every feature."""
    return map(feature, COMMANDS)


def in_review(part: ReviewPart) -> list[Feature]:
    """Return the features with a section in a part of a review, in order."""
    features = (each for each in all_features() if each.review_part == part)
    return sorted(features, key=lambda each: each.review_place)


def of_draft(unsaved: UnsavedDraft) -> Feature | None:
    """Return the feature that a draft was begun by; None for an entry of the core, or an edit."""
    for each in all_features():
        if each.draft_key and each.draft_key in unsaved.draft.about:
            return each
        if unsaved.entry.kind in each.draft_kinds and not unsaved.revises:
            return each
    return None
